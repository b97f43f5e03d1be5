# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
