# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ContactSegment(models.Model):
    """What opens when contacts leave the segment: on paper, in a file, on a list."""

    _inherit = "contact.segment"

    def action_export_contacts(self):
        """Ask which columns to export.

        :return: an action
        :rtype: dict
        """
        self._check_export("csv")
        return self._open_wizard(
            "contact.segment.export.wizard", self.env._("Export Contacts")
        )

    def action_print_labels(self):
        """Ask for the size of the labels.

        :return: an action
        :rtype: dict
        """
        return self._open_wizard(
            "contact.segment.label.wizard", self.env._("Print Labels")
        )

    def action_print_cover_sheets(self):
        """Ask what to write on the cover sheets.

        :return: an action
        :rtype: dict
        """
        return self._open_wizard(
            "contact.segment.cover.wizard", self.env._("Print Cover Sheets")
        )
