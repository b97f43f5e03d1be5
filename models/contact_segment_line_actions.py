# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..tools import arguments


class ContactSegmentLine(models.Model):
    """What the buttons of a line do."""

    _inherit = "contact.segment.line"

    def action_remove(self):
        """Remove the contacts from their segment; Go Back restores them."""
        return self.unlink()

    def action_reset_overrides(self):
        """Return everything on the lines to what the segment says."""
        return self.reset_overrides([])

    def action_open_form(self):
        """Open the line with everything that can be said for this contact."""
        arguments.check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_explain(self):
        """Tell in a note which steps brought the contact here."""
        arguments.check_one(self)
        explanation = self.segment_id.explain(self.partner_id.id)
        labels = {
            "added": self.env._("added by: %s"),
            "removed": self.env._("removed by: %s"),
            "kept": self.env._("kept by: %s"),
        }
        reasons = [
            labels[step["effect"]] % step["summary"]
            for step in explanation["steps"]
            if step["effect"] in labels
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.partner_id.display_name,
                "message": "; ".join(reasons),
                "type": "info",
                "sticky": True,
            },
        }
