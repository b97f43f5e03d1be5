# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters and messages on their way: queue, print file, sending again; safe to kill."""

from . import (
    res_company,
    res_config_settings,
    contact_print_file,
    contact_interaction,
    contact_interaction_waiting,
    contact_interaction_letters,
    contact_interaction_queue,
    contact_interaction_mails,
    contact_interaction_unsubscribe,
    contact_interaction_unsubscribe_page,
    contact_interaction_bounced,
    contact_interaction_seen,
    contact_interaction_merged,
    contact_interaction_pace,
    contact_interaction_texts,
    contact_interaction_sms,
    contact_print_file_arrange,
    mail_mail,
    mail_notification,
    mail_thread,
    contact_segment,
    contact_segment_hold,
    contact_interaction_sample,
    contact_segment_sample,
    contact_interaction_template,
    contact_interaction_template_sample,
    contact_document_mixin,
    contact_segment_undo,
)
