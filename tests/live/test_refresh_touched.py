# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.contact_segment.models.live import (
    contact_segment_touched,
    touched_contacts,
)

from ..measure_common import MeasureCommon
from ..touched_common import TouchedCommon


@tagged("post_install", "-at_install")
class TestRefreshTouched(TouchedCommon):
    """Contacts that changed are looked at without looking at the others."""

    def test_looks_at_nobody_else(self):
        segment = self._create_followed()
        self.carl.function = "Butcher"
        self._write_past_odoo(self.dora, function="Butcher")
        self._look(segment)
        # the other one left no date
        self.assertEqual(self._members(segment), self.anna | self.dora)
        self.assertEqual((segment.line_count, segment.refresh_state), (2, "ok"))
        self.assertEqual(segment.touched_changes, 1)
        [left] = self._ranges(segment, self.carl)
        self.assertEqual((left.left_on, left.leave_reason), (self.clock, "no_match"))
        # the full refresh is the truth, and says so
        result = segment.refresh()
        self.assertEqual((result["removed"], segment.missed_count), (1, 1))
        self.assertEqual(segment.touched_changes, 0)
        segment.refresh()
        self.assertEqual(segment.missed_count, 0)

    def test_who_is_only_not_yet_looked_at_was_not_missed(self):
        segment = self._create_followed()
        self.carl.function = "Butcher"
        result = segment.refresh()
        self.assertEqual((result["removed"], segment.missed_count), (1, 0))

    def test_other_steps_are_no_news_of_contacts(self):
        segment = self._create_followed()
        self._write_past_odoo(self.dora, function="Butcher")
        segment.add_contacts([("function", "=", "Butcher")])
        segment.refresh()
        self.assertEqual(segment.missed_count, 0)

    def test_what_was_said_stays(self):
        segment = self._create_followed()
        self._line(segment, self.carl).note = "Rings twice"
        self.carl.function = "Butcher"
        self._look(segment)
        self._later()
        self.carl.function = "Baker"
        self._look(segment)
        self.assertEqual(self._line(segment, self.carl).note, "Rings twice")
        self.assertEqual(len(self._ranges(segment, self.carl)), 2)

    def test_by_hand_stays_by_hand(self):
        segment = self._create_followed()
        segment.line_ids.create({"segment_id": segment.id, "partner_id": self.bob.id})
        self._line(segment, self.anna).unlink()
        segment.refresh()
        self._later()
        (self.anna | self.bob).city = "Ghent"
        self._look(segment)
        expected = self.bob | self.carl | self.dora
        self.assertEqual(self._members(segment), expected)
        self.bob.active = False
        self._look(segment)
        self.assertEqual(self._members(segment), self.carl | self.dora)

    def test_new_contacts_come(self):
        segment = self._create_followed()
        new = self._create_contact("Nora", function="Baker")
        out = self._create_contact("Otto", function="Baker", exclude_from_segments=True)
        self._look(segment)
        self.assertIn(new, self._members(segment))
        self.assertNotIn(out, self._members(segment))

    def test_conditions_on_others(self):
        tag = self.env["res.partner.category"].create({"name": "Gold"})
        self.carl.category_id = tag
        partner = self.env.ref("base.partner_root")
        cases = [
            # the condition, the change, and whether it brings or takes Carl
            ([("category_id.name", "=", "Gold")], lambda: tag.write({"name": "Tin"})),
            ([("category_id", "ilike", "tin")], lambda: tag.write({"name": "Gold"})),
            (
                [("category_id", "in", tag.ids)],
                lambda: tag.write({"partner_ids": [(5,)]}),
            ),
        ]
        self.env.flush_all()
        for condition, change in cases:
            with self.subTest(condition=condition):
                segment = self._create_followed([("id", "!=", partner.id), *condition])
                self.assertEqual(self._members(segment), self.carl)
                self._write_past_odoo(self.carl, write_date=self._before())
                change()
                self._look(segment)
                if condition[0][1] == "in":
                    # it was taken from the side of the tag, which knows no more of whom
                    self.assertEqual(self._members(segment), self.carl)
                    segment.refresh(force=True)
                    self.assertEqual(segment.missed_count, 1)
                self.assertFalse(self._members(segment))
                self.carl.category_id = tag

    def test_conditions_on_parents_and_children(self):
        for condition, change in [
            ([("parent_id.name", "=", "Acme")], {"name": "Acme & Co"}),
            ([("parent_id", "any", [("city", "=", False)])], {"city": "Ghent"}),
            ([("parent_id", "ilike", "acme")], {"name": "Bakery"}),
        ]:
            with self.subTest(condition=condition):
                segment = self._create_followed(
                    ["&", ("id", "in", self.contacts.ids), *condition]
                )
                self.assertEqual(self._members(segment), self.anna | self.bob)
                self._set_date_back(self.anna | self.bob)
                self.acme.write(change)
                self._set_date_back(self.anna | self.bob)
                self._look(segment)
                self.assertFalse(self._members(segment))
                self.acme.write({"name": "Acme", "city": False})
        child = self._create_contact("Child", parent_id=self.bob.id)
        segment = self._create_followed([("id", "child_of", self.acme.id)])
        self.assertEqual(
            self._members(segment), self.acme | self.anna | self.bob | child
        )
        self.bob.parent_id = False
        self._set_date_back(child)
        self._look(segment)
        self.assertEqual(self._members(segment), self.acme | self.anna)
        segment = self._create_followed([("child_ids.function", "=", "Baker")])
        self.assertEqual(self._members(segment), self.acme)
        self.anna.function = "Butcher"
        self._set_date_back(self.acme)
        self._look(segment)
        self.assertFalse(self._members(segment))

    def test_entire_companies(self):
        segment = self._create_followed([("id", "=", self.carl.id)])
        segment.add_contacts(
            [("function", "=", "Baker"), ("parent_id", "=", self.acme.id)],
            expand_companies=True,
        )
        segment.refresh(force=True)
        company = self.acme | self.anna | self.bob
        self.assertEqual(self._members(segment), company | self.carl)
        self._later()
        self.anna.function = "Butcher"
        self._look(segment)
        self.assertEqual(self._members(segment), self.carl)
        self.bob.function = "Baker"
        self._look(segment)
        self.assertEqual(self._members(segment), company | self.carl)

    def test_criteria_and_segments(self):
        source = self._create_followed()
        criteria_id = source.save_criteria("Bakers")
        by_criteria = self._create_followed([("criteria_ids", "in", [criteria_id])])
        by_segment = self._create_followed([("segment_ids", "in", source.ids)])
        self.carl.function = "Butcher"
        self._set_date_back(self.carl, self.dora)
        self._look(by_criteria)
        # nobody changed, as far as dates tell
        self.assertIn(self.carl, self._members(by_criteria))
        self.carl.city = "Ghent"
        self._look(by_criteria)
        self.assertEqual(self._members(by_criteria), self.anna | self.dora)
        self._look(source)
        self._set_date_back(self.carl)
        self._look(by_segment)
        self.assertEqual(self._members(by_segment), self.anna | self.dora)
        # another definition is about everybody
        self._later()
        criteria = self.env["contact.criteria"].browse(criteria_id)
        criteria.step_ids.domain = "[('function', '=', 'Butcher')]"
        self._look(by_criteria)
        self.assertLessEqual(by_criteria.next_refresh, fields.Datetime.now())

    # --------------------------------------------------------------------------------
    # When it is done, and when not.
    # --------------------------------------------------------------------------------

    def _run(self):
        self.env["contact.segment"]._cron_refresh_touched()
        self.env.invalidate_all()

    def _make_due(self, segment):
        long_ago = fields.Datetime.now() - timedelta(hours=1)
        segment.sudo()._write_header({"touched_on": long_ago})

    def test_scheduled_action(self):
        first, second = self._create_followed(), self._create_followed()
        by_hand = self._create_followed(refresh_unit="manual")
        for segment in first | second | by_hand:
            self._make_due(segment)
        held = self._create_followed()
        self._make_due(held)
        held.sudo()._write_header({"refresh_state": "held"})
        full = self._create_followed()
        self._make_due(full)
        full.sudo()._write_header({"next_refresh": fields.Datetime.now()})
        self.carl.function = "Butcher"
        self._run()
        self.assertEqual((first | second).mapped("line_count"), [2, 2])
        # these are not refreshed by themselves, or will be as a whole
        counts = [one.line_count for one in by_hand | held | full]
        self.assertEqual(counts, [3, 3, 3])
        self.assertEqual(
            first.touched_from, self.clock - contact_segment_touched.MARGIN
        )

    def test_setting(self):
        segment = self._create_followed()
        self.carl.function = "Butcher"
        # it was done a moment ago
        self._run()
        self.assertEqual(segment.line_count, 3)
        self.env.company.contact_live_touched_minutes = 0
        self._make_due(segment)
        self._run()
        self.assertEqual(segment.line_count, 3)
        self.env.company.contact_live_touched_minutes = 61
        self._run()
        self.assertEqual(segment.line_count, 3)
        self.env.company.contact_live_touched_minutes = 60
        self._run()
        self.assertEqual(segment.line_count, 2)
        for wrong in (-1, 1441):
            with self.assertRaises(ValidationError):
                self.env.company.contact_live_touched_minutes = wrong

    def test_begins_with_a_full_refresh(self):
        segment = self._create_live()
        segment.refresh()
        self.assertGreater(segment.next_refresh, fields.Datetime.now())
        self._run()
        self.assertTrue(segment.touched_from)
        self.assertLessEqual(segment.next_refresh, fields.Datetime.now())

    def test_too_much_is_left_to_the_full_refresh(self):
        segment = self._create_followed()
        self._make_due(segment)
        (self.anna | self.carl | self.dora).function = "Butcher"
        with patch.object(touched_contacts, "MOST", 2):
            self._run()
        self.assertEqual(segment.line_count, 3)
        self.assertLessEqual(segment.next_refresh, fields.Datetime.now())

    def test_says_what_is_not_followed(self):
        segment = self._create_followed()
        self.assertFalse(segment.touched_problem)
        draft = self._create_segment(name="Draft of the tests")
        for condition, name in [
            ([("segment_ids", "in", draft.ids)], "Draft of the tests"),
            ([("is_blacklisted", "=", False)], "Blacklist"),
        ]:
            other = self._create_followed(condition)
            self.assertIn(name, other.touched_problem)
            self._make_due(other)
            other.sudo()._write_header({"touched_from": False})
            self._run()
            self.assertFalse(other.touched_from)

    def test_goes_on_when_one_fails(self):
        bad, good = self._create_followed(), self._create_followed()
        for segment in bad | good:
            self._make_due(segment)
        self.carl.function = "Butcher"
        bad.sudo()._write_header({"user_id": self.colleague.id})
        self.colleague.sudo().active = False
        good.sudo()._write_header({"user_id": self.user_all.id})
        self._run()
        bad, good = bad.sudo(), good.sudo()
        self.assertEqual((bad.refresh_state, good.refresh_state), ("failed", "ok"))
        self.assertEqual((bad.line_count, good.line_count), (3, 2))

    def test_small_changes_add_up(self):
        segment = self._create_followed()
        # two of three in one go would be held as well
        segment.hold_percent = 40
        self.carl.function = "Butcher"
        self._look(segment)
        self.assertEqual((segment.refresh_state, segment.line_count), ("ok", 2))
        segment.hold_percent = 90
        self._later()
        self.bob.function = "Baker"
        self._look(segment)
        self.assertEqual((segment.refresh_state, segment.line_count), ("held", 2))
        self.assertIn("since the last full refresh", segment.refresh_message)
        self.assertEqual(segment.accept_refresh()["line_count"], 3)
        self.assertEqual(segment.touched_changes, 0)

    def test_checks_are_asked(self):
        segment = self._create_followed()
        segment.check_ids = [(0, 0, {"partner_id": self.carl.id, "must_be": "in"})]
        self.dora.function = "Butcher"
        self._look(segment)
        self.assertEqual((segment.refresh_state, segment.line_count), ("ok", 2))
        self._later()
        self.carl.function = "Butcher"
        self._look(segment)
        self.assertEqual((segment.refresh_state, segment.line_count), ("held", 2))

    def test_nothing_touched_is_nearly_for_free(self):
        segment = self._create_followed()
        self._look(segment)
        self._later(minutes=1)
        self.env.flush_all()
        written = segment.write_date
        self.env.invalidate_all()
        mark = self.env["contact.segment"]._get_touched_mark()
        with self.assertQueryCount(8):
            segment.sudo()._refresh_touched(mark, {})
        self.assertEqual(segment.write_date, written)
        # what was found for one is found for the next as well
        other = self._create_followed()
        since, known = segment.touched_from, {}
        other.sudo()._write_touched(since)
        self._later(minutes=1)
        segment.sudo()._refresh_touched(mark, known)
        self.assertEqual(set(known), {("res.partner", "id", since)})
        with patch.object(touched_contacts.TouchedContacts, "_search") as search:
            other.sudo()._refresh_touched(mark, known)
        search.assert_not_called()

    def test_who_changed_after_it_was_found_waits(self):
        segment, other = self._create_followed(), self._create_followed()
        self.carl.function = "Butcher"
        self.env.flush_all()
        since, known = segment.touched_from, {}
        other.sudo()._write_touched(since)
        mark = self.env["contact.segment"]._get_touched_mark()
        segment.sudo()._refresh_touched(mark, known)
        # somebody else does so between the two
        self.dora.function = "Butcher"
        self.bob.function = "Baker"
        self.env.flush_all()
        other.sudo()._refresh_touched(mark, known)
        self.assertEqual(self._members(other), self.anna | self.dora)
        self.assertEqual(len(self._ranges(other, self.dora)), 1)
        self._later()
        self._look(other)
        self.assertEqual(self._members(other), self.anna | self.bob)
        self.assertEqual(other.line_count, 2)

    def test_some_changed_themselves_and_some_did_not(self):
        segment = self._create_followed([("parent_id.city", "=", "Ghent")])
        company = self.env["res.partner"].create({"name": "C", "city": "Ghent"})
        (self.anna | self.bob).parent_id = company
        self.env.flush_all()
        self._look(segment)
        self.assertEqual(self._members(segment), self.anna | self.bob)
        self._later()
        self._write_past_odoo(self.anna, write_date=self.clock - timedelta(days=9))
        self._write_past_odoo(self.bob, write_date=self.clock - timedelta(days=9))
        company.city = "Bruges"
        self.carl.city = "Ghent"
        self.env.flush_all()
        self._look(segment)
        self.assertFalse(self._members(segment))


