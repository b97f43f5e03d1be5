# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...tools import arguments
from ...tools.actions import notify, notify_undoable, open_dialog, open_form
from ...tools.numbers import show_count
from ...tools.selections import DELIVERED_CHANNELS
from .contact_segment_log_outcome import KINDS

# A list for people: the first problems, and how many there are.
PROBLEMS_SHOWN = 200


class ContactSegmentLogWizard(models.TransientModel):
    """The check list before logging: every problem first, then all or nothing."""

    _name = "contact.segment.log.wizard"
    _inherit = ["contact.rights.mixin", "contact.print.dialog.mixin"]
    _description = "Log Segment"
    _print_source = "segment_id"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    send = fields.Boolean(
        string="Send letters and messages",
        compute="_compute_send",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Letters are made, e-mails and text messages go out in the background "
        "after logging. Addresses, opt-outs and documents are checked before.",
    )
    outcome_ids = fields.One2many(
        comodel_name="contact.segment.log.outcome",
        inverse_name="wizard_id",
        string="What Happens",
        help="What logging does to every contact, in numbers.",
    )
    summary = fields.Char(compute="_compute_summary")
    is_well = fields.Boolean(
        compute="_compute_summary", help="Nothing is to be said against it."
    )
    letter_count = fields.Integer(compute="_compute_sending_counts")
    email_count = fields.Integer(compute="_compute_sending_counts")
    is_pdf = fields.Boolean(compute="_compute_is_pdf")
    unknown_fields = fields.Text(compute="_compute_unknown_fields", compute_sudo=False)
    create_follow_up = fields.Boolean(string="Create a follow-up segment")
    skip_blocked = fields.Boolean(
        string="Skip blocked contacts",
        help="Log the others; the skipped contacts stay on the segment without an "
        "interaction.",
    )
    line_count = fields.Integer(related="segment_id.line_count", related_sudo=False)
    problem_ids = fields.One2many(
        comodel_name="contact.segment.log.problem", inverse_name="wizard_id"
    )
    blocked_count = fields.Integer(string="Blocked Contacts", readonly=True)
    ready_count = fields.Integer(string="Ready to Log", compute="_compute_ready_count")
    is_truncated = fields.Boolean(readonly=True)

    @api.depends("segment_id")
    def _compute_send(self):
        """Offer to send where some line goes by letter or e-mail."""
        # logging sends to hidden contacts too
        lines = self.env["contact.segment.line"].sudo()
        for wizard in self:
            wizard.send = bool(
                lines.search_count(
                    wizard.segment_id._get_line_domain()
                    & Domain("channel", "in", DELIVERED_CHANNELS)
                    & Domain("document_state", "!=", False),
                    limit=1,
                )
            )

    @api.depends("line_count", "blocked_count")
    def _compute_ready_count(self):
        for wizard in self:
            wizard.ready_count = wizard.line_count - wizard.blocked_count

    @api.depends("segment_id", "blocked_count")
    def _compute_sending_counts(self):
        """Count what can go out, with one statement: only what is not blocked."""
        for wizard in self:
            segment = wizard.segment_id
            counts = segment._count_outcomes(True) if segment else {}
            wizard.letter_count, *_dates = counts.get(("letter", ""), [0])
            wizard.email_count, *_dates = counts.get(("email", ""), [0])

    @api.depends(
        "outcome_ids.level", "outcome_ids.count", "problem_ids", "unknown_fields"
    )
    def _compute_summary(self):
        """Say in one sentence whether it is what the user wants."""
        for wizard in self:
            outcomes = wizard.outcome_ids
            said = wizard.problem_ids or wizard.unknown_fields
            wizard.is_well = not said and not outcomes.filtered(
                lambda outcome: outcome.level in ("warning", "danger")
            )
            wizard.summary = wizard._tell_summary() if outcomes else False

    def _tell_summary(self):
        """Return the most important thing to say before logging."""
        outcomes = self.outcome_ids
        counts = {kind: 0 for kind in KINDS}
        for outcome in outcomes:
            counts[outcome.kind] += outcome.count
        kept = outcomes.filtered(lambda one: one.kind in ("unsent", "blocked"))
        missed = sum(
            kept.filtered(lambda one: one.channel in DELIVERED_CHANNELS).mapped("count")
        )
        sent = counts["sent"]
        if missed and not sent:
            return self.env._("Nothing is sent by logging this segment now.")
        if missed:
            return self.env._(
                "Letters and messages that are sent by logging this segment now: "
                "%(sent)s of %(total)s.",
                sent=show_count(self.env, sent),
                total=show_count(self.env, sent + missed),
            )
        if counts["blocked"]:
            return self.env._(
                "Contacts that cannot be logged now: %(count)s.",
                count=show_count(self.env, counts["blocked"]),
            )
        if self.is_well:
            return self.env._("All is well: every contact can be logged.")
        return self.env._("Every contact can be logged; look at what is yellow first.")

    @api.depends("segment_id", "send")
    def _compute_unknown_fields(self):
        for wizard in self:
            segment = wizard.segment_id
            unknown = segment._find_unknown_fields() if wizard.send else []
            wizard.unknown_fields = "\n".join(unknown) or False

    def _compute_is_pdf(self):
        self.is_pdf = bool(self.env["contact.interaction"]._get_libreoffice())

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard._check()
        return wizards

    @api.onchange("send")
    def _onchange_send(self):
        if not self._origin:
            return
        self._origin.send = self.send
        self._origin._check()
        self.problem_ids = self._origin.problem_ids
        self.outcome_ids = self._origin.outcome_ids
        self.blocked_count = self._origin.blocked_count
        self.is_truncated = self._origin.is_truncated

    def _check(self):
        """Write the check list of the segment into the wizard."""
        self.ensure_one()
        problems = self.segment_id.check_log(self.send, PROBLEMS_SHOWN + 1)
        outcomes = self.outcome_ids._prepare_outcomes(self.segment_id, self.send)
        self.problem_ids.unlink()
        self.outcome_ids.unlink()
        self.write(
            {
                "blocked_count": self.segment_id._count_blocked(self.send),
                "is_truncated": len(problems) > PROBLEMS_SHOWN,
                "outcome_ids": [Command.create(outcome) for outcome in outcomes],
                "problem_ids": [
                    Command.create(
                        dict(
                            problem,
                            line_id=problem["line_id"] or False,
                            partner_id=problem["partner_id"] or False,
                        )
                    )
                    for problem in problems[:PROBLEMS_SHOWN]
                ],
            }
        )

    def action_check(self):
        """Check the segment again, after problems were solved."""
        arguments.check_one(self)
        self._check()
        return self._get_action()

    def action_add_document(self):
        """Ask for a document of this segment.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        view = self.env.ref("contact_segment.contact_segment_document_view_form_log")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add a Document"),
            "res_model": "contact.segment.document",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"default_segment_id": self.segment_id.id},
        }

    def action_open_templates(self):
        """Open the templates of the segment, to change their documents.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        domain = [("segment_id", "=", self.segment_id.id), ("active", "=", True)]
        return self._open_templates(domain)

    def _open_templates(self, domain):
        """Return the action that opens the templates of some lines."""
        groups = self.env["contact.segment.line"]._read_group(domain, ["template_id"])
        ids = [template.id for (template,) in groups if template]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_interaction_template_action"
        )
        if len(ids) == 1:
            return dict(action, views=[(False, "form")], res_id=ids[0])
        return dict(action, domain=[("id", "in", ids)])

    def action_log(self):
        """Log the segment and tell what was done."""
        arguments.check_one(self)
        self._keep_print_choices()
        segment = self.segment_id
        result = segment._log(
            self.send,
            self.create_follow_up,
            self.skip_blocked,
            segment._get_undo_pause(),
        )
        logged = segment.browse(result["logged_segment_id"])
        message = self._tell_logged(result, logged.delivery_queued_count)
        follow_up = segment.browse(result["follow_up_id"])
        # without a follow-up the segment is below the dialog, and is loaded again
        opened = {"next": follow_up._get_form_action()} if follow_up else {}
        return self._notify_logged(logged, message, **opened)

    def _tell_logged(self, result, queued):
        """Return what was done, without what was not: nobody was skipped mostly."""
        sentences = [
            self.env._(
                "Interactions logged: %(count)s.",
                count=show_count(self.env, result["interaction_count"]),
            )
        ]
        if result["skipped"]:
            sentences.append(
                self.env._(
                    "Contacts skipped: %(skipped)s.",
                    skipped=show_count(self.env, result["skipped"]),
                )
            )
        if queued:
            sentences.append(
                self.env._(
                    "Letters and messages on their way: %(count)s.",
                    count=show_count(self.env, queued),
                )
            )
        return " ".join(sentences)

    @api.model
    def _notify_logged(self, segment, message, **params):
        """Return a note about what was logged, which offers to undo it in time."""
        params["title"] = segment.display_name
        seconds = segment._get_undo_seconds()
        if not seconds:
            return notify(message, **params)
        return notify_undoable(
            message, segment, "action_undo_log", stays=seconds * 1000, **params
        )

    def _keep_print_choices(self):
        """Write down on the segment how its letters are to be printed."""
        segment, choices = self.segment_id, self._get_print_choices()
        if segment.state == "draft" and choices != segment._get_print_choices():
            segment._lock()
            segment.write(choices)

    def _get_action(self):
        """Return the action that shows this check list."""
        self.ensure_one()
        return open_dialog(self._name, self.env._("Log Segment"), res_id=self.id)


class ContactSegmentLogProblem(models.TransientModel):
    """One entry of the check list, with what can be done about it."""

    _name = "contact.segment.log.problem"
    _inherit = ["contact.rights.mixin"]
    _description = "Problem Before Logging"
    _order = "blocking desc, id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.log.wizard", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one(comodel_name="contact.segment.line", ondelete="cascade")
    partner_id = fields.Many2one(
        comodel_name="res.partner", ondelete="cascade", string="Contact"
    )
    code = fields.Char(required=True)
    message = fields.Text(string="Problem", required=True)
    blocking = fields.Boolean()

    def action_open_contact(self):
        """Open the contact, to complete its data."""
        arguments.check_one(self)
        return open_form(
            "res.partner",
            name=self.partner_id.display_name,
            res_id=self.partner_id.id,
            target="current",
        )

    def action_open_line(self):
        """Open the line, to say something else for this contact."""
        arguments.check_one(self)
        return dict(self.line_id.action_open_form(), target="current")

    def action_remove(self):
        """Remove the contact from the segment and check again."""
        arguments.check_one(self)
        wizard = self.wizard_id
        self.line_id.unlink()
        return wizard.action_check()
