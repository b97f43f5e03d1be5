# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL


def uninstall_hook(env):
    """Let go of what the tables hold that are dropped with the addon.

    Odoo deletes the records of an addon's files before its tables. Those that something
    holds which is in no file, as an interaction holds its template, would be refused,
    and each refusal is an error in the log. So foreign keys that refuse are dropped;
    those that delete, or take the link away, go on doing so.
    """
    _delete_jobs(env)
    _take_pricelists_back(env)
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """SELECT holding.relname, con.conname
            FROM pg_constraint con
            JOIN pg_class holding ON holding.oid = con.conrelid
            JOIN pg_class held ON held.oid = con.confrelid
            WHERE con.contype = 'f' AND con.confdeltype IN ('a', 'r')
              AND holding.relnamespace = current_schema::regnamespace
              AND (holding.relname IN %(tables)s OR held.relname IN %(tables)s)
            ORDER BY holding.relname, con.conname""",
            tables=tuple(_get_tables(env)),
        )
    )
    for table, name in rows:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def _delete_jobs(env):
    """Delete the jobs that OCA's queue_job has for the deliveries.

    Without their model they can be neither done, read nor cancelled, and one that waits
    would be handed out again for ever.
    """
    if "queue.job" in env:
        env["queue.job"].search([("model_name", "=", "contact.interaction")]).unlink()


def _take_pricelists_back(env):
    """Give customers their price lists back before it is forgotten which they were."""
    given = env["contact.campaign.pricelist"]._read_group(
        [], ["campaign_id", "company_id"]
    )
    for campaign, company in given:
        campaign.with_company(company).take_pricelist_back()


def _get_tables(env):
    """Return the tables of the models that this addon defines."""
    return {
        model._table
        for model in env.registry.values()
        if model._original_module == "contact_segment" and not model._abstract
    }
