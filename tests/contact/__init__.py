# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_channel,
    test_access_company,
    test_context,
    test_partner,
    test_partner_merge,
    test_partner_merge_at_once,
    test_sight_elsewhere,
    test_topic,
    test_topic_apps,
)
