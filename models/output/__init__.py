# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A segment on paper or in a file, without logging: labels, sheets, lists, tags."""

from . import (
    contact_segment_export,
    contact_segment_print,
    contact_segment_mailing,
    contact_segment_tags,
    contact_segment_line,
    ir_actions_actions,
)
