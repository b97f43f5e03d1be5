# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dialogs that make activities, meetings and opportunities."""

from . import (
    contact_segment_work_mixin,
    contact_segment_activity_wizard,
    contact_segment_meeting_wizard,
    contact_segment_opportunity_wizard,
)
