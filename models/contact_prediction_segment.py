# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

FLAGS = {"": None, "yes": True, "no": False}


class ContactPrediction(models.Model):
    """Segments of a prediction: a condition on its scores."""

    _inherit = "contact.prediction"

    def estimate_segment(
        self, min_score=False, max_score=False, top_percent=0, flag="", product_ids=()
    ):
        """Count the contacts that meet conditions on the scores.

        :param float min_score: at least this score; False: any
        :param float max_score: at most this score; False: any
        :param float top_percent: the best so many percent; 0: all
        :param str flag: yes or no; empty: both
        :param list[int] product_ids: one of these products is recommended
        :return: ``count``, and ``share``, the fraction (0 to 1) of the contacts that
            the user may see
        :rtype: dict
        :raise UserError: there are no scores, or a condition is none
        """
        self.ensure_one()
        domain = self._get_score_domain(
            min_score, max_score, top_percent, flag, product_ids
        )
        count, total = self.env["contact.segment"]._count_contacts(domain, [])
        return {"count": count, "share": count / total if total else 0.0}

    def create_segment(
        self,
        name,
        min_score=False,
        max_score=False,
        top_percent=0,
        flag="",
        product_ids=(),
    ):
        """Make a segment of the contacts that meet conditions on the scores.

        Its one step is the condition, so it follows the prediction when that is run
        again.

        :param str name: the description of the segment
        :param float min_score: at least this score; False: any
        :param float max_score: at most this score; False: any
        :param float top_percent: the best so many percent; 0: all
        :param str flag: yes or no; empty: both
        :param list[int] product_ids: one of these products is recommended
        :return: the id of the segment
        :rtype: int
        :raise UserError: there are no scores, or a condition is none
        """
        self.ensure_one()
        domain = self._get_score_domain(
            min_score, max_score, top_percent, flag, product_ids
        )
        segment = self.env["contact.segment"].create(
            {"name": name, "company_id": self.company_id.id}
        )
        segment._take_step("add", domain, {}, source="prediction")
        return segment.id

    def _get_score_domain(self, min_score, max_score, top_percent, flag, product_ids):
        """Return the condition on contacts for conditions on their scores."""
        self.check_access("read")
        self._check_conditions(top_percent, flag)
        scores = Domain("prediction_id", "=", self.id)
        # who has left already is in no bar of the chart, and cannot leave again
        scores &= Domain("status", "!=", "churned")
        if min_score is not False and min_score is not None:
            scores &= Domain("score", ">=", float(min_score))
        if max_score is not False and max_score is not None:
            scores &= Domain("score", "<=", float(max_score))
        if top_percent:
            scores &= Domain("percentile", ">=", 100.0 - float(top_percent))
        if FLAGS[flag or ""] is not None:
            scores &= Domain("flag", "=", FLAGS[flag])
        if product_ids:
            scores &= Domain("product_id", "in", list(product_ids))
        return [("prediction_score_ids", "any", list(scores))]

    def _check_conditions(self, top_percent, flag):
        if not self.score_count:
            raise UserError(
                self.env._(
                    "Prediction %(name)s has no scores yet; train it first.",
                    name=self.name,
                )
            )
        if (flag or "") not in FLAGS:
            raise UserError(
                self.env._("There is no flag %(flag)s; choose yes or no.", flag=flag)
            )
        if not 0 <= top_percent <= 100:
            raise UserError(
                self.env._(
                    "The best %(percent)s percent cannot be; enter a number from 0 to "
                    "100.",
                    percent=top_percent,
                )
            )
