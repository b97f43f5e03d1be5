# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class MailThread(models.AbstractModel):
    """Where Odoo reads that an e-mail came back."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        self.env["contact.interaction"]._take_from_gateway(
            "_note_bounce",
            report=email_message,
            message_ids=message_dict["bounced_msg_ids"] or (),
        )
        return result
