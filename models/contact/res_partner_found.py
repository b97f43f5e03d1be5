# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date, format_datetime, formatLang

from ...tools.numbers import show_count
from ...tools.searched_fields import SearchedMany2many, SearchedOne2many
from .res_partner_condition import VALUE_SHOWN, shorten

ANY = ("any", "not any", "any!", "not any!")
COMPARED = ("<", "<=", ">", ">=")
# A date that is missed by a year is as far off as a number that is off by itself.
YEAR = 365 * 24 * 3600


class ResPartner(models.Model):
    """What is found of a contact where a condition looks, as its reader may see it."""

    _inherit = "res.partner"

    def _tell_found(self, path, operator, value):
        """Return what contacts have where a condition looks.

        :param str path: the field of the condition, or the path to it
        :param str operator: of the condition
        :param value: what it asks for
        :return: a phrase by the id of the contact; empty where nothing can be read
        :rtype: dict[int, str]
        """
        return {one.id: one._tell_found_at(path, operator, value) for one in self}

    def _tell_found_at(self, path, operator, value):
        """Return what one contact has where a condition looks."""
        try:
            records, field, is_hidden = self._follow_found(path.split("."))
            if field is None:
                return ""
            if field.type in ("one2many", "many2many") and operator in ANY:
                return self._tell_related(records, field, value)
            texts = self._read_found(records, field)
        except AccessError:
            return self._tell_hidden()
        if texts is None:
            return ""
        texts = [text for text in dict.fromkeys(texts) if text]
        if is_hidden:
            texts.append(self._tell_hidden())
        return self._join_found(texts)

    def _follow_found(self, names):
        """Follow a path as far as the user may read.

        :return: the records at its end, their field, and whether some were left out
        """
        records, is_hidden = self, False
        for name in names:
            field = records._fields.get(name)
            is_last = name == names[-1] or (field is not None and not field.relational)
            if field is None or is_last:
                return records, field, is_hidden
            if isinstance(field, SearchedMany2many | SearchedOne2many):
                return records, None, is_hidden
            found = records[name]
            records = found._filtered_access("read")
            is_hidden = is_hidden or records != found
        return records, None, is_hidden

    @api.model
    def _read_found(self, records, field):
        """Return the values of a field in words; None where nothing can be read."""
        if isinstance(field, SearchedMany2many | SearchedOne2many):
            return None
        if field.type == "properties":
            return None
        if field.name == "id":
            return [record.display_name for record in records]
        if field.relational:
            found = records[field.name]
            readable = found._filtered_access("read")
            names = [record.display_name for record in readable]
            return names + [self._tell_hidden()] * (readable != found)
        return [self._tell_one(record, field) for record in records]

    @api.model
    def _tell_one(self, record, field):
        """Return the value of a field of one record; empty where there is none."""
        value = record[field.name]
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.type in ("integer", "float"):
            digits = 0 if value == int(value) else 2
            return formatLang(self.env, value, digits=digits)
        if field.type == "monetary":
            currency = record[field.get_currency_field(record)]
            currency = currency or self.env.company.currency_id
            return format_amount(self.env, value, currency)
        if not value:
            return ""
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return format_datetime(self.env, value, dt_format="short")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, str(value))
        if field.type == "binary":
            return self.env._("yes")
        return shorten(str(value), VALUE_SHOWN)

    @api.model
    def _tell_related(self, records, field, value):
        """Return how many related records there are, and how many meet a condition."""
        if isinstance(field, SearchedMany2many | SearchedOne2many):
            return ""
        related = self.env[field.comodel_name].with_context(**field.context or {})
        if field.type == "one2many" and field.store:
            theirs = Domain(field.inverse_name, "in", records.ids)
        else:
            theirs = Domain("id", "in", records[field.name].ids)
        total = related.search_count(theirs)
        if not total:
            return self._tell_nothing()
        met = related.search_count(theirs & Domain(value))
        return self.env._(
            "%(met)s of %(total)s",
            met=show_count(self.env, met),
            total=show_count(self.env, total),
        )

    @api.model
    def _join_found(self, texts, shown=3):
        """Return some values as one phrase."""
        if not texts:
            return self._tell_nothing()
        text = "; ".join(texts[:shown])
        if len(texts) > shown:
            return self.env._(
                "%(names)s and %(count)s more",
                names=text,
                count=show_count(self.env, len(texts) - shown),
            )
        return text

    @api.model
    def _tell_nothing(self):
        return self.env._("nothing")

    @api.model
    def _tell_hidden(self):
        return self.env._("not visible to you")

    # --------------------------------------------------------------------------------
    # How far contacts are from what a condition compares with.
    # --------------------------------------------------------------------------------

    @api.model
    def _find_gap(self, path, operator, value):
        """Return how far contacts are from a condition that compares.

        :return: a statement that selects ``contact`` and ``value``; which field of
            contacts ``contact`` is; and what gives the SQL of the distance, called with
            that of the value. None for other conditions
        :rtype: tuple[SQL, str, Callable] | None
        """
        field = self._fields.get(path)
        if field is None or not field.store or operator not in COMPARED:
            return None
        domain = Domain(path, operator, value).optimize_full(self)
        query = self._search([], active_test=False, bypass_access=True)
        select = query.select(
            SQL("%s AS contact", SQL.identifier(query.table, "id")),
            SQL("%s AS value", self._field_to_sql(query.table, path, query)),
        )
        return self._make_gap(select, "id", getattr(domain, "value", None))

    @api.model
    def _make_gap(self, select, owner, wanted, absent=None):
        """Return how far values are from what is wanted, as ``_find_gap`` does.

        :param SQL select: selects ``contact`` and ``value``
        :param str owner: which field of contacts ``contact`` is
        :param wanted: a number, or a date
        :param absent: the value of contacts that it does not select
        """
        if hasattr(wanted, "year"):
            pattern = "ABS(EXTRACT(EPOCH FROM %s - %s::timestamp)) / %s"
            return select, owner, lambda value: SQL(pattern, value, wanted, YEAR)
        if isinstance(wanted, bool) or not isinstance(wanted, int | float):
            return None
        pattern = "ABS(COALESCE(%s, %s)::float8 - %s::float8) / %s::float8"
        size = max(abs(wanted), 1)
        return (
            select,
            owner,
            lambda value: SQL(pattern, value, absent, wanted, size),
        )
