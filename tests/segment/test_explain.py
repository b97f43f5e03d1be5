# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestExplain(SegmentCommon):
    """Why a contact is on a segment or not: condition by condition."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment()

    def _explain(self, partner, segment=None):
        return (segment or self.segment).explain(partner.id)

    def _get_conditions(self, result):
        """Return label, met and found of all conditions."""
        return [
            (one["label"], one["met"], one["found"])
            for step in result["steps"]
            for one in step["conditions"]
        ]

    def test_conditions_of_who_is_in_and_of_who_is_out(self):
        domain = [("country_id", "=", self.belgium.id), ("email", "ilike", "dora")]
        self.segment.add_contacts(domain)
        for partner, expected, missing in (
            (self.dora, [("Belgium", True), ("dora@example.com", True)], 0),
            (self.anna, [("Belgium", True), ("anna@example.com", False)], 1),
            (self.carl, [("Netherlands", False), ("carl@example.com", False)], 2),
        ):
            with self.subTest(partner=partner.name):
                if partner == self.anna:
                    partner.country_id = self.belgium
                result = self._explain(partner)
                self.assertEqual(result["included"], partner == self.dora)
                (step,) = result["steps"]
                self.assertEqual(step["rule"], ["all", 0, 1])
                found = [(one["found"], one["met"]) for one in step["conditions"]]
                self.assertEqual(found, expected)
                self.assertEqual(
                    [one["label"] for one in step["conditions"]],
                    ["Country is Belgium", "Email contains dora"],
                )
                self.assertEqual(step["conditions"][0]["wanted"], "is Belgium")
                labels = [one["label"] for one in step["conditions"] if not one["met"]]
                self.assertEqual(result["missing"], labels)
                self.assertEqual(len(labels), missing)
