# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When customers will buy next, told from their own rhythm and that of all.

The times between the purchases of a customer are Gamma(p, nu), more regular than chance
where p is above 1, and nu differs between customers as Gamma(q, v). After each purchase
a customer drops out with a probability that differs as Beta(a, b). That is MBG/CNBD-k
(Reutterer, Platzer & Schröder 2021, Leveraging purchase regularity for predicting
customer behavior the easy way, International Journal of Research in Marketing 38(1)),
with any p in place of whole numbers, and the times between purchases mixed as values
are by Fader & Hardie 2013, The Gamma-Gamma Model of Monetary Value. With few purchases
a customer is expected to do as all do, with many as it has done itself.
"""

import numpy as np

from .arrays import as_histories
from .customer_value import get_effects, get_sensitivity
from .maximum_likelihood import collapse
from .threads import single_threaded

PARAMETERS = ("p", "q", "v", "a", "b")
# Where to start: the first three in mean times between purchases.
STARTS = ((1.0, 2.0, 1.5, 1.0, 3.0), (3.0, 3.0, 1.0, 0.3, 3.0))
BOUND = 7.0
# More customers than these hardly move the parameters, and take time.
SAMPLE = 10_000
# The next purchase is told with an interval in which it will be in 8 of 10 cases.
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
# Ten years from now is never.
LONGEST = 3650.0
LEAST = 1e-300
LEAST_PROBABILITY = 1e-9


class NextPurchase:
    """When customers buy next, and whether they do at all.

    Times have the unit of those the model was fitted on, days.
    """

    method = "own_rhythm"
    names = ("purchase_days", "days_since_last", "days_since_first")

    def __init__(self, p, q, v, a, b, log_likelihood=0.0):
        """Keep the parameters.

        :param float p: shape of the times between purchases; 1 = by chance
        :param float q: shape of their inverse scale over the customers
        :param float v: inverse scale of that, a time
        :param float a: first parameter of the drop-out
        :param float b: second parameter of the drop-out
        :param float log_likelihood: mean over the customers it was fitted on
        """
        self.p, self.q, self.v = float(p), float(q), float(v)
        self.a, self.b = float(a), float(b)
        self.log_likelihood = float(log_likelihood)

    @classmethod
    @single_threaded
    def fit(cls, frequency, recency, age):
        """Return the model that makes purchase histories most likely.

        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to the end of observation
        :raise ValueError: if nobody bought again, or a value contradicts the others
        """
        from scipy.optimize import minimize

        histories = as_histories(frequency, recency, age)
        if not (histories[0] > 0).any() or not histories[1].any():
            raise ValueError("somebody must have bought again")
        count = len(histories[0])
        if count > SAMPLE:
            rows = np.random.default_rng(0).permutation(count)[:SAMPLE]
            histories = [some[rows] for some in histories]
        scale = histories[1].sum() / histories[0].sum()
        (x, recency, age), weights = collapse(*histories)
        recency, waited = recency / scale, (age - recency) / scale

        def get_loss(logs):
            values = _get_log_likelihood(np.exp(logs), x, recency, waited)
            return -(weights @ values) / weights.sum()

        found = min(
            (
                minimize(
                    get_loss,
                    np.log(start),
                    method="L-BFGS-B",
                    bounds=[(-BOUND, BOUND)] * len(start),
                )
                for start in STARTS
            ),
            key=lambda one: one.fun,
        )
        p, q, v, a, b = np.exp(found.x)
        return cls(p, q, v * scale, a, b, -found.fun)

    @classmethod
    def load(cls, parameters):
        """Return the model of parameters that ``get_parameters`` returned."""
        return cls(*(parameters[name] for name in PARAMETERS))

    def get_parameters(self):
        """Return the parameters by name, as numbers."""
        names = (*PARAMETERS, "log_likelihood")
        return {name: getattr(self, name) for name in names}

    def get_alive(self, features):
        """Return how likely customers have not dropped out.

        :param features: array of n rows and the columns ``names``
        :return: array of n floats from 0 to 1
        """
        x, recency, waited = self._read(features)
        still = self._get_survival(waited, x, recency)
        return still / (still + self.a / (self.b + x))

    def get_probability(self, features, days):
        """Return how likely customers buy within some days.

        :param features: array of n rows and the columns ``names``
        :param float days: from now on
        :return: array of n floats from 0 to 1
        """
        x, recency, waited = self._read(features)
        still = self._get_survival(waited, x, recency)
        later = self._get_survival(waited + days, x, recency)
        return (still - later) / (still + self.a / (self.b + x))

    def get_days(self, features, share=MIDDLE):
        """Return within how many days a share of such customers will have bought.

        Of those who have not dropped out, given how long they have waited already.

        :param features: array of n rows and the columns ``names``
        :param float share: from 0 to 1; a half is the expected day
        :return: array of n floats, from 0 to ten years
        """
        from scipy.special import betaincinv

        x, recency, waited = self._read(features)
        still = self._get_survival(waited, x, recency)
        part = betaincinv(self.q + self.p * x, self.p, (1 - share) * still)
        scale = self.v + recency
        days = scale * (1 / np.maximum(part, LEAST) - 1) - waited
        return np.clip(days, 0, LONGEST)

    def get_influence(self, features, days):
        """Return how much the probability depends on each column, in percent."""
        return get_sensitivity(lambda some: self.get_probability(some, days), features)

    def get_effects(self, features, usual, days):
        """Return by how much each column raises or lowers the log-odds."""

        def get_logits(some):
            known = self.get_probability(some, days)
            known = np.clip(known, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
            return np.log(known / (1 - known))

        return get_effects(get_logits, features, usual)

    def _read(self, features):
        """Return repeat purchases, first to last purchase, and the time since."""
        bought, waited, age = np.asarray(features, dtype=float).T
        x = np.maximum(bought - 1, 0)
        return x, np.where(x > 0, np.maximum(age - waited, 0), 0), waited

    def _get_survival(self, times, x, recency):
        """Return how likely the next purchase takes longer, who is still there."""
        return _get_survival((self.p, self.q, self.v), times, x, recency)


def _get_survival(parameters, times, x, recency):
    """Return how likely a time between purchases is longer than some times.

    What is known of a customer makes nu Gamma(q + p x, v + sum of times): the next one
    divided by itself and that sum is Beta(p, q + p x).
    """
    from scipy.special import betainc

    p, q, v = parameters
    scale = v + recency
    return np.maximum(betainc(q + p * x, p, scale / (scale + times)), LEAST)


def _get_log_likelihood(parameters, x, recency, waited):
    """Return the log likelihood of histories, an array of n floats.

    Of the sum of the x times between purchases, of x times not dropping out, and of
    what followed: dropped out, or still waiting.
    """
    from scipy.special import betaln

    p, q, v, a, b = parameters
    repeated = x > 0
    # where nobody bought again there is no sum
    times, total = np.where(repeated, x, 1.0), np.where(repeated, recency, 1.0)
    total = np.maximum(total, 1e-6)
    gaps = (
        -betaln(p * times, q)
        - q * np.log1p(total / v)
        - p * times * np.log1p(v / total)
        - np.log(total)
    )
    still = _get_survival((p, q, v), waited, x, recency)
    after = np.logaddexp(
        betaln(a, b + x + 1) + np.log(still), betaln(a + 1, b + x)
    ) - betaln(a, b)
    return np.where(repeated, gaps, 0.0) + after


def get_rule_days(features):
    """Return when customers are due by a simple rule: last purchase, usual interval.

    :param features: array of n rows and the columns of ``NextPurchase.names``
    :return: array of n days from now, below 0 = overdue; who bought once takes as long
        as half of those who bought again
    """
    bought, waited, age = np.asarray(features, dtype=float).T
    times = np.maximum(bought - 1, 0)
    gaps = np.where(times > 0, (age - waited) / np.maximum(times, 1), np.nan)
    usual = np.nanmedian(gaps) if (times > 0).any() else 0.0
    return np.where(times > 0, gaps, usual) - waited
