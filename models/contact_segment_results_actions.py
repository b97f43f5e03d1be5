# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

from ..tools import arguments


class ContactSegment(models.Model):
    """The lists behind the results of a segment."""

    _inherit = "contact.segment"

    def action_view_result(self, code):
        """Open what one figure of the results counts.

        :param str code: a bar of the waterfall or an evaluation of ``get_results``,
            or opportunities or orders
        :return: a window action
        :rtype: dict
        :raise UserError: there is no such figure
        """
        arguments.check_one(self)
        self.check_access("read")
        domains = self._get_result_domains()
        if code in ("contacts", "not_logged"):
            return self._open_result_lines(code)
        if code == "opportunities":
            return self.action_view_opportunities()
        if code == "orders" and self._read_order_results()["available"]:
            return self._open_result_orders()
        known = ["contacts", "not_logged", "opportunities", *domains]
        arguments.read_choice(self.env, "code", code, known)
        action = self.action_view_interactions()
        action["domain"] = list(Domain("segment_id", "=", self.id) & domains[code])
        action["context"] = {"create": False}
        return action

    def _open_result_lines(self, code):
        """Return the action that opens the contacts, or those without interaction."""
        action = self.action_view_lines()
        domain = Domain(action["domain"])
        if code == "not_logged":
            domain &= Domain("interaction_id", "=", False)
            action["name"] = self.env._("Contacts without Interaction")
        return {**action, "domain": list(domain)}

    def _open_result_orders(self):
        """Return the action that opens the orders since logging."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders since Logging"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": self._get_order_domain(),
            "context": {"create": False},
        }
