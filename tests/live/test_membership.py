# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestMembershipModel(SegmentCommon):
    """Who may read from when to when somebody was on a segment, and who writes it."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment()
        self.membership = (
            self.env["contact.segment.membership"]
            .sudo()
            .create(
                {
                    "segment_id": self.segment.id,
                    "partner_id": self.anna.id,
                    "joined_on": fields.Datetime.now(),
                    "join_reason": "match",
                }
            )
        )

    def _search(self, user):
        memberships = self.env["contact.segment.membership"].with_user(user)
        return memberships.search([("segment_id", "=", self.segment.id)])

    def test_is_readable_as_the_segment_is(self):
        for user in (self.user, self.user_all, self.manager):
            self.assertEqual(self._search(user).mapped("is_open"), [True])
        self.assertFalse(self._search(self.colleague))
        with self.assertRaises(AccessError):
            self.membership.with_user(self.colleague).read(["joined_on"])

    def test_hides_hidden_contacts(self):
        self._hide(self.anna)
        self.assertFalse(self._search(self.user))

    def test_is_written_by_methods_only(self):
        for user in (self.user, self.user_all, self.manager):
            mine = self.membership.with_user(user)
            with self.assertRaises(AccessError):
                mine.write({"leave_reason": "no_match"})
            with self.assertRaises(AccessError):
                mine.create({"segment_id": self.segment.id})
            with self.assertRaises(AccessError):
                mine.unlink()

    def test_searches_who_is_on_it(self):
        memberships = self.env["contact.segment.membership"].with_user(self.user)
        mine = [("segment_id", "=", self.segment.id)]
        for value, count in ((True, 1), (False, 0)):
            found = memberships.search_count([*mine, ("is_open", "=", value)])
            self.assertEqual(found, count)
        self.membership.write(
            {
                "left_on": fields.Datetime.now(),
                "leave_reason": "no_match",
                "leave_number": self.membership.id + 1,
            }
        )
        found = memberships.search_count([*mine, ("is_open", "=", False)])
        self.assertEqual(found, 1)
