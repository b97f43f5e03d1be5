# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from .contact_segment_line import OVERRIDABLE
from .contact_step_mixin import STEP_OPTIONS
from .step_replay import ReplayStatement, StepReplay

# What a plan says of a step besides which one it is.
PLAN_KEYS = {"step_id", "action", "domain", "options", "is_off"}
BEFORE = "contact_segment_replay_before"
# What was said about a contact, and not where he stands.
PERSONAL_COLUMNS = [*(f"override_{name}" for name in OVERRIDABLE), "note"]

# A step as it shall be: what is written into it, and its condition to search with.
Planned = namedtuple("Planned", ["step", "vals", "domain", "options"])


class _Undo(Exception):
    """Raised to undo what a preview has done."""


class ContactSegment(models.Model):
    """Steps changed where they are: what follows is taken again, or nothing is changed.

    How the lines find their steps again: step_replay.py.
    """

    _inherit = "contact.segment"

    step_version = fields.Char(
        compute="_compute_step_version",
        help="Another one after every change of the steps; screens look at it.",
    )

    @api.depends("step_ids")
    def _compute_step_version(self):
        steps = self.env["contact.segment.step"]
        steps.flush_model()
        query = steps.with_context(active_test=False)._search(
            [("segment_id", "in", self._origin.ids)]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT segment_id, MD5(STRING_AGG(CONCAT_WS(
                    ',', id, sequence, active, is_off, action, MD5(domain),
                    matched_count, added_count, removed_count
                ), ';' ORDER BY id))
                FROM contact_segment_step WHERE id IN (%s) GROUP BY segment_id""",
                query.select(),
            )
        )
        versions = dict(rows)
        for segment in self:
            segment.step_version = versions.get(segment._origin.id, False)

    def get_steps(self):
        """Return the steps in their order, those that were undone last.

        :return: for each its id, action, source, domain, options, is_off, is_undone,
            its condition in short as label, its sentence as summary, and its figures
        :rtype: list[dict]
        """
        arguments.check_one(self)
        self.check_access("read")
        undone = self.env["contact.segment.step"].search(
            [("segment_id", "=", self.id), ("active", "=", False)]
        )
        steps = self._get_done_steps() + undone.sorted(lambda one: one._get_place())
        in_short = steps.with_context(condition_in_short=True)
        labels = in_short._describe_conditions()
        return [
            {
                "id": step.id,
                "action": step.action,
                "source": step.source,
                "domain": step.domain,
                "options": step._get_options(),
                "is_off": step.is_off,
                "is_undone": not step.active,
                "label": label,
                "summary": step.summary,
                "matched": step.matched_count,
                "added": step.added_count,
                "removed": step.removed_count,
                "line_count": step.line_count,
            }
            for step, label in zip(steps, labels, strict=True)
        ]

    def replay_steps(self, plan):
        """Change, reorder or switch off steps, and take those again that follow.

        Contacts are looked for with the data of today and the rights of the user. Lines
        that come back have everything that was said about them. Undone steps are
        forgotten, as by a new step.

        :param list plan: all steps that are not undone, in the order wanted; for each a
            dict with its step_id, and of domain, options, action and is_off those that
            change
        :return: line_count and the figures of every step
        :rtype: dict
        :raise ValidationError: a condition cannot be used; the message names the step
        :raise UserError: the plan does not name each step once, the segment is logged,
            somebody else is changing it, or it was stopped; nothing is changed
        """
        arguments.check_one(self)
        self._lock()
        self._check_draft()
        planned = self._read_plan(plan)
        first = self._find_first_change(planned)
        with self._watched_lines(), self._within_time():
            if first is not None:
                self._forget_undone_steps()
                figures = self._replay(planned, first)
                self._write_replayed(planned, figures, first)
        steps = self._get_done_steps()
        return {
            "line_count": self.line_count,
            "steps": [step._get_result() for step in steps],
        }

    def preview_replay(self, plan):
        """Tell what ``replay_steps`` would change, and change nothing.

        :param list plan: as for ``replay_steps``
        :return: added and removed (contacts that come and go), added_ids and
            removed_ids (ten of each, as far as the user may see them), line_count, and
            the figures of every step
        :rtype: dict
        :raise ValidationError: a condition cannot be used; the message names the step
        :raise UserError: as for ``replay_steps``
        """
        arguments.check_one(self)
        self._lock()
        self._check_draft()
        planned = self._read_plan(plan)
        first = self._find_first_change(planned)
        if first is None:
            first = len(planned)
        # what waits to be written must not be undone along with the preview
        self.env.flush_all()
        try:
            with self._within_time(flush=False):
                self._note_contacts()
                figures = self._replay(planned, first)
                rows = self._execute_bounded(StepReplay(self).find_changes(BEFORE))
                raise _Undo
        except _Undo:
            changes = {came: (count, ids) for came, count, ids in rows}
        steps = [one.step._get_result() for one in planned[:first]]
        steps += [
            {"step_id": one.step.id, **result}
            for one, result in zip(planned[first:], figures, strict=True)
        ]
        return {
            "added": changes[True][0],
            "added_ids": self._filter_readable(changes[True][1]),
            "removed": changes[False][0],
            "removed_ids": self._filter_readable(changes[False][1]),
            "line_count": steps[-1]["line_count"] if steps else self.line_count,
            "steps": steps,
        }

    def branch_steps(self, step_id):
        """Make a segment of its own of the steps up to one, to go another way.

        What was said about single contacts comes along: overrides, notes, documents.

        :param int step_id: the last of the steps that the new segment takes too
        :return: id of the new segment
        :rtype: int
        :raise MissingError: the step does not exist
        :raise UserError: the step is not one of this segment, or it was stopped
        """
        arguments.check_one(self)
        self.check_access("read")
        last = self._read_step(step_id)
        branch = self.copy()
        with branch._within_time():
            for step in self._get_done_steps():
                if not step.is_off:
                    branch._take_step(
                        step.action,
                        step.domain,
                        step._get_options(),
                        source=step.source,
                        criteria_id=step.criteria_id.id,
                        **step._get_list_counts(),
                    )
                if step == last:
                    break
        branch._take_over_lines(self)
        return branch.id

    def _take_over_lines(self, source):
        """Take over what another segment says about single contacts.

        :param contact.segment source: the other segment; lines that are removed from it
            say what they said
        """
        lines = self.env["contact.segment.line"]
        lines.flush_model()
        names = [SQL.identifier(name) for name in PERSONAL_COLUMNS]
        self.env.cr.execute(
            SQL(
                """UPDATE contact_segment_line line SET (%(names)s) = ROW (%(values)s)
                FROM (
                    SELECT DISTINCT ON (partner_id) * FROM contact_segment_line
                    WHERE segment_id = %(source)s
                    ORDER BY partner_id, active DESC, id
                ) own
                WHERE line.segment_id = %(branch)s AND line.partner_id = own.partner_id
                  AND (%(said)s)""",
                names=SQL(", ").join(names),
                values=SQL(", ").join(SQL("own.%s", name) for name in names),
                said=SQL(" OR ").join(
                    SQL("own.%s IS NOT NULL", name) for name in names
                ),
                source=source.id,
                branch=self.id,
            )
        )
        self.env.invalidate_all()
        self._copy_personal_documents(source)

    def _copy_personal_documents(self, source):
        """Copy the documents of single contacts of another segment."""
        documents = self.env["contact.segment.document"].search(
            [("segment_id", "=", source.id), ("line_id", "!=", False)]
        )
        lines = self.env["contact.segment.line"].search(
            self._get_line_domain()
            & Domain("partner_id", "in", documents.line_id.partner_id.ids)
        )
        by_contact = {line.partner_id.id: line.id for line in lines}
        documents.browse().create(
            [
                {**vals, "line_id": by_contact[contact], "segment_id": self.id}
                for contact, vals in zip(
                    documents.mapped(lambda one: one.line_id.partner_id.id),
                    documents.copy_data(),
                    strict=True,
                )
                if contact in by_contact
            ]
        )

    # --------------------------------------------------------------------------------
    # What is planned.
    # --------------------------------------------------------------------------------

    def _read_step(self, step_id):
        """Return a step of this segment that is not undone."""
        step = arguments.read_record(
            self.env, "step_id", step_id, "contact.segment.step"
        )
        if step not in self._get_done_steps():
            raise UserError(
                self.env._(
                    "Step %(step)s is none of segment %(segment)s, or it is undone.",
                    step=step.id,
                    segment=self.display_name,
                )
            )
        return step

    def _read_plan(self, plan):
        """Return the steps as they shall be.

        :rtype: list[Planned]
        :raise UserError: the plan does not name each step once, or cannot be read
        """
        if not isinstance(plan, list | tuple):
            raise UserError(
                self.env._(
                    "plan cannot be %(value)s; give a list with a dictionary for each "
                    "step.",
                    value=arguments.show(plan),
                )
            )
        entries = [arguments.read_options(self.env, "plan", entry) for entry in plan]
        steps = [self._read_step(entry.get("step_id")) for entry in entries]
        done = self._get_done_steps()
        if sorted(step.id for step in steps) != sorted(done.ids):
            raise UserError(
                self.env._(
                    "The plan must name each step of segment %(segment)s once; its "
                    "steps are %(steps)s.",
                    segment=self.display_name,
                    steps=done.ids,
                )
            )
        return [
            self._plan_step(step, entry)
            for step, entry in zip(steps, entries, strict=True)
        ]

    def _plan_step(self, step, entry):
        """Return a step as an entry of a plan says it shall be."""
        unknown = sorted(set(entry) - PLAN_KEYS)
        if unknown:
            raise UserError(
                self.env._(
                    "A step of a plan has no %(unknown)s; it has %(known)s.",
                    unknown=[arguments.show(name) for name in unknown],
                    known=sorted(PLAN_KEYS),
                )
            )
        action = entry.get("action", step.action)
        options = entry.get("options", step._get_options())
        options = self._check_step_options(action, options)
        try:
            text, domain = self.env["res.partner"]._parse_segment_domain(
                entry.get("domain", step.domain)
            )
        except ValidationError as error:
            raise self._name_step(step, error) from error
        is_off = entry.get("is_off", step.is_off)
        vals = {
            "is_off": arguments.read_boolean(self.env, "is_off", is_off),
            "action": action,
            # the same condition may be written in several ways
            "domain": text if "domain" in entry else step.domain,
            **{
                name: bool(options.get(name))
                for names in STEP_OPTIONS.values()
                for name in names
            },
        }
        return Planned(step, vals, domain, options)

    def _name_step(self, step, error):
        """Return the error of a step that says which one it is."""
        return ValidationError(
            self.env._(
                "Step %(number)s: %(error)s", number=step.sequence, error=str(error)
            )
        )

    def _find_first_change(self, planned):
        """Return from which place on the steps differ from what they are.

        :rtype: int or None
        """
        for place, (step, one) in enumerate(
            zip(self._get_done_steps(), planned, strict=True)
        ):
            if step != one.step or self._is_changed(one):
                return place
        return None

    def _is_changed(self, one):
        return any(one.step[name] != value for name, value in one.vals.items())

    # --------------------------------------------------------------------------------
    # Taking steps again.
    # --------------------------------------------------------------------------------

    def _replay(self, planned, first):
        """Take steps again from a place on, by statements only.

        :return: the figures of each of these steps
        :rtype: list[dict]
        """
        self._flush_for_step()
        replay = StepReplay(self)
        for statement in replay.put_aside([one.step.id for one in planned[:first]]):
            self._change_lines(statement)
        count, figures = self._count_lines(), []
        for one in planned[first:]:
            result = self._replay_step(replay, one, count)
            count = result["line_count"]
            figures.append(result)
        self._change_lines(replay.settle())
        return figures

    def _replay_step(self, replay, one, count):
        """Take one step again and return its figures."""
        action, step = one.vals["action"], one.step
        matched = changed = 0
        if not one.vals["is_off"]:
            by_hand = 0
            if step.source == "manual" and not self._is_edited(one):
                by_hand = self._change_lines(replay.take_by_hand(step.id, action))
            lines = count + by_hand if action == "add" else count - by_hand
            statement = ReplayStatement(
                self, action, one.domain, one.options, step, lines
            )
            try:
                ((matched, changed),) = self._execute_step(
                    one.domain, lambda: statement.build(step)
                )
            except ValidationError as error:
                raise self._name_step(step, error) from error
            changed += by_hand
            # by hand, contacts come that no condition finds
            matched = max(matched, changed) if by_hand else matched
        added, removed = (changed, 0) if action == "add" else (0, changed)
        return {
            "matched": matched,
            "added": added,
            "removed": removed,
            "line_count": count + added - removed,
        }

    def _change_lines(self, statement):
        """Execute a statement on lines and return how many it changed."""
        self.env.cr.execute(statement, log_exceptions=False)
        return self.env.cr.rowcount

    def _count_lines(self):
        ((count,),) = self._execute_bounded(
            SQL(
                "SELECT COUNT(*) FROM contact_segment_line "
                "WHERE segment_id = %s AND active IS TRUE",
                self.id,
            )
        )
        return count

    def _note_contacts(self):
        """Keep who is on the segment, to compare when the steps were taken again."""
        self.env.cr.execute(
            SQL(
                """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
                SELECT DISTINCT partner_id FROM contact_segment_line
                WHERE segment_id = %s AND active IS TRUE""",
                SQL.identifier(BEFORE),
                self.id,
            )
        )

    def _filter_readable(self, partner_ids):
        return self.env["res.partner"].browse(partner_ids)._filtered_access("read").ids

    def _is_edited(self, one):
        """Whether a step shall do something else, and not only elsewhere or not."""
        return any(
            one.step[name] != value
            for name, value in one.vals.items()
            if name != "is_off"
        )

    def _write_replayed(self, planned, figures, first):
        """Write down what the steps are now, and what they brought about."""
        self.env.invalidate_all()
        for place, one in enumerate(planned):
            vals = {"sequence": place + 1}
            if place >= first:
                result = figures[place - first]
                vals |= {
                    "matched_count": result["matched"],
                    "added_count": result["added"],
                    "removed_count": result["removed"],
                    "line_count": result["line_count"],
                }
            if self._is_edited(one):
                # it is no more what was done by hand, saved or logged
                vals |= {"source": "criteria", "criteria_id": False}
            if one.vals["domain"] != one.step.domain:
                # nor is it the list any more
                vals |= {"row_count": 0, "found_count": 0}
            one.step.sudo().write(vals | one.vals)
        count = figures[-1]["line_count"]
        self._write_header({"line_count": count})
