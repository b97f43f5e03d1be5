# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Workers of Odoo end earlier than that anyway.
LONGEST = 24 * 60 * 60


class ResCompany(models.Model):
    """How long the steps of a company's segments may take."""

    _inherit = "res.company"

    contact_step_timeout = fields.Integer(
        string="Time Limit of Steps",
        default=60,
        help="A step, a preview or a count that takes more seconds is stopped and "
        "changes nothing; 0: there is no limit.",
    )

    @api.constrains("contact_step_timeout")
    def _check_contact_step_timeout(self):
        for company in self:
            if not 0 <= company.contact_step_timeout <= LONGEST:
                raise ValidationError(
                    self.env._(
                        "%(company)s: a step can take from 1 to %(most)s seconds; "
                        "enter such a number, or 0 for no limit.",
                        company=company.display_name,
                        most=LONGEST,
                    )
                )
