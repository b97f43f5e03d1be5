# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools.automation import watched


class ContactSegment(models.Model):
    """What automation rules see of the statements by which segments work."""

    _inherit = "contact.segment"

    def _watched_lines(self):
        """Return a context in which lines come, go and come back."""
        lines = self.env["contact.segment.line"]
        return watched(lines, [("segment_id", "in", self.ids)], ["active"])

    def _watched_interactions(self):
        """Return a context in which interactions are logged, cancelled or restored."""
        interactions = self.env["contact.interaction"]
        return watched(interactions, [("segment_id", "in", self.ids)], ["state"])
