# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursLive(HttpCase):
    """A live segment in the browser: refreshed, held, accepted, logged, looked at."""

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
        self._start("contact_segment_live")
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

    def test_who_is_new(self):
        """The first snapshot has everybody, the second one only who came since."""
        self.contacts[-1].function = False
        self._make_live()
        self.segment.log(send=False)
        self.contacts[-1].function = "Baker"
        self._start("contact_segment_live_new")
        self.env.invalidate_all()
        first, second = self.segment.snapshot_ids.sorted("id")
        self.assertEqual(len(first.line_ids), 2)
        self.assertEqual(second.line_ids.partner_id, self.contacts[-1])

    def test_history(self):
        self._make_live()
        # as if all that was last week
        self.env.cr.execute(
            "UPDATE contact_segment_membership "
            "SET joined_on = joined_on - INTERVAL '7 days', "
            "left_on = left_on - INTERVAL '7 days' WHERE segment_id = %s",
            [self.segment.id],
        )
        self.env.cr.execute(
            "UPDATE contact_segment SET live_since = live_since - INTERVAL '7 days' "
            "WHERE id = %s",
            [self.segment.id],
        )
        self.env.invalidate_all()
        self.contacts[0].function = "Butcher"
        self.segment.refresh()
        self._start("contact_segment_live_history")

    def test_contact(self):
        self._make_live()
        self.contacts[0].function = "Butcher"
        self.segment.refresh()
        for contact, tour in ((0, "left"), (1, "open")):
            self.start_tour(
                f"/odoo/contacts/{self.contacts[contact].id}",
                f"contact_segment_live_contact_{tour}",
                login="tour_live",
            )

    def test_start_page(self):
        self._make_live(hold_percent=1)
        self.contacts[0].function = "Butcher"
        self.segment.refresh()
        self.start_tour(
            "/odoo/segments-overview", "contact_segment_live_start", login="tour_live"
        )
        self.env.invalidate_all()
        self.assertEqual(self.segment.refresh_state, "ok")

    def test_settings(self):
        new_test_user(
            self.env,
            login="tour_live_head",
            groups="base.group_system,contact_segment.group_manager",
        )
        self.start_tour(
            "/odoo/action-contact_segment.res_config_settings_action",
            "contact_segment_live_settings",
            login="tour_live_head",
        )
        self.env.invalidate_all()
        company = self.env.company
        self.assertEqual(company.contact_live_touched_minutes, 5)
        self.assertEqual(company.contact_live_hold_percent, 20)

    def test_by_hand(self):
        """A change that was looked at, and one that waits for whoever refreshes."""
        self.contacts[-1].function = False
        self._make_live()
        self.segment.sudo()._refresh_touched(fields.Datetime.now())
        self.assertTrue(self.segment.touched_on)
        self.contacts[-1].function = "Baker"
        self._start("contact_segment_live_by_hand")
        self.env.invalidate_all()
        self.assertEqual(self.segment.refresh_unit, "manual")
        self.assertIn(self.contacts[-1], self.segment.line_ids.partner_id)

    def _make_live(self, hold_percent=1000):
        self.segment.write({"is_live": True, "hold_percent": hold_percent})
        self.segment.refresh(force=True)

    def _start(self, tour):
        self.start_tour(f"/odoo/segments/{self.segment.id}", tour, login="tour_live")

    def test_opening_wakes_it(self):
        self.segment.is_live = True
        self.segment.sudo()._write_header({"is_resting": True})
        self._start("contact_segment_live_wakes")
        self.env.invalidate_all()
        self.assertFalse(self.segment.is_resting)
