# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import arguments


class ContactInteraction(models.Model):
    """Opportunities that come of interactions, once for each."""

    _inherit = "contact.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        """Create interactions; those of a segment know its contact's opportunity."""
        interactions = super().create(vals_list)
        of_segments = interactions.filtered(
            lambda interaction: interaction.segment_id and not interaction.lead_id
        )
        self._link_opportunities(of_segments._find_opportunities())
        return interactions

    def create_opportunity(self):
        """Create the opportunity of one interaction, or find the one there is.

        Comments, salesperson, campaign and segment go along. An interaction of a
        segment shares the opportunity of its contact on this segment.

        :return: id of the opportunity, the same one in every call
        :rtype: int
        :raise UserError: the interaction is cancelled or postponed, or the user may not
            create opportunities
        """
        arguments.check_one(self)
        return self._create_opportunities().id

    def action_create_opportunities(self):
        """Create opportunities of the interactions that have none, and open them.

        :return: a window action
        :rtype: dict
        :raise UserError: an interaction is cancelled or postponed, or the user may not
            create opportunities
        """
        return self._open_opportunities(self._create_opportunities())

    def action_view_opportunity(self):
        """Open the opportunity of the interaction.

        :return: a window action
        :rtype: dict
        """
        return self._open_opportunities(self.lead_id)

    def _create_opportunities(self):
        """Create the missing opportunities; return those of all the interactions."""
        leads = self.env["crm.lead"]
        self.check_access("read")
        self._check_can_have_opportunity()
        self._lock_for_opportunity()
        self._link_opportunities(self._find_opportunities())
        groups = self._group_without_opportunity()
        if groups:
            leads._check_may_create()
        for company, group in groups.items():
            created = leads.with_company(company)._create_for_contacts(
                [interactions._prepare_opportunity() for interactions in group]
            )
            self._link_opportunities(
                {
                    interaction: lead.id
                    for interactions, lead in zip(group, created, strict=True)
                    for interaction in interactions
                }
            )
        return leads.browse(self.sudo().lead_id.ids)

    def _group_without_opportunity(self):
        """Return the interactions that share a new opportunity, by company."""
        groups = {}
        for interaction in self.filtered(lambda interaction: not interaction.lead_id):
            segment = interaction.segment_id
            key = (segment, interaction.partner_id) if segment else interaction
            groups.setdefault(key, []).append(interaction.id)
        by_company = defaultdict(list)
        for ids in groups.values():
            interactions = self.browse(ids).with_prefetch(self._prefetch_ids)
            by_company[interactions[0].company_id].append(interactions)
        return by_company

    def _link_opportunities(self, links):
        """Let interactions know their opportunity.

        Those of colleagues too: the link says something about the opportunity, it does
        not change what was logged.

        :param dict links: the id of the opportunity, by interaction
        """
        if not links:
            return
        self.flush_model()
        self.env["crm.lead"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE contact_interaction SET lead_id = link.lead_id
                FROM UNNEST(%s, %s) link (id, lead_id)
                WHERE contact_interaction.id = link.id""",
                [interaction.id for interaction in links],
                list(links.values()),
            )
        )
        self.invalidate_model(["lead_id"])
        self.env["crm.lead"].invalidate_model(["interaction_ids", "interaction_count"])

    def _check_can_have_opportunity(self):
        for interaction in self:
            if interaction.state != "done":
                states = self._fields["state"]._description_selection(self.env)
                raise UserError(
                    self.env._(
                        "Interaction %(name)s with %(contact)s is %(state)s; only an "
                        "interaction that is done can have an opportunity.",
                        name=interaction.name,
                        contact=interaction.partner_id.display_name,
                        state=dict(states)[interaction.state],
                    )
                )

    def _lock_for_opportunity(self):
        """Keep others from creating opportunities of the same interactions.

        Whoever comes second waits, and is repeated by Odoo if the first one has linked
        an opportunity. Segments are locked too, because theirs are created in one go.
        """
        self.flush_model(["lead_id"])
        for table, ids in (
            ("contact_segment", self.sudo().segment_id.ids),
            ("contact_interaction", self.ids),
        ):
            if ids:
                self.env.cr.execute(
                    SQL(
                        "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR %s",
                        SQL.identifier(table),
                        ids,
                        SQL("SHARE" if table == "contact_segment" else "NO KEY UPDATE"),
                    )
                )
        self.invalidate_recordset(["lead_id"])

    def _find_opportunities(self):
        """Return the opportunities that the segments of the interactions have.

        :return: the id, by interaction that has none yet
        :rtype: dict[contact.interaction, int]
        """
        found = {}
        without = self.filtered(lambda interaction: not interaction.sudo().lead_id)
        for segment, group in without.sudo().grouped("segment_id").items():
            if not segment:
                continue
            known = segment._get_opportunities(group.partner_id.ids)
            for interaction in group:
                if interaction.partner_id.id in known:
                    found[self.browse(interaction.id)] = known[
                        interaction.partner_id.id
                    ]
        return found

    def _prepare_opportunity(self):
        """Return the values of the opportunity of interactions with one contact."""
        first = self[-1:]
        segment = first.segment_id
        # what a colleague notes on his segment is his
        lines = self.segment_line_id._filtered_access("read")
        notes = [*self.mapped("note"), *lines.mapped("note")]
        return {
            "name": first.name,
            "partner_id": first.partner_id.id,
            "user_id": first.user_id.id,
            "campaign_id": first.campaign_id.id,
            "company_id": first.company_id.id,
            "segment_id": segment.id,
            "description": segment._join_notes(*notes),
        }

    @api.model
    def _open_opportunities(self, leads):
        """Return the action that opens opportunities, if they may be seen."""
        visible = leads._filtered_access("read")
        if not visible:
            raise UserError(
                self.env._(
                    "There is an opportunity already, of a colleague; you may not see "
                    "it."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_opportunities"
        )
        action["context"] = {"active_test": False}
        if len(visible) == 1:
            return {
                **action,
                "res_id": visible.id,
                "views": [(False, "form")],
                "view_mode": "form",
            }
        return {**action, "domain": [("id", "in", visible.ids)]}
