# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, format_amount, formatLang

from ....tools.numbers import show_count
from ....tools.told import tell

_lt = LazyTranslate(__name__)

# How many bars a distribution has at most.
BARS = 10
# More rows hardly improve a model, but take time.
MOST_ROWS = 200_000
MOST_CUTS = 4
# What was longer ago says little of the days to come, and one row with a wrong year
# would spread the cuts over decades without data.
RECENT_DAYS = 3 * 365


class ContactPredictionKind(models.AbstractModel):
    """The interface of a kind of prediction; see the models that inherit it.

    What is particular to a kind is said by its model, here and nowhere else: the rest
    asks it, and never which kind it is. What a new one has to have is listed in
    docs/architecture.md.

    A kind calculates and writes nothing: what it returns is written at once when the
    phase has succeeded.
    """

    _name = "contact.prediction.kind"
    _description = "Kind of Prediction"
    # What it learns from: transaction or subscription.
    _usage = "transaction"
    # So many days ahead are offered.
    _usual_days = 30
    # Settings that the form shows, besides the days ahead.
    _settings = ()
    # The icon of its tile.
    _icon = "fa-line-chart"
    # What a score is: an amount, a probability from 0 to 1, points, or a fit, which is
    # of a contact and a product and only compares.
    _score_unit = "probability"
    # What a flag tells, for its name in the dialog of a segment: high_value, leaving,
    # or other; empty: there are no flags.
    _flag_meaning = ""
    # Whom a segment is for unless one says otherwise: those with a flag (yes), those
    # without (no); empty: everybody.
    _preset_flag = ""
    # Codes of ``status`` of scores that are classes of customers, the best one first.
    _classes = ()
    # Whether it foretells what can be tried on days it has not seen; else no grade.
    _is_tried = True
    # Whether its scores tell days, such as that of the next purchase.
    _has_dates = False
    # Whether it looks any days ahead.
    _has_horizon = True
    # Whether a contact with a higher score is better off, for who got better or worse.
    _high_is_good = True
    # For the data report: fewer customers than the first are an error, fewer than the
    # second a warning.
    _least_customers = 10
    _recommended_customers = 1000
    # So many days of history or fewer are an error (0: as many as the days ahead); less
    # than so many times the days ahead is a warning.
    _least_history = 0
    _wanted_horizons = 2
    # Of so many parts of the data, the last one at most is what trying it predicts.
    _history_parts = 2
    # Whether there is something to find out before training, in a phase of its own.
    _has_preparation = False
    # Without amounts, or without products, there is nothing to learn.
    _needs_amounts = False
    _needs_products = False
    # Statistics of ``_score`` that are amounts, and those that are shares.
    _amounts = ()
    _shares = ()

    # --------------------------------------------------------------------------------
    # What a kind must calculate.
    # --------------------------------------------------------------------------------

    @api.model
    def _check_data(self, prediction, step):
        """Return what is wrong with the data, as rows of the data report.

        :param str step: train or score
        :return: level, field_name, record_name and message of each
        :rtype: list[dict]
        """
        return prediction.source_id._check_rows(prediction, step)

    @api.model
    def _prepare(self, prediction):
        """Find out what training needs; called where ``_has_preparation`` says so.

        Training and this together would take longer than a phase may. What is found is
        kept in ``prepared`` of the prediction; training may not rely on it, as data
        change in between.

        :return: what JSON can tell
        :rtype: dict
        """
        return {}

    @api.model
    def _train(self, prediction):
        """Learn from the data.

        :return: ``grade`` (A, B, C; empty: none), ``model_score`` and
            ``baseline_score``, ``grade_message`` and ``evaluation`` (what the results
            show of the tested days; both may be left out), ``factors`` (pairs of code
            and percentage), ``parameters`` (what JSON can tell of the model),
            ``arrays`` and ``meta`` (what scoring needs)
        :rtype: dict
        """
        raise NotImplementedError

    @api.model
    def _score(self, prediction):
        """Calculate a score for every contact.

        :return: what ``contact.prediction._stage_scores`` takes
        :rtype: dict
        """
        raise NotImplementedError

    @api.model
    def _get_cut(self, prediction, period):
        """Return the last day before those that are tested, and how many these are.

        :param dict period: what ``_get_period`` returned
        :rtype: tuple[date, int]
        """
        history = (period["last"] - period["first"]).days
        days = min(prediction.horizon_days, history // self._history_parts)
        return period["last"] - timedelta(days=days), days

    @api.model
    def _check_settings(self, prediction):
        """Refuse settings that do not fit together.

        Asked when one of the settings that all kinds share changes; fields that a kind
        brings have a constraint beside them.

        :raise ValidationError: they do not
        """

    # --------------------------------------------------------------------------------
    # What a kind must say of itself, and of its figures.
    # --------------------------------------------------------------------------------

    @api.model
    def _tell_question(self):
        """Return the question that it answers, for its tile."""
        raise NotImplementedError

    @api.model
    def _tell_needs(self):
        """Return the data that it needs, for its tile."""
        raise NotImplementedError

    @api.model
    def _tell_distribution(self, prediction):
        """Return what the bars are about, their title."""
        raise NotImplementedError

    @api.model
    def _tell_measure(self):
        """Return what the figures of the grade measure."""
        raise NotImplementedError

    @api.model
    def _tell_baseline(self, prediction):
        """Return what the simple rule is that it is compared with."""
        raise NotImplementedError

    # --------------------------------------------------------------------------------
    # What a kind may say otherwise.
    # --------------------------------------------------------------------------------

    @api.model
    def _tell_details(self, prediction, evaluation):
        """Return what else is known of the tested days, as sentences.

        :param dict evaluation: what ``_train`` told of them
        :rtype: list[str]
        """
        return []

    @api.model
    def _tell_calibration_title(self):
        """Return the title of what was predicted beside what happened."""
        return self.env._("Predicted, and what really happened")

    @api.model
    def _get_factor_names(self):
        """Return what the factors of ``_train`` and ``_score`` are called, by code.

        :rtype: dict[str, str]
        """
        return {}

    @api.model
    def _get_statistic_names(self):
        """Return what the statistics of ``_score`` are called, by code.

        Those without a name are not shown.

        :rtype: dict[str, str]
        """
        return {
            "customers": self.env._("Customers"),
            "transactions": self.env._("Transactions"),
            "first_day": self.env._("First day of the data"),
            "last_day": self.env._("Last day of the data"),
            "active_customers": self.env._("Active customers"),
        }

    @api.model
    def _tell_factors_title(self):
        """Return the title of the factors of all scores."""
        return self.env._("What matters most")

    @api.model
    def _tell_flag(self, score):
        """Return what flag and rank of a score mean; empty: nothing."""
        return ""

    @api.model
    def _tell_group(self, label):
        """Return the name of a group: ``high``, those with a flag, or ``low``."""
        raise NotImplementedError

    @api.model
    def _get_samples(self, prediction):
        """Return the best recommendations, for contacts that the user may see.

        :return: ``partner_id``, ``partner``, ``product_id``, ``product`` and ``score``
        :rtype: list[dict]
        """
        return []

    @api.model
    def _format_score(self, prediction, score):
        """Return a score in its unit."""
        if self._score_unit == "amount":
            return format_amount(self.env, score, prediction.currency_id)
        if self._score_unit == "fit":
            return formatLang(self.env, score, digits=3)
        if self._score_unit == "points":
            digits = 0 if float(score).is_integer() else 1
            number = formatLang(self.env, score, digits=digits)
            return self.env._("%(number)s points", number=number)
        return prediction._format_percent(score)

    @api.model
    def _get_least_move(self, scores):
        """Return from which change on contacts got better or worse, to begin with.

        A tenth: of the range of a probability, of the average of anything else.
        """
        if self._score_unit == "probability":
            return 0.1
        return max(float(f"{abs(scores.mean()) / 10:.1g}"), 1e-6)

    @api.model
    def _format_change(self, prediction, change):
        """Return by how much a score changed, in its unit."""
        if self._score_unit != "probability":
            return self._format_score(prediction, change)
        number = formatLang(self.env, 100 * change, digits=1)
        return self.env._("%(number)s percentage points", number=number)

    @api.model
    def _tell_bounds(self, low, high):
        """Return the bounds of a bar, as short as they fit under it."""
        if self._score_unit == "amount":
            digits = 0 if high >= 5 else 2
            return self.env._(
                "%(low)s – %(high)s",
                low=formatLang(self.env, low, digits=digits),
                high=formatLang(self.env, high, digits=digits),
            )
        return self.env._(
            "%(low)s–%(high)s %%", low=round(100 * low), high=round(100 * high)
        )

    @api.model
    def _count_active(self, prediction):
        """Return the number of active customers, as scoring counted them, as text."""
        values = {row["name"]: row["value"] for row in prediction.statistics or []}
        return show_count(self.env, values.get("active_customers") or 0)

    # --------------------------------------------------------------------------------
    # What kinds need to calculate.
    # --------------------------------------------------------------------------------

    @api.model
    def _get_period(self, prediction):
        """Return what the data cover.

        :raise UserError: there are no data
        """
        period = self.env["contact.prediction.features"]._get_period(prediction)
        if not period["last"] or not period["customers"]:
            message = _lt(
                "Data source %(source)s of prediction %(name)s is empty; enter or "
                "import data first.",
                source=prediction.source_id.display_name,
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))
        return period

    @api.model
    def _get_usual_gaps(self, known):
        """Return after how many days each customer usually buys; NaN = unknown."""
        import numpy as np

        times = known["frequency"]
        return np.where(
            times > 0, known["recency"] / np.maximum(times, 1), np.nan
        ).round()

    @api.model
    def _check_repeated(self, prediction, repeats):
        """Refuse customers of whom nobody came back: nothing tells them apart.

        :param repeats: array of how often each customer bought again
        :raise UserError: nobody bought twice
        """
        if len(repeats) and not (repeats > 0).any():
            message = _lt(
                "No customer of prediction %(name)s bought on more than one day, so "
                "nothing tells who will buy again; check that all purchases are there, "
                "and that customers are not entered anew with each purchase.",
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))

    @api.model
    def _get_training_cuts(self, first, cut, step):
        """Return earlier days to learn from, whose outcome was known at a cut.

        Of the last three years, or of longer ago if the outcome takes longer.

        :param date first: there must be something known before a day
        :param date cut: the day that the model is judged on
        :param int step: days of the outcome
        :return: at most MOST_CUTS dates, spread over the time, the earliest first
        """
        longest = max(RECENT_DAYS, 2 * step)
        count = max(min((cut - first).days, longest) // step, 0)
        numbers = range(1, count + 1)
        if count > MOST_CUTS:
            # the latest one and the earliest one among them
            numbers = {
                1 + round(place * (count - 1) / (MOST_CUTS - 1))
                for place in range(MOST_CUTS)
            }
        return sorted(cut - timedelta(days=step * number) for number in numbers)

    @api.model
    def _sample(self, count):
        """Return which of some rows to learn from, always the same ones."""
        import numpy as np

        if count <= MOST_ROWS:
            return np.arange(count)
        return np.sort(np.random.default_rng(0).permutation(count)[:MOST_ROWS])

    @api.model
    def _get_bars(self, scores, bounds):
        """Return how many scores lie between bounds, the last one included.

        :return: ``kind`` (bin), ``from``, ``to``, ``count`` and ``average`` of each
        :rtype: list[dict]
        """
        import numpy as np

        scores, bounds = np.asarray(scores, dtype=float), np.asarray(bounds, float)
        places = np.searchsorted(bounds, scores, side="right") - 1
        places = np.clip(places, 0, len(bounds) - 2)
        counts = np.bincount(places, minlength=len(bounds) - 1)
        sums = np.bincount(places, scores, minlength=len(bounds) - 1)
        return [
            {
                "kind": "bin",
                "label": "",
                "from": float(bounds[place]),
                "to": float(bounds[place + 1]),
                "count": int(count),
                "average": float(total / count) if count else 0.0,
            }
            for place, (count, total) in enumerate(zip(counts, sums, strict=True))
        ]

    @api.model
    def _get_group(self, label, scores):
        """Return a bar of a group of contacts, such as those of high value."""
        return {
            "kind": "group",
            "label": label,
            "from": float(scores.min()) if len(scores) else 0.0,
            "to": float(scores.max()) if len(scores) else 0.0,
            "count": len(scores),
            "average": float(scores.mean()) if len(scores) else 0.0,
        }

    @api.model
    def _get_statistics(self, period, **figures):
        """Return figures to show, those of the data first.

        :rtype: list[dict]
        """
        figures = {
            "customers": period["customers"],
            "transactions": period["transactions"],
            "first_day": period["first"].isoformat(),
            "last_day": period["last"].isoformat(),
            **figures,
        }
        # whatever came from numpy becomes what JSON knows
        plain = {
            name: value.item() if hasattr(value, "item") else value
            for name, value in figures.items()
        }
        return json.loads(
            json.dumps([{"name": name, "value": plain[name]} for name in plain])
        )
