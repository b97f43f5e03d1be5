# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dialogs of a segment: steps, saved criteria, adding contacts, logging, follow-up."""

from . import (
    contact_segment_step_wizard,
    contact_segment_save_wizard,
    contact_segment_reuse_wizard,
    contact_segment_import_wizard,
    contact_segment_follow_up_wizard,
    contact_segment_log_wizard,
    contact_segment_log_outcome,
    contact_segment_add_wizard,
    contact_segment_use,
    contact_segment_explain_wizard,
    contact_segment_near_miss_wizard,
)
