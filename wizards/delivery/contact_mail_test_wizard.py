# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools import arguments
from ...tools.actions import notify, open_dialog


class ContactMailTestWizard(models.TransientModel):
    """Asks where a test of an e-mail goes, and with which contact."""

    _name = "contact.mail.test.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Send a Test"

    segment_id = fields.Many2one(comodel_name="contact.segment", ondelete="cascade")
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template", ondelete="cascade"
    )
    line_id = fields.Many2one(
        comodel_name="contact.segment.line",
        string="Contact of the Segment",
        ondelete="cascade",
        domain="[('segment_id', '=', segment_id), ('active', '=', True)]",
        help="With whose values the e-mail is filled in; the contact gets nothing.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        ondelete="cascade",
        help="With whose values the e-mail is filled in; the contact gets nothing.",
    )
    address = fields.Char(string="Send to", required=True)
    lang = fields.Selection(selection="_selection_lang", string="Language")

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.model
    def _open(self, **values):
        """Return the action that asks, about a segment or a template.

        :rtype: dict
        """
        values["address"] = self.env.user.email or ""
        return open_dialog(
            self._name,
            self.env._("Send a Test"),
            context={f"default_{name}": value for name, value in values.items()},
        )

    def action_send(self):
        """Send the test, and tell so.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        owner = self.segment_id or self.template_id
        partner = self.line_id.partner_id if self.segment_id else self.partner_id
        owner.send_test(self.address, partner.id, self.lang)
        return notify(
            self.env._("The test is sent to %(address)s.", address=self.address)
        )
