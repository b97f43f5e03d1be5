# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tells who will stop buying."""

from ....tools.numbers import show_count
from .days import as_day
from .lines import get_days

WINDOWS = (30, 90, 180, 365)


def read_churn_features(prediction, cuts, horizon_days, churn_days, everybody=False):
    """Read who stopped buying; see ``contact.prediction.features``."""
    import numpy as np

    days = get_days(prediction)
    names = list(get_churn_names(prediction.env))
    parts = [
        _read_cut(days, names, as_day(cut), horizon_days, churn_days, everybody)
        for cut in sorted(set(cuts))
    ]
    columns = {name: [part[name] for part in parts] for name in parts[0]}
    customers, all_cuts = (
        np.concatenate(columns[name]) for name in ("partner_ids", "cuts")
    )
    order = np.lexsort((all_cuts, customers))
    known = {}
    for name in parts[0]:
        # one after the other: together they are the largest arrays of all
        known[name] = np.concatenate(columns.pop(name))[order]
    return {"names": names, **known}


def _read_cut(days, names, cut, horizon_days, churn_days, everybody):
    """Return what is known at a cut of whoever bought until then."""
    import numpy as np

    is_purchase = days.purchases > 0
    bought = is_purchase & (days.days <= cut)
    last = days.get_last(bought)
    there = np.isfinite(last)
    active = last > cut - churn_days
    if not everybody:
        there &= active
    features = _get_features(days, cut, bought, last)
    churned = _get_label(days, cut, is_purchase, last, horizon_days, churn_days)
    return {
        "features": np.column_stack([features[name][there] for name in names]),
        "partner_ids": days.get_customers()[there],
        "cuts": np.full(int(there.sum()), cut, dtype=np.int32),
        "churned": churned[there],
        "active": active[there],
    }


def _get_label(days, cut, is_purchase, last, horizon_days, churn_days):
    """Return 1 for who stopped buying after the cut, −1 where nobody knows yet."""
    import numpy as np

    end = cut + horizon_days
    if not len(days.days) or end > days.days.max():
        return np.full(len(last), -1, dtype=np.int8)
    quiet = cut + max(horizon_days - churn_days, 0)
    is_later = is_purchase & (days.days > quiet) & (days.days <= end)
    later = days.add(is_later.astype(int)) > 0
    # only says something if the horizon is shorter than the days of churn
    return (~later & (last <= end - churn_days)).astype(np.int8)


def _get_features(days, cut, bought, last):
    """Return the features by name; NaN is unknown."""
    import numpy as np

    def add(values, chosen):
        return days.add(np.where(chosen, values, 0).astype(float))

    is_past = days.days <= cut
    first, count = days.get_first(bought), add(1, bought)
    total = add(days.net, is_past)
    # who bought on one day has no gaps, and who bought on none is left out
    with np.errstate(all="ignore"):
        mean = np.where(count > 1, (last - first) / (count - 1), np.nan)
        squares = add(days.gaps.astype(float) ** 2, bought & (days.gaps > 0))
        spread = np.sqrt(np.maximum(squares / (count - 1) - mean**2, 0))
        figures = {
            "days_since_last": cut - last,
            "days_since_first": cut - first,
            "days_active": last - first,
            "purchase_days": count,
            "mean_gap": mean,
            "gap_deviation": np.where(count > 1, spread, np.nan),
            "last_gap": _get_last_gaps(days, bought),
            "overdue": (cut - last) / mean,
            "total": total,
            "mean_purchase": total / count,
            "products": add(days.products, is_past),
            "returns": add(days.returns, is_past),
            "given_back": add(days.given_back, is_past),
        }
    for window in WINDOWS:
        is_in = days.days > cut - window
        figures[f"count_{window}"] = add(1, bought & is_in)
        figures[f"value_{window}"] = add(days.net, is_past & is_in)
    half = (days.days <= cut - 180) & (days.days > cut - 360)
    figures["previous_180"] = add(1, bought & half)
    return figures


def _get_last_gaps(days, bought):
    """Return how many days lie before the last purchase of customers; NaN = unknown."""
    import numpy as np

    if not len(days.starts):
        return np.zeros(0)
    places = np.where(bought, np.arange(len(bought)), -1)
    # of those who bought nothing the last one of all is looked up, and is left out
    gaps = days.gaps[np.maximum.reduceat(places, days.starts)].astype(float)
    return np.where(gaps >= 0, gaps, np.nan)


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
