# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...tools import arguments
from ...tools.locks import wait_for_links
from ...tools.numbers import show_count

# More at once take memory and are no faster.
BATCH_SIZE = 500


class CrmLead(models.Model):
    """Opportunities that know the segment and the interactions they come from."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "contact.rights.mixin"]

    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="The segment this opportunity comes from.",
    )
    interaction_ids = fields.One2many(
        comodel_name="contact.interaction",
        inverse_name="lead_id",
        string="Interactions",
        groups="contact_segment.group_user",
    )
    interaction_count = fields.Integer(
        string="Number of Interactions",
        compute="_compute_interaction_count",
        groups="contact_segment.group_user",
    )

    @api.depends("interaction_ids.state")
    def _compute_interaction_count(self):
        groups = self.env["contact.interaction"]._read_group(
            [("lead_id", "in", self.ids), ("state", "=", "done")],
            ["lead_id"],
            ["__count"],
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.interaction_count = counts.get(lead._origin.id, 0)

    def unlink(self):
        """Delete opportunities; their interactions stay, without the link."""
        self.check_access("unlink")
        wait_for_links(self)
        return super().unlink()

    def action_view_interactions(self):
        """Open the interactions that are about this opportunity.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.env["contact.interaction"]._open_list(
            [("lead_id", "=", self.id)],
            default_lead_id=self.id,
            default_partner_id=self.partner_id.id,
        )

    def _merge_dependences(self, opportunities):
        """Take over the interactions, and the segment where there is none yet."""
        result = super()._merge_dependences(opportunities)
        # whoever may merge opportunities need not know about segments
        lead, others = self.sudo(), opportunities.sudo()
        others.interaction_ids.write({"lead_id": lead.id})
        if not lead.segment_id:
            lead.segment_id = others.segment_id[:1]
        return result

    @api.model
    def _check_may_create(self):
        """Refuse users who may not create opportunities, in one sentence."""
        if not self.has_access("create"):
            raise UserError(
                self.env._(
                    "You may not create opportunities; ask an administrator to make "
                    "you a salesperson."
                )
            )

    @api.model
    def _is_limited_to_own(self):
        """Whether the user may create opportunities for nobody else."""
        return not self.env.su and not self.env.user.has_group(
            "sales_team.group_sale_salesman_all_leads"
        )

    @api.model
    def _create_for_contacts(self, vals_list):
        """Create opportunities, many at once.

        :param list[dict] vals_list: the values, with ``user_id`` and ``partner_id``
        :return: the opportunities, in the same order
        :rtype: crm.lead
        :raise UserError: one is for somebody else, and the user may create own ones
            only
        """
        self._check_salespersons(vals_list)
        vals_list = [{"type": "opportunity", **vals} for vals in vals_list]
        if len(vals_list) == 1:
            return self.create(vals_list)
        teams = self._get_teams({vals["user_id"] for vals in vals_list})
        stages = {team_id: self._get_first_stage(team_id) for team_id in teams.values()}
        leads = self.browse()
        for batch in split_every(BATCH_SIZE, vals_list, list):
            for vals in batch:
                vals["team_id"] = teams[vals["user_id"]]
                vals["stage_id"] = stages[vals["team_id"]]
            leads += self.with_context(tracking_disable=True).create(batch)
        leads = leads.with_env(self.env)
        leads._announce_many()
        return leads

    def _announce_many(self):
        """Do for all at once what Odoo does for each: log, follow and tell.

        Followers of the team are not told of hundreds, and each salesperson once.
        """
        self._message_log_batch(
            bodies={lead.id: lead._creation_message() for lead in self}
        )
        self.message_subscribe(partner_ids=self.env.user.partner_id.ids)
        for user, leads in self.grouped("user_id").items():
            if not user or user == self.env.user:
                continue
            leads.message_subscribe(partner_ids=user.sudo().partner_id.ids)
            text = leads.with_context(lang=user.sudo().lang).env._(
                "Opportunities assigned to you: %(count)s, the first one: %(name)s",
                count=show_count(
                    leads.with_context(lang=user.sudo().lang).env, len(leads)
                ),
                name=leads[0].display_name,
            )
            leads[0].message_notify(
                partner_ids=user.sudo().partner_id.ids,
                subject=text,
                body=text,
                email_layout_xmlid="mail.mail_notification_light",
            )

    @api.model
    def _get_first_stage(self, team_id):
        """Return the id of the stage in which opportunities of a team begin."""
        return self._stage_find(team_id=team_id, domain=[("fold", "=", False)]).id

    @api.model
    def _check_salespersons(self, vals_list):
        others = [
            vals for vals in vals_list if vals["user_id"] not in (False, self.env.uid)
        ]
        if others and self._is_limited_to_own():
            contact = self.env["res.partner"].browse(others[0]["partner_id"])
            user = self.env["res.users"].browse(others[0]["user_id"])
            raise UserError(
                self.env._(
                    "%(contact)s belongs to salesperson %(user)s, and you may only "
                    "create your own opportunities; leave out the contacts of others "
                    "(%(count)s), or ask for the right to see all leads.",
                    contact=contact.display_name,
                    user=user.sudo().name,
                    count=show_count(self.env, len(others)),
                )
            )

    @api.model
    def _get_teams(self, user_ids):
        """Return the sales team of every salesperson, asked once for each."""
        domain = [("use_opportunities", "=", True)]
        teams = self.env["crm.team"]
        return {
            user_id: user_id
            and teams._get_default_team_id(user_id=user_id, domain=domain).id
            for user_id in user_ids
        }
