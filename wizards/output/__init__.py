# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dialogs of what is printed or exported without logging."""

from . import (
    contact_segment_export_wizard,
    contact_segment_print_mixin,
    contact_segment_label_wizard,
    contact_segment_cover_wizard,
    contact_segment_mailing_list_wizard,
    contact_segment_tag_wizard,
)
