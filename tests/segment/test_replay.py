# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import SegmentCommon
from ..word_file import WORD_FILE

FIGURES = ("matched", "added", "removed", "line_count")


@tagged("post_install", "-at_install")
class TestReplay(SegmentCommon):
    """Steps changed, reordered and switched off where they are."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)

    def _get_plan(self, **changes):
        """Return the plan that changes steps by their place: s1={…}."""
        plan = [{"step_id": step["id"]} for step in self._get_done()]
        for place, values in changes.items():
            plan[int(place[1:]) - 1].update(values)
        return plan

    def _get_done(self):
        return [step for step in self.segment.get_steps() if not step["is_undone"]]

    def _replay(self, **changes):
        """Look at the preview of a change, make the change and compare the two."""
        return self._replay_plan(self._get_plan(**changes))

    def _replay_plan(self, plan):
        before = self.segment.line_ids.partner_id
        state = self._read_all()
        preview = self.segment.preview_replay(plan)
        self.assertEqual(self._read_all(), state)
        result = self.segment.replay_steps(plan)
        after = self.segment.line_ids.partner_id
        self.assertEqual(preview["steps"], result["steps"])
        self.assertEqual(preview["line_count"], result["line_count"])
        self.assertEqual(preview["added_ids"], sorted((after - before).ids))
        self.assertEqual(preview["removed_ids"], sorted((before - after).ids))
        self.assertEqual(preview["added"], len(after - before))
        self.assertEqual(preview["removed"], len(before - after))
        self._check_figures()
        return result

    def _check_figures(self):
        """Check that the lines are what the steps say, and that they can be undone."""
        self.assertEqual(self.segment.line_count, len(self.segment.line_ids))
        count = 0
        for place, step in enumerate(self._get_done(), start=1):
            count += step["added"] - step["removed"]
            self.assertEqual(step["line_count"], count)
            record = self.env["contact.segment.step"].browse(step["id"])
            self.assertEqual(record.sequence, place)
        self.assertEqual(count, self.segment.line_count)

    def _read_all(self):
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT id, partner_id, step_id, removed_step_id, active, is_repeat
            FROM contact_segment_line WHERE segment_id = %s ORDER BY id""",
            [self.segment.id],
        )
        return self.env.cr.fetchall(), self.segment.get_steps()

    def assertMembers(self, partners):
        self.assertEqual(self.segment.line_ids.partner_id, partners)

    def _personalise(self, line, note="Ask about the dog"):
        line.write({"note": note, "cost": 0.0, "channel": "phone"})
        self.env["contact.segment.document"].with_user(self.user).create(
            {"line_id": line.id, "filename": "own.docx", "content": WORD_FILE}
        )

    def test_steps_are_told_in_short(self):
        self.segment.add_contacts([("country_id", "in", self.belgium.ids)])
        self.segment.refine_contacts([("is_company", "=", False)])
        self._fill(self.segment, self.carl)
        self.segment.go_back()
        steps = self.segment.get_steps()
        self.assertEqual(
            [step["label"] for step in steps],
            ["Country is Belgium", "not Is a Company", "Carl"],
        )
        self.assertEqual([step["is_undone"] for step in steps], [False, False, True])
        self.assertEqual(
            steps[1]["summary"], "Keep only contacts where not Is a Company"
        )

    def test_a_changed_step_is_taken_again_with_what_follows(self):
        self._fill(self.segment, self.anna | self.carl)
        self._fill(self.segment, self.dora)
        self.segment.reduce_contacts(self._domain(self.carl))
        result = self._replay(s1={"domain": self._domain(self.bob | self.carl)})
        self.assertMembers(self.bob | self.dora)
        figures = [tuple(step[name] for name in FIGURES) for step in result["steps"]]
        self.assertEqual(figures, [(2, 2, 0, 2), (1, 1, 0, 3), (1, 0, 1, 2)])

    def test_a_line_keeps_what_was_said_for_its_contact(self):
        self._fill(self.segment, self.anna | self.carl)
        line = self._line(self.segment, self.anna)
        self._personalise(line)
        names = ["note", "cost", "channel", "document_ids", "overridden_fields"]
        before = line.read(names)
        self._replay(s1={"domain": self._domain(self.anna | self.bob)})
        self.assertEqual(self._line(self.segment, self.anna), line)
        self.assertEqual(line.read(names), before)
        # also when the contact was off the segment in between
        self._replay(s1={"domain": self._domain(self.bob)})
        self.assertMembers(self.bob)
        self._replay(s1={"domain": self._domain(self.anna | self.bob)})
        self.assertEqual(self._line(self.segment, self.anna), line)
        self.assertEqual(line.read(names), before)

    def test_each_step_finds_its_own_line_of_a_contact_again(self):
        self._fill(self.segment, self.anna | self.bob)
        self._personalise(self._line(self.segment, self.anna), "First")
        self.segment.reduce_contacts(self._domain(self.anna))
        self._fill(self.segment, self.anna)
        self._personalise(self._line(self.segment, self.anna), "Second")
        self._replay(s1={"domain": self._domain(self.anna | self.bob | self.carl)})
        self.assertEqual(self._line(self.segment, self.anna).note, "Second")
        self.segment.go_back()
        self.segment.go_back()
        self.assertEqual(self._line(self.segment, self.anna).note, "First")

    def test_steps_can_be_undone_and_redone_after_a_change(self):
        self._fill(self.segment, self.anna | self.carl)
        self.segment.reduce_contacts(self._domain(self.anna))
        self._fill(self.segment, self.dora)
        self._replay(s2={"domain": self._domain(self.carl)})
        states = [self.Partner, self.anna | self.carl, self.anna]
        states.append(self.anna | self.dora)
        self.assertMembers(states[3])
        for members in reversed(states[:3]):
            self.segment.go_back()
            self.assertMembers(members)
        for members in states[1:]:
            self.segment.redo()
            self.assertMembers(members)
        self._check_figures()

    def test_a_step_is_switched_off_and_on(self):
        self._fill(self.segment, self.contacts)
        line = self._line(self.segment, self.anna)
        self.segment.refine_contacts(self._domain(self.anna | self.bob))
        self.segment.reduce_contacts(self._domain(self.bob))
        self._replay(s2={"is_off": True})
        self.assertMembers(self.contacts - self.bob)
        self.assertEqual(self.segment.step_count, 3)
        self._replay(s1={"is_off": True})
        self.assertMembers(self.Partner)
        self._replay(s1={"is_off": False}, s2={"is_off": False})
        self.assertMembers(self.anna)
        self.assertEqual(self.segment.line_ids, line)

    def test_a_step_that_is_off_is_not_saved_or_explained(self):
        self._fill(self.segment, self.contacts)
        self.segment.reduce_contacts(self._domain(self.anna))
        self._replay(s2={"is_off": True})
        criteria_id = self.segment.save_criteria("All of them")
        criteria = self.env["contact.criteria"].browse(criteria_id)
        self.assertEqual(criteria.step_ids.mapped("action"), ["add"])
        explanation = self.segment.explain(self.anna.id)
        self.assertTrue(explanation["included"])
        self.assertEqual([step["effect"] for step in explanation["steps"]], ["added"])

    def test_steps_are_reordered(self):
        self._fill(self.segment, self.anna | self.carl)
        self.segment.reduce_contacts(self._domain(self.carl))
        self._fill(self.segment, self.bob | self.carl)
        self.assertMembers(self.anna | self.bob | self.carl)
        first, second, third = self._get_plan()
        self._replay_plan([first, third, second])
        self.assertMembers(self.anna | self.bob)
        self.assertEqual(
            [step["action"] for step in self._get_done()], ["add", "add", "reduce"]
        )
        self._replay_plan([third, first, second])
        self.assertMembers(self.anna | self.bob)
        self._replay_plan([first, second, third])
        self.assertMembers(self.anna | self.bob | self.carl)

    def test_what_was_done_by_hand_is_done_again_exactly(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        self.dora.exclude_from_segments = True
        self._fill(self.segment, self.anna | self.bob)
        hand = lines.create(
            [
                {"segment_id": self.segment.id, "partner_id": partner.id}
                for partner in self.dora | self.carl
            ]
        )
        self._line(self.segment, self.bob).unlink()
        self.carl.active = False
        self._replay(s1={"domain": self._domain(self.acme | self.bob)})
        # whom somebody entered or removed stays in or out, whatever conditions say
        self.assertMembers(self.acme | self.dora | self.carl)
        self.assertEqual(hand, self.segment.line_ids & hand)
        self.assertEqual(
            [step["source"] for step in self._get_done()],
            ["criteria", "manual", "manual"],
        )

    def test_only_the_line_removed_by_hand_goes_again(self):
        self._fill(self.segment, self.anna | self.carl)
        self.segment.add_contacts(self._domain(self.anna), allow_existing=True)
        first, second = self.segment.line_ids.filtered(
            lambda line: line.partner_id == self.anna
        )
        second.unlink()
        self._replay(s1={"domain": self._domain(self.anna | self.bob)})
        self.assertIn(first, self.segment.line_ids)
        self.assertNotIn(second, self.segment.line_ids)
        self.assertMembers(self.anna | self.bob)

    def test_a_step_by_hand_that_was_off_is_done_again(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        self._fill(self.segment, self.anna | self.bob)
        lines.create({"segment_id": self.segment.id, "partner_id": self.carl.id})
        self._line(self.segment, self.bob).unlink()
        self._replay(s2={"is_off": True}, s3={"is_off": True})
        self.assertMembers(self.anna | self.bob)
        self._replay(s2={"is_off": False}, s3={"is_off": False})
        self.assertMembers(self.anna | self.carl)

    def test_second_lines_come_back_as_such(self):
        self._fill(self.segment, self.anna)
        self.segment.add_contacts(self._domain(self.anna), allow_existing=True)
        lines = self.segment.line_ids
        self._replay(s1={"domain": self._domain(self.anna | self.bob)})
        self.assertEqual(lines, self.segment.line_ids & lines)
        self.assertEqual(lines.mapped("is_repeat"), [False, True])
        # without the first one the second is one like any other
        self._replay(s1={"domain": self._domain(self.bob)})
        self.assertEqual(
            self._line(self.segment, self.anna).mapped("is_repeat"), [False]
        )

    def test_options_and_actions_change_too(self):
        self._fill(self.segment, self.anna)
        self._replay(s1={"options": {"include_companies": True}})
        self.assertMembers(self.anna | self.acme)
        self._fill(self.segment, self.carl)
        self._replay(s2={"action": "refine", "domain": self._domain(self.acme)})
        self.assertMembers(self.acme)

    def test_a_change_forgets_undone_steps(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.bob)
        self.segment.go_back()
        self._replay(s1={"domain": self._domain(self.carl)})
        self.assertEqual(self.segment.undone_step_count, 0)
        self.assertMembers(self.carl)

    def test_a_plan_without_changes_changes_nothing(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.bob)
        self.segment.go_back()
        state = self._read_all()
        self._replay()
        self.assertEqual(self._read_all(), state)

    def test_an_edited_step_by_hand_is_one_by_criteria(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        lines.create({"segment_id": self.segment.id, "partner_id": self.carl.id})
        self._replay(s1={"domain": self._domain(self.bob)})
        self.assertMembers(self.bob)
        self.assertEqual(self._get_done()[0]["source"], "criteria")

    def test_all_or_nothing(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.bob)
        state = self._read_all()
        for values, error, message in (
            ({"domain": [("no_such_field", "=", 1)]}, ValidationError, "Step 2.*no_s"),
            ({"domain": [("color", "=", "blue")]}, ValidationError, "Step 2"),
            ({"options": {"entire_companies": True}}, UserError, "no option"),
            ({"action": "choose"}, UserError, "action"),
            ({"is_off": "perhaps"}, UserError, "is_off"),
            ({"colour": 1}, UserError, "colour"),
        ):
            plan = self._get_plan(s1={"domain": self._domain(self.carl)}, s2=values)
            for method in (self.segment.replay_steps, self.segment.preview_replay):
                with self.subTest(values=values, method=method.__name__):
                    with self._assert_refused(error, message):
                        method(plan)
                    self.env.invalidate_all()
                    self.assertEqual(self._read_all(), state)

    def test_a_plan_names_each_step_once(self):
        self._fill(self.segment, self.anna)
        self._fill(self.segment, self.bob)
        first, second = self._get_plan()
        other = self._fill(self._create_segment(), self.carl).step_ids
        for plan in (
            [first],
            [first, first],
            [first, second, second],
            [],
            [first, {"step_id": other.id}],
        ):
            with self.subTest(plan=plan), self.assertRaises(UserError):
                self.segment.replay_steps(plan)
        for plan in ("all", {"step_id": 1}, [1], [{}]):
            with self.subTest(plan=plan), self.assertRaises(UserError):
                self.segment.replay_steps(plan)

    def test_who_may_not_write_may_not_replay(self):
        self._fill(self.segment, self.anna)
        plan = self._get_plan(s1={"is_off": True})
        segment = self.segment.with_user(self.colleague)
        for method in (segment.replay_steps, segment.preview_replay):
            with self.assertRaises(AccessError):
                method(plan)

    def test_contacts_are_found_with_the_rights_of_the_user(self):
        self._fill(self.segment, self.anna | self.carl)
        self.carl.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        plan = self._get_plan(
            s1={"domain": self._domain(self.anna | self.bob | self.carl)}
        )
        preview = self.segment.preview_replay(plan)
        self.assertEqual((preview["added"], preview["removed"]), (1, 1))
        self.assertEqual(preview["added_ids"], self.bob.ids)
        self.assertEqual(preview["removed_ids"], [])
        self.segment.replay_steps(plan)
        self.assertEqual(self.segment.sudo().line_ids.partner_id, self.anna | self.bob)
        self.assertEqual(self.segment.line_count, 2)

    def test_a_logged_segment_is_not_replayed(self):
        segment = self._create_segment(template_id=self.call.id)
        self._fill(segment, self.anna).log(send=False)
        plan = [{"step_id": segment.step_ids.id, "is_off": True}]
        for method in (segment.replay_steps, segment.preview_replay):
            with self._assert_refused(UserError, "logged"):
                method(plan)

    def test_a_branch_goes_another_way(self):
        self._fill(self.segment, self.anna | self.carl)
        self.segment.reduce_contacts(self._domain(self.anna))
        self._fill(self.segment, self.dora)
        self._replay(s2={"is_off": True})
        branch_id = self.segment.branch_steps(self._get_done()[1]["id"])
        branch = self.segment.browse(branch_id)
        self.assertEqual(branch.line_ids.partner_id, self.anna | self.carl)
        self.assertEqual(branch.step_count, 1)
        self.assertEqual(branch.template_id, self.template)
        self.assertMembers(self.anna | self.carl | self.dora)

    def test_a_branch_takes_over_what_was_said(self):
        self._fill(self.segment, self.anna | self.bob | self.carl | self.dora)
        for contact, values in (
            (self.anna, {"name": "For Anna", "cost": 0.0, "note": "See you"}),
            (self.bob, {"channel": "phone"}),
            (self.dora, {"campaign_target": True}),
        ):
            self._line(self.segment, contact).write(values)
        for contact in (self.anna, self.bob):
            line = self._line(self.segment, contact)
            line.document_ids.create(
                {"line_id": line.id, "filename": "a.docx", "content": WORD_FILE}
            )
        last = self._get_done()[-1]["id"]
        self.segment.reduce_contacts(self._domain(self.bob))
        self.dora.active = False
        branch = self.segment.browse(self.segment.branch_steps(last))
        self.assertEqual(branch.line_ids.partner_id, self.anna | self.bob | self.carl)
        annas = self._line(branch, self.anna)
        self.assertEqual((annas.name, annas.cost), ("For Anna", 0.0))
        self.assertEqual(annas.overridden_fields, ["name", "cost"])
        self.assertEqual((annas.note, annas.document_state), ("See you", "personal"))
        bobs = self._line(branch, self.bob)
        self.assertEqual((bobs.channel, bobs.document_state), ("phone", "personal"))
        self.assertFalse(self._line(branch, self.carl).overridden_fields)
        # the segment itself keeps its own
        self.assertEqual(len(self._line(self.segment, self.anna).document_ids), 1)

    def test_a_branch_of_a_colleague(self):
        self._fill(self.segment, self.anna | self.bob)
        (
            self._line(self.segment, self.anna) | self._line(self.segment, self.bob)
        ).note = "See you"
        last = self._get_done()[-1]["id"]
        self._hide(self.bob, "contact_segment.group_user_all")
        branch_id = self.segment.with_user(self.user_all).branch_steps(last)
        branch = self.segment.sudo().browse(branch_id)
        self.assertEqual(
            branch.line_ids.mapped("note"), ["See you"] * len(branch.line_ids)
        )
        self.assertIn(self.anna, branch.line_ids.partner_id)

    def test_statements_do_not_depend_on_the_contacts(self):
        many = self.Partner.create([{"name": f"Many {i}"} for i in range(300)])
        counts = []
        for partners in (many[:1], many[:5], many):
            self.segment = self._create_segment()
            self._fill(self.segment, partners)
            self._fill(self.segment, self.anna)
            plan = self._get_plan(s1={"domain": [("id", "in", partners[:-1].ids)]})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.segment.replay_steps(plan)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[2], 70)
