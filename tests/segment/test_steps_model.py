# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random

from odoo.fields import Domain
from odoo.tests import tagged

from ..common import SegmentCommon


class PlainSegment:
    """The rules of steps in plain Python: a list of states, one after every step."""

    def __init__(self):
        self.states = [[]]
        self.position = 0

    @property
    def members(self):
        return self.states[self.position]

    def take(self, members):
        del self.states[self.position + 1 :]
        self.states.append(members)
        self.position += 1

    def add(self, found, excluded, options):
        entering = found if options.get("ignore_exclusion") else found - excluded
        if not options.get("allow_existing"):
            entering = entering - set(self.members)
        self.take(self.members + sorted(entering))

    def reduce(self, decided):
        self.take([member for member in self.members if member not in decided])

    def refine(self, decided):
        self.take([member for member in self.members if member in decided])


@tagged("post_install", "-at_install")
class TestStepsModel(SegmentCommon):
    """Random runs compared with the same rules in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.Partner.create(
            [{"name": f"Company {i}", "is_company": True} for i in range(5)]
        )
        chance = random.Random(1)
        cls.category = cls.env["res.partner.category"].create({"name": "Gold"})
        cls.people = companies | cls.Partner.create(
            [cls._prepare_contact(chance, i, companies) for i in range(100)]
        )
        cls.companies = {
            partner.id: partner.commercial_partner_id.id
            for partner in cls.people
            if partner.commercial_partner_id.is_company
        }
        cls.excluded = set(cls.people.filtered("exclude_from_segments").ids)

    @classmethod
    def _prepare_contact(cls, chance, number, companies):
        """Return a contact that lacks many values, as contacts do."""

        def maybe(*values):
            return chance.choice([False, *values])

        return {
            "name": f"Contact {number} {chance.choice(['Ada', 'Bea', 'Cid'])}",
            "parent_id": maybe(False, *companies.ids),
            "country_id": maybe(cls.belgium.id, cls.netherlands.id),
            "city": maybe("Gent", "gentbrugge", "Utrecht", ""),
            "ref": maybe("A1", "B2"),
            "color": chance.randrange(4),
            "user_id": maybe(cls.user.id, cls.colleague.id),
            "category_id": [(6, 0, maybe(cls.category.ids) or [])],
            "exclude_from_segments": chance.random() < 0.2,
            "preferred_channel": maybe("email", "phone"),
        }

    def _condition(self, chance):
        """Return one random condition."""
        return chance.choice(
            [
                ("name", "ilike", chance.choice(["ada", "BEA", "1"])),
                ("name", "not ilike", "cid"),
                ("city", "=", chance.choice(["Gent", False, ""])),
                ("city", "!=", chance.choice(["Gent", False])),
                ("city", "ilike", "gent"),
                ("city", "not ilike", "gent"),
                ("ref", "in", ["A1", False]),
                ("ref", "not in", ["A1"]),
                ("ref", "not in", ["A1", False]),
                ("color", chance.choice([">", "<=", "=", "!="]), chance.randrange(4)),
                ("country_id", chance.choice(["=", "!="]), self.belgium.id),
                ("country_id", chance.choice(["=", "!="]), False),
                ("country_id.code", chance.choice(["=", "!="]), "NL"),
                ("parent_id", chance.choice(["=", "!="]), False),
                ("parent_id.name", "ilike", "company"),
                ("is_company", chance.choice(["=", "!="]), chance.random() < 0.5),
                ("user_id", "in", [self.user.id, False]),
                ("user_id", "not in", [self.user.id]),
                ("category_id", chance.choice(["in", "not in"]), self.category.ids),
                ("category_id", chance.choice(["=", "!="]), False),
                ("preferred_channel", chance.choice(["=", "!="]), "email"),
                ("exclude_from_segments", "=", chance.random() < 0.5),
            ]
        )

    def _tree(self, chance, depth):
        """Return a random domain in prefix notation."""
        if not depth or chance.random() < 0.2:
            return [self._condition(chance)]
        operator = chance.choice("&|!")
        left = self._tree(chance, depth - 1)
        if operator == "!":
            return ["!", *left]
        return [operator, *left, *self._tree(chance, depth - 1)]

    def _among_people(self, domain):
        return list(Domain("id", "in", self.people.ids) & Domain(domain))

    def test_random_domains_equal_a_brute_force_evaluation(self):
        everybody = self._create_segment()
        everybody.add_contacts(self._domain(self.people), ignore_exclusion=True)
        for seed in range(60):
            chance = random.Random(seed)
            domain = self._tree(chance, depth=4)
            expected = len(self.people.filtered_domain(domain))
            with self.subTest(seed=seed, domain=domain):
                found = self._create_segment().preview_step(
                    "add", self._among_people(domain), {"ignore_exclusion": True}
                )
                self.assertEqual(found["added"], expected)
                reduced = everybody.preview_step("reduce", domain)
                refined = everybody.preview_step("refine", domain)
                self.assertEqual(reduced["removed"], expected)
                self.assertEqual(refined["line_count"], expected)

    def _entire(self, found):
        """Return the contacts with all contacts of their companies."""
        hit = {self.companies[member] for member in found if member in self.companies}
        return found | {
            member for member in self.people.ids if self.companies.get(member) in hit
        }

    def _run_random_step(self, chance, segment, plain):
        """Take one random step on both; return the figures, or None if it failed."""
        action = chance.choice(["add", "add", "reduce", "refine", "back", "redo"])
        if action == "back" and plain.position:
            plain.position -= 1
            return segment.go_back()
        if action == "redo" and plain.position + 1 < len(plain.states):
            plain.position += 1
            return segment.redo()
        if action in ("back", "redo"):
            return None
        domain = self._among_people(self._tree(chance, depth=2))
        found = set(self.people.filtered_domain(domain).ids)
        if action == "add":
            options = {
                name: chance.random() < 0.3
                for name in ("expand_companies", "ignore_exclusion", "allow_existing")
            }
            if options["expand_companies"]:
                found = self._entire(found)
            plain.add(found, self.excluded, options)
            return segment.add_contacts(domain, **options)
        entire = chance.random() < 0.3
        decided = self._entire(found) if entire else found
        getattr(plain, action)(decided)
        method = getattr(segment, f"{action}_contacts")
        return method(domain, entire_companies=entire)

    def test_random_sequences_follow_the_plain_model(self):
        for seed in range(8):
            chance = random.Random(seed)
            segment, plain = self._create_segment(), PlainSegment()
            for number in range(25):
                result = self._run_random_step(chance, segment, plain)
                with self.subTest(seed=seed, number=number):
                    members = segment.line_ids.mapped(lambda line: line.partner_id.id)
                    self.assertEqual(sorted(members), sorted(plain.members))
                    self.assertEqual(segment.line_count, len(plain.members))
                    self.assertEqual(segment.step_count, plain.position)
                    if result:
                        self.assertEqual(result["line_count"], len(plain.members))
