# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import smtplib
import socket
import ssl
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import LazyTranslate, format_datetime, format_time

from ...tools.mail_session import tell_error
from ...tools.told import tell

_lt = LazyTranslate(__name__)

# Doubled each time. Servers that make strangers wait take the second attempt after five
# minutes; RFC 5321, 4.5.4.1 asks for longer and longer pauses.
PAUSE = timedelta(minutes=5)
UNKNOWN = "unknown"
MAKING = "contact_segment.ir_cron_deliver"
CRONS = {
    "making": MAKING,
    "sending": "mail.ir_cron_mail_scheduler_action",
    "texting": "sms.ir_cron_sms_scheduler_action",
}
# A batch whose worker is killed is taken up after so long.
NEXT_RUN = timedelta(minutes=5)
# No batch takes longer; the next run must not be over before its worker is killed.
BATCH_TIME = timedelta(minutes=2)
# A scheduled action that was due for so long does not run at all.
OVERDUE = timedelta(minutes=10)


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
    delivery_waiting_text = fields.Char(
        string="Waits",
        compute="_compute_delivery_waiting_text",
        help="When the next attempt is, or why there is none.",
    )

    def _wait_for_answer(self, reason):
        """Let interactions wait because the mail server said so.

        :param str reason: what it said
        """
        for waiting in self._by_language():
            waiting._wait_or_fail(
                _lt(
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
                _lt(
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
                    _lt(
                        "The mail server does not accept its user name or password "
                        "(%(reason)s); an administrator corrects it under Outgoing "
                        "Mail Servers, then retry.",
                        reason=tell_error(error),
                    ),
                )
            else:
                waiting._wait_or_fail(
                    _lt(
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
            return _lt("nobody answers at its address")
        if isinstance(error, socket.gaierror):
            return _lt("its name is unknown")
        if isinstance(error, TimeoutError):
            return _lt("it does not answer in time")
        if isinstance(error, ssl.SSLError):
            return _lt("no secure connection could be made")
        if isinstance(error, smtplib.SMTPServerDisconnected):
            return _lt("it hung up")
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
                _lt(
                    "The e-mail was refused: %(reason)s",
                    reason=reason or _lt("no reason was given"),
                ),
            )

    def _set_unknown(self, reason=""):
        """Write down that nobody knows whether interactions arrived.

        :param str reason: what broke; empty: our server stopped
        """
        for unknown in self._by_language():
            message = unknown._get_unknown_outcome()
            if reason:
                message = _lt(
                    "The mail server broke off the connection when it had the e-mail "
                    "(%(reason)s), so it may have arrived; ask the contact before you "
                    "send it again.",
                    reason=reason,
                )
            message = tell(unknown.env, message)
            unknown._set_delivery("failed", message, delivery_code=UNKNOWN)
            unknown.mail_mail_id.write(
                {"state": "exception", "failure_reason": message}
            )

    @api.model
    def _get_unknown_outcome(self):
        return _lt(
            "The server stopped while this e-mail was being sent, so it may have "
            "arrived; ask the contact before you send it again."
        )

    def _by_language(self):
        """Return interactions by the language of their senders, who read about them."""
        groups = self.sudo().grouped(lambda one: one.sender_id.exists().lang)
        return [same.with_context(lang=lang) for lang, same in groups.items()]

    def _wait_or_fail(self, message):
        """Let interactions wait, each longer than the last time, or give up.

        :param message: why, a sentence of `LazyTranslate` or a text
        """
        message = tell(self.env, message)
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
            message = tell(
                self.env,
                _lt(
                    "%(reason)s It was tried %(count)s times; retry it when the mail "
                    "server is in order.",
                    reason=message,
                    count=retries + 1,
                ),
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
        waiting.write({"delivery_waits_until": False, "delivery_code": False})
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

    # --------------------------------------------------------------------------------
    # What waits to be delivered: until when, and why.
    # --------------------------------------------------------------------------------

    @api.model
    def _ask_for_next_run(self):
        """Have the queue looked at again soon, should this worker be killed.

        Odoo takes a scheduled action whose worker was killed several times for failed,
        and runs it after its interval only.
        """
        cron = self._get_cron(MAKING)
        now = fields.Datetime.now()
        planned = self.env["ir.cron.trigger"].sudo()
        if cron and not planned.search_count(
            [("cron_id", "=", cron.id), ("call_at", ">", now + BATCH_TIME)], limit=1
        ):
            cron._trigger(at=now + NEXT_RUN)

    @api.model
    def _get_cron(self, name):
        """Return a scheduled action, also one that is switched off; maybe none."""
        cron = self.env.ref(name, raise_if_not_found=False)
        return (cron or self.env["ir.cron"]).sudo()

    @api.depends(
        "delivery_state",
        "state",
        "mail_mail_id",
        "sms_uuid",
        "delivery_message",
        "delivery_waits_until",
        "delivery_code",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_delivery_waiting_text(self):
        self.delivery_waiting_text = False
        for kind, domain in self._get_waiting_domains().items():
            own = self.filtered_domain(domain)
            for interaction in own:
                interaction.delivery_waiting_text = self._tell_when(
                    kind,
                    interaction.delivery_waits_until,
                    interaction.delivery_message,
                    interaction.delivery_code,
                )

    @api.model
    def _get_waiting_domains(self):
        """Return which interactions wait for what.

        :return: domains of those to be made (``making``), of e-mails in Odoo's mail
            queue (``sending``), of text messages in its SMS queue (``texting``), and of
            those that wait until a moment (``later``)
        :rtype: dict[str, Domain]
        """
        queued = Domain("delivery_state", "=", "queued") & Domain("state", "=", "done")
        is_mail = Domain("mail_mail_id", "!=", False)
        is_text = Domain("sms_uuid", "!=", False)
        later = Domain("delivery_waits_until", ">", fields.Datetime.now())
        return {
            "making": queued & ~is_mail & ~is_text & ~later,
            "sending": queued & is_mail & ~later,
            "texting": queued & is_text & ~later,
            "later": queued & later,
        }

    @api.model
    def _tell_when(self, kind, until=False, reason="", code=""):
        """Return a text about when what waits is tried, and why it waits.

        :param str kind: one of the keys of ``_get_waiting_domains``
        :param datetime until: of what waits until a moment
        :param str reason: what happened at the last attempt
        :param str code: why it waits, where it is not for the last attempt
        :rtype: str
        """
        if kind == "later" and self._is_turn(code):
            return self._tell_turn(code, until)
        if kind == "later" and not reason:
            text = self.env._(
                "It begins at %(time)s; until then, logging can be undone.",
                time=self._format_moment(until),
            )
        elif kind == "later":
            text = self._tell_moment(until)
        elif kind == "making" and hasattr(self, "with_delay"):
            text = self.env._("The job queue of the server takes them in turn.")
        else:
            text = self._tell_next_run(self._get_cron(CRONS[kind]))
        if reason:
            reason = self.env._("The last attempt: %(reason)s", reason=reason)
            text = f"{text} {reason}"
        return text

    @api.model
    def _tell_next_run(self, cron):
        """Return when a scheduled action runs next, or why it does not."""
        if not cron.active:
            return self.env._(
                "Nothing is delivered, because the scheduled action “%(name)s” is "
                "switched off; an administrator switches it on under Settings.",
                name=cron.name or MAKING,
            )
        now = fields.Datetime.now()
        due = self._get_next_call(cron)
        if due > now:
            return self._tell_moment(due)
        if due < now - OVERDUE and not self._ran_since(cron, now - OVERDUE):
            return self.env._(
                "Nothing is delivered, because the scheduled action “%(name)s” should "
                "have run at %(time)s and did not; an administrator looks whether the "
                "server runs scheduled actions.",
                name=cron.name,
                time=self._format_moment(due),
            )
        return self.env._("It is being done, or will be in a minute.")

    @api.model
    def _get_next_call(self, cron):
        """Return when a scheduled action runs next: by its interval, or asked for."""
        [(asked,)] = (
            self.env["ir.cron.trigger"]
            .sudo()
            ._read_group([("cron_id", "=", cron.id)], [], ["call_at:min"])
        )
        return min(asked or cron.nextcall, cron.nextcall)

    @api.model
    def _ran_since(self, cron, moment):
        """Whether a scheduled action began some work since a moment."""
        return bool(
            self.env["ir.cron.progress"]
            .sudo()
            .search_count(
                [("cron_id", "=", cron.id), ("create_date", ">", moment)], limit=1
            )
        )

    @api.model
    def _tell_moment(self, moment):
        return self.env._(
            "The next attempt is at %(time)s.", time=self._format_moment(moment)
        )

    @api.model
    def _format_moment(self, moment):
        """Return a moment as the user writes it: the time, and the day if not today."""
        local = fields.Datetime.context_timestamp(self, moment)
        if local.date() == fields.Date.context_today(self):
            return format_time(self.env, moment, str(self.env.tz), "short")
        return format_datetime(self.env, moment, str(self.env.tz), "short")
