# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.locks import find_links, wait_for_rows
from ...tools.selections import CHANNELS, DIRECTIONS, INITIATORS
from ..contact.contact_channel import ChannelField
from .line_query import LineQuery

# What may still change on a logged segment: the conversation about it.
CHATTER_PREFIXES = ("message_", "activity_")


class ContactSegment(models.Model):
    """A worksheet of contacts: the header says what is communicated, the lines to whom.

    Lines store only what differs for one contact; every other value is resolved from
    the header, the template and the contact when it is read.
    """

    _name = "contact.segment"
    _inherit = [
        "contact.rights.mixin",
        "contact.technical.mixin",
        "contact.use.mixin",
        "contact.print.choices.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Segment"
    _order = "date desc, id desc"
    _rec_names_search = ["name", "number"]
    _check_company_auto = True

    number = fields.Char(required=True, copy=False, default="/", readonly=True)
    name = fields.Char(string="Description", required=True, tracking=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("logged", "Logged"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id", is_technical=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        index=True,
        ondelete="set null",
        check_company=True,
        domain=[("share", "=", False)],
        tracking=True,
    )
    date = fields.Date(default=fields.Date.context_today)
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Interaction Template",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Fills the fields below; each of them can still be changed.",
    )
    campaign_id = fields.Many2one(
        comodel_name="utm.campaign", index="btree_not_null", ondelete="set null"
    )
    channel = ChannelField(
        selection=CHANNELS,
        help="Used for contacts that have no preferred channel of their own.",
    )
    ignore_contact_channel = fields.Boolean(
        string="Same Channel for All",
        help="Use the channel of the segment even for contacts that prefer another.",
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        help="Used where there is no document in the language of the contact.",
    )
    subject = fields.Char()
    direction = fields.Selection(selection=DIRECTIONS)
    initiated_by = fields.Selection(selection=INITIATORS)
    unit_cost = fields.Monetary(help="What one interaction costs.")
    unit_duration = fields.Float(
        string="Unit Duration (minutes)", help="How many minutes one interaction takes."
    )
    campaign_target = fields.Boolean(
        help="The contacts are the target of the campaign."
    )
    campaign_response = fields.Boolean(
        help="The interactions are responses to the campaign."
    )
    send_as_attachment = fields.Boolean(
        help="Send Word letters as an attachment of the e-mail, not as its text."
    )
    letter_order = fields.Selection(default="segment")
    document_ids = fields.One2many(
        comodel_name="contact.segment.document",
        inverse_name="segment_id",
        string="Documents",
        domain=[("line_id", "=", False)],
        help="What replaces the documents of the template for this segment.",
    )
    line_ids = fields.One2many(
        comodel_name="contact.segment.line",
        inverse_name="segment_id",
        string="Lines",
        domain=[("active", "=", True)],
    )
    # Kept up to date by every step, so that a segment opens as fast with a million
    # contacts as with ten.
    line_count = fields.Integer(string="Contacts", default=0, copy=False, readonly=True)
    # What was logged stays countable: these are part of the count, without a line.
    deleted_count = fields.Integer(
        string="Deleted Contacts",
        copy=False,
        readonly=True,
        help="Contacts that were deleted after they were addressed.",
    )
    cost = fields.Monetary(string="Total Cost", compute="_compute_totals")
    duration = fields.Float(
        string="Total Duration (minutes)", compute="_compute_totals"
    )
    step_ids = fields.One2many(
        comodel_name="contact.segment.step", inverse_name="segment_id", string="Steps"
    )
    undone_step_ids = fields.One2many(
        comodel_name="contact.segment.step",
        inverse_name="segment_id",
        string="Undone Steps",
        domain=[("active", "=", False)],
        context={"active_test": False},
    )
    step_count = fields.Integer(
        string="Number of Steps", compute="_compute_step_counts"
    )
    undone_step_count = fields.Integer(compute="_compute_step_counts")
    origin_id = fields.Many2one(
        comodel_name="contact.segment",
        string="Follow-up On",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    follow_up_ids = fields.One2many(
        comodel_name="contact.segment", inverse_name="origin_id", string="Follow-ups"
    )
    follow_up_count = fields.Integer(compute="_compute_follow_up_count")
    interaction_ids = fields.One2many(
        comodel_name="contact.interaction",
        inverse_name="segment_id",
        string="Interactions",
    )
    # Stored for the same reason; statements that write interactions past the ORM call
    # `_recount_interactions`.
    interaction_count = fields.Integer(
        string="Number of Interactions",
        compute="_compute_interaction_count",
        store=True,
    )
    next_step = fields.Selection(
        selection=[("add", "Add"), ("check", "Check"), ("log", "Log")],
        compute="_compute_next_step",
        compute_sudo=False,
        help="What a draft needs next.",
    )
    logged_on = fields.Datetime(copy=False, readonly=True)
    logged_by_id = fields.Many2one(
        comodel_name="res.users", copy=False, readonly=True, ondelete="set null"
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "There is a segment with this number already."
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("number", "name")
    def _compute_display_name(self):
        for segment in self:
            number = segment.number != "/" and segment.number
            segment.display_name = " ".join(filter(None, [number, segment.name]))

    @api.onchange("template_id")
    def _onchange_template_id(self):
        """Fill the header, and warn that own documents go with the old template."""
        if not self.template_id or self.template_id == self._origin.template_id:
            return None
        self.update(self.template_id._prepare_header_vals())
        if not self._origin.document_ids:
            return None
        return {
            "warning": {
                "title": self.env._("Another template"),
                "message": self.env._(
                    "This segment has documents of its own for the former template. "
                    "They are removed when you save."
                ),
            }
        }

    @api.model_create_multi
    def create(self, vals_list):
        self._check_values(vals_list)
        default = self.default_get(["template_id"])
        vals_list = [
            self._fill_from_template({**default, **vals}) for vals in vals_list
        ]
        for vals in vals_list:
            if vals.get("number", "/") == "/":
                vals["number"] = self._next_number(vals.get("company_id"))
        return super(ContactSegment, self._as_checked()).create(vals_list)

    def write(self, vals):
        vals = arguments.read_vals(self, vals)
        is_checked = self._is_checked()
        if not is_checked and any(
            not name.startswith(CHATTER_PREFIXES) for name in vals
        ):
            self._check_values([vals])
            self._check_draft()
        other = self.browse()
        if not is_checked and vals.get("template_id"):
            other = self.filtered(lambda s: s.template_id.id != vals["template_id"])
            # its own documents are versions of the documents of the former template
            other.document_ids.unlink()
            checked = super(ContactSegment, other._as_checked())
            checked.write(self._fill_from_template(vals))
        result = super(ContactSegment, (self - other)._as_checked()).write(vals)
        self.env["contact.segment.line"]._invalidate_resolved()
        return result

    def _write_header(self, vals):
        """Write past the checks for users, but not past automation rules."""
        return self._as_checked().write(vals)

    def copy_data(self, default=None):
        default = arguments.read_options(self.env, "default", default)
        return [
            {
                **segment._without_archived(vals),
                "name": self.env._("%s (copy)", segment.name),
                "document_ids": [
                    Command.create(values)
                    for values in segment.document_ids.copy_data()
                ],
                **default,
            }
            for segment, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    def _without_archived(self, vals):
        """Return values for a copy without what cannot be chosen any more."""
        archived = {
            name
            for name in ("template_id", "campaign_id", "user_id")
            if vals.get(name) and not self.sudo()[name].active
        }
        return {name: vals[name] for name in vals if name not in archived}

    @api.model
    def _next_number(self, company_id):
        company_id = arguments.read_id(self.env, "company_id", company_id)
        company = self.env["res.company"].browse(company_id) or self.env.company
        sequences = self.env["ir.sequence"].with_company(company)
        number = sequences.next_by_code("contact.segment")
        if not number:
            raise UserError(
                self.env._(
                    "There is no sequence for the numbers of segments in company "
                    "%(company)s; an administrator adds one with the code %(code)s in "
                    "Settings › Technical › Sequences.",
                    company=company.name,
                    code="contact.segment",
                )
            )
        return number

    @api.model
    def _fill_from_template(self, vals):
        """Return ``vals`` completed by its template; values given already win."""
        template_id = arguments.read_id(
            self.env, "template_id", vals.get("template_id")
        )
        template = self.env["contact.interaction.template"].browse(template_id)
        if not template.exists():
            return dict(vals)
        return {**template._prepare_header_vals(), **vals}

    def _find_uses(self):
        """Find the segments that follow these, too."""
        segments = self.sudo().with_context(active_test=False)
        follow_ups = segments.search([("origin_id", "in", self.ids)])
        return [("follow_up", follow_ups), *super()._find_uses()]

    def _get_form_action(self):
        """Return the action that opens this segment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_action"
        )
        return dict(action, res_id=self.id, views=[(False, "form")], view_mode="form")

    # --------------------------------------------------------------------------------
    # Who may change a segment, and when.
    # --------------------------------------------------------------------------------

    @api.constrains("unit_cost", "unit_duration")
    def _check_not_negative(self):
        for segment in self:
            if segment.unit_cost < 0 or segment.unit_duration < 0:
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s: unit cost and unit duration cannot be "
                        "negative; enter zero or more.",
                        segment=segment.display_name,
                    )
                )

    @api.constrains("company_id")
    def _check_contact_companies(self):
        """Refuse a company that may not see contacts that are on the segment."""
        lines = self.env["contact.segment.line"].sudo()
        partners = self.env["res.partner"]
        for segment in self:
            allowed = partners._check_company_domain(segment.company_id)
            line = lines.search(
                [
                    ("segment_id", "=", segment.id),
                    ("partner_id", "not any", allowed),
                ],
                limit=1,
            )
            if line:
                raise ValidationError(
                    self.env._(
                        "%(contact)s on segment %(segment)s belongs to another company "
                        "than %(company)s; remove such contacts first.",
                        contact=self._tell_name(line.partner_id),
                        segment=segment.display_name,
                        company=segment.company_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        for segment in self.filtered(lambda segment: segment.state != "draft"):
            if segment.state == "logged":
                raise UserError(
                    self.env._(
                        "Segment %(segment)s is logged; cancel it first, then delete "
                        "it.",
                        segment=segment.display_name,
                    )
                )
            segment._check_administrator()

    def unlink(self):
        """Delete segments; their interactions stay, without the link."""
        self.check_access("unlink")
        self.env["contact.interaction"].flush_model()
        # all links at once: the database would take them away one by one, and stumble
        # over those of interactions that were logged in this transaction
        self.env.cr.execute(
            SQL(
                """UPDATE contact_interaction
                SET segment_id = NULL, segment_line_id = NULL
                WHERE segment_id IN %s""",
                self._ids or (0,),
            )
        )
        return super().unlink()

    def _wait_to_delete(self):
        """Lock segments, and what hangs on them, before any of it is deleted."""
        if self:
            # segments that follow these lose the link
            rows = find_links(self)
            own = SQL("%s OR id IN %s", rows["contact_segment"], self._ids)
            wait_for_rows(self.env, {**rows, "contact_segment": own})

    def _get_line_domain(self):
        """Return the condition of the lines of these segments that are not removed.

        :rtype: Domain
        """
        return Domain("segment_id", "in", self.ids) & Domain("active", "=", True)

    def _query_lines(self, domain=Domain.TRUE):
        """Return the query of the lines that are not removed.

        Called as sudo, it has the lines with hidden contacts too.

        :param Domain domain: a further condition
        :rtype: LineQuery
        """
        lines = self.env["contact.segment.line"]
        return LineQuery(lines, self._get_line_domain() & domain)

    @api.model
    def _check_draft(self):
        """Refuse to change segments that are logged or cancelled."""
        for segment in self:
            if segment.state != "draft":
                raise UserError(
                    self.env._(
                        "Segment %(segment)s is logged and cannot be changed any "
                        "more; create a follow-up instead.",
                        segment=segment.display_name,
                    )
                )

    def _check_administrator(self):
        if not self.env.su and not self.env.user.has_group(
            "contact_segment.group_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only an administrator of segments may do this with segment "
                    "%(segment)s.",
                    segment=self.display_name,
                )
            )

    def _lock(self):
        """Take the segment for this transaction, or tell that somebody else has it.

        Everything that changes lines starts here, so two users who fill or log one
        segment at once can neither block each other nor overwrite each other.
        """
        self.ensure_one()
        self.check_access("write")
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._(
                    "Somebody else is working on segment %(segment)s right now; try "
                    "again in a moment.",
                    segment=self.display_name,
                )
            ) from None

    # --------------------------------------------------------------------------------
    # The figures of a segment, none of which reads its lines.
    # --------------------------------------------------------------------------------

    @api.depends("line_count", "unit_cost", "unit_duration", "template_id")
    def _compute_totals(self):
        """Add up all lines without reading them.

        Lines that say nothing of their own cost what the header says, so only the
        others are added up one by one.
        """
        own = self.env["contact.segment.line"]._get_own_totals(self)
        for segment in self:
            count, cost, duration = own.get(segment._origin.id, (0, 0.0, 0.0))
            usual = segment.line_count - count
            segment.cost = usual * segment.unit_cost + cost
            segment.duration = usual * segment.unit_duration + duration

    @api.depends("step_ids")
    def _compute_step_counts(self):
        groups = (
            self.env["contact.segment.step"]
            .with_context(active_test=False)
            ._read_group(
                [("segment_id", "in", self.ids)], ["segment_id", "active"], ["__count"]
            )
        )
        counts = {(segment.id, active): count for segment, active, count in groups}
        for segment in self:
            segment.step_count = counts.get((segment._origin.id, True), 0)
            segment.undone_step_count = counts.get((segment._origin.id, False), 0)

    @api.depends("follow_up_ids")
    def _compute_follow_up_count(self):
        groups = self._read_group(
            [("origin_id", "in", self.ids)], ["origin_id"], ["__count"]
        )
        counts = {segment.id: count for segment, count in groups}
        for segment in self:
            segment.follow_up_count = counts.get(segment._origin.id, 0)

    @api.depends("interaction_ids.state")
    def _compute_interaction_count(self):
        groups = self.env["contact.interaction"]._read_group(
            [("segment_id", "in", self.ids), ("state", "=", "done")],
            ["segment_id"],
            ["__count"],
        )
        counts = {segment.id: count for segment, count in groups}
        for segment in self:
            segment.interaction_count = counts.get(segment._origin.id, 0)

    @api.depends("state", "line_count")
    def _compute_next_step(self):
        for segment in self:
            segment.next_step = segment._get_next_step()

    def _get_next_step(self):
        """Return what the segment needs next: a key of ``next_step``, or nothing."""
        if self.state != "draft":
            return False
        return "log" if self.line_count else "add"

    def _recount_interactions(self):
        """Count again after a statement wrote interactions past the ORM."""
        self.env.add_to_compute(self._fields["interaction_count"], self)
