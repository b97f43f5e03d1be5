# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

WEEK = 7 * 24


class ResCompany(models.Model):
    """How long the e-mails of a company's segments are tried again by themselves."""

    _inherit = "res.company"

    contact_mail_retry_hours = fields.Integer(
        string="Retry E-mails For",
        default=24,
        help="E-mails that the mail server does not take yet are tried again by "
        "themselves for so many hours, with growing pauses; 0: never.",
    )

    @api.constrains("contact_mail_retry_hours")
    def _check_contact_mail_retry_hours(self):
        for company in self:
            if not 0 <= company.contact_mail_retry_hours <= WEEK:
                raise ValidationError(
                    self.env._(
                        "%(company)s: e-mails can be tried again for 1 to %(most)s "
                        "hours; enter such a number, or 0 for never.",
                        company=company.display_name,
                        most=WEEK,
                    )
                )
