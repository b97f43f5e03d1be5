# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one order in which rows are locked.

Whoever changes several rows locks them first, through here, or takes what nobody else
has (``SKIP LOCKED``), which never waits. So no two of them wait for each other.
"""

from odoo.tools import SQL

# What others hang on comes first; the rows of a table by their ids.
ORDER = (
    "res_partner",
    "contact_segment",
    "contact_segment_line",
    "contact_print_file",
    "contact_interaction",
    "mail_mail",
)


def wait_for_rows(env, rows):
    """Lock rows for changes, after waiting for whoever has them.

    Others may refer to the rows meanwhile.

    :param dict rows: by table the ids, or the condition as SQL
    :raise psycopg2.errors.SerializationFailure: a row was changed since the transaction
        began; Odoo repeats what was called
    """
    for table in ORDER:
        if not rows.get(table):
            continue
        condition = rows[table]
        if not isinstance(condition, SQL):
            condition = SQL("id IN %s", tuple(condition))
        env.cr.execute(
            SQL(
                """WITH locked AS MATERIALIZED (
                    SELECT FROM %s WHERE %s ORDER BY id FOR NO KEY UPDATE
                ) SELECT count(*) FROM locked""",
                SQL.identifier(table),
                condition,
            ),
            log_exceptions=False,
        )
