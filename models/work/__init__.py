# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What follows from a segment in Odoo's apps: activities, meetings, opportunities."""

from . import (
    contact_interaction,
    crm_lead,
    calendar_event,
    mail_activity,
    contact_segment,
    contact_segment_activities,
    contact_segment_opportunities,
    contact_segment_line,
)
