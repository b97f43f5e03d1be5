# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random

from odoo.tests import tagged

from ...tools.conditions import switch_shared
from ..measure_common import MeasureCommon

DOMAINS = 150
DEPTH = 4


@tagged("post_install", "-at_install")
class TestConditionRoundTrip(MeasureCommon):
    """A condition comes back as it was, whatever forms and steps it went through."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.value = cls._create_measure(
            name="Pipeline", aggregate="sum", field_name="expected_revenue"
        )
        for number, partner in enumerate(cls.contacts):
            cls._create_lead(partner, expected_revenue=10 * number, color=number)

    def _grow(self, choose, depth=DEPTH):
        """Return a random domain in prefix notation."""
        if depth == 0 or choose.random() < 0.3:
            return [self._make_leaf(choose)]
        operator = choose.choice(("&", "|", "!"))
        if operator == "!":
            return ["!", *self._grow(choose, depth - 1)]
        return [
            operator,
            *self._grow(choose, depth - 1),
            *self._grow(choose, depth - 1),
        ]

    def _make_leaf(self, choose):
        number = choose.randrange(50)
        text = choose.choice(("a", "Ü 'quoted' \"", "100%", "\\n", "x_y"))
        lead = choose.choice(
            (
                ("expected_revenue", choose.choice((">", "<=")), number),
                ("color", "in", [number, 1]),
            )
        )
        figure = ("value", choose.choice((">=", "<")), float(number))
        return choose.choice(
            (
                ("name", choose.choice(("ilike", "not ilike", "=")), text),
                ("country_id", choose.choice(("in", "not in")), [self.belgium.id]),
                ("email", choose.choice(("=", "!=")), False),
                ("create_date", ">=", choose.choice(("today -30d", "2026-01-31"))),
                ("opportunity_ids", choose.choice(("any", "not any")), [lead]),
                ("opportunity_ids", "any", ["|", lead, ("color", "=", 3)]),
                (f"opportunity_ids.{lead[0]}", *lead[1:]),
                (
                    "measure_value_ids",
                    choose.choice(("any", "not any")),
                    [("measure_id", "in", [self.value.id]), figure],
                ),
                ("id", "in", self.contacts.ids[: choose.randrange(1, 5)]),
            )
        )

    def test_random_conditions(self):
        choose = random.Random(17)
        criteria = self.env["contact.criteria"].with_user(self.user)
        wizards = self.env["contact.segment.step.wizard"].with_user(self.user)
        partners = self.Partner.with_user(self.user)
        segment = self._create_segment()
        saved = criteria.create({"name": "Round trip"})
        for _number in range(DOMAINS):
            domain = self._grow(choose)
            text = repr(domain)
            wizard = wizards.new({"segment_id": segment.id, "domain": text})
            self.assertEqual(wizard.domain, text)
            self.assertFalse(wizard.error)
            step = saved.step_ids.create(
                {"criteria_id": saved.id, "action": "add", "domain": text}
            )
            self.env.invalidate_all()
            self.assertEqual(step.domain, text)
            # read once, and read again, as a list and as a text
            for given in (domain, text, step.domain):
                self.assertEqual(partners._parse_segment_domain(given)[0], text)
            step.unlink()

    def test_steps_and_criteria_keep_them(self):
        choose = random.Random(23)
        segment = self._create_segment()
        domains = [self._grow(choose) for _number in range(10)]
        for domain in domains:
            segment.add_contacts(domain)
        texts = list(map(repr, domains))
        self.assertEqual(segment.step_ids.mapped("domain"), texts)
        criteria = segment.save_criteria("Kept")
        saved = self.env["contact.criteria"].browse(criteria)
        self.assertEqual(saved.step_ids.mapped("domain"), texts)
        other = self._create_segment()
        other.apply_criteria(criteria)
        self.assertEqual(other.step_ids.mapped("domain"), texts)
        self.assertEqual(other.line_ids.partner_id, segment.line_ids.partner_id)

    def test_one_record_or_several_and_back(self):
        """Whoever changes the choice twice has what he had."""
        choose, found = random.Random(31), 0
        names = ["opportunity_ids"]
        partners = self.Partner.with_user(self.user)
        for _number in range(DOMAINS):
            parts = [self._make_leaf(choose) for _count in range(4)]
            for _name, is_same, switched in switch_shared(parts, names):
                found += 1
                [(_name, back_is_same, back)] = switch_shared(switched, names)
                self.assertIsNot(is_same, back_is_same)
                [(_name, _same, again)] = switch_shared(back, names)
                self.assertEqual(again, switched)
                every = set(partners.search(parts).ids)
                other = set(partners.search(switched).ids)
                # one record that meets all is among those that meet each
                if is_same:
                    self.assertLessEqual(every, other)
                else:
                    self.assertLessEqual(other, every)
        self.assertGreater(found, 20)
