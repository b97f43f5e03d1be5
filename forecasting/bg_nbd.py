# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""BG/NBD: how often customers will buy, and who has left."""

import numpy as np

from .arrays import as_histories, as_timed_histories, elementwise
from .maximum_likelihood import BOUND, collapse, digamma_rise, log_rising, maximize
from .threads import single_threaded

# More rows than these hardly move the parameters: a sample finds where to start.
SAMPLE = 4000
# Log likelihood that drop-out has to add, or there is none.
LEAST_GAIN = 1e-3
# Where to start: r, a, b; and from the model without drop-out: a, b.
STARTS = ((0.5, 0.5, 2.0), (2.0, 2.0, 20.0), (0.2, 0.1, 0.5))
FEW_DROP_OUTS = ((0.01, 1.0), (0.05, 20.0), (0.5, 1000.0))
# Of the series of expected purchases: how many rows at a time, and when it is precise.
BLOCK = 16384
PRECISION = 1e-16
# Beyond these its terms get many, or cancel.
LARGEST_Z = 0.9
LARGEST_A = 20.0
LEAST_DIFFERENCE = -8.0
# Of the integral: nodes, how many rows at a time, and the log of its precision.
NODES = 512
ROWS = 1024
LOG_PRECISION = 40.0
# Of the drop-out probabilities, for a period that starts later.
QUANTILES = 64


class BgNbd:
    """Beta-geometric / negative binomial distribution of repeat purchases.

    Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way: An Alternative to
    the Pareto/NBD Model, Marketing Science 24(2). A customer buys at a rate drawn from
    Gamma(r, alpha) and after each purchase drops out with a probability drawn from
    Beta(a, b). Times have the unit of those the model was fitted on. The methods take
    arrays of n, or numbers and return a number then.
    """

    def __init__(self, r, alpha, a, b, log_likelihood=0.0, is_fitted=True):
        """Keep the parameters.

        :param float r: shape of the purchase rates
        :param float alpha: inverse scale of the purchase rates, a time
        :param float a: first parameter of the drop-out; 0 = nobody drops out
        :param float b: second parameter of the drop-out
        :param float log_likelihood: that of the customers it was fitted on
        :param bool is_fitted: False if there was nothing to fit
        """
        self.r = float(r)
        self.alpha = float(alpha)
        self.a = float(a)
        self.b = float(b)
        self.log_likelihood = float(log_likelihood)
        self.is_fitted = is_fitted

    def __repr__(self):
        return (
            f"BgNbd(r={self.r:.6g}, alpha={self.alpha:.6g}, a={self.a:.6g}, "
            f"b={self.b:.6g}, log_likelihood={self.log_likelihood:.6g})"
        )

    @property
    def has_drop_out(self):
        """Whether customers ever leave."""
        return self.a > 0

    @elementwise
    def probability_alive(self, frequency, recency, age):
        """Return how likely customers have not dropped out.

        It is 1 for those without a repeat purchase: in this model one drops out after
        a repeat purchase only. Who will not buy tells ``probability_no_purchase``.

        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats from 0 to 1
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        x, recency, age = as_histories(frequency, recency, age)
        return self._get_alive(x, recency, age)

    @elementwise
    def probability_no_purchase(self, t, frequency, recency, age):
        """Return how likely customers buy nothing within a time.

        1 − P(alive) (1 − ((alpha + T) / (alpha + T + t))^(r + x)): who is alive buys at
        a rate of Gamma(r + x, alpha + T).

        :param t: array of n times from now on, or one for all
        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats from 0 to 1
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        t, x, recency, age = as_timed_histories(t, frequency, recency, age)
        logs = np.log1p(t / (self.alpha + age))
        return 1 + self._get_alive(x, recency, age) * np.expm1(-(self.r + x) * logs)

    @elementwise
    def expected_purchases(self, t, frequency=0, recency=0, age=0):
        """Return how many purchases customers are expected to make within a time.

        Equation 10 of the paper; without a history E[X(t)] of somebody who has just
        bought for the first time, equation 9.

        :param t: array of n times from now on, or one for all
        :param frequency: array of n counts of repeat purchases
        :param recency: array of n times from the first to the last purchase
        :param age: array of n times from the first purchase to now
        :return: array of n floats
        :raise ValueError: if a value is negative, no number or contradicts the others
        """
        t, x, recency, age = as_timed_histories(t, frequency, recency, age)
        expected = get_purchases_while_alive(self, t, x, age)
        return expected * self._get_alive(x, recency, age)

    def _get_alive(self, x, recency, age):
        from scipy.special import expit

        if not self.has_drop_out:
            return np.ones(len(x))
        repeated = x > 0
        odds = (self.r + x) * np.log1p((age - recency) / (self.alpha + recency))
        odds += np.log(self.a) - np.log(np.where(repeated, self.b + x - 1, 1.0))
        return np.where(repeated, expit(-odds), 1.0)


