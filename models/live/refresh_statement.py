# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import as_array
from ...tools.literals import read_domain
from ..segment.step_statement import StepStatement
from .ranges import NEXT_NUMBER

DIFFERENCE = "contact_segment_difference"
REASONS = {"reduce": "reduced", "refine": "not_kept"}


class RefreshStatement:
    """The SQL of a refresh: who differs from what the steps give today.

    The steps are numbered. A contact is a member if an Add has it after the last step
    that took it out; the first such Add is the one that brought it. Whom somebody
    entered or removed by hand is a member, or not, whatever the numbers are.

    :param contact.segment segment: with the rights that the conditions are to have
    :param contact.segment.step steps: those that count, in their order
    :param list only: ids of the contacts who are judged; None: everybody. Where steps
        decide about companies, it has all contacts of those that it has one of
    :param datetime since: when the first of these was changed; None: some were not
    """

    def __init__(self, segment, steps, only=None, since=None):
        self.segment = segment
        self.only = None if only is None else as_array(only)
        self.since = since
        self.contacts = segment.env["res.partner"]
        self.steps = steps.filtered(lambda step: step.source != "manual")
        self.adds = self._get_places("add")
        self.outs = self._get_places("reduce", "refine")
        self.pins = get_pins(steps)
        if only is not None:
            self.pins = {id_: self.pins[id_] for id_ in self.pins.keys() & set(only)}

    def _get_places(self, *actions):
        """Return the steps of some actions by their number."""
        return {
            place: step
            for place, step in enumerate(self.steps, start=1)
            if step.action in actions
        }

    def build(self):
        """Return the statement that keeps who differs, in a table of the transaction.

        :rtype: SQL
        """
        return SQL(
            """CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS
            WITH %(hits)s, %(pins)s, %(candidates)s, present AS (
                SELECT id, partner_id, step_id FROM contact_segment_line
                WHERE segment_id = %(segment)s AND %(is_present)s
            ), judged AS (%(judged)s), placed AS (
                SELECT judged.*, %(last_out)s AS last_out, %(last_in)s AS last_in
                FROM judged
            ), decided AS (
                SELECT placed.*, %(first_in)s AS first_in,
                    CASE WHEN last_in > 0 THEN %(first_out)s ELSE 0 END AS first_out
                FROM placed
            ), told AS (
                SELECT partner_id, line_id, old_step_id, pin_step_id, is_pinned,
                    first_out, COALESCE(is_pinned, first_in > 0) AS is_member,
                    CASE WHEN is_pinned THEN pin_step_id ELSE %(add_id)s END AS step_id
                FROM decided
            )
            SELECT partner_id, line_id, CASE WHEN is_member THEN step_id END AS step_id,
                CASE WHEN is_member THEN CASE WHEN is_pinned THEN 'by_hand'
                    ELSE 'match' END ELSE %(reason)s END AS reason,
                CASE WHEN NOT is_member THEN %(out_id)s END AS out_id
            FROM told
            WHERE is_member AND (
                line_id IS NULL OR old_step_id IS NULL
                OR NOT old_step_id = ANY(%(own)s::int[])
            ) OR NOT is_member AND line_id IS NOT NULL""",
            table=SQL.identifier(DIFFERENCE),
            hits=self._select_hits(),
            pins=self._select_pins(),
            candidates=self._select_candidates(),
            segment=self.segment.id,
            is_present=self._is_present(),
            judged=self._select_judged(),
            last_out=self._first_of(reversed(self.outs), self._is_out),
            last_in=self._first_of(reversed(self.adds), self._is_hit),
            first_in=self._first_of(self.adds, self._is_hit, "last_out"),
            first_out=self._first_of(self.outs, self._is_out, "last_in"),
            add_id=self._get_id("first_in"),
            reason=self._tell_leave(),
            out_id=self._get_out_id(),
            own=self._get_own_ids(),
        )

    def _is_present(self):
        """Return the SQL of whether a line is one of those who are judged.

        A live segment has each contact once. Where some are looked up, it says so in
        the words of the index that does not find their lines on other segments too.
        """
        if self.only is None:
            return SQL("active IS TRUE")
        return SQL(
            "active AND is_repeat IS NOT TRUE AND %s",
            self._is_judged(SQL.identifier("partner_id")),
        )

    def _is_judged(self, contact):
        """Return the SQL of whether a contact is one of those who are judged.

        :param SQL contact: the id of the contact
        """
        return SQL("%s = ANY(%s)", contact, self.only)

    def _limit(self, _contacts, alias, _query):
        """Return the same as the condition of a search."""
        is_judged = self._is_judged(SQL.identifier(alias, "id"))
        if not self.since:
            return is_judged
        # Reading on in the index of dates takes less than looking up each of them.
        # COALESCE: else few are expected, because both conditions are rare.
        date = SQL.identifier(alias, "write_date")
        return SQL("%s >= %s AND COALESCE(%s, FALSE)", date, self.since, is_judged)

    def _get_own_ids(self):
        """Return the ids of the steps that can have brought a member."""
        ids = {step.id for step in self.adds.values()}
        ids |= {step_id for step_id, is_in in self.pins.values() if is_in}
        return sorted(ids)

    def _select_hits(self):
        """Select the contacts of every condition, a table for each."""
        parts = [SQL("nobody AS (SELECT id FROM res_partner WHERE FALSE)")]
        for place, step in enumerate(self.steps, start=1):
            domain = self.contacts._parse_segment_domain(step.domain)[1]
            if self.only is not None:
                domain &= Domain.custom(to_sql=self._limit)
            statement = StepStatement(
                self.segment, step.action, domain, step._get_options()
            )
            if step.action == "add":
                hits = statement.select_entering()
            else:
                # archived contacts do not slip through
                found = self.contacts._search(domain, active_test=False)
                hits = statement._select_decided(found)
            parts.append(SQL("%s AS (%s)", self._get_table(place), hits))
        return SQL(", ").join(parts)

    def _select_pins(self):
        """Select whom somebody entered or removed by hand; archived ones are out."""
        return SQL(
            """pin AS (
                SELECT one.partner_id, one.step_id,
                    one.is_in AND contact.active AS is_in
                FROM UNNEST(%s, %s, %s::bool[]) one (partner_id, step_id, is_in)
                JOIN res_partner contact ON contact.id = one.partner_id
            )""",
            as_array(self.pins),
            as_array(step_id for step_id, _is_in in self.pins.values()),
            [is_in for _step_id, is_in in self.pins.values()],
        )

    def _select_candidates(self):
        """Select whom any Add has, or somebody entered."""
        tables = [self._get_table(place) for place in self.adds]
        parts = [SQL("SELECT id FROM %s", table) for table in tables]
        if self.pins:
            parts.append(SQL("SELECT partner_id AS id FROM pin WHERE is_in"))
        # one Add gives each contact once, so nothing is to be sorted out
        parts = parts or [SQL("SELECT id FROM nobody")]
        return SQL("candidate AS (%s)", SQL(" UNION ").join(parts))

    def _select_judged(self):
        """Select all who are or may be on the segment, and which conditions they meet.

        A join for each condition: with one only, the candidates are its contacts.
        """
        contact = SQL("COALESCE(candidate.id, present.partner_id)")
        columns, joins = [], []
        for place in [*self.adds, *self.outs]:
            table, is_hit = self._get_table(place), self._is_hit(place)
            if [place] == [*self.adds] and not self.pins:
                columns.append(SQL("candidate.id IS NOT NULL AS %s", is_hit))
                continue
            columns.append(SQL("%s.id IS NOT NULL AS %s", table, is_hit))
            joins.append(SQL("LEFT JOIN %s ON %s.id = %s", table, table, contact))
        pinned = SQL("NULL::int AS pin_step_id, NULL::bool AS is_pinned")
        if self.pins:
            pinned = SQL("pin.step_id AS pin_step_id, pin.is_in AS is_pinned")
            joins.append(SQL("LEFT JOIN pin ON pin.partner_id = %s", contact))
        return SQL(
            """SELECT %(contact)s AS partner_id, present.id AS line_id,
                present.step_id AS old_step_id, %(pinned)s %(columns)s
            FROM candidate FULL JOIN present ON present.partner_id = candidate.id
            %(joins)s""",
            contact=contact,
            pinned=pinned,
            columns=SQL("").join(SQL(", %s", column) for column in columns),
            joins=SQL(" ").join(joins),
        )

    def _get_table(self, place):
        return SQL.identifier(f"hit_{place}")

    def _is_hit(self, place):
        """Return the column that tells whether a contact meets a condition."""
        return SQL.identifier(f"is_hit_{place}")

    def _is_out(self, place):
        """Return the SQL of whether a step takes a contact out."""
        is_hit = self._is_hit(place)
        is_refine = self.outs[place].action == "refine"
        return SQL("NOT %s", is_hit) if is_refine else is_hit

    def _first_of(self, places, condition, after=""):
        """Return the SQL of the number of the first of some steps that has a contact.

        :param condition: returns the SQL of whether a step has it
        :param str after: the column with the number that it has to come after
        """
        cases = [
            SQL(
                "WHEN %s %s THEN %s",
                condition(place),
                SQL("AND %s < %s", SQL.identifier(after), place) if after else SQL(),
                place,
            )
            for place in places
        ]
        return SQL("CASE %s ELSE 0 END", SQL(" ").join(cases)) if cases else SQL("0")

    def _get_id(self, column):
        """Return the SQL of the id of the step whose number a column has."""
        ids = self.steps.ids
        return SQL("(%s::int[])[%s]", ids, SQL.identifier(column))

    def _is_archived(self):
        return SQL(
            """NOT COALESCE((
                SELECT contact.active FROM res_partner contact
                WHERE contact.id = told.partner_id
            ), FALSE)"""
        )

    def _tell_leave(self):
        """Return the SQL of why a member is one no more."""
        cases = [
            SQL("WHEN first_out = %s THEN %s", place, REASONS[step.action])
            for place, step in self.outs.items()
        ]
        return SQL(
            """CASE WHEN %s THEN 'archived' WHEN is_pinned IS FALSE THEN 'by_hand'
            %s ELSE 'no_match' END""",
            self._is_archived(),
            SQL(" ").join(cases),
        )

    def _get_out_id(self):
        """Return the SQL of the id of the step that took a member out."""
        return SQL(
            """CASE WHEN %s THEN NULL WHEN is_pinned IS FALSE THEN pin_step_id
            ELSE %s END""",
            self._is_archived(),
            self._get_id("first_out"),
        )


