# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .lock_order_common import LockOrderCommon
from .lockstep import Lockstep

ROUNDS = 2
ARRANGE = "odoo.addons.contact_segment.models.delivery.contact_print_file_arrange"


@tagged("post_install", "-at_install")
class TestLockOrder(LockOrderCommon):
    """Whatever two users do with the same segment at once, they never wait crosswise.

    The class they come from looks into PostgreSQL's count of deadlocks at its end.
    """

    def _run_pair(self, first, second, state="sent"):
        """Run two things at once, with turns, several times; return the errors."""
        errors, before = [], self._count_deadlocks()
        for _round in range(ROUNDS):
            self._prepare(state)
            lockstep = Lockstep(2)

            def run(function, lockstep, segment):
                # repeated by Odoo without turns, since the other one is at its end
                with lockstep.taking_part():
                    function(segment)
                    segment.env.flush_all()

            with lockstep.patched(), mute_logger("odoo.sql_db"):
                results = self._run_at_once(
                    [partial(run, function, lockstep) for function in (first, second)]
                )
            errors += [one for one in results if isinstance(one, Exception)]
        for error in errors:
            self.assertIsInstance(error, UserError)
        self.assertEqual(self._count_deadlocks(), before)
        return errors

    def _resend(self, segment):
        self._interactions(segment).resend()

    def _resend_backwards(self, segment):
        self._interactions(segment, backwards=True).resend()

    def _cancel(self, segment):
        segment.cancel_logged()

    def _resend_some(self, segment):
        self._interactions(segment)[2:].resend()

    def _retry(self, segment):
        self._interactions(segment).retry_delivery()

    def _evaluate(self, segment):
        self._interactions(segment, backwards=True).evaluate("positive")

    def _cancel_interactions(self, segment):
        self._interactions(segment, backwards=True).cancel()

    def _delete_interactions(self, segment):
        interactions = self._interactions(segment)[:3]
        interactions.cancel()
        interactions.delete_cancelled()

    def _uncancel(self, segment):
        segment.uncancel_logged()

    def _delete(self, segment):
        if segment.state == "logged":
            segment.cancel_logged()
        segment.unlink()

    def _respond(self, segment):
        segment.register_responses(self.partner_ids, note="Yes")

    def _log_another(self, segment):
        segment.env["contact.interaction"].create(
            {
                "name": "Another",
                "partner_id": self.partner_ids[0],
                "segment_id": segment.id,
            }
        )

    def _change_lines(self, segment):
        segment.line_ids.sorted(reverse=True).write({"note": "Word"})

    def _change_all_lines(self, segment):
        segment.line_ids.write({"note": "Other"})

    def _reduce(self, segment):
        segment.reduce_contacts([("id", "in", self.partner_ids[:4])])

    def _log(self, segment):
        segment.log(send=False)

    def _log_line(self, segment):
        line = segment.line_ids[0]
        segment.env["contact.interaction"].create(
            {
                "name": "By hand",
                "partner_id": line.partner_id.id,
                "segment_id": segment.id,
                "segment_line_id": line.id,
            }
        )

    def _merge(self, segment):
        wizard = segment.sudo().with_user(SUPERUSER_ID).env
        wizard["base.partner.merge.automatic.wizard"]._merge(
            self.partner_ids[:2], wizard["res.partner"].browse(self.partner_ids[0])
        )

    def _delete_contact(self, segment):
        segment.env["res.partner"].browse(self.partner_ids[-1]).unlink()

    def _delete_files(self, segment):
        files = segment.env["contact.print.file"].sudo()
        files.search([("segment_id", "=", segment.id)]).unlink()

    def _mails(self, segment):
        return self._interactions(segment, backwards=True).sudo().mail_mail_id

    def _cancel_mails(self, segment):
        self._mails(segment).cancel()

    def _delete_mails(self, segment):
        self._mails(segment).unlink()

    def _send_mails_again(self, segment):
        self._mails(segment).mark_outgoing()

    def _as_system(self, function):
        """Return a function that does something with the rights of a worker."""
        return lambda segment: function(segment.sudo().with_user(SUPERUSER_ID).env)

    def _deliver(self, env):
        env["contact.interaction"]._deliver_next()

    def _make_print_file(self, env):
        env["contact.print.file"]._finish_next()

    def test_what_cancels_a_segment_meanwhile(self):
        for first in (
            self._resend,
            self._evaluate,
            self._cancel_interactions,
            self._delete_interactions,
            self._respond,
            self._log_another,
            self._cancel,
            self._uncancel,
        ):
            with self.subTest(first=first.__name__):
                self._run_pair(first, self._cancel)

    def test_what_is_sent_again_meanwhile(self):
        for second in (
            self._resend_backwards,
            self._resend_some,
            self._evaluate,
            self._cancel_interactions,
            self._delete_interactions,
            self._delete,
        ):
            with self.subTest(second=second.__name__):
                self._run_pair(self._resend, second)

    def test_what_failed_is_tried_again_meanwhile(self):
        for second in (self._retry, self._cancel, self._evaluate, self._delete):
            with self.subTest(second=second.__name__):
                self._run_pair(self._retry, second, state="failed")

    def test_a_segment_is_delivered_meanwhile(self):
        deliver = self._as_system(self._deliver)
        for second in (
            self._cancel,
            self._cancel_interactions,
            self._evaluate,
            self._delete,
        ):
            with self.subTest(second=second.__name__):
                self._run_pair(deliver, second, state="queued")

    def test_contacts_are_merged_or_deleted_meanwhile(self):
        for first in (self._resend, self._cancel, self._evaluate, self._respond):
            for second in (self._merge, self._delete_contact):
                names = {"first": first.__name__, "second": second.__name__}
                with self.subTest(**names):
                    self._run_pair(first, second)

    def test_a_draft_changes_meanwhile(self):
        pairs = (
            (self._change_lines, self._change_all_lines),
            (self._change_lines, self._reduce),
            (self._change_lines, self._log),
            (self._change_lines, self._delete),
            (self._log_line, self._log),
            (self._log_line, self._delete),
            (self._log, self._merge),
            (self._reduce, self._delete_contact),
        )
        for first, second in pairs:
            names = {"first": first.__name__, "second": second.__name__}
            with self.subTest(**names):
                self._run_pair(first, second, state="draft")

    def test_print_files_are_made_meanwhile(self):
        finish = self._as_system(self._make_print_file)
        for second in (self._resend, self._cancel, self._delete, self._delete_files):
            with self.subTest(second=second.__name__):
                self._run_pair(finish, second, state="parts")

    def test_sorted_print_files_are_made_meanwhile(self):
        finish = self._as_system(self._make_print_file)
        for second in (
            self._resend,
            self._cancel,
            self._delete,
            self._delete_files,
            self._merge,
            finish,
        ):
            name = getattr(second, "__name__", "finish")
            with self.subTest(second=name), patch(f"{ARRANGE}.MAX_LETTERS", 4):
                self._run_pair(finish, second, state="sorted")

    def test_mails_are_cancelled_meanwhile(self):
        for first in (self._cancel_mails, self._delete_mails, self._send_mails_again):
            for second in (self._retry, self._cancel, self._delete_interactions):
                names = {"first": first.__name__, "second": second.__name__}
                with self.subTest(**names):
                    self._run_pair(first, second, state="mails")
