# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_access,
    test_access_company,
    test_bad_input,
    test_check_list,
    test_concurrency,
    test_context,
    test_criteria,
    test_follow_up,
    test_history,
    test_line,
    test_logged,
    test_logging,
    test_packaging,
    test_partner,
    test_partner_merge,
    test_preview,
    test_resolution,
    test_resolution_queries,
    test_resolution_random,
    test_steps,
    test_steps_model,
    test_template,
    test_tours,
    test_wizards,
)
