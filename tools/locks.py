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
    "contact_criteria_step",
    "contact_prediction",
    "contact_prediction_source",
)
# Those of our models that lose a link when what it leads to is deleted.
LINKING = (
    "contact.segment",
    "contact.segment.line",
    "contact.print.file",
    "contact.interaction",
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


def wait_for_links(records):
    """Lock our rows that refer to records which are about to be deleted.

    The database takes the links away after it has the records, and in no order; whoever
    has such a row may be about to write the records themselves.

    :raise psycopg2.errors.SerializationFailure: as ``wait_for_rows``
    """
    rows = find_links(records)
    if rows:
        wait_for_rows(records.env, rows)


def touch(records):
    """Write rows as they are, so that two who work on them at once are noticed.

    Whoever has begun before this transaction commits, and writes them too, is begun
    again by Odoo, and sees what was done here.
    """
    records.flush_recordset()
    records.env.cr.execute(
        SQL(
            "UPDATE %s SET write_date = %s WHERE id IN %s",
            SQL.identifier(records._table),
            records.env.cr.now(),
            records._ids or (0,),
        )
    )
    records.invalidate_recordset(["write_date"])


def find_links(records):
    """Return the condition of our rows that refer to records, by table.

    :rtype: dict[str, SQL]
    """
    rows = {}
    for name in LINKING if records else ():
        model = records.env[name]
        columns = [
            field.name
            for field in model._fields.values()
            if field.store
            and field.type == "many2one"
            and field.comodel_name == records._name
        ]
        if columns:
            model.flush_model(columns)
            rows[model._table] = SQL(" OR ").join(
                SQL("%s IN %s", SQL.identifier(column), records._ids)
                for column in columns
            )
    return rows
