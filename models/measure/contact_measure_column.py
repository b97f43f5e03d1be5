# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools import arguments
from .contact_measure_definition import DATES

# How many measures lists can show beside a contact.
COLUMNS = ("1", "2", "3")
# The fields that show them, one where a measure is a number and one where it is a date.
COLUMN_FIELDS = [
    f"measure_{number}{kind}" for number in COLUMNS for kind in ("", "_date")
]
# What decides what a column shows, and whether there is one.
DECIDING = {"list_column", "active", "model", "aggregate", "field_name", "name"}


class ContactMeasure(models.Model):
    """Which measures lists show as a column: a few, the same ones for everybody.

    Every user hides and shows the columns in his own lists. The columns are fields with
    fixed names, ``measure_1`` and so on, for a list is described once for all users.
    """

    _inherit = "contact.measure"

    list_column = fields.Selection(
        selection=[("1", "Column 1"), ("2", "Column 2"), ("3", "Column 3")],
        string="In Lists",
        readonly=True,
        copy=False,
        help="As which column of the lists of contacts this measure can be shown.",
    )

    _list_column_uniq = models.UniqueIndex(
        "(list_column) WHERE list_column IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures._forget_columns(DECIDING)
        return measures

    def write(self, vals):
        result = super().write(vals)
        self._forget_columns(vals.keys())
        return result

    def unlink(self):
        is_shown = any(measure.list_column for measure in self.sudo())
        result = super().unlink()
        if is_shown:
            self.env.registry.clear_cache("default", "templates")
        return result

    def show_in_lists(self):
        """Make a measure a column that lists of contacts and of segments can show.

        :return: which one it is: 1, 2 or 3
        :rtype: int
        :raise UserError: there are as many columns already as there can be; the
            sentence names them
        :raise AccessError: the user is no administrator of Segments
        """
        arguments.check_one(self)
        self._check_columns_right()
        if self.list_column:
            return int(self.list_column)
        if not self.active:
            raise UserError(
                self.env._(
                    "%(measure)s is archived; restore it first.", measure=self.name
                )
            )
        others = self.sudo().with_context(active_test=False)
        others = others.search([("list_column", "!=", False)], order="list_column")
        free = [
            number for number in COLUMNS if number not in others.mapped("list_column")
        ]
        if not free:
            raise UserError(
                self.env._(
                    "Lists show three measures already: %(measures)s. Hide one of them "
                    "from lists first.",
                    measures=", ".join(others.mapped("name")),
                )
            )
        # sudo: the column is written by this method only
        self.sudo().list_column = free[0]
        return int(free[0])

    def hide_from_lists(self):
        """Take a measure out of the columns of lists.

        :return: True
        :rtype: bool
        :raise AccessError: the user is no administrator of Segments
        """
        self.check_access("write")
        self._check_columns_right()
        self.sudo().list_column = False
        return True

    def action_show_in_lists(self):
        """Show a measure in lists, and have the browser read anew what lists look like.

        :return: what tells the browser so
        :rtype: dict
        """
        self.show_in_lists()
        return {"type": "ir.actions.client", "tag": "contact_measure_columns"}

    def action_hide_from_lists(self):
        """Hide a measure from lists, and have the browser read anew how lists look.

        :return: what tells the browser so
        :rtype: dict
        """
        self.hide_from_lists()
        return {"type": "ir.actions.client", "tag": "contact_measure_columns"}

    def _check_columns_right(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "contact_segment.group_manager"
        ):
            raise AccessError(
                self.env._(
                    "What lists show is the same for everybody, so administrators of "
                    "Segments choose it; ask one of them."
                )
            )

    def _forget_columns(self, names):
        """Have columns looked up again, if something about them was changed."""
        if not DECIDING.isdisjoint(names) and any(
            one.list_column for one in self.sudo()
        ):
            self.env.registry.clear_cache("default", "templates")
        elif "list_column" in names:
            self.env.registry.clear_cache("default", "templates")

    @api.model
    @tools.ormcache()
    def _find_columns(self):
        """Return the measures of the columns and whether they are dates, by number.

        :rtype: dict[str, tuple[int, bool]]
        """
        measures = self.sudo().search([("list_column", "!=", False)])
        return {
            measure.list_column: (measure.id, measure._is_date())
            for measure in measures
            if measure.model in self.env
        }

    def _is_date(self):
        """Whether the values of this measure are dates."""
        if self.aggregate in ("count", "count_distinct") or not self.field_name:
            return False
        field = self._find_field(self.field_name)
        return field is not None and field.type in DATES

    @api.model
    def _get_column(self, name):
        """Return the measure that a field of a list shows; none, if it shows none.

        :param str name: ``measure_1``, or ``measure_1_date`` where it is a date
        :return: that the user may use in the companies he is in, or none
        :rtype: contact.measure
        """
        number = name.split("_")[1]
        measure_id, is_date = self._find_columns().get(number, (False, False))
        if is_date != name.endswith("_date"):
            return self.browse()
        return self.browse(measure_id or [])

    def _join_column(self, alias, query, owner):
        """Join the values of this measure; return the SQL of that of a contact.

        :param str alias: of the records that have a contact
        :param Query query: the query of these records
        :param SQL owner: whose value it is: the contact, or its company
        :return: NULL for all where the user may not use this measure
        :rtype: SQL
        """
        try:
            self.check_access("read")
            measured = self._make_query()
        except (AccessError, UserError):
            return SQL("NULL::timestamp" if self._is_date() else "NULL::float8")
        joined = query.make_alias(alias, f"measure_{self.list_column}")
        if joined not in query._joins:
            measured.join_values(query, joined, owner)
        found = SQL.identifier(joined, "value")
        if measured.absent is None:
            return found
        return SQL("COALESCE(%s, %s)", found, measured.absent)
