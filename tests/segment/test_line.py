# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from ..common import SegmentCommon


class TestLine(SegmentCommon):
    """Lines entered, changed and removed by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls.Line = cls.env["contact.segment.line"].with_user(cls.user)

    def _enter(self, *partners, **values):
        return self.Line.create(
            [
                {"segment_id": self.segment.id, "partner_id": partner.id, **values}
                for partner in partners
            ]
        )

    def test_lines_created_in_one_call_are_one_step(self):
        lines = self._enter(self.anna, self.bob)
        self.assertEqual(self.segment.line_ids, lines)
        self.assertEqual(self.segment.line_count, 2)
        self.assertRecordValues(
            self.segment.step_ids,
            [
                {
                    "action": "add",
                    "source": "manual",
                    "matched_count": 2,
                    "added_count": 2,
                    "removed_count": 0,
                    "line_count": 2,
                    "user_id": self.user.id,
                }
            ],
        )
        self.assertEqual(lines.step_id, self.segment.step_ids)
        self._enter(self.carl)
        self.assertEqual(self.segment.step_count, 2)

    def test_lines_of_two_segments_in_one_call_are_a_step_of_each(self):
        other = self._create_segment()
        self.Line.create(
            [
                {"segment_id": segment.id, "partner_id": partner.id}
                for segment in (self.segment, other)
                for partner in (self.anna, self.bob)
            ]
        )
        for segment in (self.segment, other):
            self.assertEqual((segment.step_count, segment.line_count), (1, 2))

    def test_lines_created_with_their_segment_are_one_step(self):
        segment = self._create_segment(
            line_ids=[
                Command.create({"partner_id": partner.id})
                for partner in (self.anna, self.bob)
            ]
        )
        self.assertEqual((segment.step_count, segment.line_count), (1, 2))

    def test_lines_changed_through_the_segment_are_steps(self):
        anna, bob = self._enter(self.anna, self.bob)
        self.segment.write(
            {
                "line_ids": [
                    Command.create({"partner_id": self.carl.id, "cost": 5}),
                    Command.update(bob.id, {"cost": 6}),
                    Command.delete(anna.id),
                ]
            }
        )
        self.assertEqual(self.segment.line_count, 2)
        self.assertEqual(self.segment.line_ids.partner_id, self.bob | self.carl)
        self.assertEqual(self.segment.cost, 11)

    def test_deleted_line_is_archived_and_go_back_restores_it(self):
        line = self._enter(self.anna, note="A word", cost=7)
        line.document_ids = [Command.create({"kind": "html", "subject": "Own"})]
        self.assertTrue(line.unlink())
        self.assertFalse(line.active)
        self.assertFalse(self.segment.line_ids)
        self.assertEqual(self.segment.line_count, 0)
        self.assertEqual(self.segment.step_ids.sorted("id")[-1].removed_count, 1)
        self.assertEqual(line.removed_step_id, self.segment.step_ids.sorted("id")[-1])
        self.segment.go_back()
        self.assertTrue(line.active)
        self.assertEqual(self.segment.line_ids, line)
        self.assertEqual((line.note, line.cost), ("A word", 7))
        self.assertEqual(line.document_state, "personal")
        self.assertEqual(self.segment.line_count, 1)

    def test_lines_deleted_in_one_call_are_one_step(self):
        self._enter(self.anna, self.bob, self.carl).unlink()
        self.assertEqual(self.segment.step_count, 2)
        self.assertEqual(self.segment.go_back()["line_count"], 3)
        self.assertEqual(self.segment.go_back()["line_count"], 0)
        self.assertEqual(self.segment.redo()["line_count"], 3)

    def test_archiving_a_line_is_a_step_too(self):
        line = self._enter(self.anna)
        line.write({"active": False})
        self.assertEqual((self.segment.step_count, self.segment.line_count), (2, 0))
        with self._assert_refused(UserError, "cannot be changed"):
            line.write({"active": True})

    def test_deleting_a_removed_line_is_no_step(self):
        line = self._enter(self.anna)
        line.unlink()
        line.unlink()
        self.assertEqual(self.segment.step_count, 2)

    def test_removed_contact_can_be_entered_again(self):
        first = self._enter(self.anna, cost=9)
        first.unlink()
        second = self._enter(self.anna)
        self.assertEqual(self.segment.line_ids, second)
        self.assertEqual(second.cost, 2)

    def test_excluded_contact_may_be_entered_by_hand(self):
        self.anna.exclude_from_segments = True
        self._enter(self.anna)
        self.assertEqual(self.segment.line_ids.partner_id, self.anna)

    def test_archived_contact_may_not_be_entered(self):
        self.anna.active = False
        with self._assert_refused(UserError, "Anna.* is archived"):
            self._enter(self.bob, self.anna)
        self.assertFalse(self.segment.step_ids)
        self.assertFalse(self.segment.line_ids)

    def test_contact_entered_twice_is_refused_by_name(self):
        self._enter(self.anna)
        with self._assert_refused(UserError, "Anna.* a second time"):
            self._enter(self.bob, self.anna)
        with self._assert_refused(UserError, "Bob.* a second time"):
            self._enter(self.bob, self.bob)
        self.assertEqual(self.segment.line_ids.partner_id, self.anna)
        self.assertEqual(self.segment.step_count, 1)

    def test_line_needs_segment_and_contact(self):
        for values in (
            {"partner_id": self.anna.id},
            {"segment_id": self.segment.id},
            {"segment_id": self.segment.id, "partner_id": False},
        ):
            with self._assert_refused(UserError, "needs a segment and a contact"):
                self.Line.create(values)

    def test_fields_of_steps_are_frozen(self):
        line = self._enter(self.anna)
        other = self._create_segment()
        for values in (
            {"partner_id": self.bob.id},
            {"segment_id": other.id},
            {"step_id": False},
            {"removed_step_id": line.step_id.id},
            {"is_repeat": True},
        ):
            with self._assert_refused(UserError, "cannot be changed"):
                line.write(values)

    def test_steps_given_to_a_new_line_are_not_taken(self):
        other = self._fill(self._create_segment(), self.bob)
        line = self._enter(
            self.anna, step_id=other.step_ids.id, removed_step_id=other.step_ids.id
        )
        self.assertEqual(line.step_id, self.segment.step_ids)
        self.assertFalse(line.removed_step_id)

    def test_totals_are_the_sums_over_the_lines(self):
        self._fill(self.segment, self.contacts)
        self._check_totals(10, 75)
        self._line(self.segment, self.anna).write({"cost": 0, "duration": 100})
        self._check_totals(8, 160)
        self._line(self.segment, self.bob).template_id = self.call
        self._check_totals(6, 150)
        self.segment.write({"unit_cost": 1.5, "unit_duration": 1})
        self._check_totals(4.5, 108)
        self._line(self.segment, self.anna).unlink()
        self._check_totals(4.5, 8)
        self.segment.go_back()
        self._check_totals(4.5, 108)
        self._line(self.segment, self.anna).reset_overrides([])
        self._check_totals(6, 9)
        self.segment.template_id = self.call
        self._check_totals(0, 25)

    def _check_totals(self, cost, duration):
        self.assertEqual((self.segment.cost, self.segment.duration), (cost, duration))
        lines = self.segment.line_ids
        self.assertEqual(sum(lines.mapped("cost")), cost)
        self.assertEqual(sum(lines.mapped("duration")), duration)

    def test_line_count_is_right_after_everything(self):
        def check(expected):
            self.assertEqual(self.segment.line_count, expected)
            self.assertEqual(len(self.segment.line_ids), expected)

        self._fill(self.segment, self.contacts)
        check(5)
        self.segment.reduce_contacts(self._domain(self.anna))
        check(4)
        self._enter(self.anna)
        check(5)
        self.segment.add_contacts(self._domain(self.anna), allow_existing=True)
        check(6)
        self.segment.refine_contacts(self._domain(self.anna | self.bob))
        check(3)
        self.segment.line_ids[0].unlink()
        check(2)
        for expected in (3, 6, 5, 4, 5, 0):
            self.segment.go_back()
            check(expected)
        for expected in (5, 4, 5, 6, 3, 2):
            self.segment.redo()
            check(expected)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_contact_twice(self):
        self._enter(self.anna)
        self.env.flush_all()
        with self.assertRaises(UniqueViolation):
            self.env.cr.execute(
                "INSERT INTO contact_segment_line "
                "(segment_id, partner_id, active, is_repeat) VALUES (%s, %s, %s, %s)",
                [self.segment.id, self.anna.id, True, False],
            )

    def test_negative_figures_are_refused(self):
        line = self._enter(self.anna)
        for name in ("cost", "duration"):
            with self._assert_refused(ValidationError, "Anna.*negative"):
                line.write({name: -0.5})
            with self._assert_refused(ValidationError, "Bob.*negative"):
                self._enter(self.bob, **{name: -1})
            with self._assert_refused(ValidationError, "negative"):
                self.segment.write({f"unit_{name}": -1})

    def test_reset_overrides_refuses_unknown_names(self):
        with self._assert_refused(UserError, "unit_cost"):
            self._enter(self.anna).reset_overrides(["cost", "unit_cost"])

    def test_note_and_document_are_personal(self):
        anna, bob = self._enter(self.anna, self.bob)
        anna.note = "Greetings to the family"
        self.template.document_ids = [Command.create({"kind": "html"})]
        self.assertEqual(anna.document_state, "inherited")
        anna.document_ids = [Command.create({"kind": "html", "subject": "Own"})]
        self.assertEqual(anna.document_ids.segment_id, self.segment)
        self.assertEqual(
            (anna | bob).mapped("document_state"), ["personal", "inherited"]
        )
        self.assertFalse(self.segment.document_ids)
        self.assertFalse(bob.note)
        anna.document_ids.unlink()
        self.assertEqual(anna.document_state, "inherited")

    def test_lines_of_a_logged_segment_are_frozen(self):
        line = self._enter(self.anna)
        self.segment.log(send=False)
        with self._assert_refused(UserError, "cannot be changed"):
            line.write({"cost": 5})
        with self._assert_refused(UserError, "cannot be changed"):
            line.reset_overrides([])
        with self._assert_refused(UserError, "cannot be changed"):
            line.unlink()
        with self._assert_refused(UserError, "cannot be changed"):
            self._enter(self.bob)
        self.assertEqual(self.segment.line_ids, line)
