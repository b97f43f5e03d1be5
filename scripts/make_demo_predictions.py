# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make the sample data that predictions learn from: three years of a furniture shop.

Run it with the Python of .odoo/venv after a change; the files are in the repository.
The same numbers come out each time. Days are counted back from the day on which the
sample data are installed, so that they never grow old.
"""

import csv
from pathlib import Path
from random import Random

from demo_prediction_names import FAMILIES, PRODUCTS, TOWNS, TRADES

FOLDER = Path(__file__).parent.parent / "demo"
HEADER = '<?xml version="1.0" encoding="UTF-8" ?>\n<odoo noupdate="1">\n'
DAYS = 1095
CUSTOMERS = 320
SUBSCRIBERS = 240
TRANSACTIONS = """\
    <!-- By customer: how many days ago, which product, for how much. -->
    <function model="contact.prediction.transaction" name="create">
        <value
            eval="[{{
                'partner_id': ref('partner_shop_%03d' % customer),
                'date': DateTime.today() - relativedelta(days=days),
                'product_id': ref('product_shop_%02d' % product),
                'amount': amount,
                'reference': 'SHOP/%03d/%04d' % (customer, days),
            }} for customer, lines in {{
{rows}
            }}.items() for days, product, amount in lines]"
        />
    </function>
"""
SUBSCRIPTIONS = """\
    <!-- Customer, days ago of start, end (0: it runs) and agreement or notice, whether
         it renews itself, months of a period, amount of a period. -->
    <function model="contact.prediction.subscription" name="create">
        <value
            eval="[{{
                'partner_id': ref('partner_shop_%03d' % customer),
                'reference': 'CARE/%03d' % customer,
                'date_start': DateTime.today() - relativedelta(days=start),
                'date_end': end and DateTime.today() - relativedelta(days=end),
                'date_event': DateTime.today() - relativedelta(days=event),
                'is_recurring': recurring,
                'months': months,
                'amount': amount,
                'product_id': ref('product_shop_care'),
            }} for customer, start, end, event, recurring, months, amount in [
{rows}
            ]]"
        />
    </function>
