# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL, LazyTranslate

from ....tools.told import tell

_lt = LazyTranslate(__name__)


class ContactPredictionSourceAdapter(models.AbstractModel):
    """Reads the data of one kind of source; one model for each kind.

    Only SQL over tables that are there, so that no app is needed for this one.
    """

    _name = "contact.prediction.source.adapter"
    _description = "Reader of a Data Source"
    # The models whose rows tell, when they change, that the data did.
    _stamped_models = ()
    # Rows name a currency; otherwise all are in that of the company.
    _has_currency = True

    @api.model
    def _get_required_models(self):
        """Return the models that must be there, and the app that brings them."""
        return [], ""

    @api.model
    def _get_unavailable_reason(self):
        """Return why there are no such data, False if there are.

        :rtype: str or bool
        """
        names, app = self._get_required_models()
        if all(self._has_table(name) for name in names):
            return False
        return tell(self.env, _lt("Install %(app)s to use these data.", app=app))

    @api.model
    def _has_table(self, name):
        return name in self.env and self.env[name]._auto

    @api.model
    def _get_rows(self, source, company):
        """Return the rows as the app has them: not converted, customers not grouped.

        :return: SELECT with partner_id, date (or date_start, date_end, date_event,
            is_recurring, months), amount, currency_id (NULL: that of the company),
            product_id and reference
        :rtype: SQL
        """
        raise NotImplementedError

    @api.model
    def _get_stamp(self, source, company):
        """Return SELECTs of one row that is another one once the data changed.

        :rtype: SQL
        """
        if not self._stamped_models:
            raise NotImplementedError
        condition = self._get_condition(company)
        return SQL(" UNION ALL ").join(
            self._get_table_stamp(model, condition) for model in self._stamped_models
        )

    @api.model
    def _get_condition(self, company):
        """Return which rows of the stamped models are data of a company.

        :rtype: SQL
        """
        return SQL("company_id = %s", company.id)

    @api.model
    def _get_table_stamp(self, model, condition):
        """Return the stamp of one table: rows, the newest, and the last change."""
        return SQL(
            "SELECT count(*), max(id), max(write_date) FROM %s WHERE %s",
            SQL.identifier(self.env[model]._table),
            condition,
        )

    @api.model
    def _get_timezone(self, company):
        """Return the time zone by which the company's days begin."""
        return company.partner_id.tz or self.env.user.tz or "UTC"

    @api.model
    def _as_day(self, moment, company):
        """Return the day of a moment, as the company sees it."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            moment,
            self._get_timezone(company),
        )

    @api.model
    def _as_months(self, unit, number):
        """Return the length in months of so many days, weeks, months or years.

        :param SQL unit: text that begins with what it is: ``day``, ``dai``, ``week``, …
        :param SQL number: how many of them
        """
        return SQL(
            """%(number)s * CASE
                WHEN %(unit)s LIKE 'da%%' THEN 1 / 30.4
                WHEN %(unit)s LIKE 'week%%' THEN 1 / 4.35
                WHEN %(unit)s LIKE 'quarter%%' THEN 3
                WHEN %(unit)s LIKE 'semester%%' THEN 6
                WHEN %(unit)s LIKE 'year%%' THEN 12
                ELSE 1
            END""",
            unit=unit,
            number=number,
        )
