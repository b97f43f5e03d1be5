# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

SHOWN = 10
DEFINITION = (
    "model",
    "partner_path",
    "domain",
    "aggregate",
    "field_name",
    "date_field",
    "date_from",
    "date_to",
    "by_company",
    "company_id",
)


class ContactMeasure(models.Model):
    """What a measure tells of real contacts, while it is being written."""

    _inherit = "contact.measure"

    example = fields.Html(
        string="Highest Values",
        compute="_compute_example",
        sanitize=False,
        help="The contacts with the highest values.",
    )
    example_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Try With",
        store=False,
        help="A contact to see the value of; it is not saved.",
    )
    example_value = fields.Char(string="Value", compute="_compute_example_value")

    @api.depends(*DEFINITION)
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_example(self):
        for measure in self:
            measure.example = measure._make_example() if measure.model else False

    def _make_example(self):
        """Return the contacts with the highest values as a table."""
        try:
            rows = self._make_query().read_top(SHOWN)
        except UserError:
            # the problem of the measure says it
            return False
        partners = self.env["res.partner"].browse([row[0] for row in rows])
        lines = Markup().join(
            Markup("<tr><td>%s</td><td class='text-end'>%s</td></tr>")
            % (partner.display_name, self._tell_value(value))
            for partner, (_id, value) in zip(partners, rows, strict=True)
        )
        if not lines:
            return Markup("<p class='text-muted'>%s</p>") % self.env._(
                "No contact has a value."
            )
        return Markup("<table class='table table-sm mb-0'>%s</table>") % lines

    @api.depends("example_partner_id", *DEFINITION)
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_example_value(self):
        for measure in self:
            measure.example_value = measure._tell_example()

    def _tell_example(self):
        partner = self.example_partner_id._origin
        if not (partner and self.model):
            return False
        try:
            value = self._read_values(partner)[partner.id]
        except UserError:
            return False
        return self._tell_value(value)
