# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The package as a whole."""

import subprocess
import sys


def test_import_needs_nothing():
    code = (
        "import sys, forecasting; "
        "assert not {'numpy', 'scipy', 'sklearn'} & set(sys.modules); "
        "forecasting.lifetime_value, forecasting.retention, forecasting.churn, "
        "forecasting.recommendation, forecasting.evaluation, forecasting.features; "
        "assert not {'scipy', 'sklearn', 'odoo'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
