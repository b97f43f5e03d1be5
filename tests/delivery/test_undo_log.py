# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..delivery_processes import DeliveryProcesses
from ..letters_common import LettersCommon


@tagged("post_install", "-at_install")
class TestUndoLog(LettersCommon):
    """Logging taken back: all of it, or nothing."""

    def _open_dialog(self, user=None, **values):
        action = self.segment.with_user(user or self.user).action_log()
        model = self.env[action["res_model"]].with_user(user or self.user)
        form = Form(model.browse(action["res_id"]))
        for name, value in values.items():
            form[name] = value
        return form.save()

    def _log_in_dialog(self, user=None, **values):
        """Log the segment as people do; return the note."""
        return self._open_dialog(user, **values).action_log()

    def _press(self, note):
        undo = note["params"]["undo"]
        segment = self.env[undo["model"]].with_user(self.user).browse(undo["ids"])
        return getattr(segment, undo["method"])(*undo["args"])

    def _let_pass(self, seconds):
        """Let time pass since the segment was logged."""
        pause = timedelta(seconds=seconds)
        self.segment._write_header({"logged_on": self.segment.logged_on - pause})
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction "
                "SET delivery_waits_until = delivery_waits_until - %s "
                "WHERE segment_id = %s",
                pause,
                self.segment.id,
            )
        )
        self.env.invalidate_all()

    def _read_lines(self):
        return self.segment.line_ids.read(["partner_id", "name", "note", "channel"])

    def assertStaysLogged(self, pattern, user=None, exception=UserError):
        count = self.segment.sudo().interaction_count
        with self._assert_refused(exception, pattern):
            self.segment.with_user(user or self.user).undo_log()
        self.assertEqual(self.segment.sudo().state, "logged")
        self.assertEqual(self.segment.sudo().interaction_count, count)

    def test_there_and_back(self):
        self._line(self.segment, self.anna).note = "See you"
        before = self._read_lines()
        steps = self.segment.step_ids
        note = self._log_in_dialog()
        self.assertEqual(note["tag"], "contact_segment.undoable_note")
        self.assertEqual(note["params"]["stays"], 10_000)
        self.assertTrue(self.segment.interaction_ids)
        answer = self._press(note)
        self.assertIn("is a draft again", answer["params"]["message"])
        self.assertEqual(self.segment.state, "draft")
        self.assertFalse(self.segment.interaction_ids)
        self.assertEqual(self.segment.interaction_count, 0)
        self.assertFalse(self.segment.logged_on or self.segment.logged_by_id)
        self.assertEqual(self._read_lines(), before)
        self.assertEqual(self.segment.step_ids, steps)
        self.assertFalse(self.anna.last_interaction_date)
        # and it can be changed and logged like any draft
        self.segment.reduce_contacts(self._domain(self.anna))
        self.assertEqual(len(self._log()), len(self.contacts) - 1)

    def test_nothing_is_delivered_before(self):
        self._log_in_dialog()
        self.assertFalse(self.Interaction._deliver_next())
        self.assertIn(
            "until then, logging can be undone", self.segment.delivery_waiting_text
        )
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("contact_segment.ir_cron_deliver").id)]
        )
        waits = max(self.segment.interaction_ids.mapped("delivery_waits_until"))
        self.assertTrue(any(one.call_at >= waits for one in triggers))
        self._let_pass(60)
        self._deliver_words()
        self.assertEqual(self.segment.delivery_sent_count, len(self.contacts))

    def test_programs_do_not_wait(self):
        interactions = self._log()
        self.assertFalse(any(interactions.mapped("delivery_waits_until")))
        self.assertIs(self.segment.undo_log(), True)
        self._log()
        self._deliver_words()
        self.assertStaysLogged("are being delivered")

    def test_once_something_is_begun(self):
        self._log_in_dialog()
        first = self.segment.interaction_ids[0].sudo()
        for values in (
            {"delivery_attempts": 1},
            {"delivery_state": "failed"},
            {"mail_mail_id": self.env["mail.mail"].sudo().create({}).id},
        ):
            with self.env.cr.savepoint() as savepoint:
                first.write(values)
                self.assertStaysLogged("are being delivered")
                savepoint.rollback()
            self.env.invalidate_all()
        self.segment.undo_log()

    def test_only_in_time(self):
        self._log_in_dialog()
        self._let_pass(14)
        self._let_pass(3)
        self.assertStaysLogged(r"time to undo is over \(10 s\)")
        self.assertStaysLogged("time to undo is over", self.manager)

    def test_a_large_segment_has_the_time_of_its_logging(self):
        self._log_in_dialog()
        self.segment._write_header({"line_count": 200_000})
        self._let_pass(30)
        self.segment.undo_log()
        self.assertEqual(self.segment.state, "draft")

    def test_not_at_all(self):
        self.env.company.contact_undo_seconds = 0
        note = self._log_in_dialog()
        self.assertEqual(note["tag"], "display_notification")
        self.assertFalse(
            any(self.segment.interaction_ids.mapped("delivery_waits_until"))
        )
        self._let_pass(1)
        self.assertStaysLogged("time to undo is over")

    def test_who_may(self):
        self.segment.user_id = self.colleague
        self._log_in_dialog(self.user_all)
        self.assertStaysLogged("Only an administrator", self.colleague, AccessError)
        self.assertStaysLogged("access", self.user, AccessError)
        self.segment.with_user(self.manager).undo_log()
        self.assertEqual(self.segment.sudo().state, "draft")

    def test_only_what_is_logged(self):
        with self._assert_refused(UserError, "nothing to undo"):
            self.segment.undo_log()
        self._log_in_dialog()
        self.segment.with_user(self.manager).cancel_logged()
        with self._assert_refused(UserError, "nothing to undo"):
            self.segment.undo_log()

    def test_somebody_has_worked_with_it(self):
        self._log_in_dialog()
        first = self.segment.interaction_ids[0]
        first.evaluate("positive")
        # all of a test is one moment
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction "
                "SET write_date = write_date + interval '1 second' WHERE id = %s",
                first.id,
            )
        )
        self.assertStaysLogged("its interactions have changed since")

    def test_its_delivery_was_cancelled(self):
        self._log_in_dialog()
        self.segment.cancel_delivery()
        self.assertStaysLogged("its interactions have changed since")

    def test_a_response_came(self):
        self._log_in_dialog()
        self.segment.register_responses(self.anna.ids)
        self.assertStaysLogged("its interactions have changed since")

    def test_calls_before_stay(self):
        line = self._line(self.segment, self.anna)
        self.anna.phone = "+32 2 123 45 67"
        called = self.segment.log_call(line.id, "reached")["interaction_id"]
        self._log_in_dialog()
        self.segment.undo_log()
        self.assertEqual(self.segment.interaction_ids.ids, [called])
        self.assertEqual(self.segment.interaction_count, 1)

    def test_the_follow_up_goes_too(self):
        note = self._log_in_dialog(create_follow_up=True)
        follow_up = self.segment.follow_up_ids
        self.assertEqual(note["params"]["next"]["res_id"], follow_up.id)
        answer = self._press(note)
        self.assertFalse(follow_up.exists())
        self.assertEqual(
            (answer["res_id"], answer["target"]), (self.segment.id, "main")
        )

    def test_a_follow_up_in_use(self):
        self._log_in_dialog(create_follow_up=True)
        follow_up = self.segment.follow_up_ids
        changes = (
            lambda: follow_up.reduce_contacts(self._domain(self.anna)),
            lambda: follow_up.go_back(),
            lambda: self._line(follow_up, self.anna).write({"name": "Another"}),
            lambda: (
                follow_up.write({"template_id": self.template.id})
                and follow_up.log(send=False)
            ),
        )
        for change in changes:
            with self.env.cr.savepoint() as savepoint:
                change()
                self.assertStaysLogged("is in use already")
                self.assertTrue(follow_up.exists())
                savepoint.rollback()
            self.env.invalidate_all()
        follow_up.name = "Second letter"
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE contact_segment "
                "SET write_date = write_date + interval '1 second' WHERE id = %s",
                follow_up.id,
            )
        )
        self.env.invalidate_all()
        self.assertStaysLogged("Second letter is in use already")

    def test_hidden_contacts_go_too(self):
        self._log_in_dialog()
        self._hide(self.anna)
        self.segment.undo_log()
        self.assertFalse(self.segment.sudo().interaction_ids)

    def test_setting(self):
        company = self.env.company
        for wrong in (-1, 601):
            with self._assert_refused(ValidationError, "1 to 600 seconds"):
                company.contact_undo_seconds = wrong
        settings = self.env["res.config.settings"].create({"contact_undo_seconds": 20})
        settings.execute()
        self.assertEqual(company.contact_undo_seconds, 20)

    def test_jobs_begin_later(self):
        starts = []

        def delay(_self, **options):
            starts.append(options)

        with (
            patch.object(type(self.Interaction), "with_delay", create=True),
            patch.object(type(self.Interaction), "_delay_delivery", delay),
        ):
            self._log_in_dialog()
            self.segment.undo_log()
            self._log()
        self.assertEqual(starts, [{"eta": 15}, {}])


