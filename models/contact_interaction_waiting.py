# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import smtplib
import socket
import ssl
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.mail_session import tell_error

# Doubled each time. Servers that make strangers wait take the second attempt after five
# minutes; RFC 5321, 4.5.4.1 asks for longer and longer pauses.
PAUSE = timedelta(minutes=5)
UNKNOWN = "unknown"


class ContactInteraction(models.Model):
    """Deliveries that did not work out this time: again later, or never.

    What a mail server surely did not take is tried again by itself, with growing
    pauses. What it may have taken is only sent again by somebody who was told so.
    """

    _inherit = "contact.interaction"

    delivery_waits_until = fields.Datetime(
        string="Next Attempt",
        readonly=True,
        copy=False,
        help="It did not work out, and is tried again by itself at this time.",
    )
    delivery_retries = fields.Integer(
        string="Attempts by Itself",
        readonly=True,
        copy=False,
        help="How often it was tried again by itself.",
    )

    def _wait_for_answer(self, reason):
        """Let interactions wait because the mail server said so.

        :param str reason: what it said
        """
        for waiting in self._by_language():
            waiting._wait_or_fail(
                waiting.env._(
                    "The mail server does not take the e-mail yet (%(reason)s).",
                    reason=reason,
                )
            )

    def _wait_for_server(self, reason):
        """Let interactions wait because the mail server broke off the connection.

        :param str reason: what was wrong with the connection
        """
        for waiting in self._by_language():
            waiting._wait_or_fail(
                waiting.env._(
                    "The mail server broke off the connection before it had the "
                    "e-mail (%(reason)s).",
                    reason=reason,
                )
            )

    def _set_unreachable(self, error):
        """Write down that there is no connection to the mail server.

        Which one it will be the next time may be different: only what somebody has to
        mend in the settings fails at once.

        :param Exception error: why there is none
        """
        queued = self.filtered(lambda one: one.delivery_state == "queued")
        for waiting in queued._by_language():
            if isinstance(error, UserError):
                # no mail server, or one that is archived
                waiting._set_refused(" ".join(str(error).split()))
            elif isinstance(error, smtplib.SMTPAuthenticationError) and (
                error.smtp_code >= 500
            ):
                waiting._set_delivery(
                    "failed",
                    waiting.env._(
                        "The mail server does not accept its user name or password "
                        "(%(reason)s); an administrator corrects it under Outgoing "
                        "Mail Servers, then retry.",
                        reason=tell_error(error),
                    ),
                )
            else:
                waiting._wait_or_fail(
                    waiting.env._(
                        "The mail server cannot be reached (%(reason)s).",
                        reason=waiting._tell_connection(error),
                    )
                )

    def _tell_connection(self, error):
        """Return in words why there is no connection to a server.

        :param Exception error: what the attempt raised; may be None
        :rtype: str
        """
        if isinstance(error, ConnectionRefusedError):
            return self.env._("nobody answers at its address")
        if isinstance(error, socket.gaierror):
            return self.env._("its name is unknown")
        if isinstance(error, TimeoutError):
            return self.env._("it does not answer in time")
        if isinstance(error, ssl.SSLError):
            return self.env._("no secure connection could be made")
        if isinstance(error, smtplib.SMTPServerDisconnected):
            return self.env._("it hung up")
        if isinstance(error, smtplib.SMTPException):
            return tell_error(error)
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        return " ".join(str(error or "").split())

    def _set_refused(self, reason):
        """Write down that interactions cannot be sent, in the words of the server.

        :param str reason: what it said
        """
        for refused in self._by_language():
            refused._set_delivery(
                "failed",
                refused.env._(
                    "The e-mail was refused: %(reason)s",
                    reason=reason or refused.env._("no reason was given"),
                ),
            )

    def _set_unknown(self, reason=""):
        """Write down that nobody knows whether interactions arrived.

        :param str reason: what broke; empty: our server stopped
        """
        for unknown in self._by_language():
            message = unknown._get_unknown_outcome()
            if reason:
                message = unknown.env._(
                    "The mail server broke off the connection when it had the e-mail "
                    "(%(reason)s), so it may have arrived; ask the contact before you "
                    "send it again.",
                    reason=reason,
                )
            unknown._set_delivery("failed", message, delivery_code=UNKNOWN)
            unknown.mail_mail_id.write(
                {"state": "exception", "failure_reason": message}
            )

    @api.model
    def _get_unknown_outcome(self):
        return self.env._(
            "The server stopped while this e-mail was being sent, so it may have "
            "arrived; ask the contact before you send it again."
        )

    def _by_language(self):
        """Return interactions by the language of their senders, who read about them."""
        groups = self.sudo().grouped(lambda one: one.sender_id.exists().lang)
        return [same.with_context(lang=lang) for lang, same in groups.items()]

    def _wait_or_fail(self, message):
        """Let interactions wait, each longer than the last time, or give up.

        :param str message: why, a sentence
        """
        groups = self.sudo().grouped(lambda one: (one.delivery_retries, one.company_id))
        for (retries, company), same in groups.items():
            pause = same._get_pause(retries, company)
            if not pause:
                same._fail_after_waiting(message, retries)
                continue
            until = fields.Datetime.now() + pause
            same._set_delivery(
                "queued",
                message,
                delivery_waits_until=until,
                delivery_retries=retries + 1,
            )
            same.mail_mail_id.write(
                {"state": "outgoing", "scheduled_date": until, "failure_type": False}
            )
            same._ask_for_mail_queue(until)

    def _fail_after_waiting(self, message, retries):
        if retries:
            message = self.env._(
                "%(reason)s It was tried %(count)s times; retry it when the mail "
                "server is in order.",
                reason=message,
                count=retries + 1,
            )
        self._set_delivery("failed", message)
        self.mail_mail_id.write({"state": "exception", "failure_reason": message})

    @api.model
    def _get_pause(self, retries, company):
        """Return how long to wait before the next attempt.

        :param int retries: how often it was tried again already
        :param res.company company: whose settings count
        :rtype: timedelta
        :return: nothing when the time for that is over
        """
        pause = PAUSE * 2**retries
        waited = PAUSE * (2**retries - 1)
        company = company or self.env.company
        longest = timedelta(hours=company.sudo().contact_mail_retry_hours)
        return pause if waited + pause <= longest else timedelta()

    @api.model
    def _ask_for_mail_queue(self, at=None):
        """Have the mail queue run at a time, or soon; once for all that wait for it.

        :param datetime at: when
        """
        queue = self.env.ref(
            "mail.ir_cron_mail_scheduler_action", raise_if_not_found=False
        )
        if not queue:
            return
        if at:
            # e-mails are due from their second on, the queue is looked at by minutes
            at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
            asked = Domain("cron_id", "=", queue.id) & Domain("call_at", "=", at)
            if self.env["ir.cron.trigger"].sudo().search_count(asked, limit=1):
                return
        queue.sudo()._trigger(at)

    def _stop_waiting(self):
        """Let interactions be tried now that wait for a later attempt."""
        waiting = self.sudo()
        waiting.write({"delivery_waits_until": False})
        waiting.mail_mail_id.write({"scheduled_date": False})
        if waiting.mail_mail_id:
            self._ask_for_mail_queue()
        self._start_delivery(len(waiting.filtered(lambda one: not one.mail_mail_id)))

    def _may_have_arrived(self):
        """Return those interactions of which nobody knows whether they arrived."""
        return self.filtered(
            lambda one: (
                one.delivery_state == "failed" and one.sudo().delivery_code == UNKNOWN
            )
        )

    def _refuse_to_repeat(self):
        """Refuse to send what may have arrived without anybody having been asked.

        :raise UserError: one of the interactions may have arrived
        """
        for interaction in self._may_have_arrived()[:1]:
            raise UserError(
                self.env._(
                    "The e-mail of interaction %(name)s to %(contact)s may have "
                    "arrived; ask the contact, then send it again with Resend on the "
                    "interaction.",
                    name=interaction.name,
                    contact=interaction.partner_id.display_name,
                )
            )
