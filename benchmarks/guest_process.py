# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What users of Odoo do with contacts, in a database with the addon or without it.

    guest_process.py DATABASE

Reads lines with the name of a work from its input, does it in a transaction that is
rolled back, and answers with a line of JSON: its queries and its seconds.
"""

import json
import sys
import time
from contextlib import closing

# before anything else of Odoo
import odoo.init  # noqa: F401  # isort: skip

from lxml import etree

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import config

REF = "guest benchmark"
LOGIN = "guest_benchmark"
CONTACTS = 400
GROUPS = ("base.group_user", "base.group_partner_manager")
ROLE = "contact_segment.group_user"
VIEWS = [(False, kind) for kind in ("kanban", "list", "form", "search")]
RELATIONS = ("many2one", "one2many", "many2many")


class Guest:
    """A database and what is done in it."""

    def __init__(self, name):
        config.parse_config(["-d", name, "--log-level=error"], setup_logging=True)
        self.registry = Registry(name)
        with closing(self.registry.cursor()) as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            self.contact_ids = self._find_contacts(env)
            self.user_ids = {role: self._find_user(env, role) for role in (None, ROLE)}
            cr.commit()

    def _find_contacts(self, env):
        """Return the ids of contacts, half of them of companies, made once."""
        partners = env["res.partner"].search([("ref", "=", REF)], order="id")
        if not partners:
            companies = partners.create(
                [
                    {"name": f"Company {number}", "is_company": True}
                    for number in range(CONTACTS // 10)
                ]
            )
            partners = partners.create(
                [
                    {
                        "name": f"Person {number}",
                        "ref": REF,
                        "email": f"person{number}@example.com",
                        "parent_id": companies[number // 10].id if number % 2 else None,
                    }
                    for number in range(CONTACTS)
                ]
            )
        return partners.ids

    def _find_user(self, env, role):
        """Return the id of a user, with a role in segments where there is one."""
        login = f"{LOGIN}_{role}" if role else LOGIN
        users = env["res.users"].search([("login", "=", login)])
        if not users:
            groups = [env.ref(name).id for name in GROUPS]
            if role and (group := env.ref(role, raise_if_not_found=False)):
                groups.append(group.id)
            users = users.create(
                {
                    "name": login,
                    "login": login,
                    "email": f"{login}@example.com",
                    "group_ids": [Command.set(groups)],
                }
            )
        return users.id

    def do(self, work, role=None):
        """Do a work as a user; return its queries and its seconds."""
        with closing(self.registry.cursor()) as cr:
            env = Environment(cr, self.user_ids[role], {})
            contacts = env["res.partner"].browse(self.contact_ids)
            prepared = getattr(self, f"prepare_{work}", lambda contacts: None)(contacts)
            cr.flush()
            env.invalidate_all()
            queries, start = cr.sql_log_count, time.perf_counter()
            getattr(self, work)(contacts, prepared)
            cr.flush()
            result = cr.sql_log_count - queries, time.perf_counter() - start
            cr.rollback()
        return result

    # what is done

    def first_view(self, contacts, _prepared):
        """Open the contacts in a server that was just started."""
        self.registry.clear_all_caches()
        contacts.get_views(VIEWS, {"toolbar": True, "load_filters": True})

    def prepare_forms(self, contacts):
        return read_view(contacts, "form")

    def forms(self, contacts, specification):
        """Open the forms of twenty contacts, each in a request of its own."""
        for id_ in contacts.ids[:20]:
            contacts.browse(id_).web_read(specification)
            contacts.env.invalidate_all()

    def prepare_list(self, contacts):
        return read_view(contacts, "list")

    def list(self, contacts, specification):
        """Open the first page of the list ten times."""
        for _number in range(10):
            contacts.web_search_read([], specification, limit=80)
            contacts.env.invalidate_all()

    def create(self, contacts, _prepared):
        """Create fifty contacts one by one."""
        for number in range(50):
            contacts.create({"name": f"New {number}", "email": f"new{number}@x.org"})
            contacts.env.cr.flush()

    def write(self, contacts, _prepared):
        """Change fifty contacts one by one."""
        for contact in contacts[:50]:
            contact.write({"phone": "+32 2 290 34 90", "street": "Station Road"})
            contacts.env.cr.flush()

    def delete(self, contacts, _prepared):
        """Delete fifty contacts one by one."""
        for contact in contacts[:50]:
            contact.unlink()
            contacts.env.cr.flush()

    def merge(self, contacts, _prepared):
        """Merge ten pairs of contacts."""
        wizard = contacts.env["base.partner.merge.automatic.wizard"].sudo()
        for number in range(0, 20, 2):
            wizard._merge(contacts[number : number + 2].ids, contacts[number].sudo())

    def messages(self, contacts, _prepared):
        """Write a note to fifty contacts."""
        for contact in contacts[:50]:
            contact.message_post(body="Called.")
            contacts.env.cr.flush()

    def activities(self, contacts, _prepared):
        """Schedule and finish an activity of fifty contacts."""
        for contact in contacts[:50]:
            activity = contact.activity_schedule("mail.mail_activity_data_call")
            activity.action_feedback(feedback="Done.")
            contacts.env.cr.flush()

    def meetings(self, contacts, _prepared):
        """Plan fifty meetings."""
        for number, contact in enumerate(contacts[:50]):
            contacts.env["calendar.event"].create(
                {
                    "name": f"Meeting {number}",
                    "start": "2026-01-05 10:00:00",
                    "stop": "2026-01-05 11:00:00",
                    "partner_ids": [Command.set(contact.ids)],
                }
            )
            contacts.env.cr.flush()

    def mails(self, contacts, _prepared):
        """Hand fifty e-mails to the queue."""
        for contact in contacts[:50]:
            contacts.env["mail.mail"].sudo().create(
                {"subject": "Hello", "recipient_ids": [Command.set(contact.ids)]}
            )
            contacts.env.cr.flush()


def read_view(model, view_type):
    """Return what the web client asks for to show a view."""
    arch = etree.fromstring(model.get_view(view_type=view_type)["arch"])
    return get_specification(model, arch.xpath("//field[not(ancestor::field)]"))


def get_specification(model, nodes):
    """Return what the web client asks of the fields of a view."""
    specification = {}
    for node in nodes:
        field = model._fields[node.get("name")]
        specification[field.name] = {}
        if field.type in RELATIONS:
            comodel = model.env[field.comodel_name]
            children = node.xpath("./list//field | ./kanban//field")
            fields = get_specification(comodel, children)
            specification[field.name] = {"fields": fields or {"display_name": {}}}
    return specification


def main():
    guest = Guest(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(guest.do(*line.split())), flush=True)


if __name__ == "__main__":
    main()
