# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Logged by itself: e-mails, documents, calls and meetings of Odoo, each once."""

from . import (
    contact_interaction_template,
    contact_interaction,
    contact_interaction_mail_event,
    contact_interaction_reply,
    mail_thread,
    mail_mail,
    mail_activity,
    calendar_event,
)
