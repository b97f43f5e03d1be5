# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A part of the benchmark of predictions, run without Odoo; prints JSON.

forecasting_process.py bg_nbd CUSTOMERS PAIRS
forecasting_process.py recommendation CUSTOMERS PRODUCTS LINES MEGABYTES
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
from forecasting_data import make_histories, make_lines
from measure import Pairs, stopwatch

from forecasting.lifetime_value import fit_bg_nbd
from forecasting.recommendation import fit


def time_bg_nbd(customers, pairs):
    """Return the seconds to fit BG/NBD: ours and those of lifetimes."""
    from lifetimes import BetaGeoFitter

    histories = make_histories(int(customers))
    ours, theirs = fit_bg_nbd(*histories), BetaGeoFitter().fit(*histories)
    for name, value in theirs.params_.items():
        if abs(getattr(ours, name) / value - 1) > 0.01:
            raise SystemExit(f"{name} differs: {ours}, {theirs}")
    found = Pairs(int(pairs)).time(
        lambda: stopwatch(lambda: fit_bg_nbd(*histories)),
        lambda: stopwatch(lambda: BetaGeoFitter().fit(*histories)),
    )
    return found.ours, found.reference


def measure_recommendation(customers, products, lines, megabytes):
    """Return CPU seconds of each part, and the most address space that was taken."""
    limit = int(megabytes) * 1024**2
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    data = make_lines(int(customers), int(products), int(lines))
    start = time.process_time()
    model = fit(*data)
    learnt = time.process_time()
    found, _scores = model.predict(np.arange(int(customers)), 5, exclude="bought")
    end = time.process_time()
    if (found < 0).any():
        raise SystemExit("Some customers got too few products")
    return {
        "seconds": {
            "Learn what to recommend": learnt - start,
            "Recommend": end - learnt,
        },
        "megabytes": get_most_address_space(),
    }


def get_most_address_space():
    """Return the most address space of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmPeak:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("the address space is only known on Linux")


PARTS = {"bg_nbd": time_bg_nbd, "recommendation": measure_recommendation}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
