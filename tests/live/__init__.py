# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_live_checks,
    test_live_dialogs,
    test_live_log,
    test_membership,
    test_refresh,
    test_refresh_at_once,
    test_refresh_broken,
    test_refresh_cron,
    test_refresh_random,
    test_refresh_touched,
    test_tours_live,
)
