# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..letters_common import LettersCommon
from ..mail_reports import OTHERS, REPORTS, write_report

CAUSES = {
    "postfix": "no such address",
    "postfix_expired": "mailbox is full",
    "exim": "does not want it",
    "exim_words": "no such address",
    "exchange": "no such address",
    "gmail": "mailbox is full",
    "qmail": "no such address",
    "sendmail": "not reached",
}


@tagged("post_install", "-at_install")
class TestMailGatewayBounces(LettersCommon):
    """E-mails that come back through Odoo's mail gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html("<p>Hello {{Contact_Name}}</p>")
        cls.threads = cls.env["mail.thread"].with_user(cls.env.ref("base.user_root"))

    def setUp(self):
        super().setUp()
        self.interactions = self._mailing(self.anna | self.bob)
        self._send_queue()
        self.bobs = self._of(self.interactions, self.bob)

    def _receive(self, name, interaction=None, message_id=None):
        """Let a report come in, as the mail gateway does."""
        interaction = (interaction or self.bobs).sudo()
        address = interaction.partner_id.email or "anna@example.com"
        text = write_report(name, message_id or interaction.message_id, address)
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.threads.message_process(None, text)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_every_email_keeps_its_id(self):
        ids = self.interactions.sudo().mapped("message_id")
        self.assertEqual(len(set(ids)), 2)
        self.assertTrue(all(id_.startswith("<") for id_ in ids))
        self.assertFalse(
            self.env["mail.message"].search_count([("message_id", "in", ids)])
        )

    def test_what_was_queued_before_the_upgrade_keeps_its_id(self):
        waiting = self._mailing(self.dora)
        message_id = waiting.sudo().message_id
        waiting.sudo().message_id = False
        self.env.flush_all()
        _load_migration().migrate(self.cr, "19.0.1.7.0")
        self.env.invalidate_all()
        self.assertEqual(waiting.sudo().message_id, message_id)

    def test_reports_that_somebody_gave_up(self):
        for name, cause in CAUSES.items():
            with self.subTest(name):
                self.bobs._set_delivery("sent")
                self._receive(name)
                self.assertFailed(self.bobs, f"came back from bob@example.com.*{cause}")
                self.assertIn(REPORTS[name][2], self.bobs.delivery_message)
                self.assertTrue(self.bobs.bounced_on)
                kind = "soft" if name == "postfix_expired" else "hard"
                self.assertEqual(self.bobs.bounce_kind, kind)
        self.assertDelivered(self.interactions - self.bobs)

    def test_it_is_told_in_the_language_of_the_reader(self):
        self._receive("postfix")
        stored = self.bobs.sudo()._fields["delivery_message"]
        self.env.cr.execute(
            "SELECT delivery_message FROM contact_interaction WHERE id = %s",
            [self.bobs.id],
        )
        [(text,)] = self.env.cr.fetchall()
        self.assertTrue(text.startswith("It came back from bob@example.com."), stored)
        self.assertIn("\x1f", text)

    def test_a_delay_is_noted_only(self):
        for name in ("postfix_delayed", "exim_delayed"):
            with self.subTest(name):
                self.bobs._set_delivery("sent")
                self._receive(name)
                self.assertDelivered(self.bobs)
                self.assertIn("Connection timed out", self.bobs.delivery_message)
                self.assertFalse(self.bobs.bounced_on)
        self._receive("postfix")
        self.assertFailed(self.bobs, "User unknown")

    def test_what_is_no_report_changes_nothing(self):
        for name in OTHERS:
            with self.subTest(name):
                self._receive(name)
                self.assertDelivered(self.interactions)
                self.assertFalse(self.bobs.delivery_message)

    def test_it_counts_once(self):
        self._receive("postfix")
        moment = fields.Datetime.to_datetime("2026-04-06 10:00:00")
        self.bobs.sudo().bounced_on = moment
        self._receive("gmail")
        self.assertEqual(self.bobs.bounced_on, moment)
        self.assertFailed(self.bobs, "User unknown")

    def test_the_contact_is_counted_as_odoo_does(self):
        before = self.bob.message_bounce
        self._receive("postfix")
        self.assertEqual(self.bob.message_bounce, before + 1)

    def test_reports_about_other_emails_change_nothing(self):
        for id_ in ("<unknown@company.example.com>", "<%@x>", "<'@x>"):
            self._receive("postfix", message_id=id_)
            self._receive("qmail", message_id=id_)
        self.assertDelivered(self.interactions)

    def test_an_email_that_waits_again_is_another_one(self):
        self._receive("postfix")
        first = self.bobs.sudo().message_id
        self.bobs.retry_delivery()
        self.assertFalse(self.bobs.bounced_on or self.bobs.bounce_kind)
        self._receive("postfix", message_id=first)
        self.assertEqual(self.bobs.delivery_state, "queued")
        self._deliver_batches()
        self._send_queue()
        self.assertDelivered(self.bobs)
        self.assertNotEqual(self.bobs.sudo().message_id, first)
        # what the first one says of itself is over
        self._receive("postfix", message_id=first)
        self.assertDelivered(self.bobs)
        self._receive("postfix")
        self.assertFailed(self.bobs, "User unknown")

    def test_resent_and_copied_ones_have_no_such_past(self):
        self._receive("postfix")
        self.bobs.resend()
        self.assertEqual(self.bobs.delivery_state, "queued")
        self.assertFalse(self.bobs.bounced_on)
        copy = self.bobs.copy()
        self.assertFalse(copy.sudo().message_id or copy.bounced_on or copy.bounce_kind)

    def test_it_tells_what_became_of_an_email_that_may_have_arrived(self):
        self.bobs._set_unknown()
        self._receive("postfix_delayed")
        self.assertFailed(self.bobs, "may have arrived")
        self._receive("postfix")
        self.assertFailed(self.bobs, "came back")

    def test_of_a_contact_who_is_gone_or_merged(self):
        carl = self._create_contact("Carl the Second", email="bob@example.com")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.bob | carl).ids, carl
        )
        self.assertEqual(self.bobs.partner_id, carl)
        self._receive("postfix")
        self.assertFailed(self.bobs, "came back")
        anna = self._of(self.interactions, self.anna)
        # the segment that the tests share
        self.segment.line_ids.unlink()
        self.anna.unlink()
        self._receive("qmail", anna)
        self.assertFailed(anna, "came back")

    def test_who_may_see_and_write_it(self):
        self._receive("postfix")
        for user in (self.user, self.user_all, self.manager):
            seen = self.bobs.with_user(user)
            self.assertTrue(seen.bounced_on)
            with self.assertRaises(AccessError):
                seen.read(["message_id"])
            for name in ("bounced_on", "bounce_kind", "opened_on", "clicked_on"):
                with self.assertRaises(AccessError):
                    seen.write({name: False})
            with self.assertRaises(AccessError):
                self.Interaction.with_user(user).create(
                    {"name": "X", "partner_id": self.bob.id, "message_id": "<a@b>"}
                )

    def test_what_cannot_be_written_down_costs_no_email(self):
        def fail(*_args):
            raise ValueError("broken")

        self.patch(type(self.Interaction), "_get_bounce_code", fail)
        with mute_logger(
            "odoo.addons.contact_segment.models.delivery.contact_interaction_bounced"
        ):
            self._receive("postfix")
        self.assertDelivered(self.bobs)
        self.assertEqual(self.bob.message_bounce, 1)

    def test_results_count_them_by_reason(self):
        self._receive("postfix")
        self._receive("gmail", self._of(self.interactions, self.anna))
        results = self.interactions.segment_id.get_results()
        figures = results["figures"]
        self.assertEqual((figures["mailed"], figures["bounced"]), (2, 2))
        self.assertEqual((figures["failed"], figures["sent"]), (2, 0))
        messages = {row["message"] for row in results["reasons"]["failed"]}
        self.assertEqual(
            messages, {"Bounced: no such address", "Bounced: mailbox full"}
        )


def _load_migration():
    root = Path(__file__).resolve().parents[2]
    path = root / "migrations" / "19.0.1.8.0" / "post-happened.py"
    spec = spec_from_file_location("post_happened", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
