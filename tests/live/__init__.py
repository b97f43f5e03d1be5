# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_announcement_apps,
    test_history_screens,
    test_live_checks,
    test_live_dialogs,
    test_live_log,
    test_live_reasons,
    test_membership,
    test_recurrence,
    test_recurring_at_once,
    test_recurring_log,
    test_recurring_preview,
    test_recurring_switch,
    test_refresh,
    test_refresh_at_once,
    test_refresh_broken,
    test_refresh_cron,
    test_refresh_random,
    test_refresh_touched,
    test_subscription,
    test_thinning,
    test_tours_live,
)
