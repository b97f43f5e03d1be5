# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactPredictionImportMixin(models.AbstractModel):
    """What imported transactions and subscriptions have in common."""

    _name = "contact.prediction.import.mixin"
    _description = "Imported Row"
    _rec_name = "reference"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        index=True,
        ondelete="cascade",
        help="Lines without a contact are left out, and counted in the data report.",
    )
    reference = fields.Char()
    amount = fields.Monetary()
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    product_id = fields.Many2one(
        comodel_name="product.product", index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
