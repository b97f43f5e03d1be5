# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..tools import arguments
from ..tools.literals import abridge
from .contact_step_mixin import STEP_OPTIONS

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
        builder = self._build_add if action == "add" else self._build_remove
        try:
            statement = builder(action, domain, options, step)
            # the preview of a bad condition must not break the rest of a request
            with self.env.cr.savepoint(flush=False), self._planned_for_many():
                ((matched, changed),) = self._execute_bounded(statement)
        except STEP_ERRORS as error:
            raise ValidationError(
                self.env._(
                    "The condition %(domain)s cannot be evaluated: %(error)s",
                    domain=abridge(list(domain)),
                    error=str(error).strip().splitlines()[0][:500],
                )
            ) from error
        if action == "add":
            return matched, changed, 0
        return matched, 0, changed

    def _flush_for_step(self):
        """Write what the statements of steps read."""
        self.env["res.partner"].flush_model(PARTNER_FIELDS)
        self.env["contact.segment.line"].flush_model()
