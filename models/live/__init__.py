# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Live segments: refresh, checks, who was on them when, logging who is new."""

from . import (
    res_company,
    res_config_settings,
    contact_segment_membership,
    contact_segment_check,
    contact_segment,
    contact_segment_announcement,
    contact_segment_refresh,
    contact_segment_touched,
    contact_segment_ranges,
    contact_segment_refresh_cron,
    contact_segment_history,
    contact_segment_reasons,
    contact_segment_history_screen,
    contact_segment_snapshot,
    contact_segment_recurring,
    contact_segment_recurring_preview,
    contact_segment_recurring_cron,
    contact_segment_live_actions,
    contact_segment_line,
    res_partner,
)
