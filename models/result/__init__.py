# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What came of it: responses, results of a segment, campaigns, the report."""

from . import (
    contact_segment_report,
    contact_segment_response,
    contact_segment_results,
    contact_segment_start,
    utm_campaign,
    utm_campaign_targets,
    contact_campaign_pricelist,
    utm_campaign_pricelist,
    res_partner,
)
