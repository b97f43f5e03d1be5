# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager

from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class SegmentCommon(TransactionCase):
    """Contacts, templates and a user of each group; nothing relies on sample data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.user = cls._create_user("segment_user", "group_user")
        cls.colleague = cls._create_user("segment_colleague", "group_user")
        cls.user_all = cls._create_user("segment_user_all", "group_user_all")
        cls.manager = cls._create_user("segment_manager", "group_manager")
        cls.Partner = cls.env["res.partner"]
        cls.belgium = cls.env.ref("base.be")
        cls.netherlands = cls.env.ref("base.nl")
        cls.acme = cls.Partner.create(
            {"name": "Acme", "is_company": True, "country_id": cls.belgium.id}
        )
        cls.anna = cls._create_contact("Anna", parent_id=cls.acme.id)
        cls.bob = cls._create_contact("Bob", parent_id=cls.acme.id)
        cls.carl = cls._create_contact("Carl", country_id=cls.netherlands.id)
        cls.dora = cls._create_contact("Dora", country_id=cls.belgium.id)
        cls.contacts = cls.acme | cls.anna | cls.bob | cls.carl | cls.dora
        cls.template = cls.env["contact.interaction.template"].create(
            {
                "name": "Test letter",
                "channel": "letter",
                "direction": "outbound",
                "initiated_by": "us",
                "unit_cost": 2.0,
                "unit_duration": 15.0,
            }
        )
        cls.call = cls.env["contact.interaction.template"].create(
            {"name": "Test call", "channel": "phone", "unit_duration": 5.0}
        )

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env,
            login=login,
            name=login.replace("_", " ").title(),
            email=f"{login}@example.com",
            groups=f"contact_segment.{group},base.group_partner_manager",
        )

    @classmethod
    def _create_contact(cls, name, **values):
        values.setdefault("email", f"{name.lower()}@example.com")
        return cls.Partner.create({"name": name, **values})

    @classmethod
    def _create_segment(cls, user=None, **values):
        values.setdefault("name", "Test segment")
        return cls.env["contact.segment"].with_user(user or cls.user).create(values)

    @classmethod
    def _domain(cls, partners):
        return [("id", "in", partners.ids)]

    @classmethod
    def _fill(cls, segment, partners):
        """Add contacts by criteria and return the segment."""
        segment.add_contacts(cls._domain(partners))
        return segment

    @classmethod
    def _hide(cls, partners, group="contact_segment.group_user"):
        """Have a record rule hide contacts, as those of territories do.

        :param str group: from whom; none for everybody
        """
        return cls.env["ir.rule"].create(
            {
                "name": "Territory",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "domain_force": repr([("id", "not in", partners.ids)]),
                "groups": [Command.set(cls.env.ref(group).ids)] if group else False,
            }
        )

    def _count_queries_of(self, action):
        """Return how many queries an action takes when nothing has been read."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    @contextmanager
    def _assert_refused(self, exception, pattern):
        """Check that something is refused, says why, and leaves nothing behind."""
        with self.assertRaises(exception) as refusal:
            yield
        self.assertRegex(str(refusal.exception), pattern)

    def _line(self, segment, partner):
        """Return the active line of a contact."""
        return segment.line_ids.filtered(lambda line: line.partner_id == partner)
