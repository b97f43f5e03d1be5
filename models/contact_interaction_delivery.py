# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import arguments
from ..tools.optional_fields import UncheckedMany2one

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


class ContactInteraction(models.Model):
    """Delivery: what becomes of the letter or e-mail of an interaction.

    An interaction waits (queued) until the delivery has made its letter or handed its
    e-mail to the mail queue. It is then sent, failed or skipped, with the reason.
    """

    _inherit = "contact.interaction"

    # a copy is another interaction; nothing was delivered for it
    delivery_state = fields.Selection(copy=False)
    delivery_message = fields.Char(copy=False)
    delivery_code = fields.Char(
        readonly=True,
        copy=False,
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
        readonly=True, copy=False, help="Where the letter begins in the print file."
    )
    mail_mail_id = fields.Many2one(
        comodel_name="mail.mail",
        string="E-mail in the Queue",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    sending_since = fields.Datetime(
        readonly=True,
        copy=False,
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
        """Delete interactions, with their e-mails that wait in the mail queue."""
        # without its interaction it would be sent like any other
        mails = self.sudo().mail_mail_id
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
        message = self.env._("Cancelled by %(user)s.", user=self.env.user.name)
        waiting.mail_mail_id.cancel()
        waiting._set_delivery("skipped", message)
        return True

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
        """Write down what became of a delivery."""
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
