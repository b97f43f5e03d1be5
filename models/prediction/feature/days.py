# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What customers bought on each day, made of lines."""

from datetime import date, timedelta

# A day is this far from another one at most, in either direction.
DAY_BITS = 22
FIRST_DAY = date(1970, 1, 1)
# Amounts that cancel each other leave less than this share of them: what binary
# fractions do to decimal ones, and far less than a cent of a billion.
NOTHING = 1e-12


class PurchaseDays:
    """Days of customers with anything bought or given back, an element each.

    In the order of customers and days, whatever the order of the lines, so that the
    same lines give the same figures to the last digit. Arrays:

    - ``customers``, ``days``: since 1970-01-01
    - ``net``: the amount of the day
    - ``purchases``, ``returns``: number of documents; ``given_back``: worth of returns
    - ``products``: how many were new to the customer
    - ``gaps``: of days with a purchase, the days since the one before; −1 = none before
    - ``documents``, ``lines``: how many of any kind
    """

    def __init__(self, lines):
        """Add up lines.

        :param dict lines: arrays of n, see ``lines.KeptLines.get_lines``
        """
        import numpy as np

        keys = (lines["customers"].astype(np.int64) << DAY_BITS) + lines["days"]
        # amounts too: a sum depends on the order of what is added
        order = np.lexsort((lines["amounts"], lines["documents"], keys))
        keys, amounts = keys[order], lines["amounts"][order]
        numbers = lines["documents"][order]
        del order
        is_new_day = keys[1:] != keys[:-1]
        starts = get_starts(is_new_day | (numbers[1:] != numbers[:-1]), len(keys))
        del numbers
        net = _cancel(add_up(amounts, starts), add_up(np.abs(amounts), starts))
        lowest = np.minimum.reduceat(amounts, starts) if len(starts) else net
        self._add_documents(keys[starts], net, lowest)
        self.lines = _count(get_starts(is_new_day, len(keys)), len(keys))
        self.products = self._count_new_products(lines)
        self.gaps = self._get_gaps()
        #: where each customer begins
        self.starts = get_starts(
            self.customers[1:] != self.customers[:-1], len(self.customers)
        )

    def _add_documents(self, keys, net, lowest):
        """Add up the documents of each day.

        :param keys: array of n numbers of customer and day, in ascending order
        :param net: array of n amounts
        :param lowest: array of n, the lowest amount of a line
        """
        import numpy as np

        starts = get_starts(keys[1:] != keys[:-1], len(keys))
        is_purchase = (net > 0) | ((net == 0) & (lowest >= 0))
        is_return = net < 0
        self._keys = keys[starts]
        days = self._keys & ((1 << DAY_BITS) - 1)
        # days before 1970 borrowed from the customer
        is_before = days >> (DAY_BITS - 1)
        self.days = (days - (is_before << DAY_BITS)).astype(np.int32)
        self.customers = ((self._keys - self.days) >> DAY_BITS).astype(np.int32)
        self.net = _cancel(add_up(net, starts), add_up(np.abs(net), starts))
        self.purchases = add_up(is_purchase.astype(np.int32), starts)
        self.returns = add_up(is_return.astype(np.int32), starts)
        self.given_back = add_up(np.where(is_return, -net, 0.0), starts)
        self.documents = _count(starts, len(keys))

    def _count_new_products(self, lines):
        """Return how many products each customer bought for the first time on a day."""
        import numpy as np

        used = (lines["products"] >= 0) & (lines["amounts"] >= 0)
        customers = lines["customers"][used].astype(np.int64)
        days = lines["days"][used]
        pairs = (customers << 32) + lines["products"][used]
        order = np.lexsort((days, pairs))
        pairs = pairs[order]
        first = order[get_starts(pairs[1:] != pairs[:-1], len(pairs))]
        keys = (customers[first] << DAY_BITS) + days[first]
        places = np.searchsorted(self._keys, keys)
        return np.bincount(places, minlength=len(self._keys)).astype(np.int32)

    def _get_gaps(self):
        import numpy as np

        gaps = np.full(len(self.days), -1, dtype=np.int32)
        rows = np.flatnonzero(self.purchases > 0)
        customers, days = self.customers[rows], self.days[rows]
        again = np.flatnonzero(customers[1:] == customers[:-1]) + 1
        gaps[rows[again]] = days[again] - days[again - 1]
        return gaps

    def add(self, values):
        """Return the sums of values of days by customer."""
        return add_up(values, self.starts)

    def get_first(self, chosen):
        """Return the first day of those chosen by customer; of none a huge number."""
        import numpy as np

        if not len(self.starts):
            return np.zeros(0)
        values = np.where(chosen, self.days, np.inf)
        return np.minimum.reduceat(values, self.starts)

    def get_last(self, chosen):
        """Return the last day of those chosen by customer; of none a tiny number."""
        import numpy as np

        if not len(self.starts):
            return np.zeros(0)
        values = np.where(chosen, self.days, -np.inf)
        return np.maximum.reduceat(values, self.starts)

    def get_customers(self):
        """Return the ids of customers, in ascending order."""
        return self.customers[self.starts]

    def get_period(self):
        """Return what the days cover; see ``contact.prediction.features``."""
        is_any = bool(len(self.days))
        return {
            "first": as_date(self.days.min()) if is_any else False,
            "last": as_date(self.days.max()) if is_any else False,
            "customers": len(self.starts),
            "transactions": int(self.documents.sum()),
            "rows": int(self.lines.sum()),
        }

    def get_usual_first(self, few):
        """Return the day of a line, counted from the first ones of all.

        :param int few: how many lines are before it
        :rtype: date
        """
        import numpy as np

        days, places = np.unique(self.days, return_inverse=True)
        counts = np.bincount(places, weights=self.lines).cumsum()
        return as_date(days[np.searchsorted(counts, few, side="right")])


def as_date(day):
    """Return the date of a number of days since 1970-01-01."""
    return FIRST_DAY + timedelta(days=int(day))


def as_day(some):
    """Return the number of days of a date since 1970-01-01."""
    return (some - FIRST_DAY).days


def get_starts(is_new, count):
    """Return where groups of elements in a row begin.

    :param is_new: array of count - 1 booleans, whether a group begins at the next one
    """
    import numpy as np

    return np.flatnonzero(np.concatenate(([True], is_new))) if count else _nowhere()


def _nowhere():
    import numpy as np

    return np.zeros(0, dtype=np.int64)


def add_up(values, starts):
    """Return the sums of groups of elements in a row."""
    import numpy as np

    return np.add.reduceat(values, starts) if len(starts) else values[:0]


def _count(starts, total):
    """Return the sizes of groups."""
    import numpy as np

    return np.diff(np.append(starts, total)).astype(np.int32)


def _cancel(sums, sizes):
    """Return sums, 0 where amounts cancel each other.

    :param sizes: array of the sums of absolute amounts
    """
    import numpy as np

    return np.where(np.abs(sums) <= NOTHING * sizes, 0.0, sums)
