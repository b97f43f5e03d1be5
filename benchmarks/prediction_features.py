# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What predictions learn from: figures of customers from millions of order lines.

Every reader runs in a process of its own, because the peak of a process never falls.
"""

from datetime import date, timedelta
from pathlib import Path

from apart import run_apart
from measure import Result, stopwatch
from memory import get_peak

from odoo.api import SUPERUSER_ID

LINES = 5_000_000
PRODUCTS = 20_000
COMPANY = "Benchmark: predictions"
LAST = date(2025, 12, 31)
YEARS = 3
# Real seconds; a worker is stopped after 120, and stops by itself after 60 of its own.
AIM_SECONDS = 60
AIM_MEMORY = 600
READERS = ("_read_rfm", "_read_churn_features", "_read_purchases")
WORK = {
    "_read_rfm": "Recency, frequency and value from {lines:,} order lines",
    "_read_churn_features": "Features of churn at 4 days from {lines:,} order lines",
    "_read_purchases": "Purchases of products from {lines:,} order lines",
}
INSERT = """
    INSERT INTO contact_prediction_transaction (
        partner_id, date, amount, currency_id, product_id, reference, company_id,
        create_uid, create_date, write_uid, write_date)
    SELECT partners.ids[1 + (customer * customers)::int],
           %(last)s::date - (days * %(days)s)::int, (1 + price * 100)::numeric(10, 2),
           %(currency)s, products.ids[1 + (product * product * 19999)::int],
           'O' || number / 3, %(company)s, 1, now(), 1, now()
      FROM (SELECT number, %(random)s) line,
           (SELECT array_agg(id) AS ids, count(*) - 1 AS customers
              FROM res_partner WHERE %(where)s) partners,
           (SELECT array_agg(id) AS ids FROM product_product
             WHERE default_code LIKE 'benchmark-%%') products
"""
# The same lines every time; three lines of an order have customer and day in common.
RANDOM = """
    (hashint8(number / 3) & 2147483647) / 2147483648.0 AS customer,
    (hashint8(number / 3 + 7777777) & 2147483647) / 2147483648.0 AS days,
    (hashint8(number + 999999999) & 2147483647) / 2147483648.0 AS product,
    (hashint8(number + 555555555) & 2147483647) / 2147483648.0 AS price
    FROM generate_series(1, %(lines)s) number
"""


class PredictionFeaturesBenchmark:
    """Seconds and memory of the readers of features."""

    name = "prediction_features"
    suffix = ""

    def __init__(self, bench):
        self.bench = bench
        self.lines = LINES * bench.size // bench.full_size

    def run(self):
        self._fill()
        most = 0
        for number, reader in enumerate(READERS, 1):
            found = run_apart(
                self.name, self.bench.size, self.bench.pairs, measured=number
            )
            most = max(most, found["megabytes"])
            yield Result(
                f"{WORK[reader].format(lines=self.lines)} (reference: reading them)",
                f"{found['seconds']:.1f} s",
                f"{found['reading']:.1f} s",
                found["seconds"],
                AIM_SECONDS,
                unit="s",
            )
        yield Result(
            f"Memory to read any of these from {self.lines:,} order lines",
            f"{most:.0f} MB",
            "0 MB",
            most,
            AIM_MEMORY,
            unit="MB more",
        )

    def measure(self, number):
        """Return what a reader takes, and what only reading the rows takes."""
        with self.bench.database.transaction(SUPERUSER_ID) as env:
            prediction = self._create_prediction(env)
            read = self._get_reader(env, prediction, READERS[number - 1])
            import numpy  # noqa: F401  # not what is measured

            reading = stopwatch(lambda: self._read_rows(env, prediction))
            Path("/proc/self/clear_refs").write_text("5")
            before = get_peak()
            seconds = stopwatch(read)
            return {
                "seconds": seconds,
                "megabytes": get_peak() - before,
                "reading": reading,
            }

    def _read_rows(self, env, prediction):
        env.cr.execute(
            "SELECT count(*), sum(amount) FROM contact_prediction_transaction "
            "WHERE company_id = %s",
            [prediction.company_id.id],
        )

    def _get_reader(self, env, prediction, name):
        """Return a function that reads features as a prediction does."""
        arguments = {
            "_read_rfm": (LAST - timedelta(365), LAST),
            "_read_churn_features": (
                [LAST - timedelta(60 * number) for number in range(1, 5)],
                60,
                60,
            ),
            "_read_purchases": (),
        }
        reader = getattr(env["contact.prediction.features"], name)
        return lambda: reader(prediction, *arguments[name])

    def _create_prediction(self, env):
        company = env["res.company"].search([("name", "=", COMPANY)])
        source = env["contact.prediction.source"].create(
            {
                "name": COMPANY,
                "kind": "import_transaction",
                "company_id": company.id,
            }
        )
        return env["contact.prediction"].create(
            {"name": COMPANY, "company_id": company.id, "source_id": source.id}
        )

    def _fill(self):
        """Make the order lines, once."""
        with self.bench.database.transaction(SUPERUSER_ID, commit=True) as env:
            companies = env["res.company"]
            company = companies.search([("name", "=", COMPANY)])
            company = company or companies.create({"name": COMPANY})
            table = env["contact.prediction.transaction"]
            lines = table.search([("company_id", "=", company.id)])
            if len(lines) == self.lines:
                return
            self._create_products(env)
            env.cr.execute(
                "DELETE FROM contact_prediction_transaction WHERE company_id = %s",
                [company.id],
            )
            self._insert(env, company)
        self.bench.database.vacuum("contact_prediction_transaction")

    def _create_products(self, env):
        products = env["product.product"]
        there = products.search_count([("default_code", "like", "benchmark-")])
        products.create(
            [
                {"name": f"Product {number}", "default_code": f"benchmark-{number}"}
                for number in range(there, PRODUCTS)
            ]
        )
        env.flush_all()

    def _insert(self, env, company):
        statement = INSERT.replace("%(random)s", RANDOM)
        statement = statement.replace("%(where)s", self.bench.contacts.where)
        values = {
            "last": LAST,
            "days": 365 * YEARS,
            "currency": company.currency_id.id,
            "company": company.id,
            "lines": self.lines,
        }
        env.cr.execute(statement, values)
