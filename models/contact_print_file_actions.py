# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ..tools import arguments


class ContactPrintFile(models.Model):
    """What the buttons of a print file open."""

    _inherit = "contact.print.file"

    def action_open(self):
        """Show the file in the browser, which can print it.

        :return: an action
        :rtype: dict
        """
        return self._get_file_action(download=False)

    def action_download(self):
        """Download the file.

        :return: an action
        :rtype: dict
        """
        return self._get_file_action(download=True)

    def action_rearrange(self):
        """Ask how to make the file anew.

        :return: the action that opens the dialog
        :rtype: dict
        :raise UserError: the letters are still being made
        """
        arguments.check_one(self)
        self.check_access("read")
        self._check_complete()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Print Differently"),
            "res_model": "contact.print.file.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_print_file_id": self.id},
        }

    def _get_file_action(self, download):
        """Return the action that opens the file.

        :raise UserError: there is none, because the letters are Word documents
        """
        arguments.check_one(self)
        self.check_access("read")
        if not self.with_context(bin_size=True).content:
            raise UserError(
                self.env._(
                    "Print file %(name)s has no PDF, because its letters are Word "
                    "documents; download the zip instead.",
                    name=self.name,
                )
            )
        url = f"/web/content/{self._name}/{self.id}/content?filename_field=filename"
        return {
            "type": "ir.actions.act_url",
            "url": f"{url}&download=true" if download else url,
            "target": "download" if download else "new",
        }
