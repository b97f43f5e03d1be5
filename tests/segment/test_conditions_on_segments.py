# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestConditionsOnSegments(SegmentCommon):
    """Segments and saved criteria as conditions on contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._fill(cls._create_segment(name="First"), cls.anna | cls.carl)
        cls.other = cls._fill(cls._create_segment(name="Second"), cls.carl | cls.dora)

    def _find(self, *terms, user=None):
        partners = self.Partner.with_user(user or self.user)
        return partners.search([*terms, ("id", "in", self.contacts.ids)])

    def test_segments_of_a_contact(self):
        one, both = self.segment.id, [self.segment.id, self.other.id]
        self.assertEqual(self._find(("segment_ids", "=", one)), self.anna | self.carl)
        self.assertEqual(
            self._find(("segment_ids", "in", both)), self.anna | self.carl | self.dora
        )
        rest = self._find(("segment_ids", "not in", both))
        self.assertEqual(rest, self.acme | self.bob)
        self.assertEqual(self._find(("segment_ids", "=", False)), self.acme | self.bob)
        self.assertEqual(
            self._find(("segment_ids", "ilike", "Firs")), self.anna | self.carl
        )
        drafts = ("segment_ids", "any", [("name", "=", "Second")])
        self.assertEqual(self._find(drafts), self.carl | self.dora)
        carl = self.carl.with_user(self.user)
        self.assertEqual(carl.segment_ids, self.segment | self.other)

    def test_removed_lines_do_not_count(self):
        self.segment.reduce_contacts([("id", "=", self.anna.id)])
        found = self._find(("segment_ids", "=", self.segment.id))
        self.assertEqual(found, self.carl)

    def test_segments_of_others(self):
        hidden = self._fill(self._create_segment(user=self.colleague), self.bob)
        self.assertFalse(self._find(("segment_ids", "=", hidden.id)))
        found = self._find(("segment_ids", "=", hidden.id), user=self.manager)
        self.assertEqual(found, self.bob)

    def test_saved_criteria(self):
        segment = self._create_segment()
        segment.add_contacts(
            [("country_id", "=", self.belgium.id)], expand_companies=True
        )
        segment.refine_contacts(self._domain(self.contacts))
        segment.reduce_contacts([("name", "=", "Bob")])
        criteria = self.env["contact.criteria"].browse(segment.save_criteria("Saved"))
        expected = segment.line_ids.partner_id
        self.assertEqual(expected, self.acme | self.anna | self.dora)
        for condition, found in (
            (("criteria_ids", "in", criteria.ids), expected),
            (("criteria_ids", "not in", criteria.ids), self.bob | self.carl),
            (("criteria_ids", "any", [("name", "=", "Saved")]), expected),
            (("criteria_ids", "ilike", "Saved"), expected),
        ):
            self.assertEqual(self._find(condition), found, condition)
        new = self._create_contact("Eve", country_id=self.belgium.id)
        new_domain = ("id", "=", new.id)
        self.assertFalse(
            self.Partner.search([("criteria_ids", "=", criteria.id), new_domain])
        )
        # today's data
        self.carl.country_id = self.belgium
        found = self._find(("criteria_ids", "=", criteria.id))
        self.assertEqual(found, expected | self.carl)
        contacts = self.contacts.with_user(self.user)
        kept = contacts.filtered_domain([("criteria_ids", "=", criteria.id)])
        self.assertEqual(kept, expected | self.carl)

    def test_criteria_that_depend_on_themselves(self):
        criteria = self.env["contact.criteria"].with_user(self.user)
        one = criteria.create({"name": "One"})
        two = criteria.create(
            {
                "name": "Two",
                "step_ids": [
                    (0, 0, {"domain": repr([("criteria_ids", "in", one.ids)])})
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "One → Two → One|Two → One → Two"):
            one.step_ids = [(0, 0, {"domain": repr([("criteria_ids", "in", two.ids)])})]

    def test_segments_that_depend_on_themselves(self):
        with self.assertRaisesRegex(ValidationError, "First → S.* First"):
            self.segment.refine_contacts([("segment_ids", "in", self.segment.ids)])
        self.other.add_contacts([("segment_ids", "=", self.segment.id)])
        inner = [("id", "in", self.other.ids)]
        with self.assertRaisesRegex(ValidationError, "First → S.* Second → S.* First"):
            self.segment.add_contacts([("segment_ids", "any", inner)])
        self.assertEqual(
            self.other.line_ids.partner_id, self.anna | self.carl | self.dora
        )
