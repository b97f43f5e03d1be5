# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError

from ..common import SegmentCommon


class TestContext(SegmentCommon):
    """A context that shows archived records, as some lists have it, changes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        segment = cls._create_segment(template_id=cls.call.id)
        cls.segment = segment.with_context(active_test=False)
        cls._fill(cls.segment, cls.anna | cls.bob | cls.carl)
        cls.segment.reduce_contacts(cls._domain(cls.carl))

    def test_removed_contacts_are_not_logged(self):
        self.carl.active = False
        self.assertEqual(self.segment.check_log(send=False), [])
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 2)
        partners = self.segment.interaction_ids.partner_id
        self.assertEqual(partners, self.anna | self.bob)

    def test_removed_contacts_count_in_no_figure(self):
        self.assertEqual((self.segment.line_count, self.segment.duration), (2, 10))
        self.env.invalidate_all()
        carl = self.carl.with_user(self.user).with_context(active_test=False)
        self.assertEqual(carl.segment_count, 0)

    def test_archived_contacts_do_not_enter(self):
        self.dora.active = False
        result = self.segment.add_contacts(self._domain(self.dora))
        self.assertEqual((result["added"], result["line_count"]), (0, 2))

    def test_removed_contact_can_be_entered_by_hand(self):
        self.segment.line_ids.create(
            {"segment_id": self.segment.id, "partner_id": self.carl.id}
        )
        self.assertEqual(self.segment.line_count, 3)

    def test_undone_steps_are_left_alone(self):
        first, second = self.segment.step_ids.sorted("id")
        self.assertEqual(self.segment.go_back()["step_id"], second.id)
        self.assertEqual(self.segment.step_count, 1)
        criteria = self.env["contact.criteria"].browse(
            self.segment.save_criteria("Steps that count")
        )
        self.assertEqual(criteria.step_count, 1)
        explained = self.segment.explain(self.carl.id)
        self.assertEqual(len(explained["steps"]), 1)
        self.assertEqual(self.segment.go_back()["step_id"], first.id)
        with self._assert_refused(UserError, "no step to go back"):
            self.segment.go_back()
        self.assertEqual(self.segment.redo()["line_count"], 3)

    def test_removed_contact_can_be_deleted(self):
        self.carl.with_context(active_test=False).unlink()
        self.assertFalse(self.carl.exists())
        self.assertEqual(self.segment.line_count, 2)
