# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...tools.numbers import show_count


class ContactPrediction(models.Model):
    """The grade of a prediction on the page with the results, and what is behind it.

    All of it is of the tested days, which the prediction had not seen.
    """

    _inherit = "contact.prediction"

    def _tell_grade(self):
        """Return the grade with what it means and the figures it rests on.

        :return: ``letter`` (empty: no grade), ``title``, ``message``, ``advice``,
            ``text``, ``figures`` (``name``, ``text`` and ``percent`` of the prediction
            and of the simple rule) and ``details`` (sentences); False if untrained
        :rtype: dict or bool
        """
        if not self.grade and not self.grade_message:
            return False
        kind = self._get_kind()
        if not kind._is_tried:
            return {
                "letter": "",
                "title": self._tell_grade_title(),
                "message": self.grade_message,
                "advice": "",
                "text": "",
                "figures": [],
                "details": [],
            }
        return {
            "letter": (self.grade or "").upper(),
            "title": self._tell_grade_title(),
            "message": self.grade_message
            or self.env._(
                "This grade is of before an update, and may be chance. Train again to "
                "see how sure it is."
            ),
            "advice": self._tell_advice(),
            "text": kind._tell_measure(),
            "figures": [
                {
                    "name": name,
                    "text": self._format_percent(score),
                    "percent": 100 * score,
                }
                for name, score in (
                    (self.env._("This prediction"), self.model_score),
                    (kind._tell_baseline(self), self.baseline_score),
                )
            ],
            "details": kind._tell_details(self, self.evaluation or {}),
        }

    def _tell_grade_title(self):
        """Return what the letter means."""
        return {
            "a": self.env._("Clearly better than the simple rule."),
            "b": self.env._("Somewhat better than the simple rule."),
            "c": self.env._("No better than the simple rule."),
        }.get(self.grade) or self.env._("No grade.")

    def _tell_advice(self):
        """Return what to do with a prediction of this grade."""
        return {
            "a": self.env._("Use it to choose whom to write to."),
            "b": self.env._(
                "Use it to rank contacts rather than to trust each single score."
            ),
            "c": self.env._(
                "Do not rely on it. See the data report; more history, another data "
                "source or another number of days may help."
            ),
        }.get(self.grade) or self.env._(
            "It may be of use or not. Look at the figures below before you rely on it."
        )

    def _tell_calibration(self):
        """Return what was predicted and what happened, from the lowest to the highest.

        :return: ``title`` and ``rows``: ``label``, ``text``, and ``predicted`` and
            ``observed`` in percent of the highest; False if nothing is known
        :rtype: dict or bool
        """
        groups = (self.evaluation or {}).get("calibration")
        if not groups:
            return False
        kind = self._get_kind()
        most = max(
            max(group[name] for group in groups for name in ("predicted", "observed")),
            1e-9,
        )
        return {
            "title": kind._tell_calibration_title(),
            "rows": [
                {
                    "label": kind._format_score(self, group["predicted"]),
                    "text": self.env._(
                        "Customers: %(count)s; predicted %(predicted)s, really "
                        "%(observed)s",
                        count=show_count(self.env, group["count"]),
                        predicted=kind._format_score(self, group["predicted"]),
                        observed=kind._format_score(self, group["observed"]),
                    ),
                    "predicted": max(100 * group["predicted"] / most, 0.0),
                    "observed": max(100 * group["observed"] / most, 0.0),
                }
                for group in groups
            ],
        }
