# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The SQL by which a line takes over what hangs on the one its contact had before."""

from odoo.tools import SQL

from ..segment.contact_segment_replay import PERSONAL_COLUMNS

SAID = [*PERSONAL_COLUMNS, "evaluation", "contact_via"]
# What hangs on a line, and moves unless the new line has one of its own.
HANGING = {
    "contact_segment_document": "line_id",
    "contact_segment_call": "line_id",
    "contact_interaction": "segment_line_id",
}


def build_pairs(segment_id):
    """Return the query of lines of contacts who have a former one: kept_id, former_id.

    :rtype: SQL
    """
    return SQL(
        """SELECT DISTINCT ON (kept.id) kept.id AS kept_id, former.id AS former_id
        FROM contact_segment_line kept
        JOIN contact_segment_line former ON former.partner_id = kept.partner_id
            AND former.segment_id = kept.segment_id AND former.active IS NOT TRUE
        WHERE kept.segment_id = %s AND kept.active IS TRUE
        ORDER BY kept.id, former.id DESC""",
        segment_id,
    )


def build_taking_up(pairs):
    """Return the statements that move what was said, and delete the former lines.

    :param SQL pairs: from ``build_pairs``
    :rtype: list[SQL]
    """
    columns = [
        SQL("%(name)s = COALESCE(line.%(name)s, former.%(name)s)", name=name)
        for name in map(SQL.identifier, SAID)
    ]
    said = SQL(
        """UPDATE contact_segment_line line SET %s
        FROM (%s) pair JOIN contact_segment_line former ON former.id = pair.former_id
        WHERE line.id = pair.kept_id""",
        SQL(", ").join(columns),
        pairs,
    )
    moved = [
        SQL(
            """UPDATE %(table)s one SET %(column)s = pair.kept_id FROM (%(pairs)s) pair
            WHERE one.%(column)s = pair.former_id AND NOT EXISTS(
                SELECT FROM %(table)s own WHERE own.%(column)s = pair.kept_id
            )""",
            table=SQL.identifier(table),
            column=SQL.identifier(column),
            pairs=pairs,
        )
        for table, column in HANGING.items()
    ]
    deleted = SQL(
        """DELETE FROM contact_segment_line
        WHERE id IN (SELECT former_id FROM (%s) pair)""",
        pairs,
    )
    return [said, *moved, deleted]
