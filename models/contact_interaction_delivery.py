# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# What only the delivery writes. With these, one could have letters made with the
# rights of somebody else, or from documents one may not read.
PROTECTED_FIELDS = {
    "delivery_attempts",
    "delivery_code",
    "delivery_message",
    "delivery_state",
    "delivered_on",
    "document_attachment_id",
    "document_version_id",
    "is_exclusion_accepted",
    "logged_by_id",
    "mail_mail_id",
    "merge_values",
    "page_count",
    "print_file_id",
    "print_page",
    "resent_from_id",
    "sending_since",
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
        for vals in vals_list:
            self._check_protected(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_protected(vals)
        return super().write(vals)

    def unlink(self):
        """Delete interactions, with their e-mails that wait in the mail queue."""
        # without its interaction it would be sent like any other
        mails = self.sudo().mail_mail_id
        result = super().unlink()
        mails.unlink()
        return result

    @api.model
    def _check_protected(self, vals):
        """Refuse to write what belongs to the delivery.

        :raise AccessError: a user writes it, not the delivery
        """
        if self.env.su:
            return
        protected = PROTECTED_FIELDS & vals.keys()
        if vals.get("logged_by_id") == self.env.uid:
            protected.discard("logged_by_id")
        if protected:
            raise AccessError(
                self.env._(
                    "%(fields)s of an interaction cannot be written directly; use its "
                    "actions, such as Resend.",
                    fields=sorted(protected),
                )
            )

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
                **values,
            }
        )
