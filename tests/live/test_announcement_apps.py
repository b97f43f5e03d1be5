# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from unittest.mock import patch

import requests

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ...models.live import contact_segment_announcement
from ..automation_common import AutomationCommon
from ..live_common import LiveCommon

MEMBERSHIP = "contact.segment.membership"
LOGGER = "odoo.addons.contact_segment.models.live.contact_segment_announcement"
CRON = "contact_segment.ir_cron_announce"


class TestAnnouncementApps(AutomationCommon, LiveCommon, CronMixinCase):
    """Automation rules are told of joins and leaves, after the transaction."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_live()
        self.Announcement = self.env["contact.segment.announcement"].sudo()

    def _announce(self):
        """Run the scheduled action on a connection of its own."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["contact.segment.announcement"]._cron_announce()
        self.env.invalidate_all()

    def _waiting(self):
        return self.Announcement.search([("state", "=", "waiting")])

    def _failed(self):
        return self.Announcement.search([("state", "=", "failed")])

    def _add_joins(self, **values):
        return self._add_rule(MEMBERSHIP, "on_create", **values)

    def _add_leaves(self, **values):
        """Create a rule as users do: when the day of the leave is set."""
        left_on = self._get_field(MEMBERSHIP, "left_on")
        values = {
            "trigger_field_ids": [Command.set([left_on])],
            "filter_pre_domain": "[('left_on', '=', False), ('is_open', '=', True)]",
            "filter_domain": "[('left_on', '!=', False)]",
            **values,
        }
        return self._add_rule(MEMBERSHIP, "on_write", **values)

    def _change(self):
        """Let Carl go, and Bob and the company come."""
        self._later()
        self.carl.function = "Butcher"
        (self.bob | self.acme).function = "Baker"
        return self.segment.refresh()

    def _find(self, *partners):
        return [self._ranges(self.segment, one).ids[-1] for one in partners]

    def test_joins_and_leaves_after_the_refresh(self):
        joined, left = self._add_joins(), self._add_leaves()
        with self.capture_triggers(self.env.ref(CRON).id) as captured:
            self.assertEqual(self._change()["state"], "ok")
        self.assertTrue(captured.records)
        self.assertEqual((joined(), left()), ([], []))
        self.assertEqual(len(self._waiting()), 2)
        self._announce()
        self.assertEqual(joined(), sorted(self._find(self.bob, self.acme)))
        self.assertEqual(left(), self._find(self.carl))
        self.assertFalse(self.Announcement.search([]))
        # each once
        self.segment.refresh()
        self._announce()
        self.assertEqual((joined(), left()), ([], []))

    def test_one_rule_gets_them_in_their_order(self):
        seen = self._add_rule(
            MEMBERSHIP,
            "on_create_or_write",
            sees="record.id if not record.left_on else -record.id",
        )
        self._change()
        bob = self._find(self.bob)
        self._announce()
        carl, *others = seen()
        self.assertEqual([carl], [-id_ for id_ in self._find(self.carl)])
        self.assertEqual(others, sorted(self._find(self.bob, self.acme)))
        # who comes and goes before the rule is told is told twice, in this order
        self.dora.function = "Butcher"
        self.segment.refresh()
        self.dora.function = "Baker"
        self.segment.refresh()
        self.bob.function = "Butcher"
        self.segment.refresh()
        first, second = self._ranges(self.segment, self.dora).ids
        self._announce()
        self.assertEqual(seen(), [-first, second, -bob[0]])

    def test_steps_by_hand_deletion_and_merging(self):
        joined, left = self._add_joins(), self._add_leaves()
        self._later()
        self._line(self.segment, self.anna).unlink()
        self.assertEqual(left(), [])
        dora = self._ranges(self.segment, self.dora)
        self.dora.with_user(self.user).unlink()
        self._announce()
        self.assertEqual(left(), [*self._find(self.anna), dora.id])
        self.assertEqual(dora.leave_reason, "deleted")
        self.bob.function = "Baker"
        self.segment.refresh()
        self._announce()
        self.assertEqual(joined(), self._find(self.bob))
        # nobody joins or leaves where two contacts become one
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.carl | self.bob).ids, self.bob
        )
        self.env.invalidate_all()
        self.segment.refresh()
        self._announce()
        self.assertEqual((joined(), left()), ([], []))

    def test_rules_about_lines(self):
        """They follow a refresh too, and cannot make it fail."""
        self.carl.function = "Butcher"
        self.segment.refresh()
        lines = {
            trigger: self._add_rule("contact.segment.line", trigger)
            for trigger in ("on_create", "on_archive", "on_unarchive")
        }
        self._add_rule("contact.segment.line", "on_create", before="raise ValueError()")
        self._later()
        self.anna.function = "Butcher"
        (self.bob | self.carl).function = "Baker"
        self.assertEqual(self.segment.refresh()["state"], "ok")
        self.assertEqual([seen() for seen in lines.values()], [[], [], []])
        with self.assertLogs(LOGGER, "ERROR"):
            self._announce()
        every = self.segment.line_ids.with_context(active_test=False).search(
            [("segment_id", "=", self.segment.id)]
        )
        for seen, partner in zip(
            lines.values(), (self.bob, self.anna, self.carl), strict=True
        ):
            line = every.filtered(lambda one, p=partner: one.partner_id == p)
            self.assertEqual(seen(), line.ids)
        # a step tells them itself, once
        self.env["base.automation"].search([], order="id desc", limit=1).unlink()
        self.segment.add_contacts([("id", "=", self.acme.id)])
        self.assertEqual(lines["on_create"](), self._line(self.segment, self.acme).ids)
        self._announce()
        self.assertEqual(lines["on_create"](), [])

    def test_a_rule_as_users_make_it(self):
        form = Form(self.env["base.automation"])
        form.name = "Welcome"
        form.model_id = self.env["ir.model"]._get(MEMBERSHIP)
        form.trigger = "on_create"
        form.filter_domain = "[('join_reason', '=', 'match')]"
        rule = form.save()
        self._add_action(rule, "record.partner_id.message_post(body='Welcome')")
        # whoever refreshes may not write memberships, and a rule works as the system
        self._change()
        self._announce()
        for partner, count in ((self.bob, 1), (self.anna, 0)):
            messages = partner.message_ids.filtered(lambda one: "Welcome" in one.body)
            self.assertEqual(len(messages), count)

    def test_a_webhook_after_the_commit(self):
        rule = self.env["base.automation"].create(
            {
                "name": "Webhook",
                "model_id": self.env["ir.model"]._get_id(MEMBERSHIP),
                "trigger": "on_create",
            }
        )
        names = ("partner_id", "joined_on")
        rule.action_server_ids = [
            Command.create(
                {
                    "name": "Tell the shop",
                    "model_id": rule.model_id.id,
                    "state": "webhook",
                    "usage": "base_automation",
                    "base_automation_id": rule.id,
                    "webhook_url": "https://shop.example.com/joined",
                    "webhook_field_ids": [
                        Command.set([self._get_field(MEMBERSHIP, n) for n in names])
                    ],
                }
            )
        ]
        with (
            patch.object(requests, "post") as post,
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 60
            ),
            mute_logger("odoo.addons.base.models.ir_actions"),
        ):
            self._change()
            self.Announcement._cron_announce()
            post.assert_not_called()
            self.env.cr.postcommit.run()
            self.assertEqual(post.call_count, 2)
            told = [json.loads(call.kwargs["data"]) for call in post.call_args_list]
        self.assertEqual(
            [(one["_id"], one["partner_id"]) for one in told],
            sorted(
                (id_, partner.id)
                for partner in self.bob | self.acme
                for id_ in self._find(partner)
            ),
        )

    def test_a_failing_rule_holds_up_nobody(self):
        fails = f"if record.partner_id.id == {self.bob.id}:\n    raise ValueError('No')"
        careful, other = self._add_joins(before=fails), self._add_joins()
        self.assertEqual(self._change()["state"], "ok")
        with self.assertLogs(LOGGER, "ERROR") as logs:
            self._announce()
        self.assertEqual(len(logs.records), 1)
        self.assertEqual(careful(), self._find(self.acme))
        self.assertEqual(other(), sorted(self._find(self.bob, self.acme)))
        self.assertFalse(self._waiting())
        failed = self._failed()
        self.assertEqual(failed.only_numbers, self._find(self.bob))
        self.assertIn("No", failed.message)
        self.assertEqual(failed.rule_name, self._keys[0])
        # what came later was told
        self._later()
        self.carl.function = "Baker"
        self.segment.refresh()
        self._announce()
        self.assertEqual(careful(), self._find(self.carl))
        # once it is mended, the system can have it told again
        actions = self.env["ir.actions.server"].search([("name", "=", self._keys[0])])
        actions.code = actions.code.replace("raise ValueError('No')", "pass")
        admin = self.env.ref("base.user_admin")
        self.Announcement.with_user(admin).browse(failed.id).try_again()
        self._announce()
        self.assertEqual(careful(), self._find(self.bob))
        self.assertFalse(self.Announcement.search([]))

    def test_a_rule_that_always_fails_is_given_up(self):
        seen = self._add_joins(before="raise ValueError('Never')")
        contacts = self.Partner.create(
            [{"name": f"Baker {number}", "function": "Baker"} for number in range(12)]
        )
        self.segment.refresh()
        tell_rule = type(self.Announcement)._tell_rule
        with (
            patch.object(type(self.Announcement), "_tell_rule", autospec=True) as calls,
            self.assertLogs(LOGGER, "ERROR"),
        ):
            calls.side_effect = tell_rule
            self._announce()
        self.assertEqual(calls.call_count, 1 + contact_segment_announcement.GIVE_UP)
        self.assertEqual(seen(), [])
        failed = self._failed()
        self.assertEqual(failed.only_numbers, sorted(self._find(*contacts)))

    def test_a_killed_batch_is_told_once(self):
        seen, other = self._add_joins(), self._add_joins()
        contacts = self.Partner.create(
            [{"name": f"Baker {number}", "function": "Baker"} for number in range(7)]
        )
        self.segment.refresh()
        expected = sorted(self._find(*contacts))
        note_told = type(self.Announcement)._note_told
        calls = []

        def killed(announcement, events):
            note_told(announcement, events)
            calls.append(events)
            if len(calls) % 2 == 0:
                raise KeyboardInterrupt

        with (
            patch.object(contact_segment_announcement, "BATCH_SIZES", (3, 2, 1)),
            patch.object(type(self.Announcement), "_note_told", killed),
        ):
            for _attempt in range(20):
                try:
                    self._announce()
                    break
                except KeyboardInterrupt:
                    self.env.invalidate_all()
        self.assertGreater(len(calls), 5)
        self.assertFalse(self.Announcement.search([]))
        self.assertEqual((seen(), other()), (expected, expected))

    def test_what_stops_the_server_is_left_alone(self):
        self._add_joins()
        good = self._add_joins()
        self._change()
        bad = self._waiting()[0].rule_id
        tell_rule = type(self.Announcement)._tell_rule

        def stops(announcement, rule, events):
            if announcement.rule_id == bad:
                raise KeyboardInterrupt
            tell_rule(announcement, rule, events)

        with patch.object(type(self.Announcement), "_tell_rule", stops):
            for _attempt in range(8):
                try:
                    self._announce()
                    break
                except KeyboardInterrupt:
                    self.env.invalidate_all()
        self.assertEqual(good(), sorted(self._find(self.bob, self.acme)))
        self.assertFalse(self._waiting())
        self.assertEqual(
            sorted(n for one in self._failed() for n in one.only_numbers),
            sorted(self._find(self.bob, self.acme)),
        )

    def test_nothing_is_kept_without_a_rule(self):
        self._change()
        self.assertFalse(self.Announcement.search([]))
        # a rule that is gone meanwhile is told nothing
        seen = self._add_joins()
        self._later()
        self.carl.function = "Baker"
        self.segment.refresh()
        self.assertTrue(self._waiting())
        self.env["base.automation"].search([]).active = False
        self._announce()
        self.assertEqual(seen(), [])
        self.assertFalse(self.Announcement.search([]))

    def test_costs_as_many_queries_for_many(self):
        self._add_joins()
        self.bob.function = "Baker"
        few = self._count_queries_of(self.segment.refresh)
        self.Partner.create(
            [{"name": f"Baker {number}", "function": "Baker"} for number in range(200)]
        )
        self.assertLessEqual(self._count_queries_of(self.segment.refresh), few)

    def test_rights(self):
        self._add_joins()
        self._change()
        for user in (self.user, self.user_all, self.manager):
            mine = self.Announcement.with_user(user).sudo(False)
            with self.assertRaises(AccessError):
                mine.search([])
            with self.assertRaises(AccessError):
                mine.browse(self._waiting().ids).try_again()
        admin = self.env.ref("base.user_admin")
        system = self.Announcement.with_user(admin).sudo(False)
        self.assertTrue(system.search([]))
        with self.assertRaises(AccessError):
            system.search([]).write({"state": "failed"})
        system.search([]).unlink()
