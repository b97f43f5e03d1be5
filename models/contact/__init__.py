# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may be addressed, and what a contact shows: the gate, conditions, visibility."""

from . import (
    contact_rights_mixin,
    contact_condition_mixin,
    contact_technical_mixin,
    contact_channel,
    contact_topic,
    contact_topic_mailing_list,
    contact_topic_opt_out,
    ir_attachment,
    ir_rule,
    mail_blacklist,
    res_partner,
    res_partner_figures,
    res_partner_gate,
    res_partner_condition,
    res_partner_found,
    res_partner_look_up,
    res_partner_postal,
)
