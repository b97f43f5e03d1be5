# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    contact_segment_step_wizard,
    contact_segment_save_wizard,
    contact_segment_reuse_wizard,
    contact_segment_follow_up_wizard,
    contact_segment_log_problem,
    contact_segment_log_wizard,
    contact_segment_add_wizard,
    contact_letter_file,
    contact_letter_check,
    contact_letter_preview,
    contact_interaction_resend_wizard,
    contact_prediction_segment_wizard,
    base_partner_merge,
)
