# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who bought which product when."""

from odoo.tools import SQL

from .reader import read_arrays


def read_purchases(prediction, after=None, until=None):
    """Read who bought what; see ``contact.prediction.features._read_purchases``."""
    query = SQL(
        """
        SELECT partner_id AS customers, product_id AS products,
               date - '1970-01-01'::date AS days,
               bought * (all_bought - all_returned) / all_bought AS weights
          FROM (SELECT *, sum(bought) OVER product AS all_bought,
                       sum(returned) OVER product AS all_returned
                  FROM (SELECT partner_id, product_id, date,
                               count(*) FILTER (WHERE amount >= 0) AS bought,
                               count(*) FILTER (WHERE amount < 0) AS returned
                          FROM (SELECT partner_id, product_id, date,
                                       COALESCE(amount, 0) AS amount
                                  FROM (%(rows)s) row
                                 WHERE product_id IS NOT NULL AND %(period)s) line
                         GROUP BY partner_id, product_id, date) day
                WINDOW product AS (PARTITION BY partner_id, product_id)) day
         WHERE bought > 0 AND all_bought > all_returned
         ORDER BY partner_id, product_id, date
        """,
        rows=prediction.source_id._get_rows(prediction),
        period=_get_condition(after, until),
    )
    columns = dict.fromkeys(("customers", "products", "days"), "int32")
    return read_arrays(prediction.env, query, columns | {"weights": "float32"})


def _get_condition(after, until):
    conditions = [SQL("date <= CURRENT_DATE")]
    if after:
        conditions.append(SQL("date > %s", after))
    if until:
        conditions.append(SQL("date <= %s", until))
    return SQL(" AND ").join(conditions)
