# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Conditions of data sources name the contact that stays, too."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_condition_models(self):
        return [*super()._get_condition_models(), "contact.prediction.source"]

    @api.model
    def _get_condition_target(self, record):
        if record._name != "contact.prediction.source":
            return super()._get_condition_target(record)
        # the model of an app that is gone has no fields to look at
        name = record.model_name
        return self.env[name if name in self.env else "contact.prediction.source"]
