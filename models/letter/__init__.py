# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The letters of a segment before it is logged: seen, checked, personal, merged."""

from . import (
    contact_segment,
    contact_segment_line,
    contact_segment_seen,
)
