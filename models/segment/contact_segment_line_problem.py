# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What is to be entered once for the whole segment comes after what is the contact's.
HEADER_CODES = ("no_template", "no_salesperson", "no_date")


class ContactSegmentLine(models.Model):
    """What the check list says of a contact, seen on its line long before logging."""

    _inherit = "contact.segment.line"

    problem = fields.Selection(
        selection="_selection_problem",
        compute="_compute_problem",
        search="_search_problem",
        help="Why the contact cannot be addressed now, as the check list says it "
        "before logging with letters and e-mails.",
    )

    @api.model
    def _selection_problem(self):
        return list(self.env["contact.segment"]._get_problem_names().items())

    @api.depends("segment_id", "partner_id", "document_ids")
    def _compute_problem(self):
        known = self.env["contact.segment"]._get_problem_names()
        values = self._read_resolved(["problem"])
        for line in self:
            code = values.get(line._origin.id, {}).get("problem")
            line.problem = code if code in known else False

    def _search_problem(self, operator, value):
        self._flush_resolution()
        field = self._fields["problem"]

        def to_sql(model, alias, query):
            return field.condition_to_sql(
                "problem", operator, value, model, alias, query
            )

        return Domain.custom(to_sql=to_sql)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "problem" and query is not None:
            return self._resolve_problem(alias, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _resolve_problem(self, alias, query):
        """Return the first problem of a line that is still to be logged."""
        segments = self.env["contact.segment"]
        conditions = segments._get_problem_conditions(query, True, alias)
        conditions = dict(
            sorted(conditions.items(), key=lambda item: item[0] in HEADER_CODES)
        )
        return SQL(
            """CASE WHEN %s = 'draft' AND NOT EXISTS(
                SELECT FROM contact_interaction logged WHERE logged.segment_line_id = %s
            ) THEN %s END""",
            self._header_column(alias, query, "state"),
            SQL.identifier(alias, "id"),
            segments._get_first_problem(conditions, warnings=True),
        )

    @api.model
    def _invalidate_resolved(self):
        self.invalidate_model(["problem"])
        return super()._invalidate_resolved()
