# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The worksheet: header, lines and what they resolve to, steps, criteria, logging."""

from . import (
    contact_step_mixin,
    contact_use_mixin,
    contact_criteria,
    contact_segment,
    contact_segment_step,
    contact_segment_line,
    contact_segment_document,
    contact_segment_time_limit,
    contact_segment_count,
    contact_segment_steps,
    contact_segment_explain,
    contact_segment_near_miss,
    contact_segment_import,
    contact_segment_check,
    contact_segment_replay,
    contact_segment_quick,
    contact_segment_picture,
    contact_segment_log,
    contact_segment_actions,
    contact_segment_undo,
    contact_segment_line_resolution,
    contact_segment_line_problem,
    res_partner,
    ir_actions_server,
)
