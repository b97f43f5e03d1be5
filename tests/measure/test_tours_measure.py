# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursMeasure(HttpCase):
    """A measure from its form to the contacts of a segment, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="measure_user",
            groups="contact_segment.group_user,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.anna, cls.bob = cls.env["res.partner"].create(
            [{"name": "Tour Anna"}, {"name": "Tour Bob"}]
        )
        cls.env["crm.lead"].create(
            [
                {
                    "name": "Tour",
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "expected_revenue": amount,
                }
                for partner, amount in (
                    (cls.anna, 1500000),
                    (cls.anna, 50),
                    (cls.bob, 30),
                )
            ]
        )

    def test_write_a_measure(self):
        self.start_tour("/odoo/measures", "contact_measure_write", login="measure_user")
        measure = self.env["contact.measure"].search([("name", "=", "Tour pipeline")])
        self.assertEqual(measure.user_id, self.user)
        self.assertEqual(measure.field_name, "expected_revenue")
        self.assertEqual(measure.partner_path, "partner_id")

    def test_fill_a_segment_by_it(self):
        measure = self.env["contact.measure"].create(
            {
                "name": "Tour pipeline",
                "model": "crm.lead",
                "aggregate": "sum",
                "field_name": "expected_revenue",
                "domain": "[('name', '=', 'Tour')]",
            }
        )
        segments = self.env["contact.segment"].with_user(self.user)
        segment = segments.create({"name": "Tour segment"})
        self.start_tour(
            f"/odoo/segments/{segment.id}",
            "contact_measure_condition",
            login="measure_user",
        )
        self.assertEqual(segment.line_ids.partner_id, self.anna)
        self.assertIn(str(measure.id), segment.step_ids.domain)

    def test_as_a_column(self):
        new_test_user(
            self.env,
            login="measure_manager",
            groups="contact_segment.group_manager,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads",
        )
        self.env["contact.measure"].search([]).list_column = False
        measure = self.env["contact.measure"].create(
            {
                "name": "Tour pipeline",
                "model": "crm.lead",
                "aggregate": "sum",
                "field_name": "expected_revenue",
                "domain": "[('name', '=', 'Tour')]",
            }
        )
        self.start_tour(
            f"/odoo/measures/{measure.id}",
            "contact_measure_column",
            login="measure_manager",
        )
        self.assertEqual(measure.list_column, "1")
