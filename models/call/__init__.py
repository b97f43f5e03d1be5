# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The call list: who is called next, claims, outcomes, undo; calls from elsewhere."""

from . import (
    contact_segment_call,
    contact_interaction,
    contact_segment_call_list,
    contact_segment_call_outcome,
    contact_segment_line,
    res_partner,
    mail_activity,
    crm_lead,
)
