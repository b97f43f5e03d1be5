# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from odoo.tests import tagged

from ..prediction_common import PredictionCommon


@tagged("post_install", "-at_install")
class TestPredictionDataReport(PredictionCommon):
    def _check(self, kind="lifetime_value", step="train", source=None, **values):
        """Return the data report of a new prediction as (level, column, message)."""
        prediction = self._create_prediction(kind, source, **values)
        rows = prediction.source_id._check_rows(prediction, step)
        self.env["contact.prediction.usability"].create(
            [{**row, "prediction_id": prediction.id, "step": step} for row in rows]
        )
        prediction.unlink()
        levels = [row["level"] for row in rows]
        order = ["error", "warning", "recommendation"]
        self.assertEqual(levels, sorted(levels, key=order.index))
        return rows

    def _find(self, rows, pattern):
        """Return the one row of the report that says something."""
        found = [row for row in rows if pattern in row["message"]]
        self.assertEqual(len(found), 1, rows)
        return found[0]

    def _sell(self, customers, days=(0, 100, 200, 300, 400), **values):
        """Let customers buy on all of these days before today."""
        today = date.today()
        self.env["contact.prediction.transaction"].create(
            [
                {
                    "partner_id": customer.id,
                    "date": today - timedelta(day),
                    "amount": 10,
                    "currency_id": self.euro.id,
                    "company_id": self.company.id,
                    "product_id": self.apple.id,
                    "reference": f"{customer.id}-{day}",
                    **values,
                }
                for customer in customers
                for day in days
            ]
        )

    def test_no_data(self):
        for step in ("train", "score"):
            with self.subTest(step):
                rows = self._check(step=step)
                self.assertEqual([row["level"] for row in rows], ["error"])
                self.assertIn("Prediction Company", rows[0]["message"])

    def test_hard_minimum_of_customers(self):
        self._sell(self._create_contacts(9))
        for kind, least in (
            ("transaction_churn", 10),
            ("lifetime_value", 100),
            ("product_recommendation", 100),
        ):
            with self.subTest(kind):
                row = self._find(self._check(kind), f"at least {least},")
                self.assertEqual(row["level"], "error")
                self.assertEqual(row["field_name"], "Contact")
                self.assertIn("have data: 9. This", row["message"])

    def test_recommended_number_of_customers(self):
        self._sell(self._create_contacts(10))
        row = self._find(self._check("transaction_churn"), "10 customers have data")
        self.assertEqual(row["level"], "warning")
        self.assertIn("from 500 on", row["message"])
        self._sell(self._create_contacts(90))
        row = self._find(self._check("lifetime_value"), "100 customers have data")
        self.assertEqual(row["level"], "warning")

    def test_too_little_history(self):
        self._sell(self._create_contacts(10), days=(0, 60))
        row = self._find(self._check("transaction_churn"), "more than 60")
        self.assertEqual((row["level"], row["field_name"]), ("error", "Date"))
        row = self._find(self._check("lifetime_value"), "more than 90")
        self.assertEqual(row["level"], "error")
        rows = self._check("transaction_churn", step="score")
        self.assertFalse([row for row in rows if row["level"] == "error"])

    def test_history_shorter_than_twice_the_window(self):
        self._sell(self._create_contacts(10), days=(0, 100))
        rows = self._check("transaction_churn")
        self.assertEqual(self._find(rows, "less than a year")["level"], "warning")
        self.assertEqual(self._find(rows, "60 days ahead")["level"], "warning")

    def test_good_data_are_not_complained_of(self):
        customers = self._create_contacts(10)
        self._sell(customers, days=range(0, 500, 20))
        rows = self._check("transaction_churn")
        self.assertEqual(len(rows), 1, rows)
        self._find(rows, "10 customers have data")

    def test_few_transactions_per_customer(self):
        customers = self._create_contacts(10)
        self._sell(customers, days=(0,))
        self._sell(customers[:4], days=(400,))
        row = self._find(self._check("transaction_churn"), "1.40 transactions")
        self.assertEqual(row["level"], "warning")

    def test_months_without_transactions(self):
        self._sell(self._create_contacts(10), days=(0, 400))
        row = self._find(self._check("transaction_churn"), "without any transaction")
        self.assertEqual(row["level"], "recommendation")
        self.assertRegex(row["message"], r"transaction: 1[123] \(\d{4}-\d{2}, .*…\)")

    def test_rows_without_contact(self):
        customers = self._create_contacts(10)
        self._sell(customers)
        self._buy(None, 0, 10, reference="NOBODY/1")
        row = self._find(self._check("transaction_churn"), "without a contact")
        self.assertEqual(row["level"], "recommendation")
        self.assertEqual(row["record_name"], "NOBODY/1")
        self.assertIn("1 (2.0 %)", row["message"])
        for number in range(20):
            self._buy(None, 0, 10, reference=f"NOBODY/2{number}")
        row = self._find(self._check("transaction_churn"), "without a contact")
        self.assertEqual(row["level"], "warning")

    def test_only_returns_are_called_what_they_are(self):
        customers = self._create_contacts(100)
        self._sell(customers, amount=-10)
        for kind in ("lifetime_value", "transaction_churn", "product_recommendation"):
            row = self._find(self._check(kind), "nothing was bought")
            self.assertEqual((row["level"], row["field_name"]), ("error", "Amount"))
        # what was given away was bought
        self._sell(customers[:1], days=(3,), amount=0)
        rows = self._check("transaction_churn")
        self.assertFalse([row for row in rows if row["level"] == "error"])

    def test_missing_products(self):
        self._sell(self._create_contacts(10), product_id=False)
        row = self._find(self._check("product_recommendation"), "without a product")
        self.assertEqual((row["level"], row["field_name"]), ("error", "Product"))
        self._sell(self._create_contacts(10))
        rows = self._check("product_recommendation")
        self.assertEqual(self._find(rows, "without a product")["level"], "warning")
        self.assertEqual(
            self._find(rows, "products were bought (1)")["level"], "warning"
        )
        self.assertFalse(
            [row for row in self._check() if row["field_name"] == "Product"]
        )

    def test_dates_that_cannot_be_right(self):
        customers = self._create_contacts(10)
        self._sell(customers)
        self._sell(customers[:2], days=(-5,))
        self._sell(customers[:3], days=(5000,))
        rows = self._check("transaction_churn")
        future = self._find(rows, "a date after today")
        self.assertRegex(future["message"], r": 2\.$")
        self.assertEqual(future["level"], "warning")
        self.assertEqual(future["record_name"], f"{customers[0].id}--5")
        old = self._find(rows, "Rows of before")
        self.assertIn("10 years ago: 3. ", old["message"])
        self.assertEqual((old["level"], old["field_name"]), ("warning", "Date"))

    def test_amounts(self):
        customers = self._create_contacts(10)
        self._sell(customers, amount=0)
        row = self._find(self._check("lifetime_value"), "No row has an amount")
        self.assertEqual(row["level"], "error")
        row = self._find(self._check("transaction_churn"), "No row has an amount")
        self.assertEqual(row["level"], "recommendation")
        self._sell(customers, amount=10)
        self._sell(customers, amount=-6)
        row = self._find(self._check("transaction_churn"), "worth 60.0 %")
        self.assertEqual((row["level"], row["field_name"]), ("warning", "Amount"))

    def test_old_data(self):
        self._sell(self._create_contacts(10), days=range(700, 1200, 20))
        row = self._find(self._check("transaction_churn"), "newest data")
        self.assertEqual(row["level"], "warning")

    def test_subscriptions(self):
        today = (date.today() - self._day(0)).days
        for customer in self._create_contacts(12):
            self._subscribe(customer, today - 400, None, months=0, amount=5)
        rows = self._check("subscription_churn")
        self.assertEqual(
            self._find(rows, "All customers still subscribe (12)")["level"], "error"
        )
        self.assertEqual(
            self._find(rows, "interactions tell more")["level"], "recommendation"
        )

    def test_subscription_values(self):
        today = (date.today() - self._day(0)).days
        for customer in self._create_contacts(12):
            self._subscribe(customer, today - 400, today - 30)
        self._subscribe(self.carl, 10, 5, reference="Backwards")
        rows = self._check("subscription_churn")
        row = self._find(rows, "that end before they start")
        self.assertEqual(row["record_name"], "Backwards")
        self.assertEqual(row["field_name"], "End")
        self.assertEqual(
            self._find(rows, "None of the customers (12)")["level"], "warning"
        )

    def test_app_that_was_removed(self):
        unavailable = [
            kind["kind"]
            for kind in self.env["contact.prediction.source"]._get_kinds("subscription")
            if kind["reason"]
        ]
        for kind in unavailable[:1]:
            source = self._create_source(kind)
            rows = self._check("subscription_churn", source=source)
            self.assertEqual([row["level"] for row in rows], ["error"])
            self.assertIn("Install", rows[0]["message"])

    def test_mapped_by_somebody_who_left(self):
        source = self._create_source(
            "mapped_transaction",
            self.manager,
            model_id=self.env["ir.model"]._get("res.partner").id,
            partner_field="parent_id",
            date_field="create_date",
        )
        self.assertTrue(source.is_available)
        self.manager.active = False
        rows = self._check("transaction_churn", source=source)
        self.assertEqual([row["level"] for row in rows], ["error"])
        self.assertIn("Segment Manager", rows[0]["message"])

    def test_everybody_reads_it_in_his_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self._sell(self._create_contacts(200), days=(0, 100, 300, 500, 700))
        nobody = [self.Partner] * 80
        self._sell(nobody, days=(0, 100, 200, 300, 400))
        prediction = self._create_prediction("transaction_churn")
        dutch = prediction.with_context(lang="nl_NL")
        dutch._write_report("train", dutch.source_id._check_rows(dutch, "train"))
        self.env.flush_all()
        self.env.invalidate_all()
        rows = prediction.with_context(lang="en_US").usability_ids
        told = {row.field_name: row.message for row in rows}
        self.assertIn("28.6 %", told["Contact"])
        self.assertIn("left out: 400 ", told["Contact"])
        rows = dutch.usability_ids
        told = {row.field_name: row.message for row in rows}
        self.assertIn("28,6 %", told["Contact"])
        self.assertIn("Rijen zonder contact", told["Contact"])
        found = rows.search([("message", "ilike", "left out: 400 ")])
        self.assertEqual(found.field_name, "Contact")
        [values] = rows.filtered(lambda row: "400" in row.message).read(["message"])
        self.assertEqual(values["message"], told["Contact"])

    def test_everybody_reads_why_it_failed_in_his_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        prediction = self._create_prediction(state="queued", phase="check")
        dutch = prediction.with_context(lang="nl_NL")
        dutch.phase_started_on = False
        dutch._run_phase()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(prediction.state, "failed")
        english = prediction.with_context(lang="en_US").failure
        self.assertIn("has no data of a contact", english)
        self.assertNotEqual(dutch.failure, english)
        self.assertIn("Prediction Company", dutch.failure)
        self.assertEqual(
            dutch.failure, dutch.usability_ids.filtered("message")[0].message
        )
