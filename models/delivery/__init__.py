# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters and e-mails on their way: queue, print file, sending again; safe to kill."""

from . import (
    contact_print_file,
    contact_interaction,
    contact_interaction_waiting,
    contact_interaction_letters,
    contact_interaction_queue,
    contact_interaction_mails,
    contact_interaction_merged,
    contact_print_file_arrange,
    mail_mail,
    contact_segment,
    contact_segment_undo,
)
