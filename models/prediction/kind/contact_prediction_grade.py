# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import LazyTranslate

from ....tools.told import Figure, join, tell

_lt = LazyTranslate(__name__)


class ContactPredictionKind(models.AbstractModel):
    """The grade of a prediction, or why it has none, in a sentence.

    A letter is given by the documented rules (``forecasting.grades``). It counts only
    if the difference to the simple rule is more than chance, on enough customers.
    """

    _inherit = "contact.prediction.kind"

    @api.model
    def _get_verdict(self, letter, difference, happened, others, doubt=""):
        """Return the grade, the two figures it rests on and what they mean.

        :param str letter: the grade by the documented rule
        :param Difference difference: of the prediction and the simple rule
        :param int happened: how many customers were to be found
        :param int others: how many were not; None: everybody was to be found
        :param str doubt: why there is no grade in any case
        :return: part of what ``_train`` returns
        :rtype: dict
        """
        from ....forecasting import grades

        doubt = doubt or grades.get_doubt(happened, others, difference)
        return {
            "grade": "" if doubt else letter,
            "grade_message": self._tell_verdict(doubt, difference, happened, others),
            "model_score": difference.model,
            "baseline_score": difference.rule,
            "evaluation": {
                "doubt": doubt,
                "letter": letter,
                "low": difference.low,
                "high": difference.high,
            },
        }

    @api.model
    def _tell_verdict(self, doubt, difference, happened, others):
        """Return what the difference means and how sure it is, as one text."""
        reason = self._get_doubts().get(doubt)
        if reason and doubt != "chance":
            return tell(self.env, reason(happened, happened + (others or 0)))
        texts = {
            name: Figure(100 * getattr(difference, name), 1)
            for name in ("model", "rule", "low", "high")
        }
        told = [
            self._describe_difference(texts["model"], texts["rule"]),
            _lt(
                "With other customers of the same kind the difference lies between "
                "%(low)s and %(high)s, in 95 of 100 cases.",
                low=texts["low"],
                high=texts["high"],
            ),
        ]
        if doubt:
            told.append(reason(happened, others))
        return join(" ", [tell(self.env, sentence) for sentence in told])

    @api.model
    def _describe_difference(self, model, rule):
        """Return what was found, and what by the simple rule.

        :param Figure model: of a hundred customers to be found, how many were
        :param Figure rule: how many by the simple rule
        """
        return _lt(
            "Of 100 it found %(model)s, the simple rule %(rule)s.",
            model=model,
            rule=rule,
        )

    @api.model
    def _get_doubts(self):
        """Return why there may be no grade.

        :return: for each reason a function of how many customers were to be found, and
            how many were tested, that returns a sentence
        :rtype: dict
        """
        return {
            "chance": self._describe_chance,
            "few": self._describe_few,
            "nobody": self._describe_nobody,
            "everybody": self._describe_everybody,
        }

    @api.model
    def _describe_chance(self, happened, tested):
        return _lt("So the difference may be chance, and there is no grade.")

    @api.model
    def _describe_few(self, happened, tested):
        from ....forecasting import grades

        return _lt(
            "No grade: of the customers it could be tried on (%(tested)s), so many "
            "were to be found: %(happened)s. It takes %(least)s, with at least "
            "%(fewest)s to be found and %(fewest)s others.",
            tested=tested,
            happened=happened,
            least=grades.LEAST_TESTED,
            fewest=grades.LEAST_FOUND,
        )

    @api.model
    def _describe_nobody(self, happened, tested):
        return _lt("No grade: in the tested days there was no customer to be found.")

    @api.model
    def _describe_everybody(self, happened, tested):
        return _lt(
            "No grade: all customers it was tried on (%(tested)s) were to be found, "
            "so any guess is right.",
            tested=tested,
        )