def probability_no_purchase_between(model, start, end, frequency, recency, age):
    """Return how likely customers buy nothing from a time until a later one.

    Who is active, buys at a rate l and drops out with probability p after a purchase is
    still there at a time s with probability exp(−l p s), and then buys within a time d
    with probability 1 − exp(−l d). l is Gamma(r + x, alpha + T) and p Beta(a, b + x);
    the first is integrated exactly, the second at 64 of its quantiles (Gauss-Legendre).
    With a start of 0 this is ``model.probability_no_purchase``.

    :param BgNbd model: the parameters
    :param float start: time from now to the start of the period
    :param float end: time from now to its end
    :param frequency: array of n counts of repeat purchases
    :param recency: array of n times from the first to the last purchase
    :param age: array of n times from the first purchase to now
    :return: array of n floats from 0 to 1
    :raise ValueError: if a value is negative, no number or contradicts the others
    """
    x, recency, age = as_histories(frequency, recency, age)
    alive = np.atleast_1d(model.probability_alive(x, recency, age))
    if start <= 0 or not model.has_drop_out:
        # without drop-out a period says the same whenever it starts
        length = end - max(start, 0)
        return np.atleast_1d(model.probability_no_purchase(length, x, recency, age))
    buys = np.zeros(len(x))
    counts, places = np.unique(x, return_inverse=True)
    quantiles, weights = _get_quantiles(model.a, model.b + counts)
    shape, rate = model.r + x, model.alpha + age
    for number, weight in enumerate(weights):
        there = rate + quantiles[places, number] * start
        kept = (rate / there) ** shape
        buys += weight * (kept - (rate / (there + end - start)) ** shape)
    return np.clip(1 - alive * buys, 0, 1)


@single_threaded
def fit_bg_nbd(frequency, recency, age):
    """Return the BG/NBD model that makes purchase histories most likely.

    Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way, Marketing
    Science 24(2). The unit of time is the caller's, the model's times have the same.
    Where the likelihood rises up to the border without drop-out, the model is NBD
    (Ehrenberg 1959): ``a`` is 0 and ``has_drop_out`` False. Without any customer or
    any repeat purchase there is nothing to fit; then r is nearly 0, so that everybody
    is expected to go on at the own rate, and ``is_fitted`` is False.

    :param frequency: array of n counts of repeat purchases, without the first
    :param recency: array of n times from the first to the last purchase
    :param age: array of n times from the first purchase to the end of observation
    :return: BgNbd
    :raise ValueError: if the lengths differ, or if a value is negative, no number or
        contradicts the others
    """
    frequency, recency, age = as_histories(frequency, recency, age)
    scale = age.mean() if age.any() else 1.0
    if not frequency.any() or not age.any():
        return BgNbd(np.exp(-BOUND), scale, 0.0, 1.0, 0.0, is_fitted=False)
    likelihood = BgNbdLikelihood(frequency, recency / scale, age / scale)
    # time in another unit changes the density of every purchase
    shift = -frequency.sum() * np.log(scale)
    purchases = frequency.sum() / len(frequency)
    starts = np.log(
        [[r, np.clip(r / purchases, 1e-4, 1e4), a, b] for r, a, b in STARTS]
    )
    plain_logs, plain = maximize(likelihood.without_drop_out, starts[:2, :2])
    logs, value = _maximize(likelihood, starts, plain_logs, plain)
    value, plain = (mean * len(frequency) + shift for mean in (value, plain))
    if value - plain < LEAST_GAIN:
        r, alpha = np.exp(plain_logs)
        return BgNbd(r, alpha * scale, 0.0, np.exp(logs[3]), plain)
    r, alpha, a, b = np.exp(logs)
    return BgNbd(r, alpha * scale, a, b, value)


def _maximize(likelihood, starts, plain_logs, plain):
    """Return the logarithms of the parameters, and the mean log likelihood.

    :param BgNbdLikelihood likelihood: of all customers
    :param starts: array of rows of logarithms of r, alpha, a and b
    :param plain_logs: logarithms of r and alpha without drop-out
    :param float plain: mean log likelihood there
    """
    near_plain = [[*plain_logs, *pair] for pair in np.log(FEW_DROP_OUTS)]
    everywhere = [*starts, *near_plain]
    if len(likelihood.x) <= 2 * SAMPLE:
        return maximize(likelihood, everywhere)
    rough = maximize(likelihood.sample(SAMPLE), everywhere)[0]
    logs, value = maximize(likelihood, [rough])
    if (value - plain) * likelihood.customers < LEAST_GAIN:
        # the sample may show no drop-out where all customers show a little
        return maximize(likelihood, near_plain)
    return logs, value


