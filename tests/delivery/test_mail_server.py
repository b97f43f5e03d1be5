# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import smtplib
import socket
from contextlib import contextmanager
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..letters_common import LettersCommon
from ..smtp_server import SmtpServer

HTML = "<p>Hello <b>{{Contact_Name}}</b>, {{note}}</p>"
ROOT = Path(__file__).resolve().parents[2]
MAIL = "odoo.addons.mail.models.mail_mail"
SERVER = "odoo.addons.base.models.ir_mail_server"


@tagged("post_install", "-at_install")
class TestMailServer(LettersCommon):
    """A real mail server that drops connections, refuses, or makes one wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.mail_server"].search([]).active = False
        # what other tests left in the queue would go out as well
        cls.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        cls.outgoing = cls.env["ir.mail_server"].create(
            {
                "name": "Test",
                "smtp_host": "127.0.0.1",
                "smtp_port": 1,
                "smtp_encryption": "none",
            }
        )
        cls._add_html(HTML)
        cls.env["res.lang"]._activate_lang("nl_NL")

    def setUp(self):
        super().setUp()
        self.server = self._start_server()
        self.outgoing.smtp_port = self.server.port

    def _start_server(self):
        server = SmtpServer()
        self.addCleanup(server.stop)
        return server

    @contextmanager
    def _really(self):
        """Let Odoo send, which it does not do in tests."""
        with (
            patch.object(IrMail_Server, "_disable_send", lambda server: False),
            mute_logger(MAIL, SERVER),
        ):
            yield

    def _run_queue(self):
        with self._really():
            self.env["mail.mail"].process_email_queue()

    def _addresses(self, interactions=None):
        partners = (interactions or self.contacts).partner_id
        return sorted(partners.mapped("email_normalized"))

    def assertOnceEach(self, interactions):
        self.assertEqual(self.server.get_recipients(), self._addresses(interactions))

    def assertWaits(self, interactions, pattern, minutes=5):
        for one in interactions.sudo():
            self.assertEqual(one.delivery_state, "queued")
            self.assertRegex(one.delivery_message, pattern)
            self.assertFalse(one.sending_since)
            self.assertEqual(one.mail_mail_id.state, "outgoing")
            self.assertEqual(one.mail_mail_id.scheduled_date, one.delivery_waits_until)
            pause = one.delivery_waits_until - fields.Datetime.now()
            self.assertLessEqual(abs(pause - timedelta(minutes=minutes)).seconds, 30)
            queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
            call_at = one.delivery_waits_until.replace(second=0, microsecond=0)
            self.assertEqual(
                self.env["ir.cron.trigger"].search_count(
                    [
                        ("cron_id", "=", queue.id),
                        ("call_at", "=", call_at + timedelta(minutes=1)),
                    ]
                ),
                1,
            )

    def _at(self, **later):
        """Let it be later, as the mail queue sees it."""
        self.env.flush_all()
        frozen = freeze_time(fields.Datetime.now() + timedelta(**later))
        frozen.start()
        self.addCleanup(frozen.stop)

    def test_sent(self):
        interactions = self._mailing()
        self._run_queue()
        self.assertDelivered(interactions)
        self.assertOnceEach(interactions)
        self.assertEqual(self.server.connections, 1)

    def test_dropped_after_some_messages_of_a_connection(self):
        self.server.rules["after"] = lambda one: "drop" if one.accepted == 2 else ""
        interactions = self._mailing()
        self._run_queue()
        self.assertDelivered(interactions)
        self.assertOnceEach(interactions)
        self.assertEqual(self.server.connections, 3)

    def test_dropped_before_the_end_and_sent_in_the_same_run(self):
        for point in ("mail", "rcpt", "data", "body"):
            with self.subTest(point=point):
                self.server.messages.clear()
                first = self.server.connections + 1
                self.server.rules = {
                    point: lambda one, first=first: (
                        "drop" if one.server.connections == first else ""
                    )
                }
                interactions = self._mailing()
                self._run_queue()
                self.assertDelivered(interactions)
                self.assertOnceEach(interactions)

    def test_always_dropped_before_the_end(self):
        self.server.rules["data"] = "drop"
        interactions = self._mailing()
        self._run_queue()
        self.assertWaits(interactions, "broke off the connection before it had")
        self.assertFalse(self.server.messages)
        # three in a row are enough to know
        self.assertLess(self.server.connections, 2 * len(interactions))
        self._run_queue()
        self.assertFalse(self.server.messages)
        self.server.rules.clear()
        self._at(minutes=6)
        self._run_queue()
        self.assertDelivered(interactions)
        self.assertOnceEach(interactions)

    def test_dropped_when_the_server_has_it(self):
        for rule in ("drop", "drop unseen"):
            with self.subTest(rule=rule):
                self.server.messages.clear()
                self.server.rules["end"] = lambda one, rule=rule: (
                    rule if one.recipient == "bob@example.com" else ""
                )
                interactions = self._mailing()
                self._run_queue()
                bobs = self._of(interactions, self.bob)
                self.assertFailed(bobs, "may have arrived; ask the contact")
                self.assertEqual(bobs.sudo().mail_mail_id.state, "exception")
                self.assertDelivered(interactions - bobs)
                times = self.server.get_recipients().count("bob@example.com")
                self.assertEqual(times, 1 if rule == "drop" else 0)
                count = len(self.server.messages)
                self._run_queue()
                self.assertEqual(len(self.server.messages), count)

    def _make_unknown(self, partners):
        self.server.rules["end"] = "drop"
        interactions = self._mailing(partners)
        self._run_queue()
        self.server.rules.clear()
        self.server.messages.clear()
        return interactions

    def test_whoever_retries_what_may_have_arrived_is_asked(self):
        interactions = self._make_unknown(self.bob)
        with self.assertRaisesRegex(UserError, "to Acme, Bob may have arrived"):
            interactions.retry_delivery()
        with self.assertRaisesRegex(UserError, "to Acme, Bob may have arrived"):
            interactions.segment_id.retry_delivery()
        with self.assertRaisesRegex(UserError, "to Acme, Bob may have arrived"):
            interactions.sudo().mail_mail_id.action_retry()
        action = interactions.segment_id.action_retry_delivery()
        wizard = (
            self.env["contact.interaction.retry.wizard"]
            .with_user(self.user)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.unknown_count, 1)
        self.assertEqual(wizard.unknown_names, "Bob")
        self.assertEqual(wizard.other_count, 0)
        wizard.action_retry_all()
        self._deliver_batches()
        self._run_queue()
        self.assertDelivered(interactions)
        self.assertOnceEach(interactions)

    def test_the_others_are_retried(self):
        interactions = self._make_unknown(self.bob)
        other = self._mailing(self.anna)
        other._set_delivery("failed", "test")
        both = interactions | other
        action = both.action_retry_delivery()
        wizard = (
            self.env["contact.interaction.retry.wizard"]
            .with_user(self.user)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual((wizard.unknown_count, wizard.other_count), (1, 1))
        wizard.action_retry_others()
        self._deliver_batches()
        self._run_queue()
        self.assertDelivered(other)
        self.assertFailed(interactions, "may have arrived")
        self.assertOnceEach(other)

    def test_refused_for_now(self):
        for point in ("mail", "rcpt", "data", "end"):
            with self.subTest(point=point):
                self.server.messages.clear()
                self.server.rules = {point: "450 4.2.0 come again later"}
                interactions = self._mailing()
                self._run_queue()
                self.assertWaits(interactions, "not take .*450 4.2.0 come again later")
                self.assertFalse(self.server.messages)
                self.server.rules.clear()
                interactions.retry_delivery()
                self._run_queue()
                self.assertDelivered(interactions)
                self.assertOnceEach(interactions)

    def test_growing_pauses_up_to_a_day(self):
        self.server.rules["rcpt"] = "451 try again"
        interactions = self._mailing(self.bob)
        waited = 0
        with freeze_time(fields.Datetime.now()) as clock:
            for pause in (5, 10, 20, 40, 80, 160, 320, 640):
                self._run_queue()
                self.assertWaits(interactions, "451 try again", pause)
                clock.tick(timedelta(minutes=pause - 1))
                self._run_queue()
                self.assertEqual(interactions.delivery_state, "queued")
                clock.tick(timedelta(minutes=1))
                waited += pause
            self.assertLess(waited, 24 * 60)
            self._run_queue()
        self.assertFailed(interactions, "451 try again.*It was tried 9 times; retry it")
        self.assertEqual(interactions.sudo().mail_mail_id.state, "exception")
        self.assertFalse(interactions.delivery_waits_until)
        # whoever retries begins anew
        interactions.retry_delivery()
        self._deliver_batches()
        self._run_queue()
        self.assertWaits(interactions, "451 try again", 5)

    def test_setting(self):
        self.server.rules["rcpt"] = "451 try again"
        self.env.company.contact_mail_retry_hours = 0
        interactions = self._mailing(self.bob)
        self._run_queue()
        self.assertFailed(interactions, r"not take .* \(451 try again\)\.$")
        for wrong in (-1, 1000):
            with self.assertRaisesRegex(ValidationError, "1 to 168 hours"):
                self.env.company.contact_mail_retry_hours = wrong

    def test_refused_for_good(self):
        for point in ("mail", "rcpt", "data", "end"):
            with self.subTest(point=point):
                self.server.messages.clear()
                self.server.rules = {point: "550 5.1.1 no such user"}
                interactions = self._mailing()
                self._run_queue()
                for one in interactions:
                    self.assertFailed(one, "^The e-mail was refused: 550 5.1.1 no such")
                self.assertFalse(self.server.messages)

    def test_server_that_says_goodbye(self):
        self.server.rules["mail"] = lambda one: (
            "421 too many messages" if one.accepted == 2 else ""
        )
        interactions = self._mailing()
        self._run_queue()
        waiting = interactions.filtered("delivery_waits_until")
        self.assertWaits(waiting, "421 too many messages")
        self.assertDelivered(interactions - waiting)
        self.assertOnceEach(interactions - waiting)
        self.assertEqual(len(waiting), 1)

    def test_nobody_there(self):
        free = socket.create_server(("127.0.0.1", 0))
        self.outgoing.smtp_port = free.getsockname()[1]
        free.close()
        interactions = self._mailing()
        self._run_queue()
        self.assertWaits(interactions, "cannot be reached .nobody answers at its addr")
        self.outgoing.smtp_port = self.server.port
        interactions.segment_id.retry_delivery()
        self._run_queue()
        self.assertDelivered(interactions)

    def test_gone_in_the_middle(self):
        self.server.rules["mail"] = lambda one: "drop" if one.accepted == 2 else ""
        self.server.rules["connect"] = lambda one: (
            "554 closed" if one.server.connections > 1 else ""
        )
        interactions = self._mailing()
        self._run_queue()
        waiting = interactions.filtered("delivery_waits_until")
        self.assertEqual(len(waiting), 3)
        self.assertWaits(waiting, "554 closed")
        self.assertDelivered(interactions - waiting)

    def test_unknown_user_of_the_mail_server(self):
        self.outgoing.write({"smtp_user": "x@example.com", "smtp_pass": "x"})
        interactions = self._mailing(self.bob)
        with patch.object(IrMail_Server, "_smtp_login__", side_effect=_refuse_login):
            self._run_queue()
        self.assertFailed(interactions, "user name or password .535 5.7.8 wrong")

    def test_silent_server(self):
        self.server.rules["rcpt"] = _say_nothing
        interactions = self._mailing()
        with patch(f"{SERVER}.SMTP_TIMEOUT", 0.2):
            self._run_queue()
        self.assertWaits(interactions, "broke off the connection before .*timed out")
        # one that does not answer is not asked for each of them
        self.assertEqual(self.server.connections, 1)
        self.server.rules = {"end": _say_nothing}
        interactions.retry_delivery()
        with patch(f"{SERVER}.SMTP_TIMEOUT", 0.2):
            self._run_queue()
        for one in interactions:
            self.assertFailed(one, "may have arrived")

    def test_cancelled_while_it_waits(self):
        self.server.rules["rcpt"] = "451 try again"
        interactions = self._mailing(self.bob)
        self._run_queue()
        interactions.segment_id.cancel_delivery()
        self.assertSkipped(interactions, "Cancelled by")
        self.assertFalse(interactions.delivery_waits_until)
        self.server.rules.clear()
        self._at(minutes=6)
        self._run_queue()
        self.assertFalse(self.server.messages)

    def test_other_mails_do_not_hold_them_up(self):
        self.server.rules["rcpt"] = lambda one: (
            "drop" if one.recipient == "other@example.com" else ""
        )
        other = self.env["mail.mail"].create(
            {"email_to": "other@example.com", "subject": "x", "body_html": "<p>x</p>"}
        )
        interactions = self._mailing()
        self._run_queue()
        self.assertDelivered(interactions)
        self.assertOnceEach(interactions)
        self.assertEqual(other.state, "exception")

    def test_lost_mails_have_a_way_out(self):
        interactions = self._mailing(self.anna | self.bob)
        bobs = self._of(interactions, self.bob).sudo()
        bobs.sending_since = fields.Datetime.now()
        interactions.sudo().mail_mail_id.write(
            {"state": "exception", "failure_reason": "it was lost"}
        )
        self._run_queue()
        self.assertFailed(bobs, "may have arrived")
        annas = self._of(interactions, self.anna)
        self.assertFailed(annas, "it was lost")
        annas.retry_delivery()
        self._deliver_batches()
        self._run_queue()
        self.assertDelivered(annas)

    def test_server_that_is_not_for_this_mail(self):
        interactions = self._mailing(self.bob)
        with patch.object(
            type(self.env["mail.mail"]),
            "_filter_mail_mail_servers",
            lambda mails, servers: servers.browse(),
            create=True,
        ):
            self._run_queue()
        self.assertNotEqual(interactions.delivery_state, "queued")

    def test_migration_of_what_may_have_arrived(self):
        interactions = self._mailing(self.anna | self.bob)
        interactions._set_delivery("failed", "550 no such user")
        bobs = self._of(interactions, self.bob)
        for lang in ("en_US", "nl_NL"):
            # as it was stored then, without what it is made of
            text = bobs.with_context(lang=lang).env._(bobs._get_unknown_outcome())
            bobs.sudo().delivery_message = text
            self.env.flush_all()
            _load_migration().migrate(self.cr, "19.0.1.4.0")
            self.env.invalidate_all()
            self.assertEqual(interactions._may_have_arrived(), bobs)
            bobs.sudo().delivery_code = False


def _load_migration():
    path = ROOT / "migrations" / "19.0.1.5.0" / "post-mails.py"
    spec = spec_from_file_location("post_mails", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _refuse_login(*args):
    raise smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong")


def _say_nothing(connection):
    # until the other side has gone
    connection.rfile.read()
    return "drop"
