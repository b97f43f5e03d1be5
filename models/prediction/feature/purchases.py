# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who bought which product when."""

from .days import add_up, as_day, get_starts
from .lines import KeptLines


def read_purchases(prediction, after=None, until=None):
    """Read who bought what; see ``contact.prediction.features._read_purchases``."""
    import numpy as np

    lines = KeptLines.of(prediction).get_lines(prediction)
    used = lines["products"] >= 0
    if after:
        used &= lines["days"] > as_day(after)
    if until:
        used &= lines["days"] <= as_day(until)
    pairs = lines["customers"][used].astype(np.int64) << 32
    pairs += lines["products"][used]
    days, is_return = lines["days"][used], lines["amounts"][used] < 0
    order = np.lexsort((days, pairs))
    pairs, days, is_return = pairs[order], days[order], is_return[order]
    del order
    is_new = (pairs[1:] != pairs[:-1]) | (days[1:] != days[:-1])
    starts = get_starts(is_new, len(pairs))
    sizes = np.diff(np.append(starts, len(pairs)))
    returned = add_up(is_return.astype(float), starts)
    bought = sizes - returned
    pairs, days = pairs[starts], days[starts]
    # what was given back on another day too takes away from what was bought
    starts = get_starts(pairs[1:] != pairs[:-1], len(pairs))
    all_bought, all_returned = (
        np.repeat(add_up(some, starts), np.diff(np.append(starts, len(pairs))))
        for some in (bought, returned)
    )
    kept = (bought > 0) & (all_bought > all_returned)
    left = (all_bought - all_returned)[kept]
    return {
        "customers": (pairs[kept] >> 32).astype(np.int32),
        "products": (pairs[kept] & 0xFFFFFFFF).astype(np.int32),
        "days": days[kept],
        "weights": (bought[kept] * left / all_bought[kept]).astype(np.float32),
    }
