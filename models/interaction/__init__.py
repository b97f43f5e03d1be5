# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The log: what was said to whom; templates, finishing, postponing, cancelling."""

from . import (
    contact_interaction_statistics_mixin,
    contact_interaction_group,
    contact_interaction_template,
    contact_interaction_template_document,
    contact_interaction,
    contact_interaction_attachments,
    contact_interaction_key,
    contact_interaction_state,
    contact_interaction_actions,
    crm_lead,
    mail_activity,
    res_lang,
)
