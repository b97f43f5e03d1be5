# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import SegmentCommon
from ..word_file import WORD_FILE


@tagged("post_install", "-at_install")
class TestHistory(SegmentCommon):
    """Steps taken back and again, and why a contact is on the segment or not."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)

    def assertMembers(self, partners):
        self.assertEqual(self.segment.line_ids.partner_id, partners)
        self.assertEqual(self.segment.line_count, len(self.segment.line_ids))

    def _all_lines(self):
        lines = self.env["contact.segment.line"].with_context(active_test=False)
        return lines.search([("segment_id", "=", self.segment.id)])

    def test_go_back_and_redo_are_unlimited(self):
        states = [self.Partner]
        for partner in self.contacts:
            self._fill(self.segment, partner)
            states.append(states[-1] | partner)
        for partners in reversed(states[:-1]):
            self.segment.go_back()
            self.assertMembers(partners)
        for partners in states[1:]:
            self.segment.redo()
            self.assertMembers(partners)

    def test_go_back_and_redo_return_the_step_they_moved(self):
        first = self.segment.add_contacts(self._domain(self.anna))["step_id"]
        second = self.segment.add_contacts(self._domain(self.contacts))["step_id"]
        self.assertEqual(self.segment.go_back(), {"step_id": second, "line_count": 1})
        self.assertEqual(self.segment.go_back(), {"step_id": first, "line_count": 0})
        self.assertEqual(self.segment.redo(), {"step_id": first, "line_count": 1})
        self.assertEqual(self.segment.redo(), {"step_id": second, "line_count": 5})

    def test_go_back_without_a_step_is_refused(self):
        with self._assert_refused(UserError, self.segment.number):
            self.segment.go_back()
        self._fill(self.segment, self.anna).go_back()
        with self._assert_refused(UserError, "no step"):
            self.segment.go_back()

    def test_redo_without_an_undone_step_is_refused(self):
        with self._assert_refused(UserError, "no undone step"):
            self.segment.redo()
        self._fill(self.segment, self.anna)
        with self._assert_refused(UserError, "no undone step"):
            self.segment.redo()

    def test_undone_steps_do_not_count(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.bob)
        self.segment.go_back()
        self.assertEqual(self.segment.step_count, 1)
        self.assertEqual(self.segment.undone_step_count, 1)
        self.assertEqual(len(self.segment.step_ids), 1)

    def test_new_step_forgets_undone_ones_and_their_lines(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.contacts)
        self.segment.reduce_contacts(self._domain(self.anna))
        self.segment.go_back()
        self.segment.go_back()
        self._fill(self.segment, self.carl)
        with self.assertRaises(UserError):
            self.segment.redo()
        self.assertMembers(self.anna | self.carl)
        self.assertEqual(self._all_lines(), self.segment.line_ids)
        self.assertEqual(self.segment.undone_step_count, 0)

    def test_manual_step_forgets_undone_ones(self):
        self._fill(self.segment, self.anna).go_back()
        line = self.env["contact.segment.line"].with_user(self.user)
        line.create({"segment_id": self.segment.id, "partner_id": self.carl.id})
        with self.assertRaises(UserError):
            self.segment.redo()
        self.assertMembers(self.carl)

    def _personalise(self, line):
        line.write(
            {
                "cost": 0.0,
                "channel": "phone",
                "campaign_target": False,
                "note": "Ask about the dog",
                "evaluation": "positive",
                "contact_via": "+32 3 12",
                "attempt_failed": True,
            }
        )
        self.env["contact.segment.document"].with_user(self.user).create(
            {"line_id": line.id, "filename": "own.docx", "content": WORD_FILE}
        )

    def _read_line(self, line):
        names = ["partner_id", "step_id", "overridden_fields", "note", "evaluation"]
        names += ["contact_via", "attempt_failed", "document_ids", "document_state"]
        names += ["cost", "channel", "campaign_target", "is_repeat"]
        return line.read(names)

    def test_undoing_a_removal_restores_the_line_exactly(self):
        self._fill(self.segment, self.contacts)
        line = self._line(self.segment, self.anna)
        self._personalise(line)
        before = self._read_line(line)
        removals = {
            "reduce": lambda: self.segment.reduce_contacts(self._domain(self.anna)),
            "refine": lambda: self.segment.refine_contacts(self._domain(self.bob)),
            "delete": line.unlink,
            "archive": lambda: line.write({"active": False}),
        }
        for name, remove in removals.items():
            with self.subTest(removal=name):
                remove()
                self.assertNotIn(line, self.segment.line_ids)
                self.segment.go_back()
                self.assertIn(line, self.segment.line_ids)
                self.assertEqual(self._read_line(line), before)
                self.assertMembers(self.contacts)

    def test_redoing_an_addition_restores_the_line_exactly(self):
        self._fill(self.segment, self.anna)
        line = self._line(self.segment, self.anna)
        self._personalise(line)
        before = self._read_line(line)
        self.segment.go_back()
        self.assertMembers(self.Partner)
        self.segment.redo()
        self.assertEqual(self.segment.line_ids, line)
        self.assertEqual(self._read_line(line), before)

    def test_lines_created_by_hand_in_one_call_are_one_step(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        lines = lines.create(
            [
                {"segment_id": self.segment.id, "partner_id": partner.id}
                for partner in self.anna | self.carl
            ]
        )
        self.assertRecordValues(
            self.segment.step_ids,
            [{"action": "add", "source": "manual", "added_count": 2, "line_count": 2}],
        )
        self.segment.go_back()
        self.assertMembers(self.Partner)
        self.segment.redo()
        self.assertEqual(self.segment.line_ids, lines)

    def test_lines_deleted_by_hand_in_one_call_are_one_step(self):
        self._fill(self.segment, self.contacts)
        self.segment.line_ids.filtered(
            lambda line: line.partner_id in self.anna | self.bob
        ).unlink()
        self.assertMembers(self.contacts - self.anna - self.bob)
        step = self.segment.step_ids.sorted("id")[-1]
        self.assertRecordValues(
            step,
            [{"action": "reduce", "source": "manual", "removed_count": 2}],
        )
        self.assertEqual(self.segment.go_back()["line_count"], 5)

    def test_lines_of_the_form_are_manual_steps(self):
        self._fill(self.segment, self.anna)
        line = self.segment.line_ids
        self.segment.write(
            {"line_ids": [(2, line.id), (0, 0, {"partner_id": self.carl.id})]}
        )
        self.assertMembers(self.carl)
        self.assertEqual(self.segment.step_ids.mapped("source").count("manual"), 2)
        self.segment.go_back()
        self.segment.go_back()
        self.assertMembers(self.anna)

    def test_second_line_of_a_contact_comes_and_goes(self):
        self._fill(self.segment, self.anna)
        self.segment.add_contacts(self._domain(self.anna), allow_existing=True)
        self._line(self.segment, self.anna).filtered("is_repeat").unlink()
        self.assertEqual(self.segment.line_count, 1)
        self.assertEqual(self.segment.go_back()["line_count"], 2)
        self.assertEqual(self.segment.go_back()["line_count"], 1)
        self.assertFalse(self.segment.line_ids.is_repeat)

    def test_removed_contact_added_again_and_taken_back(self):
        self._fill(self.segment, self.anna)
        old = self.segment.line_ids
        old.note = "Old"
        self.segment.reduce_contacts([])
        self._fill(self.segment, self.anna)
        self.assertFalse(self.segment.line_ids.note)
        self.segment.go_back()
        self.segment.go_back()
        self.assertEqual(self.segment.line_ids, old)
        self.segment.redo()
        self.segment.redo()
        self.assertNotEqual(self.segment.line_ids, old)
        self.assertMembers(self.anna)

    def test_explain_tells_the_effect_of_every_step(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.anna | self.bob)
        self.segment.reduce_contacts(self._domain(self.bob))
        self.segment.refine_contacts(self._domain(self.anna | self.bob))
        expected = {
            self.anna: (True, ["added", "kept", "kept", "kept"], [1, 1, 0, 1]),
            self.bob: (False, ["none", "added", "removed", "none"], [0, 1, 1, 1]),
            self.carl: (False, ["none"] * 4, [0, 0, 0, 0]),
        }
        steps = self.segment.step_ids.sorted("id")
        for partner, (included, effects, matched) in expected.items():
            with self.subTest(partner=partner.name):
                result = self.segment.explain(partner.id)
                self.assertEqual(result["included"], included)
                self.assertEqual(
                    [
                        (step["step_id"], step["action"], step["effect"])
                        for step in result["steps"]
                    ],
                    list(zip(steps.ids, steps.mapped("action"), effects, strict=True)),
                )
                self.assertEqual([step["matched"] for step in result["steps"]], matched)

    def test_explain_leaves_undone_steps_out(self):
        self._fill(self.segment, self.anna)
        self.segment.reduce_contacts(self._domain(self.anna))
        self.segment.go_back()
        result = self.segment.explain(self.anna.id)
        self.assertTrue(result["included"])
        self.assertEqual([step["effect"] for step in result["steps"]], ["added"])

    def test_explain_matches_with_the_options_of_the_step(self):
        self.segment.add_contacts(self._domain(self.anna), expand_companies=True)
        self.segment.reduce_contacts(self._domain(self.anna), entire_companies=True)
        for partner in self.bob | self.acme:
            result = self.segment.explain(partner.id)
            self.assertEqual([step["matched"] for step in result["steps"]], [1, 1])
            self.assertEqual(
                [step["effect"] for step in result["steps"]], ["added", "removed"]
            )

    def test_explain_of_an_excluded_contact_says_it_matched_without_effect(self):
        self.carl.exclude_from_segments = True
        self._fill(self.segment, self.carl)
        (step,) = self.segment.explain(self.carl.id)["steps"]
        self.assertEqual((step["matched"], step["effect"]), (True, "none"))
