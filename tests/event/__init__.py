# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_automation_apps,
    test_create_interaction,
    test_create_interaction_activity,
    test_create_interaction_postponed,
    test_create_interaction_send,
    test_logged_by_itself_apps,
    test_logged_by_itself_mails,
    test_logged_by_itself_settings,
    test_logged_by_itself_work,
    test_mail_answer,
    test_mail_replies,
    test_mail_replies_at_once,
    test_mail_round_trip,
)
