# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lines of what customers bought, read once in a phase and kept as arrays."""

from odoo.tools import SQL

from .days import DAY_BITS, PurchaseDays, as_date
from .reader import read_arrays

# Odd, so that no two numbers times this are the same 64 bits.
SPREAD = 0x9E3779B97F4A7C15
COLUMNS = {
    "customers": "int32",
    "days": "int32",
    "products": "int32",
    "documents": "int64",
    "amounts": "float64",
}


class KeptLines:
    """What customers bought, kept while a phase works.

    Reading millions of lines takes most of the time of a phase, and all figures of
    customers come from the same ones. In the context of a prediction it is known by
    its class, which nothing that comes over RPC can be of.
    """

    key = "prediction_kept_lines"

    def __init__(self, prediction):
        """Keep nothing yet.

        :param prediction: whose lines they are
        """
        # who looks at no products needs the days only, a third of the size
        self._keeps_lines = "product_domain" in prediction._get_kind()._settings
        self._lines = None
        self._days = None

    @classmethod
    def of(cls, prediction):
        """Return what is kept for a prediction; what was not kept is read anew."""
        kept = prediction.env.context.get(cls.key)
        return kept if isinstance(kept, cls) else cls(prediction)

    @classmethod
    def is_kept(cls, prediction):
        """Tell whether lines are kept for a prediction, so that they cost nothing."""
        return isinstance(prediction.env.context.get(cls.key), cls)

    def get_lines(self, prediction):
        """Return the lines until today, an element each.

        :return: arrays ``customers``, ``days``, ``products`` (−1: none), ``documents``
            (numbers that differ for the references of a customer's day) and ``amounts``
        :rtype: dict
        """
        if self._lines is not None:
            return self._lines
        lines = _read_lines(prediction)
        if self._keeps_lines:
            self._lines = lines
        return lines

    def get_days(self, prediction):
        """Return what customers bought on each day.

        :rtype: PurchaseDays
        """
        if self._days is None:
            self._days = PurchaseDays(self.get_lines(prediction))
        return self._days

    def get_period(self, prediction):
        """Return what the lines cover; see ``contact.prediction.features``."""
        if self._keeps_lines and self._days is None:
            return _get_period(self.get_lines(prediction))
        return self.get_days(prediction).get_period()


def get_days(prediction):
    """Return what customers bought on each day, as it is kept for the phase."""
    return KeptLines.of(prediction).get_days(prediction)


def _get_period(lines):
    """Count lines that nobody needs in their order, which takes longest."""
    import numpy as np

    count = len(lines["days"])
    keys = (lines["customers"].astype(np.int64) << DAY_BITS) + lines["days"]
    documents = lines["documents"].view(np.uint64) ^ (
        keys.view(np.uint64) * np.uint64(SPREAD)
    )
    return {
        "first": as_date(lines["days"].min()) if count else False,
        "last": as_date(lines["days"].max()) if count else False,
        "customers": len(np.unique(lines["customers"])),
        "transactions": len(np.unique(documents)),
        "rows": count,
    }


def _read_lines(prediction):
    # references are told apart within a day of a customer, so that no two of them have
    # to differ in all the data
    query = SQL(
        """
        SELECT partner_id AS customers, date - '1970-01-01'::date AS days,
               product_id AS products,
               hashtextextended(reference::text, 0) AS documents,
               COALESCE(amount, 0) AS amounts
          FROM (%(rows)s) row
         WHERE date <= CURRENT_DATE
        """,
        rows=prediction.source_id._get_rows(prediction),
    )
    return read_arrays(prediction.env, query, COLUMNS)
