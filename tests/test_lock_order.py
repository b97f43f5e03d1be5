# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .at_once_common import AtOnceCommon
from .lockstep import Lockstep
from .word_file import encode_word

CONTACTS = 6
ROUNDS = 2
GROUPS = "contact_segment.group_manager,base.group_partner_manager"
ARRANGE = "odoo.addons.contact_segment.models.contact_print_file_arrange"
QUEUE = "odoo.addons.contact_segment.models.contact_interaction_queue"
# so that the rows of a table are not found in the order of their ids
SHUFFLED = (3, 0, 5, 1, 4, 2)


@tagged("post_install", "-at_install")
class TestLockOrder(AtOnceCommon):
    """Whatever two users do with the same segment at once, they never wait crosswise.

    The class they come from looks into PostgreSQL's count of deadlocks at its end.
    """

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, ["order_one", "order_two"], GROUPS)
        template = env["contact.interaction.template"].create(
            {"name": "Order", "channel": "letter"}
        )
        template.ignore_contact_channel = True
        cls.template_ids, cls.all_partner_ids, cls.mail_ids = template.ids, [], []
        cls.partner_ids = cls.all_partner_ids
        env["contact.interaction.template.document"].create(
            {
                "template_id": template.id,
                "kind": "word",
                "filename": "letter.docx",
                "content": encode_word("Dear {{Contact_Name}}!"),
            }
        )

    @classmethod
    def _remove_data(cls, env):
        # those of contacts that were deleted have none, and could not be cancelled
        env.cr.execute(
            "DELETE FROM contact_interaction WHERE template_id IN %s",
            (tuple(cls.template_ids),),
        )
        # the mail queue would send them like any other
        env["mail.mail"].browse(cls.mail_ids).exists().unlink()

    @classmethod
    def _remove_segments(cls, env):
        for segment in env["contact.segment"].search(
            [("template_id", "in", cls.template_ids)]
        ):
            if segment.state == "logged":
                segment.cancel_logged()
            segment.unlink()

    def setUp(self):
        super().setUp()
        interactions = self.registry["contact.interaction"]
        for patcher in (
            # no other server on this database is to be woken up
            patch.object(self.registry["ir.cron"], "_notifydb", lambda model: 0),
            # letters as Word documents are made at once
            patch.object(interactions, "_get_libreoffice", lambda model: None),
        ):
            patcher.start()
            self.addCleanup(patcher.stop)

    def _create_contacts(self):
        with self._connect() as env:
            contacts = env["res.partner"].create(
                [
                    {"name": f"Order {i}", "email": f"{i}@example.com", "street": "1"}
                    for i in range(CONTACTS)
                ]
            )
            self.all_partner_ids.extend(contacts.ids)
            self.partner_ids = contacts.ids

    def _prepare(self, state):
        """Make the segment of a round; its deliveries are in one state.

        That is ``draft`` for a segment that is not logged, ``parts`` with print files
        to be finished, ``sorted`` with such that take letters out of all of them,
        ``mails`` with failed e-mails, or a state of the delivery.
        """
        self._create_contacts()
        with self._connect(self.uids[0]) as env:
            segment = self._create_segment(env)
            segment.add_contacts([("id", "in", self.partner_ids)])
            if state == "draft":
                return
            segment.log()
            self.interaction_ids = segment.interaction_ids.sorted().ids
        if state in ("parts", "sorted"):
            self._make_parts(is_sorted=state == "sorted")
            return
        for number in SHUFFLED:
            with self._connect() as env:
                interaction = env["contact.interaction"].browse(
                    self.interaction_ids[number]
                )
                values = {}
                if state == "mails":
                    mail = env["mail.mail"].create({"subject": "Order"})
                    self.mail_ids.append(mail.id)
                    values = {"mail_mail_id": mail.id}
                delivery = "failed" if state == "mails" else state
                interaction._set_delivery(delivery, **values)

    def _make_parts(self, is_sorted):
        """Deliver the letters in two batches, and leave their print file."""
        with patch(f"{QUEUE}.SMALLER_BATCHES", (3, 3, 1, 1)), self._connect() as env:
            while env["contact.interaction"]._deliver_next():
                env.cr.commit()
            interaction = env["contact.interaction"].browse(self.interaction_ids[0])
            parts = env["contact.print.file"].search(
                [("segment_id", "=", interaction.segment_id.id)]
            )
            if is_sorted:
                parts.letter_order = "country"

    def _interactions(self, env, backwards=False):
        ids = self.interaction_ids
        interactions = env.env["contact.interaction"].browse(
            reversed(ids) if backwards else ids
        )
        return interactions.exists()

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
