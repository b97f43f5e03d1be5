# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..common import SegmentCommon


class TestUndo(SegmentCommon):
    """Notes that tell what was done, and their buttons."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)

    def _press(self, note, user=None):
        """Press the button of a note; return what it answers."""
        self.assertEqual(note["tag"], "contact_segment.undoable_note")
        undo = note["params"]["undo"]
        records = self.env[undo["model"]].with_user(user or self.user)
        return getattr(records.browse(undo["ids"]), undo["method"])(*undo["args"])

    def _take(self, action, partners):
        opened = getattr(self.segment, action)()
        wizard = self.env[opened["res_model"]].with_user(self.user)
        form = Form(wizard.with_context(**opened["context"]))
        form.domain = repr(self._domain(partners))
        return form.save().action_apply()

    def _get_contacts(self):
        return self.segment.line_ids.partner_id

    def test_each_step(self):
        note = self._take("action_add", self.anna | self.bob | self.carl)
        self.assertEqual(note["params"]["message"], "Added: 3. Contacts now: 3.")
        self.assertEqual(note["params"]["title"], self.segment.step_ids.summary)
        self._press(self._take("action_reduce", self.anna))
        self.assertEqual(self._get_contacts(), self.anna | self.bob | self.carl)
        self._press(self._take("action_refine", self.anna))
        self.assertEqual(self._get_contacts(), self.anna | self.bob | self.carl)
        self._press(note)
        self.assertFalse(self._get_contacts())

    def test_there_and_back(self):
        undone = self._press(self._take("action_add", self.anna))
        self.assertEqual(undone["params"]["title"], "Undone")
        self.assertEqual(undone["params"]["undo"]["label"], "Redo")
        redone = self._press(undone)
        self.assertEqual(self._get_contacts(), self.anna)
        self._press(redone)
        self.assertFalse(self._get_contacts())
        self._press(self.segment.action_redo())
        self.assertFalse(self._get_contacts())
        self.segment.redo()
        self._press(self.segment.action_go_back())
        self.assertEqual(self._get_contacts(), self.anna)

    def test_lines_by_hand(self):
        self._fill(self.segment, self.anna | self.bob | self.carl)
        self._line(self.segment, self.anna).note = "See you"
        lines = self._line(self.segment, self.anna) | self._line(self.segment, self.bob)
        note = lines.action_remove()
        self.assertEqual(self._get_contacts(), self.carl)
        self._press(note)
        self.assertEqual(self._get_contacts(), self.anna | self.bob | self.carl)
        self.assertEqual(self._line(self.segment, self.anna).note, "See you")

    def test_lines_of_two_segments_have_no_button(self):
        other = self._fill(self._create_segment(), self.anna)
        lines = self._fill(self.segment, self.anna).line_ids | other.line_ids
        self.assertIs(lines.action_remove(), True)
        self.assertFalse(lines.exists().filtered("active"))

    def test_all_steps_of_criteria(self):
        source = self._fill(self._create_segment(), self.anna | self.bob)
        source.reduce_contacts(self._domain(self.bob))
        criteria_id = source.save_criteria("Only Anna")
        self._fill(self.segment, self.carl)
        wizard = self.env["contact.segment.reuse.wizard"].with_user(self.user)
        wizard = wizard.create(
            {"segment_id": self.segment.id, "criteria_id": criteria_id}
        )
        note = wizard.action_apply()
        self.assertEqual(self._get_contacts(), self.anna | self.carl)
        self.assertEqual(
            note["params"]["message"], "Added: 2. Removed: 1. Contacts now: 2."
        )
        self._press(note)
        self.assertEqual(self._get_contacts(), self.carl)
        self.assertEqual(self.segment.step_count, 1)

    def test_saved_criteria(self):
        self._fill(self.segment, self.anna)
        wizard = self.env["contact.segment.save.wizard"].with_user(self.user)
        wizard = wizard.create({"segment_id": self.segment.id, "name": "Saved"})
        note = wizard.action_save()
        criteria = self.env["contact.criteria"].search([("name", "=", "Saved")])
        self.assertTrue(criteria)
        self._press(note)
        self.assertFalse(criteria.exists())

    def test_something_came_after(self):
        note = self._take("action_add", self.anna)
        self._take("action_add", self.bob)
        with self._assert_refused(UserError, "changed again since"):
            self._press(note)
        self.assertEqual(self._get_contacts(), self.anna | self.bob)
        undone = self.segment.action_go_back()
        self._fill(self.segment, self.carl)
        with self._assert_refused(UserError, "changed again since"):
            self._press(undone)
        for ids in ([], [0], [self.segment.step_ids.ids[0], 999999]):
            with self._assert_refused(UserError, "changed again since|list of ids"):
                self.segment.action_undo_steps(ids)
        with self._assert_refused(UserError, "changed again since"):
            self.segment.action_redo_step(0)

    def test_not_after_logging(self):
        note = self._take("action_add", self.anna)
        self.segment.log(send=False)
        with self._assert_refused(UserError, "is logged"):
            self._press(note)

    def test_not_by_others(self):
        note = self._take("action_add", self.anna)
        with self._assert_refused(AccessError, "Segment"):
            self._press(note, self._create_user("stranger", "group_user"))

    def test_numbers_are_written_as_the_reader_does(self):
        self.segment._write_header({"line_count": 12345})
        tell = self.segment.with_context(lang="en_US")._tell_figures
        self.assertEqual(
            tell([{"added": 0, "removed": 1000}, {"added": 0, "removed": 1}]),
            "Removed: 1,001. Contacts now: 12,345.",
        )
        self.assertEqual(tell([{"added": 0, "removed": 0}]), "Nothing has changed.")
