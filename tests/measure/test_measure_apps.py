# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date

from ..common_apps import AppsCommon


class TestMeasureApps(AppsCommon):
    """Measures over orders and invoices, in several currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_group(cls.user, "sales_team.group_sale_salesman_all_leads")
        cls._give_group(cls.colleague, "sales_team.group_sale_salesman")
        cls._give_group(cls.manager, "sales_team.group_sale_manager")
        cls.company = cls.env.company
        currencies = cls.env["res.currency"].with_context(active_test=False)
        foreign = currencies.search(
            [
                ("name", "in", ("EUR", "USD", "GBP")),
                ("id", "!=", cls.company.currency_id.id),
            ]
        )
        foreign.active = True
        cls.foreign = foreign[:2]
        cls.env["res.currency.rate"].search([]).unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": cls.company.id,
                    "name": day,
                    "rate": rate,
                }
                for currency, rates in zip(cls.foreign, ((2, 4), (0.5, 8)), strict=True)
                for day, rate in zip(("2026-01-01", "2026-06-01"), rates, strict=True)
            ]
        )
        cls.products = cls.env["product.product"].create(
            [{"name": f"Thing {number}", "list_price": 1} for number in range(3)]
        )
        cls.orders = cls.env["sale.order"]
        for partner, currency, day, amount, owner in (
            (cls.anna, cls.company.currency_id, "2026-02-01 10:00:00", 100, cls.user),
            (cls.anna, cls.foreign[0], "2026-02-01 10:00:00", 100, cls.user),
            (cls.anna, cls.foreign[0], "2026-07-01 10:00:00", 100, cls.colleague),
            (cls.bob, cls.foreign[1], "2026-06-01 10:00:00", 100, cls.colleague),
            (cls.carl, cls.foreign[1], "2025-06-01 10:00:00", 100, cls.user),
        ):
            cls._order(partner, currency, day, amount, owner)
        cls.env.flush_all()

    @classmethod
    def _order(cls, partner, currency, day, amount, owner):
        pricelist = cls.env["product.pricelist"].create(
            {"name": currency.name, "currency_id": currency.id}
        )
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "pricelist_id": pricelist.id,
                "user_id": owner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 2,
                            "price_unit": amount / 4,
                            "tax_ids": False,
                        }
                    )
                    for product in cls.products[:2]
                ],
            }
        )
        order.action_confirm()
        order.date_order = day
        cls.orders |= order

    def _get_useful(self, key, user=None):
        measures = self.env["contact.measure"]
        measures._create_useful()
        measure = measures.search([("key", "=", key)])
        self.assertTrue(measure, key)
        return measure.with_user(user or self.user)

    def test_useful_ones_of_the_apps(self):
        manager = self.manager
        self._give_group(manager, "account.group_account_manager")
        for key in (
            "orders",
            "orders_30",
            "revenue_365",
            "order_first",
            "order_last",
            "order_average",
            "products_bought",
            "quotations_open",
            "invoiced",
            "invoices_overdue",
            "overdue",
        ):
            measure = self._get_useful(key, manager)
            self.assertEqual(measure.problem, "", key)
            measure.get_values(self.contacts.ids)

    def test_money_at_the_rates_of_the_day(self):
        measure = self._get_useful("revenue")
        values = measure.get_values(self.contacts.ids)
        expected = {
            contact: sum(
                order.currency_id._convert(
                    order.amount_untaxed,
                    self.company.currency_id,
                    self.company,
                    Date.to_date(order.date_order),
                    round=False,
                )
                for order in self.orders.filtered(
                    lambda o, c=contact: o.partner_id == c
                )
            )
            for contact in self.contacts
        }
        for contact, value in expected.items():
            self.assertAlmostEqual(values[str(contact.id)], value, 4)
        self.assertAlmostEqual(values[str(self.anna.id)], 175, 4)
        self.assertAlmostEqual(values[str(self.carl.id)], 200, 4)

    def test_currency_without_a_rate(self):
        self.env["res.currency.rate"].search(
            [("currency_id", "=", self.foreign[1].id)]
        ).unlink()
        measure = self._get_useful("revenue")
        with self.assertRaisesRegex(UserError, self.foreign[1].name):
            measure.get_values(self.contacts.ids)

    def test_only_records_that_the_user_may_read(self):
        products = self._get_useful("products_bought", self.colleague)
        values = products.get_values((self.anna | self.carl).ids)
        self.assertEqual(values, {str(self.anna.id): 2, str(self.carl.id): 0})
        revenue = self._get_useful("revenue", self.colleague)
        values = revenue.get_values(self.anna.ids)
        self.assertAlmostEqual(values[str(self.anna.id)], 25, 4)
        by_name = (
            self.env["contact.measure"]
            .with_user(self.colleague)
            .create(
                {
                    "name": "Orders by the way of their lines",
                    "model": "sale.order.line",
                    "partner_path": "order_id.partner_id",
                    "aggregate": "count_distinct",
                    "field_name": "order_id.name",
                }
            )
        )
        self.assertEqual(by_name.get_values(self.anna.ids), {str(self.anna.id): 1})

    def test_who_has_no_sales(self):
        measure = self._get_useful("orders", self.user_all)
        self.assertIn("may not read", measure.problem)
        with self.assertRaisesRegex(UserError, "Orders cannot be used"):
            measure.get_values(self.anna.ids)
        domain = [
            (
                "measure_value_ids",
                "any",
                [("measure_id", "=", measure.id), ("value", ">", 0)],
            )
        ]
        with self.assertRaisesRegex(UserError, "Orders cannot be used"):
            self.Partner.with_user(self.user_all).search(domain)
        listed = self.env["contact.measure"].with_user(self.user_all)
        self.assertTrue(listed.web_search_read([], {"name": {}, "problem": {}}))

    def test_as_a_step(self):
        segment = self._create_segment()
        revenue = self._get_useful("revenue").id
        segment.add_contacts(
            [
                ("id", "in", self.contacts.ids),
                (
                    "measure_value_ids",
                    "any",
                    [("measure_id", "=", revenue), ("value", ">=", 150)],
                ),
            ]
        )
        self.assertEqual(segment.line_ids.partner_id, self.anna | self.carl)
