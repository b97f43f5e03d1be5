# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..insight_common import InsightCommon


@tagged("post_install", "-at_install")
class TestSimilar(InsightCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alike = cls.crowd.filtered(
            lambda one: one.country_id == cls.belgium and cls.tag in one.category_id
        )
        # most of those who are alike are on the segment, the others are to be found
        cls.members, cls.missing = cls.alike[4:], cls.alike[:4]

    def _make_members(self, user=None):
        return self._fill(self._create_segment(user, name="Regulars"), self.members)

    def test_those_who_are_alike_come_first(self):
        segment = self._make_members()
        similar = segment.browse(segment.find_similar(4))
        self.assertEqual(similar.state, "draft")
        self.assertEqual(similar.line_ids.partner_id, self.missing)
        self.assertGreater(min(similar.line_ids.mapped("similarity")), 0.5)
        self.assertEqual(similar.similar_to_id, segment)
        self.assertGreater(similar.similarity_auc, 0.8)
        self.assertIn("Regulars", similar.similarity_text)
        self.assertEqual(similar.name, "Similar to Regulars")
        [step] = similar.step_ids
        self.assertEqual((step.source, step.action), ("similar", "add"))

    def test_order_and_ties(self):
        segment = self._make_members()
        wide = segment.browse(segment.find_similar(60))
        narrow = segment.browse(segment.find_similar(30))
        ranked = sorted(
            wide.line_ids, key=lambda line: (-line.similarity, line.partner_id.id)
        )
        wanted = {line.partner_id for line in ranked[:30]}
        self.assertEqual(set(narrow.line_ids.partner_id), wanted)
        self.assertFalse(self.members & wide.line_ids.partner_id)

    def test_who_may_not_enter_is_not_found(self):
        excluded, archived, hidden, foreign = self.missing
        excluded.exclude_from_segments = True
        archived.active = False
        self._hide(hidden)
        foreign.company_id = self.env["res.company"].create({"name": "Other"})
        segment = self._make_members()
        similar = segment.browse(segment.find_similar(50))
        self.assertFalse(self.missing & similar.sudo().line_ids.partner_id)
        self.assertEqual(similar.line_count, 50)

    def test_chance_is_refused(self):
        self._hide_others()
        half = self.Partner.browse(self.crowd.ids[::2])
        segment = self._fill(self._create_segment(), half)
        before = self.env["contact.segment"].search_count([])
        with self._assert_refused(UserError, "better than chance"):
            segment.find_similar(10)
        self.assertEqual(self.env["contact.segment"].search_count([]), before)

    def test_refusals(self):
        segment = self._fill(self._create_segment(), self.members[:19])
        with self._assert_refused(UserError, "you may see: 19"):
            segment.find_similar(10)
        for bad in (0, -1, "x", 1.5, 100_001):
            with self._assert_refused(UserError, "count cannot be"):
                segment.find_similar(bad)
        segment.add_contacts([])
        with self._assert_refused(UserError, "nobody else to find"):
            segment.find_similar(10)

    def test_who_may_ask(self):
        segment = self._make_members()
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).find_similar(5)
        for user in (self.user_all, self.manager):
            asked = segment.with_user(user)
            similar = asked.browse(asked.find_similar(4))
            self.assertEqual(similar.line_ids.partner_id, self.missing)
            self.assertEqual(similar.create_uid, user)
        secret = similar.with_user(self.manager)
        secret.user_id = self.colleague
        text = secret.with_user(self.colleague).similarity_text
        self.assertIn("a segment you may not see", text)
        self.assertNotIn("Regulars", text)

    def test_the_similarity_is_no_value_to_give(self):
        segment = self._make_members()
        similar = segment.browse(segment.find_similar(4))
        for record, name in (
            (similar.line_ids[0], "similarity"),
            (similar, "similarity_auc"),
            (similar, "similar_to_id"),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.user).write({name: 1})

    def test_going_back_and_forth_keeps_it(self):
        segment = self._make_members()
        similar = segment.browse(segment.find_similar(4))
        before = similar.line_ids.mapped("similarity")
        similar.go_back()
        self.assertFalse(similar.line_ids)
        similar.redo()
        self.assertEqual(similar.line_ids.mapped("similarity"), before)

    def test_the_segment_it_came_from_is_deleted(self):
        segment = self._make_members()
        similar = segment.browse(segment.find_similar(4))
        segment.unlink()
        similar.invalidate_recordset()
        self.assertIn("that was deleted", similar.similarity_text)
