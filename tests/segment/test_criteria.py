# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import SegmentCommon

ROOT = Path(__file__).parents[2]


@tagged("post_install", "-at_install")
class TestCriteria(SegmentCommon):
    """Steps saved under a name, and segments filled from what is there already."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment()

    def _save(self, segment, name="Belgians"):
        criteria = self.env["contact.criteria"].with_user(self.user)
        return criteria.browse(segment.save_criteria(name))

    def _take_all_kinds_of_steps(self, segment):
        """Take steps whose options matter for the result."""
        self.bob.exclude_from_segments = True
        segment.add_contacts(
            self._domain(self.anna), expand_companies=True, ignore_exclusion=True
        )
        segment.add_contacts(self._domain(self.carl | self.dora))
        segment.add_contacts(self._domain(self.carl), allow_existing=True)
        segment.refine_contacts(
            self._domain(self.bob | self.carl), entire_companies=True
        )
        segment.reduce_contacts(self._domain(self.acme))

    def test_save_without_steps_is_refused(self):
        with self._assert_refused(UserError, self.segment.number):
            self.segment.save_criteria("Nothing")
        self._fill(self.segment, self.anna).go_back()
        with self.assertRaises(UserError):
            self.segment.save_criteria("Undone")

    def test_save_without_a_name_is_refused(self):
        self._fill(self.segment, self.anna)
        for name in ("", "  ", False):
            with self.subTest(name=name), self.assertRaises(UserError):
                self.segment.save_criteria(name)

    def test_save_keeps_every_step_with_its_options(self):
        self._take_all_kinds_of_steps(self.segment)
        criteria = self._save(self.segment)
        self.assertEqual(criteria.user_id, self.user)
        self.assertEqual(criteria.step_count, 5)
        names = ["action", "domain", "expand_companies", "include_companies"]
        names += ["ignore_exclusion", "allow_existing", "entire_companies"]
        names += ["source", "summary"]
        self.assertEqual(
            [step.read(names)[0] | {"id": 0} for step in criteria.step_ids],
            [
                step.read(names)[0] | {"id": 0}
                for step in self.segment.step_ids.sorted("id")
            ],
        )

    def test_save_leaves_undone_steps_out(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.carl)
        self.segment.go_back()
        self.assertEqual(self._save(self.segment).step_count, 1)

    def test_two_names_at_once_that_differ_in_capitals_only(self):
        """Who saves at the same moment does not see the other name yet."""
        self._fill(self.segment, self.anna)
        self._save(self.segment)
        for name in ("BELGIANS", "  belgians "):
            with (
                patch.object(type(self.env["contact.criteria"]), "_check_name_free"),
                self.assertRaises(UniqueViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._save(self.segment, name)

    def test_upgrade_with_names_that_differ_in_capitals_only(self):
        self._fill(self.segment, self.anna)
        index = "contact_criteria_name_uniq"
        first = self._save(self.segment)
        second = self._save(self.segment, "Dutch")
        self.env.flush_all()
        self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(index)))
        self.env.cr.execute(
            "UPDATE contact_criteria SET name = 'belgians ' WHERE id = %s", [second.id]
        )
        path = ROOT / "migrations/19.0.1.8.0/pre-criteria.py"
        spec = spec_from_file_location("migration", path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, "19.0.1.7.0")
        self.env.invalidate_all()
        self.assertEqual(first.name, "Belgians")
        self.assertEqual(second.name, f"belgians  ({second.id})")

    def test_name_is_unique_in_a_company(self):
        self._fill(self.segment, self.anna)
        self._save(self.segment)
        with self._assert_refused(ValidationError, "Belgians"):
            self._save(self.segment)
        for name in ("BELGIANS", "belgians "):
            with self._assert_refused(ValidationError, name.strip()):
                self._save(self.segment, name)
        likes = self._save(self.segment, "Belgian_")
        with self._assert_refused(ValidationError, "bElgians"):
            likes.name = "bElgians"
        likes.name = "belgian_"
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.env["contact.criteria"].create(
            {"name": "Belgians", "company_id": other.id}
        )
        self.assertTrue(elsewhere)

    def test_apply_gives_what_the_steps_gave(self):
        self._take_all_kinds_of_steps(self.segment)
        criteria = self._save(self.segment)
        again = self._create_segment()
        results = again.apply_criteria(criteria.id)
        first, second = (
            [
                step._get_result() | {"step_id": 0}
                for step in segment.step_ids.sorted("id")
            ]
            for segment in (self.segment, again)
        )
        self.assertEqual(first, second)
        self.assertEqual([result | {"step_id": 0} for result in results], first)
        self.assertEqual(
            again.line_ids.mapped(lambda line: (line.partner_id.id, line.is_repeat)),
            self.segment.line_ids.mapped(
                lambda line: (line.partner_id.id, line.is_repeat)
            ),
        )
        self.assertEqual(
            [result["step_id"] for result in results], again.step_ids.sorted("id").ids
        )

    def test_apply_marks_its_steps(self):
        self._fill(self.segment, self.anna)
        criteria = self._save(self.segment)
        again = self._create_segment()
        again.apply_criteria(criteria.id)
        self.assertEqual(again.step_ids.source, "saved_criteria")
        self.assertEqual(again.step_ids.criteria_id, criteria)
        self.assertEqual(criteria.segment_count, 1)

    def test_apply_takes_the_data_of_today(self):
        self.segment.add_contacts(
            [("country_id", "=", self.netherlands.id), *self._domain(self.contacts)]
        )
        criteria = self._save(self.segment)
        self.dora.country_id = self.netherlands
        again = self._create_segment()
        again.apply_criteria(criteria.id)
        self.assertEqual(again.line_ids.partner_id, self.carl | self.dora)
        self.assertEqual(self.segment.line_ids.partner_id, self.carl)

    def test_apply_adds_to_what_is_there_and_can_be_undone(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.bob)
        criteria = self._save(self.segment)
        again = self._fill(self._create_segment(), self.carl)
        again.apply_criteria(criteria.id)
        self.assertEqual(again.step_count, 3)
        self.assertEqual(again.go_back()["line_count"], 2)
        self.assertEqual(again.go_back()["line_count"], 1)

    def test_apply_without_steps_is_refused(self):
        criteria = self.env["contact.criteria"].create({"name": "Empty"})
        with self._assert_refused(UserError, "Empty"):
            self.segment.apply_criteria(criteria.id)

    def test_apply_all_or_nothing(self):
        self._fill(self.segment, self.anna)
        criteria = self._save(self.segment)
        step = criteria.step_ids.copy({"criteria_id": criteria.id})
        self.env.flush_all()
        # as if a field went away with another addon
        self.env.cr.execute(
            "UPDATE contact_criteria_step SET domain = %s WHERE id = %s",
            ("[('gone', '=', 1)]", step.id),
        )
        self.env.invalidate_all()
        again = self._create_segment()
        with self._assert_refused(ValidationError, "gone"):
            again.apply_criteria(criteria.id)
        self.assertFalse(again.step_ids)
        self.assertEqual(again.line_count, 0)

    def test_manual_steps_are_replayed(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        lines.create({"segment_id": self.segment.id, "partner_id": self.anna.id})
        lines.create({"segment_id": self.segment.id, "partner_id": self.carl.id})
        self._line(self.segment, self.anna).unlink()
        again = self._create_segment()
        again.apply_criteria(self._save(self.segment).id)
        self.assertEqual(again.line_ids.partner_id, self.carl)

    def test_criteria_can_be_edited(self):
        self._fill(self.segment, self.anna)
        criteria = self._save(self.segment)
        criteria.step_ids.domain = repr(self._domain(self.dora))
        criteria.write({"name": "Doras", "note": "For the fair"})
        again = self._create_segment()
        again.apply_criteria(criteria.id)
        self.assertEqual(again.line_ids.partner_id, self.dora)

    def test_criteria_refuse_a_condition_that_cannot_be_used(self):
        self._fill(self.segment, self.anna)
        criteria = self._save(self.segment)
        with self._assert_refused(ValidationError, "no_such_field"):
            criteria.step_ids.domain = "[('no_such_field', '=', 1)]"

    def test_colleague_may_read_and_use_but_not_change(self):
        self._fill(self.segment, self.anna)
        criteria = self._save(self.segment).with_user(self.colleague)
        own = self._create_segment(self.colleague)
        own.apply_criteria(criteria.id)
        self.assertEqual(own.line_ids.partner_id, self.anna)
        self.assertTrue(criteria.step_ids.summary)
        for change in (
            lambda: criteria.write({"name": "Mine"}),
            lambda: criteria.step_ids.write({"action": "refine"}),
            lambda: criteria.step_ids.unlink(),
            criteria.unlink,
        ):
            with self.assertRaises(AccessError):
                change()
        criteria.with_user(self.manager).name = "Tidied up"

    def test_action_new_segment_fills_a_segment(self):
        self._fill(self.segment, self.anna)
        criteria = self._save(self.segment)
        action = criteria.with_user(self.colleague).action_new_segment()
        segment = self.env["contact.segment"].browse(action["res_id"])
        self.assertEqual(segment.name, "Belgians")
        self.assertEqual(segment.user_id, self.colleague)
        self.assertEqual(segment.line_ids.partner_id, self.anna)

    def test_deleted_criteria_leave_their_segments(self):
        self._fill(self.segment, self.anna)
        criteria = self._save(self.segment)
        again = self._create_segment()
        again.apply_criteria(criteria.id)
        criteria.unlink()
        self.assertEqual(again.line_ids.partner_id, self.anna)
        self.assertEqual(again.step_ids.source, "saved_criteria")
