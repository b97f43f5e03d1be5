# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursLive(HttpCase):
    """A live segment in the browser: refreshed, held, accepted, logged."""

    browser_size = "1600x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="tour_live",
            groups="contact_segment.group_user,base.group_partner_manager",
        )
        names = ("Anna", "Bob", "Carl", "New")
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Tour {name}", "function": "Baker"} for name in names]
        )
        cls.contacts[-1].function = False
        template = cls.env["contact.interaction.template"].create(
            {"name": "Tour live", "channel": "phone", "direction": "outbound"}
        )
        cls.segment = (
            cls.env["contact.segment"]
            .with_user(cls.user)
            .create({"name": "Tour live", "template_id": template.id})
        )
        cls.segment.add_contacts(
            [("id", "in", cls.contacts.ids), ("function", "=", "Baker")]
        )
        cls.contacts[-1].function = "Baker"
        cls.contacts[-2].function = "Butcher"

    def test_live(self):
        url = f"/odoo/segments/{self.segment.id}"
        self.start_tour(url, "contact_segment_live", login="tour_live")
        self.env.invalidate_all()
        self.assertEqual(
            self.segment.line_ids.partner_id, self.contacts - self.contacts[2]
        )
        self.assertEqual(self.segment.snapshot_ids.interaction_count, 3)

    def test_recurring(self):
        self.segment.write({"is_live": True, "hold_percent": 1000})
        url = f"/odoo/segments/{self.segment.id}"
        self.start_tour(url, "contact_segment_recurring", login="tour_live")
        self.env.invalidate_all()
        self.assertTrue(self.segment.is_recurring)
        self.assertEqual(self.segment.recurring_month_day, 31)
        self.assertFalse(self.segment.snapshot_ids)
        self.segment.sudo()._write_header({"next_recurring_log": fields.Datetime.now()})
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", lambda *_a, **_k: 60):
            self.env["contact.segment"]._cron_log()
        self.env.flush_all()
        self.assertEqual(self.segment.snapshot_ids.interaction_count, 3)
        self.start_tour(url, "contact_segment_recurring_ran", login="tour_live")
        self.env.invalidate_all()
        self.assertFalse(self.segment.is_recurring)

    def test_opening_wakes_it(self):
        self.segment.is_live = True
        self.segment.sudo()._write_header({"is_resting": True})
        self.start_tour(
            f"/odoo/segments/{self.segment.id}",
            "contact_segment_live_wakes",
            login="tour_live",
        )
        self.env.invalidate_all()
        self.assertFalse(self.segment.is_resting)
