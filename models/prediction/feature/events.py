# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who did something on which day: bought certain products, or answered a campaign."""

from odoo.tools import SQL

from .days import add_up, get_starts
from .lines import KeptLines
from .reader import read_arrays


def read_product_events(prediction, product_ids):
    """Read who bought one of some products on which day.

    What was given back on the day it was bought is no purchase.

    :param product_ids: array of ids of product.product
    :return: arrays ``customers`` and ``days``, int32, in this order
    :rtype: dict
    """
    import numpy as np

    lines = KeptLines.of(prediction).get_lines(prediction)
    used = np.isin(lines["products"], np.asarray(product_ids, dtype=np.int32))
    customers, days = lines["customers"][used], lines["days"][used]
    order = np.lexsort((days, customers))
    customers, days = customers[order], days[order]
    signs = np.where(lines["amounts"][used][order] < 0, -1, 1)
    is_new = (customers[1:] != customers[:-1]) | (days[1:] != days[:-1])
    starts = get_starts(is_new, len(days))
    bought = starts[add_up(signs, starts) > 0]
    return {"customers": customers[bought], "days": days[bought]}


def read_response_events(prediction, campaign_id):
    """Read who answered a campaign on which day: done interactions say so.

    :return: arrays ``customers`` and ``days``, int32, in this order
    :rtype: dict
    """
    partner = "commercial_partner_id" if prediction.by_company else "partner_id"
    query = SQL(
        """
        SELECT %(partner)s AS customers, date::date - '1970-01-01'::date AS days
          FROM contact_interaction
         WHERE state = 'done' AND campaign_response AND campaign_id = %(campaign)s
           AND (company_id = %(company)s OR company_id IS NULL)
           AND %(partner)s IS NOT NULL AND date::date <= CURRENT_DATE
         GROUP BY 1, 2
         ORDER BY 1, 2
        """,
        partner=SQL.identifier(partner),
        campaign=campaign_id,
        company=prediction.company_id.id,
    )
    columns = dict.fromkeys(("customers", "days"), "int32")
    return read_arrays(prediction.env, query, columns)


def get_event_names(env):
    """Return what is told of the event itself, by codes."""
    return {
        "event_count": env._("How often it was done before"),
        "days_since_event": env._("Days since it was done last"),
    }


def count_events(events, customers, cuts, days):
    """Return what customers did before and after their cuts.

    :param dict events: arrays ``customers`` and ``days``, in this order
    :param customers: array of n ids
    :param cuts: array of n days
    :param int days: of the time after a cut
    :return: arrays of n: how often before, days since the last time (NaN = never), and
        whether it was done in the days after
    :rtype: tuple
    """
    import numpy as np

    keys = _join(events["customers"], events["days"])
    start = np.searchsorted(keys, _join(customers, np.zeros_like(cuts)))
    now = np.searchsorted(keys, _join(customers, cuts), side="right")
    then = np.searchsorted(keys, _join(customers, cuts + days), side="right")
    count = now - start
    since = np.full(len(cuts), np.nan)
    known = count > 0
    since[known] = cuts[known] - events["days"][now[known] - 1]
    return count.astype(float), since, then > now


def _join(customers, days):
    return (customers.astype("int64") << 32) + days.astype("int64")
