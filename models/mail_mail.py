# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY


class MailMail(models.Model):
    """E-mails of interactions: at most once each, and their outcome written down.

    Odoo's queue commits after sending. A server that stops in between would send the
    e-mail again; so the interaction is claimed, and the claim committed, before.
    """

    _inherit = "mail.mail"

    interaction_ids = fields.One2many(
        comodel_name="contact.interaction", inverse_name="mail_mail_id"
    )

    def cancel(self):
        """Skip the interactions of e-mails that are taken out of the queue."""
        result = super().cancel()
        waiting = self.sudo().interaction_ids.filtered(self._is_waiting)
        waiting._set_delivery(
            "skipped", self.env._("The e-mail was cancelled in the mail queue.")
        )
        return result

    def mark_outgoing(self):
        """Let interactions wait again whose e-mails are sent once more."""
        result = super().mark_outgoing()
        self.sudo().interaction_ids._set_delivery("queued")
        return result

    def unlink(self):
        """Skip the interactions of e-mails that are deleted before they are sent."""
        waiting = self.sudo().interaction_ids.filtered(self._is_waiting)
        claimed = waiting.filtered("sending_since")
        claimed._set_delivery("failed", claimed._get_unknown_outcome())
        (waiting - claimed)._set_delivery(
            "skipped", self.env._("The e-mail was deleted from the mail queue.")
        )
        return super().unlink()

    @api.model
    def _is_waiting(self, interaction):
        return interaction.delivery_state == "queued"

    def _send(self, auto_commit=False, **kwargs):
        if self.env["ir.mail_server"]._disable_send():
            return super()._send(auto_commit=auto_commit, **kwargs)
        ordinary = self.filtered(lambda mail: not mail.sudo().interaction_ids)
        if ordinary:
            super(MailMail, ordinary)._send(auto_commit=auto_commit, **kwargs)
        if auto_commit:
            # what others did since this queue was read counts
            self.env["ir.cron"]._commit_progress()
        for mail in self - ordinary:
            if mail._claim_interaction(auto_commit):
                # commits too
                super(MailMail, mail)._send(auto_commit=auto_commit, **kwargs)
                continue
            if kwargs.get("post_send_callback"):
                kwargs["post_send_callback"](mail.ids)
            if auto_commit:
                self.env["ir.cron"]._commit_progress()
        return True

    def _claim_interaction(self, auto_commit):
        """Claim the interaction of one e-mail; return whether it may be sent now."""
        self.ensure_one()
        self.invalidate_recordset()
        interaction = self.sudo().exists().interaction_ids[:1]
        if not self._lock_interaction(interaction) or self.state != "outgoing":
            # another worker is sending it at this moment, or has done so
            return False
        interaction.invalidate_recordset()
        if interaction.delivery_state != "queued" or interaction.state != "done":
            self.sudo().cancel()
            return False
        if interaction.sending_since:
            self._give_up(interaction)
            return False
        reasons = interaction._get_skip_reasons("email")
        if reasons:
            interaction._set_delivery("skipped", **reasons[interaction.id])
            self.sudo().cancel()
            return False
        interaction.sending_since = fields.Datetime.now()
        self.env.flush_all()
        if auto_commit:
            self.env["ir.cron"]._commit_progress()
        # whoever finds the claim while this lock is held knows that we are alive
        return self._lock_interaction(interaction) and bool(interaction.sending_since)

    def _give_up(self, interaction):
        """Leave an e-mail alone that was being sent when the server stopped."""
        reason = interaction._get_unknown_outcome()
        self.sudo().write({"state": "exception", "failure_reason": reason})
        interaction._set_delivery("failed", reason)

    @api.model
    def _lock_interaction(self, interaction):
        """Lock an interaction; return whether no other worker has it."""
        try:
            with self.env.cr.savepoint():
                return bool(interaction.try_lock_for_update())
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return False

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        for mail in self.sudo().filtered("interaction_ids"):
            if failure_type or mail.state == "exception":
                reason = failure_reason or mail.failure_reason or failure_type
                mail.interaction_ids._set_delivery("failed", str(reason))
            else:
                mail.interaction_ids._set_delivery("sent")
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )
