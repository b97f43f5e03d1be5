# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_interaction_access,
    test_interaction_key,
    test_interaction_key_at_once,
    test_interaction_log,
    test_interaction_log_cancel,
    test_template_preview,
    test_interaction_opportunity,
    test_minutes,
    test_starter_documents,
    test_tours_interactions,
)
