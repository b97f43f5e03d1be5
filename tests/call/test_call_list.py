# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError

from ..call_common import CallCommon


class TestCallList(CallCommon):
    """Who is called next, by whom."""

    def _shift(self, hours):
        """Let time pass: what was written before is older then."""
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE contact_segment_call SET
                claimed_until = claimed_until - %(hours)s * INTERVAL '1 hour',
                snoozed_until = snoozed_until - %(hours)s * INTERVAL '1 hour'
            WHERE segment_id = %(segment)s""",
            {"hours": hours, "segment": self.segment.id},
        )
        self.env.invalidate_all()

    def test_order_and_card(self):
        self.carl.tz = "Europe/Amsterdam"
        card = self.segment.get_next_call()
        self.assertEqual(card["name"], "Anna")
        self.assertEqual(card["company"], "Acme")
        numbers = [(n["number"], n["label"]) for n in card["numbers"]]
        self.assertEqual(
            numbers, [("+32 2 555 00 01", "direct"), ("+32 2 555 00 00", "Acme")]
        )
        self.assertEqual(card["numbers"][0]["link"], "tel:+3225550001")
        self.assertEqual(card["line_id"], self._line(self.segment, self.anna).id)
        self.assertEqual(card["attempts"], 0)
        # again, as after a reload
        self.assertEqual(self._next(), "Anna")
        self.segment.skip_call(card["line_id"])
        card = self.segment.get_next_call()
        self.assertEqual(card["name"], "Bob")
        self.assertEqual([n["label"] for n in card["numbers"]], ["Acme"])
        self.segment.skip_call(card["line_id"])
        card = self.segment.get_next_call()
        self.assertEqual((card["name"], card["tz"]), ("Carl", "Europe/Amsterdam"))

    def test_script_note_and_history(self):
        self.env["contact.segment.document"].create(
            {
                "segment_id": self.segment.id,
                "kind": "html",
                "subject": "Spring",
                "content": b"PHA+SGVsbG8gPHNjcmlwdD4xPC9zY3JpcHQ+YW5uYTwvcD4=",
                "filename": "script.html",
            }
        )
        line = self._line(self.segment, self.anna)
        line.note = "Ask for her holidays"
        self.env["contact.interaction"].with_user(self.colleague).create(
            {
                "partner_id": self.anna.id,
                "template_id": self.call.id,
                "name": "Before",
                "evaluation": "negative",
                "note": "Too busy",
            }
        )
        card = self.segment.get_next_call()
        self.assertEqual((card["subject"], card["note"]), ("Spring", line.note))
        self.assertIn("Hello", card["script"])
        self.assertNotIn("<script>", card["script"])
        [entry] = card["history"]
        self.assertEqual((entry["evaluation"], entry["note"]), ("negative", "Too busy"))
        self.assertIn("Segment Colleague", entry["title"])

    def test_only_lines_by_phone(self):
        letter = self._create_segment(template_id=self.template.id)
        self._fill(letter, self.anna | self.dora)
        self._line(letter, self.dora).channel = "phone"
        self.assertEqual(self._next(segment=letter), "Dora")
        self.assertTrue(letter.has_calls)
        self.assertTrue(self.segment.has_calls)
        # the preference of a contact counts as on every line
        self.anna.preferred_channel = "phone"
        letter.release_calls()
        self.assertEqual(self._next(segment=letter), "Anna")
        self.assertFalse(self._create_segment(template_id=self.template.id).has_calls)

    def test_two_callers_share_a_list(self):
        self.segment.user_id = False
        self.assertEqual(self._next(self.user), "Anna")
        self.assertEqual(self._next(self.colleague), "Bob")
        self.assertEqual(self._next(self.user), "Anna")
        line = self._line(self.segment, self.anna)
        shared = self.segment.with_user(self.colleague)
        for refused in (
            lambda: shared.log_call(line.id, "reached"),
            lambda: shared.skip_call(line.id),
            lambda: shared.snooze_call(line.id),
            lambda: shared.keep_call(line.id),
            lambda: line.with_user(self.colleague).action_make_call(),
        ):
            with self._assert_refused(UserError, "Segment User is calling Acme, Anna"):
                refused()
        self.assertFalse(self.segment.interaction_ids)

    def test_claims_end(self):
        self.segment.user_id = False
        self.assertEqual(self._next(self.user), "Anna")
        self._shift(hours=1)
        self.assertEqual(self._next(self.colleague), "Anna")
        self.assertEqual(self._next(self.user), "Bob")
        self.segment.with_user(self.colleague).release_calls()
        self.segment.with_user(self.user).release_calls()
        calls = self.env["contact.segment.call"].search([])
        self.assertFalse(calls.filtered(lambda c: c.segment_id == self.segment))
        self.assertEqual(self._next(self.user), "Anna")

    def test_claim_is_kept_by_work(self):
        self.segment.user_id = False
        line_id = self.segment.with_user(self.user).get_next_call()["line_id"]
        self._shift(hours=0.4)
        until = self.segment.with_user(self.user).keep_call(line_id)
        left = fields.Datetime.to_datetime(until) - self.env.cr.now()
        self.assertGreater(left, timedelta(minutes=29))
        self.assertEqual(self._next(self.colleague), "Bob")

    def test_skipped_ones_come_last(self):
        names = []
        for _round in range(4):
            names.append(self._next())
            card = self.segment.get_next_call()
            self.segment.skip_call(card["line_id"])
        self.assertEqual(names, ["Anna", "Bob", "Carl", "Dora"])
        self.assertEqual(self._next(), "Anna")
        self.assertEqual(self._progress("left", "skipped"), (4, 4))

    def test_snoozed_ones_wait(self):
        line_id = self.segment.get_next_call()["line_id"]
        result = self.segment.snooze_call(line_id)
        self.assertEqual(result["line_id"], line_id)
        for name in ("Bob", "Carl", "Dora"):
            card = self.segment.get_next_call()
            self.assertEqual(card["name"], name)
            self.segment.log_call(card["line_id"], "reached")
        nothing = self.segment.get_next_call()
        self.assertEqual(nothing, {"line_id": 0, "next_on": result["snoozed_until"]})
        self.assertEqual(self._progress("left", "snoozed"), (1, 1))
        self._shift(hours=2)
        self.assertEqual(self._next(), "Anna")

    def test_snooze_times(self):
        line_id = self.segment.get_next_call()["line_id"]
        zone = self.segment.with_context(tz="Europe/Brussels")
        # a Monday in winter
        monday = fields.Datetime.to_datetime("2026-01-05 10:00:00")
        with (
            patch.object(type(self.env.cr), "now", lambda cr: monday),
            patch.object(fields.Date, "context_today", lambda *args: monday.date()),
        ):
            for until, expected in (
                ("hour", "2026-01-05 11:00:00"),
                ("tomorrow", "2026-01-06 08:00:00"),
                ("next_week", "2026-01-12 08:00:00"),
                ("2026-07-01", "2026-07-01 07:00:00"),
                ("2026-02-03 04:05:06", "2026-02-03 04:05:06"),
            ):
                result = zone.snooze_call(line_id, until)
                self.assertEqual(result["snoozed_until"], expected, until)
            for until in ("2026-01-04", "2026-01-05 09:59:59"):
                with self._assert_refused(UserError, "is over"):
                    zone.snooze_call(line_id, until)
            for until in ("soon", "2026-13-01", "2026-02-30 10:00:00", 5, [1]):
                with self._assert_refused(UserError, "until cannot be"):
                    zone.snooze_call(line_id, until)

    def test_left_out_with_the_reason(self):
        self.env["phone.blacklist"].create({"number": self.anna.phone})
        self.acme.phone = False
        self.carl.active = False
        self.assertEqual(self._next(), "Dora")
        self.assertEqual(
            self._progress("total", "left", "left_out"),
            (4, 1, {"archived": 1, "opted_out": 1, "no_phone": 1}),
        )
        # called at the company, whose number opted out
        self.acme.phone = "+32 2 555 00 00"
        self.env["phone.blacklist"].create({"number": self.acme.phone})
        self.assertEqual(self._progress("left_out")[0]["opted_out"], 2)
        self.env["phone.blacklist"].search([]).action_archive()
        self.segment.skip_call(self.segment.get_next_call()["line_id"])
        # they come in again, although the list was past them
        self.segment.skip_call(self.segment.get_next_call()["line_id"])
        self.assertEqual(self._progress("left"), (3,))

    def test_progress(self):
        self.segment.user_id = False
        for user, outcome in (
            (self.user, "reached"),
            (self.user, "failed"),
            (self.colleague, "no_answer"),
        ):
            segment = self.segment.with_user(user)
            segment.log_call(segment.get_next_call()["line_id"], outcome)
        self.assertEqual(
            self._progress("total", "called", "reached", "left", "snoozed", "mine"),
            (4, 2, 1, 2, 1, 2),
        )
        self.segment.user_id = self.user
        self.segment.log(send=False)
        self.assertEqual(self._progress("called", "logged", "left"), (2, 1, 1))

    def test_rights(self):
        foreign = self.segment.with_user(self.colleague)
        for method in ("get_next_call", "get_call_progress", "release_calls"):
            with self.assertRaises(AccessError):
                getattr(foreign, method)()
        everybody = self.segment.with_user(self.user_all)
        line_id = everybody.get_next_call()["line_id"]
        everybody.log_call(line_id, "reached")
        calls = self.env["contact.segment.call"]
        self.assertTrue(calls.with_user(self.user).search([]))
        self.assertFalse(calls.with_user(self.colleague).search([]))
        with self.assertRaises(AccessError):
            calls.with_user(self.user_all).search([]).write({"is_open": True})

    def test_hidden_contacts_are_left_out(self):
        company = self.env["res.company"].create({"name": "Hidden"})
        self.anna.company_id = company
        self.segment.invalidate_recordset()
        self.assertEqual(self._next(), "Bob")
        self.assertEqual(self._progress("total", "left"), (3, 3))

    def test_cancelled_segment(self):
        self.segment.log(send=False)
        self.segment.with_user(self.manager).cancel_logged()
        for refused in (
            self.segment.get_next_call,
            self.segment.action_call_list,
            self.segment.undo_call,
        ):
            with self._assert_refused(UserError, "is cancelled"):
                refused()
        self.assertFalse(self.segment.has_calls)

    def test_actions(self):
        action = self.segment.action_call_list()
        self.assertEqual(action["tag"], "contact_segment.call_list")
        self.assertEqual(action["context"]["active_id"], self.segment.id)
        action = self.segment.action_view_calls()
        self.assertEqual(action["domain"], [("segment_id", "=", self.segment.id)])
