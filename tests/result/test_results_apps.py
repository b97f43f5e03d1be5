# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError

from ..common_apps import AppsCommon


class TestResultsApps(AppsCommon):
    """Orders since a segment was logged, where Sales is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Tent", "list_price": 100.0, "taxes_id": [Command.clear()]}
        )
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, cls.anna | cls.carl)
        cls.segment.log(send=False)

    def _order(self, partner, confirm=True, days=1, quantity=1):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        if confirm:
            order.action_confirm()
        order.date_order = self.segment.logged_on + timedelta(days=days)
        return order

    def test_orders_of_contacts_and_their_companies(self):
        orders = self._order(self.anna) | self._order(self.acme, quantity=2)
        orders |= self._order(self.carl)
        self._order(self.dora)
        self._order(self.carl, confirm=False)
        self._order(self.carl, days=-1)
        self.env.flush_all()
        segment = self.segment.with_user(self.user)
        self.assertFalse(segment.get_results()["orders"]["available"])
        with self.assertRaises(UserError):
            segment.action_view_result("orders")
        self._give_group(self.user, "sales_team.group_sale_salesman_all_leads")
        self.assertEqual(
            segment.get_results()["orders"],
            {"available": True, "count": 3, "amount": 400.0},
        )
        action = segment.action_view_result("orders")
        found = self.env["sale.order"].with_user(self.user).search(action["domain"])
        self.assertEqual(found, orders)

    def test_orders_in_another_currency_are_converted(self):
        orders = self._order(self.carl)
        self.env.flush_all()
        orders.currency_rate = 2.0
        self._give_group(self.user, "sales_team.group_sale_salesman_all_leads")
        results = self.segment.with_user(self.user).get_results()
        self.assertEqual(results["orders"]["amount"], 50.0)
