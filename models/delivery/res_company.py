# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    """How the e-mails of a company's segments go out."""

    _inherit = "res.company"

    contact_mail_server_id = fields.Many2one(
        comodel_name="ir.mail_server",
        string="Mail Server of Segments",
        ondelete="set null",
        domain=[("owner_user_id", "=", False)],
        # as mail servers are
        groups="base.group_system",
        help="E-mails of segments leave through this outgoing mail server, unless "
        "their template has one; empty: through the one that Odoo chooses by their "
        "sender.",
    )
