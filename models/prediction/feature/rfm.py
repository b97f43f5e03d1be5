# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How lately, how often and for how much customers have bought."""

from .days import as_day
from .lines import get_days


def read_rfm(prediction, cut, until=None, window_days=365):
    """Read figures of customers; see ``contact.prediction.features._read_rfm``."""
    days = get_days(prediction)
    cut = as_day(cut)
    is_past, is_purchase = days.days <= cut, days.purchases > 0
    bought = is_past & is_purchase
    figures = {
        "frequency": days.add(bought.astype(float)) - 1,
        **_get_times(days, bought, cut),
        **_get_values(days, bought, is_past),
        **_get_windows(days, is_purchase, cut, window_days),
    }
    if until:
        figures |= _get_outcome(days, is_purchase, cut, as_day(until))
    there = figures["frequency"] >= 0
    customers = {"partner_ids": days.get_customers()}
    return {name: some[there] for name, some in (customers | figures).items()}


def _get_times(days, bought, cut):
    """Return when customers bought first, and for how long."""
    first, last = days.get_first(bought), days.get_last(bought)
    return {"recency": last - first, "age": cut - first}


def _get_values(days, bought, is_past):
    """Return what customers bought until a day, and for how much."""
    import numpy as np

    def add(values, chosen=is_past):
        return days.add(np.where(chosen, values, 0).astype(float))

    # returns are taken off repeat purchases, not below nothing
    repeated = add(1, bought) - 1
    total, first = add(days.net), add(days.net, bought & (days.gaps < 0))
    mean = np.maximum(total - first, 0) / np.maximum(repeated, 1)
    return {
        "mean_value": np.where(repeated > 0, mean, 0.0),
        "mean_purchase": np.maximum(total, 0) / np.maximum(repeated + 1, 1),
        "total": total,
        "purchases": add(days.purchases),
        "returns": add(days.returns),
        "products": add(days.products),
    }


def _get_windows(days, is_purchase, cut, window_days):
    """Return purchase days and amounts in the last days, and in those before."""
    figures = {}
    for name, newest in (("recent", cut), ("previous", cut - window_days)):
        chosen = (days.days <= newest) & (days.days > newest - window_days)
        figures |= _add_window(days, is_purchase, name, chosen)
    return figures


def _get_outcome(days, is_purchase, cut, until):
    """Return what customers bought after a day."""
    import numpy as np

    chosen = (days.days > cut) & (days.days <= until)
    first = days.get_first(chosen & is_purchase) - cut
    return {
        **_add_window(days, is_purchase, "outcome", chosen),
        "outcome_first": np.where(np.isfinite(first), first, np.nan),
    }


def _add_window(days, is_purchase, name, chosen):
    import numpy as np

    return {
        f"{name}_count": days.add((chosen & is_purchase).astype(float)),
        f"{name}_value": days.add(np.where(chosen, days.net, 0.0)),
    }


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
