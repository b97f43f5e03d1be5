# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..at_once_common import AtOnceCommon


@tagged("post_install", "-at_install")
class TestInteractionKeyAtOnce(AtOnceCommon):
    """Two callers at once, on connections of their own, with data that is committed."""

    @classmethod
    def _create_data(cls, env):
        groups = "contact_segment.group_user,base.group_partner_manager"
        cls._create_users(env, ["segment_caller"], groups)
        [cls.uid] = cls.uids
        cls.partner_ids = env["res.partner"].create({"name": "At once"}).ids
        template = env["contact.interaction.template"].create({"name": "At once"})
        cls.template_ids = template.ids
        cls.partner_id, cls.template_id = cls.partner_ids[0], cls.template_ids[0]

    def _call(self, function):
        return self._call_as_rpc(function, self.uid)

    def _create(self, env, key, name="First"):
        return (
            env["contact.interaction"]
            .create(
                {
                    "name": name,
                    "partner_id": self.partner_id,
                    "template_id": self.template_id,
                    "external_key": key,
                }
            )
            .id
        )

    @mute_logger("odoo.sql_db")
    def test_two_creates_end_with_one_row(self):
        calls = []

        def create(env):
            # the transaction sees the database as it is now
            env["contact.interaction"].search_count([("external_key", "=", "race")])
            calls.append(len(calls))
            if len(calls) == 1:
                calls.append(self._call(lambda other: self._create(other, "race")))
            return self._create(env, "race", "Second")

        second = self._call(create)
        self.assertEqual(second, calls[1])
        with self._connect(self.uid) as env:
            found = env["contact.interaction"].search([("external_key", "=", "race")])
            self.assertEqual(found.mapped("name"), ["First"])

    @mute_logger("odoo.sql_db")
    def test_two_tabs_finish_a_postponed_one_at_once(self):
        with self._connect(self.uid) as env:
            interaction = env["contact.interaction"].create(
                {
                    "name": "Postponed",
                    "partner_id": self.partner_id,
                    "template_id": self.template_id,
                    "state": "draft",
                }
            )
            context = interaction.action_resume()["context"]
            Wizard = env["contact.interaction.wizard"].with_context(**context)
            tabs = [Wizard.create({}).id for _tab in range(2)]
        seen = []

        def finish(env, tab):
            wizard = env["contact.interaction.wizard"].browse(tab)
            seen.append(wizard._get_resumed().state)
            if len(seen) == 1:
                self._call(lambda other: finish(other, tabs[1]))
            return wizard.action_finish()

        with self.assertRaisesRegex(UserError, "not postponed any more"):
            self._call(lambda env: finish(env, tabs[0]))
        self.assertEqual(seen, ["draft", "draft", "done"])

    @mute_logger("odoo.sql_db")
    def test_two_tabs_finish_an_activity_at_once(self):
        with self._connect(self.uid) as env:
            activity = env["mail.activity"].create(
                {
                    "res_model_id": env["ir.model"]._get_id("res.partner"),
                    "res_id": self.partner_id,
                    "activity_type_id": env.ref("mail.mail_activity_data_call").id,
                    "summary": "Race",
                    "user_id": self.uid,
                }
            )
            context = activity.action_create_interaction()["context"]
            Wizard = env["contact.interaction.wizard"].with_context(**context)
            values = {"template_id": self.template_id, "name": "Race"}
            tabs = [Wizard.create(values).id for _tab in range(2)]
        seen = []

        def finish(env, tab):
            wizard = env["contact.interaction.wizard"].browse(tab)
            seen.append(wizard.activity_id.active)
            if len(seen) == 1:
                self._call(lambda other: finish(other, tabs[1]))
            return wizard.action_finish()

        with self.assertRaisesRegex(UserError, "has its interaction already"):
            self._call(lambda env: finish(env, tabs[0]))
        with self._connect(self.uid) as env:
            domain = [("name", "=", "Race"), ("partner_id", "=", self.partner_id)]
            self.assertEqual(env["contact.interaction"].search_count(domain), 1)
