# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...tools import arguments


class ContactDocumentMixin(models.AbstractModel):
    """A document that is sent as a test from where it is written."""

    _inherit = "contact.document.mixin"

    def action_send_test(self):
        """Ask where a test with the document is sent to.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._get_owner().action_send_test()
