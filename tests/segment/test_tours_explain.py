# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursExplain(HttpCase):
    """The card with reasons, and the near misses, in the browser."""

    browser_size = "1600x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "contact_segment.group_user,base.group_partner_manager"
        cls.user = new_test_user(cls.env, login="tour_why", groups=groups)
        island = cls.env.ref("base.fo")
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": f"Tour {name}", "country_id": island.id}
                for name in ("Anna", "Bob", "Carl")
            ]
        )
        left = cls.env["res.partner.category"].create({"name": "Tour left"})
        cls.contacts[2].category_id = left
        cls.segment = cls.env["contact.segment"].with_user(cls.user)
        cls.segment = cls.segment.create({"name": "Tour why"})
        cls.segment.add_contacts([("country_id", "=", island.id)])
        cls.segment.reduce_contacts([("category_id", "in", left.ids)])

    def test_explain(self):
        self.start_tour(
            f"/odoo/segments/{self.segment.id}",
            "contact_segment_explain",
            login="tour_why",
        )
        self.assertEqual(self.segment.line_ids.partner_id, self.contacts)
        self.assertEqual(self.segment.step_ids.sorted("id")[-1].source, "manual")

    def test_from_the_contact(self):
        self.start_tour(
            f"/odoo/contacts/{self.contacts[0].id}",
            "contact_segment_explain_contact",
            login="tour_why",
        )
