# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
from itertools import combinations

from odoo.tests import tagged

from ...models.segment.step_reasons import BY_NAME, StepReasons
from ...tools.condition_tree import find_changes, is_in
from ..common import SegmentCommon

OPTIONS = {
    "add": ("expand_companies", "include_companies", "ignore_exclusion"),
    "reduce": ("entire_companies",),
    "refine": ("entire_companies",),
}


@tagged("post_install", "-at_install")
class TestExplainRandom(SegmentCommon):
    """What explain says of random steps and contacts is what the steps did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "Tagged"})
        cls.measure = cls.env["contact.measure"].create(
            {"name": "People", "model": "res.partner", "partner_path": "parent_id"}
        )
        cls.random = random.Random(19)
        cls.people = cls.contacts | cls.Partner.create(
            [
                {
                    "name": f"Random {number}",
                    "parent_id": cls.random.choice([cls.acme.id, False]),
                    "country_id": cls.random.choice([cls.belgium.id, False]),
                    "color": number % 4,
                    "category_id": cls.random.choice([False, [(4, cls.tag.id)]]),
                    "exclude_from_segments": number % 5 == 0,
                }
                for number in range(12)
            ]
        )
        cls.people[-1].active = False

    def _make_leaf(self):
        figure = [("measure_id", "=", self.measure.id), ("value", ">=", 1)]
        return self.random.choice(
            [
                ("country_id", "=", self.belgium.id),
                ("color", ">=", 2),
                ("color", "in", [1, 3]),
                ("category_id", "in", self.tag.ids),
                ("is_company", "=", True),
                ("parent_id.country_id", "=", self.belgium.id),
                ("child_ids", "any", [("color", "=", 1)]),
                ("name", "ilike", "a"),
                ("email", "!=", False),
                ("id", "in", self.people[:4].ids),
                ("measure_value_ids", "any", figure),
                ("measure_value_ids", "not any", figure),
            ]
        )

    def _make_domain(self, depth=3):
        kind = self.random.choice("&|!.") if depth else "."
        if kind == ".":
            return [self._make_leaf()]
        if kind == "!":
            return ["!", *self._make_domain(depth - 1)]
        return [kind, *self._make_domain(depth - 1), *self._make_domain(depth - 1)]

    def _take_random_steps(self):
        segment = self._create_segment()
        for number in range(self.random.randint(1, 4)):
            action = self.random.choice(
                ["add", "reduce", "refine"] if number else ["add"]
            )
            options = {
                name: True for name in OPTIONS[action] if self.random.random() < 0.3
            }
            domain = self._make_domain()
            getattr(segment, f"{action}_contacts")(domain, **options)
        return segment

    def test_random_steps(self):
        for turn in range(12):
            segment = self._take_random_steps()
            members = segment.line_ids.partner_id
            found = {
                step: set(
                    self.env["res.partner"]._search(
                        segment.env["res.partner"]._parse_segment_domain(step.domain)[1]
                    )
                )
                for step in segment.step_ids
                if step.action == "add"
            }
            for partner in self.people:
                with self.subTest(turn=turn, partner=partner.name):
                    self._check(segment, partner, partner in members, found)

    def _check(self, segment, partner, is_member, found):
        result = segment.explain(partner.id)
        self.assertEqual(result["included"], is_member)
        self.assertEqual(result["matches_today"], is_member)
        self.assertEqual(self._replay(result), is_member)
        for step in result["steps"]:
            if partner.id in found.get(segment.step_ids.browse(step["step_id"]), ()):
                self.assertTrue(step["matched"])
        reasons = StepReasons(segment, segment._get_done_steps())
        met = segment._test_conditions(reasons, partner)
        changes = find_changes(reasons.plan, met, reasons.costs)
        if is_member:
            self.assertEqual(result["missing"], [])
            self.assertEqual(changes, {})
            return
        self.assertEqual(len(result["missing"]), len(changes))
        self._check_smallest(reasons, met, changes)

    def _replay(self, result):
        """Return whether the contact is in, by nothing but what explain returned."""

        def holds(rule, conditions):
            if isinstance(rule, int):
                return conditions[rule]["met"]
            check = all if rule[0] == "all" else any
            return check(holds(part, conditions) for part in rule[1:])

        included = False
        for step in result["steps"]:
            is_hit = holds(step["rule"], step["conditions"])
            if step["action"] == "add":
                included = included or is_hit
            elif included:
                included = is_hit == (step["action"] == "refine")
        return included

    def _check_smallest(self, reasons, met, changes):
        """Check that changes let a contact in, and that nothing less does."""
        after = [changes.get(number, value) for number, value in enumerate(met)]
        is_possible = is_in(reasons.plan, after)
        numbers = range(len(met))
        cost = sum(reasons.costs[number] for number in changes)
        for size in range(min(3, len(met)) + 1):
            for chosen in combinations(numbers, size):
                less = sum(reasons.costs[number] for number in chosen)
                if is_possible and less >= cost:
                    continue
                changed = [
                    value != (number in chosen) for number, value in enumerate(met)
                ]
                self.assertFalse(is_in(reasons.plan, changed), (chosen, changes))
        if cost and cost < BY_NAME:
            self.assertTrue(is_possible)
