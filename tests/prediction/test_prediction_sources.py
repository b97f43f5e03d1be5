# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ..prediction_common import PredictionCommon


@tagged("post_install", "-at_install")
class TestPredictionSources(PredictionCommon):
    def test_rows_leave_out_what_cannot_be_used(self):
        self._buy(self.carl, 0, 10, self.apple, "A1")
        self._buy(None, 1, 20)
        other = self.env["res.company"].create({"name": "Other"})
        self._buy(self.carl, 2, 30, company_id=other.id)
        rows = self._select(self._create_prediction())
        self.assertEqual(
            rows,
            [
                {
                    "partner_id": self.carl.id,
                    "date": self._day(0),
                    "amount": 10,
                    "product_id": self.apple.id,
                    "reference": "A1",
                }
            ],
        )

    def test_rows_by_company(self):
        self._buy(self.anna, 0, 10)
        self._buy(self.bob, 0, 20)
        self._buy(self.carl, 0, 30)
        prediction = self._create_prediction(by_company=True)
        rows = self._select(prediction)
        self.assertEqual(
            sorted((row["partner_id"], row["amount"]) for row in rows),
            sorted([(self.acme.id, 10), (self.acme.id, 20), (self.carl.id, 30)]),
        )
        prediction.by_company = False
        rows = self._select(prediction)
        self.assertIn(self.anna.id, [row["partner_id"] for row in rows])

    def test_archived_contacts_stay(self):
        self._buy(self.carl, 0, 10)
        self.carl.active = False
        self.assertEqual(len(self._select(self._create_prediction())), 1)

    def test_rates_of_the_day_are_those_of_odoo(self):
        dollar, pound = self.env.ref("base.USD"), self.env.ref("base.GBP")
        self.env["res.currency.rate"].search([]).unlink()
        self._create_rates()
        days = [-5, 0, 3, 9, 10, 14, 15, 40, 90]
        for currency in (dollar, pound, self.euro, self.env.ref("base.CHF")):
            for day in days:
                self._buy(
                    self.carl,
                    day,
                    1000,
                    currency_id=currency.id,
                    reference=f"{currency.name} {day}",
                )
        prediction = self._create_prediction()
        found = {row["reference"]: row["amount"] for row in self._select(prediction)}
        self.assertEqual(len(found), 4 * len(days))
        for transaction in self._search_transactions():
            expected = transaction.currency_id._convert(
                transaction.amount,
                self.euro,
                self.company,
                transaction.date,
                round=False,
            )
            self.assertAlmostEqual(
                float(found[transaction.reference]), expected, 6, transaction.reference
            )

    def _search_transactions(self, user=None):
        table = self.env["contact.prediction.transaction"].with_user(user or 1)
        return table.search([("company_id", "=", self.company.id)])

    def test_only_administrators_of_the_company_read_what_was_imported(self):
        self._buy(self.carl, 0, 10)
        self.assertEqual(len(self._search_transactions(self.manager)), 1)
        with self.assertRaises(AccessError):
            self._search_transactions(self.user)
        other = self._create_user("segment_other_manager", "group_manager")
        self.assertFalse(self._search_transactions(other))

    def test_only_currencies_that_occur_are_converted(self):
        """Rates of all the currencies of the world are spread over no days."""
        self.env["res.currency.rate"].search([]).unlink()
        self._create_rates()
        prediction = self._create_prediction()
        [customer] = self._create_contacts(1)
        self._buy(customer, 0, 10)
        factor, joins = self.transactions._get_conversion(prediction, SQL("date"))
        self.assertEqual((factor.code, joins.code), ("1", ""))
        dollar, pound = self.env.ref("base.USD"), self.env.ref("base.GBP")
        self._buy(customer, 1, 10, currency_id=dollar.id)
        self.assertEqual(
            self.transactions._get_foreign_currencies(prediction), dollar.ids
        )
        _factor, joins = self.transactions._get_conversion(prediction, SQL("date"))
        self.assertIn([dollar.id, self.euro.id], joins.params)
        self.assertNotIn(pound.id, joins.params)

    def test_sources_in_the_currency_of_the_company_are_not_searched(self):
        prediction = self._create_prediction()
        for kind in ("sale_order", "invoice", "pos_order", "membership"):
            source = self._create_source(kind)
            # whose tables need not be there
            self.assertEqual(source._get_foreign_currencies(prediction), [])

    def _create_rates(self):
        """Create shared rates, and some of the company's own from a later day on."""
        rates = [
            ("base.USD", 5, 2.0, False),
            ("base.USD", 10, 4.0, False),
            ("base.USD", 14, 8.0, self.company.id),
            ("base.USD", 30, 16.0, False),
            ("base.GBP", 0, 0.5, False),
            ("base.EUR", 2, 1.5, False),
        ]
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.env.ref(currency).id,
                    "name": self._day(day),
                    "rate": rate,
                    "company_id": company_id,
                }
                for currency, day, rate, company_id in rates
            ]
        )

    def test_data_stamp_changes_with_the_data(self):
        prediction = self._create_prediction()
        source = self.transactions
        stamps = [source._get_data_stamp(prediction)]
        transaction = self._buy(self.carl, 0, 10)
        stamps.append(source._get_data_stamp(prediction))
        self.assertEqual(stamps[1], source._get_data_stamp(prediction))
        transaction.unlink()
        stamps.append(source._get_data_stamp(prediction))
        self.assertEqual(len({stamps[0], stamps[1]}), 2)
        self.assertEqual(stamps[0], stamps[2])

    def test_period(self):
        prediction = self._create_prediction()
        period = self.transactions._get_period(prediction)
        self.assertEqual(period["rows"], 0)
        self.assertFalse(period["last"])
        self._buy(self.carl, 0, 10, reference="A")
        self._buy(self.carl, 0, 10, reference="A")
        self._buy(self.dora, 30, 10, reference="B")
        self._buy(self.dora, 20000, 10, reference="C")
        self.assertEqual(
            self.Features._get_period(prediction),
            {
                "first": self._day(0),
                "last": self._day(30),
                "customers": 2,
                "transactions": 2,
                "rows": 3,
            },
        )

    def test_sources_are_made_for_what_is_there(self):
        Source = self.env["contact.prediction.source"].with_company(self.company)
        sources = Source.with_user(self.manager)._ensure_sources()
        self.assertIn(self.transactions, sources)
        self.assertEqual(sources.company_id, self.company)
        self.assertEqual(len(sources), len(set(sources.mapped("kind"))))
        self.assertTrue(all(sources.mapped("is_available")))
        self.assertEqual(sources, Source.with_user(self.manager)._ensure_sources())
        self.assertEqual(sources, Source.with_user(self.user)._ensure_sources())

    def test_users_cannot_make_sources(self):
        company = self.env["res.company"].create({"name": "New"})
        self.user.company_ids |= company
        Source = self.env["contact.prediction.source"].with_user(self.user)
        self.assertFalse(Source.with_company(company)._ensure_sources())
        with self.assertRaises(AccessError):
            self._create_source("mapped_transaction", self.user)

    def test_missing_apps_are_named(self):
        Source = self.env["contact.prediction.source"]
        for usage in ("transaction", "subscription"):
            for kind in Source._get_kinds(usage):
                adapter = Source._get_adapter_of(kind["kind"])
                names, app = adapter._get_required_models()
                if not all(name in self.env for name in names):
                    self.assertIn(app, kind["reason"])
        imported = {kind["kind"]: kind for kind in Source._get_kinds("transaction")}
        self.assertEqual(imported["import_transaction"]["reason"], "")

    def test_source_of_the_wrong_usage_is_refused(self):
        with self.assertRaises(ValidationError):
            self._create_prediction(source=self.subscriptions)
