# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ...tools import arguments
from ...tools.numbers import show_count


class ContactSegment(models.Model):
    """What the contacts of a segment will buy for, by the scores of a prediction.

    The sum is read when somebody looks at it: it takes longer the more lines there
    are, and a segment of a million opens as fast as a small one.
    """

    _inherit = "contact.segment"

    has_value_prediction = fields.Boolean(
        compute="_compute_has_value_prediction",
        help="There is a prediction of what contacts buy for, with scores.",
    )

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_has_value_prediction(self):
        for segment in self:
            segment.has_value_prediction = bool(segment._find_value_prediction())

    def get_expected_value(self, prediction_id=0):
        """Return what the contacts of this segment are expected to buy for.

        The sum of their scores. Where the prediction counts people for the company they
        work for, the company counts once. Only scores that the user may see count.

        :param int prediction_id: of a prediction whose scores are amounts; 0: the one
            scored last
        :return: ``value``, and ``low`` and ``high``, between which it will lie in 19 of
            20 cases (both like the value where the prediction cannot tell);
            ``currency`` (its code), ``days`` ahead, ``contacts`` of the segment and
            ``scored``, how many of them, or of their companies, have a score
        :rtype: dict
        :raise UserError: there is no such prediction, or it has no scores
        """
        arguments.check_one(self)
        self.check_access("read")
        prediction = self._get_value_prediction(prediction_id)
        contacts, scored, total, squares = self._sum_scores(prediction)
        low, high = self._get_value_bounds(prediction, scored, total, squares)
        days = (prediction.scored_with or {}).get("horizon_days")
        return {
            "value": round(total, 2),
            "low": round(low, 2),
            "high": round(high, 2),
            "currency": prediction.currency_id.name,
            "days": days or prediction.horizon_days,
            "contacts": contacts,
            "scored": scored,
        }

    def describe_expected_value(self):
        """Return the expected value in words, for the form.

        :return: ``text`` (empty: there is none) and ``detail``, what it rests on
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        prediction = self._find_value_prediction()
        value = self.get_expected_value(prediction.id) if prediction else {}
        if not value.get("scored"):
            return {"text": "", "detail": ""}
        detail = self.env._(
            "Contacts: %(contacts)s, with a score of prediction %(name)s: %(scored)s.",
            scored=show_count(self.env, value["scored"]),
            contacts=show_count(self.env, value["contacts"]),
            name=prediction.display_name,
        )
        return {"text": self._tell_expected_value(value), "detail": detail}

    def _tell_expected_value(self, value):
        """Return the sum and how far it may be off, as short as it is precise."""
        texts = {
            "days": show_count(self.env, value["days"]),
            "value": self._format_rounded(value["value"]),
            "high": self._format_rounded(value["high"]),
            "range": self._format_rounded((value["high"] - value["low"]) / 2),
            "currency": value["currency"],
        }
        if value["high"] <= value["value"]:
            return self.env._(
                "Next %(days)s days: %(value)s %(currency)s expected", **texts
            )
        if not value["low"]:
            return self.env._(
                "Next %(days)s days: %(value)s %(currency)s expected, at most %(high)s",
                **texts,
            )
        return self.env._(
            "Next %(days)s days: %(value)s ± %(range)s %(currency)s expected", **texts
        )

    def _format_rounded(self, amount):
        """Return an amount with three digits that count: the others are chance."""
        return formatLang(self.env, float(f"{amount:.3g}"), digits=0)

    @api.model
    def _get_value_kinds(self):
        """Return the kinds of predictions whose scores are amounts."""
        predictions = self.env["contact.prediction"]
        return [
            kind
            for kind in predictions._fields["kind"].get_values(self.env)
            if predictions._get_kind_of(kind)._score_unit == "amount"
        ]

    def _find_value_prediction(self):
        """Return the prediction of amounts that was scored last, if there is one."""
        return self.env["contact.prediction"].search(
            [*self._get_prediction_domain(), ("kind", "in", self._get_value_kinds())],
            order="scored_on desc, id desc",
            limit=1,
        )

    def _get_value_prediction(self, prediction_id):
        """Return the prediction that somebody asks for."""
        number = arguments.read_integer(self.env, "prediction_id", prediction_id)
        if not number:
            prediction = self._find_value_prediction()
            if not prediction:
                raise UserError(
                    self.env._(
                        "No prediction tells what the contacts of segment %(name)s "
                        "will buy for; train a prediction of customer lifetime value.",
                        name=self.display_name,
                    )
                )
            return prediction
        prediction = arguments.read_record(
            self.env, "prediction_id", number, "contact.prediction"
        )
        if prediction.kind not in self._get_value_kinds():
            raise UserError(
                self.env._(
                    "The scores of prediction %(name)s are no amounts; name a "
                    "prediction of customer lifetime value.",
                    name=prediction.display_name,
                )
            )
        prediction._check_has_scores()
        return prediction

    def _sum_scores(self, prediction):
        """Return number of contacts, number of scores, their sum and that of squares.

        One statement, around the scores and lines that the user may see.
        """
        lines = self.env["contact.segment.line"]._search(
            [("segment_id", "=", self.id), ("active", "=", True)]
        )
        scores = self.env["contact.prediction.score"]._search(
            [("prediction_id", "=", prediction.id), ("status", "!=", "churned")]
        )
        customers = SQL("SELECT partner_id FROM contact")
        if prediction.by_company:
            customers = SQL(
                """SELECT COALESCE(commercial_partner_id, id) FROM res_partner
                    WHERE id IN (SELECT partner_id FROM contact)"""
            )
        score, partner = (
            SQL.identifier(scores.table, name) for name in ("score", "partner_id")
        )
        scores.add_where(SQL("%s IN (%s)", partner, customers))
        query = SQL(
            """
            WITH contact AS (%(contacts)s)
            SELECT (SELECT count(*) FROM contact), count(*),
                   COALESCE(sum(score), 0), COALESCE(sum(score * score), 0)
              FROM (%(scores)s) found
            """,
            contacts=lines.select(
                SQL("DISTINCT %s", SQL.identifier(lines.table, "partner_id"))
            ),
            scores=scores.select(SQL("%s::float8 AS score", score)),
        )
        self.env.flush_all()
        return self.env.execute_query(query)[0]

    @api.model
    def _get_value_bounds(self, prediction, scored, total, squares):
        """Return between which amounts the sum will lie."""
        from ...forecasting.expected_sum import get_bounds

        evaluation = prediction.evaluation or {}
        if spread := evaluation.get("spread"):
            return get_bounds(spread, scored, total, squares)
        # what was trained before an update tells it of all customers together
        factor = evaluation.get("total", {}).get("factor") or 1.0
        return total / factor, total * factor
