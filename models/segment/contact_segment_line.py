# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import open_dialog
from ...tools.locks import wait_for_rows
from ...tools.optional_fields import (
    JsonList,
    OptionalBoolean,
    OptionalFloat,
    UncheckedMany2one,
)
from ...tools.selections import CHANNELS, DIRECTIONS, EVALUATIONS, INITIATORS
from ..contact.contact_channel import ChannelField

# What one contact can have different from the rest of the segment.
OVERRIDABLE = (
    "name",
    "date",
    "user_id",
    "campaign_id",
    "template_id",
    "channel",
    "lang",
    "subject",
    "cost",
    "duration",
    "direction",
    "initiated_by",
    "campaign_target",
    "campaign_response",
)

# Steps decide about these, and only steps.
STEP_FIELDS = {"segment_id", "partner_id", "step_id", "removed_step_id", "is_repeat"}


def _search_resolved(name):
    """Return the search method of a resolved field."""

    def search(self, operator, value):
        return self._search_resolved(name, operator, value)

    return search


def _resolved(field_class, name, **kwargs):
    """Return a field that reads the effective value; writing it overrides it."""
    return field_class(
        compute="_compute_resolved",
        search=_search_resolved(name),
        readonly=False,
        **kwargs,
    )


def _override(field_class, **kwargs):
    """Return the column of an override; empty means inherited."""
    return field_class(
        copy=True, export_string_translation=False, is_technical=True, **kwargs
    )


