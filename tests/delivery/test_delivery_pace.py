# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ...tools.opening_hours import get_opening
from ..letters_common import LettersCommon
from ..texts_common import TextsCommon

# a Monday; Brussels is two hours ahead
NOW = datetime(2026, 4, 6, 10, 0, 5)
HOLD = "odoo.addons.contact_segment.models.delivery.contact_segment_hold"


@tagged("post_install", "-at_install")
class TestDeliveryPace(LettersCommon):
    """How many e-mails go out in a minute, at which hours, and when they are held."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html("<p>Hello</p>")
        cls.company = cls.env.company
        cls.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        cls.many = cls.Partner.create(
            [
                {"name": f"Many {number}", "email": f"many{number}@{domain}"}
                for number, domain in enumerate(["big.com"] * 5 + ["small.com"] * 2)
            ]
        )

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOW)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def _next_minute(self):
        self.clock.tick(timedelta(minutes=1))
        return sorted(mail["email_to"][0] for mail in self._send_queue())

    def _get_waits(self, interactions):
        """Return after how many minutes those are tried that wait."""
        begin = NOW.replace(second=0)
        waits = [one.delivery_waits_until for one in interactions]
        return sorted((wait - begin).seconds // 60 for wait in waits if wait)

    def test_so_many_in_a_minute(self):
        self.company.contact_mail_rate = 2
        interactions = self._mailing(self.many)
        self.assertEqual(len(self._send_queue()), 2)
        self.assertEqual(self._get_waits(interactions), [1, 1, 2, 2, 3])
        self.assertEqual(set(interactions.mapped("delivery_state")), {"sent", "queued"})
        waiting = interactions.filtered("delivery_waits_until")
        self.assertIn("so many e-mails in a minute", waiting[0].delivery_waiting_text)
        self.assertIn("so many", waiting.segment_id.delivery_waiting_text)
        # the queue may run twice in a minute, and somebody may press Retry
        self.assertFalse(self._send_queue())
        waiting.retry_delivery()
        self.assertFalse(self._send_queue())
        sent = [self._next_minute() for _minute in range(3)]
        self.assertEqual([len(mails) for mails in sent], [2, 2, 1])
        self.assertDelivered(interactions)
        self.assertFalse(any(interactions.mapped("delivery_code")))
        self.assertFalse(self._next_minute())

    def test_minutes_that_were_missed_are_not_made_up_at_once(self):
        self.company.contact_mail_rate = 2
        self._mailing(self.many)
        self._send_queue()
        self.clock.tick(timedelta(hours=1))
        self.assertEqual(len(self._send_queue()), 2)

    def test_so_many_to_one_provider(self):
        self.company.contact_mail_domain_rate = 2
        interactions = self._mailing(self.many)
        self.assertEqual(len(self._send_queue()), 4)
        self.assertEqual(self._get_waits(interactions), [1, 1, 2])
        waiting = interactions.filtered("delivery_waits_until")
        self.assertIn("to one provider", waiting[0].delivery_waiting_text)
        sent = [self._next_minute() for _minute in range(2)]
        self.assertEqual([len(mails) for mails in sent], [2, 1])
        self.assertTrue(all("big.com" in mail for mails in sent for mail in mails))
        self.assertDelivered(interactions)

    def test_each_company_has_its_own(self):
        self.company.contact_mail_rate = 1
        other = self.env["res.company"].create({"name": "Other"})
        self.user.company_ids |= other
        interactions = self._mailing(self.many[:2])
        interactions |= self._mailing(self.many[2:4], company_id=other.id)
        self.assertEqual(set(interactions.company_id), {self.company, other})
        self.assertEqual(len(self._send_queue()), 3)

    def test_letters_do_not_count(self):
        self.company.contact_mail_rate = 1
        self._log(self.segment)
        self._deliver_words()
        self._mailing(self.anna)
        self.assertEqual(len(self._send_queue()), 1)

    def test_a_failure_later_keeps_its_own_attempts(self):
        self.company.contact_mail_rate = 1
        interactions = self._mailing(self.many[:2])
        interactions.sudo().delivery_retries = 3
        self._send_queue()
        waiting = interactions.filtered("delivery_waits_until")
        self.assertEqual(waiting.delivery_retries, 3)

    # hours

    def test_hours_of_the_contact(self):
        self.company.write({"contact_message_from": 9, "contact_message_to": 17})
        self.company.partner_id.tz = "Europe/Brussels"
        tokyo, york, brussels = self.many[:3]
        tokyo.tz, york.tz = "Asia/Tokyo", "America/New_York"
        interactions = self._mailing(tokyo | york | brussels)
        self.assertEqual(len(self._send_queue()), 1)
        self.assertDelivered(self._of(interactions, brussels))
        self.assertEqual(
            self._of(interactions, york).delivery_waits_until, datetime(2026, 4, 6, 13)
        )
        late = self._of(interactions, tokyo)
        self.assertEqual(late.delivery_waits_until, datetime(2026, 4, 7))
        self.assertIn("hours for messages begin", late.delivery_waiting_text)
        self.clock.move_to(datetime(2026, 4, 6, 13, 0, 1))
        self.assertEqual(len(self._send_queue()), 1)
        self.clock.move_to(datetime(2026, 4, 7, 0, 0, 1))
        self.assertEqual(len(self._send_queue()), 1)
        self.assertDelivered(interactions)

    def test_opening(self):
        cases = [
            # Monday, 12:00 in Brussels
            (NOW, 9, 17, range(7), False),
            (NOW, 0, 24, range(7), False),
            (NOW, 13, 17, range(7), datetime(2026, 4, 6, 11)),
            (NOW, 8.5, 12, range(7), datetime(2026, 4, 7, 6, 30)),
            (NOW, 0, 24, [6], datetime(2026, 4, 11, 22)),
            (NOW, 13, 14, [0], datetime(2026, 4, 6, 11)),
            (NOW, 8, 9, [0], datetime(2026, 4, 13, 6)),
            # Friday evening, before the clocks go forward on Sunday
            (datetime(2026, 3, 27, 20), 9, 17, range(5), datetime(2026, 3, 30, 7)),
            # an hour that there is not on that day
            (
                datetime(2026, 3, 29, 0, 30),
                2.5,
                24,
                range(7),
                datetime(2026, 3, 29, 1, 30),
            ),
        ]
        for now, begin, end, days, expected in cases:
            with self.subTest(now=now, begin=begin, end=end):
                self.assertEqual(
                    get_opening(now, "Europe/Brussels", begin, end, days), expected
                )

    def test_settings(self):
        wrong = [
            ({"contact_mail_rate": -1}, "from 1 to"),
            ({"contact_mail_domain_rate": 10**6}, "from 1 to"),
            ({"contact_message_from": 17, "contact_message_to": 9}, "between 0:00"),
            ({"contact_message_to": 25}, "between 0:00"),
            ({"contact_mail_stop_percent": 101}, "1 to 100 percent"),
        ]
        for values, sentence in wrong:
            with self.assertRaisesRegex(ValidationError, sentence):
                self.company.write(values)
        for user in (self.user, self.user_all, self.manager):
            with self.assertRaises(AccessError):
                self.company.with_user(user).contact_mail_rate = 1

    # too many failures

    def _fail_at_big(self):
        """Have every e-mail to one provider refused."""

        original = IrMail_Server.send_email

        def send_email(server, message, *args, **kwargs):
            if "big.com" in message["To"]:
                raise ValueError("550 no such user")
            return original(server, message, *args, **kwargs)

        return patch.object(IrMail_Server, "send_email", send_email)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def _run_failing(self):
        with self._fail_at_big():
            self._send_queue()

    def test_held_when_too_many_fail(self):
        self.company.contact_mail_stop_percent = 30
        with patch(f"{HOLD}.LEAST_TRIED", 2):
            # all of one provider, because they go out in no order
            interactions = self._mailing(self.many[:5])
            segment = interactions.segment_id
            self._run_failing()
            self.assertTrue(segment.delivery_is_held)
            self.assertEqual(segment.delivery_failed_count, 2)
            self.assertEqual(segment.delivery_queued_count, 3)
            self.assertIn("2 of 2 e-mails failed", segment.delivery_held_text)
            self.assertIn("30 %", segment.delivery_held_text)
            waiting = interactions.filtered("delivery_waits_until")
            self.assertIn("lets the delivery go on", waiting[0].delivery_waiting_text)
            # neither the queue nor Retry goes on with it, as long as nobody looked
            self._run_failing()
            waiting.retry_delivery()
            self._run_failing()
            self.assertEqual(segment.delivery_queued_count, 3)
            with self.assertRaises(AccessError):
                segment.with_user(self.user).delivery_is_held = False
            with self.assertRaises(AccessError):
                segment.with_user(self.colleague).continue_delivery()
            segment.with_user(self.user).continue_delivery()
            self.assertFalse(segment.delivery_is_held)
            # what failed before counts no more
            self._run_failing()
            self.assertTrue(segment.delivery_is_held)
            self.assertEqual(segment.delivery_failed_count, 4)
            segment.with_user(self.user).continue_delivery()
            self._run_failing()
        self.assertEqual(segment.delivery_failed_count, 5)
        self.assertEqual(segment.delivery_sent_count, 0)
        self.assertFalse(segment.delivery_is_held)

    def test_few_failures_hold_nothing(self):
        self.company.contact_mail_stop_percent = 1
        interactions = self._mailing(self.many)
        self._run_failing()
        self.assertFalse(interactions.segment_id.delivery_is_held)
        self.assertEqual(interactions.segment_id.delivery_queued_count, 0)


@tagged("post_install", "-at_install")
class TestTextHours(TextsCommon):
    """Text messages wait for the same hours."""

    def test_texts_wait_for_their_hours(self):
        companies = type(self.env["res.company"])
        later = fields.Datetime.now().replace(microsecond=0) + timedelta(hours=5)
        self.carl.tz = "Pacific/Apia"
        opening = patch.object(
            companies,
            "_get_message_opening",
            lambda company, now, zone: later if zone == "Pacific/Apia" else False,
        )
        limited = patch.object(companies, "_has_message_hours", lambda company: True)
        with opening, limited:
            interactions = self._send_texts()
            self.assertEqual(len(self._run_sms_queue()), 4)
        late = self._of(interactions, self.carl)
        self.assertEqual(late.delivery_waits_until, later)
        self.assertFalse(late.sudo().sms_uuid)
        self.assertIn("hours for messages begin", late.delivery_waiting_text)
        self._deliver_batches()
        self.assertFalse(self._run_sms_queue())
        # the settings changed, and somebody tries it now
        late.retry_delivery()
        self._deliver_batches()
        self.assertEqual(len(self._run_sms_queue()), 1)
        self.assertDelivered(interactions)