@tagged("post_install", "-at_install")
class TestUndoLogAtOnce(DeliveryProcesses):
    """Undoing while a server delivers."""

    def test_while_it_is_delivered(self):
        segment_id = self._log(0)
        with self._connect() as worker, self._connect(self.uid) as user:
            segment = user["contact.segment"].browse(segment_id)
            self.assertTrue(segment.logged_on)  # what this transaction sees
            self.assertTrue(worker["contact.interaction"]._deliver_next())
            worker.cr.commit()
            with (
                self.assertRaises(SerializationFailure),
                mute_logger("odoo.sql_db"),
            ):
                segment.undo_log()
            user.cr.rollback()
            with self.assertRaisesRegex(UserError, "are being delivered"):
                segment.undo_log()

    def test_before_it_is_delivered(self):
        segment_id = self._log(0)
        with self._connect() as worker, self._connect(self.uid) as user:
            segment = user["contact.segment"].browse(segment_id)
            segment.undo_log()
            # the rows are taken, so the worker leaves them alone
            self.assertFalse(worker["contact.interaction"]._deliver_next())
            user.cr.commit()
            worker.cr.rollback()
            self.assertFalse(worker["contact.interaction"]._deliver_next())
            self.assertEqual(segment.state, "draft")
            segment.unlink()  # what is left over is taken for logged
