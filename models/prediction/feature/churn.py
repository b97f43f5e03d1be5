# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tells who will stop buying."""

from odoo.tools import SQL

from ....tools.numbers import show_count
from .reader import get_cuts, get_days, read_features

WINDOWS = (30, 90, 180, 365)


def read_churn_features(prediction, cuts, horizon_days, churn_days, everybody=False):
    """Read who stopped buying; see ``contact.prediction.features``."""
    names = get_churn_names(prediction.env)
    query = SQL(
        """
        WITH %(days)s, customer AS (%(customers)s)
        SELECT partner_id AS partner_ids, cut - '1970-01-01'::date AS cuts,
               %(churned)s AS churned, (%(active)s)::int AS active, %(features)s
          FROM customer
         WHERE %(population)s
         ORDER BY partner_id, cut
        """,
        days=get_days(prediction),
        customers=_get_customers(cuts, horizon_days, churn_days),
        churned=_get_label(horizon_days, churn_days),
        active=SQL("last > cut - %s", churn_days),
        population=SQL("TRUE") if everybody else SQL("last > cut - %s", churn_days),
        features=_get_features(names),
    )
    return read_features(prediction.env, query, names)


def _get_label(horizon_days, churn_days):
    """Return 1 for who stopped buying after the cut, −1 where nobody knows yet."""
    return SQL(
        """CASE WHEN cut + %(horizon)s > (SELECT max(date) FROM day) THEN -1
                WHEN later = 0 AND last <= cut + %(latest)s THEN 1 ELSE 0 END""",
        horizon=horizon_days,
        # only says something if the horizon is shorter than the days of churn
        latest=horizon_days - churn_days,
    )


def _get_customers(cuts, horizon_days, churn_days):
    """Return the figures of customers at every cut after their first purchase."""
    return SQL(
        """
        SELECT partner_id, cut,
               min(date) FILTER (WHERE %(bought)s) AS first,
               max(date) FILTER (WHERE %(bought)s) AS last,
               count(*) FILTER (WHERE %(bought)s) AS days,
               sum(gap::float8 * gap) FILTER (WHERE %(bought)s) AS squares,
               -- the gap of the last day: the day comes before it in the number
               max((date - '0001-01-01'::date) * 100000::int8 + gap)
                   FILTER (WHERE %(bought)s) %% 100000 AS last_gap,
               sum(net) FILTER (WHERE date <= cut) AS total,
               sum(products) FILTER (WHERE date <= cut) AS products,
               sum(returns) FILTER (WHERE date <= cut) AS returns,
               sum(given_back) FILTER (WHERE date <= cut) AS given_back,
               %(windows)s,
               count(*) FILTER (WHERE %(bought)s AND date <= cut - 180
                   AND date > cut - 360) AS previous_180,
               count(*) FILTER (WHERE purchases > 0 AND date <= cut + %(horizon)s
                   AND date > cut + %(quiet)s) AS later
          FROM day
          JOIN %(cuts)s ON date <= cut + %(horizon)s
         GROUP BY partner_id, cut
        HAVING count(*) FILTER (WHERE %(bought)s) > 0
        """,
        cuts=get_cuts(cuts),
        bought=SQL("purchases > 0 AND date <= cut"),
        horizon=horizon_days,
        quiet=max(horizon_days - churn_days, 0),
        windows=SQL(", ").join(
            SQL(
                """count(*) FILTER (WHERE %(bought)s AND date > cut - %(days)s)
                       AS %(count)s,
                   COALESCE(sum(net) FILTER (
                       WHERE date <= cut AND date > cut - %(days)s), 0)
                       AS %(value)s""",
                bought=SQL("purchases > 0 AND date <= cut"),
                days=days,
                count=SQL.identifier(f"count_{days}"),
                value=SQL.identifier(f"value_{days}"),
            )
            for days in WINDOWS
        ),
    )


def _get_features(names):
    """Return the features, in the order of their names; NULL is unknown."""
    mean = SQL("(last - first)::float8 / NULLIF(days - 1, 0)")
    figures = {
        "days_since_last": SQL("cut - last"),
        "days_since_first": SQL("cut - first"),
        "days_active": SQL("last - first"),
        "purchase_days": SQL("days"),
        "mean_gap": mean,
        "gap_deviation": SQL(
            """CASE WHEN days > 1 THEN sqrt(GREATEST(
                   squares / (days - 1) - power(%s, 2), 0)) END""",
            mean,
        ),
        "last_gap": SQL("last_gap"),
        "overdue": SQL("(cut - last) / NULLIF(%s, 0)", mean),
        "total": SQL("total"),
        "mean_purchase": SQL("total / days"),
        "products": SQL("products"),
        "returns": SQL("returns"),
        "given_back": SQL("given_back"),
    }
    for days in WINDOWS:
        for kind in ("count", "value"):
            figures[f"{kind}_{days}"] = SQL.identifier(f"{kind}_{days}")
    figures["previous_180"] = SQL("previous_180")
    return SQL(", ").join(
        SQL("%s AS %s", figures[name], SQL.identifier(name)) for name in names
    )


def get_churn_names(env):
    """Return what the features are called, by their codes; their order is fixed."""
    names = {
        "days_since_last": env._("Days since the last purchase"),
        "days_since_first": env._("Days since the first purchase"),
        "days_active": env._("Days between first and last purchase"),
        "purchase_days": env._("Number of days with purchases"),
        "mean_gap": env._("Usual days between purchases"),
        "gap_deviation": env._("How irregular purchases are"),
        "last_gap": env._("Days between the last two purchases"),
        "overdue": env._("Days since the last purchase, compared with the usual ones"),
        "total": env._("Value of all purchases"),
        "mean_purchase": env._("Mean value of a purchase"),
        "products": env._("Number of different products"),
        "returns": env._("Number of returns"),
        "given_back": env._("Value of returns"),
    }
    for days in WINDOWS:
        names[f"count_{days}"] = env._(
            "Purchases in the last %(days)s days", days=show_count(env, days)
        )
        names[f"value_{days}"] = env._(
            "Value of purchases in the last %(days)s days", days=show_count(env, days)
        )
    names["previous_180"] = env._("Purchases half a year to a year ago")
    return names
