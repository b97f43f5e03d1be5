# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import arguments
from ..tools.selections import CHANNELS, DIRECTIONS, EVALUATIONS, INITIATORS


class ContactInteraction(models.Model):
    """One conversation with one contact: a letter, an e-mail, a call or a meeting.

    The log of what was said to whom. Logging a segment writes one for every contact.
    """

    _name = "contact.interaction"
    _inherit = ["contact.rights.mixin", "contact.merge.mixin"]
    _description = "Interaction"
    _order = "date desc, id desc"
    _check_company_auto = True
    _open_fields = (
        "external_key",
        "res_id",
        "res_model",
        "segment_id",
        "segment_line_id",
    )
    _identity_links = ("segment_id", "segment_line_id")

    name = fields.Char(string="Description", required=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        ondelete="set null",
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Company of the Contact",
        related="partner_id.commercial_partner_id",
        store=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    group_id = fields.Many2one(
        comodel_name="contact.interaction.group",
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
    )
    logged_by_id = fields.Many2one(
        comodel_name="res.users",
        default=lambda self: self.env.user,
        readonly=True,
        ondelete="set null",
    )
    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    segment_line_id = fields.Many2one(
        comodel_name="contact.segment.line", readonly=True, ondelete="set null"
    )
    campaign_id = fields.Many2one(
        comodel_name="utm.campaign", index="btree_not_null", ondelete="set null"
    )
    campaign_target = fields.Boolean()
    campaign_response = fields.Boolean()
    channel = fields.Selection(selection=CHANNELS)
    direction = fields.Selection(selection=DIRECTIONS)
    initiated_by = fields.Selection(selection=INITIATORS)
    lang = fields.Selection(selection="_selection_lang", string="Language")
    subject = fields.Char()
    note = fields.Text(string="Comments")
    cost = fields.Monetary()
    duration = fields.Float(string="Duration (minutes)")
    evaluation = fields.Selection(
        selection=EVALUATIONS, group_expand=True, falsy_value_label="Not evaluated"
    )
    attempt_failed = fields.Boolean(
        help="We tried, but did not reach the contact; it does not count as the last "
        "interaction."
    )
    contact_via = fields.Char(help="The phone number or address that was used.")
    state = fields.Selection(
        selection=[
            ("draft", "Postponed"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="done",
    )
    cancelled_with_segment = fields.Boolean(
        readonly=True,
        help="Cancelled together with its segment, so it comes back with it.",
    )
    delivery_state = fields.Selection(
        selection=[
            ("queued", "Queued"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("skipped", "Skipped"),
        ],
        readonly=True,
    )
    delivery_message = fields.Char(readonly=True)
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Attachments"
    )
    res_model = fields.Char(string="Model of the Business Document", readonly=True)
    res_id = fields.Many2oneReference(
        string="Business Document", model_field="res_model", readonly=True
    )
    is_answered = fields.Boolean(
        compute="_compute_is_answered",
        search="_search_is_answered",
        help="The contact came back to the same company later: an inbound interaction "
        "or a response.",
    )

    # At most one interaction for a line: what makes logging safe to repeat.
    _segment_line_uniq = models.UniqueIndex(
        "(segment_line_id) WHERE segment_line_id IS NOT NULL",
        "This line of the segment has its interaction already.",
    )
    # The card of a contact asks for the latest and for how many, and reads no rows of
    # the table for it, however many there are.
    _partner_date = models.Index(
        "(partner_id, date DESC) INCLUDE (state, company_id, attempt_failed)"
    )
    _commercial_partner_date = models.Index(
        "(commercial_partner_id, date DESC) INCLUDE (state, company_id, partner_id)"
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("partner_id", "date")
    def _compute_is_answered(self):
        answered = self.filtered_domain([("is_answered", "=", True)])
        for interaction in self:
            interaction.is_answered = interaction in answered

    def _search_is_answered(self, operator, value):
        if operator != "in":
            return NotImplemented

        def to_sql(model, alias, query):
            return SQL(
                """EXISTS(
                    SELECT FROM contact_interaction later
                    WHERE later.partner_id = %(alias)s.partner_id
                      -- what other companies do is not for everybody who reads this
                      AND later.company_id = %(alias)s.company_id
                      AND later.date > %(alias)s.date
                      AND later.state = 'done'
                      AND (later.direction = 'inbound' OR later.campaign_response)
                )""",
                alias=SQL.identifier(alias),
            )

        self.flush_model(["partner_id", "date", "state", "direction"])
        self.flush_model(["campaign_response", "company_id"])
        answered = Domain.custom(to_sql=to_sql)
        return answered if True in value else ~answered

    @api.model
    def _check_named(self, vals_list):
        """Check the lines too: one with an interaction is handled, so it changes."""
        result = super()._check_named(vals_list)
        field, lines = self._fields["segment_line_id"], self.env["contact.segment.line"]
        named = [
            (lines.browse(ids), vals)
            for vals in vals_list
            if (ids := self._read_link(field, vals.get(field.name), {}))
        ]
        lines.union(*(line for line, _vals in named)).check_access("write")
        for line, vals in named:
            of_line = (line.partner_id.id, line.segment_id.id)
            partner_id = vals.get("partner_id", of_line[0])
            segment_id = vals.get("segment_id") or of_line[1]
            if (partner_id, segment_id) != of_line:
                raise UserError(
                    self.env._(
                        "Segment line %(line)s is of another contact or segment than "
                        "the interaction; name the contact and segment of the line.",
                        line=line.id,
                    )
                )
        return result

    @api.constrains("cost", "duration")
    def _check_not_negative(self):
        for interaction in self:
            if interaction.cost < 0 or interaction.duration < 0:
                raise ValidationError(
                    self.env._(
                        "Interaction %(name)s: cost and duration cannot be negative; "
                        "enter zero or more.",
                        name=interaction.name,
                    )
                )

    @api.constrains("partner_id", "state")
    def _check_contact(self):
        for interaction in self:
            if not interaction.partner_id:
                raise ValidationError(
                    self.env._(
                        "Interaction %(name)s has no contact; choose one.",
                        name=interaction.name,
                    )
                )

    @api.onchange("template_id")
    def _onchange_template_id(self):
        if self.template_id:
            self.update(self._prepare_template_vals(self.template_id))

    @api.model
    def _prepare_template_vals(self, template):
        """Return what a template gives to an interaction made from it."""
        return {
            "name": template.name,
            "group_id": template.group_id.id,
            "channel": template.channel,
            "direction": template.direction,
            "initiated_by": template.initiated_by,
            "cost": template.unit_cost,
            "duration": template.unit_duration,
            "campaign_id": template.campaign_id.id,
            "campaign_target": template.campaign_target,
            "campaign_response": template.campaign_response,
        }

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._fill_from_template(vals) for vals in vals_list])

    @api.model
    def _fill_from_template(self, vals):
        """Return ``vals`` completed by their template; values given already win."""
        template_id = arguments.read_id(
            self.env, "template_id", vals.get("template_id")
        )
        if not template_id:
            return vals
        template = self.env["contact.interaction.template"].browse(template_id)
        return {**self._prepare_template_vals(template), **vals}
