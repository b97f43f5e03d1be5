# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import arguments

DELIVERED_CHANNELS = ("letter", "email")
# Each is looked at by itself, while somebody waits.
MAX_SENT = 20_000


class ContactInteraction(models.Model):
    """Letters and e-mails that are sent again."""

    _inherit = "contact.interaction"

    def resend(self, channel=""):
        """Send the documents of interactions, also by another channel.

        What failed or was skipped is sent once more. What was sent already is sent
        again exactly as it was, and gets an interaction of its own.

        :param str channel: letter or email; empty: the channel of the interaction
        :return: True
        :rtype: bool
        :raise UserError: there is nothing to send, it is waiting already, or they are
            more than 20,000
        """
        channel = arguments.read_choice(
            self.env, "channel", channel, DELIVERED_CHANNELS, optional=True
        )
        self.check_access("write")
        self._take_for_resend()
        for interaction in self:
            interaction._check_resend(channel)
        sent = self.filtered(lambda interaction: interaction.delivery_state == "sent")
        for interaction in sent:
            interaction._copy_for_resend(channel)
        (self - sent)._queue_again(channel)
        self._start_delivery(len(self))
        return True

    def retry_delivery(self, may_have_arrived=False):
        """Try the failed deliveries among these interactions again.

        Those that wait for a later attempt are tried now.

        :param bool may_have_arrived: also those of which nobody knows whether they
            arrived; without it they stay as they are
        :return: True
        :rtype: bool
        :raise UserError: they are all of that kind, and are not asked for
        """
        may_have_arrived = arguments.read_boolean(
            self.env, "may_have_arrived", may_have_arrived
        )
        self.check_access("write")
        self._wait_in_order()
        failed = self.filtered(
            lambda interaction: interaction.delivery_state == "failed"
        )
        if not may_have_arrived:
            known = failed - failed._may_have_arrived()
            if not known:
                failed._refuse_to_repeat()
            failed = known
        failed._queue_again("")
        self._start_delivery(len(failed))
        self.filtered(
            lambda one: one.delivery_state == "queued" and one.delivery_waits_until
        )._stop_waiting()
        return True

    def _check_sendable_at_once(self):
        """Refuse more interactions than one call can take."""
        if len(self) > MAX_SENT:
            raise UserError(
                self.env._(
                    "%(count)s interactions are too many to send at once; choose at "
                    "most %(most)s of them.",
                    count=len(self),
                    most=f"{MAX_SENT:,}",
                )
            )

    def _take_for_resend(self):
        """Make whoever sends the same again at this moment begin anew.

        He finds then that it is waiting already.
        """
        self._check_sendable_at_once()
        self.flush_recordset()
        self._wait_in_order()
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction SET write_uid = %s, write_date = %s "
                "WHERE id IN %s",
                self.env.uid,
                self.env.cr.now(),
                self._ids or (0,),
            )
        )
        self.invalidate_recordset()

    def _check_resend(self, channel):
        """Check that an interaction can be sent, maybe by another channel."""
        self.ensure_one()
        channel = channel or self.channel
        if channel not in DELIVERED_CHANNELS:
            problem = self.env._(
                "Interaction %(name)s cannot be sent by this channel; choose letter or "
                "e-mail."
            )
        elif self.state != "done":
            problem = self.env._(
                "Interaction %(name)s is not done; only an interaction that took place "
                "can be sent."
            )
        elif self._is_waiting_for_resend(channel):
            problem = self.env._(
                "Interaction %(name)s is waiting to be sent already; cancel its "
                "delivery first."
            )
        elif not self.partner_id:
            problem = self._get_gate_reason("deleted")["message"]
        else:
            problem = self._get_document_problem(channel)
        if problem:
            raise UserError(problem % {"name": self.display_name})

    def _is_waiting_for_resend(self, channel):
        """Whether an interaction, or a copy of it, is in the queue."""
        if self.delivery_state == "queued":
            return True
        return bool(
            self.sudo().search_count(
                [
                    ("resent_from_id", "=", self.id),
                    ("channel", "=", channel),
                    ("delivery_state", "=", "queued"),
                    ("state", "=", "done"),
                ],
                limit=1,
            )
        )

    def _get_document_problem(self, channel):
        """Return why there is nothing to send by a channel, or nothing."""
        version = self._find_document_version()
        if not version and not (
            channel == "email" and self.sudo().template_id.mail_template_id
        ):
            return self.env._(
                "Interaction %(name)s has no document; add one to its template and log "
                "a new interaction."
            )
        if channel == "letter" and version.kind == "html":
            return self.env._(
                "The document of interaction %(name)s is the text of an e-mail; send "
                "it by e-mail."
            )
        return ""

    def _find_document_version(self):
        """Return the document of an interaction, also of one that was never sent."""
        self.ensure_one()
        version = self.sudo().document_version_id
        if version or not self.segment_line_id:
            return version
        document = self.segment_line_id._get_effective_document()
        return version._get_version(document.sudo()) if document else version

    def _queue_again(self, channel):
        """Put interactions into the queue that were not sent."""
        interactions = self.sudo()
        outdated = interactions.mail_mail_id
        documents = interactions.document_attachment_id
        for interaction in self:
            if not interaction.sudo().document_version_id:
                version = interaction._find_document_version()
                interaction.sudo().document_version_id = version
        interactions._set_delivery(
            "queued",
            mail_mail_id=False,
            merge_values=False,
            sender_id=self.env.uid,
            **({"channel": channel} if channel else {}),
        )
        outdated.unlink()
        documents.unlink()

    def _copy_for_resend(self, channel):
        """Put a copy of an interaction that was sent into the queue."""
        self.ensure_one()
        original = self.sudo()
        return original.create(
            {
                **original.copy_data()[0],
                "channel": channel or self.channel,
                "date": fields.Datetime.now(),
                "logged_by_id": self.env.uid,
                "sender_id": self.env.uid,
                "attachment_ids": [Command.clear()],
                "lead_id": False,
                "evaluation": False,
                "attempt_failed": False,
                "delivery_state": "queued",
                "document_version_id": self._find_document_version().id,
                "is_exclusion_accepted": original.is_exclusion_accepted,
                # as it was: the same values, not those of today
                "merge_values": original.merge_values,
                "resent_from_id": self.id,
            }
        )
