# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a segment has of its own: overlap, differences, who is like it, what to try."""

from . import (
    contact_segment_overlap,
    contact_segment_features,
    contact_segment_differences,
    contact_segment_similar,
    contact_segment_suggest,
    contact_segment_line,
    contact_step_mixin,
)
