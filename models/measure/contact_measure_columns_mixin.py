# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.optional_fields import OptionalFloat
from .contact_measure_column import COLUMN_FIELDS


def _column(field_class, name, **kwargs):
    """Return a field that shows a measure, whichever one is that column."""

    @api.depends_context("uid", "company", "tz")
    def compute(self):
        self._compute_column(name)

    def search(self, operator, value):
        return self._search_column(name, operator, value)

    return field_class(
        compute=compute,
        search=search,
        groups="contact_segment.group_user",
        export_string_translation=False,
        help="A measure that lists show: see Reporting, Measures.",
        **kwargs,
    )


class ContactMeasureColumnsMixin(models.AbstractModel):
    """Measures as columns of what has a contact: read, searched, sorted and grouped.

    Reading a page takes one statement for each column that is shown, which adds up the
    records of the contacts of this page only.
    """

    _name = "contact.measure.columns.mixin"
    _description = "Measures as Columns"
    # The field with the contact; of contacts, themselves.
    _measured_contact = "id"

    measure_1 = _column(OptionalFloat, "measure_1", aggregator="sum")
    measure_1_date = _column(fields.Datetime, "measure_1_date")
    measure_2 = _column(OptionalFloat, "measure_2", aggregator="sum")
    measure_2_date = _column(fields.Datetime, "measure_2_date")
    measure_3 = _column(OptionalFloat, "measure_3", aggregator="sum")
    measure_3_date = _column(fields.Datetime, "measure_3_date")

    def _compute_column(self, name):
        """Show the values of a measure; nothing, where the user may not use it."""
        measure = self.env["contact.measure"]._get_column(name)
        field = self._get_measured_field(measure)
        owners = {record: record._origin[field] for record in self}
        if field != "id":
            owners = {record: owner.id for record, owner in owners.items()}
        values, absent = {}, None
        if measure:
            try:
                measure.check_access("read")
                query = measure._make_query()
                values, absent = query.read_moments(filter(None, owners.values()))
            except (AccessError, UserError):
                measure = measure.browse()
        for record, owner in owners.items():
            record[name] = values.get(owner, absent) if owner and measure else None

    @api.model
    def _search_column(self, name, operator, value):
        """Return the condition on the measure that a condition on a column is."""
        measure = self.env["contact.measure"]._get_column(name)
        if not measure:
            raise UserError(
                self.env._(
                    "Lists show no measure as %(field)s any more; take this condition "
                    "out, or write one on Measures.",
                    field=name,
                )
            )
        path = "measure_value_ids"
        if self._measured_contact != "id":
            path = f"{self._measured_contact}.{path}"
        inner = [
            ("measure_id", "=", measure.id),
            ("date_value" if name.endswith("_date") else "value", operator, value),
        ]
        return Domain(path, "any", inner)

    @api.model
    def _get_measured_field(self, measure):
        """Return the field with whom a value is of: the contact, or its company."""
        if measure and measure.sudo().by_company:
            return "commercial_partner_id"
        return self._measured_contact

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in COLUMN_FIELDS or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        measure = self.env["contact.measure"]._get_column(field_expr)
        if not measure:
            raise ValueError(f"Lists show no measure as {field_expr}")
        owner = self._field_to_sql(alias, self._get_measured_field(measure), query)
        return measure._join_column(alias, query, owner)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Return the definitions of fields; columns are called as their measures."""
        definitions = super().fields_get(allfields, attributes)
        measures = self.env["contact.measure"]
        for name in definitions.keys() & set(COLUMN_FIELDS):
            measure = measures._get_column(name).sudo()
            definition = definitions[name]
            if measure and "string" in definition:
                definition["string"] = measure.name
            if not measure and "searchable" in definition:
                definition["searchable"] = False
        return definitions

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Return a view without the columns that show no measure."""
        arch, view = super()._get_view(view_id, view_type, **options)
        measures = self.env["contact.measure"]
        for node in arch.xpath("//field[starts-with(@name, 'measure_')]"):
            name = node.get("name")
            if name in COLUMN_FIELDS and not measures._get_column(name):
                node.getparent().remove(node)
        return arch, view
