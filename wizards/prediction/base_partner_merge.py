# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Conditions of data sources name the contact that stays, too.

    And a merged contact has the scores of one, until the prediction is run again.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _find_condition_rows(self, partners):
        """Lock the predictions too: their scores go, and what they count."""
        scores = self.env["contact.prediction.score"]
        scores.flush_model(["partner_id", "prediction_id"])
        found = self.env.execute_query(
            SQL(
                """SELECT DISTINCT prediction_id FROM contact_prediction_score
                    WHERE partner_id = ANY(%s)""",
                partners.ids,
            )
        )
        rows = super()._find_condition_rows(partners)
        return {**rows, "contact_prediction": [row[0] for row in found]}

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Leave one contact its scores before the contacts become one."""
        self._merge_scores(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _merge_scores(self, src_partners, dst_partner):
        """Leave one of the contacts its scores; predictions are to be run again.

        Those of the destination stay, or of the source that was there first.
        """
        partners = src_partners | dst_partner
        self.env["contact.prediction.score"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH kept AS (
                    SELECT DISTINCT ON (prediction_id) prediction_id, partner_id
                      FROM contact_prediction_score
                     WHERE partner_id = ANY(%(ids)s)
                     ORDER BY prediction_id, partner_id <> %(dst)s, partner_id
                ), gone AS (
                    DELETE FROM contact_prediction_score score
                     USING kept
                     WHERE score.prediction_id = kept.prediction_id
                       AND score.partner_id = ANY(%(ids)s)
                       AND score.partner_id <> kept.partner_id
                 RETURNING score.prediction_id
                )
                SELECT kept.prediction_id,
                       (SELECT count(*) FROM gone
                         WHERE gone.prediction_id = kept.prediction_id)
                  FROM kept
                 ORDER BY kept.prediction_id
                """,
                ids=partners.ids,
                dst=dst_partner.id,
            )
        )
        self.env["contact.prediction.score"].invalidate_model()
        self.env["res.partner"].invalidate_model(["prediction_score_ids"])
        predictions = self.env["contact.prediction"].sudo()
        for prediction_id, count in rows:
            predictions.browse(prediction_id)._forget_data(count)

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
