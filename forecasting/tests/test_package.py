# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The package as a whole."""

import subprocess
import sys

from forecasting.lifetime_value import fit_bg_nbd
from forecasting.threads import one_thread


def test_import_needs_nothing():
    code = (
        "import sys, forecasting; "
        "assert not {'numpy', 'scipy', 'sklearn'} & set(sys.modules); "
        "forecasting.lifetime_value, forecasting.retention, forecasting.churn, "
        "forecasting.recommendation, forecasting.evaluation, forecasting.features; "
        "assert not {'scipy', 'sklearn', 'odoo'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_threads_are_limited_only_where_that_can_be(monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    with one_thread():
        assert fit_bg_nbd([3, 0, 1], [8, 0, 2], [10, 9, 5]).is_fitted