class ComingBackStatement(StepStatement):
    """The SQL of an Add on a live segment: whoever was on it has the former line."""

    def _get_changes(self, candidates, step):
        """Take up lines of contacts who left; add the rest."""
        rest = SQL(
            """SELECT * FROM target WHERE partner_id NOT IN (
                SELECT partner_id FROM again
            )"""
        )
        parts = SQL(
            """target AS MATERIALIZED (%(candidates)s), again AS MATERIALIZED (
                SELECT DISTINCT ON (line.partner_id) line.id, line.partner_id
                FROM contact_segment_line line
                JOIN target ON target.partner_id = line.partner_id
                WHERE line.segment_id = %(segment)s
                ORDER BY line.partner_id, line.id DESC
            ), taken AS (
                UPDATE contact_segment_line line
                SET active = TRUE, step_id = %(step)s, removed_step_id = NULL,
                    is_repeat = FALSE
                FROM again WHERE line.id = again.id
            ), added AS (%(insertion)s)""",
            candidates=candidates,
            segment=self.segment.id,
            step=step.id,
            insertion=self._insert(rest),
        )
        return parts, SQL("(SELECT COUNT(*) FROM target)")


def get_pins(steps):
    """Return whom somebody entered or removed by hand; the last time counts.

    :param contact.segment.step steps: in their order
    :return: by id of the contact the id of the step, and whether it was entered
    :rtype: dict[int, tuple[int, bool]]
    """
    pins = {}
    for step in steps.filtered(lambda one: one.source == "manual"):
        # these are written by methods only: the ids of contacts and nothing else
        [(_field, _operator, ids)] = read_domain(step.domain)
        pins.update(dict.fromkeys(ids, (step.id, step.action == "add")))
    return pins


