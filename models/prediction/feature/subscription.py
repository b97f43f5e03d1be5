# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tells who will end a subscription, and how long customers keep theirs."""

from odoo.tools import SQL

from .reader import get_cuts, read_arrays, read_features

# A curve of more periods says less, because fewer customers have been there as long.
MOST_PERIODS = 12


def read_subscription_features(
    prediction, cuts, horizon_days, grace_days, everybody=False
):
    """Read who ended a subscription; see ``contact.prediction.features``."""
    names = get_subscription_names(prediction.env)
    query = SQL(
        """
        WITH %(periods)s, %(activities)s, customer AS (%(customers)s)
        SELECT customer.partner_id AS partner_ids,
               customer.cut - '1970-01-01'::date AS cuts,
               (running > 0)::int AS active, %(churned)s AS churned, %(features)s
          FROM customer
          LEFT JOIN coverage
            ON coverage.partner_id = customer.partner_id
           AND customer.cut BETWEEN coverage.since AND coverage.until
          LEFT JOIN activity
            ON activity.partner_id = customer.partner_id
           AND activity.cut = customer.cut
          LEFT JOIN purchase
            ON purchase.partner_id = customer.partner_id
           AND purchase.cut = customer.cut
         WHERE running > 0 OR %(everybody)s
         ORDER BY customer.partner_id, customer.cut
        """,
        periods=_get_periods(prediction, grace_days),
        activities=_get_activities(prediction, cuts),
        customers=_get_customers(cuts),
        churned=_get_label(prediction, horizon_days, grace_days),
        features=_get_features(names),
        everybody=everybody,
    )
    return read_features(prediction.env, query, names)


def _get_label(prediction, horizon_days, grace_days):
    """Return 1 for who had no subscription any more, −1 where nobody knows yet."""
    return SQL(
        """CASE WHEN customer.cut + %(horizon)s
                     > (SELECT max(%(last)s) FROM period)
                THEN -1
                WHEN coverage.until + %(grace)s <= customer.cut + %(horizon)s
                THEN 1 ELSE 0 END""",
        horizon=horizon_days,
        grace=grace_days,
        last=prediction.source_id._get_last_day(),
    )


def _get_periods(prediction, grace_days):
    """Return common table expressions: what was subscribed to, and for how long.

    ``period``: the rows, with the day they were known from, the day from which
    their end was known, and the days without a subscription before them;
    ``coverage``: per customer the times without a gap of the days of grace.
    """
    return SQL(
        """
        row AS MATERIALIZED (
            SELECT partner_id, reference, date_start, product_id, date_event,
                   COALESCE(date_end, '9999-12-31') AS date_end,
                   COALESCE(is_recurring, TRUE) AS is_recurring,
                   NULLIF(months, 0)::float8 AS months, amount::float8 AS amount,
                   amount::float8 / COALESCE(NULLIF(months, 0), 1) AS monthly,
                   LEAST(date_start, date_event) AS known,
                   COALESCE(date_event, CASE WHEN COALESCE(is_recurring, TRUE)
                       THEN date_end ELSE date_start END, '9999-12-31') AS end_known
              FROM (%(rows)s) row
        ), ordered AS (
            SELECT *, date_start - 1 - max(date_end) OVER (
                       PARTITION BY partner_id ORDER BY date_start, date_end
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS pause,
                   lag(monthly) OVER (PARTITION BY partner_id, reference
                       ORDER BY date_start, date_end) AS monthly_before
              FROM row
        ), period AS MATERIALIZED (
            SELECT *, count(*) FILTER (WHERE pause >= %(grace)s) OVER (
                       PARTITION BY partner_id ORDER BY date_start, date_end
                       ROWS UNBOUNDED PRECEDING) AS number
              FROM ordered
        ), coverage AS (
            SELECT partner_id, min(date_start) AS since, max(date_end) AS until
              FROM period
             GROUP BY partner_id, number
        )
        """,
        rows=prediction.source_id._get_rows(prediction),
        grace=grace_days,
    )


