# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

import psycopg2

from odoo import Command, api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.literals import abridge
from .contact_step_mixin import STEP_OPTIONS
from .step_statement import StepStatement

STEP_ERRORS = (ValueError, TypeError, OverflowError, RecursionError)
# and a stack depth exceeded, and the like
STEP_ERRORS += (psycopg2.DataError, psycopg2.errors.StatementTooComplex)
PARTNER_FIELDS = ["active", "commercial_partner_id", "exclude_from_segments"]
PARTNER_FIELDS += ["is_company", "parent_id", "type", "company_id"]


class ContactSegment(models.Model):
    """How contacts come in and go out: one SQL statement a step, no ids in Python."""

    _inherit = "contact.segment"

    def add_contacts(
        self,
        domain,
        expand_companies=False,
        include_companies=False,
        ignore_exclusion=False,
        allow_existing=False,
    ):
        """Add the contacts that match a condition, as one step.

        :param domain: a domain on contacts (res.partner), as a list or as its text; an
            empty one means everybody the user may see
        :param bool expand_companies: every hit with a company brings all contacts of
            that company, and the company
        :param bool include_companies: every hit with a company brings the company
        :param bool ignore_exclusion: add contacts excluded from segments too
        :param bool allow_existing: add a second line for contacts already there
        :return: step_id, matched, added, removed and line_count
        :rtype: dict
        :raise ValidationError: the domain is no literal or names what does not exist
        :raise UserError: the segment is logged, somebody else is changing it, or the
            step was stopped
        """
        return self._take_step(
            "add",
            domain,
            {
                "expand_companies": expand_companies,
                "include_companies": include_companies,
                "ignore_exclusion": ignore_exclusion,
                "allow_existing": allow_existing,
            },
        )

    def reduce_contacts(self, domain, entire_companies=False):
        """Drop the contacts that match a condition, as one step.

        :param domain: a domain on contacts, as a list or as its text
        :param bool entire_companies: one hit decides for all lines of its company
        :return: step_id, matched (lines), added, removed and line_count
        :rtype: dict
        :raise ValidationError: the domain is no literal or names what does not exist
        :raise UserError: the segment is logged, somebody else is changing it, or the
            step was stopped
        """
        options = {"entire_companies": entire_companies}
        return self._take_step("reduce", domain, options)

    def refine_contacts(self, domain, entire_companies=False):
        """Keep only the contacts that match a condition, as one step.

        :param domain: a domain on contacts, as a list or as its text
        :param bool entire_companies: one hit decides for all lines of its company
        :return: step_id, matched (lines), added, removed and line_count
        :rtype: dict
        :raise ValidationError: the domain is no literal or names what does not exist
        :raise UserError: the segment is logged, somebody else is changing it, or the
            step was stopped
        """
        options = {"entire_companies": entire_companies}
        return self._take_step("refine", domain, options)

    def preview_step(self, action, domain, options=None):
        """Tell what a step would do, without writing anything.

        :param str action: add, reduce or refine
        :param domain: a domain on contacts, as a list or as its text
        :param dict options: the options of the step that are on
        :return: step_id (0), matched, added, removed and line_count (after the step)
        :rtype: dict
        :raise ValidationError: the domain is no literal or names what does not exist
        :raise UserError: the action or an option does not exist, or the preview was
            stopped
        """
        arguments.check_one(self)
        self.check_access("read")
        options = self._check_step_options(action, options)
        self._flush_for_step()
        with self._within_time(flush=False):
            _text, parsed = self.env["res.partner"]._parse_segment_domain(domain)
            matched, added, removed = self._run_step(action, parsed, options)
        return {
            "step_id": 0,
            "matched": matched,
            "added": added,
            "removed": removed,
            "line_count": self.line_count + added - removed,
        }

    def _preview_reasons(self, action, domain, options, names=10):
        """Tell what a step would do, to whom, and why it does not to others it finds.

        :param int names: how many of the contacts it is about are wanted
        :return: the number of contacts added or removed, some of their ids, and the
            numbers of those that match and do not come in, by reason
        :rtype: tuple[int, list[int], dict[str, int]]
        :raise ValidationError: the domain is no literal or names what does not exist
        :raise UserError: it was stopped
        """
        self.check_access("read")
        options = self._check_step_options(action, options)
        self._flush_for_step()
        with self._within_time(flush=False):
            _text, parsed = self.env["res.partner"]._parse_segment_domain(domain)
            statement = StepStatement(self, action, parsed, options)
            rows = self._execute_step(parsed, lambda: statement.build_preview(names))
        reasons = {reason: count for reason, count, _ids in rows}
        ids = next(ids for reason, _count, ids in rows if reason is None)
        return reasons.pop(None), ids, reasons

    def _take_step(self, action, domain, options, **step_vals):
        """Take a step and return its figures; every run is a step.

        :param step_vals: further values of the step, such as its source
        """
        arguments.check_one(self)
        options = self._check_step_options(action, options)
        self._lock()
        self._check_draft()
        with self._watched_lines(), self._within_time():
            text, parsed = self.env["res.partner"]._parse_segment_domain(domain)
            step = self._create_step(
                {"action": action, "domain": text, **options, **step_vals}
            )
            matched, added, removed = self._run_step(action, parsed, options, step)
            self._finish_step(step, matched, added, removed)
        return step._get_result()

    @api.model
    def _check_step_options(self, action, options):
        """Return the options that are on, after checking that they exist."""
        arguments.read_choice(self.env, "action", action, STEP_OPTIONS)
        options = arguments.read_options(self.env, "options", options)
        known = self.env["contact.step.mixin"]._get_option_names(action)
        unknown = sorted(set(options) - set(known))
        if unknown:
            raise UserError(
                self.env._(
                    "Action %(action)s has no option %(unknown)s; it has %(known)s.",
                    action=action,
                    unknown=[arguments.show(name) for name in unknown],
                    known=list(known),
                )
            )
        return {
            name: True
            for name, value in options.items()
            if arguments.read_boolean(self.env, name, value)
        }

    def _create_step(self, vals):
        """Create a step after the last one and forget the steps that were undone."""
        self._forget_undone_steps()
        step = self.env["contact.segment.step"].sudo()
        return step.create(
            {
                "segment_id": self.id,
                "sequence": self.step_count + 1,
                "user_id": self.env.uid,
                **vals,
            }
        )

    def _finish_step(self, step, matched, added, removed):
        """Write down what a step brought about."""
        self.env.invalidate_all()
        count = self.line_count + added - removed
        step.write(
            {
                "matched_count": matched,
                "added_count": added,
                "removed_count": removed,
                "line_count": count,
            }
        )
        self._write_header({"line_count": count})

    def _run_step(self, action, domain, options, step=None):
        """Run one statement and count; without a step nothing is written.

        :return: matched, added and removed
        :rtype: tuple[int, int, int]
        """
        self._flush_for_step()
        statement = StepStatement(self, action, domain, options)
        rows = self._execute_step(domain, lambda: statement.build(step))
        ((matched, changed),) = rows
        if action == "add":
            return matched, changed, 0
        return matched, 0, changed

    def _execute_step(self, domain, build, many=True):
        """Execute the statement of a step and return its rows.

        :param Domain domain: the condition of the step
        :param build: returns the statement
        :param bool many: whether it is about many contacts, and not about one
        :rtype: list[tuple]
        :raise ValidationError: the condition cannot be evaluated
        """
        try:
            statement = build()
            # the preview of a bad condition must not break the rest of a request
            with (
                self.env.cr.savepoint(flush=False),
                self._planned_for_many() if many else self._planned_for_one(),
            ):
                return self._execute_bounded(statement)
        except STEP_ERRORS as error:
            raise ValidationError(
                self.env._(
                    "The condition %(domain)s cannot be evaluated: %(error)s",
                    domain=abridge(list(domain)),
                    error=str(error).strip().splitlines()[0][:500],
                )
            ) from error

    def _flush_for_step(self):
        """Write what the statements of steps read."""
        self.env["res.partner"].flush_model(PARTNER_FIELDS)
        self.env["contact.segment.line"].flush_model()

    # --------------------------------------------------------------------------------
    # The steps of lines that are created or removed by hand.
    # --------------------------------------------------------------------------------

    def _start_manual_add(self, vals_list):
        """Create the step of new lines and let the lines know it.

        An excluded contact may be entered by hand, an archived one may not.
        """
        self._lock()
        self._check_draft()
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list]
        )
        self._check_new_by_hand(partners, vals_list)
        step = self._create_step(
            {
                "action": "add",
                "source": "manual",
                "domain": repr([("id", "in", partners.ids)]),
                "ignore_exclusion": any(partners.mapped("exclude_from_segments")),
            }
        )
        for vals in vals_list:
            vals.update(step_id=step.id, removed_step_id=False, active=True)
        return step

    def _check_new_by_hand(self, partners, vals_list):
        for partner in partners:
            if not partner.active:
                raise UserError(
                    self.env._(
                        "%(contact)s is archived and cannot be added to segment "
                        "%(segment)s; restore the contact first.",
                        contact=partner.display_name,
                        segment=self.display_name,
                    )
                )
        once = [vals["partner_id"] for vals in vals_list if not vals.get("is_repeat")]
        present = self.env["contact.segment.line"].search(
            self._get_line_domain() & Domain("partner_id", "in", once)
        )
        twice = [partner_id for partner_id, count in Counter(once).items() if count > 1]
        doubles = present.partner_id | partners.browse(twice)
        if doubles:
            raise UserError(
                self.env._(
                    "%(contacts)s cannot be added to segment %(segment)s a second "
                    "time; change the line that is there.",
                    contacts=self._name_contacts(doubles.ids),
                    segment=self.display_name,
                )
            )

    def _remove_lines_by_hand(self, lines):
        """Archive lines under a new manual step."""
        self._lock()
        self._check_draft()
        step = self._create_step(
            {
                "action": "reduce",
                "source": "manual",
                "domain": repr([("id", "in", lines.partner_id.ids)]),
            }
        )
        lines.flush_model()
        with self._watched_lines():
            self.env.cr.execute(
                SQL(
                    """UPDATE contact_segment_line
                    SET active = FALSE, removed_step_id = %s
                    WHERE active AND id IN %s""",
                    step.id,
                    lines._ids,
                )
            )
            count = self.env.cr.rowcount
            self._finish_step(step, count, 0, count)

    def _recount_lines(self):
        """Count the lines again after contacts were deleted or merged.

        Who was addressed and deleted later still counts.
        """
        counts = dict(
            self.env["contact.segment.line"]
            .sudo()
            ._read_group(self._get_line_domain(), ["segment_id"], ["__count"])
        )
        for segment in self.sudo():
            count = counts.get(segment, 0) + segment.deleted_count
            segment._write_header({"line_count": count})

    # --------------------------------------------------------------------------------
    # Steps taken back and taken again. Lines remember the step that added and the step
    # that removed them, so undoing restores them as they were, with everything that was
    # said about them.
    # --------------------------------------------------------------------------------

    def go_back(self):
        """Undo the last step; unlimited.

        :return: step_id of the step undone and line_count after it
        :rtype: dict
        :raise UserError: there is no step, the segment is logged, or somebody else is
            changing it, or it was stopped
        """
        arguments.check_one(self)
        self._lock()
        self._check_draft()
        step = self._get_done_steps()[-1:]
        if not step:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no step to go back to.",
                    segment=self.display_name,
                )
            )
        return self._toggle_step(step, done=False)

    def redo(self):
        """Take the step again that was undone last.

        :return: step_id of the step and line_count after it
        :rtype: dict
        :raise UserError: no step was undone since the last new step, the segment is
            logged, somebody else is changing it, or it was stopped
        """
        arguments.check_one(self)
        self._lock()
        self._check_draft()
        step = self._get_undone_steps().sorted(lambda one: one._get_place())[:1]
        if not step:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no undone step to redo.",
                    segment=self.display_name,
                )
            )
        return self._toggle_step(step, done=True)

    def _get_done_steps(self):
        """Return the steps that were not undone, in their order."""
        return self.step_ids.filtered("active").sorted(lambda one: one._get_place())

    def _get_undone_steps(self):
        """Return the steps that can be redone."""
        return (
            self.env["contact.segment.step"]
            .sudo()
            .search([("segment_id", "=", self.id), ("active", "=", False)])
        )

    def _forget_undone_steps(self):
        """Delete what was undone, with the lines it had added, for good."""
        self._get_undone_steps().unlink()

    def _toggle_step(self, step, done):
        """Show what the step added and hide what it removed, or the reverse.

        Both are one statement each; steps are undone and redone strictly in order, so
        nothing but this step can have touched its lines since.
        """
        with self._watched_lines(), self._within_time():
            self.env["contact.segment.line"].flush_model()
            added = self._toggle_lines("step_id", step, active=done)
            removed = self._toggle_lines("removed_step_id", step, active=not done)
            step.sudo().active = done
            self.env.invalidate_all()
            change = added - removed if done else removed - added
            self._write_header({"line_count": self.line_count + change})
        return {"step_id": step.id, "line_count": self.line_count}

    def _toggle_lines(self, column, step, active):
        """Archive or restore the lines of a step; return how many there were."""
        self.env.cr.execute(
            SQL(
                """UPDATE contact_segment_line
                SET active = %s
                WHERE segment_id = %s AND %s = %s AND active IS NOT %s""",
                active,
                self.id,
                SQL.identifier(column),
                step.id,
                active,
            ),
            log_exceptions=False,
        )
        return self.env.cr.rowcount

    # --------------------------------------------------------------------------------
    # Steps saved under a name, and segments filled from what is there already.
    # --------------------------------------------------------------------------------

    def save_criteria(self, name):
        """Save the steps of the segment under a name.

        :param str name: unique in the company
        :return: id of the new contact.criteria
        :rtype: int
        :raise UserError: the segment has no step
        :raise ValidationError: the name is taken
        """
        arguments.check_one(self)
        self.check_access("read")
        steps = self._get_done_steps().filtered(lambda one: not one.is_off)
        if not steps:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no steps yet; add contacts first, then "
                    "save its criteria.",
                    segment=self.display_name,
                )
            )
        name = arguments.read_text(self.env, "name", name)
        if not name.strip():
            raise UserError(self.env._("Saved criteria need a name; enter one."))
        criteria = self.env["contact.criteria"].create(
            {
                "name": name.strip(),
                "company_id": self.company_id.id,
                "step_ids": [
                    Command.create(dict(step._prepare_step_vals(), sequence=number))
                    for number, step in enumerate(steps, start=1)
                ],
            }
        )
        for step, saved in zip(
            steps, criteria.step_ids.sorted("sequence"), strict=True
        ):
            if step.row_count:
                saved.sudo().write(step._get_list_counts())
        return criteria.id

    def apply_criteria(self, criteria_id, action="add"):
        """Replay saved criteria with the data of today, one step each.

        To reduce or refine is one step, about the contacts that they all give.

        :param int criteria_id: id of a contact.criteria
        :param str action: add, reduce or refine
        :return: the figures of every step, as the steps themselves return them
        :rtype: list[dict]
        :raise MissingError: the criteria do not exist
        :raise UserError: the criteria are empty or cannot be one step, the segment
            cannot be changed, or it was stopped
        """
        arguments.check_one(self)
        self.check_access("write")
        criteria = arguments.read_record(
            self.env, "criteria_id", criteria_id, "contact.criteria"
        )
        if not criteria.step_ids:
            raise UserError(
                self.env._(
                    "Saved criteria %(name)s have no steps; add one to them first.",
                    name=criteria.name,
                )
            )
        if action != "add":
            arguments.read_choice(self.env, "action", action, STEP_OPTIONS)
            domain = criteria._get_condition()
            origin = {"source": "saved_criteria", "criteria_id": criteria.id}
            return [self._take_step(action, domain, {}, **origin)]
        with self._within_time():
            return [
                self._take_step(
                    step.action,
                    step.domain,
                    step._get_options(),
                    source="saved_criteria",
                    criteria_id=criteria.id,
                    **step._get_list_counts(),
                )
                for step in criteria.step_ids.sorted(lambda one: (one.sequence, one.id))
            ]

    def reuse_logged(self, segment_id, action="add"):
        """Take a step with the contacts of a logged segment.

        They are added, as far as they may be addressed; or dropped, or only they kept.

        :param int segment_id: a logged or cancelled segment
        :param str action: add, reduce or refine
        :return: step_id, matched, added, removed and line_count
        :rtype: dict
        :raise MissingError: that segment does not exist
        :raise UserError: that segment is a draft, or the step was stopped
        """
        arguments.check_one(self)
        self.check_access("write")
        logged = arguments.read_record(
            self.env, "segment_id", segment_id, "contact.segment"
        )
        if logged.state == "draft":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is not logged yet; choose one that is.",
                    segment=logged.display_name,
                )
            )
        domain = [("interaction_ids", "any", [("segment_id", "=", logged.id)])]
        return self._take_step(action, domain, {}, source="logged_segment")
