# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import arguments

SHOWN_FIELDS = ("pdf", "html", "filename", "message")


class ContactInteractionWizard(models.TransientModel):
    """The letter or e-mail, before it is sent."""

    _inherit = "contact.interaction.wizard"

    # in the row itself: a preview must not fill the file store
    pdf = fields.Binary(string="Letter", attachment=False, readonly=True)
    html = fields.Html(string="E-mail", readonly=True)
    filename = fields.Char(readonly=True)
    message = fields.Char(readonly=True, help="Why there is nothing to be seen.")
    revision = fields.Integer(
        readonly=True,
        help="Changes with what is shown, so that browsers load it again.",
    )

    def action_preview(self):
        """Show the letter or the e-mail in the dialog.

        :return: True
        :rtype: bool
        :raise UserError: there is no contact
        """
        arguments.check_one(self)
        if not self.partner_id:
            raise UserError(self.env._("Choose a contact to see the letter."))
        vals = dict.fromkeys(SHOWN_FIELDS, False)
        vals["revision"] = self.revision + 1
        self.write({**vals, **self._prepare_preview()})
        return True

    def _prepare_preview(self):
        """Make the letter of an interaction that is thrown away afterwards.

        A letter shows whatever it likes of its interaction, so there has to be one.
        """
        vals = self._prepare_interaction_vals()
        vals["name"] = vals["name"] or self._get_default_name()
        vals["date"] = vals["date"] or fields.Datetime.now()
        vals.update(state="draft", company_id=self.company_id.id)
        savepoint = self.env.cr.savepoint()
        try:
            interaction = self.env["contact.interaction"].create(vals)
            return interaction._prepare_preview()
        finally:
            savepoint.close(rollback=True)