def _get_customers(cuts):
    """Return the figures of every customer at every cut, of what was known then."""
    return SQL(
        """
        SELECT partner_id, cut, count(*) FILTER (WHERE %(runs)s) AS running,
               cut - min(date_start) FILTER (WHERE %(began)s) AS tenure_days,
               cut - max(date_start) FILTER (WHERE %(began)s) AS period_days,
               max(%(end)s) FILTER (WHERE date_end >= cut)
                   - (cut - '1970-01-01'::date) AS days_to_end,
               min(%(renewal)s) FILTER (WHERE %(runs)s AND is_recurring)
                   AS days_to_renewal,
               COALESCE(bool_or(%(runs)s AND is_recurring AND end_known <= cut
                   AND end_known > date_start), FALSE)::int AS notice,
               count(*) FILTER (WHERE %(began)s)
                   - count(DISTINCT reference) FILTER (WHERE %(began)s)
                   + COALESCE(sum(floor((LEAST(date_end, cut) - date_start)
                         / (months * 30.4375)))
                     FILTER (WHERE %(began)s AND is_recurring), 0) AS renewals,
               COALESCE(max(GREATEST(pause, 0)) FILTER (WHERE %(began)s), 0)
                   AS longest_pause,
               count(*) FILTER (WHERE date_end < cut) AS ended,
               count(DISTINCT COALESCE(reference, date_start::text))
                   FILTER (WHERE %(runs)s) AS parallel,
               count(DISTINCT product_id) FILTER (WHERE %(runs)s) AS products,
               avg(is_recurring::int) FILTER (WHERE %(runs)s) AS recurring,
               avg(months) FILTER (WHERE %(runs)s) AS months,
               sum(monthly) FILTER (WHERE %(runs)s) AS monthly,
               avg((monthly - monthly_before) / NULLIF(monthly_before, 0))
                   FILTER (WHERE %(runs)s) AS price_change,
               cut - max(date_event) FILTER (WHERE date_event <= cut)
                   AS days_since_change
          FROM period
          JOIN %(cuts)s ON known <= cut
         GROUP BY partner_id, cut
        HAVING count(*) FILTER (WHERE %(began)s) > 0
        """,
        cuts=get_cuts(cuts),
        began=SQL("date_start <= cut"),
        runs=SQL("date_start <= cut AND date_end >= cut"),
        end=SQL(
            """CASE WHEN end_known <= cut AND date_end < '9999-12-31'
                    THEN date_end - '1970-01-01'::date END"""
        ),
        # what may go on is sure to run until its next renewal
        renewal=SQL(
            """ceil((cut - date_start + 1) / (months * 30.4375))
               * months * 30.4375 - (cut - date_start)"""
        ),
    )


def _get_activities(prediction, cuts):
    """Return common table expressions: what else happened with customers by cuts.

    ``activity``: interactions; ``purchase``: from the source of purchases, if any.
    """
    source = prediction.source_id
    partner = SQL.identifier(
        "commercial_partner_id" if prediction.by_company else "partner_id"
    )
    rows = SQL("SELECT 0 AS partner_id, CURRENT_DATE AS date, 0 AS amount WHERE FALSE")
    if source.purchase_source_id:
        rows = source.purchase_source_id._get_rows(prediction)
    return SQL(
        """
        activity AS (
            SELECT %(partner)s AS partner_id, cut,
                   cut - max(date::date) AS days_since_activity,
                   count(*) FILTER (WHERE date >= cut - 30) AS activities_30,
                   count(*) FILTER (WHERE date >= cut - 90) AS activities_90
              FROM contact_interaction
              JOIN %(cuts)s ON date < cut + 1
             WHERE state = 'done' AND attempt_failed IS NOT TRUE
               AND (company_id = %(company)s OR company_id IS NULL)
             GROUP BY %(partner)s, cut
        ), purchase AS (
            SELECT partner_id, cut, cut - max(date) AS days_since_purchase,
                   count(DISTINCT date) FILTER (WHERE date > cut - 365)
                       AS purchases_365,
                   sum(amount) FILTER (WHERE date > cut - 365) AS purchased_365
              FROM (%(rows)s) row
              JOIN %(cuts)s ON date <= cut
             GROUP BY partner_id, cut
        )
        """,
        partner=partner,
        company=prediction.company_id.id,
        cuts=get_cuts(cuts),
        rows=rows,
    )


