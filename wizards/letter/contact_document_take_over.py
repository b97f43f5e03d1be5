# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.document.contact_document_source import SOURCES
from ...tools import arguments
from ...tools.actions import notify, open_dialog, reload


class ContactDocumentTakeOver(models.TransientModel):
    """Asks which mailing or mail template becomes the text of a document."""

    _name = "contact.document.take.over"
    _inherit = ["contact.rights.mixin"]
    _description = "Take Over a Text"

    segment_document_id = fields.Many2one(
        comodel_name="contact.segment.document", ondelete="cascade"
    )
    template_document_id = fields.Many2one(
        comodel_name="contact.interaction.template.document", ondelete="cascade"
    )
    source = fields.Reference(selection="_selection_source", string="From")

    @api.model
    def _selection_source(self):
        models_ = self.env["ir.model"].sudo()
        # those that the user may see at all
        return [
            (model, models_._get(model).name)
            for model in SOURCES
            if model in self.env and self.env[model].has_access("read")
        ]

    @api.model
    def _open(self, document):
        """Return the action that asks, about a document of a segment or a template.

        :rtype: dict
        """
        is_segment = document._name == "contact.segment.document"
        name = "segment_document_id" if is_segment else "template_document_id"
        return open_dialog(
            self._name,
            self.env._("Take Over a Text"),
            context={f"default_{name}": document.id},
        )

    def action_take_over(self):
        """Take the text over, and tell what could not be.

        :return: an action
        :rtype: dict
        :raise UserError: nothing is chosen
        """
        arguments.check_one(self)
        if not self.source:
            raise UserError(self.env._("Choose the text that is taken over."))
        document = self.segment_document_id or self.template_document_id
        result = document.take_over(self.source._name, self.source.id)
        message = self.env._(
            "The text of %(name)s is taken over.", name=self.source.display_name
        )
        if result["message"]:
            message = f"{message} {result['message']}"
        kind = "warning" if result["message"] else "success"
        return notify(
            message,
            type=kind,
            sticky=bool(result["message"]),
            next=reload(),
        )
