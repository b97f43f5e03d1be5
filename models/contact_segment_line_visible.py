# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class ContactSegmentLine(models.Model):
    """Lines in figures: those of hidden contacts count no more than interactions do."""

    _inherit = "contact.segment.line"

    @api.model
    def _get_visible_domain(self):
        """Return the condition of lines whose contact the user may see.

        :rtype: Domain
        """
        if self.env.su:
            return Domain.TRUE
        rules = self.env["ir.rule"]
        contacts = Domain(rules._compute_domain("res.partner", "read"))
        if contacts.is_true():
            return Domain.TRUE
        return rules._get_visible_contact_domain(contacts)
