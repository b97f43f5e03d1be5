# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from ..automation_common import AutomationCommon


class TestAutomationApps(AutomationCommon):
    """Automation rules see what happens to segments, lines and interactions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._create_segment(cls.user)
        cls.segment.template_id = cls.template
        cls.lines_to_log = cls.anna | cls.bob

    @classmethod
    def _create_segment(cls, user):
        segments = cls.env["contact.segment"].with_user(user)
        return segments.create({"name": "Automated"})

    def _add_state_rule(self, model, state):
        return self._add_rule(
            model,
            "on_write",
            filter_domain=f"[('state', '=', '{state}')]",
            trigger_field_ids=[Command.set([self._get_field(model, "state")])],
        )

    def test_segment_is_logged_and_cancelled(self):
        logged = self._add_state_rule("contact.segment", "logged")
        cancelled = self._add_state_rule("contact.segment", "cancelled")
        self.segment.add_contacts([("id", "in", self.lines_to_log.ids)])
        self.assertEqual(logged(), [])
        self.segment.log(send=False)
        self.assertEqual(logged(), self.segment.ids)
        self.assertEqual(cancelled(), [])
        self.segment.with_user(self.manager).cancel_logged()
        self.assertEqual(cancelled(), self.segment.ids)

    def test_rule_as_users_make_it(self):
        form = Form(self.env["base.automation"])
        form.name = "State is set to Logged"
        form.model_id = self.env["ir.model"]._get("contact.segment")
        form.trigger = "on_state_set"
        field = self.env["ir.model.fields.selection"].search(
            [("field_id", "=", self._get_field("contact.segment", "state"))]
        )
        form.trg_selection_field_id = field.filtered(lambda one: one.value == "logged")
        rule = form.save()
        self._add_action(rule, "record.message_post(body='Seen by a rule')")
        self.segment.add_contacts([("id", "in", self.lines_to_log.ids)])
        self.segment.log(send=False)
        self.assertEqual(
            len(
                self.segment.message_ids.filtered(
                    lambda message: "Seen by a rule" in message.body
                )
            ),
            1,
        )

    def test_no_method_vouches_for_what_a_rule_writes(self):
        self._add_state_rule("contact.segment", "logged")
        rule = self.env["base.automation"].search([], order="id desc", limit=1)
        self.segment.add_contacts([("id", "in", self.lines_to_log.ids)])
        for user, code, error in (
            # not even the system changes a segment that is logged
            ("", "record.write({'name': 'By a rule'})", UserError),
            ("", "record.write({'state': 'draft'})", UserError),
            (".sudo(False)", "record.write({'state': 'draft'})", AccessError),
            (
                ".sudo(False)",
                "record.interaction_ids[0].write({'delivery_state': 'sent'})",
                AccessError,
            ),
        ):
            rule.action_server_ids.unlink()
            self._add_action(rule, code.replace("record", "record" + user, 1))
            with (
                self.subTest(code=code, user=user),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                self.segment.log(send=False)
        self.assertEqual(self.segment.state, "draft")

    def test_interactions_are_logged_cancelled_and_brought_back(self):
        created = self._add_rule("contact.interaction", "on_create")
        cancelled = self._add_state_rule("contact.interaction", "cancelled")
        done = self._add_state_rule("contact.interaction", "done")
        self.segment.add_contacts([("id", "in", self.lines_to_log.ids)])
        self.segment.log(send=False)
        interactions = self.segment.interaction_ids
        self.assertEqual(len(interactions), 2)
        self.assertEqual(sorted(created()), sorted(interactions.ids))
        segment = self.segment.with_user(self.manager)
        segment.cancel_logged()
        self.assertEqual(sorted(cancelled()), sorted(interactions.ids))
        self.assertEqual(done(), [])
        segment.uncancel_logged()
        self.assertEqual(sorted(done()), sorted(interactions.ids))
        self.assertEqual((created(), cancelled()), ([], []))

    def test_lines_come_go_and_come_back(self):
        created = self._add_rule("contact.segment.line", "on_create")
        archived = self._add_rule("contact.segment.line", "on_archive")
        restored = self._add_rule("contact.segment.line", "on_unarchive")
        self.segment.add_contacts([("id", "in", self.lines_to_log.ids)])
        lines = self.segment.line_ids
        self.assertEqual(sorted(created()), sorted(lines.ids))
        self.segment.reduce_contacts([("id", "=", self.anna.id)])
        gone = lines - self.segment.line_ids
        self.assertEqual(len(gone), 1)
        self.assertEqual(archived(), gone.ids)
        self.segment.go_back()
        self.assertEqual(restored(), gone.ids)
        self.segment.line_ids[:1].with_user(self.user).unlink()
        self.assertEqual(len(archived()), 1)
        self.assertEqual((created(), restored()), ([], []))

    def test_what_a_rule_asks_before(self):
        seen = self._add_rule(
            "contact.interaction",
            "on_write",
            filter_pre_domain=f"[('partner_id', '=', {self.anna.id})]",
        )
        self.segment.add_contacts([("id", "in", self.lines_to_log.ids)])
        self.segment.log(send=False)
        seen()
        self.segment.with_user(self.manager).cancel_logged()
        anna = self.segment.interaction_ids.filtered(
            lambda one: one.partner_id == self.anna
        )
        self.assertEqual(seen(), anna.ids)

    def test_a_delivery_is_seen(self):
        seen = self._add_rule(
            "contact.interaction",
            "on_write",
            filter_domain="[('delivery_state', '=', 'failed')]",
        )
        self.segment.add_contacts([("id", "in", self.lines_to_log.ids)])
        self.segment.log(send=False)
        interaction = self.segment.interaction_ids[:1]
        interaction._set_delivery("failed", "No paper.")
        self.assertEqual(seen(), interaction.ids)

    def test_nothing_is_read_without_a_rule(self):
        self.segment.add_contacts([("id", "in", self.anna.ids)])
        contacts = self.env["res.partner"].create(
            [{"name": f"Many {number}"} for number in range(200)]
        )
        self._count_queries(self.dora)
        few = self._count_queries(self.bob)
        self.assertLessEqual(self._count_queries(contacts), few)

    def _count_queries(self, contacts):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.segment.add_contacts([("id", "in", contacts.ids)])
        return self.env.cr.sql_log_count - before
