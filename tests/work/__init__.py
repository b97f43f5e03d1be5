# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_follow_up,
    test_follow_up_work,
    test_follow_up_work_meeting,
    test_opportunity,
    test_opportunity_at_once,
)
