# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import arguments

FLAGS = {"yes": True, "no": False}


class ContactPrediction(models.Model):
    """Segments of a prediction: a condition on its scores."""

    _inherit = "contact.prediction"

    def estimate_segment(
        self,
        min_score=False,
        max_score=False,
        top_percent=0,
        flag="",
        product_ids=(),
        status="",
        move="",
        least_change=0,
    ):
        """Count the contacts that meet conditions on the scores.

        :param float min_score: at least this score; False: any
        :param float max_score: at most this score; False: any
        :param float top_percent: the best so many percent; 0: all
        :param str flag: yes or no; empty: both
        :param list[int] product_ids: one of these products is recommended
        :param str status: only contacts of this status, such as a class of customers;
            empty: all but those who left already
        :param str move: better or worse: whose score changed so since the scoring
            before; empty: everybody
        :param float least_change: by at least so much; 0: by anything
        :return: ``count``, and ``share``, the fraction (0 to 1) of the contacts that
            the user may see
        :rtype: dict
        :raise UserError: there are no scores, or a condition is none
        """
        arguments.check_one(self)
        domain = self._get_score_domain(
            min_score=min_score,
            max_score=max_score,
            top_percent=top_percent,
            flag=flag,
            product_ids=product_ids,
            status=status,
            move=move,
            least_change=least_change,
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
        status="",
        move="",
        least_change=0,
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
        :param str status: only contacts of this status, such as a class of customers;
            empty: all but those who left already
        :param str move: better or worse: whose score changed so since the scoring
            before; empty: everybody
        :param float least_change: by at least so much; 0: by anything
        :return: the id of the segment
        :rtype: int
        :raise UserError: there are no scores, or a condition is none
        """
        arguments.check_one(self)
        name = self._read_segment_name(name)
        domain = self._get_score_domain(
            min_score=min_score,
            max_score=max_score,
            top_percent=top_percent,
            flag=flag,
            product_ids=product_ids,
            status=status,
            move=move,
            least_change=least_change,
        )
        segment = self.env["contact.segment"].create(
            {"name": name, "company_id": self.company_id.id}
        )
        segment._take_step("add", domain, {}, source="prediction")
        return segment.id

    def _read_segment_name(self, name):
        """Return the description of a segment to make."""
        name = arguments.read_text(self.env, "name", name)
        if not name:
            raise UserError(
                self.env._(
                    "The segment of prediction %(prediction)s has no description; "
                    "enter one.",
                    prediction=self.display_name,
                )
            )
        return name

    def _get_score_domain(
        self,
        min_score=False,
        max_score=False,
        top_percent=0,
        flag="",
        product_ids=(),
        status="",
        move="",
        least_change=0,
    ):
        """Return the condition on contacts for conditions on their scores."""
        env = self.env
        self.check_access("read")
        min_score = arguments.read_number(env, "min_score", min_score)
        max_score = arguments.read_number(env, "max_score", max_score)
        top_percent = arguments.read_number(env, "top_percent", top_percent, 0, 100)
        flag = arguments.read_choice(env, "flag", flag, FLAGS, optional=True)
        product_ids = arguments.read_ids(env, "product_ids", product_ids)
        self._check_has_scores()
        scores = Domain("prediction_id", "=", self.id)
        scores &= self._get_status_domain(status)
        scores &= self._get_move_domain(move, least_change)
        if min_score is not None:
            scores &= Domain("score", ">=", float(min_score))
        if max_score is not None:
            scores &= Domain("score", "<=", float(max_score))
        if top_percent:
            scores &= Domain("percentile", ">=", 100.0 - float(top_percent))
        if flag:
            scores &= Domain("flag", "=", FLAGS[flag])
        if product_ids:
            scores &= Domain("product_id", "in", product_ids)
        return [("prediction_score_ids", "any", list(scores))]

    def _get_status_domain(self, status):
        """Return the condition on the status of scores."""
        statuses = self.env["contact.prediction.score"]._fields["status"]
        choices = statuses.get_values(self.env)
        status = arguments.read_choice(
            self.env, "status", status, choices, optional=True
        )
        if status:
            return Domain("status", "=", status)
        # who has left already is in no bar of the chart, and cannot leave again
        return Domain("status", "!=", "churned")

    def _check_has_scores(self):
        if not self.score_count:
            raise UserError(
                self.env._(
                    "Prediction %(name)s has no scores yet; train it first.",
                    name=self.name,
                )
            )
