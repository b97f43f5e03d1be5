# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..live_common import LiveCommon


@tagged("post_install", "-at_install")
class TestLiveLog(LiveCommon):
    """What is logged of a live segment is a segment of its own."""

    def _log(self, segment, **options):
        result = segment.log(send=False, **options)
        return result, segment.browse(result["logged_segment_id"])

    def test_logs_a_snapshot(self):
        for user in (self.user, self.user_all, self.manager):
            segment = self._create_live(user, subject="Hello")
            self._line(segment, self.anna).write({"subject": "You", "note": "Dear"})
            result, snapshot = self._log(segment)
            self.assertEqual(result["interaction_count"], 3)
            self.assertNotEqual(snapshot, segment)
            self.assertEqual((snapshot.state, snapshot.live_id), ("logged", segment))
            self.assertEqual((segment.state, segment.is_live), ("draft", True))
            self.assertFalse(snapshot.is_live)
            self.assertEqual(snapshot.name, segment.name)
            self.assertNotEqual(snapshot.number, segment.number)
            self.assertEqual(self._members(snapshot), self.people)
            line = self._line(snapshot, self.anna)
            self.assertEqual((line.subject, line.note), ("You", "Dear"))
            self.assertEqual(snapshot.interaction_count, 3)
            self.assertEqual(segment.interaction_count, 0)

    def test_logs_only_who_is_new(self):
        segment = self._create_live()
        self._log(segment)
        with self.assertRaisesRegex(UserError, r"Nobody is new .*\(contacts: 3\)"):
            segment.log(send=False, only_new=True)
        self.bob.function = "Baker"
        segment.refresh()
        result, snapshot = self._log(segment, only_new=True)
        self.assertEqual(result["interaction_count"], 1)
        self.assertEqual(self._members(snapshot), self.bob)
        self.assertEqual(segment.snapshot_ids.mapped("interaction_count"), [1, 3])
        # everybody again, if that is wanted
        result, _snapshot = self._log(segment)
        self.assertEqual(result["interaction_count"], 4)

    def test_cancelled_ones_do_not_count(self):
        segment = self._create_live()
        _result, snapshot = self._log(segment)
        snapshot.with_user(self.manager).cancel_logged()
        result, snapshot = self._log(segment, only_new=True)
        self.assertEqual(result["interaction_count"], 3)
        # what its step says is so, too
        snapshot.with_user(self.manager).cancel_logged()
        domain = literal_eval(snapshot.step_ids.domain)
        self.assertEqual(self.Partner.search(domain), self.people)

    def test_ordinary_segment_gives_its_own_id(self):
        segment = self._fill(
            self._create_segment(template_id=self.template.id), self.anna
        )
        with self.assertRaisesRegex(UserError, "not live"):
            segment.log(send=False, only_new=True)
        _result, logged = self._log(segment)
        self.assertEqual((logged, logged.state), (segment, "logged"))

    def test_leaves_nothing_when_blocked(self):
        segment = self._create_live()
        segment.template_id = False
        before = self.env["contact.segment"].search_count([])
        with self.assertRaises(UserError):
            segment.log(send=False)
        self.assertEqual(self.env["contact.segment"].search_count([]), before)

    def test_undo_removes_the_snapshot(self):
        segment = self._create_live()
        _result, snapshot = self._log(segment)
        snapshot.undo_log()
        self.assertFalse(snapshot.exists())
        result, _snapshot = self._log(segment, only_new=True)
        self.assertEqual(result["interaction_count"], 3)

    def test_a_refresh_logs_nothing(self):
        segment = self._create_live()
        self.bob.function = "Baker"
        before = self.env["contact.interaction"].search_count([])
        segment.refresh(force=True)
        self.assertEqual(self.env["contact.interaction"].search_count([]), before)

    def test_rights(self):
        segment = self._create_live()
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).log(send=False)