"""


class Customer:
    """Somebody who buys now and then, and at some time buys no more."""

    def __init__(self, random, number):
        self.random = random
        self.number = number
        self.gap = min(max(random.lognormvariate(3.6, 0.8), 8), 150)
        self.leaves = random.betavariate(1, 14)
        self.spends = random.lognormvariate(5.0, 0.55)
        # what a customer is interested in
        self.groups = random.sample(list(PRODUCTS), 2)
        self.bought = []
        self.lines = []
        self.last = None

    def live(self):
        """Buy until the customer leaves or today has come."""
        day = self.random.randint(20, DAYS)
        while day > 0:
            self._buy(day)
            self.last = day
            if self.random.random() < self.leaves:
                return
            # more regular than chance, as orders of companies are
            day -= max(round(self.random.gammavariate(2.5, self.gap / 2.5)), 1)
        self.last = None

    def _buy(self, day):
        for _number in range(self.random.choice((1, 1, 1, 2, 2, 3))):
            product, price = self._choose()
            amount = price * self.random.gammavariate(4, self.spends / 400)
            self.lines.append((day, product, round(max(amount, 5), 2)))
        if self.random.random() < 0.02 and day > 10:
            _day, product, amount = self.lines[-1]
            self.lines.append((day - 7, product, -amount))

    def _choose(self):
        """Return the number and the price of a product."""
        if self.bought and self.random.random() < 0.25:
            return self.random.choice(self.bought)
        groups = list(PRODUCTS)
        group = self.random.choice(
            self.groups if self.random.random() < 0.8 else groups
        )
        # some products of a group are bought more often than others
        place = min(int(self.random.expovariate(0.28)), 9)
        number = groups.index(group) * 10 + place
        self.bought.append((number, get_price(number)))
        return self.bought[-1]


def get_price(number):
    """Return the price of a product, of which the first of a group cost most."""
    return [140, 190, 110, 160, 90, 240, 75, 120, 60, 50][number % 10] + number


def make_terms(random, customer):
    """Return the terms of a care plan; who left the shop hardly renews it."""
    start = random.randint(200, DAYS)
    months = random.choice((3, 3, 12))
    amount = months * random.choice((15, 20, 30))
    rows = []
    while True:
        end = start - round(months * 30.4) + 1
        agreed = start + random.randint(0, 12)
        rows.append((customer.number, start, end or -1, agreed, False, months, amount))
        if end <= 0:
            return rows
        has_left = customer.last is not None and customer.last > end
        if random.random() < (0.7 if has_left else 0.09):
            return rows
        start = end - 1
        amount = round(amount * random.choice((1, 1, 1.03, 1.08)))


def make_monthly(random, customer):
    """Return a care plan that goes on until notice is given."""
    start = random.randint(60, DAYS)
    amount = random.choice((19, 29, 39))
    notice = 0
    if customer.last is not None and customer.last > 40:
        notice = min(customer.last, start) - random.randint(25, 110)
    elif random.random() < 0.3:
        notice = random.randint(5, max(start - 30, 6))
    if not 0 < notice < start - 20:
        return [(customer.number, start, 0, start, True, 1, amount)]
    end = notice - random.randint(8, 30)
    return [(customer.number, start, end or -1, notice, True, 1, amount)]


def write_table(name, columns, rows):
    path = FOLDER / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    print(path.relative_to(FOLDER.parent))


def write_products():
    groups = list(PRODUCTS)
    rows = [
        (
            f"product_shop_{number:02d}",
            PRODUCTS[groups[number // 10]][number % 10],
            get_price(number),
            f"product_category_{groups[number // 10].lower()}",
        )
        for number in range(10 * len(groups))
    ]
    rows.append(("product_shop_care", "Care Plan", 180, ""))
    columns = ("id", "name", "list_price", "categ_id/id")
    write_table("product.product-prediction.csv", columns, rows)
    write_table(
        "product.category-prediction.csv",
        ("id", "name"),
        [(f"product_category_{group.lower()}", group) for group in groups],
    )


def write_customers(random):
    names = [f"{family} {trade}" for trade in TRADES for family in FAMILIES]
    random.shuffle(names)
    rows = []
    for number, name in enumerate(names[:CUSTOMERS]):
        country, city, code, street = TOWNS[number % len(TOWNS)]
        rows.append(
            (
                f"partner_shop_{number:03d}",
                name,
                "True",
                "category_shop",
                f"{street} {random.randint(1, 98)}",
                code,
                city,
                f"base.{country}",
                f"shop{number:03d}@example.com",
            )
        )
    columns = "id name is_company category_id/id street zip city country_id/id email"
    write_table("res.partner-prediction.csv", columns.split(), rows)


def write_function(name, text, rows):
    indented = "\n".join(16 * " " + row for row in rows)
    path = FOLDER / name
    path.write_text(HEADER + text.format(rows=indented) + "</odoo>\n", encoding="utf-8")
    print(path.relative_to(FOLDER.parent))


def main():
    random = Random(2026)
    write_products()
    write_customers(random)
    customers = [Customer(random, number) for number in range(CUSTOMERS)]
    for customer in customers:
        customer.live()
    write_function(
        "contact_prediction_transaction_demo.xml",
        TRANSACTIONS,
        [f"{customer.number}: {customer.lines}," for customer in customers],
    )
    subscriptions = []
    for customer in random.sample(customers, SUBSCRIBERS):
        make = random.choice((make_terms, make_terms, make_monthly))
        subscriptions += make(random, customer)
    write_function(
        "contact_prediction_subscription_demo.xml",
        SUBSCRIPTIONS,
        [f"{row}," for row in sorted(subscriptions)],
    )
    lines = sum(len(customer.lines) for customer in customers)
    print(f"{len(customers)} customers, {lines} lines, {len(subscriptions)} periods")


if __name__ == "__main__":
    main()
