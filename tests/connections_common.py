# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, new_test_user
from odoo.tests.common import get_db_name

USER_GROUPS = "contact_segment.group_user_all,base.group_partner_manager"


class ConnectionsCommon(BaseCase):
    """Tests on connections of their own, with data that is committed.

    What a test creates for its class is removed at its end: contacts, templates, users,
    and what was logged and segmented with them. PostgreSQL counts the deadlocks of the
    database; none may come with the tests of a class.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.uids, cls.partner_ids, cls.template_ids = [], [], []
        cls.addClassCleanup(cls._check_deadlocks, cls._count_deadlocks())
        with cls._connect() as env:
            cls._create_data(env)
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _create_data(cls, env):
        """Create what the tests of the class share."""

    @classmethod
    def _create_users(cls, env, logins, groups=USER_GROUPS, **values):
        """Create users, alike but for the login; they are removed at the end."""
        cls.uids = [
            new_test_user(env, login=login, groups=groups, **values).id
            for login in logins
        ]

    @classmethod
    @contextmanager
    def _connect(cls, uid=SUPERUSER_ID):
        """Give an environment of its own connection; commit what is done with it."""
        with cls.registry.cursor() as cr:
            cls._report_deadlocks(cr)
            yield api.Environment(cr, uid, {"tracking_disable": True})

    @classmethod
    def _report_deadlocks(cls, cr):
        """Let PostgreSQL count what happens in this transaction at once at its end.

        Otherwise it may do so ten seconds later.
        """
        if cr._cnx.server_version >= 150000:
            cr.execute("SELECT pg_stat_force_next_flush()")

    @classmethod
    def _count_deadlocks(cls):
        """Return how many deadlocks PostgreSQL has found in this database."""
        with cls.registry.cursor() as cr:
            cr.execute(
                "SELECT deadlocks FROM pg_stat_database "
                "WHERE datname = current_database()"
            )
            return cr.fetchone()[0]

    @classmethod
    def _check_deadlocks(cls, before):
        count = cls._count_deadlocks() - before
        if count:
            raise AssertionError(f"PostgreSQL found {count} deadlocks")

    @classmethod
    def _clean_up(cls):
        with cls._connect() as env:
            cls._remove_data(env)
            cls._remove_contacts(env)
            users = env["res.users"].browse(cls.uids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    @classmethod
    def _remove_data(cls, env):
        """Remove what else the class created, before its contacts."""

    @classmethod
    def _remove_contacts(cls, env):
        """Remove the contacts and templates, after what was done with them."""
        templates = env["contact.interaction.template"].browse(cls.template_ids)
        partners = env["res.partner"].browse(cls.partner_ids).exists()
        interactions = env["contact.interaction"].search(
            [
                "|",
                ("template_id", "in", templates.ids),
                ("partner_id", "in", partners.ids),
            ]
        )
        interactions.cancel()
        interactions.unlink()
        cls._remove_segments(env)
        templates.unlink()
        partners.unlink()

    @classmethod
    def _remove_segments(cls, env):
        """Remove the segments of the templates, in whichever state they are."""
        if cls.template_ids:
            env.cr.execute(
                "DELETE FROM contact_segment WHERE template_id IN %s",
                (tuple(cls.template_ids),),
            )
