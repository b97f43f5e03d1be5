# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..recurring_common import MONDAY, WEDNESDAY, RecurringCommon


@tagged("post_install", "-at_install")
class TestRecurringSwitch(RecurringCommon):
    """Who switches a recurring log on, and what switches it off."""

    def test_is_off_until_somebody_switches_it_on(self):
        segment = self._create_recurring(is_on=False)
        self.assertFalse(segment.is_recurring)
        self.assertFalse(segment.next_recurring_log)
        for user in (self.user, self.user_all, self.manager):
            with freeze_time(WEDNESDAY):
                self.assertIs(segment.with_user(user).start_recurring_log(), True)
            self.assertTrue(segment.is_recurring)
            # the day is that of the salesperson, whoever it is
            self.assertEqual(segment.next_recurring_log, MONDAY)
            self.assertIs(segment.with_user(user).stop_recurring_log(), True)
            self.assertFalse(segment.is_recurring)
            self.assertFalse(segment.next_recurring_log)

    def test_starts_the_scheduled_action_on_time(self):
        cron = self.env.ref("contact_segment.ir_cron_log")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self._create_recurring()
        new = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - triggers
        self.assertEqual(new.call_at, MONDAY)

    def test_again_changes_nothing(self):
        segment = self._create_recurring()
        with freeze_time(MONDAY):
            segment.start_recurring_log()
        # it is due, and stays so
        self.assertEqual(segment.next_recurring_log, MONDAY)

    def test_strangers(self):
        segment = self._create_recurring(is_on=False)
        outsider = self.env["res.users"].create(
            {
                "name": "Outsider",
                "login": "recurring_outsider",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        for user in (self.colleague, outsider):
            for method in (
                "start_recurring_log",
                "stop_recurring_log",
                "preview_recurring_log",
                "action_start_recurring_log",
                "action_preview_recurring_log",
                "action_stop_recurring_log",
            ):
                with self.assertRaises(AccessError, msg=method):
                    getattr(segment.with_user(user), method)()
        self.assertFalse(segment.is_recurring)
        wizard = self.env["contact.segment.recurring.wizard"]
        with self.assertRaises(AccessError):
            wizard.with_user(self.colleague).create({"segment_id": segment.id})
        mine = wizard.with_user(self.user).create({"segment_id": segment.id})
        with self.assertRaises(AccessError):
            mine.with_user(self.colleague).action_start()

    def test_the_switch_is_for_methods(self):
        segment = self._create_recurring(is_on=False)
        values = {
            "is_recurring": True,
            "next_recurring_log": "2026-01-01 00:00:00",
            "recurring_started_on": "2026-01-01 00:00:00",
            "recurring_ran_on": "2026-01-01 00:00:00",
            "recurring_snapshot_id": segment.id,
            "recurring_state": "logged",
            "recurring_message": "Well done",
        }
        for name, value in values.items():
            with self.assertRaisesRegex(AccessError, name):
                segment.write({name: value})
            with self.assertRaisesRegex(AccessError, name):
                self._create_segment(**{name: value})
            made = segment.with_context(**{f"default_{name}": value}).create(
                {"name": "Made"}
            )
            self.assertFalse(made[name])

    def test_needs_a_live_segment(self):
        segment = self._fill(self._create_segment(), self.people)
        for method in ("start_recurring_log", "preview_recurring_log"):
            with self.assertRaisesRegex(UserError, "not live"):
                getattr(segment, method)()
        segment.is_live = True
        segment.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            segment.start_recurring_log()
        segment.active = True
        segment.with_user(self.manager).user_id = self.colleague
        self.colleague.sudo().active = False
        with self.assertRaisesRegex(UserError, "archived"):
            segment.with_user(self.manager).start_recurring_log()

    def test_copies_are_off(self):
        segment = self._create_recurring(recurring_weekday="friday")
        self._run(MONDAY)
        copy = segment.copy()
        branch = segment.browse(segment.branch_steps(segment.step_ids[0].id))
        for one in (copy, branch):
            self.assertFalse(one.is_recurring)
            self.assertFalse(one.next_recurring_log)
            # how it would be is copied
            self.assertEqual(one.recurring_weekday, "friday")
            one.is_live = True
            self.assertFalse(one.is_recurring)

    def test_goes_off_with_the_live_segment(self):
        segment = self._create_recurring()
        segment.action_end_live()
        self.assertFalse(segment.is_recurring)
        self.assertFalse(segment.next_recurring_log)
        segment.action_make_live()
        self.assertFalse(segment.is_recurring)
        with freeze_time(WEDNESDAY):
            segment.start_recurring_log()
        segment.action_archive()
        self.assertFalse(segment.is_recurring)
        segment.action_unarchive()
        self.assertFalse(segment.is_recurring)

    def test_another_salesperson_switches_it_off(self):
        segment = self._create_recurring()
        segment.with_user(self.user_all).user_id = self.user
        self.assertTrue(segment.is_recurring)
        segment.with_user(self.user_all).user_id = self.manager
        activity = self._assert_stopped(segment, "another salesperson")
        self.assertEqual(activity.user_id, self.manager)
        # who hands it over may not write it any more
        segment = self._create_recurring()
        segment.user_id = self.colleague
        self.assertFalse(segment.with_user(self.user).has_access("write"))
        self._assert_stopped(segment.sudo(), "another salesperson")
        # without a salesperson, it is who made it live
        segment = self._create_recurring()
        segment.user_id = False
        self.assertTrue(segment.is_recurring)

    def test_settings_are_those_that_were_agreed_to(self):
        segment = self._create_recurring()
        with self.assertRaisesRegex(UserError, "switch it off"):
            segment.recurring_send = False
        segment.name = "Renamed"
        segment.stop_recurring_log()
        with Form(segment) as form:
            form.recurring_unit = "month"
            form.recurring_month_day = 15
            form.recurring_time = 17.5
            form.recurring_interval = 2
        with freeze_time(WEDNESDAY):
            segment.start_recurring_log()
        self.assertEqual(segment.next_recurring_log, datetime(2026, 3, 15, 16, 30))
        self._run(datetime(2026, 3, 15, 16, 30))
        self.assertEqual(segment.next_recurring_log, datetime(2026, 5, 15, 15, 30))

    def test_settings_that_cannot_be(self):
        segment = self._create_recurring(is_on=False)
        for values in (
            {"recurring_interval": 0},
            {"recurring_interval": 366},
            {"recurring_month_day": 0},
            {"recurring_month_day": 32},
            {"recurring_time": -1},
            {"recurring_time": 24},
        ):
            with self.assertRaises(ValidationError, msg=values):
                segment.write(values)
        segment.recurring_time = 23.9999
        with freeze_time(WEDNESDAY):
            segment.start_recurring_log()
        self.assertEqual(segment.next_recurring_log, datetime(2026, 3, 9, 22, 59))
