# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.optional_fields import OptionalFloat

# What a condition on a figure may be about.
CONDITIONS = ("measure_id", "value", "date_value")


class ContactMeasureValue(models.Model):
    """The figure of a contact, for conditions: nothing of it is stored.

    Every contact has one of every measure. They are found through the field
    ``measure_value_ids`` of contacts only; a search for them finds none.
    """

    _name = "contact.measure.value"
    _inherit = ["contact.rights.mixin"]
    _description = "Figure of a Contact"
    _auto = False
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True
    )
    measure_id = fields.Many2one(comodel_name="contact.measure", readonly=True)
    value = OptionalFloat(
        readonly=True,
        help="A number; 0 where nothing is related, for numbers and sums of records.",
    )
    date_value = fields.Datetime(
        string="Date", readonly=True, help="The value of measures that are a date."
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT NULL::int4 AS id, NULL::int4 AS partner_id,
                NULL::int4 AS measure_id, NULL::float8 AS value,
                NULL::timestamp AS date_value
            WHERE FALSE"""
        )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Return the definitions of fields; editors offer those of a condition."""
        definitions = super().fields_get(allfields, attributes)
        for name, definition in definitions.items():
            if "searchable" in definition and name not in CONDITIONS:
                definition["searchable"] = False
        return definitions
