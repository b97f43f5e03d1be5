# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..recurring_common import MONDAY, WEDNESDAY, RecurringCommon


@tagged("post_install", "-at_install")
class TestRecurringPreview(RecurringCommon):
    """A test run says what would go out, and changes nothing."""

    def _preview(self, segment, moment=WEDNESDAY):
        self.env.flush_all()
        with freeze_time(moment):
            return segment.preview_recurring_log()

    def _read_all(self, segment):
        """Return what a test run could have changed."""
        self.env.flush_all()
        self.env.invalidate_all()
        segment = segment.sudo()
        lines = segment.with_context(active_test=False).line_ids
        return (
            segment.read(),
            lines.read(["partner_id", "active", "step_id"]),
            self._ranges(segment).read(),
            self.env["contact.interaction"].search_count([]),
            self.env["contact.segment"].search_count([]),
            self.env["mail.activity"].search_count([]),
            self.env["ir.cron.trigger"].search_count([]),
        )

    def test_tells_what_would_go_out(self):
        segment = self._create_recurring(is_on=False)
        self.bob.function = "Baker"
        self.carl.function = "Butcher"
        for user in (self.user, self.user_all, self.manager):
            preview = self._preview(segment.with_user(user))
            self.assertEqual(preview["next_run"], "2026-03-09 07:00:00")
            self.assertEqual((preview["state"], preview["message"]), ("logged", ""))
            self.assertEqual((preview["added"], preview["removed"]), (1, 1))
            self.assertEqual((preview["line_count"], preview["count"]), (3, 3))
            self.assertEqual(
                [(one["kind"], one["count"]) for one in preview["outcomes"]],
                [("sent", 3)],
            )
            names = {one["name"] for one in preview["contacts"]}
            self.assertEqual(
                names, {self.anna.display_name, self.bob.display_name, "Dora"}
            )
        segment.with_user(self.user).start_recurring_log()
        segment.sudo()._write_header({"next_recurring_log": MONDAY})
        self._run()
        # and that is what happens
        self.assertEqual(
            set(self._members(segment.snapshot_ids).mapped("display_name")), names
        )

    def test_changes_nothing(self):
        segment = self._create_recurring(hold_percent=100)
        self.bob.function = "Baker"
        self.carl.function = "Butcher"
        before = self._read_all(segment)
        self.assertEqual(self._preview(segment)["added"], 1)
        self.assertEqual(self._read_all(segment), before)
        # held
        segment.hold_percent = 10
        before = self._read_all(segment)
        self.assertEqual(self._preview(segment)["state"], "stopped")
        self.assertEqual(self._read_all(segment), before)

    def test_figures_are_those_of_the_log_dialog(self):
        segment = self._create_recurring(recurring_skip_blocked=True)
        self._run()
        self.bob.function = "Baker"
        eve = self._create_contact("Eve", function="Baker", email=False)
        preview = self._preview(segment, MONDAY + timedelta(days=1))
        self.assertEqual(preview["next_run"], "2026-03-16 07:00:00")
        self.assertEqual(preview["count"], 1)
        names = [one["name"] for one in preview["contacts"]]
        self.assertEqual(names, [self.bob.display_name])
        segment.refresh()
        action = segment.action_log()
        dialog = self.env[action["res_model"]].with_user(self.user)
        dialog = dialog.browse(action["res_id"])
        self.assertTrue(dialog.only_new)
        told = [(one.kind, one.count, one.message) for one in dialog.outcome_ids]
        self.assertEqual(
            [
                (one["kind"], one["count"], one["message"])
                for one in preview["outcomes"]
            ],
            told,
        )
        self.assertEqual(
            [kind for kind, _c, _m in told], ["sent", "blocked", "handled"]
        )
        self.assertTrue(eve)

    def test_tells_why_nothing_would(self):
        segment = self._create_recurring(is_on=False)
        self.anna.email = False
        preview = self._preview(segment)
        self.assertEqual((preview["state"], preview["count"]), ("stopped", 0))
        self.assertRegex(preview["message"], "Anna has no valid e-mail")
        segment.recurring_skip_blocked = True
        self.assertEqual(self._preview(segment)["count"], 2)
        self.anna.email = "anna@example.com"
        segment.start_recurring_log()
        segment.sudo()._write_header({"next_recurring_log": MONDAY})
        self._run()
        preview = self._preview(segment)
        self.assertEqual((preview["state"], preview["count"]), ("nobody", 0))
        self.assertRegex(preview["message"], "Nobody was new")
        self.assertEqual([one["kind"] for one in preview["outcomes"]], ["handled"])
        segment.hold_percent = 10
        self.carl.function = "Butcher"
        preview = self._preview(segment)
        self.assertEqual((preview["state"], preview["removed"]), ("stopped", 1))
        self.assertRegex(preview["message"], "could not be refreshed")
        self.carl.function = "Baker"
        self.env["contact.segment.check"].create(
            {"segment_id": segment.id, "partner_id": self.bob.id}
        )
        self.assertRegex(self._preview(segment)["message"], "do not hold: 1")
        self.user.sudo().active = False
        preview = self._preview(segment.with_user(self.manager))
        self.assertEqual(preview["state"], "stopped")
        self.assertRegex(preview["message"], "archived")

    def test_names_ten_whom_the_user_sees(self):
        people = self.Partner.create(
            [
                {"name": f"P {number}", "email": "p@example.com", "function": "Baker"}
                for number in range(12)
            ]
        )
        segment = self._create_recurring(is_on=False)
        territory = self.env["res.groups"].create({"name": "Territory"})
        self._hide(people).groups = territory
        self.user_all.sudo().group_ids |= territory
        preview = self._preview(segment.with_user(self.user_all))
        self.assertEqual(preview["count"], 15)
        self.assertEqual(
            {one["partner_id"] for one in preview["contacts"]}, set(self.people.ids)
        )
        preview = self._preview(segment)
        self.assertEqual(len(preview["contacts"]), 10)

    def test_programs(self):
        segment = self._create_recurring(is_on=False)
        model = self.env["contact.segment"].with_user(self.user)

        def call(method, *ids):
            # as an answer goes over the wire
            return json.loads(json.dumps(call_kw(model, method, [list(ids)], {})))

        preview = call("preview_recurring_log", segment.id)
        self.assertEqual((preview["state"], preview["count"]), ("logged", 3))
        self.assertIs(call("start_recurring_log", segment.id), True)
        self.assertTrue(segment.is_recurring)
        self.assertIs(call("stop_recurring_log", segment.id), True)
        self.assertFalse(segment.is_recurring)
        for method in ("preview", "start", "stop"):
            with self.assertRaises(UserError):
                call(f"{method}_recurring_log")

    def test_hears_no_automation_rule(self):
        segment = self._create_recurring(is_on=False)
        self.bob.function = "Baker"
        model = self.registry["contact.segment"]

        def refuse(*_args, **_named):
            raise AssertionError

        with (
            patch.object(model, "write", refuse),
            patch.object(model, "_watched_lines", refuse),
            patch.object(model, "_noted_for_rules", refuse),
        ):
            self.assertEqual(self._preview(segment)["added"], 1)

    def test_the_same_number_of_queries(self):
        segment = self._create_recurring(is_on=False)
        few = self._count_queries_of(lambda: self._preview(segment))
        self.Partner.create(
            [
                {"name": f"Q {number}", "email": "q@example.com", "function": "Baker"}
                for number in range(200)
            ]
        )
        many = self._count_queries_of(lambda: self._preview(segment))
        self.assertLessEqual(many, few + 3)

    def test_dialog(self):
        segment = self._create_recurring(is_on=False)
        self.bob.function = "Baker"
        with freeze_time(WEDNESDAY):
            action = segment.action_start_recurring_log()
            dialog = self.env[action["res_model"]].with_user(self.user)
            dialog = dialog.browse(action["res_id"])
            self.assertRegex(
                dialog.plan,
                "Monday, March 9, 2026 at 8:00.AM .Europe/Brussels., then every week",
            )
            self.assertRegex(dialog.plan, "Who is new .* letters and messages go out")
            self.assertRegex(dialog.plan, "It stops, and Segment User gets an activity")
            self.assertTrue(dialog.is_starting)
            self.assertEqual(dialog.refresh, "1 would come, 0 would go.")
            self.assertEqual((dialog.count, dialog.outcome_ids.count), (4, 4))
            self.assertIn("Dora", dialog.names)
            dialog.action_start()
        self.assertTrue(segment.is_recurring)
        dialog = dialog.browse(segment.action_preview_recurring_log()["res_id"])
        self.assertFalse(dialog.is_starting)
        segment.action_stop_recurring_log()
        self.assertFalse(segment.is_recurring)
        segment.write(
            {
                "recurring_unit": "day",
                "recurring_interval": 3,
                "recurring_only_new": False,
                "recurring_send": False,
            }
        )
        dialog = dialog.browse(segment.action_preview_recurring_log()["res_id"])
        self.assertRegex(dialog.plan, "every 3 days")
        self.assertRegex(dialog.plan, "Everybody .* only noted")
