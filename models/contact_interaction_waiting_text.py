# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime, format_time

MAKING = "contact_segment.ir_cron_deliver"
SENDING = "mail.ir_cron_mail_scheduler_action"
# A batch whose worker is killed is taken up after so long.
NEXT_RUN = timedelta(minutes=5)
# No batch takes longer; the next run must not be over before its worker is killed.
BATCH_TIME = timedelta(minutes=2)
# A scheduled action that was due for so long does not run at all.
OVERDUE = timedelta(minutes=10)


class ContactInteraction(models.Model):
    """What waits to be delivered: until when, and why."""

    _inherit = "contact.interaction"

    delivery_waiting_text = fields.Char(
        string="Waits",
        compute="_compute_delivery_waiting_text",
        help="When the next attempt is, or why there is none.",
    )

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
        "delivery_message",
        "delivery_waits_until",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_delivery_waiting_text(self):
        self.delivery_waiting_text = False
        for kind, domain in self._get_waiting_domains().items():
            own = self.filtered_domain(domain)
            for interaction in own:
                interaction.delivery_waiting_text = self._tell_when(
                    kind, interaction.delivery_waits_until, interaction.delivery_message
                )

    @api.model
    def _get_waiting_domains(self):
        """Return which interactions wait for what.

        :return: domains of those to be made (``making``), of e-mails in Odoo's mail
            queue (``sending``), and of those that wait until a moment (``later``)
        :rtype: dict[str, Domain]
        """
        queued = Domain("delivery_state", "=", "queued") & Domain("state", "=", "done")
        is_mail = Domain("mail_mail_id", "!=", False)
        later = Domain("delivery_waits_until", ">", fields.Datetime.now())
        return {
            "making": queued & ~is_mail & ~later,
            "sending": queued & is_mail & ~later,
            "later": queued & later,
        }

    @api.model
    def _tell_when(self, kind, until=False, reason=""):
        """Return a text about when what waits is tried, and why it waits.

        :param str kind: one of the keys of ``_get_waiting_domains``
        :param datetime until: of what waits until a moment
        :param str reason: what happened at the last attempt
        :rtype: str
        """
        if kind == "later":
            text = self._tell_moment(until)
        elif kind == "making" and hasattr(self, "with_delay"):
            text = self.env._("The job queue of the server takes them in turn.")
        else:
            text = self._tell_next_run(
                self._get_cron(MAKING if kind == "making" else SENDING)
            )
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
