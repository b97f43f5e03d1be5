# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measures beside an evaluator in plain Python that shares no code with them."""

import os
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..measure_common import MeasureCommon

NOW = datetime(2026, 3, 29, 2, 30)
CONTACTS, LEADS = 500, 1500
# Of each test; a benchmark asks for more.
TREES = int(os.environ.get("MEASURE_TREES", 40))
SEEDS = (1, 2)
PERIODS = {
    (False, False): lambda today: (None, None),
    ("today -30d", False): lambda today: (today - timedelta(days=30), None),
    ("today -1m", "today"): lambda today: (
        date(today.year, 2, min(today.day, 28)),
        today,
    ),
    ("today =1d", False): lambda today: (today.replace(day=1), None),
    ("2025-10-26", "2026-03-29"): lambda today: (date(2025, 10, 26), date(2026, 3, 29)),
}
ZERO = ("count", "count_distinct", "sum")
NUMBERS = ("sum", "average", "minimum", "maximum", "first", "last")


class Evaluator:
    """Knows the figures of contacts from rows, one contact after the other.

    :param list rows: dicts of all records that the user may read
    :param dict commercial: the company of each contact
    """

    def __init__(self, rows, commercial, rates, target, zone):
        self.rows, self.commercial = rows, commercial
        self.rates, self.target, self.zone = rates, target, ZoneInfo(zone)
        utc = NOW.replace(tzinfo=ZoneInfo("UTC"))
        self.today = utc.astimezone(self.zone).date()

    def midnight(self, day):
        """Return the moment at which a day begins where the user is."""
        local = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def local_day(self, value):
        if isinstance(value, datetime):
            value = value.replace(tzinfo=ZoneInfo("UTC")).astimezone(self.zone).date()
        return value

    def get_rate(self, currency, day):
        known = self.rates.get(currency)
        if not known:
            return Decimal(1)
        before = [rate for since, rate in known if since <= day]
        return before[-1] if before else known[0][1]

    def convert(self, row, amount, date_field):
        if row["currency"] == self.target:
            return amount
        day = self.local_day(row[date_field or "create_date"]) or self.today
        rate = self.get_rate(self.target, day) / self.get_rate(row["currency"], day)
        return amount * rate

    def measure(self, definition):
        """Return the values of all contacts."""
        start, end = PERIODS[definition["date_from"], definition["date_to"]](self.today)
        date_field = definition["date_field"]
        groups = {}
        for row in self.rows:
            if not row["active"]:
                continue
            if start or end:
                value = row[date_field]
                if value is None:
                    continue
                if isinstance(value, datetime):
                    if start and value < self.midnight(start):
                        continue
                    if end and value >= self.midnight(end):
                        continue
                elif (start and value < start) or (end and value >= end):
                    continue
            owner = row["partner_id"]
            if owner is None:
                continue
            if definition["by_company"]:
                owner = self.commercial[owner]
            groups.setdefault(owner, []).append(row)
        return {
            contact: self.aggregate(
                definition,
                groups.get(company if definition["by_company"] else contact, []),
            )
            for contact, company in self.commercial.items()
        }

    def aggregate(self, definition, rows):
        aggregate, field = definition["aggregate"], definition["field_name"]
        if aggregate == "count":
            return len(rows)
        rows = [row for row in rows if row[field] is not None]
        if aggregate == "count_distinct":
            return len({row[field] for row in rows})
        is_money = field == "expected_revenue"
        if aggregate in ("first", "last"):
            order = definition["date_field"] or field
            rows = [row for row in rows if row[order] is not None]
            rows.sort(key=lambda row: (row[order], row["id"]))
            rows = rows[:1] if aggregate == "first" else rows[-1:]
        values = [
            self.convert(row, row[field], definition["date_field"])
            if is_money
            else row[field]
            for row in rows
        ]
        if aggregate == "sum":
            return sum(values)
        if not values:
            return None
        if aggregate == "average":
            return sum(values) / len(values)
        return max(values) if aggregate in ("maximum", "last") else min(values)

    def decide(self, tree, value, is_date):
        """Whether a tree of conditions holds for a value."""
        if tree[0] == "and":
            return all(self.decide(one, value, is_date) for one in tree[1:])
        if tree[0] == "or":
            return any(self.decide(one, value, is_date) for one in tree[1:])
        if tree[0] == "not":
            return not self.decide(tree[1], value, is_date)
        name, operator, wanted = tree
        if (name == "date_value") != is_date:
            value = None
        if wanted is False:
            return (value is None) == (operator == "=")
        if value is None:
            return operator == "!="
        if isinstance(value, date) and not isinstance(value, datetime):
            value = self.midnight(value)
        if isinstance(value, datetime):
            value = value.replace(microsecond=0)
            wanted = datetime.fromisoformat(wanted)
        return {
            "<": value < wanted,
            "<=": value <= wanted,
            ">": value > wanted,
            ">=": value >= wanted,
            "=": value == wanted,
            "!=": value != wanted,
        }[operator]


