# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactInteractionTemplate(models.Model):
    """Whose e-mails they are, and through which mail server they leave."""

    _inherit = "contact.interaction.template"

    sender = fields.Selection(
        selection=[("salesperson", "Salesperson"), ("company", "Company")],
        string="Sender of E-mails",
        default="salesperson",
        required=True,
        help="From whose address e-mails come, and to which they are answered: the "
        "salesperson's, or that of the company.",
    )
    mail_server_id = fields.Many2one(
        comodel_name="ir.mail_server",
        string="Outgoing Mail Server",
        ondelete="set null",
        domain=[("owner_user_id", "=", False)],
        # as mail servers are; who may not read it copies templates too
        groups="base.group_system",
        copy=False,
        help="Through which its e-mails leave; empty: that of the company's settings.",
    )

    def _get_mail_server(self, company):
        """Return the mail server for e-mails of a template; none is Odoo's choice.

        :param res.company company: whose e-mails they are
        :rtype: ir.mail_server
        """
        servers = self.sudo().mail_server_id, company.sudo().contact_mail_server_id
        # one that was archived, or has become somebody's own, cannot be used
        usable = [one for one in servers if one.active and not one.owner_user_id]
        return next(iter(usable), self.env["ir.mail_server"].sudo())
