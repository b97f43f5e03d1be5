# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    base_partner_merge,
    contact_segment_log_wizard,
    contact_segment_recurring_wizard,
    contact_segment_refresh_wizard,
)
