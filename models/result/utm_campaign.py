# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.locks import wait_for_links

USER = "contact_segment.group_user"
SALES = "sales_team.group_sale_salesman"


class UtmCampaign(models.Model):
    """What a campaign brought about: whom it addressed, who responded, what it cost.

    Nothing is stored, so nothing can be half-updated. Every group of figures is one
    grouped query for all campaigns of a list. It reads with the rights of the user: the
    figures are those of the companies that are chosen, of the segments and contacts the
    user may see, and so agree with the lists that their buttons open. Amounts are in
    the currency of the current company; those of other companies are converted at
    today's rate.
    """

    _inherit = "utm.campaign"

    contact_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of the Figures",
        compute="_compute_contact_currency_id",
    )
    contact_segment_count = fields.Integer(
        string="Segments",
        compute="_compute_contact_segment_count",
        groups=USER,
        help="Segments of the campaign that are not cancelled.",
    )
    contact_target_count = fields.Integer(
        string="Targets",
        compute="_compute_contact_targets",
        groups=USER,
        help="Contacts the campaign is for, each counted once: those on segments that "
        "are not logged yet with Campaign Target on, and those with an interaction "
        "that has it on.",
    )
    contact_responded_count = fields.Integer(
        string="Contacts Who Responded",
        compute="_compute_contact_targets",
        groups=USER,
        help="Contacts with a response, each counted once, whether they are a target "
        "or not.",
    )
    contact_response_rate = fields.Float(
        string="Response Rate",
        compute="_compute_contact_targets",
        groups=USER,
        help="The targets who responded, divided by all targets; zero without targets. "
        "Responses of others do not count here.",
    )
    contact_interaction_count = fields.Integer(
        string="Interactions",
        compute="_compute_contact_interactions",
        groups=USER,
        help="Interactions that took place: neither postponed nor cancelled.",
    )
    contact_response_count = fields.Integer(
        string="Responses",
        compute="_compute_contact_interactions",
        groups=USER,
        help="Interactions with Campaign Response on.",
    )
    contact_cost = fields.Monetary(
        string="Cost",
        currency_field="contact_currency_id",
        compute="_compute_contact_interactions",
        groups=USER,
        help="Of all interactions, responses included.",
    )
    contact_duration = fields.Float(
        string="Duration (minutes)",
        compute="_compute_contact_interactions",
        groups=USER,
        help="Of all interactions, responses included.",
    )
    contact_cost_per_response = fields.Monetary(
        string="Cost per Response",
        currency_field="contact_currency_id",
        compute="_compute_contact_interactions",
        groups=USER,
        help="The cost divided by the number of responses; zero without responses.",
    )
    contact_duration_per_response = fields.Float(
        string="Duration per Response (minutes)",
        compute="_compute_contact_interactions",
        groups=USER,
        help="The duration divided by the number of responses; zero without responses.",
    )
    contact_opportunity_count = fields.Integer(
        string="Opportunities",
        compute="_compute_contact_opportunities",
        groups=SALES,
        help="Opportunities of the campaign, lost ones included.",
    )
    contact_opportunity_value = fields.Monetary(
        string="Value of the Opportunities",
        currency_field="contact_currency_id",
        compute="_compute_contact_opportunities",
        groups=SALES,
        help="Expected revenue of the opportunities that are not lost.",
    )
    contact_won_value = fields.Monetary(
        string="Won Value",
        currency_field="contact_currency_id",
        compute="_compute_contact_opportunities",
        groups=SALES,
        help="Expected revenue of the opportunities that are won.",
    )

    def unlink(self):
        """Delete campaigns; what belonged to them stays, without the link."""
        self.check_access("unlink")
        wait_for_links(self)
        return super().unlink()

    @api.depends_context("company")
    def _compute_contact_currency_id(self):
        self.contact_currency_id = self.env.company.currency_id

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_contact_segment_count(self):
        groups = self.env["contact.segment"]._read_group(
            self._get_contact_segments_domain(), ["campaign_id"], ["__count"]
        )
        counts = {campaign.id: count for campaign, count in groups}
        for campaign in self:
            campaign.contact_segment_count = counts.get(campaign._origin.id, 0)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_contact_targets(self):
        figures = self._read_contact_targets()
        for campaign in self:
            targets, responded, both = figures.get(campaign._origin.id, (0, 0, 0))
            campaign.contact_target_count = targets
            campaign.contact_responded_count = responded
            campaign.contact_response_rate = both / targets if targets else 0.0

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_contact_interactions(self):
        groups = self.env["contact.interaction"]._read_group(
            self._get_contact_interactions_domain(),
            ["campaign_id", "company_id", "campaign_response"],
            ["__count", "cost:sum", "duration:sum"],
        )
        rates = self._get_contact_rates({company for _campaign, company, *_ in groups})
        totals = {}
        for campaign, company, is_response, count, cost, duration in groups:
            total = totals.setdefault(campaign.id, [0, 0, 0.0, 0.0])
            total[0] += count
            total[1] += count if is_response else 0
            total[2] += cost * rates[company]
            total[3] += duration
        for campaign in self:
            total = totals.get(campaign._origin.id, (0, 0, 0.0, 0.0))
            count, responses, cost, duration = total
            campaign.contact_interaction_count = count
            campaign.contact_response_count = responses
            campaign.contact_cost = cost
            campaign.contact_duration = duration
            campaign.contact_cost_per_response = cost / responses if responses else 0.0
            campaign.contact_duration_per_response = (
                duration / responses if responses else 0.0
            )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_contact_opportunities(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        groups = leads._read_group(
            self._get_contact_opportunities_domain(),
            ["campaign_id", "company_id", "won_status"],
            ["__count", "expected_revenue:sum"],
        )
        rates = self._get_contact_rates({company for _campaign, company, *_ in groups})
        totals = {}
        for campaign, company, status, count, revenue in groups:
            total = totals.setdefault(campaign.id, [0, 0.0, 0.0])
            value = revenue * rates[company]
            total[0] += count
            total[1] += value if status != "lost" else 0.0
            total[2] += value if status == "won" else 0.0
        for campaign in self:
            count, value, won = totals.get(campaign._origin.id, (0, 0.0, 0.0))
            campaign.contact_opportunity_count = count
            campaign.contact_opportunity_value = value
            campaign.contact_won_value = won

    @api.model
    def _get_contact_rates(self, companies):
        """Return what amounts of companies are worth in the currency of the figures.

        One look-up for each other currency. Opportunities without a company are in the
        currency of the current one.

        :param set companies: companies, perhaps an empty one
        :return: the factor by company
        :rtype: dict
        """
        target = self.env.company.currency_id
        today = fields.Date.context_today(self)
        by_currency = {target: 1.0}
        rates = {}
        for company in companies:
            currency = company.sudo().currency_id or target
            if currency not in by_currency:
                by_currency[currency] = currency._get_conversion_rate(
                    currency, target, self.env.company, today
                )
            rates[company] = by_currency[currency]
        return rates

    # --------------------------------------------------------------------------------
    # What the buttons of a campaign open: the lists behind the figures.
    # --------------------------------------------------------------------------------

    def action_view_contact_segments(self):
        """Open the segments of the campaign.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._open_contact_list(
            "contact_segment.contact_segment_action_all",
            self._get_contact_segments_domain(),
            default_campaign_id=self.id,
        )

    def action_view_contact_targets(self):
        """Open the contacts that are targets of the campaign.

        :return: a window action
        :rtype: dict
        """
        return self._open_contacts("targets", self.env._("Targets"))

    def action_view_contact_responded(self):
        """Open the contacts who responded to the campaign.

        :return: a window action
        :rtype: dict
        """
        return self._open_contacts("responded", self.env._("Contacts Who Responded"))

    def action_view_contact_interactions(self):
        """Open the interactions of the campaign.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._open_contact_list(
            "contact_segment.contact_interaction_action",
            self._get_contact_interactions_domain(),
            default_campaign_id=self.id,
        )

    def action_view_contact_responses(self):
        """Open the responses to the campaign.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        domain = self._get_contact_interactions_domain()
        action = self._open_contact_list(
            "contact_segment.contact_interaction_action",
            [*domain, ("campaign_response", "=", True)],
            default_campaign_id=self.id,
            default_campaign_response=True,
        )
        return {**action, "name": self.env._("Responses")}

    def action_view_contact_opportunities(self):
        """Open the opportunities of the campaign, lost ones included.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self._open_contact_list(
            "crm.crm_lead_opportunities",
            self._get_contact_opportunities_domain(),
            active_test=False,
            default_campaign_id=self.id,
            default_type="opportunity",
        )

    def action_view_contact_report(self):
        """Compare the segments of the campaign.

        :return: a window action
        :rtype: dict
        """
        return self._open_contact_list(
            "contact_segment.contact_segment_report_action",
            [("campaign_id", "in", self.ids)],
            search_default_group_segment=1,
        )

    def action_register_responses(self):
        """Ask who responded, beginning with the segment that was logged last.

        :return: a window action
        :rtype: dict
        :raise UserError: no segment of the campaign is logged
        """
        arguments.check_one(self)
        segment = self.env["contact.segment"].search(
            [("campaign_id", "=", self.id), ("state", "=", "logged")],
            order="logged_on desc, id desc",
            limit=1,
        )
        if not segment:
            raise UserError(
                self.env._(
                    "Campaign %(campaign)s has no logged segment to respond to; log "
                    "one first.",
                    campaign=self.display_name,
                )
            )
        action = segment.action_register_responses()
        action["context"]["default_campaign_id"] = self.id
        return action

    def action_create_contact_segment(self):
        """Create a segment of some contacts of the campaign, and open it.

        The button says which contacts in the context: ``include``.

        :return: a window action
        :rtype: dict
        :raise UserError: there is no such choice
        """
        include = self.env.context.get("include") or "targets"
        segment_id = self.create_segment(include)
        return self.env["contact.segment"].browse(segment_id)._get_form_action()

    def _open_contacts(self, include, title):
        """Return the action that opens contacts of the campaign, archived or not."""
        action = self._open_contact_list(
            "contacts.action_contacts",
            self.get_target_domain(include),
            active_test=False,
        )
        return {**action, "name": title}

    def _open_contact_list(self, xml_id, domain, **context):
        """Return an action with another domain and context, its list in front."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        modes = [mode for mode in action["view_mode"].split(",") if mode != "list"]
        ids = {mode: view_id for view_id, mode in action["views"]}
        return {
            **action,
            "domain": list(domain),
            "context": context,
            "view_mode": ",".join(["list", *modes]),
            "views": [(ids.get(mode, False), mode) for mode in ["list", *modes]],
        }