class ContactSegmentLine(models.Model):
    """One contact on a segment; it stores only what was said for this contact.

    ``cost`` and the other resolved fields read the effective value. Writing one of
    them stores an override in ``override_cost`` and so on; writing an empty value takes
    it away. How values are resolved: contact_segment_line_resolution.py.
    """

    _name = "contact.segment.line"
    _inherit = [
        "contact.rights.mixin",
        "contact.technical.mixin",
        "contact.merge.mixin",
        "contact.measure.columns.mixin",
    ]
    _description = "Segment Line"
    _order = "id"
    _rec_name = "partner_id"
    _check_company_auto = True
    _measured_contact = "partner_id"
    # those of a new line are the manual step's, whatever is given
    _open_fields = ("step_id", "removed_step_id")
    # The steps tell who did what and when. Two foreign keys to the same user would take
    # a quarter of the time of adding contacts.
    _log_access = False
    name = _resolved(fields.Char, "name", string="Description")
    date = _resolved(fields.Date, "date")
    user_id = _resolved(
        fields.Many2one,
        "user_id",
        comodel_name="res.users",
        string="Salesperson",
        domain=[("share", "=", False)],
    )
    campaign_id = _resolved(
        fields.Many2one, "campaign_id", comodel_name="utm.campaign", string="Campaign"
    )
    template_id = _resolved(
        fields.Many2one,
        "template_id",
        comodel_name="contact.interaction.template",
        string="Template",
    )
    channel = _resolved(ChannelField, "channel", selection=CHANNELS)
    lang = _resolved(
        fields.Selection, "lang", selection="_selection_lang", string="Language"
    )
    subject = _resolved(fields.Char, "subject")
    cost = _resolved(fields.Monetary, "cost", aggregator="sum")
    duration = _resolved(
        fields.Float, "duration", string="Duration (minutes)", aggregator="sum"
    )
    direction = _resolved(fields.Selection, "direction", selection=DIRECTIONS)
    initiated_by = _resolved(fields.Selection, "initiated_by", selection=INITIATORS)
    campaign_target = _resolved(fields.Boolean, "campaign_target")
    campaign_response = _resolved(fields.Boolean, "campaign_response")
    override_name = _override(fields.Char)
    override_date = _override(fields.Date)
    override_user_id = _override(
        fields.Many2one,
        comodel_name="res.users",
        ondelete="set null",
        check_company=True,
    )
    override_campaign_id = _override(
        fields.Many2one, comodel_name="utm.campaign", ondelete="set null"
    )
    override_template_id = _override(
        fields.Many2one,
        comodel_name="contact.interaction.template",
        ondelete="restrict",
        check_company=True,
    )
    override_channel = _override(ChannelField, selection=CHANNELS)
    override_lang = _override(fields.Selection, selection="_selection_lang")
    override_subject = _override(fields.Char)
    override_cost = _override(OptionalFloat, digits="Product Price")
    override_duration = _override(OptionalFloat)
    override_direction = _override(fields.Selection, selection=DIRECTIONS)
    override_initiated_by = _override(fields.Selection, selection=INITIATORS)
    override_campaign_target = _override(OptionalBoolean)
    override_campaign_response = _override(OptionalBoolean)

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    # Read from the contact, so that it never lags behind a change of company.
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        related_sudo=False,
        string="Company of the Contact",
    )
    # a person can have the name of a company without the company
    company_name = fields.Char(
        related="partner_id.commercial_company_name", related_sudo=False
    )
    is_company = fields.Boolean(
        related="partner_id.is_company", related_sudo=False, is_technical=True
    )
    phone = fields.Char(related="partner_id.phone", related_sudo=False)
    email = fields.Char(related="partner_id.email", related_sudo=False)
    company_id = fields.Many2one(related="segment_id.company_id", related_sudo=False)
    currency_id = fields.Many2one(
        related="segment_id.currency_id", related_sudo=False, is_technical=True
    )
    state = fields.Selection(related="segment_id.state", related_sudo=False)
    active = fields.Boolean(
        default=True, is_technical=True, help="Off: a step removed the contact."
    )
    # The step sees to these two when it is deleted.
    step_id = UncheckedMany2one(
        comodel_name="contact.segment.step",
        string="Added By",
        index="btree_not_null",
        readonly=True,
    )
    removed_step_id = UncheckedMany2one(
        comodel_name="contact.segment.step",
        string="Removed By",
        is_technical=True,
        index="btree_not_null",
        readonly=True,
    )
    is_repeat = fields.Boolean(
        readonly=True,
        is_technical=True,
        help="A further line of the contact, added on purpose.",
    )
    document_state = fields.Selection(
        selection=[("inherited", "Inherited"), ("personal", "Personal")],
        string="Document",
        compute="_compute_resolved",
        search=_search_resolved("document_state"),
    )
    overridden_fields = JsonList(
        compute="_compute_overridden_fields",
        help="The names of the values that were said for this contact only.",
    )
    is_overridden = fields.Boolean(
        string="Differs from the Segment",
        compute="_compute_overridden_fields",
        search="_search_is_overridden",
    )
    note = fields.Text(
        string="Personal Note", help="A paragraph for this contact only."
    )
    document_ids = fields.One2many(
        comodel_name="contact.segment.document",
        inverse_name="line_id",
        string="Personal Documents",
    )
    evaluation = fields.Selection(selection=EVALUATIONS)
    attempt_failed = fields.Boolean()
    contact_via = fields.Char(help="The phone number or address that was used.")
    interaction_id = fields.Many2one(
        comodel_name="contact.interaction",
        compute="_compute_interaction_id",
        search="_search_interaction_id",
        help="What was logged for this contact.",
    )

    _partner_uniq = models.UniqueIndex(
        "(segment_id, partner_id) WHERE active AND is_repeat IS NOT TRUE",
        "A contact is on a segment already; the same contact cannot be added twice.",
    )
    # The list of a segment in its usual order, and nothing but the page to show.
    # Partial indexes must repeat the words of the queries, and Odoo searches with
    # "active IS TRUE".
    _segment_order = models.Index("(segment_id, id) WHERE active IS TRUE")
    # The few lines that do not cost what the header says.
    _own_totals = models.Index(
        "(segment_id) WHERE active IS TRUE AND (override_cost IS NOT NULL "
        "OR override_duration IS NOT NULL OR override_template_id IS NOT NULL)"
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends(*(f"override_{name}" for name in OVERRIDABLE))
    def _compute_overridden_fields(self):
        for line in self:
            line.overridden_fields = [
                name for name in OVERRIDABLE if line._is_overridden(name)
            ]
            line.is_overridden = bool(line.overridden_fields)

    def _is_overridden(self, name):
        value = self[f"override_{name}"]
        if self._fields[name].type in ("boolean", "float", "monetary"):
            return value is not None
        return bool(value)

    def _search_is_overridden(self, operator, value):
        if operator != "in":
            return NotImplemented

        def to_sql(model, alias, query):
            columns = [
                SQL("%s IS NOT NULL", SQL.identifier(alias, f"override_{name}"))
                for name in OVERRIDABLE
            ]
            return SQL("(%s)", SQL(" OR ").join(columns))

        self.flush_model()
        overridden = Domain.custom(to_sql=to_sql)
        return overridden if True in value else ~overridden

    def _compute_interaction_id(self):
        # interactions know their line: writing 300,000 lines again to log them would
        # take longer than logging
        interactions = self.env["contact.interaction"].search_fetch(
            [("segment_line_id", "in", self.ids)], ["segment_line_id"]
        )
        by_line = {
            interaction.segment_line_id.id: interaction for interaction in interactions
        }
        for line in self:
            line.interaction_id = by_line.get(line._origin.id, False)

    def _search_interaction_id(self, operator, value):
        if operator != "in":
            return NotImplemented

        def to_sql(model, alias, query):
            return SQL(
                "EXISTS(SELECT FROM contact_interaction interaction "
                "WHERE interaction.segment_line_id = %s)",
                SQL.identifier(alias, "id"),
            )

        self.env["contact.interaction"].flush_model(["segment_line_id"])
        ids = [id_ for id_ in value if id_]
        interactions = self.env["contact.interaction"].browse(ids)
        domain = Domain("id", "in", interactions.segment_line_id.ids)
        if len(ids) < len(value):
            domain |= ~Domain.custom(to_sql=to_sql)
        return domain

    @api.constrains("override_cost", "override_duration")
    def _check_not_negative(self):
        for line in self:
            if (line.override_cost or 0) < 0 or (line.override_duration or 0) < 0:
                raise ValidationError(
                    self.env._(
                        "%(contact)s: cost and duration cannot be negative; enter zero "
                        "or more.",
                        contact=line.partner_id.display_name,
                    )
                )

    # --------------------------------------------------------------------------------
    # Lines created, changed and removed by hand: every change of members is a step.
    # --------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_values(vals_list)
        vals_list = [self._convert_overrides(vals) for vals in vals_list]
        env, vals_by_segment = self.env, {}
        for vals in vals_list:
            segment_id = vals.get("segment_id") or self.env.context.get(
                "default_segment_id"
            )
            segment_id = arguments.read_id(env, "segment_id", segment_id)
            partner_id = arguments.read_id(env, "partner_id", vals.get("partner_id"))
            if not segment_id or not partner_id:
                raise UserError(
                    self.env._("A line needs a segment and a contact; choose both.")
                )
            vals_by_segment.setdefault(segment_id, []).append(vals)
        steps = {}
        for segment_id, members in vals_by_segment.items():
            segment = self.env["contact.segment"].browse(segment_id)
            steps[segment] = segment._start_manual_add(members)
        checked = super(ContactSegmentLine, self._as_checked())
        lines = checked.create(vals_list)
        for segment, step in steps.items():
            count = len(vals_by_segment[segment.id])
            segment._finish_step(step, count, count, 0)
        return lines

    def write(self, vals):
        vals = arguments.read_vals(self, vals)
        self.segment_id._check_draft()
        if vals.get("active") is False:
            self._remove_by_hand()
            vals = {name: vals[name] for name in vals if name != "active"}
        forbidden = (STEP_FIELDS | {"active"}).intersection(vals)
        if forbidden:
            raise UserError(
                self.env._(
                    "%(fields)s of a line cannot be changed; remove the line, add "
                    "another contact, or go back.",
                    fields=sorted(forbidden),
                )
            )
        vals = self._convert_overrides(vals)
        if len(self) > 1:
            wait_for_rows(
                self.env,
                {
                    "contact_segment": self.segment_id.ids,
                    "contact_segment_line": self.ids,
                },
            )
        result = super().write(vals) if vals else True
        self._invalidate_resolved()
        return result

    # a step archives the lines instead, so that Go Back can bring them back
    def unlink(self):  # pylint: disable=method-required-super
        """Remove the contacts from their segments, as one step that can be undone.

        :return: True
        :rtype: bool
        :raise UserError: a segment is logged
        """
        self.segment_id._check_draft()
        self.check_access("unlink")
        self._remove_by_hand()
        return True

    def reset_overrides(self, fields):
        """Return values of the lines to what the segment says.

        :param list[str] fields: names of values, as in ``overridden_fields``; an empty
            list resets all
        :return: True
        :rtype: bool
        :raise UserError: a value does not exist or the segment is logged
        """
        names = arguments.read_choices(self.env, "fields", fields, OVERRIDABLE)
        names = names or list(OVERRIDABLE)
        self.write({f"override_{name}": None for name in names})
        return True

    @api.model
    def _convert_overrides(self, vals):
        """Return ``vals`` with resolved fields turned into overrides.

        An empty value means inherited, except where it is a value itself: False for a
        boolean and 0 for a number.
        """
        converted = {}
        for name, value in vals.items():
            if name not in OVERRIDABLE:
                converted[name] = value
            elif self._fields[name].type in ("float", "monetary"):
                empty = value is None or value is False
                converted[f"override_{name}"] = None if empty else value
            elif self._fields[name].type == "boolean":
                converted[f"override_{name}"] = bool(value)
            else:
                converted[f"override_{name}"] = value or False
        return converted

    def _remove_by_hand(self):
        """Archive the active lines: one manual step for every segment."""
        for segment, lines in self.filtered("active").grouped("segment_id").items():
            segment._remove_lines_by_hand(lines)

    def _note_deletion(self):
        """Keep segments countable whose contacts are deleted after logging."""
        self.interaction_id.line_deleted = True
        addressed = self.filtered(lambda one: one.active and one.state != "draft")
        for segment, lines in addressed.grouped("segment_id").items():
            count = segment.deleted_count + len(lines)
            segment._write_header({"deleted_count": count})

    # --------------------------------------------------------------------------------
    # What the buttons of a line do.
    # --------------------------------------------------------------------------------

    def action_remove(self):
        """Remove the contacts from their segment, and tell how to get them back."""
        segments = self.segment_id
        self.unlink()
        if len(segments) != 1:
            return True
        return segments._notify_taken([segments._get_done_steps()[-1:]._get_result()])

    def action_reset_overrides(self):
        """Return everything on the lines to what the segment says."""
        return self.reset_overrides([])

    def action_open_form(self):
        """Open the line with everything that can be said for this contact."""
        arguments.check_one(self)
        return open_dialog(self._name, self.partner_id.display_name, res_id=self.id)

    def action_explain(self):
        """Open the card that tells why this contact is on the segment."""
        arguments.check_one(self)
        return self.segment_id.action_explain(self.partner_id.id)

    # --------------------------------------------------------------------------------
    # Lines whose contact the user may not see: counted, and hidden otherwise.
    # --------------------------------------------------------------------------------

    @api.model
    def _get_visible_domain(self):
        """Return the condition of lines whose contact the user may see.

        For statements that read all lines with the rights of the system.

        :rtype: Domain
        """
        return self.env["ir.rule"]._get_visible_domain(self._name)

    def _traverse_related_sql(self, alias, field, query):
        """Let lists be sorted and grouped by what is read from the contact.

        Read one by one, these values are read with the rights of the user. Here the
        rules of lines have left out those of hidden contacts.
        """
        return super(ContactSegmentLine, self.sudo())._traverse_related_sql(
            alias, field, query
        )