@tagged("post_install", "-at_install")
class TestTouchedFigures(MeasureCommon, TouchedCommon):
    """Contacts are touched by the records that their figures are of."""

    def setUp(self):
        super().setUp()
        self.stage = self.env["crm.stage"].create({"name": "Stage of the tests"})
        self.lead = self._create_lead(
            self.carl, expected_revenue=500, stage_id=self.stage.id
        )
        self._create_lead(self.dora, expected_revenue=500)
        self.env.flush_all()

    def _follow(self, operator="any", **values):
        measure = self._create_measure(
            name="Revenue of the tests",
            aggregate="sum",
            field_name="expected_revenue",
            **values,
        )
        condition = self._condition([("value", ">=", 400)], measure, operator)
        return self._create_followed([("id", "in", self.contacts.ids), *condition])

    def test_records(self):
        segment = self._follow()
        self.assertEqual(self._members(segment), self.carl | self.dora)
        self.lead.expected_revenue = 100
        self._create_lead(self.bob, expected_revenue=400)
        self._set_date_back(self.contacts)
        self._look(segment)
        self.assertEqual(self._members(segment), self.dora | self.bob)
        # where it was before, only the full refresh finds, and those that are gone
        self._later()
        moved = self.env["crm.lead"].search([("partner_id", "=", self.bob.id)])
        moved.partner_id = self.anna
        self.env["crm.lead"].search([("partner_id", "=", self.dora.id)]).unlink()
        self._set_date_back(self.contacts)
        self._look(segment)
        self.assertEqual(self._members(segment), self.dora | self.bob | self.anna)
        segment.refresh(force=True)
        self.assertEqual(self._members(segment), self.anna)
        self.assertEqual(segment.missed_count, 2)

    def test_opposite(self):
        segment = self._follow("not any")
        self.assertEqual(self._members(segment), self.acme | self.anna | self.bob)
        self.lead.expected_revenue = 100
        self._set_date_back(self.contacts)
        self._look(segment)
        self.assertIn(self.carl, self._members(segment))

    def test_what_the_records_have(self):
        segment = self._follow(domain="[('stage_id.name', '=', 'Stage of the tests')]")
        self.assertEqual(self._members(segment), self.carl)
        self.stage.name = "Another one"
        self._set_date_back(self.contacts)
        self._look(segment)
        self.assertFalse(self._members(segment))

    def test_by_company(self):
        segment = self._follow(by_company=True)
        self.assertNotIn(self.anna, self._members(segment))
        self._create_lead(self.bob, expected_revenue=400)
        self._set_date_back(self.contacts)
        self._look(segment)
        self.assertEqual(self._members(segment), self.contacts)

    def test_figures_of_others(self):
        measure = self._create_measure(name="Leads of the tests", aggregate="count")
        inner = [("measure_id", "=", measure.id), ("value", ">=", 1)]
        segment = self._create_followed(
            [("parent_id", "any", [("measure_value_ids", "any", inner)])]
        )
        self.assertFalse(self._members(segment))
        self._create_lead(self.acme)
        self._set_date_back(self.contacts)
        self._look(segment)
        self.assertEqual(self._members(segment), self.anna | self.bob)

    def test_another_definition(self):
        segment = self._follow()
        self.env["contact.measure"].search(
            [("name", "=", "Revenue of the tests")]
        ).field_name = "probability"
        self._look(segment)
        self.assertLessEqual(segment.next_refresh, fields.Datetime.now())
