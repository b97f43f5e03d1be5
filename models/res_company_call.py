# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """The template for calls that somebody makes."""

    _inherit = "res.company"

    contact_outgoing_call_template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Template for Outgoing Calls",
        default=lambda self: self._default_outgoing_call_template(),
        ondelete="restrict",
        copy=False,
        groups="contact_segment.group_user",
        help="What a call that somebody makes says: its description, cost and group.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Give every new company its template, whoever creates it.

        Odoo leaves out the defaults of fields that the user may not see.
        """
        name = "contact_outgoing_call_template_id"
        companies = super().create(vals_list)
        for company, vals in zip(companies.sudo(), vals_list, strict=True):
            if name not in vals and not company[name]:
                company[name] = self._default_outgoing_call_template()
        return companies

    @api.model
    def _default_outgoing_call_template(self):
        return self.env.ref(
            "contact_segment.template_outgoing_call", raise_if_not_found=False
        )

    @api.model
    def _set_outgoing_call_template(self):
        """Give the companies their template that were there before this addon."""
        companies = self.with_context(active_test=False).search(
            [("contact_outgoing_call_template_id", "=", False)]
        )
        companies.contact_outgoing_call_template_id = (
            self._default_outgoing_call_template()
        )

    def _get_outgoing_call_template(self):
        """Return the template for calls.

        :raise UserError: the company has none
        """
        # sudo: the settings of a company are no secret to its callers
        template = self.sudo().contact_outgoing_call_template_id.sudo(False)
        if not template:
            raise UserError(
                self.env._(
                    "%(company)s has no template for outgoing calls; an administrator "
                    "can choose one in the settings of Segments.",
                    company=self.display_name,
                )
            )
        return template
