# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import itertools
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..live_common import LiveCommon


@tagged("post_install", "-at_install")
class TestRefresh(LiveCommon):
    """The members of a live segment follow the data, by difference."""

    def test_becomes_live_and_ordinary_again_without_loss(self):
        segment = self._create_live()
        self.assertEqual(segment.live_user_id, self.user)
        self.assertTrue(segment.next_refresh)
        ranges = self._ranges(segment)
        self.assertEqual(ranges.partner_id, self.people)
        self.assertEqual(set(ranges.mapped("join_reason")), {"start"})
        segment.is_live = False
        self.assertEqual(self._members(segment), self.people)
        self.assertFalse(segment.next_refresh)
        # it was live, so it is noted further on
        self._later()
        self._line(segment, self.anna).unlink()
        self.assertEqual(self._ranges(segment, self.anna).leave_reason, "by_hand")

    def test_follows_the_data(self):
        segment = self._create_live()
        self._later()
        (self.bob | self.acme).function = "Baker"
        self.carl.function = "Butcher"
        result = segment.refresh()
        self.assertEqual(
            result, {"added": 2, "removed": 1, "line_count": 4, "state": "ok"}
        )
        expected = self.anna | self.dora | self.bob | self.acme
        self.assertEqual(self._members(segment), expected)
        self.assertEqual(segment.line_count, 4)
        self.assertEqual(segment.refresh_state, "ok")
        [left] = self._ranges(segment, self.carl)
        self.assertEqual((left.left_on, left.leave_reason), (self.clock, "no_match"))
        [joined] = self._ranges(segment, self.bob)
        self.assertEqual((joined.joined_on, joined.join_reason), (self.clock, "match"))
        self.assertEqual(joined.step_id, segment.step_ids)
        # joins and leaves have one row of numbers
        self.assertGreater(left.leave_number, max(self._ranges(segment, self.dora).ids))
        self.assertGreater(joined.id, left.leave_number)

    def test_unchanged_writes_no_line(self):
        segment = self._create_live()
        segment.refresh()
        self.env.flush_all()

        def count():
            """Return which rows there are, and who wrote them when."""
            rows = []
            for table in ("contact_segment_line", "contact_segment_membership"):
                rows += self.env.execute_query(
                    SQL(
                        "SELECT ctid, xmin FROM %s WHERE segment_id = %s ORDER BY 1",
                        SQL.identifier(table),
                        segment.id,
                    )
                )
            return rows

        before = count()
        result = segment.refresh()
        self.assertEqual((result["added"], result["removed"]), (0, 0))
        self.env.flush_all()
        self.assertEqual(count(), before)

    def test_overrides_survive_leaving_and_coming_back(self):
        segment = self._create_live()
        line = self._line(segment, self.anna)
        line.write({"subject": "Only for you", "note": "Dear Anna"})
        self.anna.function = "Butcher"
        segment.refresh()
        self.assertNotIn(self.anna, self._members(segment))
        self._later()
        self.anna.function = "Baker"
        segment.refresh()
        self.assertEqual(self._line(segment, self.anna), line)
        self.assertEqual((line.subject, line.note), ("Only for you", "Dear Anna"))
        self.assertEqual(len(self._ranges(segment, self.anna)), 2)

    def test_reasons_of_steps(self):
        segment = self._create_live()
        segment.reduce_contacts([("category_id", "in", self.vip.ids)])
        segment.refine_contacts([("email", "!=", False)])
        self.anna.category_id = self.vip
        self.carl.email = False
        self._later()
        segment.refresh()
        self.assertEqual(self._members(segment), self.dora)
        reduce, refine = segment.step_ids.sorted("sequence")[1:]
        [anna], [carl] = (self._ranges(segment, one) for one in (self.anna, self.carl))
        self.assertEqual((anna.leave_reason, anna.leave_step_id), ("reduced", reduce))
        self.assertEqual((carl.leave_reason, carl.leave_step_id), ("not_kept", refine))
        # a step that is undone brings them back at once
        self._later()
        segment.go_back()
        self.assertEqual(self._members(segment), self.dora | self.carl)
        self.assertEqual(self._ranges(segment, self.carl)[-1].joined_on, self.clock)
        segment.go_back()
        segment.go_back()
        self.assertEqual(self._ranges(segment, self.dora).leave_reason, "undone")

    def test_a_step_decides_after_the_others(self):
        segment = self._create_live()
        segment.reduce_contacts([("category_id", "in", self.vip.ids)])
        segment.add_contacts([("name", "=", "Anna")])
        self.anna.category_id = self.vip
        self.carl.category_id = self.vip
        segment.refresh()
        self.assertEqual(self._members(segment), self.anna | self.dora)
        self.assertEqual(
            self._line(segment, self.anna).step_id, segment.step_ids.sorted("id")[0]
        )

    def test_by_hand_is_stronger_than_conditions(self):
        segment = self._create_live()
        self.bob.exclude_from_segments = True
        self.env["contact.segment.line"].with_user(self.user).create(
            {"segment_id": segment.id, "partner_id": self.bob.id}
        )
        self._line(segment, self.carl).unlink()
        segment.refine_contacts([("function", "=", "Baker")])
        self.assertIn(self.bob, self._members(segment))
        segment.add_contacts([("function", "=", "Baker")])
        self.assertNotIn(self.carl, self._members(segment))
        self.assertEqual(segment.line_count, 3)
        self._later()
        result = segment.refresh()
        self.assertEqual((result["added"], result["removed"]), (0, 0))
        self.assertEqual(self._members(segment), self.anna | self.dora | self.bob)
        self.assertEqual(self._ranges(segment, self.bob).join_reason, "by_hand")
        self.assertEqual(self._ranges(segment, self.carl).leave_reason, "by_hand")

    def test_archived_and_deleted_contacts_leave(self):
        segment = self._create_live()
        self._later()
        self.anna.active = False
        segment.refresh()
        self.assertEqual(self._ranges(segment, self.anna).leave_reason, "archived")
        dora = self._ranges(segment, self.dora)
        self.dora.with_user(self.user).unlink()
        self.env.invalidate_all()
        self.assertFalse(dora.partner_id)
        self.assertEqual(dora.leave_reason, "deleted")
        self.assertEqual(segment.line_count, 1)

    def test_merged_contacts_are_one(self):
        segment = self._create_live()
        self._later()
        self.bob.function = "Baker"
        segment.refresh()
        self._later()
        bob, carl = self._ranges(segment, self.bob), self._ranges(segment, self.carl)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.carl | self.bob).ids, self.bob
        )
        self.env.invalidate_all()
        self.assertEqual(self._members(segment), self.anna | self.dora | self.bob)
        self.assertEqual(segment.line_count, 3)
        # the one contact is on it since the first of them was
        self.assertEqual(carl.partner_id, self.bob)
        self.assertFalse(carl.left_on)
        self.assertEqual(bob.leave_reason, "merged")
        self.assertEqual(bob.joined_on, bob.left_on)
        segment.refresh()
        self.assertEqual(self._ranges(segment, self.bob), carl)

    def test_sees_what_the_salesperson_sees(self):
        self._hide(self.carl)
        segment = self._create_live()
        self.assertEqual(self._members(segment), self.anna | self.dora)
        segment.with_user(self.manager).refresh()
        self.assertEqual(segment.sudo().line_ids.partner_id, self.anna | self.dora)
        segment.with_user(self.manager).user_id = False
        segment.sudo()._write_header({"live_user_id": self.manager.id})
        self.env.ref("contact_segment.group_user")
        result = segment.with_user(self.manager).refresh()
        self.assertEqual(result["state"], "ok")

    def test_rights(self):
        segment = self._create_live()
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).refresh()
        with self.assertRaises(AccessError):
            segment.with_user(self.user).write({"refresh_state": "ok"})
        ordinary = self._create_segment()
        with self.assertRaisesRegex(UserError, "not live"):
            ordinary.refresh()
        for user in (self.user_all, self.manager):
            self.assertEqual(segment.with_user(user).refresh()["state"], "ok")

    def test_holds_a_large_change(self):
        segment = self._create_live(hold_percent=50)
        (self.anna | self.carl).function = "Butcher"
        result = segment.refresh()
        self.assertEqual(
            result, {"added": 0, "removed": 0, "line_count": 3, "state": "held"}
        )
        self.assertIn("2", segment.refresh_message)
        self.assertEqual(self._members(segment), self.people)
        self.assertEqual(segment.activity_ids.user_id, self.user)
        preview = segment.preview_refresh()
        self.assertEqual((preview["added"], preview["removed"]), (0, 2))
        self.assertEqual(
            {one["partner_id"] for one in preview["contacts"]},
            {self.anna.id, self.carl.id},
        )
        segment.refuse_refresh()
        self.assertEqual(segment.refresh_state, "held")
        self.assertIn("refused", segment.refresh_message)
        self.assertFalse(segment.activity_ids)
        self.assertEqual(segment.refresh()["state"], "held")
        self.assertEqual(segment.accept_refresh()["removed"], 2)
        self.assertEqual(segment.refresh_state, "ok")
        self.assertFalse(segment.refresh_message)
        self.assertEqual(self._members(segment), self.dora)

    def test_holds_what_would_leave_nobody(self):
        segment = self._create_live()
        self.people.function = "Butcher"
        self.assertEqual(segment.refresh()["state"], "held")
        self.assertEqual(segment.refresh(force=True)["line_count"], 0)
        # from nobody on, whoever comes is welcome
        segment.hold_percent = 1
        self.people.function = "Baker"
        self.assertEqual(segment.refresh()["added"], 3)

    def test_company_says_when_to_hold(self):
        self.env.company.contact_live_hold_percent = 60
        segment = self._create_live(hold_percent=0)
        self.anna.function = "Butcher"
        self.assertEqual(segment.refresh()["state"], "ok")
        self.env.company.contact_live_hold_percent = 40
        self.carl.function = "Butcher"
        self.assertEqual(segment.refresh()["state"], "held")

    def test_failure_changes_nothing_and_says_why(self):
        segment = self._create_live()
        self.carl.function = "Butcher"
        step = segment.step_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE contact_segment_step SET domain = %s WHERE id = %s",
            ["[('gone_field', '=', 1)]", step.id],
        )
        self.env.invalidate_all()
        result = segment.refresh()
        self.assertEqual(result["state"], "failed")
        self.assertIn("gone_field", segment.refresh_message)
        self.assertEqual(self._members(segment), self.people)
        self.env.cr.execute(
            "UPDATE contact_segment_step SET domain = %s WHERE id = %s",
            ["[('function', '=', 'Baker')]", step.id],
        )
        self.env.invalidate_all()
        self.assertEqual(segment.refresh()["removed"], 1)
        self.assertEqual(segment.refresh_state, "ok")

    def test_breaks_at_any_statement_without_a_trace(self):
        """Whatever statement fails, members and ranges are as before."""
        segment = self._create_live()
        self.carl.function = "Butcher"
        self.bob.function = "Baker"
        self.env.flush_all()
        execute, model = type(segment)._execute_bounded, type(segment)
        before = self._ranges(segment).read()

        def break_at(number):
            calls = itertools.count()

            def broken(self, statement):
                if next(calls) == number:
                    raise RuntimeError("Broken")
                return execute(self, statement)

            return broken

        for number in range(3):
            with (
                patch.object(model, "_execute_bounded", break_at(number)),
                self.assertLogs("odoo.addons.contact_segment", "ERROR"),
            ):
                self.assertEqual(segment.refresh()["state"], "failed")
            self.assertEqual(self._members(segment), self.people)
            self.assertEqual(self._ranges(segment).read(), before)
        self.assertEqual(segment.refresh()["state"], "ok")
        self.assertEqual(self._members(segment), self.anna | self.dora | self.bob)

    def test_refuses_several_lines_of_a_contact(self):
        segment = self._create_live()
        with self.assertRaisesRegex(UserError, "each contact once"):
            segment.add_contacts([("id", "=", self.anna.id)], allow_existing=True)
        other = self._fill(self._create_segment(), self.anna)
        other.add_contacts([("id", "=", self.anna.id)], allow_existing=True)
        with self.assertRaisesRegex(UserError, "each contact once"):
            other.is_live = True

    def test_steps_that_are_off_do_nothing(self):
        segment = self._create_live()
        segment.reduce_contacts([("id", "=", self.anna.id)])
        first, second = segment.step_ids.sorted("sequence")
        self._later()
        segment.replay_steps(
            [{"step_id": first.id}, {"step_id": second.id, "is_off": True}]
        )
        self.assertEqual(self._members(segment), self.people)
        self.assertFalse(self._ranges(segment, self.anna)[-1].left_on)
        result = segment.refresh()
        self.assertEqual((result["added"], result["removed"]), (0, 0))

    def test_history(self):
        segment = self._create_live()
        self._later()
        self.carl.function = "Butcher"
        self.bob.function = "Baker"
        segment.refresh()
        self._later()
        self.assertEqual(
            segment.get_members(), sorted((self.anna | self.dora | self.bob).ids)
        )
        self.assertEqual(segment.get_members("2026-03-02"), sorted(self.people.ids))
        self.assertEqual(
            segment.compare("2026-03-02"),
            {
                "entered": [{"partner_id": self.bob.id, "on": "2026-03-03 09:00:00"}],
                "left": [
                    {
                        "partner_id": self.carl.id,
                        "on": "2026-03-03 09:00:00",
                        "reason": "no_match",
                    }
                ],
                "stayed": 2,
            },
        )
        self.assertEqual(
            segment.get_sizes(),
            [{"date": "2026-03-02", "size": 3}, {"date": "2026-03-03", "size": 3}],
        )
        with self.assertRaisesRegex(UserError, "not known"):
            segment.get_members("2026-02-01")
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).get_sizes()
