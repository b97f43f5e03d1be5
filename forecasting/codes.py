# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ids as row and column numbers."""

import numpy as np

# A table of all numbers between the ids may have so many entries for each id.
LARGEST_GAPS = 8


class Codes:
    """Distinct ids in ascending order, and the number of each."""

    def __init__(self, ids):
        """Keep the ids.

        :param ids: array of distinct ids in ascending order
        """
        self.ids = ids

    def __len__(self):
        return len(self.ids)

    @classmethod
    def of(cls, ids):
        """Number ids.

        :param ids: array of n ids, numbers or text
        :return: (Codes, array of n numbers as int32)
        """
        if ids.dtype.kind in "iu" and len(ids):
            low, high = int(ids.min()), int(ids.max())
            if high - low < LARGEST_GAPS * len(ids):
                present = np.zeros(high - low + 1, dtype=bool)
                present[ids - low] = True
                table = np.cumsum(present, dtype=np.int32) - 1
                return cls(np.flatnonzero(present) + low), table[ids - low]
        distinct, codes = np.unique(ids, return_inverse=True)
        return cls(distinct), codes.reshape(-1).astype(np.int32)

    def find(self, ids):
        """Return the numbers of ids, -1 for those that are not among them.

        :param ids: array of any length
        :return: array of int64
        """
        ids = np.asarray(ids)
        if not len(self.ids) or not len(ids):
            return np.full(len(ids), -1)
        places = np.searchsorted(self.ids, ids)
        places = np.minimum(places, len(self.ids) - 1)
        return np.where(self.ids[places] == ids, places, -1)

    def get(self, codes):
        """Return the ids of numbers; where a number is negative -1, "" or None."""
        missing = {"i": -1, "u": 0, "f": np.nan, "U": "", "S": b""}
        nothing = missing.get(self.ids.dtype.kind)
        if not len(self.ids):
            return np.full(codes.shape, nothing, dtype=self.ids.dtype)
        found = self.ids[np.maximum(codes, 0)]
        found[codes < 0] = nothing
        return found


def as_days(dates):
    """Return dates as days.

    :param dates: array of n numbers, datetime64 or dates of Python
    :return: array of n floats
    """
    dates = np.asarray(dates)
    if dates.dtype.kind == "O":
        dates = dates.astype("datetime64[us]")
    if dates.dtype.kind == "M":
        return (dates - np.datetime64(0, "D")) / np.timedelta64(1, "D")
    return dates.astype(float)
