# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form

from ..common import SegmentCommon


class TestNextStep(SegmentCommon):
    """What the primary button of a segment is: add, check, log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_document(cls.template)
        cls._add_document(cls.call)

    @classmethod
    def _add_document(cls, template):
        template.document_ids = [(0, 0, {"kind": "html", "subject": "Hello"})]

    def _look(self, segment, user=None):
        segment.with_user(user or self.user).action_preview_letters()
        return segment.next_step

    def test_add_check_log(self):
        segment = self._create_segment(template_id=self.template.id)
        self.assertEqual(segment.next_step, "add")
        self._fill(segment, self.anna | self.bob)
        self.assertEqual(segment.next_step, "check")
        self.assertEqual(self._look(segment), "log")
        segment.log(send=False)
        self.assertFalse(segment.next_step)

    def test_a_form_that_is_new(self):
        form = Form(self.env["contact.segment"].with_user(self.user))
        self.assertEqual(form.next_step, "add")
        form.template_id = self.template
        self.assertEqual(form.next_step, "add")

    def test_what_was_seen_has_changed(self):
        segment = self._create_segment(template_id=self.template.id)
        self._fill(segment, self.anna)
        self.assertEqual(self._look(segment), "log")
        self._fill(segment, self.bob)
        self.assertEqual(segment.next_step, "check")
        segment.go_back()
        self.assertEqual(segment.next_step, "log")
        other = self.template.copy({"name": "Another letter"})
        segment.template_id = other
        self.assertEqual(segment.next_step, "check")
        self.assertEqual(self._look(segment), "log")
        segment.document_ids = [(0, 0, {"kind": "html", "subject": "Own"})]
        self.assertEqual(segment.next_step, "check")
        self.assertEqual(self._look(segment), "log")
        later = self.env.cr.now() + timedelta(minutes=1)
        with patch.object(type(self.env.cr), "now", lambda cr: later):
            segment.document_ids.subject = "Changed"
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(segment.next_step, "check")

    def test_nothing_to_look_at(self):
        bare = self.template.copy({"name": "Bare"})
        bare.document_ids.unlink()
        segment = self._fill(self._create_segment(template_id=bare.id), self.anna)
        self.assertEqual(segment.next_step, "log")
        calls = self._fill(self._create_segment(template_id=self.call.id), self.anna)
        self.assertEqual(calls.next_step, "log")

    def test_who_may_only_read_looks_for_himself(self):
        reader = self._create_user("reader", "group_user_all")
        segment = self._fill(
            self._create_segment(template_id=self.template.id), self.anna
        )
        access = self.env["ir.model.access"].search(
            [("model_id.model", "=", "contact.segment")]
        )
        access.perm_write = False
        self.assertEqual(self._look(segment, reader), "check")

    def test_nobody_says_that_it_was_seen(self):
        segment = self._create_segment(template_id=self.template.id)
        with self._assert_refused(AccessError, "letters_seen|Letters Seen"):
            segment.letters_seen = "anything"
