# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From purchases to what the models want to know of customers."""

from dataclasses import dataclass

import numpy as np

from .codes import Codes, as_days

__all__ = ["PurchaseHistories", "count_purchases", "summarize"]


@dataclass
class PurchaseHistories:
    """What the lifetime value models want to know of customers.

    Columns with an element for each customer, in the order of the ids.
    """

    #: ids
    customers: np.ndarray
    #: repeat purchases: days with a purchase after the first one
    frequency: np.ndarray
    #: time from the first to the last purchase
    recency: np.ndarray
    #: time from the first purchase to the end of observation
    age: np.ndarray
    #: mean value of the repeat purchases, 0 if there is none
    mean_value: np.ndarray
    #: value of all purchases
    total_value: np.ndarray


def summarize(customers, dates, amounts, cut, unit=1.0):
    """Return the purchase histories of customers up to a date.

    What is bought on one day is one purchase, as in Fader, Hardie & Lee 2005. A day
    whose amounts are below zero together (returns) is none. The first purchase makes
    a customer, so only those after it count.

    :param customers: array of n ids
    :param dates: array of n dates: days as numbers, datetime64, or dates of Python
    :param amounts: array of n amounts in one currency; None = each is a purchase
    :param cut: last day of observation
    :param float unit: days of the unit of time of the result, 7 = weeks
    :return: PurchaseHistories of those with a purchase up to the date
    :raise ValueError: if the lengths differ
    """
    codes, rows, days, values = _get_purchases(customers, dates, amounts, cut)
    cut = np.floor(as_days([cut])[0])
    count = np.bincount(rows, minlength=len(codes))
    ends = np.cumsum(count)
    bought = np.flatnonzero(count)
    first, last = (ends - count)[bought], ends[bought] - 1
    total = np.bincount(rows, values, minlength=len(codes))[bought]
    frequency = count[bought] - 1.0
    repeated = np.where(frequency > 0, total - values[first], 0.0)
    return PurchaseHistories(
        codes.ids[bought],
        frequency,
        (days[last] - days[first]) / unit,
        (cut - days[first]) / unit,
        repeated / np.maximum(frequency, 1),
        total,
    )


def count_purchases(customers, dates, amounts, start, end, wanted):
    """Return how often customers bought in a period, and for how much.

    :param customers: array of n ids
    :param dates: array of n dates
    :param amounts: array of n amounts in one currency; None = each is a purchase
    :param start: the period starts after this day
    :param end: last day of the period
    :param wanted: array of m ids in ascending order
    :return: (array of m counts of days with a purchase, array of m sums)
    :raise ValueError: if the lengths differ
    """
    codes, rows, days, values = _get_purchases(customers, dates, amounts, end)
    later = days > np.floor(as_days([start])[0])
    places = Codes(np.asarray(wanted)).find(codes.ids)[rows]
    later &= places >= 0
    counts = np.bincount(places[later], minlength=len(wanted))
    return counts, np.bincount(places[later], values[later], minlength=len(wanted))


def _get_purchases(customers, dates, amounts, end):
    """Return codes, and code, day and value of each day with a purchase, in order."""
    customers, days = np.asarray(customers), np.floor(as_days(dates))
    amounts = np.ones(len(days)) if amounts is None else np.asarray(amounts, float)
    if not len(customers) == len(days) == len(amounts):
        raise ValueError("customers, dates and amounts differ in length")
    used = days <= np.floor(as_days([end])[0])
    codes, rows = Codes.of(customers[used])
    days, amounts = days[used], amounts[used]
    if not len(rows):
        return codes, rows, days, amounts
    span = days.max() - days.min() + 1
    order = np.argsort((rows * span + (days - days.min())).astype(np.int64))
    rows, days = rows[order], days[order]
    changed = (rows[1:] != rows[:-1]) | (days[1:] != days[:-1])
    first = np.flatnonzero(np.concatenate(([True], changed)))
    values = np.add.reduceat(amounts[order], first)
    kept = values >= 0
    return codes, rows[first][kept], days[first][kept], values[kept]
