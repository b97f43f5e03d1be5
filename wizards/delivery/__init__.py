# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dialogs about what was sent: print differently, send again, retry, test."""

from . import (
    contact_print_file_wizard,
    contact_interaction_resend_wizard,
    contact_interaction_retry_wizard,
    contact_mail_test_wizard,
)
