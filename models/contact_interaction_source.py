# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments


class ContactInteraction(models.Model):
    """The business document that an interaction is about."""

    _inherit = "contact.interaction"

    def action_open_source(self):
        """Open the business document of an interaction: the e-mail, the order …

        :return: a window action
        :rtype: dict
        :raise UserError: there is none, it is gone, or the user may not read it
        """
        arguments.check_one(self)
        self.check_access("read")
        source = self._get_source()
        if source is None:
            problem = self.env._("Interaction %(name)s has no business document.")
        elif not source.exists():
            problem = self.env._(
                "The business document of interaction %(name)s was deleted."
            )
        elif not source.has_access("read"):
            problem = self.env._(
                "You may not read the business document of interaction %(name)s; ask "
                "somebody who may."
            )
        else:
            return source.get_formview_action()
        raise UserError(problem % {"name": self.title})

    def _get_source(self):
        """Return the business document with the user's rights; None if there is none.

        A message is shown where it was written.
        """
        if not self.res_model or not self.res_id:
            return None
        source = self._browse_source(self.res_model, self.res_id)
        if source._name == "mail.message":
            message = source.sudo().exists()
            if message.model and message.res_id:
                source = self._browse_source(message.model, message.res_id)
        return source

    def _browse_source(self, model_name, record_id):
        """Return a record, or an empty one when its app is gone."""
        if model_name not in self.env:
            return self.browse()
        return self.env[model_name].browse(record_id)
