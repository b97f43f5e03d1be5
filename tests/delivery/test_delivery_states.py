# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import smtplib
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..letters_common import LettersCommon

MAIL = "odoo.addons.mail.models.mail_mail"
SERVER = "odoo.addons.base.models.ir_mail_server"
FINAL = {"sent", "failed", "skipped"}
# A state is left behind by so many things at most; each is tried after each.
DEPTH = 4


class Connection(smtplib.SMTP):
    """A connection to a mail server that does as it is told."""

    def __init__(self, outcome):
        self.outcome = outcome
        self.smtp_from = self.from_filter = False
        self.sock = None

    def send(self, data):
        """Take everything."""

    def quit(self):
        """Say goodbye to nobody."""

    def close(self):
        """Leave nobody."""

    def send_message(self, message, *args):
        """Let happen what is to happen to a message."""
        if self.outcome == "later":
            raise smtplib.SMTPSenderRefused(450, b"later", "")
        if self.outcome == "refused":
            raise smtplib.SMTPSenderRefused(550, b"no", "")
        if self.outcome == "dropped":
            raise smtplib.SMTPServerDisconnected("gone")
        if self.outcome == "unknown":
            self.send(b"all of it\r\n.\r\n")
            raise smtplib.SMTPServerDisconnected("gone")
        if self.outcome == "killed":
            raise KeyboardInterrupt
        return {}


@tagged("post_install", "-at_install")
class TestDeliveryStates(LettersCommon):
    """No state of an interaction from which its user has no way out.

    All that can happen is tried in every state that is reached by that. From each
    there must be a way to sent, failed or skipped by what a user can do, or by what
    happens by itself; what is done in Odoo's mail queue is no such way.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html("<p>Hello {{Contact_Name}}</p>")

    def setUp(self):
        super().setUp()
        self.later = timedelta()

    @contextmanager
    def _server(self, outcome):
        with (
            patch.object(IrMail_Server, "_disable_send", lambda server: False),
            patch.object(
                IrMail_Server, "_connect__", lambda *args, **kw: Connection(outcome)
            ),
            mute_logger(MAIL, SERVER),
            freeze_time(fields.Datetime.now() + self.later),
        ):
            yield

    # --- what happens -----------------------------------------------------------------

    def _send_with(self, outcome):
        with self._server(outcome):
            try:
                self.env["mail.mail"].process_email_queue()
            except KeyboardInterrupt:
                # the claim was committed, the rest was not
                mail = self.one.sudo().mail_mail_id
                mail.state = "outgoing"

    def _get_events(self):
        """Return what can happen, by name; those of users first."""
        one, segment = self.one, self.one.segment_id
        mails = self.one.sudo().mail_mail_id
        users = {
            "cancel delivery": one.cancel_delivery,
            "retry": lambda: one.retry_delivery(may_have_arrived=True),
            "retry segment": lambda: segment.retry_delivery(),
            "resend": one.resend,
            "cancel": one.cancel,
            "bring back": one.uncancel,
            "cancel mail": mails.cancel,
            "retry mail": mails.action_retry,
            "delete mail": mails.unlink,
        }
        outcomes = ("sent", "later", "refused", "dropped", "unknown", "killed")
        return users | {
            "deliver": self._deliver_batches,
            "a day passes": self._pass_day,
            **{
                f"send: {outcome}": lambda outcome=outcome: self._send_with(outcome)
                for outcome in outcomes
            },
        }

    def _pass_day(self):
        # all that waits for a time is due
        self.one.sudo().delivery_waits_until = False
        self.one.sudo().mail_mail_id.scheduled_date = False

    def _happen(self, name):
        """Let something happen; what is refused changes nothing."""
        try:
            with self.env.cr.savepoint():
                self._get_events()[name]()
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all()

    def _describe(self):
        """Return the state of the interaction, without its texts and times."""
        one = self.one.sudo()
        one.invalidate_recordset()
        mail = one.mail_mail_id.exists()
        return (
            one.state,
            one.delivery_state,
            one.delivery_code or "",
            bool(one.sending_since),
            bool(one.delivery_waits_until),
            min(one.delivery_retries, 1),
            mail.state if mail else "",
        )

    # --- the walk ---------------------------------------------------------------------

    def _walk(self):
        """Return the states that are reached, each with how it was reached."""
        reached = {self._describe(): ()}
        edges = {}
        newest = dict(reached)
        while newest:
            found = {}
            for state, path in newest.items():
                following = self._try_all(path)
                edges[state] = {
                    after
                    for name, after in following.items()
                    if not name.endswith(" mail")
                }
                for name, after in following.items():
                    if after not in reached and len(path) < DEPTH:
                        reached[after] = found[after] = (*path, name)
            newest = found
        return reached, edges

    def _try_all(self, path):
        """Return the state after a path and one thing more, by that thing."""
        after = {}
        with self._taken_back():
            for step in path:
                self._happen(step)
            for name in self._get_events():
                with self._taken_back():
                    self._happen(name)
                    after[name] = self._describe()
        return after

    @contextmanager
    def _taken_back(self):
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _check(self, interactions):
        self.one = interactions
        reached, edges = self._walk()
        good = {state for state in reached if self._is_final(state)}
        while True:
            more = {
                state
                for state, following in edges.items()
                if state not in good and following & good
            }
            if not more:
                break
            good |= more
        stuck = {path: state for state, path in reached.items() if state not in good}
        self.assertFalse(stuck)
        return reached

    def _is_final(self, state):
        # what is cancelled is brought back first
        return state[0] == "done" and state[1] in FINAL and not state[3]

    def test_emails(self):
        reached = self._check(self._log(self._create_mail_segment(self.bob)))
        seen = {state[1:3] for state in reached}
        self.assertIn(("failed", "unknown"), seen)
        self.assertIn(("queued", ""), seen)
        self.assertTrue(any(state[4] for state in reached), "nothing waited")
        self.assertTrue(any(state[3] for state in reached), "nothing was claimed")

    def test_letters(self):
        with self._without_libreoffice():
            segment = self._create_segment(template_id=self.template.id)
            self._fill(segment, self.bob)
            reached = self._check(self._log(segment))
        self.assertIn("sent", {state[1] for state in reached})
