# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..recurring_common import MONDAY, WEDNESDAY, RecurringCommon

CRON = "odoo.addons.contact_segment.models.live.contact_segment_recurring_cron"


@tagged("post_install", "-at_install")
class TestRecurringLog(RecurringCommon):
    """A live segment is logged by itself on its day, and never otherwise."""

    def test_logs_on_its_day(self):
        segment = self._create_recurring()
        self.assertEqual(segment.next_recurring_log, MONDAY)
        self._run(MONDAY - timedelta(minutes=1))
        self.assertFalse(segment.snapshot_ids)
        # it is refreshed before
        self.bob.function = "Baker"
        self._run()
        snapshot = segment.snapshot_ids
        self.assertEqual(self._members(snapshot), self.people | self.bob)
        self.assertEqual(snapshot.interaction_count, 4)
        self.assertEqual(snapshot.interaction_ids.mapped("channel"), ["email"] * 4)
        self.assertEqual(set(snapshot.interaction_ids.logged_by_id), {self.user})
        self.assertEqual(
            snapshot.interaction_ids.mapped("delivery_state"), ["queued"] * 4
        )
        # the segment is of last week
        self.assertEqual(snapshot.date, date(2026, 3, 9))
        self.assertEqual(snapshot.interaction_ids[0].date, MONDAY)
        self.assertEqual(segment.recurring_snapshot_id, snapshot)
        self.assertEqual(segment.recurring_state, "logged")
        self.assertRegex(
            segment.recurring_message, "03/09/2026. Contacts: 4; skipped: 0"
        )
        self.assertEqual(segment.recurring_ran_on, MONDAY)
        self.assertEqual(segment.next_recurring_log, MONDAY + timedelta(days=7))
        self.assertTrue(segment.is_recurring)
        self.assertFalse(segment.recurring_started_on)
        self.assertFalse(segment.activity_ids)
        # it is not due any more
        self._run()
        self.assertEqual(len(segment.snapshot_ids), 1)

    def test_only_who_is_new(self):
        segment = self._create_recurring()
        self._run()
        self._run(MONDAY + timedelta(days=7))
        self.assertEqual(self._get_counts(segment), [3])
        self.assertEqual(segment.recurring_state, "nobody")
        self.assertRegex(segment.recurring_message, "Nobody was new on 03/16/2026")
        self.assertTrue(segment.is_recurring)
        self.assertFalse(segment.activity_ids)
        self.bob.function = "Baker"
        self._run(MONDAY + timedelta(days=14))
        self.assertEqual(sorted(self._get_counts(segment)), [1, 3])
        self.assertEqual(self._members(segment.recurring_snapshot_id), self.bob)

    def test_everybody(self):
        segment = self._create_recurring(recurring_only_new=False)
        self._run()
        self._run(MONDAY + timedelta(days=7))
        self.assertEqual(self._get_counts(segment), [3, 3])

    def test_nobody_on_it(self):
        segment = self._create_recurring(recurring_only_new=False)
        self.people.function = "Butcher"
        segment.refresh(force=True)
        self.assertFalse(segment.line_count)
        self._run()
        self.assertEqual(segment.recurring_state, "nobody")
        self.assertFalse(segment.snapshot_ids)

    def test_only_notes(self):
        segment = self._create_recurring(recurring_send=False)
        self._run()
        self.assertEqual(segment.snapshot_ids.interaction_count, 3)
        self.assertFalse(
            any(segment.snapshot_ids.interaction_ids.mapped("delivery_state"))
        )

    def test_other_users(self):
        for user in (self.user_all, self.manager):
            user.tz = "Asia/Tokyo"
            segment = self._create_recurring(user)
            self.assertEqual(segment.next_recurring_log, datetime(2026, 3, 8, 23, 0))
            self._run(datetime(2026, 3, 8, 23, 0))
            snapshot = segment.snapshot_ids
            self.assertEqual(snapshot.interaction_ids.logged_by_id, user)
            self.assertEqual(snapshot.date, date(2026, 3, 9))

    def test_missed_runs_are_one(self):
        segment = self._create_recurring(recurring_only_new=False)
        back = MONDAY + timedelta(days=21, hours=5)
        self._run(back)
        self._run(back)
        self.assertEqual(self._get_counts(segment), [3])
        # the clock was put on meanwhile
        self.assertEqual(segment.next_recurring_log, datetime(2026, 4, 6, 6, 0))

    def test_the_last_day_of_months(self):
        segment = self._create_recurring(
            recurring_unit="month", recurring_month_day=31, recurring_only_new=False
        )
        moments = []
        for _number in range(4):
            moments.append(segment.next_recurring_log)
            self._run(segment.next_recurring_log)
        self.assertEqual(
            moments,
            [
                datetime(2026, 3, 31, 6, 0),
                datetime(2026, 4, 30, 6, 0),
                datetime(2026, 5, 31, 6, 0),
                datetime(2026, 6, 30, 6, 0),
            ],
        )
        self.assertEqual(len(segment.snapshot_ids), 4)

    def test_a_refresh_alone_logs_nothing(self):
        segment = self._create_recurring(refresh_unit="day")
        off = self._create_recurring(is_on=False, refresh_unit="day")
        before = self.env["contact.interaction"].search_count([])
        self.bob.function = "Baker"
        with freeze_time(MONDAY + timedelta(days=1)):
            self.env["contact.segment"]._cron_refresh()
            (segment | off).refresh_unit = "hour"
            for one in (segment, off):
                one.refresh(force=True)
        self.assertEqual(off.line_count, 4)
        self.assertEqual(self.env["contact.interaction"].search_count([]), before)
        self.assertFalse((segment | off).snapshot_ids)
        # nor is one logged that is not switched on
        self._run(MONDAY + timedelta(days=1))
        self.assertTrue(segment.snapshot_ids)
        self.assertFalse(off.snapshot_ids)

    # --------------------------------------------------------------------------------
    # What stops it.
    # --------------------------------------------------------------------------------

    def test_a_held_refresh_stops_it(self):
        segment = self._create_recurring(hold_percent=10)
        self.carl.function = "Butcher"
        self._run()
        activity = self._assert_stopped(segment, "not be refreshed.*1 would go")
        self.assertEqual(activity.user_id, self.user)
        self.assertEqual(segment.refresh_state, "held")
        self.assertFalse(segment.snapshot_ids)
        self.assertEqual(segment.line_count, 3)
        # it stays off, although the refresh is accepted
        segment.accept_refresh()
        self._run(MONDAY + timedelta(days=7))
        self.assertFalse(segment.snapshot_ids)
        self._assert_stopped(segment, "could not be refreshed")
        with freeze_time(MONDAY + timedelta(days=7)):
            segment.start_recurring_log()
        self.assertFalse(segment.recurring_state)
        self.assertFalse(segment.activity_ids)

    def test_a_failed_refresh_stops_it(self):
        segment = self._create_recurring()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE contact_segment_step SET domain = %s WHERE segment_id = %s",
            ["[('gone_field', '=', 1)]", segment.id],
        )
        self.env.invalidate_all()
        self._run()
        self._assert_stopped(segment, "could not be refreshed.*gone_field")
        self.assertEqual(segment.refresh_state, "failed")
        self.assertFalse(segment.snapshot_ids)

    def test_a_broken_check_stops_it(self):
        checks = self.env["contact.segment.check"].with_user(self.user)
        broken, held = self._create_recurring(), self._create_recurring()
        # nothing changes by the refresh, which does not look then
        checks.create({"segment_id": broken.id, "partner_id": self.bob.id})
        checks.create(
            {"segment_id": held.id, "partner_id": self.dora.id, "must_be": "in"}
        )
        self._run(MONDAY - timedelta(days=1))
        self.env["contact.segment.step"].flush_model()
        self._run()
        self._assert_stopped(broken, "do not hold: 1")
        self.assertEqual(self._get_counts(held), [3])
        self.dora.function = "Butcher"
        self._run(MONDAY + timedelta(days=7))
        self._assert_stopped(held, "would not hold: 1")
        self.assertEqual(self._get_counts(held), [3])

    def test_a_blocked_contact_stops_it(self):
        segment = self._create_recurring()
        self.anna.email = False
        self._run()
        self._assert_stopped(segment, "Anna has no valid e-mail address")
        self.assertFalse(segment.snapshot_ids)
        self.assertFalse(
            self.env["contact.segment"].search_count([("live_id", "=", segment.id)])
        )

    def test_blocked_contacts_are_skipped(self):
        segment = self._create_recurring(recurring_skip_blocked=True)
        self.anna.email = False
        self._run()
        self.assertEqual(self._get_counts(segment), [2])
        self.assertRegex(segment.recurring_message, "Contacts: 2; skipped: 1")
        # she is new still, and alone
        self._run(MONDAY + timedelta(days=7))
        self.assertEqual(segment.recurring_state, "nobody")
        self.assertRegex(
            segment.recurring_message, r"All contacts were blocked .* \(1\)"
        )
        self.anna.email = "anna@example.com"
        self._run(MONDAY + timedelta(days=14))
        self.assertEqual(sorted(self._get_counts(segment)), [1, 2])

    def test_a_refusal_of_logging_stops_it(self):
        segment, model = self._create_recurring(), self.registry["contact.segment"]
        self.bob.function = "Baker"
        refusal = UserError("No more paper.")
        with patch.object(model, "_make_snapshot", side_effect=refusal):
            self._run()
        self._assert_stopped(segment, "No more paper")
        # what the refresh did stays
        self.assertEqual(segment.line_count, 4)

    def test_a_mistake_in_the_program_stops_it(self):
        segment, model = self._create_recurring(), self.registry["contact.segment"]
        other = self._create_recurring()

        def fail(snapshot, *_args, **_named):
            if snapshot.live_id == segment:
                snapshot.env.cr.execute("SELECT 1 / 0")

        with (
            patch.object(model, "_copy_personal_documents", fail),
            mute_logger("odoo.sql_db"),
            self.assertLogs(CRON, "ERROR"),
        ):
            self._run()
        self._assert_stopped(segment, "division by zero")
        self.assertFalse(segment.snapshot_ids)
        # the others go on
        self.assertEqual(self._get_counts(other), [3])

    def test_an_archived_salesperson_stops_it(self):
        segment = self._create_recurring(self.manager)
        segment.sudo().live_user_id = self.user_all
        self.manager.sudo().active = False
        self._run(MONDAY + timedelta(hours=1))
        activity = self._assert_stopped(segment.sudo(), "Segment Manager is archived")
        self.assertEqual(activity.user_id, self.user_all)
        self.assertFalse(segment.sudo().snapshot_ids)

    def test_a_salesperson_without_rights_stops_it(self):
        segment = self._create_recurring(self.user_all)
        self.user_all.sudo().group_ids -= self.env.ref("contact_segment.group_user_all")
        self.user_all.sudo().group_ids -= self.env.ref("contact_segment.group_user")
        self._run(MONDAY + timedelta(hours=8))
        self._assert_stopped(segment.sudo(), "not allowed|access")
        self.assertFalse(segment.sudo().snapshot_ids)

    def test_sees_what_the_salesperson_sees(self):
        segment = self._create_recurring()
        self.bob.function = "Baker"
        self._hide(self.bob)
        self._run()
        self.assertEqual(self._members(segment.snapshot_ids.sudo()), self.people)

    # --------------------------------------------------------------------------------
    # Servers that stop.
    # --------------------------------------------------------------------------------

    def test_killed_before_it_logs(self):
        segment, model = self._create_recurring(), self.registry["contact.segment"]
        with patch.object(model, "_run_recurring_log", lambda _segment: True):
            self._run()
        # what a server leaves that dies after the claim was committed
        self.assertEqual(segment.recurring_started_on, MONDAY)
        self.assertEqual(segment.next_recurring_log, MONDAY + timedelta(days=7))
        self._run(MONDAY + timedelta(minutes=30))
        self.assertFalse(segment.recurring_state)
        for _number in range(2):
            self._run(MONDAY + timedelta(hours=2))
            self.assertEqual(segment.recurring_state, "interrupted")
            self.assertRegex(
                segment.recurring_message, "stopped during the run of 03/09"
            )
            self.assertTrue(segment.is_recurring)
            self.assertFalse(segment.recurring_started_on)
            self.assertEqual(len(segment.activity_ids), 1)
            self.assertFalse(segment.snapshot_ids)
        self._run(MONDAY + timedelta(days=7))
        self.assertEqual(self._get_counts(segment), [3])

    def test_goes_on_with_the_others_later(self):
        segments = self._create_recurring() | self._create_recurring()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 0)
        triggers = self.env["ir.cron.trigger"].search_count([])
        self._run()
        self.assertEqual(len(segments.snapshot_ids), 1)
        self.assertGreater(self.env["ir.cron.trigger"].search_count([]), triggers)
        self._run()
        self.assertEqual([self._get_counts(one) for one in segments], [[3], [3]])

    def test_wakes_one_that_rests(self):
        segment = self._create_recurring(refresh_unit="day")
        segment.sudo()._write_header(
            {"is_resting": True, "used_on": WEDNESDAY - timedelta(days=90)}
        )
        self.bob.function = "Baker"
        self._run()
        self.assertFalse(segment.is_resting)
        self.assertEqual(self._get_counts(segment), [4])
