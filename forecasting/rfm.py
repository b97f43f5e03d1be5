# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""RFM: how lately, how often and for how much customers bought, in fifths and classes.

Customers are put in order by each of the three, and cut into fifths (Hughes 1994,
Strategic Database Marketing). The fifth of recency, and the mean of the other two, make
a grid of 25 cells with names for groups of them; this one is common among those who
work with it (putler.com/rfm-analysis, where some cells have two names: here each has
the one that such tables give it).
"""

import numpy as np

FIFTHS = 5
# The names of the cells: a row for each fifth of recency, from those who bought longest
# ago; in it from those who bought least, and for least, to those who bought most.
GRID = (
    ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    ("about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"),
    ("promising", "potential_loyal", "potential_loyal", "loyal", "loyal"),
    ("new", "potential_loyal", "potential_loyal", "champion", "champion"),
)
# From those to keep to those who are as good as gone.
CLASSES = (
    "champion",
    "loyal",
    "potential_loyal",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "cannot_lose",
    "at_risk",
    "hibernating",
)


def get_fifths(values):
    """Return in which fifth of all each value is, from 1 (lowest) to 5.

    Equal values are in one fifth: that of their middle. So few different values make
    fewer than five fifths, and if all are equal all are in the third.

    :param values: array of n numbers
    :return: array of n integers from 1 to 5
    """
    from scipy.stats import rankdata

    values = np.asarray(values, dtype=float)
    if not len(values):
        return np.zeros(0, dtype=int)
    places = (rankdata(values) - 0.5) / len(values)
    # the last digit of a fraction does not decide
    return np.minimum((places * FIFTHS + 1e-9).astype(int), FIFTHS - 1) + 1


def get_classes(recency, frequency, amount):
    """Return the class of each customer by its fifths.

    :param recency: array of n fifths, 5 = bought last of all
    :param frequency: array of n fifths, 5 = bought most often
    :param amount: array of n fifths, 5 = bought for most
    :return: array of n places in CLASSES
    """
    # the mean of two fifths, a half counts as the higher one
    means = (np.asarray(frequency) + np.asarray(amount) + 1) // 2
    grid = np.array([[CLASSES.index(name) for name in row] for row in GRID])
    return grid[np.asarray(recency) - 1, means - 1]
