# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finding the BG/NBD model of some customers."""

import numpy as np

from .arrays import as_histories
from .bg_nbd import BgNbd
from .bg_nbd_likelihood import BgNbdLikelihood
from .maximum_likelihood import BOUND, maximize
from .threads import single_threaded

# More rows than these hardly move the parameters: a sample finds where to start.
SAMPLE = 4000
# Log likelihood that drop-out has to add, or there is none.
LEAST_GAIN = 1e-3
# Where to start: r, a, b; and from the model without drop-out: a, b.
STARTS = ((0.5, 0.5, 2.0), (2.0, 2.0, 20.0), (0.2, 0.1, 0.5))
FEW_DROP_OUTS = ((0.01, 1.0), (0.05, 20.0), (0.5, 1000.0))


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
