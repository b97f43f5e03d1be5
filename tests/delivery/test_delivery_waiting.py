# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..letters_common import LettersCommon


@tagged("post_install", "-at_install")
class TestDeliveryWaiting(LettersCommon):
    """What the user reads while something waits: until when, and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("contact_segment.ir_cron_deliver")
        cls.queue = cls.env.ref("mail.ir_cron_mail_scheduler_action")
        cls.triggers = cls.env["ir.cron.trigger"]
        # servers of other tests, which really ran
        cls.env["ir.cron.progress"].search([]).unlink()
        cls._add_html("<p>Hello {{Contact_Name}}</p>")

    def _plan(self, cron, minutes):
        """Let a scheduled action run next in so many minutes; return when, in UTC."""
        moment = fields.Datetime.now().replace(second=0) + timedelta(minutes=minutes)
        self.triggers.search([("cron_id", "=", cron.id)]).unlink()
        cron.nextcall = moment
        return moment

    def _time(self, moment):
        """Return a moment as the user of the tests reads it, in Brussels."""
        local = fields.Datetime.context_timestamp(
            self.cron.with_user(self.user), moment
        )
        return local.strftime("%-I:%M %p")

    def _read(self, record, name="delivery_waiting_text"):
        """Return a text as the form shows it to the user."""
        self.env.flush_all()
        self.env.invalidate_all()
        text = record.with_user(self.user).read([name])[0][name] or ""
        return text.replace("\N{NARROW NO-BREAK SPACE}", " ")

    @freeze_time("2026-03-04 08:00:20")
    def test_until_when(self):
        self._line(self.segment, self.anna).template_id = self.mail_template
        self._line(self.segment, self.anna).channel = "email"
        interactions = self._log()
        self.assertEqual(
            self._read(self.segment),
            "4 letters wait. 1 e-mail waits. "
            + ("It is being done, or will be in a minute."),
        )
        self._plan(self.cron, 65)
        self.assertEqual(
            self._read(self.segment),
            "4 letters wait. 1 e-mail waits. The next attempt is at 10:05 AM.",
        )
        # asked for, before its interval
        self.cron._trigger(at=datetime(2026, 3, 4, 8, 20))
        letter = self._of(interactions, self.bob)
        self.assertEqual(self._read(letter), "The next attempt is at 9:20 AM.")
        self._plan(self.cron, 24 * 60)
        self.assertIn("3/5/26", self._read(letter))
        self._deliver_words()
        self.assertEqual(self._read(letter), "")
        # the e-mail waits for another one now
        self._plan(self.queue, 30)
        text = "1 e-mail waits in the mail queue. The next attempt is at 9:30 AM."
        self.assertEqual(self._read(self.segment), text)
        mail = self._of(interactions, self.anna)
        self.assertEqual(self._read(mail), "The next attempt is at 9:30 AM.")
        mail._set_delivery("queued", "Connection refused")
        self.assertEqual(
            self._read(self.segment), f"{text} The last attempt: Connection refused"
        )
        self._send_queue()
        self.assertEqual(self._read(self.segment), "")

    def test_switched_off(self):
        [letter] = self._log(self._fill(self._segment_of_letters(), self.anna))
        self.cron.active = False
        text = self._read(letter.segment_id)
        self.assertRegex(
            text,
            "^1 letter waits. Nothing is delivered, because the scheduled action "
            "“Segments: deliver letters and e-mails” is switched off; an administrator",
        )
        self.assertIn("is switched off", self._read(letter))
        self.cron.unlink()
        self.assertIn("is switched off", self._read(letter))

    def _segment_of_letters(self):
        return self._create_segment(template_id=self.template.id, date="2026-01-01")

    def test_a_server_that_runs_nothing(self):
        [letter] = self._log(self._fill(self._segment_of_letters(), self.anna))
        due = self._plan(self.cron, -30)
        self.assertRegex(
            self._read(letter), "should have run at .* and did not; an administrator"
        )
        self.assertIn(self._time(due), self._read(letter))
        # it is at work for half an hour
        self.env["ir.cron.progress"].create({"cron_id": self.cron.id})
        self.assertIn("It is being done", self._read(letter))

    def test_jobs(self):
        [letter] = self._log(self._fill(self._segment_of_letters(), self.anna))
        with patch.object(type(letter), "with_delay", None, create=True):
            self.assertIn("The job queue of the server", self._read(letter))

    def test_in_the_language_and_zone_of_the_user(self):
        with freeze_time("2026-03-04 08:00:20"):
            [letter] = self._log(self._fill(self._segment_of_letters(), self.anna))
            self._plan(self.cron, 65)
            letter = letter.with_user(self.user)
            for lang, zone, time in (
                ("en_US", "Asia/Tokyo", "6:05"),
                ("nl_NL", "Asia/Tokyo", "18:05"),
                ("nl_NL", "Europe/Brussels", "10:05"),
            ):
                own = letter.with_context(lang=lang, tz=zone)
                self.assertIn(f" {time}", own.delivery_waiting_text)

    @freeze_time("2026-03-04 08:00:20")
    def test_a_mail_server_that_asked_to_wait(self):
        segment = self._create_mail_segment(self.anna | self.bob)
        mail = self._log(segment)[:1]
        self._deliver_batches()
        mail._wait_for_answer("451 greylisted")
        text = "The next attempt is at 9:05 AM. The last attempt: The mail server does "
        text += "not take the e-mail yet (451 greylisted)."
        self.assertEqual(self._read(mail), text)
        self.assertRegex(
            self._read(segment),
            f"^1 e-mail waits in the mail queue. .* 1 e-mail waits. {re.escape(text)}$",
        )

    def test_the_next_run_is_asked_for_once(self):
        self._plan(self.cron, 55)
        now = fields.Datetime.now()
        for _batch in range(3):
            self.Interaction._ask_for_next_run()
        [trigger] = self.triggers.search([("cron_id", "=", self.cron.id)])
        self.assertTrue(now <= trigger.call_at <= now + timedelta(minutes=6))
        with freeze_time(now + timedelta(minutes=4)):
            # the first one may be over before this batch is
            self.Interaction._ask_for_next_run()
            self.Interaction._ask_for_next_run()
        self.assertEqual(
            self.triggers.search_count([("cron_id", "=", self.cron.id)]), 2
        )

    def test_letters_that_are_word_documents(self):
        segment = self._fill(self._segment_of_letters(), self.anna)
        [letter] = self._log(segment)
        self.assertEqual(self._read(segment, "delivery_format_text"), "")
        with self._without_libreoffice():
            text = self._read(segment, "delivery_format_text")
            self.assertIn("Word documents for now, because LibreOffice is not", text)
            self.assertIn("an administrator has installed it", text)
            self._deliver()
            self.assertEqual(self._read(segment, "delivery_format_text"), text)
        self.assertIn(
            "use Resend on their interactions",
            self._read(segment, "delivery_format_text"),
        )
        print_file = segment.print_file_ids
        self.assertEqual(self._read(print_file, "letter_format"), "Word")
        letter.resend()
        self._deliver()
        self.assertEqual(
            self._read(segment.print_file_ids - print_file, "letter_format"), "PDF"
        )

    def test_who_may_not_see_the_interactions_reads_nothing_of_them(self):
        segment = self._fill(self._segment_of_letters(), self.anna | self.bob)
        self._log(segment)
        self._hide(self.anna)
        self.assertIn("1 letter waits.", self._read(segment))
