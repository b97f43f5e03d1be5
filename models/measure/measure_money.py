# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amounts in one currency, at the rates of the days they are from."""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tools import SQL

PRICE_DIGITS = "Product Price"


def is_money(model, field):
    """Whether values of a field are amounts: quantities beside a currency are not."""
    if field.type == "monetary":
        return True
    is_price = field.type == "float" and field._digits == PRICE_DIGITS
    return is_price and "currency_id" in model._fields


class MoneyConversion:
    """Converts amounts in a query to the currency of a company.

    Rates are joined for each day: an amount finds the one of its day as fast as any
    other row is joined. Like Odoo, it takes the latest rate of the day, else the first
    one there is, and rates of the company before those of all.

    :param Query query: to which the rates are joined
    :param res.company company: whose currency it becomes
    """

    def __init__(self, query, company):
        self.env = company.env
        self.query = query
        self.company = company.sudo()
        self.target = self.company.currency_id

    def is_needed(self):
        """Whether amounts may be in another currency at all."""
        currencies = self.env["res.currency"].sudo()
        return bool(currencies.search([("id", "!=", self.target.id)], limit=1))

    def find_currency(self, model, alias, field):
        """Return the SQL of the currency of an amount.

        Where the model computes it, it is the one of the record's company.
        """
        name = "currency_id"
        if field.type == "monetary":
            name = field.get_currency_field(model)
        currency = model._fields.get(name)
        if currency is not None and (currency.store or currency.related):
            return model._field_to_sql(alias, name, self.query)
        company = model._fields.get("company_id")
        if company is None or not company.store:
            return SQL("%s", self.target.id)
        companies, alias = company.join(model.sudo(), alias, self.query)
        return companies._field_to_sql(alias, "currency_id", self.query)

    def check_rates(self, currency, measure):
        """Refuse amounts in a currency of which no rate is known.

        :raise UserError: there are such amounts
        """
        lacking = self._get_currencies_without_rate()
        if not lacking:
            return
        found = self.env.execute_query(
            SQL(
                "SELECT * FROM (%s) AS used LIMIT 1",
                self._select_where(currency, SQL("%s IN %s", currency, lacking._ids)),
            )
        )
        if found:
            raise UserError(
                self.env._(
                    "%(measure)s cannot be told: there are amounts in %(currency)s, of "
                    "which there is no rate; enter one.",
                    measure=measure.display_name,
                    currency=lacking.browse(found[0]).name,
                )
            )

    def _select_where(self, column, condition):
        """Return a select from the query with one more condition."""
        query = self.query
        where = [query.where_clause, condition] if query.where_clause else [condition]
        return SQL(
            "SELECT %s FROM %s WHERE %s",
            column,
            query.from_clause,
            SQL(" AND ").join(where),
        )

    def _get_currencies_without_rate(self):
        """Return currencies in use, other than that of the company, without a rate."""
        currencies = self.env["res.currency"].sudo()
        known = self.env["res.currency.rate"].sudo()._search(self._get_rates_domain())
        return currencies.search(
            [
                ("id", "!=", self.target.id),
                ("rate_ids", "not any", [("id", "in", known)]),
            ]
        )

    def _get_rates_domain(self):
        return [("company_id", "in", (False, self.company.root_id.id))]

    def convert(self, amount, currency, date):
        """Return the SQL of an amount in the currency of the company.

        :param SQL amount: the amount
        :param SQL currency: the id of its currency; none is that of the company
        :param SQL date: its day; none is today
        """
        rates = self.env["res.currency.rate"].sudo()
        [[first, last]] = rates._read_group(
            self._get_rates_domain(), [], ["name:min", "name:max"]
        )
        if not first:
            return amount
        day = SQL(
            "LEAST(GREATEST(COALESCE(%s, %s), %s), %s)",
            date,
            Date.context_today(rates),
            first,
            last,
        )
        table = self._make_daily_rates(first, last)
        of_record = self._join_rates("rates_of_record", table, currency, day)
        of_target = self._join_rates(
            "rates_of_company", table, SQL("%s", self.target.id), day
        )
        return SQL(
            "CASE WHEN COALESCE(%(currency)s, %(target)s) = %(target)s THEN %(amount)s "
            "ELSE %(amount)s * COALESCE(%(of_target)s, 1) / COALESCE(%(of_record)s, 1) "
            "END",
            currency=currency,
            target=self.target.id,
            amount=amount,
            of_target=of_target,
            of_record=of_record,
        )

    def _join_rates(self, alias, table, currency, day):
        """Join the rates of a currency on the day of a record; return the rate."""
        condition = SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(alias, "currency_id"),
            currency,
            SQL.identifier(alias, "day"),
            day,
        )
        self.query.add_join("LEFT JOIN", alias, table, condition)
        return SQL.identifier(alias, "rate")

    def _make_daily_rates(self, first, last):
        """Return the SQL of a table with the rate of each currency on each day."""
        rates = self.env["res.currency.rate"].sudo()
        query = rates._search(self._get_rates_domain())
        columns = {
            name: rates._field_to_sql(query.table, name, query)
            for name in ("currency_id", "company_id", "name", "rate")
        }
        known = query.select(
            *(
                SQL("%s AS %s", sql, SQL.identifier(name))
                for name, sql in columns.items()
            ),
            SQL(
                "MIN(%(name)s) FILTER (WHERE %(company_id)s IS NOT NULL) "
                "OVER (PARTITION BY %(currency_id)s) AS own",
                **columns,
            ),
        )
        return SQL(
            """(
                SELECT currency_id, day::date AS day, rate
                FROM (
                    SELECT currency_id, rate,
                        CASE WHEN LAG(name) OVER dates IS NULL THEN %(first)s::date
                        ELSE name END AS since,
                        COALESCE(LEAD(name) OVER dates - 1, %(last)s::date) AS until
                    FROM (%(known)s) AS known
                    WHERE company_id IS NOT NULL OR own IS NULL OR name < own
                    WINDOW dates AS (PARTITION BY currency_id ORDER BY name)
                ) AS ranges,
                GENERATE_SERIES(since, until, INTERVAL '1 day') AS day
            )""",
            first=first,
            last=last,
            known=known,
        )
