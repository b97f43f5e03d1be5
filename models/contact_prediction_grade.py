# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ContactPrediction(models.Model):
    """The grade of a prediction, explained."""

    _inherit = "contact.prediction"

    def _tell_grade(self):
        """Return the grade with what it means and the figures it rests on.

        :return: ``letter``, ``title``, ``text``, ``figures`` (``name``, ``text`` and
            ``percent`` of the prediction and of the simple rule); False if untrained
        :rtype: dict or bool
        """
        if not self.grade:
            return False
        titles = {
            "a": self.env._("Excellent: clearly better than a simple rule."),
            "b": self.env._("Good: somewhat better than a simple rule."),
            "c": self.env._("Poor: do not rely on it."),
        }
        return {
            "letter": self.grade.upper(),
            "title": titles[self.grade],
            "text": self._tell_measure(),
            "advice": self._tell_advice(),
            "figures": [
                {
                    "name": name,
                    "text": self._format_percent(score),
                    "percent": 100 * score,
                }
                for name, score in (
                    (self.env._("This prediction"), self.model_score),
                    (self._tell_baseline(), self.baseline_score),
                )
            ],
        }

    def _tell_measure(self):
        """Return what the figures of the grade measure."""
        return {
            "lifetime_value": self.env._(
                "How many of the customers who turned out to be worth most were found, "
                "tried on the last days of the data, unseen in training:"
            ),
            "transaction_churn": self.env._(
                "How many of the customers who stopped buying were found, tried on the "
                "last days of the data, unseen in training:"
            ),
            "subscription_churn": self.env._(
                "How many of the subscribers who left were found, tried on the last "
                "days of the data, unseen in training:"
            ),
            "product_recommendation": self.env._(
                "How many customers bought at least one product recommended to them, "
                "tried on the last days of the data, unseen in training:"
            ),
        }[self.kind]

    def _tell_baseline(self):
        """Return what the simple rule is."""
        if self.kind == "transaction_churn":
            days = round((self.parameters or {}).get("baseline_days") or 0)
            return self.env._(
                "Simple rule: no purchase in the last %(days)s days", days=days
            )
        return {
            "lifetime_value": self.env._("Simple rule: everybody goes on as before"),
            "subscription_churn": self.env._("Usual share of subscribers who leave"),
            "product_recommendation": self.env._(
                "Simple rule: recommend to all what is bought most"
            ),
        }[self.kind]

    def _tell_advice(self):
        """Return what to do with a prediction of this grade."""
        return {
            "a": self.env._("Use it to choose whom to write to."),
            "b": self.env._(
                "Use it to rank contacts rather than to trust each single score."
            ),
            "c": self.env._(
                "See the data report; more history, another data source or another "
                "number of days may help."
            ),
        }[self.grade]
