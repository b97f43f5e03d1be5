# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursInsights(HttpCase):
    """Overlap, differences, similar contacts and proposals in the browser."""

    browser_size = "1600x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "contact_segment.group_user,base.group_partner_manager"
        cls.user = new_test_user(cls.env, login="tour_insight", groups=groups)
        cls.tag = cls.env["res.partner.category"].create({"name": "Tour gardener"})
        cls.contacts = cls.env["res.partner"].create(
            [
                {
                    "name": f"Tour {number:02}",
                    "category_id": [(6, 0, cls.tag.ids if number < 40 else [])],
                }
                for number in range(80)
            ]
        )
        cls.call = cls.env["contact.interaction.template"].create(
            {"name": "Tour call", "channel": "phone"}
        )
        cls.env["contact.interaction"].create(
            [
                {
                    "partner_id": contact.id,
                    "template_id": cls.call.id,
                    "evaluation": "positive",
                }
                for contact in cls.contacts[:30]
            ]
        )

    def _make_segment(self, name, contacts):
        segment = self.env["contact.segment"].with_user(self.user)
        segment = segment.create({"name": name})
        segment.add_contacts([("id", "in", contacts.ids)])
        return segment

    def _start(self, url, tour):
        # the numeric libraries are loaded in between
        self.start_tour(url, tour, login="tour_insight", timeout=240)

    def test_overlap(self):
        one = self._make_segment("Tour first", self.contacts[:50])
        other = self._make_segment("Tour second", self.contacts[30:])
        self._start("/odoo/segments", "contact_segment_overlap")
        made = (one | other).search([], order="id desc", limit=1)
        names = sorted(made.name.split(" and "))
        self.assertEqual(names, ["Tour first", "Tour second"])
        self.assertEqual(made.line_ids.partner_id, self.contacts[30:50])

    def test_insights(self):
        segment = self._make_segment("Tour gardeners", self.contacts[:30])
        self._start(f"/odoo/segments/{segment.id}", "contact_segment_insights")
        made = segment.search([("similar_to_id", "=", segment.id)])
        self.assertEqual(made.line_ids.partner_id, self.contacts[30:40])
        self.assertEqual(segment.line_count, 40, "the rest of the gardeners")
        self.assertEqual(segment.step_count, 2)
