# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from ...tools import arguments
from ...tools.numbers import show_count
from ...tools.optional_fields import UncheckedMany2one
from ...tools.selections import DELIVERED_CHANNELS
from ...tools.told import ToldChar
from ..segment.contact_segment_check import WARNING_CODES

_lt = LazyTranslate(__name__)

# What a letter is made from. It is merged later, with the rights of its sender; whoever
# changed these in between would read with the rights of somebody else.
MERGED_FIELDS = {
    "campaign_id",
    "channel",
    "company_id",
    "date",
    "group_id",
    "lang",
    "lead_id",
    "name",
    "note",
    "partner_id",
    "subject",
    "template_id",
    "user_id",
}
# Each is looked at by itself, while somebody waits.
MAX_SENT = 20_000


class ContactInteraction(models.Model):
    """Delivery: what becomes of the letter or e-mail of an interaction.

    An interaction waits (queued) until the delivery has made its letter or handed its
    e-mail to the mail queue. It is then sent, failed or skipped, with the reason.
    """

    _inherit = "contact.interaction"

    # a copy is another interaction; nothing was delivered for it
    delivery_state = fields.Selection(copy=False)
    delivery_message = ToldChar(copy=False)
    delivery_code = fields.Char(
        readonly=True,
        copy=False,
        is_technical=True,
        help="Why the gate stopped it, the same for all contacts.",
    )
    logged_by_id = fields.Many2one(copy=False)
    # no foreign key: logging writes it for every line, and a user who is gone must not
    # turn into another one
    sender_id = UncheckedMany2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        help="With whose rights the letter or e-mail is merged: who logged it, or who "
        "sent it again.",
    )
    segment_line_id = fields.Many2one(copy=False)
    document_version_id = fields.Many2one(
        comodel_name="contact.document.version",
        string="Document",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    document_attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Stored Document",
        is_technical=True,
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The letter as it was sent; it is one of the attachments.",
    )
    merge_values = fields.Json(
        readonly=True,
        copy=False,
        prefetch=False,
        # those who may read the letter need not be able to search its values
        groups="base.group_system",
        help="What was filled in, to make the same letter again.",
    )
    delivered_on = fields.Datetime(readonly=True, copy=False)
    page_count = fields.Integer(string="Pages", readonly=True, copy=False)
    print_file_id = fields.Many2one(
        comodel_name="contact.print.file",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    print_page = fields.Integer(
        readonly=True,
        copy=False,
        is_technical=True,
        help="Where the letter begins in the print file.",
    )
    mail_mail_id = fields.Many2one(
        comodel_name="mail.mail",
        string="E-mail in the Queue",
        is_technical=True,
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    sending_since = fields.Datetime(
        readonly=True,
        copy=False,
        is_technical=True,
        help="Claimed by the mail queue. If the server stops before the outcome is "
        "written down, nobody knows whether the e-mail arrived.",
    )
    delivery_attempts = fields.Integer(
        readonly=True,
        copy=False,
        help="How often the delivery was begun; above zero while one is going on, or "
        "when the server stopped in the middle of it.",
    )
    is_exclusion_accepted = fields.Boolean(
        readonly=True,
        copy=False,
        is_technical=True,
        help="The contact was excluded already when this was logged.",
    )
    resent_from_id = fields.Many2one(
        comodel_name="contact.interaction",
        string="Sent Again From",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    _waiting = models.Index(
        "(delivery_attempts, segment_id, channel, document_version_id, id) "
        "WHERE delivery_state = 'queued' AND state = 'done' AND mail_mail_id IS NULL"
    )
    _delivered = models.Index(
        "(segment_id, delivery_state) WHERE delivery_state IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        # before the other overrides, which only then need not read them again
        return super().create(arguments.read_vals_list(self, vals_list))

    def write(self, vals):
        vals = arguments.read_vals(self, vals)
        if self._is_stranger():
            self._check_not_queued(vals)
        return super().write(vals)

    def unlink(self):
        """Delete interactions, with what waits of them in Odoo's own queues."""
        # without its interaction it would be sent like any other
        mails = self.sudo().mail_mail_id
        self._cancel_texts()
        result = super().unlink()
        mails.unlink()
        return result

    def _check_not_queued(self, vals):
        """Refuse to change what letters are made from that are still to be made.

        :raise UserError: one of them waits, whoever wants to change it
        """
        frozen = MERGED_FIELDS & vals.keys()
        if not frozen:
            return
        for interaction in self:
            if interaction.delivery_state == "queued":
                raise UserError(
                    self.env._(
                        "Interaction %(name)s waits to be sent, so %(fields)s cannot "
                        "be changed; cancel its delivery first.",
                        name=interaction.title,
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in sorted(frozen)
                        ),
                    )
                )

    @api.model
    def _check_protected(self, vals):
        """Let users say that they log it themselves, as is the case anyway."""
        if vals.get("logged_by_id") == self.env.uid:
            vals = {name: vals[name] for name in vals if name != "logged_by_id"}
        return super()._check_protected(vals)

    def cancel_delivery(self):
        """Take interactions out of the queue; what is being sent goes on.

        :return: True
        :rtype: bool
        """
        self.check_access("write")
        waiting = self.sudo().search(
            Domain("id", "in", self.ids) & self._get_cancellable_domain()
        )
        # rows that are being delivered are locked, and go on
        waiting = waiting.try_lock_for_update()
        message = _lt("Cancelled by %(user)s.", user=self.env.user.name)
        waiting.mail_mail_id.cancel()
        waiting._cancel_texts()
        waiting._set_delivery("skipped", message)
        return True

    @api.model
    def _get_went_out(self, alias):
        """Return when the contact was sent it, where it was."""
        logged = super()._get_went_out(alias)
        return SQL("COALESCE(%s.delivered_on, %s)", SQL.identifier(alias), logged)

    @api.model
    def _get_cancellable_domain(self):
        return Domain("delivery_state", "=", "queued") & Domain(
            "sending_since", "=", False
        )

    @api.model
    def _skip_deleted(self, partners):
        """Skip what was not sent yet to contacts that are about to be deleted.

        Their names are known now. Later the interactions may be those of their company,
        which would get what was meant for them.
        """
        waiting = self.sudo().search(
            [
                ("partner_id", "in", partners.ids),
                ("delivery_state", "in", ("queued", "failed")),
            ]
        )
        for own in waiting.grouped("partner_id").values():
            reason = own[0]._get_gate_reason("deleted")
            own._set_delivery("skipped", **reason)

    def _set_delivery(self, state, message="", **values):
        """Write down what became of a delivery.

        :param message: why; a sentence of `LazyTranslate` is told in the language of
            whoever reads it
        """
        self.sudo().write(
            {
                "delivery_state": state,
                "delivery_message": message or False,
                "delivery_code": False,
                "delivered_on": fields.Datetime.now() if state == "sent" else False,
                "delivery_attempts": 0,
                "sending_since": False,
                "delivery_waits_until": False,
                "delivery_retries": 0,
                **values,
            }
        )

    # --------------------------------------------------------------------------------
    # Letters and e-mails of single interactions, which belong to no segment.
    # --------------------------------------------------------------------------------

    def send(self):
        """Send the letters or e-mails of interactions, each for the first time.

        The document is that of the template in the language of the interaction, else of
        the contact.

        :return: True
        :rtype: bool
        :raise UserError: there is nothing to send, it was sent already, the contact
            may not be addressed this way, or they are more than 20,000
        """
        self.check_access("write")
        # as with Resend: of two at the same moment, one finds it queued
        self._take_for_resend()
        for interaction in self:
            interaction._check_send()
        for interaction in self:
            interaction._queue_first()
        self._start_delivery(len(self))
        return True

    def _check_send(self):
        """Check that an interaction can be sent now.

        :raise UserError: why not, and the cure
        """
        self.ensure_one()
        problem = ""
        if self.state != "done":
            problem = self.env._(
                "Interaction %(name)s is not done; only an interaction that took place "
                "can be sent."
            )
        elif self.delivery_state == "queued":
            problem = self.env._("Interaction %(name)s is waiting to be sent already.")
        elif self.delivery_state:
            problem = self.env._(
                "Interaction %(name)s was sent already, or that was tried; use Resend "
                "to send it again."
            )
        elif self.channel not in DELIVERED_CHANNELS:
            problem = self.env._(
                "Interaction %(name)s cannot be sent by its channel; choose letter, "
                "e-mail or text message."
            )
        elif not self.partner_id:
            problem = self._get_gate_reason("deleted")["message"]
        if problem:
            raise UserError(problem % {"name": self.display_name})
        reason = self._get_send_problem(
            self.partner_id, self.template_id, self.channel, self.lang
        )
        if reason:
            raise UserError(reason)

    @api.model
    def _get_send_problem(self, partner, template, channel, lang):
        """Return why a letter or an e-mail cannot be sent to a contact, or nothing.

        The gate decides as it does for segments: that the contact is excluded from them
        is no obstacle.

        :param res.partner partner: the contact
        :param contact.interaction.template template: the template, maybe none
        :param str channel: letter, email or sms
        :param str lang: the language of the document; empty for that of the contact
        :rtype: str
        """
        document = template._get_document(template._get_document_lang(partner, lang))
        has_text = channel == "email" and template.sudo().mail_template_id
        if not (document.sudo()._fits(channel) if document else has_text):
            return self.env._(
                "There is no document to send to %(contact)s by this channel; add one "
                "to the template of the interaction, or choose another one.",
                contact=partner.display_name,
            )
        codes = partner._get_gate_codes(channel, template.sudo().topic_id)
        codes = codes.get(partner.id, ["deleted"])
        blocking = [code for code in codes if code not in WARNING_CODES]
        if not blocking:
            return ""
        if blocking[0] == "archived":
            return self.env._(
                "%(contact)s is archived; restore the contact first.",
                contact=partner.display_name,
            )
        message = self.env["contact.segment"]._get_problem_message(blocking[0])
        return message % {"contact": partner.display_name}

    def _queue_first(self):
        """Put an interaction into the queue that was never there."""
        self.ensure_one()
        version = self.sudo().document_version_id
        lang = self.template_id._get_document_lang(self.partner_id, self.lang)
        document = self.template_id._get_document(lang).sudo()
        if document:
            version = version._get_version(document)
        self._set_delivery(
            "queued",
            document_version_id=version.id,
            is_exclusion_accepted=self.sudo().partner_id.exclude_from_segments,
            lang=self.lang or lang,
            subject=self.subject or document.subject,
            # made with the rights of who sends it, not of who logged it before
            sender_id=self.env.uid,
        )

    # --------------------------------------------------------------------------------
    # Letters and e-mails that are sent again.
    # --------------------------------------------------------------------------------

    def resend(self, channel=""):
        """Send the documents of interactions, also by another channel.

        What failed or was skipped is sent once more. What was sent already is sent
        again exactly as it was, and gets an interaction of its own.

        :param str channel: letter, email or sms; empty: the channel of the interaction
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
                    count=show_count(self.env, len(self)),
                    most=show_count(self.env, MAX_SENT),
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
                "Interaction %(name)s cannot be sent by this channel; choose letter, "
                "e-mail or text message."
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
        if (channel == "sms") != (version.kind == "text"):
            return self.env._(
                "Only a text message is sent as one, and nothing else; choose another "
                "channel for interaction %(name)s."
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
        interactions._forget_texts()
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
