# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ..segment.line_query import LineQuery


class UtmCampaign(models.Model):
    """Who is a target of a campaign, and who responded: computed, never written down.

    A target is a contact on a segment that is not logged yet, where the line says so
    (its own value, its template's or the segment's), or with an interaction that says
    so. A response is an interaction with Campaign Response on, inbound or not.
    """

    _inherit = "utm.campaign"

    def _get_contact_segments_domain(self):
        """Return the condition of the segments of these campaigns."""
        return Domain("campaign_id", "in", self._origin.ids) & Domain(
            "state", "!=", "cancelled"
        )

    def _get_contact_interactions_domain(self):
        """Return the condition of the interactions of these campaigns."""
        return Domain("campaign_id", "in", self._origin.ids) & Domain(
            "state", "=", "done"
        )

    def _get_contact_opportunities_domain(self):
        """Return the condition of the opportunities of these campaigns."""
        return Domain("campaign_id", "in", self._origin.ids) & Domain(
            "type", "=", "opportunity"
        )

    def _read_contact_targets(self):
        """Count targets and responded contacts of these campaigns with one query.

        :return: targets, responded contacts, and targets among those, by campaign id
        :rtype: dict[int, tuple[int, int, int]]
        """
        if not self._origin.ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """SELECT campaign_id,
                       COUNT(*) FILTER (WHERE is_target),
                       COUNT(*) FILTER (WHERE is_response),
                       COUNT(*) FILTER (WHERE is_target AND is_response)
                FROM (
                    SELECT campaign_id, partner_id,
                           BOOL_OR(is_target) AS is_target,
                           BOOL_OR(is_response) AS is_response
                    FROM (%s UNION ALL %s) AS entry
                    WHERE partner_id IS NOT NULL
                    GROUP BY campaign_id, partner_id
                ) AS contact
                GROUP BY campaign_id""",
                self._select_target_lines(),
                self._select_target_interactions(),
            )
        )
        return {campaign_id: tuple(counts) for campaign_id, *counts in rows}

    def _select_target_lines(self):
        """Return the SQL of the contacts on unlogged segments that are targets."""
        query = LineQuery(
            self.env["contact.segment.line"],
            Domain(self._get_target_line_domain(self._origin.ids)),
        )
        return query.select(
            SQL("%s AS campaign_id", query.column("campaign_id")),
            SQL("%s AS partner_id", query.column("partner_id")),
            SQL("TRUE AS is_target"),
            SQL("FALSE AS is_response"),
        )

    def _select_target_interactions(self):
        """Return the SQL of the contacts with an interaction of the campaigns."""
        interactions = self.env["contact.interaction"]
        query = interactions._search(
            self._get_contact_interactions_domain()
            & (
                Domain("campaign_target", "=", True)
                | Domain("campaign_response", "=", True)
            )
        )
        names = ["campaign_id", "partner_id", "campaign_target", "campaign_response"]
        columns = [
            interactions._field_to_sql(query.table, name, query) for name in names
        ]
        return SQL(
            "SELECT * FROM (%s) AS logged(campaign_id, partner_id, is_target, "
            "is_response)",
            query.select(*columns),
        )

    def _get_target_line_domain(self, campaign_ids):
        return [
            ("segment_id.state", "=", "draft"),
            ("campaign_id", "in", list(campaign_ids)),
            ("campaign_target", "=", True),
        ]

    def get_target_domain(self, include="targets"):
        """Return the condition on contacts of who is a target, or who responded.

        It is a literal, so that it can be a step of a segment or a filter.

        :param str include: targets, responded (targets or not) or not_responded
            (targets who did not)
        :return: a domain on res.partner
        :rtype: list
        :raise UserError: there is no such choice
        """
        arguments.check_one(self)
        self.check_access("read")
        done = [("campaign_id", "=", self.id), ("state", "=", "done")]
        targets = [
            "|",
            ("interaction_ids", "any", [*done, ("campaign_target", "=", True)]),
            ("segment_line_ids", "any", self._get_target_line_domain(self.ids)),
        ]
        responses = [*done, ("campaign_response", "=", True)]
        domains = {
            "targets": targets,
            "responded": [("interaction_ids", "any", responses)],
            "not_responded": ["&", ("interaction_ids", "not any", responses), *targets],
        }
        return domains[arguments.read_choice(self.env, "include", include, domains)]

    def create_segment(self, include="targets"):
        """Create a draft segment with contacts of the campaign; one step chooses them.

        :param str include: targets, responded or not_responded
        :return: id of the new segment
        :rtype: int
        :raise UserError: there is no such choice
        """
        arguments.check_one(self)
        domain = self.get_target_domain(include)
        names = {
            "targets": self.env._("%(campaign)s: targets", campaign=self.title),
            "responded": self.env._("%(campaign)s: responded", campaign=self.title),
            "not_responded": self.env._(
                "%(campaign)s: no response yet", campaign=self.title
            ),
        }
        segment = self.env["contact.segment"].create(
            {"name": names[include], "campaign_id": self.id}
        )
        segment.add_contacts(domain)
        return segment.id
