# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


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


class ContactPredictionTransaction(models.Model):
    """A line of what a customer bought, imported for predictions to learn from."""

    _name = "contact.prediction.transaction"
    _inherit = ["contact.rights.mixin", "contact.prediction.import.mixin"]
    _description = "Imported Transaction"
    _order = "date desc, id desc"

    date = fields.Date(required=True)
    amount = fields.Monetary(help="Negative for what was given back.")
    currency_id = fields.Many2one(help="Amounts are converted by the rate of the day.")
    reference = fields.Char(
        help="The document: lines of one day with the same reference are one purchase."
    )


class ContactPredictionSubscription(models.Model):
    """A period of a customer's subscription, imported for predictions to learn from.

    Several periods of one subscription have the same reference.
    """

    _name = "contact.prediction.subscription"
    _inherit = ["contact.rights.mixin", "contact.prediction.import.mixin"]
    _description = "Imported Subscription"
    _order = "date_start desc, id desc"

    reference = fields.Char(string="Subscription")
    date_start = fields.Date(string="Start", required=True)
    date_end = fields.Date(string="End", help="The last day; empty: it still runs.")
    date_event = fields.Date(
        string="Agreed On",
        help="When it was bought, or when it was given notice of. Before that day "
        "nothing of its end is used. Empty: if it renews itself, the end was not known "
        "before it came; else it was known from the start.",
    )
    is_recurring = fields.Boolean(
        string="Renews Itself",
        default=False,
        help="Goes on after its end without the customer doing anything.",
    )
    months = fields.Float(
        string="Period (months)", help="How often it is renewed: 12 for every year."
    )
    amount = fields.Monetary(help="For one period.")
    currency_id = fields.Many2one(
        help="Amounts are converted by the rate of the first day."
    )

    @api.constrains("months")
    def _check_months(self):
        for subscription in self:
            if subscription.months < 0:
                raise ValidationError(
                    self.env._(
                        "Subscription %(name)s: the period cannot be negative; enter "
                        "a number of months.",
                        name=subscription.display_name,
                    )
                )


class ContactPredictionSourceImportTransaction(models.AbstractModel):
    """The transactions that were imported."""

    _name = "contact.prediction.source.import.transaction"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Imported Transactions as Transactions"
    _stamped_models = ("contact.prediction.transaction",)

    @api.model
    def _get_rows(self, source, company):
        return SQL(
            """
            SELECT partner_id, date, amount, currency_id, product_id, reference
              FROM contact_prediction_transaction
             WHERE %s
            """,
            self._get_condition(company),
        )


class ContactPredictionSourceImportSubscription(models.AbstractModel):
    """The subscriptions that were imported."""

    _name = "contact.prediction.source.import.subscription"
    _inherit = ["contact.prediction.source.adapter"]
    _description = "Imported Subscriptions as Subscriptions"
    _stamped_models = ("contact.prediction.subscription",)

    @api.model
    def _get_rows(self, source, company):
        return SQL(
            """
            SELECT partner_id, reference, date_start, date_end, date_event,
                   is_recurring, months, amount, currency_id, product_id
              FROM contact_prediction_subscription
             WHERE %s
            """,
            self._get_condition(company),
        )