def build_joins(segment, now):
    """Return the statement that lets come whom the difference has, with their ranges.

    A line that is there comes back, with all that was said about the contact. Lines of
    members whose step is gone get the one that has them now.

    :rtype: SQL
    """
    return SQL(
        """WITH came AS (
            SELECT partner_id, step_id, reason FROM %(table)s
            WHERE step_id IS NOT NULL AND line_id IS NULL
        ), again AS (
            SELECT DISTINCT ON (came.partner_id) line.id, came.partner_id, came.step_id
            FROM came JOIN contact_segment_line line
                ON line.partner_id = came.partner_id
            WHERE line.segment_id = %(segment)s
            ORDER BY came.partner_id, line.id DESC
        ), taken AS (
            UPDATE contact_segment_line line
            SET active = TRUE, step_id = again.step_id, removed_step_id = NULL,
                is_repeat = FALSE
            FROM again WHERE line.id = again.id
        ), added AS (
            INSERT INTO contact_segment_line (
                segment_id, partner_id, step_id, active, is_repeat
            )
            SELECT %(segment)s, partner_id, step_id, TRUE, FALSE FROM came
            WHERE partner_id NOT IN (SELECT partner_id FROM again)
            ORDER BY partner_id
        ), moved AS (
            UPDATE contact_segment_line line SET step_id = stays.step_id
            FROM %(table)s stays
            WHERE line.id = stays.line_id AND stays.step_id IS NOT NULL
        )
        INSERT INTO contact_segment_membership (
            segment_id, partner_id, joined_on, join_reason, step_id
        )
        SELECT %(segment)s, partner_id, %(now)s, reason, step_id FROM came
        ORDER BY partner_id
        ON CONFLICT (segment_id, partner_id) WHERE left_on IS NULL DO NOTHING""",
        table=SQL.identifier(DIFFERENCE),
        segment=segment.id,
        now=now,
    )


def build_leaves(segment, now):
    """Return the statement that lets go whom the difference has, with their ranges.

    Their lines stay, with all that was said about them.

    :rtype: SQL
    """
    return SQL(
        """WITH gone AS (
            SELECT * FROM %(table)s WHERE step_id IS NULL
        ), dropped AS (
            UPDATE contact_segment_line line
            SET active = FALSE, removed_step_id = gone.out_id,
                step_id = CASE WHEN gone.out_id IS NOT NULL THEN line.step_id END
            FROM gone WHERE line.id = gone.line_id
        )
        UPDATE contact_segment_membership one
        SET left_on = GREATEST(one.joined_on, %(now)s), leave_reason = gone.reason,
            leave_step_id = gone.out_id, leave_number = %(number)s
        FROM gone
        WHERE one.segment_id = %(segment)s AND one.partner_id = gone.partner_id
          AND one.left_on IS NULL""",
        table=SQL.identifier(DIFFERENCE),
        segment=segment.id,
        now=now,
        number=NEXT_NUMBER,
    )
