# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL, plaintext2html

from ...tools.locks import wait_for_rows


class ContactSegment(models.Model):
    """Opportunities for the contacts of a segment, once for each of them."""

    _inherit = "contact.segment"

    def create_opportunities(self, line_ids=()):
        """Create an opportunity for every contact of the segment that has none yet.

        The segment may be logged or not. What was said about the contact, its
        salesperson, campaign and segment go along. A contact whose interaction is
        cancelled or postponed gets none.

        :param list[int] line_ids: the lines of the contacts; empty for all
        :return: ids of the new opportunities; empty when every contact had one
        :rtype: list[int]
        :raise UserError: the user may not create them, a line is not there, or somebody
            else is working on the segment; nothing is created then
        """
        leads = self.env["crm.lead"]
        leads._check_may_create()
        lines = self._start_work(line_ids)
        created = leads.with_company(self.company_id)._create_for_contacts(
            self._prepare_opportunities(self._filter_without_opportunity(lines))
        )
        self._link_opportunities()
        self.invalidate_recordset(["opportunity_count"])
        return created.ids

    def _filter_without_opportunity(self, lines):
        """Return the lines, one for a contact, that still need an opportunity."""
        # as sudo: opportunities of colleagues count, even if they cannot be seen
        interactions = self.env["contact.interaction"].sudo()
        lines.fetch(["partner_id"])
        interactions = interactions.search(
            [
                ("segment_id", "=", self.id),
                ("partner_id", "in", lines.partner_id.ids),
            ]
        )
        interactions._lock_for_opportunity()
        taken = set(self._get_opportunities(lines.partner_id.ids))
        by_line = {}
        for interaction in interactions:
            if interaction.lead_id:
                taken.add(interaction.partner_id.id)
            by_line[interaction.segment_line_id.id] = interaction
        free = {}
        for line in lines:
            interaction = by_line.get(line.id)
            if (
                line.partner_id.id in taken
                or interaction
                and interaction.state != "done"
            ):
                continue
            free.setdefault(line.partner_id.id, line.id)
        return lines.browse(free.values())

    def _get_opportunities(self, partner_ids):
        """Return the opportunities of contacts that come from the segment.

        :return: the id of the first one, by contact
        :rtype: dict[int, int]
        """
        groups = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [("segment_id", "=", self.id), ("partner_id", "in", list(partner_ids))],
                ["partner_id"],
                ["id:min"],
            )
        )
        return {partner.id: lead_id for partner, lead_id in groups}

    def _prepare_opportunities(self, lines):
        """Return the values of the opportunities of lines."""
        lines.fetch(["partner_id", "note"])
        resolved = lines._read_resolved()
        notes = self._get_interaction_notes(lines)
        return [
            {
                "name": resolved[line.id]["name"] or self.name,
                "partner_id": line.partner_id.id,
                "user_id": resolved[line.id]["user_id"] or False,
                "campaign_id": resolved[line.id]["campaign_id"] or False,
                "company_id": self.company_id.id,
                "segment_id": self.id,
                "description": self._join_notes(notes.get(line.id), line.note),
            }
            for line in lines
        ]

    def _get_interaction_notes(self, lines):
        """Return what was written down about the interactions of lines."""
        interactions = self.env["contact.interaction"].search_fetch(
            [("segment_line_id", "in", lines.ids), ("note", "!=", False)],
            ["segment_line_id", "note"],
        )
        return {record.segment_line_id.id: record.note for record in interactions}

    def _join_notes(self, *notes):
        """Return comments as one HTML text, each of them once."""
        texts = dict.fromkeys(note.strip() for note in notes if note and note.strip())
        return plaintext2html("\n\n".join(texts)) if texts else False

    def _link_opportunities(self):
        """Let the interactions of the segment know the opportunity of their contact.

        Those of colleagues too: the link says something about the opportunity, it does
        not change what was logged.
        """
        interactions = self.env["contact.interaction"]
        interactions.flush_model()
        self.env["crm.lead"].flush_model(["segment_id", "partner_id"])
        without = SQL("segment_id = %s AND lead_id IS NULL", self.id)
        wait_for_rows(self.env, {"contact_interaction": without})
        self.env.cr.execute(
            SQL(
                """UPDATE contact_interaction interaction SET lead_id = lead.id
                FROM (%s) lead
                WHERE interaction.segment_id = %s AND interaction.lead_id IS NULL
                  AND interaction.state = 'done'
                  AND interaction.partner_id = lead.partner_id""",
                self._select_opportunities(),
                self.id,
            )
        )
        interactions.invalidate_model(["lead_id"])
        self.env["crm.lead"].invalidate_model(["interaction_ids", "interaction_count"])

    def _select_opportunities(self):
        """Select the first opportunity of every contact of the segment."""
        return SQL(
            "SELECT partner_id, MIN(id) AS id FROM crm_lead "
            "WHERE segment_id = %s AND partner_id IS NOT NULL GROUP BY partner_id",
            self.id,
        )

    def _prepare_interaction_columns(self, query):
        """Let what is logged know the opportunity that was there before."""
        columns = super()._prepare_interaction_columns(query)
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        # most segments have none, and a join costs something for each of their lines
        if not leads.search_count([("segment_id", "=", self.id)], limit=1):
            return columns
        leads.flush_model(["segment_id", "partner_id"])
        query.add_join(
            "LEFT JOIN",
            "opportunity",
            SQL("(%s)", self._select_opportunities()),
            SQL("opportunity.partner_id = %s", query.column("partner_id")),
        )
        return {**columns, "lead_id": SQL("opportunity.id")}
