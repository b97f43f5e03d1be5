# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_campaign_figures,
    test_campaign_lists,
    test_campaign_pricelist,
    test_campaign_response,
    test_results,
    test_results_apps,
    test_results_report,
    test_segment_report,
    test_start_page,
    test_tours_campaign,
)
