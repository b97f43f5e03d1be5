# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactCampaignPricelist(models.Model):
    """Which price list a customer had before a campaign gave him another one.

    Nobody writes it by hand: the methods of campaigns do.
    """

    _name = "contact.campaign.pricelist"
    _inherit = ["contact.rights.mixin"]
    _description = "Price List Before a Campaign"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one(
        comodel_name="utm.campaign",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    # not unique: where contacts are merged, two of these may be one customer's
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="Contacts have a price list of their own for each company.",
    )
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Price List of the Campaign",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    previous_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Price List Before",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: the usual one of the country or the company.",
    )
