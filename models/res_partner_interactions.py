# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# How many of the latest interactions a contact's card shows.
RECENT = 10


class ResPartner(models.Model):
    """The latest interactions of a contact, for its card."""

    _inherit = "res.partner"

    recent_interaction_ids = fields.Many2many(
        comodel_name="contact.interaction",
        string="Latest Interactions",
        compute="_compute_recent_interaction_ids",
        groups="contact_segment.group_user",
        help="The latest interactions with this contact or a contact of this company.",
    )

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
