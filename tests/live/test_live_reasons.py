# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from ..live_common import LiveCommon


@tagged("post_install", "-at_install")
class TestLiveReasons(LiveCommon):
    """What explain and near misses say of those who are in or out by hand."""

    def _enter(self, segment, partner):
        self.env["contact.segment.line"].with_user(self.user).create(
            {"segment_id": segment.id, "partner_id": partner.id}
        )

    def _near(self, segment):
        return {one["partner_id"] for one in segment.find_near_misses(1000)}

    def test_removed_by_hand_is_what_is_missing(self):
        segment = self._create_live()
        self._line(segment, self.carl).unlink()
        # a step that would have Carl again does not get him
        segment.add_contacts([("name", "=", "Carl")])
        segment.refresh()
        for user in (self.user, self.user_all, self.manager):
            told = segment.with_user(user).explain(self.carl.id)
            self.assertFalse(told["included"])
            self.assertFalse(told["matches_today"])
            self.assertEqual(told["missing"], ["not (removed by hand)"])
            self.assertEqual(
                [step["effect"] for step in told["steps"]], ["none", "removed", "none"]
            )
            self.assertEqual(
                [one["met"] for step in told["steps"] for one in step["conditions"]],
                [True, True, True],
            )

    def test_removed_by_hand_without_meeting_the_conditions(self):
        segment = self._create_live()
        self._line(segment, self.carl).unlink()
        self.carl.function = "Butcher"
        segment.refresh()
        told = segment.explain(self.carl.id)
        self.assertEqual(
            told["missing"],
            [told["steps"][0]["conditions"][0]["label"], "not (removed by hand)"],
        )

    def test_entered_by_hand_is_in_whatever_the_conditions_say(self):
        segment = self._create_live()
        self.bob.exclude_from_segments = True
        self._enter(segment, self.bob)
        segment.reduce_contacts([("name", "=", "Bob")])
        segment.refine_contacts([("function", "=", "Baker")])
        segment.refresh()
        told = segment.explain(self.bob.id)
        self.assertTrue(told["included"])
        self.assertTrue(told["matches_today"])
        self.assertEqual(told["missing"], [])
        # but not an archived one
        self.bob.active = False
        segment.refresh()
        told = segment.explain(self.bob.id)
        self.assertFalse(told["included"])
        self.assertFalse(told["matches_today"])
        self.assertEqual(told["missing"], ["not archived"])

    def test_the_last_hand_decides(self):
        segment = self._create_live()
        self._enter(segment, self.bob)
        self._line(segment, self.bob).unlink()
        segment.refresh()
        self.assertIn("not (removed by hand)", segment.explain(self.bob.id)["missing"])
        self._enter(segment, self.bob)
        segment.refresh()
        told = segment.explain(self.bob.id)
        self.assertEqual((told["included"], told["matches_today"]), (True, True))

    def test_whom_a_hand_keeps_out_is_no_near_miss(self):
        segment = self._create_live()
        segment.reduce_contacts([("category_id", "in", self.vip.ids)])
        self._line(segment, self.carl).unlink()
        segment.add_contacts([("color", "=", 7)])
        segment.refresh()
        near = self._near(segment)
        self.assertIn(self.bob.id, near)
        self.assertNotIn(self.carl.id, near)
        # of an ordinary segment, a later step brings him
        segment.is_live = False
        self.assertIn(self.carl.id, self._near(segment))

    def test_agrees_with_refreshes(self):
        """What explain says of steps and hands is what a refresh does."""
        segment = self._create_live()
        segment.reduce_contacts([("name", "=", "Dora")])
        self._enter(segment, self.dora)
        self._line(segment, self.anna).unlink()
        segment.add_contacts([("name", "=", "Acme")])
        self._enter(segment, self.bob)
        segment.refine_contacts([("name", "not in", ["Carl", "Bob"])])
        (self.acme | self.anna).color = 3
        segment.add_contacts([("color", "=", 3)])
        segment.refresh()
        members = self._members(segment)
        self.assertEqual(members, self.dora | self.bob | self.acme)
        for partner in self.contacts:
            told = segment.explain(partner.id)
            self.assertEqual(told["included"], partner in members)
            self.assertEqual(told["matches_today"], partner in members, partner.name)
            self.assertEqual(not told["missing"], partner in members)
