# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from functools import partial

from lxml import etree

from odoo.tests import new_test_user, tagged

from odoo.addons.mail.tests.common import MockEmail

from .common import SegmentCommon

MODULE = "contact_segment"
RELATIONS = ("many2one", "one2many", "many2many")


@tagged("post_install", "-at_install")
class TestGuestCost(SegmentCommon, MockEmail):
    """What the form of a contact costs because of segments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        segment = cls.env["contact.segment"].create(
            {"name": "Cost", "template_id": cls.template.id}
        )
        segment.add_contacts([("id", "in", cls.contacts.ids)])
        segment.log(send=False)

    def _get_specification(self, model, nodes):
        """Return what the web client asks of the fields of a view."""
        specification = {}
        for node in nodes:
            name = node.get("name")
            field = model._fields[name]
            specification[name] = {}
            if field.type in RELATIONS:
                comodel = self.env[field.comodel_name].with_env(model.env)
                children = node.xpath("./list//field | ./kanban//field")
                fields = self._get_specification(comodel, children)
                specification[name] = {"fields": fields or {"display_name": {}}}
        return specification

    def _open_form(self, user):
        """Return what the form of a contact asks for, with our fields and without."""
        model = self.env["res.partner"].with_user(user)
        arch = etree.fromstring(model.get_view(view_type="form")["arch"])
        nodes = arch.xpath("//field[not(ancestor::field)]")
        every = self._get_specification(model, nodes)
        own = {name for name in every if model._fields[name]._module == MODULE}
        others = {name: every[name] for name in every.keys() - own}
        return model, every, others

    def _count_queries(self, model, specification):
        total = 0
        for contact in self.contacts:
            read = partial(model.browse(contact.id).web_read, specification)
            total += self._count_queries_of(read)
        return total / len(self.contacts)

    def test_form_of_a_contact(self):
        model, every, others = self._open_form(self.user)
        self.assertGreater(len(every), len(others))
        # what is asked once for all
        self._count_queries(model, every)
        cost = self._count_queries(model, every) - self._count_queries(model, others)
        # the names of templates and users, which most requests know already, included
        # and where letters go today
        self.assertLessEqual(cost, 9)

    def test_counters_are_counted_together(self):
        model, _every, others = self._open_form(self.user)
        counters = {
            name: {}
            for name in ("segment_count", "interaction_count", "last_interaction_date")
        }
        self._count_queries(model, {**others, **counters})
        with_counters = self._count_queries(model, {**others, **counters})
        self.assertEqual(with_counters - self._count_queries(model, others), 1)

    def test_users_without_a_role_are_asked_for_nothing(self):
        employee = new_test_user(self.env, login="cost", groups="base.group_user")
        _model, every, others = self._open_form(employee)
        self.assertEqual(every, others)

    def test_deleting_contacts_that_no_segment_knows(self):
        contacts = self.env["res.partner"].create(
            [{"name": f"Deleted {number}"} for number in range(4)]
        )
        contacts[0].unlink()
        own = self._read_own_queries(contacts[1].unlink)
        self.assertLessEqual(len(own), 1, "\n".join(own))

    def test_sending_emails_that_are_of_no_interaction(self):
        mails = self.env["mail.mail"].create(
            [
                {"email_to": f"{number}@example.com", "auto_delete": True}
                for number in range(4)
            ]
        )
        with self.mock_mail_gateway(mail_unlink_sent=True):
            # each is deleted when it is sent, and what was read is forgotten
            own = self._read_own_queries(mails.send)
        self.assertFalse(mails.exists())
        self.assertEqual(len(self._mails), 4)
        # the company's settings come with its other columns
        own = [line for line in own if "contact_interaction" in line]
        self.assertEqual(len(own), 1, "\n".join(own))

    def _read_own_queries(self, function):
        """Return the queries of tables of ours that a function makes."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertLogs("odoo.sql_db", "DEBUG") as log:
            function()
        return [line for line in log.output if re.search(r"\bcontact_\w+", line)]
