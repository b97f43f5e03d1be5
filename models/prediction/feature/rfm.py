# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How lately, how often and for how much customers have bought."""

from odoo.tools import SQL

from .reader import get_days, read_arrays

COLUMNS = (
    "frequency",
    "recency",
    "age",
    "mean_value",
    "mean_purchase",
    "total",
    "purchases",
    "returns",
    "products",
    "recent_count",
    "recent_value",
    "previous_count",
    "previous_value",
)
OUTCOME = ("outcome_count", "outcome_value", "outcome_first")


def read_rfm(prediction, cut, until=None, window_days=365):
    """Read figures of customers; see ``contact.prediction.features._read_rfm``."""
    names = COLUMNS + (OUTCOME if until else ())
    query = SQL(
        """
        WITH %(days)s, customer AS (%(customers)s)
        SELECT partner_id AS partner_ids, frequency, recency, age,
               CASE WHEN frequency > 0
                    THEN GREATEST(total - first_value, 0) / frequency ELSE 0
                    END AS mean_value,
               GREATEST(total, 0) / (frequency + 1) AS mean_purchase,
               total, purchases, returns, products, recent_count, recent_value,
               previous_count, previous_value, outcome_count, outcome_value,
               outcome_first
          FROM customer
         ORDER BY partner_id
        """,
        days=get_days(prediction),
        customers=_get_customers(cut, until, window_days),
    )
    columns = {"partner_ids": "int32"} | dict.fromkeys(names, "float64")
    return read_arrays(prediction.env, query, columns)


def _get_customers(cut, until, window_days):
    """Return the figures of everybody who bought something until the cut."""
    return SQL(
        """
        SELECT partner_id,
               count(*) FILTER (WHERE %(bought)s) - 1 AS frequency,
               max(date) FILTER (WHERE %(bought)s)
                   - min(date) FILTER (WHERE %(bought)s) AS recency,
               %(cut)s - min(date) FILTER (WHERE %(bought)s) AS age,
               COALESCE(sum(net) FILTER (WHERE %(bought)s AND gap IS NULL), 0)
                   AS first_value,
               COALESCE(sum(net) FILTER (WHERE %(past)s), 0) AS total,
               COALESCE(sum(purchases) FILTER (WHERE %(past)s), 0) AS purchases,
               COALESCE(sum(returns) FILTER (WHERE %(past)s), 0) AS returns,
               COALESCE(sum(products) FILTER (WHERE %(past)s), 0) AS products,
               count(*) FILTER (WHERE purchases > 0 AND %(recent)s) AS recent_count,
               COALESCE(sum(net) FILTER (WHERE %(recent)s), 0) AS recent_value,
               count(*) FILTER (WHERE purchases > 0 AND %(previous)s)
                   AS previous_count,
               COALESCE(sum(net) FILTER (WHERE %(previous)s), 0) AS previous_value,
               count(*) FILTER (WHERE purchases > 0 AND %(outcome)s)
                   AS outcome_count,
               COALESCE(sum(net) FILTER (WHERE %(outcome)s), 0) AS outcome_value,
               min(date) FILTER (WHERE purchases > 0 AND %(outcome)s) - %(cut)s
                   AS outcome_first
          FROM day
         GROUP BY partner_id
        HAVING count(*) FILTER (WHERE %(bought)s) > 0
        """,
        cut=SQL("%s::date", cut),
        past=SQL("date <= %s", cut),
        bought=SQL("purchases > 0 AND date <= %s", cut),
        recent=_get_window(cut, 0, window_days),
        previous=_get_window(cut, window_days, 2 * window_days),
        outcome=SQL("date > %s AND date <= %s", cut, until or cut),
    )


def _get_window(cut, newest, oldest):
    return SQL(
        "date > %(cut)s::date - %(oldest)s AND date <= %(cut)s::date - %(newest)s",
        cut=cut,
        oldest=oldest,
        newest=newest,
    )


def get_rfm_names(env):
    """Return what the figures are called, by their codes."""
    return {
        "frequency": env._("Days with purchases after the first"),
        "recency": env._("Days between first and last purchase"),
        "age": env._("Days since the first purchase"),
        "mean_value": env._("Mean value of repeat purchases"),
        "mean_purchase": env._("Mean value of a purchase"),
        "total": env._("Value of all purchases"),
        "purchases": env._("Number of purchases"),
        "returns": env._("Number of returns"),
        "products": env._("Number of different products"),
        "recent_count": env._("Purchases in the last year"),
        "recent_value": env._("Value of purchases in the last year"),
        "previous_count": env._("Purchases in the year before"),
        "previous_value": env._("Value of purchases in the year before"),
    }
