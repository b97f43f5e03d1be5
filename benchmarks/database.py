# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The database of the benchmarks: transactions that are rolled back, and vacuum."""

import os
from contextlib import closing, contextmanager

import psycopg2

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.sql_db import connection_info_for
from odoo.tools import config

TABLES = ("res_partner", "contact_segment", "contact_segment_step")
BIG_TABLES = ("contact_segment_line", "contact_interaction")
SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")
LOGIN = "contact_segment_benchmark"


class Database:
    """A database with the addon, opened without a server."""

    def __init__(self, name):
        # the configuration is the file that ODOO_RC names
        config.parse_config(["-d", name, "--log-level=error"], setup_logging=True)
        self.name = name
        self.registry = Registry(name)
        self.uid = self._get_user_id()
        self._check_settings()

    @contextmanager
    def transaction(self, uid=None, commit=False):
        """Open a transaction that is rolled back, as an ordinary user of segments."""
        with closing(self.registry.cursor()) as cr:
            yield Environment(cr, uid or self.uid, {})
            if commit:
                cr.commit()
            else:
                cr.rollback()

    def execute(self, *statements):
        """Run statements that want no transaction around them."""
        _name, info = connection_info_for(self.name)
        with closing(psycopg2.connect(**info)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def vacuum(self, *tables):
        """Clean up what was rolled back, so that every run finds the same table."""
        self.execute(*(f"VACUUM ANALYZE {table}" for table in tables or BIG_TABLES))

    def _get_user_id(self):
        """Return a user with the least rights on segments, made once."""
        with self.transaction(SUPERUSER_ID, commit=True) as env:
            users = env["res.users"].search([("login", "=", LOGIN)])
            if not users:
                groups = ["base.group_user", "contact_segment.group_user"]
                users = users.create(
                    {
                        "name": "Benchmark",
                        "login": LOGIN,
                        "email": "benchmark@example.com",
                        "group_ids": [(6, 0, [env.ref(name).id for name in groups])],
                    }
                )
            return users.id

    def _check_settings(self):
        """Refuse figures from a database that may lose what it has committed."""
        for name in SETTINGS:
            ((value,),) = self.execute(f"SHOW {name}")
            if value != "on":
                raise SystemExit(f"{name} is {value}; the benchmarks want it on")
        # vacuumed between the runs, and not in the middle of one
        self.execute(
            *(
                f"ALTER TABLE {table} SET (autovacuum_enabled = false)"
                for table in BIG_TABLES
            )
        )


def open_database(suffix=""):
    """Open the database that scripts/bench has made, or another one beside it."""
    return Database(os.environ["BENCH_DB"] + suffix)
