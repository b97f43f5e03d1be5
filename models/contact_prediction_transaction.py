# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactPredictionTransaction(models.Model):
    """A line of what a customer bought, imported for predictions to learn from."""

    _name = "contact.prediction.transaction"
    _description = "Imported Transaction"
    _order = "date desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        index=True,
        ondelete="cascade",
        help="Lines without a contact are left out, and counted in the data report.",
    )
    date = fields.Date(required=True)
    amount = fields.Monetary(help="Negative for what was given back.")
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Amounts are converted by the rate of the day.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product", index="btree_not_null", ondelete="set null"
    )
    reference = fields.Char(
        help="The document: lines of one day with the same reference are one purchase."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