def _get_features(names):
    """Return the features, in the order of their names; NULL is unknown."""
    joined = {
        "days_since_activity": SQL("days_since_activity"),
        "activity_to_end": SQL("days_to_end + days_since_activity"),
        "activities_30": SQL("COALESCE(activities_30, 0)"),
        "activities_90": SQL("COALESCE(activities_90, 0)"),
        "days_since_purchase": SQL("days_since_purchase"),
        "purchases_365": SQL("COALESCE(purchases_365, 0)"),
        "purchased_365": SQL("COALESCE(purchased_365, 0)"),
    }
    return SQL(", ").join(
        SQL(
            "%s AS %s",
            joined.get(name, SQL.identifier("customer", name)),
            SQL.identifier(name),
        )
        for name in names
    )


def get_subscription_names(env):
    """Return what the features are called, by their codes; their order is fixed."""
    return {
        "tenure_days": env._("Days since the first subscription began"),
        "period_days": env._("Days since the latest subscription began"),
        "days_to_end": env._("Days to the end of the subscription"),
        "days_to_renewal": env._("Days to the next renewal"),
        "notice": env._("Notice was given"),
        "renewals": env._("Number of renewals"),
        "longest_pause": env._("Longest time without a subscription"),
        "ended": env._("Subscriptions that ended before"),
        "parallel": env._("Subscriptions at the same time"),
        "products": env._("Different products subscribed to"),
        "recurring": env._("Subscriptions renew themselves"),
        "months": env._("Months of a subscription period"),
        "monthly": env._("Amount of the subscriptions per month"),
        "price_change": env._("Change of the amount at the last renewal"),
        "days_since_change": env._("Days since the last purchase or notice"),
        "days_since_activity": env._("Days since the last interaction"),
        "activity_to_end": env._(
            "Days between the last interaction and the end of the subscription"
        ),
        "activities_30": env._("Interactions in the last 30 days"),
        "activities_90": env._("Interactions in the last 90 days"),
        "days_since_purchase": env._("Days since the last purchase"),
        "purchases_365": env._("Days with purchases in the last year"),
        "purchased_365": env._("Value of purchases in the last year"),
    }


def read_survivors(prediction):
    """Read how long subscriptions last; see ``contact.prediction.features``."""
    period = prediction.source_id._get_period(prediction)
    months = _get_usual_months(prediction)
    days = months * 30.4375
    history = (period["last"] - period["first"]).days if period["first"] else 0
    # half of the history begins cohorts, the other half tells what became of them
    periods = max(1, min(MOST_PERIODS, int(history / 2 / days)))
    query = SQL(
        """
        WITH %(periods)s
        SELECT lasted AS number, count(*) AS customers
          FROM (SELECT LEAST(floor((until - since + 1) / %(days)s),
                             %(count)s) AS lasted
                  FROM (SELECT DISTINCT ON (partner_id) since, until
                          FROM coverage ORDER BY partner_id, since) first_time
                 WHERE since <= %(last)s::date - %(count)s * %(days)s::int) customer
         GROUP BY lasted
        """,
        periods=_get_periods(prediction, prediction.grace_days),
        days=days,
        count=periods,
        last=period["last"] or None,
    )
    columns = {"number": "int32", "customers": "int64"}
    arrays = read_arrays(prediction.env, query, columns)
    return {"survivors": _count_down(arrays, periods), "months": months}


def _get_usual_months(prediction):
    """Return the length of most periods, a month if nothing is known."""
    rows = prediction.env.execute_query(
        SQL(
            """SELECT mode() WITHIN GROUP (ORDER BY round(months))
                 FROM (%s) row WHERE months >= 1""",
            prediction.source_id._get_rows(prediction),
        )
    )
    return int(rows[0][0] or 1)


def _count_down(arrays, periods):
    """Return how many lasted at least 0, 1, 2 … periods."""
    import numpy as np

    lasted = np.zeros(periods + 1, dtype=np.int64)
    lasted[arrays["number"]] = arrays["customers"]
    return lasted[::-1].cumsum()[::-1]
