# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

ANY = ("any", "not any", "any!", "not any!")
COMPARED = ("<", "<=", ">", ">=")
# Which score a condition is about; what else it says is what the score has to be.
NAMING = ("prediction_id", "product_id", "rank")


class ResPartner(models.Model):
    """What predictions say of a contact."""

    _inherit = "res.partner"

    prediction_score_ids = fields.One2many(
        comodel_name="contact.prediction.score",
        inverse_name="partner_id",
        groups="contact_segment.group_user",
    )

    def _tell_found(self, path, operator, value):
        """Return what contacts have where a condition looks; of a score its words."""
        named = self._get_named_scores(path, operator, value)
        if named is None:
            return super()._tell_found(path, operator, value)
        scores = self.env["contact.prediction.score"].search(
            Domain("partner_id", "in", self.ids) & named
        )
        found = scores.grouped("partner_id")
        return {
            one.id: self._join_found(
                found.get(one, scores.browse()).mapped("score_text")
            )
            for one in self
        }

    @api.model
    def _find_gap(self, path, operator, value):
        """Return how far contacts are from a condition; of a score how far it is."""
        named = self._get_named_scores(path, operator, value)
        if named is None:
            return super()._find_gap(path, operator, value)
        for condition in Domain(value).iter_conditions():
            if condition.field_expr == "score" and condition.operator in COMPARED:
                query = self.env["contact.prediction.score"]._search(named)
                query.groupby = SQL.identifier(query.table, "partner_id")
                select = query.select(
                    SQL("%s AS contact", query.groupby),
                    SQL("MAX(%s) AS value", SQL.identifier(query.table, "score")),
                )
                return self._make_gap(select, "id", condition.value, absent=0)
        return None

    @api.model
    def _get_named_scores(self, path, operator, value):
        """Return the domain of the scores that a condition is about.

        :return: None for conditions that name no prediction
        :rtype: Domain | None
        """
        if path != "prediction_score_ids" or operator not in ANY:
            return None
        if not isinstance(value, list | tuple | Domain):
            return None
        parts = [
            Domain(one.field_expr, one.operator, one.value)
            for one in Domain(value).iter_conditions()
            if one.field_expr in NAMING
        ]
        return Domain.AND(parts) if parts else None
