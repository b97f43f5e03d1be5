# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import SegmentCommon

REPORT = "contact_segment.report_segment_contacts"
MODULE = "odoo.addons.contact_segment.report.report_segment_contacts"


@tagged("post_install", "-at_install")
class TestSegmentReport(SegmentCommon):
    """Contacts by segment: who, and what came of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carl.write({"street": "Kade 3", "city": "Breda"})
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, cls.carl | cls.dora)
        cls.env["contact.interaction"].create(
            [
                {"name": "Call", "partner_id": partner.id, "cost": cost, "state": state}
                for partner, cost, state in (
                    (cls.carl, 2.5, "done"),
                    (cls.carl, 1.5, "done"),
                    (cls.carl, 100.0, "cancelled"),
                    (cls.dora, 4.0, "draft"),
                    (cls.bob, 9.0, "done"),
                )
            ]
        )
        cls.env["crm.lead"].create(
            [
                {
                    "name": "Kitchen",
                    "type": kind,
                    "partner_id": cls.carl.id,
                    "expected_revenue": value,
                }
                for kind, value in (("opportunity", 700.0), ("lead", 50.0))
            ]
        )
        cls.sales = cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def _section(self, user=None, segment=None):
        model = self.env[f"report.{REPORT}"].with_user(user or self.user)
        [section] = model._get_report_values((segment or self.segment).ids)["sections"]
        return section

    def _html(self, segments, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.user).sudo(False)
        return reports._render_qweb_html(REPORT, segments.ids)[0].decode()

    def test_figures(self):
        self.user.group_ids |= self.sales
        section = self._section()
        rows = {row["partner"].name: row for row in section["rows"]}
        self.assertEqual(set(rows), {"Carl", "Dora"})
        carl, dora = rows["Carl"], rows["Dora"]
        self.assertEqual((carl["interactions"], carl["cost"]), (2, 4.0))
        self.assertEqual((carl["leads"], carl["value"]), (1, 700.0))
        self.assertEqual((dora["interactions"], dora["value"]), (0, 0.0))
        self.assertEqual(carl["user"], self.user)
        self.assertEqual(section["further"], 0)
        self.assertEqual(section["total"]["cost"], 4.0)

    def test_html(self):
        self.user.group_ids |= self.sales
        second = self._fill(self._create_segment(name="Second"), self.bob)
        html = self._html(self.segment | second)
        for text in ("Carl", "Kade 3", "Bob", "Second", "Opportunities", "700.00"):
            self.assertIn(text, html)
        self.assertIn("no contacts", self._html(self._create_segment()))

    def test_without_the_right_to_see_opportunities(self):
        self.assertFalse(self.env["crm.lead"].with_user(self.user).has_access("read"))
        self.assertNotIn("Opportunities", self._html(self.segment))

    def test_a_large_segment_is_bounded(self):
        self.user.group_ids |= self.sales
        with patch(f"{MODULE}.MAX_CONTACTS", 1):
            section = self._section()
            html = self._html(self.segment)
        self.assertEqual(len(section["rows"]), 1)
        self.assertEqual((section["count"], section["further"]), (2, 1))
        self.assertEqual(section["total"]["interactions"], 2)
        self.assertEqual(section["total"]["value"], 700.0)
        self.assertIn("Export the contacts", html)

    def test_access(self):
        with self.assertRaises(AccessError):
            self._section(self.colleague)
        self._hide(self.carl)
        section = self._section()
        self.assertEqual([row["partner"] for row in section["rows"]], [self.dora])
        self.assertEqual(section["count"], 1)
