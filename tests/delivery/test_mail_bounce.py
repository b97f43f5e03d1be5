# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from email import message_from_string, policy
from time import perf_counter

from odoo.tests import BaseCase

from ...tools.mail_bounce import read_bounce
from ..mail_reports import OTHERS, REPORTS, write_report

ID = "<123.456-openerp-7-res.partner@company.example.com>"


class TestMailBounce(BaseCase):
    """Reports of mail servers are read, whatever server wrote them."""

    def _read(self, text):
        return read_bounce(message_from_string(text, policy=policy.SMTP))

    def test_reports(self):
        for name, (kind, status, reason) in REPORTS.items():
            with self.subTest(name):
                bounce = self._read(write_report(name, ID))
                self.assertEqual((bounce.kind, bounce.status), (kind, status))
                self.assertIn(reason, bounce.reason)
                self.assertEqual(bounce.address, "bob@example.com")
                self.assertIn(ID, bounce.message_ids)

    def test_what_is_no_report(self):
        for name in OTHERS:
            with self.subTest(name):
                self.assertIsNone(self._read(write_report(name, ID)))

    def test_the_worst_of_several_recipients_counts(self):
        text = write_report("postfix", ID)
        block = (
            "Final-Recipient: rfc822; carl@example.com\nAction: delayed\n"
            "Status: 4.4.1\n\nFinal-Recipient: rfc822; bob"
        )
        bounce = self._read(text.replace("Final-Recipient: rfc822; bob", block))
        self.assertEqual((bounce.kind, bounce.address), ("hard", "bob@example.com"))

    def test_nothing_breaks_it(self):
        """Half a report, and one that is no text, are read as far as they go."""
        for name in (*REPORTS, *OTHERS):
            text = write_report(name, ID)
            for end in range(0, len(text), 97):
                self._read(text[:end])
            self._read(text.replace("us-ascii", "no-such-charset"))
            self._read(text.replace("Status:", "Status: x").replace(";", ""))

    def test_nobody_keeps_it_busy(self):
        head = "From: mailer-daemon@example.com\nSubject: undeliverable\n\n"
        for part in ("\n", " ", "-", "<", "a@", "<a@b", "Message-ID:\n", "5.", "550 "):
            began = perf_counter()
            self._read(head + part * 300_000)
            self.assertLess(perf_counter() - began, 5, part)

    def test_a_long_reason_is_cut(self):
        text = write_report("postfix", ID).replace("local\n", "local" + " very" * 200)
        bounce = self._read(text)
        self.assertLessEqual(len(bounce.reason), 300)

    def test_an_email_in_words_of_a_stranger_is_none(self):
        text = write_report("qmail", ID).replace("MAILER-DAEMON@", "mallory@")
        self.assertIsNone(self._read(text))
