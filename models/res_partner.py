# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.locks import wait_for_rows
from ..tools.selections import CHANNELS

# What lines resolve from their contact, or from its company.
RESOLVED_FROM = {"lang", "preferred_channel", "user_id", "parent_id", "is_company"}
# The interactions that may be a contact's last one.
REACHED = [("state", "=", "done"), ("attempt_failed", "=", False)]


class ResPartner(models.Model):
    """A contact with its segments and its interactions."""

    _inherit = "res.partner"

    segment_line_ids = fields.One2many(
        comodel_name="contact.segment.line",
        inverse_name="partner_id",
        string="Segment Lines",
        groups="contact_segment.group_user",
    )
    segment_count = fields.Integer(
        string="Number of Segments",
        compute="_compute_segment_count",
        groups="contact_segment.group_user",
        help="Segments with this contact, or with a contact of this company.",
    )
    interaction_ids = fields.One2many(
        comodel_name="contact.interaction",
        inverse_name="partner_id",
        string="Interactions",
        groups="contact_segment.group_user",
    )
    interaction_count = fields.Integer(
        string="Number of Interactions",
        compute="_compute_interaction_count",
        groups="contact_segment.group_user",
        help="Interactions that took place, with this contact or a contact of this "
        "company.",
    )
    last_interaction_date = fields.Datetime(
        string="Last Interaction",
        compute="_compute_last_interaction_date",
        search="_search_last_interaction_date",
        groups="contact_segment.group_user",
        help="The latest interaction that took place and reached the contact.",
    )
    exclude_from_segments = fields.Boolean(
        tracking=True,
        help="The contact stays out of segments; it can still be entered by hand.",
    )
    preferred_channel = fields.Selection(
        selection=CHANNELS,
        help="How the contact wants to be addressed, unless a segment says otherwise.",
    )

    @api.depends("segment_line_ids")
    def _compute_segment_count(self):
        groups = self.env["contact.segment.line"]._read_group(
            [("partner_id", "in", self._get_people().ids), ("active", "=", True)],
            ["partner_id"],
            ["segment_id:recordset"],
        )
        totals = self._sum_over_people(groups)
        for partner in self:
            partner.segment_count = len(totals.get(partner._origin.id, ()))

    @api.depends("interaction_ids.state")
    def _compute_interaction_count(self):
        groups = self.env["contact.interaction"]._read_group(
            [("partner_id", "in", self._get_people().ids), ("state", "=", "done")],
            ["partner_id"],
            ["__count"],
        )
        totals = self._sum_over_people(groups)
        for partner in self:
            partner.interaction_count = totals.get(partner._origin.id, 0)

    @api.depends(
        "interaction_ids.state",
        "interaction_ids.date",
        "interaction_ids.attempt_failed",
    )
    def _compute_last_interaction_date(self):
        groups = self.env["contact.interaction"]._read_group(
            [("partner_id", "in", self.ids), *REACHED],
            ["partner_id"],
            ["date:max"],
        )
        dates = {partner.id: date for partner, date in groups}
        for partner in self:
            partner.last_interaction_date = dates.get(partner._origin.id, False)

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

    def _get_people(self):
        """Return the contacts with everybody below them, archived ones included."""
        return self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self._origin.ids)], ["parent_id"]
        )

    def _sum_over_people(self, groups):
        """Add the figure of every contact to all contacts above it.

        :param groups: pairs of a contact and a figure, a number or a recordset
        :return: the sums by contact id
        :rtype: dict
        """
        totals = {}
        for partner, figure in groups:
            seen = self.browse()
            while partner and partner not in seen:
                current = totals.get(partner.id)
                totals[partner.id] = (
                    figure if current is None else _join(current, figure)
                )
                seen |= partner
                partner = partner.sudo().parent_id
        return totals

    def write(self, vals):
        result = super().write(vals)
        if RESOLVED_FROM.intersection(vals):
            self.env["contact.segment.line"]._invalidate_resolved()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_draft_segment(self):
        """Keep contacts that somebody is about to address."""
        groups = (
            self.env["contact.segment.line"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("segment_id.state", "=", "draft"),
                    ("active", "=", True),
                ],
                ["partner_id"],
                ["segment_id:recordset"],
            )
        )
        reader = self.env["contact.segment"]
        for partner, segments in groups:
            raise UserError(
                self.env._(
                    "%(contact)s cannot be deleted while it is on a segment that is "
                    "not logged: %(segments)s. Remove it there first.",
                    contact=partner.display_name,
                    segments=[reader._tell_name(one) for one in segments],
                )
            )

    def _wait_for_segments(self):
        """Lock contacts, their segments, and their lines and interactions there.

        :return: the segments with these contacts
        :rtype: contact.segment
        """
        env, ids = self.env, self._ids or (0,)
        theirs = SQL("partner_id IN %s", ids)
        for name in ("contact.segment.line", "contact.interaction"):
            env[name].flush_model(["segment_id", "partner_id"])
        rows = env.execute_query(
            SQL(
                """SELECT segment_id FROM contact_segment_line WHERE %(theirs)s
                UNION SELECT segment_id FROM contact_interaction
                WHERE %(theirs)s AND segment_id IS NOT NULL""",
                theirs=theirs,
            )
        )
        segment_ids = [row[0] for row in rows]
        wait_for_rows(
            env,
            {
                "res_partner": self.ids,
                "contact_segment": segment_ids,
                "contact_segment_line": theirs,
                "contact_interaction": SQL(
                    "%s OR commercial_partner_id IN %s", theirs, ids
                ),
            },
        )
        return env["contact.segment"].sudo().browse(segment_ids)

    def unlink(self):
        """Delete contacts; the interactions of a person stay with the company."""
        self.check_access("unlink")
        self._wait_for_segments()
        interactions = self.env["contact.interaction"].sudo()
        lines = self.env["contact.segment.line"].sudo()
        segments = lines.search([("partner_id", "in", self.ids)]).segment_id
        interactions._skip_deleted(self)
        for partner in self.filtered(lambda p: p.commercial_partner_id not in self):
            interactions.search([("partner_id", "=", partner.id)]).write(
                {"partner_id": partner.commercial_partner_id.id}
            )
        # all links at once: the database would take them away one by one, and stumble
        # over those of interactions that were logged in this transaction
        interactions.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE contact_interaction
                SET partner_id = NULL, commercial_partner_id = NULL,
                    segment_line_id = NULL
                WHERE partner_id IN %s""",
                self._ids or (0,),
            )
        )
        result = super().unlink()
        segments._recount_lines()
        return result


def _join(first, second):
    return first + second if isinstance(first, int) else first | second
