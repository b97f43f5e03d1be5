# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.locks import wait_for_rows
from ...tools.selections import CHANNELS, DIRECTIONS, EVALUATIONS, INITIATORS
from ...tools.told import ToldChar
from ..contact.contact_channel import ChannelField

# How far the calendar looks back for interactions that are still going on. Without
# a bound it would read all that ever began before the month that is shown.
LONGEST = timedelta(days=7)
# These change the number of interactions that stands on the segment.
COUNTED = {"state", "segment_id"}


class ContactInteraction(models.Model):
    """One conversation with one contact: a letter, an e-mail, a call or a meeting.

    The log of what was said to whom. Logging a segment writes one for every contact.
    """

    _name = "contact.interaction"
    _inherit = [
        "contact.rights.mixin",
        "contact.technical.mixin",
        "contact.merge.mixin",
    ]
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
    currency_id = fields.Many2one(related="company_id.currency_id", is_technical=True)
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
        comodel_name="contact.segment.line",
        readonly=True,
        ondelete="set null",
        is_technical=True,
    )
    line_deleted = fields.Boolean(
        readonly=True,
        copy=False,
        help="It had a line on its segment, which went with its contact.",
    )
    campaign_id = fields.Many2one(
        comodel_name="utm.campaign", index="btree_not_null", ondelete="set null"
    )
    campaign_target = fields.Boolean()
    campaign_response = fields.Boolean()
    channel = ChannelField(selection=CHANNELS)
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
        is_technical=True,
        help="Cancelled together with its segment, so it comes back with it.",
    )
    logged_with_segment = fields.Boolean(
        readonly=True,
        copy=False,
        is_technical=True,
        help="Written when its segment was logged, so it goes when that is undone.",
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
    delivery_message = ToldChar(readonly=True)
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
        help="The contact came back to the same company after it went out: an inbound "
        "interaction or a response.",
    )
    title = fields.Char(
        compute="_compute_title",
        help="What it was and who took the step, such as: Outgoing call – by Anna.",
    )
    date_end = fields.Datetime(
        string="End",
        compute="_compute_date_end",
        inverse="_inverse_date_end",
        search="_search_date_end",
        help="The date and the duration after it.",
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
    # those who came back to us lately; few, so that logging does not pay for it
    _responses = models.Index(
        "(date) WHERE state = 'done' "
        "AND (direction = 'inbound' OR evaluation IS NOT NULL)"
    )
    _commercial_partner_date = models.Index(
        "(commercial_partner_id, date DESC) INCLUDE (state, company_id, partner_id)"
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("partner_id", "date")
    def _compute_is_answered(self):
        # by the one rule of the search; Odoo cannot filter records by the field itself
        found = self._search([("id", "in", self.ids), ("is_answered", "=", True)])
        answered = set(found.get_result_ids())
        for interaction in self:
            interaction.is_answered = interaction.id in answered

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
                      -- dates are whole seconds, in which one can be answered
                      AND later.date >= %(went_out)s
                      AND (later.date > %(went_out)s OR later.id > %(alias)s.id)
                      AND later.state = 'done'
                      AND (later.direction = 'inbound' OR later.campaign_response)
                )""",
                alias=SQL.identifier(alias),
                went_out=self._get_went_out(alias),
            )

        self.flush_model()
        answered = Domain.custom(to_sql=to_sql)
        return answered if True in value else ~answered

    @api.model
    def _get_went_out(self, alias):
        """Return the SQL of when an interaction could be answered from.

        What a segment logs is dated as the user says, maybe next week; the contact has
        it when it is logged. Other interactions are dated when they take place.

        :param str alias: alias of contact_interaction in a query
        """
        return SQL(
            "CASE WHEN %(alias)s.segment_id IS NOT NULL "
            "THEN LEAST(%(alias)s.date, DATE_TRUNC('second', %(alias)s.create_date)) "
            "ELSE %(alias)s.date END",
            alias=SQL.identifier(alias),
        )

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
        """Create interactions; those with a known ``external_key`` are returned as is.

        :param list[dict] vals_list: the values; ``external_key`` is a text of the
            caller's choice, unique in a company
        :return: one interaction for every element, in the same order
        :rtype: contact.interaction
        :raise UserError: the key begins like those of interactions logged by itself
        """
        keys, known, new = self._split_by_key(vals_list)
        default = self.default_get(["segment_id"])
        self._wait_for_segments({**default, **vals} for vals in new.values())
        filled = [self._fill_from_template(vals) for vals in new.values()]
        with self._creating_keys():
            created = super().create(filled)
        created._check_opportunities()
        known.update(zip(new, created, strict=True))
        interactions = self.browse(known[key or i].id for i, key in enumerate(keys))
        if any(vals.get("attachment_ids") for vals in vals_list):
            interactions._adopt_attachments()
        return interactions

    def write(self, vals):
        """Write values; a key stays unique, and what is done must be complete.

        :param dict vals: the values
        :return: True
        :rtype: bool
        :raise UserError: something is missing, what took place cannot be postponed, or
            the key is taken or that of an event
        """
        postponed = self._check_state(vals)
        vals = self._check_new_key(vals)
        self._wait_for_change(vals)
        parties = self._get_parties(vals)
        result = super().write(vals)
        self._check_opportunities(parties)
        if vals.get("state") == "done":
            postponed._check_complete()
        if vals.get("attachment_ids"):
            self._adopt_attachments()
        return result

    def unlink(self):
        """Delete interactions, with the files that only they use.

        Files that something else uses as well are handed over to it.
        """
        self.check_access("unlink")
        files = self._hand_over_attachments()
        self._wait_to_delete()
        result = super().unlink()
        files.sudo().exists().unlink()
        return result

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

    # --------------------------------------------------------------------------------
    # The title of an interaction: what it was, and who took the step.
    # --------------------------------------------------------------------------------

    @api.depends(
        "name",
        "template_id.name",
        "direction",
        "user_id.name",
        "logged_by_id.name",
        "partner_id.name",
    )
    @api.depends_context("lang")
    def _compute_title(self):
        for interaction in self:
            # names of what an interaction points at are for whoever sees it, as in
            # every other column
            template = interaction.template_id.sudo()
            what = template.name or interaction.name or ""
            interaction.title = interaction._add_person(what)

    def _add_person(self, what):
        """Return what an interaction was, with the person who took the step."""
        if self.direction == "outbound":
            person = (self.user_id or self.logged_by_id).sudo().name
            text = self.env._("%(what)s – by %(person)s")
        elif self.direction == "inbound":
            person = self.partner_id.sudo().name
            text = self.env._("%(what)s – from %(person)s")
        else:
            person = text = ""
        return text % {"what": what, "person": person} if person else what

    # --------------------------------------------------------------------------------
    # When an interaction ended, for calendars.
    # --------------------------------------------------------------------------------

    @api.depends("date", "duration")
    def _compute_date_end(self):
        for interaction in self:
            end = interaction.date and interaction.date + timedelta(
                minutes=interaction.duration
            )
            interaction.date_end = end

    def _inverse_date_end(self):
        for interaction in self.filtered("date_end"):
            length = interaction.date_end - interaction.date
            interaction.duration = max(length.total_seconds() / 60, 0)

    def _search_date_end(self, operator, value):
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented

        moment = fields.Datetime.to_datetime(value)

        def to_sql(model, alias, query):
            return SQL(
                "%s + COALESCE(%s, 0) * INTERVAL '1 minute' %s %s",
                model._field_to_sql(alias, "date", query),
                model._field_to_sql(alias, "duration", query),
                SQL(operator),
                moment,
            )

        domain = Domain.custom(to_sql=to_sql)
        if operator.startswith(">"):
            return domain & Domain("date", ">=", moment - LONGEST)
        return domain & Domain("date", "<=", moment)

    # --------------------------------------------------------------------------------
    # Interactions are locked after their segments, and in the order of their ids.
    # Segments count their interactions: whoever changes the number would otherwise lock
    # the segment last, while somebody cancels it who locks it first.
    # --------------------------------------------------------------------------------

    def _wait_for_change(self, vals):
        """Lock interactions for values that others count."""
        # whoever says what became of a delivery holds the interaction already
        if "delivery_state" not in vals and (len(self) > 1 or COUNTED & vals.keys()):
            self._wait_in_order(self._read_segment_ids([vals]))

    def _wait_to_delete(self):
        """Lock interactions, with those sent again from them, which lose the link."""
        copies = self.sudo().search([("resent_from_id", "in", self.ids)])
        (self | copies.sudo(self.env.su))._wait_in_order()

    def _wait_in_order(self, segment_ids=()):
        """Lock interactions for changes, after their segments and other ones.

        :raise psycopg2.errors.SerializationFailure: somebody else changed them
        """
        wait_for_rows(
            self.env,
            {
                "contact_segment": {*self.sudo().segment_id.ids, *segment_ids},
                "contact_interaction": self.ids,
            },
        )

    @api.model
    def _wait_for_segments(self, vals_list):
        """Lock the segments that new interactions belong to."""
        wait_for_rows(self.env, {"contact_segment": self._read_segment_ids(vals_list)})

    @api.model
    def _read_segment_ids(self, vals_list):
        """Return the ids of the segments that values name."""
        ids = (
            arguments.read_id(self.env, "segment_id", vals.get("segment_id"))
            for vals in vals_list
        )
        return {id_ for id_ in ids if id_}
