# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL

from .step_statement import StepStatement


class StepReplay:
    """The SQL of taking steps again over the lines that are there.

    Lines of the steps that are taken again are put aside: they are inactive, and the
    steps that added and removed them stand in their columns with a minus sign, so that
    each finds its own again. A step takes up the line of a contact, with all that was
    said about it, before it makes a new one. What nobody took up stays aside, without a
    step, for the next replay.

    :param contact.segment segment: whose lines it is about
    """

    def __init__(self, segment):
        self.segment = segment

    def put_aside(self, kept_steps):
        """Return the statements that put the lines of all steps aside but of some.

        :param list kept_steps: ids of the steps before the first that is taken again
        :rtype: list[SQL]
        """
        # nobody knows who added these; what was left aside is of no step at all
        unknown = SQL("step_id IS NULL AND (active OR removed_step_id IS NOT NULL)")
        # what was left aside is to be found again, whichever steps are kept
        kept = SQL("(%s OR COALESCE(step_id, 0) = ANY(%s))", unknown, kept_steps)
        removed = SQL("removed_step_id = ANY(%s)", kept_steps)
        return [
            SQL(
                """UPDATE contact_segment_line
                SET active = FALSE, step_id = -COALESCE(step_id, 0),
                    removed_step_id = -removed_step_id
                WHERE segment_id = %s AND NOT %s""",
                self.segment.id,
                kept,
            ),
            # the second, for the lines of a contact must not be active at once
            SQL(
                """UPDATE contact_segment_line
                SET active = TRUE, removed_step_id = -removed_step_id
                WHERE segment_id = %s AND %s AND removed_step_id IS NOT NULL
                  AND NOT %s""",
                self.segment.id,
                kept,
                removed,
            ),
        ]

    def settle(self):
        """Return the statement that forgets whose the lines left aside were.

        :rtype: SQL
        """
        return SQL(
            """UPDATE contact_segment_line
            SET step_id = CASE WHEN step_id > 0 THEN step_id END,
                removed_step_id = CASE
                    WHEN removed_step_id > 0 THEN removed_step_id
                END
            WHERE segment_id = %s AND (step_id <= 0 OR removed_step_id <= 0)""",
            self.segment.id,
        )

    def take_by_hand(self, step, action):
        """Return the statement that does again exactly what was done by hand.

        It selects nothing; as many rows as it changes are added or removed.

        :param int step: id of the step
        :param str action: add or reduce
        :rtype: SQL
        """
        if action == "add":
            return SQL(
                """UPDATE contact_segment_line line
                SET active = TRUE, step_id = %(step)s
                WHERE segment_id = %(segment)s AND step_id = -%(step)s AND (
                    is_repeat IS TRUE OR NOT EXISTS(
                        SELECT FROM contact_segment_line other
                        WHERE other.segment_id = %(segment)s AND other.active IS TRUE
                          AND other.partner_id = line.partner_id
                    )
                )""",
                step=step,
                segment=self.segment.id,
            )
        return SQL(
            """UPDATE contact_segment_line
            SET active = FALSE, removed_step_id = %(step)s
            WHERE segment_id = %(segment)s AND active IS TRUE
              AND removed_step_id = -%(step)s""",
            step=step,
            segment=self.segment.id,
        )

    def find_changes(self, before):
        """Return the statement that selects who came and who went.

        It selects whether they came, how many they are and the ids of ten.

        :param str before: the table with the contacts that were on the segment
        :rtype: SQL
        """
        return SQL(
            """WITH now_on AS MATERIALIZED (
                SELECT DISTINCT partner_id FROM contact_segment_line
                WHERE segment_id = %(segment)s AND active IS TRUE
            ), changed AS MATERIALIZED (
                SELECT partner_id, now_on.partner_id IS NOT NULL AS came
                FROM now_on FULL JOIN %(before)s was_on USING (partner_id)
                WHERE now_on.partner_id IS NULL OR was_on.partner_id IS NULL
            )
            SELECT kind.came, (
                SELECT COUNT(*) FROM changed WHERE changed.came = kind.came
            ), ARRAY(
                SELECT partner_id FROM changed WHERE changed.came = kind.came
                ORDER BY partner_id LIMIT 10
            ) FROM (VALUES (TRUE), (FALSE)) kind (came)""",
            segment=self.segment.id,
            before=SQL.identifier(before),
        )


class ReplayStatement(StepStatement):
    """The SQL of a step that is taken again, among lines that were put aside.

    :param contact.segment.step step: the step
    :param int line_count: how many lines are active before it
    """

    def __init__(self, segment, action, domain, options, step, line_count):
        super().__init__(segment, action, domain, options)
        self.step = step
        self.line_count = line_count

    def _get_changes(self, candidates, step):
        """Take up lines that were put aside, those of this step first; add the rest."""
        if not step:
            return super()._get_changes(candidates, step)
        rest = SQL(
            """SELECT * FROM target WHERE NOT EXISTS(
                SELECT FROM taken WHERE taken.partner_id = target.partner_id
            )"""
        )
        parts = SQL(
            """target AS MATERIALIZED (%(candidates)s),
            chosen AS (
                SELECT DISTINCT ON (line.partner_id) line.id, target.is_repeat
                FROM contact_segment_line line
                JOIN target ON target.partner_id = line.partner_id
                WHERE line.segment_id = %(segment)s AND line.step_id <= 0
                ORDER BY line.partner_id, line.step_id <> -%(step)s, line.id
            ), taken AS (
                UPDATE contact_segment_line line
                SET active = TRUE, step_id = %(step)s, is_repeat = chosen.is_repeat
                FROM chosen WHERE line.id = chosen.id
                RETURNING line.partner_id
            ), added AS (%(insertion)s)""",
            candidates=candidates,
            segment=self.segment.id,
            step=step.id,
            insertion=self._insert(rest),
        )
        count = "(SELECT COUNT(*) FROM taken) + (SELECT COUNT(*) FROM added)"
        return parts, SQL(count)

    def _get_dropped(self):
        """Leave alone the other lines of whom a step by hand has removed one."""
        return SQL(
            """%s AND NOT EXISTS(
                SELECT FROM contact_segment_line gone
                WHERE gone.segment_id = line.segment_id
                  AND gone.partner_id = line.partner_id
                  AND gone.removed_step_id = %s
            )""",
            super()._get_dropped(),
            self.step.id,
        )
