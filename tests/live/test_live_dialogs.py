# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..live_common import LiveCommon


@tagged("post_install", "-at_install")
class TestLiveDialogs(LiveCommon):
    """The form of a live segment, its difference, and the dialog that logs it."""

    def _open(self, action, user=None):
        model = self.env[action["res_model"]].with_user(user or self.user)
        return model.browse(action["res_id"])

    def test_buttons(self):
        segment = self._fill(self._create_segment(), self.people)
        segment.action_make_live()
        self.assertTrue(segment.is_live)
        with Form(segment) as form:
            form.refresh_unit = "week"
            with form.check_ids.new() as check:
                check.partner_id = self.anna
        self.assertEqual(segment.check_ids.must_be, "in")
        note = segment.action_refresh()["params"]
        self.assertEqual(note["type"], "success")
        self.assertEqual(segment.action_run_checks()["params"]["type"], "success")
        ranges = segment.action_view_memberships()
        self.assertEqual(
            self.env[ranges["res_model"]].search_count(ranges["domain"]), 3
        )
        segment.action_end_live()
        self.assertFalse(segment.is_live)

    def test_difference_is_accepted_or_refused(self):
        segment = self._create_live(hold_percent=10)
        self.carl.function = "Butcher"
        self.bob.function = "Baker"
        note = segment.action_refresh()["params"]
        self.assertEqual((note["type"], segment.refresh_state), ("warning", "held"))
        for user in (self.user, self.user_all, self.manager):
            wizard = self._open(segment.with_user(user).action_view_difference(), user)
            self.assertEqual((wizard.added, wizard.removed), (1, 1))
            self.assertEqual((wizard.line_count, wizard.count_after), (3, 3))
            rows = wizard.change_ids.mapped(lambda one: (one.partner_id, one.reason))
            self.assertEqual(rows, [(self.bob, False), (self.carl, "no_match")])
        wizard.action_refuse()
        self.assertIn("refused", segment.refresh_message)
        wizard.action_accept()
        self.assertEqual(self._members(segment), self.anna | self.bob | self.dora)
        with self.assertRaisesRegex(UserError, "not held"):
            wizard.action_refuse()
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).action_view_difference()

    def test_difference_hides_hidden_contacts(self):
        segment = self._create_live(self.manager, hold_percent=10)
        self._hide(self.bob)
        segment.with_user(self.manager).user_id = False
        self.bob.function = "Baker"
        preview = segment.with_user(self.user).preview_refresh()
        self.assertEqual((preview["added"], preview["contacts"]), (0, []))

    def test_logs_who_is_new(self):
        segment = self._create_live()
        wizard = self._open(segment.action_log())
        self.assertFalse(wizard.only_new)
        self.assertIn("snapshot", wizard.live_summary)
        wizard.send = False
        note = wizard.action_log()
        snapshot = segment.snapshot_ids
        self.assertEqual(snapshot.line_count, 3)
        self.assertEqual(note["params"]["undo"]["ids"], snapshot.ids)
        self.assertEqual(segment.snapshot_count, 1)
        found = segment.action_view_snapshots()
        self.assertEqual(segment.search(found["domain"]), snapshot)
        self.bob.function = "Baker"
        segment.refresh()
        wizard = self._open(segment.action_log())
        self.assertTrue(wizard.only_new)
        self.assertEqual(wizard.ready_count, 1)
        self.assertIn("new since: 1", wizard.live_summary)
        counts = {one.kind: one.count for one in wizard.outcome_ids}
        # the others have theirs already
        self.assertEqual((counts.pop("handled"), sum(counts.values())), (3, 1))
        with Form(wizard) as form:
            form.only_new = False
        self.assertEqual(wizard.ready_count, 4)
        wizard.only_new = True
        wizard.send = False
        wizard.action_log()
        self.assertEqual(sorted(segment.snapshot_ids.mapped("line_count")), [1, 3])
        # pressed again, nobody is written to twice
        wizard = self._open(segment.action_log())
        with self.assertRaisesRegex(UserError, "Nobody is new"):
            wizard.action_log()
