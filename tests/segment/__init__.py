# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_access,
    test_cancel_step,
    test_check_list,
    test_concurrency,
    test_criteria,
    test_history,
    test_line,
    test_logged,
    test_logging,
    test_preview,
    test_resolution,
    test_resolution_queries,
    test_resolution_random,
    test_sight_dialogs,
    test_sight_lines,
    test_sight_sentences,
    test_steps,
    test_steps_model,
    test_technical_fields,
    test_time_limit,
    test_tours,
    test_tours_form,
    test_undo,
    test_wizards,
)
