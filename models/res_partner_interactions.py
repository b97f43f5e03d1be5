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
        """Return the latest interactions of a contact and of everybody below it."""
        interactions = self.env["contact.interaction"]
        if not self:
            return interactions
        people = self._get_people()
        field = "partner_id"
        owners = people
        if self.commercial_partner_id == self:
            # people of a company share one owner, or the few of companies below it
            field = "commercial_partner_id"
            owners = people.commercial_partner_id
        found = self._find_latest_of(field, owners)
        return interactions.search([("id", "in", found)], limit=RECENT)

    def _find_latest_of(self, field, owners):
        """Return the ids of the latest interactions of each of some contacts.

        All of a contact's are looked up one after the other in the order of an index.

        :param str field: partner_id or commercial_partner_id
        :param res.partner owners: whom the field points at
        :rtype: list[int]
        """
        interactions = self.env["contact.interaction"]
        query = interactions._search(
            Domain("state", "=", "done"), order="date desc, id desc", limit=RECENT
        )
        owner = interactions._field_to_sql(query.table, field, query)
        query.add_where(SQL("%s = owner.id", owner))
        rows = self.env.execute_query(
            SQL(
                "SELECT latest.id FROM UNNEST(%s) AS owner (id), "
                "LATERAL (%s) AS latest",
                list(owners._ids),
                query.select(),
            )
        )
        return [row[0] for row in rows]
