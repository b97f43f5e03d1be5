# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...tools.numbers import show_count

STEP_OPTIONS = {
    "add": (
        "expand_companies",
        "include_companies",
        "ignore_exclusion",
        "allow_existing",
    ),
    "reduce": ("entire_companies",),
    "refine": ("entire_companies",),
}


class ContactStepMixin(models.AbstractModel):
    """What one step does: an action, a condition on contacts and its options."""

    _name = "contact.step.mixin"
    _description = "Step of a Selection"
    _order = "sequence, id"
    _rec_name = "summary"
    # the sentence itself cannot be searched
    _rec_names_search = ("domain",)

    sequence = fields.Integer(default=10)
    action = fields.Selection(
        selection=[("add", "Add"), ("reduce", "Reduce"), ("refine", "Refine")],
        required=True,
        default="add",
    )
    source = fields.Selection(
        selection=[
            ("criteria", "Criteria"),
            ("manual", "By hand"),
            ("saved_criteria", "Saved criteria"),
            ("logged_segment", "Logged segment"),
            ("prediction", "Prediction"),
            ("import", "List"),
        ],
        required=True,
        default="criteria",
    )
    domain = fields.Text(
        required=True, default="[]", help="The condition that contacts must meet."
    )
    expand_companies = fields.Boolean(
        string="All contacts of the companies",
        help="Every contact that is found and has a company brings all contacts of "
        "that company and the company itself.",
    )
    include_companies = fields.Boolean(
        string="Their companies too",
        help="Every contact that is found and has a company brings the company.",
    )
    ignore_exclusion = fields.Boolean(
        string="Excluded contacts too",
        help="Add contacts although they are marked as excluded from segments.",
    )
    allow_existing = fields.Boolean(
        string="Again if already on the segment",
        help="Add a second line for contacts that are on the segment already.",
    )
    entire_companies = fields.Boolean(
        string="Decide for entire companies",
        help="One contact of a company that is found decides for all lines of that "
        "company.",
    )
    # Of a list that somebody gave; other steps have none.
    row_count = fields.Integer(
        string="Rows of the List",
        readonly=True,
        help="How many contacts the list of this step named; 0: it is of no list.",
    )
    found_count = fields.Integer(
        string="Found of the List",
        readonly=True,
        help="How many of them were found.",
    )
    # Stored, it would tell everybody what the one who took the step may see, in his
    # language.
    summary = fields.Text(compute="_compute_summary")

    @api.model
    def _get_option_names(self, action):
        """Return the names of the options that make sense for an action."""
        return STEP_OPTIONS[action]

    def _get_options(self):
        """Return the options of the step that are on, as keyword arguments."""
        self.ensure_one()
        return {
            name: True for name in self._get_option_names(self.action) if self[name]
        }

    def _prepare_step_vals(self):
        """Return what the step does, to write it into another step."""
        self.ensure_one()
        return {
            "action": self.action,
            "source": self.source,
            "domain": self.domain,
            **self._get_options(),
        }

    def _get_list_counts(self):
        """Return what a step tells of the list it is of, to write into another step."""
        self.ensure_one()
        return {"row_count": self.row_count, "found_count": self.found_count}

    @api.depends(
        "action",
        "domain",
        "row_count",
        "found_count",
        "expand_companies",
        "include_companies",
        "ignore_exclusion",
        "allow_existing",
        "entire_companies",
    )
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_summary(self):
        for step, phrase in zip(self, self._describe_conditions(), strict=True):
            step.summary = step._describe(phrase)

    def _describe_conditions(self):
        """Return the conditions of steps as readable phrases, in the same order.

        :rtype: list[str]
        """
        # who is on a list is told by how many: it may be a hundred thousand
        domains = ["[]" if step.row_count else step.domain for step in self]
        phrases = self.env["res.partner"]._describe_segment_domains(domains)
        return [
            step._describe_list() if step.row_count else phrase
            for step, phrase in zip(self, phrases, strict=True)
        ]

    def _describe_list(self):
        counts = {
            "found": show_count(self.env, self.found_count),
            "rows": show_count(self.env, self.row_count),
        }
        if self.env.context.get("condition_in_short"):
            return self.env._("Pasted list: %(found)s of %(rows)s found", **counts)
        return self.env._(
            "those of a pasted list: %(found)s of %(rows)s found", **counts
        )

    def _describe(self, condition):
        """Return the step as a sentence in the language of the user.

        :param str condition: its condition as a phrase
        """
        self.ensure_one()
        templates = {
            "add": self.env._("Add %(condition)s"),
            "reduce": self.env._("Remove %(condition)s"),
            "refine": self.env._("Keep only %(condition)s"),
        }
        sentence = templates[self.action] % {"condition": condition}
        options = [
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in self._get_options()
        ]
        return f"{sentence} ({', '.join(options)})" if options else sentence
