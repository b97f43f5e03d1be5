# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..feature.lines import KeptLines, get_days

TRANSACTION_KINDS = [
    ("sale_order", "Sales Orders"),
    ("invoice", "Customer Invoices"),
    ("pos_order", "Point of Sale"),
    ("import_transaction", "Imported Transactions"),
    ("mapped_transaction", "Transactions of Any Model"),
]
SUBSCRIPTION_KINDS = [
    ("subscription_oca", "Subscriptions"),
    ("contract", "Contracts"),
    ("membership", "Memberships"),
    ("recurring_invoice", "Recurring Invoices"),
    ("enterprise_subscription", "Subscription Orders"),
    ("import_subscription", "Imported Subscriptions"),
    ("mapped_subscription", "Subscriptions of Any Model"),
]
# So few of the rows may have a wrong date, a year or more before all others.
STRAY_SHARE = 0.005
STRAY_DAYS = 365
MAPPED_KINDS = ("mapped_transaction", "mapped_subscription")


class ContactPredictionSource(models.Model):
    """Where a prediction finds what customers bought or subscribed to.

    Apps that are installed are found by themselves; data of any other model are used by
    naming its fields, and there is always a table to import into.
    """

    _name = "contact.prediction.source"
    _inherit = ["contact.rights.mixin", "contact.condition.mixin"]
    _description = "Data Source of Predictions"
    _order = "usage desc, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=TRANSACTION_KINDS + SUBSCRIPTION_KINDS,
        required=True,
        default="mapped_transaction",
    )
    usage = fields.Selection(
        selection=[("transaction", "Transactions"), ("subscription", "Subscriptions")],
        compute="_compute_usage",
        store=True,
        precompute=True,
        help="Predictions learn from transactions or from subscriptions.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    is_available = fields.Boolean(compute="_compute_is_available")
    is_mapped = fields.Boolean(compute="_compute_is_mapped")
    unavailable_reason = fields.Char(compute="_compute_is_available")
    purchase_source_id = fields.Many2one(
        comodel_name="contact.prediction.source",
        string="Purchases",
        ondelete="set null",
        check_company=True,
        domain="[('usage', '=', 'transaction')]",
        help="What subscribers bought besides; predictions learn from it too.",
    )
    prediction_ids = fields.One2many(
        comodel_name="contact.prediction", inverse_name="source_id"
    )

    _kind_uniq = models.UniqueIndex(
        "(company_id, kind) WHERE kind NOT IN "
        "('mapped_transaction', 'mapped_subscription')",
        "This company has such a data source already.",
    )

    @api.depends("kind")
    def _compute_usage(self):
        subscriptions = dict(SUBSCRIPTION_KINDS)
        for source in self:
            is_subscription = source.kind in subscriptions
            source.usage = "subscription" if is_subscription else "transaction"

    @api.depends("kind")
    def _compute_is_mapped(self):
        for source in self:
            source.is_mapped = source.kind in MAPPED_KINDS

    @api.depends("kind")
    def _compute_is_available(self):
        for source in self:
            reason = source._get_adapter()._get_unavailable_reason()
            source.is_available = not reason
            source.unavailable_reason = reason

    @api.model
    def _get_adapter_of(self, kind):
        """Return the model that reads the data of a kind of source."""
        return self.env["contact.prediction.source." + kind.replace("_", ".")]

    def _get_adapter(self):
        """Return the model that reads the data of this source."""
        self.ensure_one()
        return self._get_adapter_of(self.kind)

    @api.model
    def _get_kinds(self, usage):
        """Return the kinds of sources for a usage, and what those missing need.

        :param str usage: transaction or subscription
        :return: ``kind``, ``name`` and ``reason`` (empty if it is available) of each
        :rtype: list[dict]
        """
        described = dict(self._fields["kind"]._description_selection(self.env))
        kinds = {"transaction": TRANSACTION_KINDS, "subscription": SUBSCRIPTION_KINDS}
        return [
            {
                "kind": kind,
                "name": described[kind],
                "reason": self._get_adapter_of(kind)._get_unavailable_reason() or "",
            }
            for kind, _name in kinds[usage]
        ]

    @api.model
    def _ensure_sources(self):
        """Make the sources of the current company that its apps can feed.

        Without the right to make them, nothing happens.

        :return: all sources of the current company
        """
        domain = [("company_id", "=", self.env.company.id)]
        sources = self.search(domain)
        if not self.has_access("create"):
            return sources
        there = set(sources.mapped("kind")) | set(MAPPED_KINDS)
        missing = [
            kind
            for usage in ("transaction", "subscription")
            for kind in self._get_kinds(usage)
            if kind["kind"] not in there and not kind["reason"]
        ]
        return sources | self.create(
            [
                {
                    "name": kind["name"],
                    "kind": kind["kind"],
                    "company_id": self.env.company.id,
                }
                for kind in missing
            ]
        )

    # --------------------------------------------------------------------------------
    # The rows of a source as predictions want them, whatever they come from.
    # --------------------------------------------------------------------------------

    def _get_rows(self, prediction, is_converted=True):
        """Return what predictions learn from; what cannot be used is left out.

        Transactions have ``partner_id``, ``date``, ``amount`` (in the currency of the
        company, negative for returns), ``product_id`` and ``reference``; subscriptions
        ``partner_id``, ``reference``, ``date_start``, ``date_end`` (empty: it runs),
        ``date_event``, ``is_recurring``, ``months``, ``amount`` and ``product_id``.

        :param bool is_converted: amounts are those of the company; whoever only counts
            rows need not wait for that
        :return: a SELECT; flush before running it
        :rtype: SQL
        """
        self.ensure_one()
        columns = {
            "transaction": SQL("row.date, row.reference"),
            "subscription": SQL(
                """row.reference, row.date_start, row.date_end, row.date_event,
                   row.is_recurring, row.months"""
            ),
        }
        condition = {
            "transaction": SQL("row.date IS NOT NULL"),
            "subscription": SQL(
                """row.date_start IS NOT NULL
                   AND (row.date_end IS NULL OR row.date_end >= row.date_start)"""
            ),
        }
        day = {"transaction": SQL("date"), "subscription": SQL("date_start")}
        factor, joins = SQL("1"), SQL()
        if is_converted:
            factor, joins = self._get_conversion(prediction, day[self.usage])
        partner = SQL("row.partner_id")
        if prediction.by_company:
            partner = SQL("COALESCE(contact.commercial_partner_id, contact.id)")
        return SQL(
            """
            SELECT %(partner)s AS partner_id, %(columns)s,
                   (row.amount * %(factor)s)::numeric AS amount, row.product_id
              FROM (%(rows)s) row
              JOIN res_partner contact ON contact.id = row.partner_id
              %(joins)s
             WHERE %(condition)s
            """,
            partner=partner,
            columns=columns[self.usage],
            factor=factor,
            rows=self._get_raw_rows(prediction),
            joins=joins,
            condition=condition[self.usage],
        )

    def _get_raw_rows(self, prediction):
        """Return all rows of the app, also those that cannot be used."""
        return self._get_adapter()._get_rows(self, prediction.company_id)

    def _get_conversion(self, prediction, day):
        """Return the factor to the company's currency, and the joins it needs.

        By the rate of the day, as ``res.currency`` chooses it: that of the company
        before the shared one; before the first rate, the first; without any, 1. Rates
        are spread over days, so that the join is one of equal keys; only those of
        currencies that occur.

        :param SQL day: the column with the day
        """
        company = prediction.company_id
        currencies = self._get_foreign_currencies(prediction)
        if not currencies:
            return SQL("1"), SQL()
        currencies = [*currencies, company.currency_id.id]
        bounds = self.env.execute_query(
            SQL(
                """SELECT min(name), max(name) FROM res_currency_rate
                    WHERE currency_id = ANY(%s)
                      AND (company_id IS NULL OR company_id = %s)""",
                currencies,
                company.root_id.id,
            )
        )
        first, last = bounds[0]
        if not first:
            return SQL("1"), SQL()
        day = SQL("LEAST(GREATEST(row.%s, %s::date - 1), %s)", day, first, last)
        rates = self._get_daily_rates(company, currencies, first, last)
        joins = SQL(
            """
            LEFT JOIN (%(rates)s) theirs
                   ON theirs.currency_id = row.currency_id AND theirs.day = %(day)s
                  AND row.currency_id <> %(currency)s
            LEFT JOIN (SELECT * FROM (%(rates)s) rate
                        WHERE currency_id = %(currency)s) ours
                   ON ours.day = %(day)s AND row.currency_id <> %(currency)s
            """,
            rates=rates,
            day=day,
            currency=company.currency_id.id,
        )
        # a currency without rates has the rate 1
        factor = SQL(
            """CASE WHEN row.currency_id <> %s
                    THEN COALESCE(ours.rate, 1) / COALESCE(NULLIF(theirs.rate, 0), 1)
                    ELSE 1 END""",
            company.currency_id.id,
        )
        return factor, joins

    def _get_foreign_currencies(self, prediction):
        """Return the currencies of rows that are not in that of the company.

        :rtype: list[int]
        """
        if not self._get_adapter()._has_currency:
            return []
        if self.is_mapped and not self.currency_field:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT currency_id FROM (%s) row
                    WHERE currency_id <> %s ORDER BY currency_id""",
                self._get_raw_rows(prediction),
                prediction.company_id.currency_id.id,
            )
        )
        return [row[0] for row in rows]

    def _get_daily_rates(self, company, currencies, first, last):
        """Return the rate of currencies on each day, from a day before the first."""
        return SQL(
            """
            SELECT currency_id, generate_series(since, until, '1 day')::date AS day,
                   rate
              FROM (SELECT *, COALESCE(lead(since) OVER (
                                  PARTITION BY currency_id ORDER BY since) - 1,
                                  %(last)s::date) AS until
                      FROM (SELECT * FROM (
                                SELECT DISTINCT ON (currency_id)
                                       currency_id, %(first)s::date - 1 AS since, rate
                                  FROM res_currency_rate
                                 WHERE currency_id = ANY(%(currencies)s)
                                   AND (company_id IS NULL OR company_id = %(company)s)
                                 ORDER BY currency_id, company_id, name) earliest
                         UNION ALL
                            SELECT currency_id, name, rate
                              FROM (SELECT *, min(name) FILTER (
                                                  WHERE company_id IS NOT NULL)
                                                  OVER (PARTITION BY currency_id) AS own
                                      FROM res_currency_rate
                                     WHERE currency_id = ANY(%(currencies)s)
                                       AND (company_id IS NULL
                                         OR company_id = %(company)s)) rate
                             WHERE company_id IS NOT NULL OR own IS NULL OR name < own
                           ) since) segment
            """,
            company=company.root_id.id,
            currencies=currencies,
            first=first,
            last=last,
        )

    def _get_data_stamp(self, prediction):
        """Return a text that is another one once the data changed.

        :rtype: str
        """
        self.ensure_one()
        if not self.is_available:
            return ""
        self.env.flush_all()
        stamp = self._get_adapter()._get_stamp(self, prediction.company_id)
        rows = self.env.execute_query(stamp)
        return "/".join(str(value) for row in rows for value in row)

    def _get_period(self, prediction):
        """Return what the data cover; see ``contact.prediction.features``."""
        if self.usage == "transaction" and KeptLines.is_kept(prediction):
            return KeptLines.of(prediction).get_period(prediction)
        self.env.flush_all()
        is_subscription = self.usage == "subscription"
        day = SQL("date_start") if is_subscription else SQL("date")
        document = SQL("(partner_id, %s, reference)", day)
        first, last, customers, transactions, rows = self.env.execute_query(
            SQL(
                """
                SELECT min(%(day)s), max(%(last)s), count(DISTINCT partner_id),
                       count(DISTINCT %(document)s), count(*)
                  FROM (%(rows)s) row
                 WHERE %(day)s <= CURRENT_DATE
                """,
                day=day,
                document=document,
                last=self._get_last_day(),
                rows=self._get_rows(prediction),
            )
        )[0]
        return {
            "first": first or False,
            "last": last or False,
            "customers": customers,
            "transactions": transactions,
            "rows": rows,
        }

    def _get_usual_first(self, prediction, period):
        """Return the first day of the data, without a few far before all others.

        :param dict period: what ``_get_period`` returned
        :rtype: date
        """
        few = int(period["rows"] * STRAY_SHARE)
        if self.usage == "transaction":
            usual = get_days(prediction).get_usual_first(few)
        else:
            usual = self._get_nth_start(prediction, few)
        is_far = (usual - period["first"]).days > STRAY_DAYS
        return usual if is_far else period["first"]

    def _get_nth_start(self, prediction, few):
        """Return the start of a row, counted from the first ones of all."""
        [(usual,)] = self.env.execute_query(
            SQL(
                """SELECT date_start FROM (%(rows)s) row
                    WHERE date_start <= CURRENT_DATE
                    ORDER BY date_start OFFSET %(few)s LIMIT 1""",
                rows=self._get_rows(prediction, is_converted=False),
                few=few,
            )
        )
        return usual

    def _get_last_day(self):
        """Return the last day that a row tells something about.

        Who subscribes in an app is known to do so today. What was imported tells
        nothing about the days after the import, so its newest start or notice counts.
        """
        if self.usage == "transaction":
            return SQL("date")
        if self.kind == "import_subscription":
            return SQL("LEAST(CURRENT_DATE, GREATEST(date_start, date_event))")
        return SQL(
            """LEAST(CURRENT_DATE, GREATEST(
                   date_start, date_event, COALESCE(date_end, CURRENT_DATE)))"""
        )
