# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What sets some rows apart from others: tables of two by two, and many of them."""

import numpy as np

__all__ = ["adjust", "compare", "get_least_shares"]

# Cochran 1954, Some Methods for Strengthening the Common χ² Tests, Biometrics 10(4):
# below so many expected in a cell, the test of chi-square is too rough.
LEAST_EXPECTED = 5
# The two sides of a normal distribution that hold 95 %.
NORMAL_95 = 1.959963984540054


def compare(inside, members, outside, others):
    """Tell how likely shares as different as these are by chance alone.

    Of each table of two by two: Pearson's chi-square test, without correction for
    continuity; where fewer than five are expected in a cell, Fisher's exact test (1935,
    The Logic of Inductive Inference, Journal of the Royal Statistical Society 98(1)),
    two-sided.

    :param inside: array of n counts, of the members that have something
    :param members: number of members, or array of n
    :param outside: array of n counts, of the others that have it
    :param others: number of others, or array of n
    :return: two arrays of n: the statistics of chi-square, and the probabilities
    :raise ValueError: if more have it than there are
    """
    from scipy.special import chdtrc

    tables = np.broadcast_arrays(inside, members, outside, others)
    inside, members, outside, others = (np.asarray(one, float) for one in tables)
    if (inside > members).any() or (outside > others).any():
        raise ValueError("more rows have it than there are")
    having, total = inside + outside, members + others
    margins = having * (total - having) * members * others
    differences = inside * others - outside * members
    with np.errstate(divide="ignore", invalid="ignore"):
        chi = np.where(margins > 0, total * differences**2 / margins, 0.0)
        least = np.minimum(having, total - having) * np.minimum(members, others) / total
    probabilities = chdtrc(1, chi)
    for place in np.argwhere((least < LEAST_EXPECTED) & (margins > 0)):
        place = tuple(place)
        probabilities[place] = _get_exact(
            *(int(one[place]) for one in (inside, members, outside, others))
        )
    return chi, probabilities


def _get_exact(inside, members, outside, others):
    """Return the probability of Fisher's exact test, two-sided."""
    from scipy.stats import fisher_exact

    table = [[inside, members - inside], [outside, others - outside]]
    return float(fisher_exact(table).pvalue)


def adjust(probabilities):
    """Correct probabilities for their number: how many false finds a list would have.

    Benjamini & Hochberg 1995, Controlling the False Discovery Rate, Journal of the
    Royal Statistical Society B 57(1): of those that are at most 0.05 then, at most one
    of twenty is expected to be there by chance.

    :param probabilities: array of n
    :return: array of n, none lower than before
    """
    probabilities = np.asarray(probabilities, dtype=float)
    count = len(probabilities)
    order = np.argsort(probabilities)[::-1]
    ranks = np.arange(count, 0, -1)
    adjusted = np.empty(count)
    adjusted[order] = np.minimum.accumulate(probabilities[order] * count / ranks)
    return np.minimum(adjusted, 1)


def get_least_shares(hits, counts):
    """Return the lower end of the interval that holds the true share, 95 % two-sided.

    Wilson 1927, Probable Inference, Journal of the American Statistical Association
    22(158): a share of few rows may be high by chance.

    :param hits: array of n counts
    :param counts: array of n counts, of how many
    :return: array of n shares from 0 to 1; 0 of none
    """
    hits, counts = np.asarray(hits, dtype=float), np.asarray(counts, dtype=float)
    known = np.maximum(counts, 1)
    shares, square = hits / known, NORMAL_95**2
    spread = np.sqrt(shares * (1 - shares) / known + square / (4 * known**2))
    least = shares + square / (2 * known) - NORMAL_95 * spread
    least = np.clip(least / (1 + square / known), 0, 1)
    return np.where((counts > 0) & (hits > 0), least, 0.0)
