# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from collections import namedtuple
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, LazyTranslate

from ...tools.automation import find_rules, process_changed_before, process_new
from ...tools.told import ToldText, store, tell

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

# So many joins and leaves are handled and committed at once; fewer, after the server
# stopped in the middle of them.
BATCH_SIZES = (100, 10, 1)
# If the first ones of a batch all fail one by one, so will the rest.
GIVE_UP = 5
ATTEMPTS = 5
FORGOTTEN = timedelta(days=90)
MEMBERSHIP = "contact.segment.membership"
LINE = "contact.segment.line"
# A join or a leave: its number, the range, and whether it is a leave.
Event = namedtuple("Event", ["number", "range_id", "is_leave"])
# An automation rule, or none, as one about what is new and about what changed.
Rule = namedtuple("Rule", ["of_new", "of_changed"])


class ContactSegmentAnnouncement(models.Model):
    """Joins and leaves that an automation rule of Odoo is still to be told of.

    Whatever changes the members of a segment writes one row for each rule, if there are
    any: which numbers joins and leaves got. A scheduled action tells the rule of them
    when that is committed, in their order and in batches. What the rule does is
    committed with how far it came, so each is told once.

    A rule about lines is told of the lines that a refresh made, took up again and put
    aside; other steps tell it themselves.
    """

    _name = "contact.segment.announcement"
    _inherit = ["contact.rights.mixin"]
    _description = "Joins and Leaves for an Automation Rule"
    _order = "id"
    _rec_name = "rule_name"

    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="segment_id.company_id", related_sudo=False)
    # a number, as the app of rules need not be there
    rule_id = fields.Integer(string="Number of the Rule", required=True, readonly=True)
    rule_name = fields.Char(string="Rule", readonly=True)
    model = fields.Char(required=True, readonly=True)
    first_line = fields.Integer(
        readonly=True, help="Lines with a higher number are new ones."
    )
    first_number = fields.Integer(
        required=True, readonly=True, help="Joins and leaves after this one."
    )
    last_number = fields.Integer(required=True, readonly=True)
    only_numbers = fields.Json(
        readonly=True, help="Of these, the only ones that are to be told; empty: all."
    )
    attempts = fields.Integer(readonly=True)
    state = fields.Selection(
        selection=[("waiting", "Waiting"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="waiting",
    )
    message = ToldText(string="What Failed", readonly=True)

    def try_again(self):
        """Tell rules again of the joins and leaves that they failed at.

        :return: True
        :rtype: bool
        :raise AccessError: the user is no administrator of Odoo
        """
        self.check_access("unlink")
        # sudo: nobody writes them, but who may delete them may have them told again
        failed = self.sudo().filtered(lambda one: one.state == "failed")
        failed.write({"state": "waiting", "message": False, "attempts": 0})
        self._trigger_announcing()
        return True

    @api.autovacuum
    def _gc_failed(self):
        """Forget what failed long ago."""
        before = fields.Datetime.now() - FORGOTTEN
        self.search([("state", "=", "failed"), ("write_date", "<", before)]).unlink()

    @api.model
    def _trigger_announcing(self):
        """Have rules be told, when this transaction is committed."""
        cron = self.env.ref(
            "contact_segment.ir_cron_announce", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    # --------------------------------------------------------------------------------
    # The scheduled action.
    # --------------------------------------------------------------------------------

    @api.model
    def _cron_announce(self):
        """Tell rules of joins and leaves, in batches that are committed."""
        crons = self.env["ir.cron"]
        seconds = crons._commit_progress(remaining=self._count_waiting())
        while seconds and (batch := self._claim_next()):
            done = batch._announce_claimed()
            seconds = crons._commit_progress(done, remaining=self._count_waiting())

    @api.model
    def _count_waiting(self):
        return self.search_count([("state", "=", "waiting")])

    @api.model
    def _claim_next(self):
        """Note that the next batch is begun, and return its row.

        What a rule is told of one segment keeps its order. A batch in which the server
        stopped comes after all others.

        :rtype: contact.segment.announcement
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM contact_segment_announcement one
                WHERE state = 'waiting' AND NOT EXISTS(
                    SELECT FROM contact_segment_announcement earlier
                    WHERE earlier.state = 'waiting' AND earlier.rule_id = one.rule_id
                      AND earlier.segment_id = one.segment_id AND earlier.id < one.id
                )
                ORDER BY COALESCE(attempts, 0), id LIMIT 1
                FOR NO KEY UPDATE SKIP LOCKED"""
            )
        )
        batch = self.browse(id_ for (id_,) in rows)
        for one in batch:
            one.attempts += 1
            self.env["ir.cron"]._commit_progress()
        return batch

    def _announce_claimed(self):
        """Tell the rule of the next batch; return how many joins and leaves it had."""
        if not self.try_lock_for_update():
            return 0
        rule = self._find_rule()
        size = BATCH_SIZES[min(self.attempts, len(BATCH_SIZES)) - 1]
        events = self._read_events(rule, size)
        if not events:
            # nothing is left, or nobody to tell
            self.unlink()
            return 0
        if self.attempts > len(BATCH_SIZES):
            self._note_failed(events, tell(self.env, _lt("The server stopped.")))
        elif error := self._try(rule, events):
            _logger.error(
                "Rule %s (%s) failed for joins and leaves of segment %s",
                self.rule_id,
                self.rule_name,
                self.segment_id.id,
                exc_info=error,
            )
            self._announce_one_by_one(rule, events)
        return len(events)

    def _announce_one_by_one(self, rule, events):
        """Tell the rule of those at which it does not fail; note the others."""
        failed = self.browse()
        for place, event in enumerate(events):
            error = self._try(rule, [event])
            if not error:
                continue
            is_hopeless = place + 1 == GIVE_UP == len(failed.only_numbers or ()) + 1
            lost = events[place:] if is_hopeless else [event]
            message = store(self.env, f"{type(error).__name__}: {error}"[:500])
            failed = self._note_failed(lost, message, failed)
            self.env["ir.cron"]._commit_progress()
            if is_hopeless:
                break

    def _try(self, rule, events):
        """Tell the rule of some joins and leaves, and commit that with what it did.

        :return: what went wrong; nothing of it was done then
        :rtype: Exception or None
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._tell_rule(rule, events)
                self._note_told(events)
                self.env["ir.cron"]._commit_progress()
                return None
            except Exception as error:
                # also what was to be done after the commit, such as calls of webhooks
                self.env.cr.rollback()
                self.env.invalidate_all()
                if (
                    not isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
                    or attempt == ATTEMPTS
                ):
                    return error

    # --------------------------------------------------------------------------------
    # What is told, to whom, and how far it came.
    # --------------------------------------------------------------------------------

    def _find_rule(self):
        """Return the rule as one about what is new, and as one about what changed.

        Rules work as the system, in the company of the segment.

        :return: either is empty where the rule is not about that
        :rtype: Rule
        """
        records = self.env[self.model].with_company(self.segment_id.company_id)
        return Rule(
            *(
                rules.filtered(lambda rule: rule.id == self.rule_id)
                for rules in find_rules(records)
            )
        )

    def _read_events(self, rule, size):
        """Return the next joins and leaves that are to be told.

        Contacts that were merged neither joined nor left.

        :rtype: list[Event]
        """
        kinds = set()
        if rule.of_new or (rule.of_changed and self.model == LINE):
            kinds.add(False)
        if rule.of_changed:
            kinds.add(True)
        if not kinds:
            return []
        self.env[MEMBERSHIP].flush_model()
        numbers = SQL("%s", self.only_numbers) if self.only_numbers else SQL("NULL")
        parts = [
            SQL(
                """SELECT %(number)s AS number, id, %(is_leave)s AS is_leave
                FROM contact_segment_membership
                WHERE segment_id = %(segment)s AND %(number)s > %(first)s
                  AND %(number)s <= %(last)s
                  AND leave_reason IS DISTINCT FROM 'merged'
                  AND (%(numbers)s::int[] IS NULL OR %(number)s = ANY(%(numbers)s))""",
                number=SQL("leave_number") if is_leave else SQL("id"),
                is_leave=is_leave,
                segment=self.segment_id.id,
                first=self.first_number,
                last=self.last_number,
                numbers=numbers,
            )
            for is_leave in kinds
        ]
        return [
            Event(*row)
            for row in self.env.execute_query(
                SQL(
                    "SELECT * FROM (%s) event ORDER BY number LIMIT %s",
                    SQL(" UNION ALL ").join(parts),
                    size,
                )
            )
        ]

    def _tell_rule(self, rule, events):
        """Do what Odoo does after ``create`` and ``write``."""
        for is_leave, ids in self._split_runs(events):
            if self.model == LINE:
                self._tell_of_lines(rule, ids, is_leave)
            elif is_leave:
                before = {
                    "left_on": False,
                    "leave_reason": False,
                    "leave_step_id": self.env["contact.segment.step"],
                    "leave_number": 0,
                    "is_open": True,
                }
                process_changed_before(*self._anew(rule.of_changed, ids), before)
            else:
                process_new(*self._anew(rule.of_new, ids))
        self.env.flush_all()

    @api.model
    def _split_runs(self, events):
        """Return the ids of ranges that join, or leave, one after the other.

        Their order counts, so they are not all joins and then all leaves.

        :rtype: list[tuple[bool, list[int]]]
        """
        runs = []
        for event in events:
            if not runs or runs[-1][0] != event.is_leave:
                runs.append((event.is_leave, []))
            runs[-1][1].append(event.range_id)
        return runs

    def _tell_of_lines(self, rule, range_ids, is_leave):
        """Tell a rule of the lines of contacts who joined or left."""
        lines = self.env[LINE].with_context(active_test=False)
        partners = self.env[MEMBERSHIP].browse(range_ids).partner_id
        lines = lines.search(
            [
                ("segment_id", "=", self.segment_id.id),
                ("partner_id", "in", partners.ids),
            ],
            order="id",
        )
        ids = list({line.partner_id: line.id for line in lines}.values())
        new = [] if is_leave else [id_ for id_ in ids if id_ > self.first_line]
        old = [id_ for id_ in ids if id_ not in new]
        process_new(*self._anew(rule.of_new, new))
        process_changed_before(*self._anew(rule.of_changed, old), {"active": is_leave})

    def _anew(self, rules, ids):
        """Return a rule and records as if it had not been told of any yet.

        It may have had a join of a contact who leaves now.
        """
        rules = rules.with_context(__action_done={})
        return rules, self.env[self.model].with_env(rules.env).browse(ids)

    def _note_told(self, events):
        """Write down how far it came."""
        self.write({"first_number": events[-1].number, "attempts": 0})
        self.flush_recordset()

    def _note_failed(self, events, message, known=None):
        """Go on after some joins and leaves, and keep them, with what went wrong.

        :param contact.segment.announcement known: to which they are added, if any is
        :return: what keeps them
        :rtype: contact.segment.announcement
        """
        numbers = [event.number for event in events]
        if known:
            known.only_numbers = [*known.only_numbers, *numbers]
            known.last_number = numbers[-1]
        else:
            known = self.create(
                {
                    "segment_id": self.segment_id.id,
                    "rule_id": self.rule_id,
                    "rule_name": self.rule_name,
                    "model": self.model,
                    "first_line": self.first_line,
                    "first_number": numbers[0] - 1,
                    "last_number": numbers[-1],
                    "only_numbers": numbers,
                    "state": "failed",
                    "message": message,
                }
            )
        self._note_told(events)
        return known


class ContactSegment(models.Model):
    """Whoever changes members leaves word for the automation rules about them."""

    _inherit = "contact.segment"

    @contextmanager
    def _noted_for_rules(self, *, with_lines=False):
        """Have automation rules be told of those who join and leave meanwhile.

        They work after the transaction: none holds it up, and none can make it fail.
        Whoever changes the members of a segment has it alone, so what gets a number
        meanwhile is of this transaction.

        :param bool with_lines: rules about their lines too
        """
        rules = []
        for model in (MEMBERSHIP, LINE) if with_lines else (MEMBERSHIP,):
            # sudo: a rule is about all members, and works as the system
            of_new, of_changed = find_rules(self.env[model].sudo())
            rules += [(model, rule) for rule in of_new | of_changed]
        if not rules:
            yield
            return
        first, first_line = self._get_last_id(MEMBERSHIP), self._get_last_id(LINE)
        yield
        last = self._get_last_id(MEMBERSHIP)
        segment_ids = self._find_changed(first, last)
        if not segment_ids:
            return
        announcements = self.env["contact.segment.announcement"].sudo()
        announcements.create(
            [
                {
                    "segment_id": segment_id,
                    "rule_id": rule.id,
                    "rule_name": rule.sudo().name,
                    "model": model,
                    "first_line": first_line,
                    "first_number": first,
                    "last_number": last,
                }
                for segment_id in segment_ids
                for model, rule in rules
            ]
        )
        announcements._trigger_announcing()

    @api.model
    def _get_last_id(self, model):
        """Return the highest id that a record of a model has had."""
        sequence = SQL.identifier(f"{self.env[model]._table}_id_seq")
        [(number, is_used)] = self.env.execute_query(
            SQL("SELECT last_value, is_called FROM %s", sequence)
        )
        return number if is_used else number - 1

    def _find_changed(self, first, last):
        """Return which of these segments somebody joined or left.

        :param int first: by numbers after this one
        :param int last: to this one
        :rtype: list[int]
        """
        self.env[MEMBERSHIP].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT segment.id FROM UNNEST(%(segments)s::int[]) segment (id)
                WHERE EXISTS(
                    SELECT FROM contact_segment_membership
                    WHERE segment_id = segment.id AND id > %(first)s AND id <= %(last)s
                ) OR EXISTS(
                    SELECT FROM contact_segment_membership
                    WHERE segment_id = segment.id
                      AND leave_number > %(first)s AND leave_number <= %(last)s
                )""",
                segments=self.ids,
                first=first,
                last=last,
            )
        )
        return [id_ for (id_,) in rows]
