# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from operator import ge, gt, le, lt

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge}
# How many of the latest interactions a contact's card shows.
RECENT = 10
# The interactions that may be a contact's last one.
# What is dated in the future, as a segment may be, has not taken place.
REACHED = [
    ("state", "=", "done"),
    ("attempt_failed", "=", False),
    ("date", "<=", "now"),
]


def _select(model, domain, *names):
    """Return the SQL of fields of the records that the user sees."""
    query = model._search(domain)
    return query.select(
        *(model._field_to_sql(query.table, name, query) for name in names)
    )


class ResPartner(models.Model):
    """The figures about segments and interactions on the form of a contact.

    Everybody who opens a contact waits for them, so they are one statement. Its rights
    are those of what is counted: nobody counts what he does not see.
    """

    _inherit = "res.partner"

    recent_interaction_ids = fields.Many2many(
        comodel_name="contact.interaction",
        string="Latest Interactions",
        compute="_compute_recent_interaction_ids",
        groups="contact_segment.group_user",
        help="The latest interactions with this contact or a contact of this company.",
    )
    segment_count = fields.Integer(
        string="Number of Segments",
        compute="_compute_segment_figures",
        search="_search_segment_count",
        groups="contact_segment.group_user",
        help="Segments with this contact, or with a contact of this company.",
    )
    interaction_count = fields.Integer(
        string="Number of Interactions",
        compute="_compute_segment_figures",
        search="_search_interaction_count",
        groups="contact_segment.group_user",
        help="Interactions that took place, with this contact or a contact of this "
        "company.",
    )
    interaction_cost = fields.Monetary(
        string="Cost of Interactions",
        compute="_compute_interaction_cost",
        currency_field="interaction_currency_id",
        groups="contact_segment.group_user",
        help="What these interactions cost together, at the rates of today.",
    )
    interaction_currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_interaction_cost",
        groups="contact_segment.group_user",
    )
    interaction_duration = fields.Float(
        string="Duration of Interactions (minutes)",
        compute="_compute_interaction_cost",
        groups="contact_segment.group_user",
        help="How long these interactions took together.",
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
                        AND took.date <= %(now)s
                    )
                    FROM people JOIN (%(interactions)s) took
                        ON took.partner_id = people.id
                    GROUP BY contact_id
                ) figures GROUP BY contact_id""",
                people=self._select_people(),
                now=fields.Datetime.now(),
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

    @api.depends(
        "interaction_ids.state", "interaction_ids.cost", "interaction_ids.duration"
    )
    @api.depends_context("company", "allowed_company_ids")
    def _compute_interaction_cost(self):
        today, own = fields.Date.context_today(self), self.env.company
        figures = {partner._origin.id: [0.0, 0.0] for partner in self}
        for contact_id, company_id, cost, duration in self._origin._sum_interactions():
            currency = own.browse(company_id).sudo().currency_id or own.currency_id
            figures[contact_id][0] += currency._convert(
                cost or 0.0, own.currency_id, own, today, round=False
            )
            figures[contact_id][1] += duration or 0.0
        for partner in self:
            cost, duration = figures[partner._origin.id]
            partner.interaction_currency_id = own.currency_id
            partner.interaction_cost = cost
            partner.interaction_duration = duration

    def _sum_interactions(self):
        """Sum up the interactions with contacts and everybody below them.

        :return: ids of the contact and of the company of the interactions, their cost
            in its currency, and their duration
        :rtype: list[tuple]
        """
        names = ("partner_id", "company_id", "cost", "duration")
        return self.env.execute_query(
            SQL(
                """%s SELECT contact_id, company_id, SUM(cost), SUM(duration)
                FROM people JOIN (%s) took ON took.partner_id = people.id
                GROUP BY contact_id, company_id""",
                self._select_people(),
                _select(
                    self.env["contact.interaction"], [("state", "=", "done")], *names
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

    @api.model
    def _search_segment_count(self, operator, value):
        lines = self.env["contact.segment.line"]
        rows = _select(lines, [("active", "=", True)], "partner_id", "segment_id")
        return self._search_count(operator, value, rows)

    @api.model
    def _search_interaction_count(self, operator, value):
        took = self.env["contact.interaction"]
        rows = _select(took, [("state", "=", "done")], "partner_id", "id")
        return self._search_count(operator, value, rows)

    @api.model
    def _search_count(self, operator, value, rows):
        """Return the condition of contacts with so many of something.

        Counted once for all, from below: each contact counts for those above it too.

        :param SQL rows: a query for a contact and for what counts
        """
        values = value if operator in ("in", "not in") else [value]
        values = tuple(one or 0 for one in values)
        if operator in ("in", "not in"):
            condition, has_none = SQL("IN %s", values or (-1,)), 0 in values
        elif operator in COMPARISONS:
            condition = SQL("%s %s", SQL(operator), values[0])
            has_none = COMPARISONS[operator](0, values[0])
        else:
            return NotImplemented
        if operator == "not in":
            condition, has_none = SQL("NOT %s", condition), not has_none
        self.flush_model(["parent_id"])
        counts = SQL(
            """WITH RECURSIVE of (contact_id, item_id) AS (
                %s
                UNION
                SELECT below.parent_id, of.item_id
                FROM of JOIN res_partner below ON below.id = of.contact_id
                WHERE below.parent_id IS NOT NULL
            ) SELECT contact_id FROM of WHERE contact_id IS NOT NULL
            GROUP BY contact_id HAVING %s COUNT(*) %s""",
            rows,
            SQL("NOT") if has_none else SQL(),
            condition,
        )

        def to_sql(model, alias, query):
            return SQL(
                "%s %s (%s)",
                SQL.identifier(alias, "id"),
                SQL("NOT IN") if has_none else SQL("IN"),
                counts,
            )

        return Domain.custom(to_sql=to_sql)

    def _search_last_interaction_date(self, operator, value):
        field = self._fields["last_interaction_date"]
        self.env["contact.interaction"].flush_model()

        def to_sql(model, alias, query):
            return field.condition_to_sql(
                field.name, operator, value, model, alias, query
            )

        return Domain.custom(to_sql=to_sql)

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

    # --------------------------------------------------------------------------------
    # The latest interactions of a contact, for its card.
    # --------------------------------------------------------------------------------

    @api.depends("interaction_ids.state", "interaction_ids.date")
    def _compute_recent_interaction_ids(self):
        # A card shows them, one contact at a time. Each takes a look into the index,
        # and reads no more interactions than it shows.
        for partner in self:
            partner.recent_interaction_ids = partner._origin._find_recent()

    def _find_recent(self):
        """Return the latest interactions of a contact and of everybody below it.

        Those of one person are looked up one after the other in the order of an index.
        """
        interactions = self.env["contact.interaction"]
        if not self:
            return interactions
        field, owners = "partner_id", SQL("SELECT id FROM people")
        if self.commercial_partner_id == self:
            # people of a company share one owner, or the few of companies below it
            field = "commercial_partner_id"
            owners = SQL(
                "SELECT DISTINCT commercial_partner_id AS id "
                "FROM res_partner WHERE id IN (SELECT id FROM people)"
            )
        query = interactions._search(
            Domain("state", "=", "done"), order="date desc, id desc", limit=RECENT
        )
        query.add_where(
            SQL("%s = owner.id", interactions._field_to_sql(query.table, field, query))
        )
        rows = self.env.execute_query(
            SQL(
                "%s SELECT latest.id FROM (%s) owner, LATERAL (%s) latest "
                "ORDER BY latest.date DESC, latest.id DESC LIMIT %s",
                self._select_people(),
                owners,
                query.select(
                    SQL.identifier(query.table, "id"),
                    interactions._field_to_sql(query.table, "date", query),
                ),
                RECENT,
            )
        )
        return interactions.browse([row[0] for row in rows])
