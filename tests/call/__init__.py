# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_call_concurrency,
    test_call_list,
    test_call_outcomes,
    test_call_wizard,
    test_tours_calls,
)
