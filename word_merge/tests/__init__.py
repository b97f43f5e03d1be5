# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tests without Odoo; EXAMPLES=5000 in the environment makes hypothesis try more.

Without it the same examples are tried every time, so that a change is judged by what
it changed; new finds come from runs with EXAMPLES.

The settings are here because pytest-odoo cannot do with a conftest.py in an addon.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "addon",
    max_examples=int(os.environ.get("EXAMPLES", "100")),
    deadline=None,
    derandomize="EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("addon")
