# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..live_common import LiveCommon


@tagged("post_install", "-at_install")
class TestLiveChecks(LiveCommon):
    """Contacts that must be on a segment, or must not: a refresh is held by them."""

    def _check(self, segment, partner, must_be="in", user=None):
        checks = self.env["contact.segment.check"].with_user(user or self.user)
        return checks.create(
            {
                "segment_id": segment.id,
                "partner_id": partner.id,
                "must_be": must_be,
            }
        )

    def test_holds_a_refresh(self):
        segment = self._create_live()
        check = self._check(segment, self.anna)
        out = self._check(segment, self.bob, "out", self.user_all)
        self.assertEqual(
            segment.run_checks(),
            [
                {
                    "check_id": one.id,
                    "partner_id": one.partner_id.id,
                    "must_be": one.must_be,
                    "met": True,
                }
                for one in (check, out)
            ],
        )
        self.dora.function = "Butcher"
        self.assertEqual(segment.refresh()["state"], "ok")
        for partner, job in ((self.anna, "Butcher"), (self.bob, "Baker")):
            was, partner.function = partner.function, job
            self.assertEqual(segment.refresh()["state"], "held", partner.name)
            self.assertIn("not hold: 1.", segment.refresh_message)
            partner.function = was
            self.assertEqual(segment.refresh()["state"], "ok")
        self.anna.function = "Butcher"
        segment.accept_refresh()
        self.assertEqual([one["met"] for one in segment.run_checks()], [False, True])

    def test_rights(self):
        segment = self._create_live()
        check = self._check(segment, self.anna)
        with self.assertRaises(AccessError):
            self._check(segment, self.bob, user=self.colleague)
        with self.assertRaises(AccessError):
            check.with_user(self.colleague).must_be = "out"
        check.with_user(self.manager).must_be = "out"
        self._hide(self.anna)
        self.assertEqual(segment.with_user(self.user).run_checks(), [])

    def test_merged_contacts_have_one(self):
        segment = self._create_live()
        self._check(segment, self.carl)
        kept = self._check(segment, self.dora, "out")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.carl | self.dora).ids, self.dora
        )
        self.env.invalidate_all()
        self.assertEqual(segment.check_ids, kept)