def write_domain(tree):
    """Return a tree of conditions as a domain."""
    if tree[0] in ("and", "or"):
        operator = "&" if tree[0] == "and" else "|"
        return [operator, *write_domain(tree[1]), *write_domain(tree[2])]
    if tree[0] == "not":
        return ["!", *write_domain(tree[1])]
    return [tuple(tree)]


def grow(choose, make_leaf, depth):
    """Return a random tree."""
    if depth == 0 or choose.random() < 0.35:
        return make_leaf()
    kind = choose.choice(("and", "or", "not"))
    size = 1 if kind == "not" else 2
    return (kind, *(grow(choose, make_leaf, depth - 1) for _number in range(size)))


@tagged("post_install", "-at_install")
class TestMeasureRandom(MeasureCommon):
    """Every aggregate and period, over contacts and records made at random."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.choose = random.Random(SEEDS[0])
        cls._create_companies()
        cls._create_people()
        cls._create_leads()

    @classmethod
    def _create_companies(cls):
        """Create three companies with a currency each, and their rates."""
        currencies = cls.env["res.currency"].with_context(active_test=False)
        names = ("EUR", "USD", "GBP")
        cls.currencies = currencies.search([("name", "in", names)])
        cls.currencies.active = True
        cls.firms = cls.env["res.company"].create(
            [
                {"name": f"Firm {one.name}", "currency_id": one.id}
                for one in cls.currencies
            ]
        )
        cls.env["res.currency.rate"].search([]).unlink()
        cls.home = cls.firms[0]
        days = ("2025-06-01", "2025-12-31", "2026-02-10", "2026-03-29")
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": cls.home.id,
                    "name": day,
                    "rate": round(cls.choose.uniform(0.5, 2), 4),
                }
                for start, currency in enumerate(cls.currencies[1:])
                # not all are known from the same day on
                for day in days[start:]
            ]
        )
        for user in cls.user | cls.colleague:
            user.write(
                {
                    "company_ids": [Command.set(cls.firms.ids)],
                    "company_id": cls.home.id,
                    "tz": "Europe/Brussels",
                }
            )
        cls.colleague.tz = "America/New_York"

    @classmethod
    def _create_people(cls):
        house = cls.Partner.create(
            [{"name": f"House {n}", "is_company": True} for n in range(60)]
        )
        people = cls.Partner.create(
            [
                {
                    "name": f"Person {n}",
                    "parent_id": cls.choose.choice([*house.ids, False, False]),
                    "active": cls.choose.random() > 0.1,
                }
                for n in range(CONTACTS - 60)
            ]
        )
        cls.people = house | people
        cls.commercial = {one.id: one.commercial_partner_id.id for one in cls.people}

    @classmethod
    def _create_leads(cls):
        choose = cls.choose
        with_records = choose.sample(cls.people.ids, 350)
        leads = cls.env["crm.lead"].create(
            [
                {
                    "name": "Random",
                    "type": "opportunity",
                    "user_id": False,
                    "team_id": False,
                    "company_id": choose.choice([*cls.firms.ids, False]),
                    "priority": choose.choice("0123"),
                }
                for _number in range(LEADS)
            ]
        )
        cls.env.flush_all()
        for lead in leads:
            created = NOW - timedelta(seconds=choose.randrange(-86400, 86400 * 400))
            deadline = NOW.date() - timedelta(days=choose.randrange(-5, 200))
            cls.env.cr.execute(
                """UPDATE crm_lead SET partner_id = %s, expected_revenue = %s,
                    create_date = %s, date_deadline = %s, active = %s
                WHERE id = %s""",
                (
                    choose.choice([*with_records, None]),
                    choose.choice([None, 0, choose.randrange(1, 99999) / 100]),
                    choose.choice([created, datetime(2026, 3, 28, 23, 0)]),
                    choose.choice([None, deadline]),
                    choose.random() > 0.1,
                    lead.id,
                ),
            )
        cls.env.invalidate_all()
        cls.leads = leads

    def _make_evaluator(self, user, firms, hidden=()):
        self.env.cr.execute(
            """SELECT lead.id, lead.partner_id, lead.expected_revenue::text,
                lead.date_deadline, lead.create_date, lead.active, lead.priority,
                COALESCE(firm.currency_id, %s), lead.company_id
            FROM crm_lead lead LEFT JOIN res_company firm ON firm.id = lead.company_id
            WHERE lead.id IN %s""",
            (firms[0].currency_id.id, self.leads._ids),
        )
        rows = [
            {
                "id": row[0],
                "partner_id": row[1],
                "expected_revenue": None if row[2] is None else Decimal(row[2]),
                "date_deadline": row[3],
                "create_date": row[4],
                "active": row[5],
                "priority": row[6],
                "currency": row[7],
            }
            for row in self.env.cr.fetchall()
            if row[6] not in hidden and (row[8] is None or row[8] in firms.ids)
        ]
        self.env.cr.execute(
            """SELECT currency_id, name, rate::text FROM res_currency_rate
            WHERE company_id = %s ORDER BY name""",
            (firms[0].id,),
        )
        rates = {}
        for currency, day, rate in self.env.cr.fetchall():
            rates.setdefault(currency, []).append((day, Decimal(rate)))
        target = firms[0].currency_id.id
        return Evaluator(rows, self.commercial, rates, target, user.tz)

    def _make_definitions(self, choose):
        """Yield every aggregate with a field that fits, in every period."""
        for aggregate in ("count", "count_distinct", *NUMBERS):
            for date_from, date_to in PERIODS:
                field = False
                if aggregate == "count_distinct":
                    field = choose.choice(("expected_revenue", "date_deadline"))
                elif aggregate in ("sum", "average"):
                    field = "expected_revenue"
                elif aggregate in NUMBERS:
                    field = choose.choice(
                        ("expected_revenue", "date_deadline", "create_date")
                    )
                yield {
                    "aggregate": aggregate,
                    "field_name": field,
                    "date_field": choose.choice(("date_deadline", "create_date")),
                    "date_from": date_from,
                    "date_to": date_to,
                    "by_company": choose.random() < 0.4,
                }

    def _compare(self, user, firms, seed, hidden=()):
        """Compare values, and random trees of conditions, with the evaluator."""
        choose = random.Random(seed)
        env = self.env(user=user, context={"allowed_company_ids": firms.ids})
        evaluator = self._make_evaluator(user, firms, hidden)
        known = []
        for number, definition in enumerate(self._make_definitions(choose)):
            measure = env["contact.measure"].create(
                {
                    "name": f"Measure {number}",
                    "model": "crm.lead",
                    "partner_path": "partner_id",
                    "domain": repr([("id", "in", self.leads.ids)]),
                    **definition,
                }
            )
            expected = evaluator.measure(definition)
            self._compare_values(measure, definition, expected)
            known.append((measure, expected))
        partners = env["res.partner"].with_context(active_test=False)
        sizes = set()
        for _number in range(TREES):
            tree = grow(choose, lambda: self._make_leaf(choose, known), 3)
            domain = self._write(tree)
            found = partners.search([*domain, ("id", "in", self.people.ids)])
            wanted = {
                contact
                for contact in self.commercial
                if self._holds(tree, contact, evaluator)
            }
            self.assertEqual(set(found.ids), wanted, domain)
            sizes.add(len(wanted))
        self.assertGreater(len(sizes), min(TREES, 400) // 4, "they decide something")

    def _compare_values(self, measure, definition, expected):
        values = measure.get_values(list(expected))
        for contact, value in expected.items():
            found = values[str(contact)]
            if isinstance(value, date):
                self.assertEqual(found, str(value)[:19], definition)
            elif value is None:
                self.assertIs(found, False, definition)
            else:
                self.assertAlmostEqual(found, float(value), 6, definition)

    def _make_leaf(self, choose, known):
        measure, expected = choose.choice(known)
        values = [value for value in expected.values() if value]
        is_date = any(isinstance(value, date) for value in expected.values())
        inner = grow(choose, lambda: self._make_inner(choose, values, is_date), 2)
        operator = choose.choice(("any", "not any"))
        return ("figure", measure, expected, is_date, operator, inner)

    def _make_inner(self, choose, values, is_date):
        operator = choose.choice(("<", "<=", ">", ">=", "=", "!="))
        name = "date_value" if is_date else "value"
        if choose.random() < 0.1:
            name = "value" if is_date else "date_value"
            return (name, choose.choice(("=", "!=")), False)
        if choose.random() < 0.15:
            return (name, choose.choice(("=", "!=")), False)
        value = choose.choice(values or [5])
        if isinstance(value, date):
            # midnight is at one side of it in one zone, and at the other in another
            time = choose.choice(("02:00:00", "12:34:56", "22:30:00"))
            return (name, operator, f"{str(value)[:10]} {time}")
        if operator in ("=", "!=") or isinstance(value, int):
            # what is divided is equal to nothing that one can write
            return (name, operator, choose.choice((1, 2, 3)))
        return (name, operator, float(round(value, 2)) + 0.00317)

    def _write(self, tree):
        if tree[0] in ("and", "or"):
            operator = "&" if tree[0] == "and" else "|"
            return [operator, *self._write(tree[1]), *self._write(tree[2])]
        if tree[0] == "not":
            return ["!", *self._write(tree[1])]
        _kind, measure, _expected, _is_date, operator, inner = tree
        inner = [("measure_id", "=", measure.id), *write_domain(inner)]
        return [("measure_value_ids", operator, inner)]

    def _holds(self, tree, contact, evaluator):
        if tree[0] == "and":
            return all(self._holds(one, contact, evaluator) for one in tree[1:])
        if tree[0] == "or":
            return any(self._holds(one, contact, evaluator) for one in tree[1:])
        if tree[0] == "not":
            return not self._holds(tree[1], contact, evaluator)
        _kind, _measure, expected, is_date, operator, inner = tree
        holds = evaluator.decide(inner, expected[contact], is_date)
        return holds == (operator == "any")

    @freeze_time(NOW)
    def test_three_companies_and_currencies(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self._compare(self.user, self.firms, seed)

    @freeze_time(NOW)
    def test_another_day_in_another_zone(self):
        self._compare(self.colleague, self.firms, 4)

    @freeze_time(NOW)
    def test_one_company_only(self):
        self._compare(self.user, self.firms[:1], 5)

    @freeze_time(NOW)
    def test_records_that_are_hidden(self):
        self.env["ir.rule"].create(
            {
                "name": "Not the most important ones",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain_force": "[('priority', '!=', '3')]",
            }
        )
        self._compare(self.user, self.firms, 6, hidden=("3",))