class BgNbdLikelihood:
    """The mean log likelihood per customer of the logarithms of (r, alpha, a, b).

    Equation 6 of Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way: An
    Alternative to the Pareto/NBD Model, Marketing Science 24(2), with the sum of the
    two terms taken apart: the first one, and the log of one plus their ratio. Customers
    with the same history are one row, those without a repeat purchase differ by age
    only, and what depends on the frequency alone is computed once for each frequency.
    """

    def __init__(self, frequency, recency, age):
        """Prepare the histories.

        :param frequency: float array of n repeat purchases
        :param recency: float array of n times from first to last purchase
        :param age: float array of n times from first purchase to now, same unit
        """
        repeated = frequency > 0
        histories = [column[repeated] for column in (frequency, recency, age)]
        (self.x, self.recency, self.age), self.weight = collapse(*histories)
        (self.ages_of_none,), self.weight_of_none = collapse(age[~repeated])
        self.customers = len(frequency)
        self._index()

    def _index(self):
        self.counts, self.position = np.unique(self.x, return_inverse=True)
        self.position = self.position.reshape(-1)
        self.count_weight = np.bincount(
            self.position, self.weight, minlength=len(self.counts)
        )

    def sample(self, size):
        """Return the likelihood of about so many of the rows, evenly chosen."""
        step = max(1, len(self.x) // size)
        part = object.__new__(type(self))
        for name in ("x", "recency", "age", "weight"):
            setattr(part, name, getattr(self, name)[::step])
        part.ages_of_none = self.ages_of_none[::step]
        part.weight_of_none = self.weight_of_none[::step]
        part.customers = part.weight.sum() + part.weight_of_none.sum()
        part._index()
        return part

    def __call__(self, logs):
        """Return the mean log likelihood and its gradient.

        :param logs: array of the logarithms of r, alpha, a and b
        :return: (float, array of 4)
        """
        r, alpha, a, b = np.exp(logs)
        value, slope_r, slope_alpha, times = self._no_drop_out(r, alpha)
        log_age, log_recency = times
        # the odds that a customer left after the last purchase
        rate = (r + self.counts)[self.position]
        odds = (np.log(a) - np.log(b + self.counts - 1))[self.position]
        odds += rate * (log_age - log_recency)
        shrunk = np.exp(-np.abs(odds))
        left = np.where(odds > 0, 1.0, shrunk) / (1 + shrunk) * self.weight
        value += self.weight @ (np.maximum(odds, 0) + np.log(1 + shrunk))
        slope_r += left @ (log_age - log_recency)
        slope_alpha += (left * rate) @ (1 / (alpha + self.age))
        slope_alpha -= (left * rate) @ (1 / (alpha + self.recency))
        # that a customer stayed at all of the purchases
        weight, counts = self.count_weight, self.counts
        value += weight @ (log_rising(b, counts) - log_rising(a + b, counts))
        both = weight @ digamma_rise(a + b, counts)
        per_count = np.bincount(self.position, left, minlength=len(counts))
        slope_a = left.sum() / a - both
        slope_b = weight @ digamma_rise(b, counts) - both
        slope_b -= per_count @ (1 / (b + counts - 1))
        slopes = np.array([slope_r * r, slope_alpha * alpha, slope_a * a, slope_b * b])
        return value / self.customers, slopes / self.customers

    def without_drop_out(self, logs):
        """Return the same of NBD, where nobody leaves (a = 0).

        :param logs: array of the logarithms of r and alpha
        :return: (float, array of 2)
        """
        r, alpha = np.exp(logs)
        value, slope_r, slope_alpha, _times = self._no_drop_out(r, alpha)
        slopes = np.array([slope_r * r, slope_alpha * alpha])
        return value / self.customers, slopes / self.customers

    def _no_drop_out(self, r, alpha):
        """Return log likelihood and slopes of NBD, and the logs of alpha + times."""
        log_alpha = np.log(alpha)
        log_age = np.log(alpha + self.age)
        log_age_of_none = np.log(alpha + self.ages_of_none) - log_alpha
        rate = r + self.x
        value = self.count_weight @ log_rising(r, self.counts)
        value += self.weight @ (r * log_alpha - rate * log_age)
        value -= r * (self.weight_of_none @ log_age_of_none)
        slope_r = self.count_weight @ digamma_rise(r, self.counts)
        slope_r += self.weight @ (log_alpha - log_age)
        slope_r -= self.weight_of_none @ log_age_of_none
        slope_alpha = self.weight @ (r / alpha - rate / (alpha + self.age))
        slope_alpha += (r / alpha) * (
            self.weight_of_none @ (self.ages_of_none / (alpha + self.ages_of_none))
        )
        return value, slope_r, slope_alpha, (log_age, np.log(alpha + self.recency))


def get_purchases_while_alive(model, t, x, age):
    """Return the expected number of purchases of customers who are active now.

    The textbook's 2F1(r + x, b + x; a + b + x - 1; z) overflows for some thousand
    purchases and divides zero by zero at a = 1. Here are two ways that don't: a series
    for nearly all customers, an integral for the rest.

    :param BgNbd model: the parameters
    :param t: float array of n times from now on
    :param x: float array of n repeat purchases
    :param age: float array of n times from the first purchase to now
    :return: float array of n
    """
    rate = model.r + x
    ratio = t / (model.alpha + age)
    if not model.has_drop_out:
        return rate * ratio
    z = t / (model.alpha + age + t)
    difference = model.a + model.b - 1 - model.r
    simple = (z <= LARGEST_Z) & (model.a <= LARGEST_A)
    simple &= (difference >= LEAST_DIFFERENCE) | (-difference <= x)
    found = np.empty(len(x))
    for rows in _get_blocks(np.flatnonzero(simple), BLOCK):
        found[rows] = _sum_series(model, x[rows], z[rows])
    for rows in _get_blocks(np.flatnonzero(~simple), ROWS):
        found[rows] = _integrate(model, rate[rows], x[rows], ratio[rows])
    return found


def _sum_series(model, x, z):
    """Sum Gauss's series after Euler's transformation (Abramowitz & Stegun 15.3.3).

    With c = a + b + x − 1, d = a + b − 1 − r and y = (1 − z)^(a − 1) the textbook's
    expression is c (1 − y 2F1(a − 1, d; c; z)) / (a − 1). The factor a − 1, which all
    terms but the first have, is divided out, and so is c of the denominators.
    """
    a, c = model.a, model.a + model.b + x - 1
    difference = a + model.b - 1 - model.r
    logs = np.log1p(-z)
    start = -logs if a == 1 else -np.expm1((a - 1) * logs) / (a - 1)
    term = difference * z
    total = term.copy()
    n = 1
    while len(x):
        step = (a + n - 1) * (difference + n) / (n + 1)
        term = term * (step * z / (c + n))
        total += term
        n += 1
        if np.all(np.abs(term) <= PRECISION * np.abs(total)):
            break
    return c * start - np.exp((a - 1) * logs) * total


def _integrate(model, rate, x, ratio):
    """Integrate over the drop-out probability p ~ Beta(a, b + x) of active customers.

    Who drops out with probability p after a purchase makes (1 − (1 + p t / (alpha +
    T))^−(r + x)) / p purchases on average. In the logit of p the integrand is analytic
    and falls off exponentially, so that the trapezoidal rule converges exponentially
    (Trefethen & Weideman 2014, SIAM Review 56(3)); beyond its ends the terms are
    geometric series.
    """
    a, b = model.a, (model.b + x)[:, None]
    rate, ratio = rate[:, None], ratio[:, None]
    middle = np.log(a / b)
    spread = 9 * np.sqrt(1 / a + 1 / b)
    largest = np.maximum(np.maximum(rate, 1) * ratio, b + 1)
    low = np.maximum(
        -LOG_PRECISION - np.log(largest), middle - spread - 1.2 * LOG_PRECISION / a
    )
    high = np.minimum(LOG_PRECISION, middle + spread + 1.2 * LOG_PRECISION / b)
    high = np.maximum(high, low + 1)
    step = (high - low) / (NODES - 1)
    logit = low + step * np.arange(NODES)
    log_p = -np.logaddexp(0, -logit)
    density = a * log_p - b * np.logaddexp(0, logit)
    density = np.exp(density - density.max(axis=1, keepdims=True))
    density[:, :1] /= -np.expm1(-a * step)
    density[:, -1:] /= -np.expm1(-b * step)
    p = np.exp(log_p)
    purchases = -np.expm1(-rate * np.log1p(p * ratio)) / p
    return (density * purchases).sum(axis=1) / density.sum(axis=1)


def _get_blocks(rows, size):
    """Yield parts of an array."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _get_quantiles(a, b):
    """Return quantiles of beta distributions, and how much each weighs."""
    from scipy.special import betaincinv

    nodes, weights = np.polynomial.legendre.leggauss(QUANTILES)
    return betaincinv(a, b[:, None], (nodes + 1) / 2), weights / 2
