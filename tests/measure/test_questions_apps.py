# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import freeze_time

from ..common_apps import AppsCommon
from ..condition_questions import SALE_QUESTIONS, fill
from ..questions_common import QuestionsCommon


@freeze_time("2026-08-20 12:00:00")
class TestQuestionsApps(AppsCommon, QuestionsCommon):
    """The questions of the guide that need Sales."""

    APPS = ("sale",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.user | cls.user_all | cls.manager:
            cls._give_group(user, "sales_team.group_sale_salesman_all_leads")
        cls.desk, cls.chair = cls.env["product.product"].create(
            [{"name": "Desk", "list_price": 1}, {"name": "Chair", "list_price": 1}]
        )
        cls.ids = cls._find_measures(SALE_QUESTIONS)
        cls.ids |= {"@product_a": cls.desk.id, "@product_b": cls.chair.id}
        for partner, products, days, amount in (
            (cls.anna, cls.desk, 5, 400),
            (cls.anna, cls.desk, 6, 400),
            (cls.anna, cls.desk, 29, 400),
            (cls.bob, cls.desk | cls.chair, 20, 10000),
            # one is big, and another one is new
            (cls.carl, cls.chair, 300, 5000),
            (cls.carl, cls.chair, 5, 10),
            (cls.dora, cls.desk, 365, 3000),
        ):
            cls._order(partner, products, days, amount)
        # what was never confirmed is no order
        cls._order(cls.dora, cls.desk, 1, 5000, confirm=False)
        cls.env.flush_all()

    @classmethod
    def _order(cls, partner, products, days, amount, confirm=True):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": amount / len(products),
                            "tax_ids": False,
                        }
                    )
                    for product in products
                ],
            }
        )
        if confirm:
            order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=days)

    def test_answers(self):
        for key, expected in (
            ("never_bought", self.acme),
            ("a_never_b", self.anna | self.dora),
            ("three_in_a_month", self.anna),
            # people count for their company, and for everybody of it
            ("whole_company", self.acme | self.anna | self.bob),
            ("last_year_only", self.dora),
            ("one_big_order", self.bob),
        ):
            self._assert_answer(fill(SALE_QUESTIONS[key], self.ids), expected, key)
