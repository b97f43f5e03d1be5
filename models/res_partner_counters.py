# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

# The interactions that may be a contact's last one.
REACHED = [("state", "=", "done"), ("attempt_failed", "=", False)]


class ResPartner(models.Model):
    """The figures about segments and interactions on the form of a contact.

    Everybody who opens a contact waits for them, so they are one statement. Its rights
    are those of what is counted: nobody counts what he does not see.
    """

    _inherit = "res.partner"

    segment_count = fields.Integer(
        string="Number of Segments",
        compute="_compute_segment_figures",
        groups="contact_segment.group_user",
        help="Segments with this contact, or with a contact of this company.",
    )
    interaction_count = fields.Integer(
        string="Number of Interactions",
        compute="_compute_segment_figures",
        groups="contact_segment.group_user",
        help="Interactions that took place, with this contact or a contact of this "
        "company.",
    )
    last_interaction_date = fields.Datetime(
        string="Last Interaction",
        compute="_compute_segment_figures",
        search="_search_last_interaction_date",
        groups="contact_segment.group_user",
        help="The latest interaction that took place and reached the contact.",
    )

    @api.depends(
        "segment_line_ids",
        "interaction_ids.state",
        "interaction_ids.date",
        "interaction_ids.attempt_failed",
    )
    def _compute_segment_figures(self):
        rows = self._origin._count_segment_figures()
        figures = {contact_id: own for contact_id, *own in rows}
        for partner in self:
            segments, interactions, date = figures.get(partner._origin.id, (0, 0, None))
            partner.segment_count = segments
            partner.interaction_count = interactions
            partner.last_interaction_date = date

    def _count_segment_figures(self):
        """Count for contacts and everybody below them, archived contacts included.

        :return: of each contact its id, the number of segments and of interactions, and
            the date of its own last interaction
        :rtype: list[tuple]
        """
        lines = self.env["contact.segment.line"]
        interactions = self.env["contact.interaction"]
        return self.env.execute_query(
            SQL(
                """%(people)s
                SELECT contact_id, SUM(segments)::int, SUM(interactions)::int, MAX(date)
                FROM (
                    SELECT contact_id, COUNT(DISTINCT line.segment_id) AS segments,
                        0 AS interactions, NULL::timestamp AS date
                    FROM people JOIN (%(lines)s) line ON line.partner_id = people.id
                    GROUP BY contact_id
                    UNION ALL
                    SELECT contact_id, 0, COUNT(*), MAX(took.date) FILTER (
                        WHERE contact_id = people.id
                        AND took.attempt_failed IS NOT TRUE
                    )
                    FROM people JOIN (%(interactions)s) took
                        ON took.partner_id = people.id
                    GROUP BY contact_id
                ) figures GROUP BY contact_id""",
                people=self._select_people(),
                lines=_select(
                    lines, [("active", "=", True)], "partner_id", "segment_id"
                ),
                interactions=_select(
                    interactions,
                    [("state", "=", "done")],
                    "partner_id",
                    "date",
                    "attempt_failed",
                ),
            )
        )

    def _select_people(self):
        """Return the SQL that gives ``people``: contacts and everybody below them."""
        self.env["res.partner"].flush_model(["parent_id"])
        return SQL(
            """WITH RECURSIVE people (contact_id, id) AS (
                SELECT id, id FROM res_partner WHERE id IN %s
                UNION
                SELECT people.contact_id, below.id
                FROM people JOIN res_partner below ON below.parent_id = people.id
            )""",
            self._ids or (0,),
        )

    def _search_last_interaction_date(self, operator, value):
        field = self._fields["last_interaction_date"]
        self.env["contact.interaction"].flush_model()

        def to_sql(model, alias, query):
            return field.condition_to_sql(
                field.name, operator, value, model, alias, query
            )

        return fields.Domain.custom(to_sql=to_sql)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "last_interaction_date":
            self._check_field_access(self._fields[field_expr], "read")
            query = self.env["contact.interaction"]._search(REACHED)
            query.add_where(
                SQL(
                    "%s = %s",
                    SQL.identifier(query.table, "partner_id"),
                    SQL.identifier(alias, "id"),
                )
            )
            date = SQL.identifier(query.table, "date")
            return query.subselect(SQL("MAX(%s)", date))
        return super()._field_to_sql(alias, field_expr, query)


def _select(model, domain, *names):
    """Return the SQL of fields of the records that the user sees."""
    query = model._search(domain)
    return query.select(
        *(model._field_to_sql(query.table, name, query) for name in names)
    )
