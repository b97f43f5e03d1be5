# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import arguments
from ...tools.conditions import split_conjuncts
from ...tools.literals import read_domain
from ...tools.names import has_name

# Options by which a step is about more contacts than its condition.
COMPANY_OPTIONS = {"expand_companies", "include_companies", "entire_companies"}
EVERYBODY, NOBODY = [(1, "=", 1)], [(0, "=", 1)]


class ContactCriteria(models.Model):
    """Steps under a name, to run them again on another segment with today's data."""

    _name = "contact.criteria"
    _inherit = [
        "contact.rights.mixin",
        "contact.condition.mixin",
        "contact.use.mixin",
    ]
    _description = "Saved Criteria"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        default=lambda self: self.env.user,
        ondelete="set null",
        help="Who may change these criteria; everybody in the company may use them.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    step_ids = fields.One2many(
        comodel_name="contact.criteria.step",
        inverse_name="criteria_id",
        string="Steps",
        copy=True,
    )
    step_count = fields.Integer(string="Number of Steps", compute="_compute_step_count")
    segment_count = fields.Integer(
        string="Number of Segments", compute="_compute_segment_count"
    )
    note = fields.Text(string="Notes")

    # as `_check_name_free`, for two who save at once
    _name_uniq = models.UniqueIndex(
        "(company_id, LOWER(TRIM(name)))",
        "There are saved criteria with this name already; choose another name.",
    )

    @api.depends("step_ids")
    def _compute_step_count(self):
        for criteria in self:
            criteria.step_count = len(criteria.step_ids)

    def _compute_segment_count(self):
        groups = self.env["contact.segment.step"]._read_group(
            [("criteria_id", "in", self.ids)],
            ["criteria_id"],
            ["segment_id:count_distinct"],
        )
        counts = {criteria.id: count for criteria, count in groups}
        for criteria in self:
            criteria.segment_count = counts.get(criteria.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in arguments.read_vals_list(self, vals_list):
            company_id = vals.get("company_id") or self.env.company.id
            # a copy is created on what is copied
            self.browse()._check_name_free(vals.get("name"), company_id)
        return super().create(vals_list)

    def write(self, vals):
        vals = arguments.read_vals(self, vals)
        if not {"name", "company_id"}.isdisjoint(vals):
            for criteria in self:
                criteria._check_name_free(
                    vals.get("name", criteria.name),
                    vals.get("company_id", criteria.company_id.id),
                )
        return super().write(vals)

    def _check_name_free(self, name, company_id):
        """Say that a name is taken, before the unique key says it less clearly."""
        name = arguments.read_text(self.env, "name", name)
        company_id = arguments.read_id(self.env, "company_id", company_id)
        domain = [("company_id", "=", company_id), ("id", "not in", self.ids)]
        others = self.sudo().with_context(active_test=False)
        if has_name(others, name, domain):
            raise ValidationError(
                self.env._(
                    "There are saved criteria called %(name)s already; choose another "
                    "name.",
                    name=name,
                )
            )

    def copy_data(self, default=None):
        default = arguments.read_options(self.env, "default", default)
        return [
            {
                **vals,
                "name": self.env._("%s (copy)", criteria.name),
                **default,
            }
            for criteria, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    def _get_condition(self):
        """Return the condition of the contacts that the steps give one after another.

        :rtype: list
        :raise UserError: one condition cannot say it
        """
        condition = NOBODY
        for step in self.step_ids.sorted(lambda one: (one.sequence, one.id)):
            if not COMPANY_OPTIONS.isdisjoint(step._get_options()):
                raise UserError(
                    self.env._(
                        "Saved criteria %(name)s can only be added: their step "
                        "%(step)s is about entire companies.",
                        name=self.name,
                        step=step.summary,
                    )
                )
            condition = step._combine(condition)
        return condition

    def _find_uses(self):
        """Find the segments that were filled by these criteria, too."""
        steps = self.env["contact.segment.step"].sudo()
        steps = steps.search([("criteria_id", "in", self.ids)])
        return [("applied", steps.segment_id), *super()._find_uses()]

    def action_new_segment(self):
        """Start a segment that is filled by these criteria.

        :return: a window action on the new segment
        :rtype: dict
        """
        arguments.check_one(self)
        segment = self.env["contact.segment"].create({"name": self.name})
        segment.apply_criteria(self.id)
        return segment._get_form_action()

    def action_view_segments(self):
        """Open the segments that were filled by these criteria.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_action_all"
        )
        action["domain"] = [("step_ids.criteria_id", "=", self.id)]
        return action


class ContactCriteriaStep(models.Model):
    """One step of saved criteria, run again whenever the criteria are reused."""

    _name = "contact.criteria.step"
    _inherit = [
        "contact.rights.mixin",
        "contact.condition.mixin",
        "contact.step.mixin",
    ]
    _description = "Saved Criteria Step"

    criteria_id = fields.Many2one(
        comodel_name="contact.criteria", required=True, index=True, ondelete="cascade"
    )

    def _combine(self, condition):
        """Return the condition of whom a step leaves of those who meet another one."""
        parts = split_conjuncts(list(read_domain(self.domain) or EVERYBODY))
        own = ["&"] * (len(parts) - 1) + sum(parts, [])
        if self.action == "add":
            return ["|", *condition, *own]
        if self.action == "reduce":
            return ["&", *condition, "!", *own]
        return ["&", *condition, *own]

    def write(self, vals):
        result = super().write(vals)
        listed = self.filtered("row_count") if "domain" in vals else self.browse()
        if listed:
            # another condition is not that of the list
            listed.sudo().write({"row_count": 0, "found_count": 0})
        return result

    @api.constrains("domain")
    def _check_domain(self):
        for step in self:
            self.env["res.partner"]._parse_segment_domain(step.domain)
