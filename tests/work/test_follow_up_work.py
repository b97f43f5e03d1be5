# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..common_work import WorkCommon


@tagged("post_install", "-at_install")
class TestFollowUpWork(WorkCommon):
    """Activities for the contacts of a segment, and what the segment shows of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._create_filled(cls.user, name="Spring")
        cls.line = cls.segment.line_ids.filtered(
            lambda line: line.partner_id == cls.anna
        )

    def _activities(self, segment=None):
        domain = [("segment_id", "=", (segment or self.segment).id)]
        return self.env["mail.activity"].search(domain)

    def test_every_contact_gets_one_activity(self):
        count = self.segment.schedule_activities(
            self.phone_call.id, "Ask", "2030-05-01", note="<p>Why</p>"
        )
        self.assertEqual(count, 3)
        activities = self._activities()
        self.assertEqual(set(activities.mapped("res_model")), {"res.partner"})
        self.assertEqual(
            sorted(activities.mapped("res_id")),
            sorted((self.anna | self.bob | self.carl).ids),
        )
        self.assertEqual(set(activities.mapped("summary")), {"Ask"})
        self.assertEqual(set(activities.mapped("date_deadline")), {date(2030, 5, 1)})
        self.assertEqual(activities.user_id, self.user)
        self.assertEqual(activities.mapped("automated"), [False] * 3)
        self.assertEqual(self.segment.activity_total, 3)

    def test_second_call_schedules_none(self):
        self.assertEqual(self.segment.schedule_activities(self.phone_call.id), 3)
        self.assertEqual(self.segment.schedule_activities(self.phone_call.id), 0)
        self.assertEqual(self.segment.schedule_activities(self.todo.id), 3)
        self._activities().filtered(lambda a: a.res_id == self.bob.id).action_done()
        self.assertEqual(self.segment.schedule_activities(self.phone_call.id), 1)
        self.assertEqual(self.segment.activity_total, 7)

    def test_salesperson_of_each_contact_or_one_user(self):
        self.line.user_id = self.colleague
        self.segment.schedule_activities(self.phone_call.id)
        by_contact = {a.res_id: a.user_id for a in self._activities()}
        self.assertEqual(by_contact[self.anna.id], self.colleague)
        self.assertEqual(by_contact[self.carl.id], self.user)
        self.segment.schedule_activities(self.todo.id, user_id=self.manager.id)
        todos = self._activities().filtered(lambda a: a.activity_type_id == self.todo)
        self.assertEqual(todos.user_id, self.manager)

    def test_assigned_user_is_told_once(self):
        messages = self.env["mail.message"]
        partner = self.colleague.partner_id
        domain = [("notified_partner_ids", "in", partner.ids)]
        before = messages.search_count(domain)
        self.segment.schedule_activities(self.todo.id, user_id=self.colleague.id)
        self.assertEqual(messages.search_count(domain), before + 1)
        told = messages.search(domain, limit=1)
        self.assertRegex(told.subject, "^Activities from segment .*Spring.*: 3$")

    def test_selected_lines_and_bad_ids(self):
        count = self.segment.schedule_activities(self.todo.id, line_ids=self.line.ids)
        self.assertEqual(count, 1)
        other = self._create_filled(self.user)
        for line_ids in ([other.line_ids[0].id], [0], ["1"], 7, [True]):
            with self._assert_refused(UserError, "no line with the id|a list of ids"):
                self.segment.schedule_activities(self.todo.id, line_ids=line_ids)
        for bad in (0, "x", 10**9, None):
            with self._assert_refused(UserError, "give an id of|there is no"):
                self.segment.schedule_activities(bad)
        with self._assert_refused(UserError, "date_deadline cannot be tomorrow"):
            self.segment.schedule_activities(self.todo.id, date_deadline="tomorrow")
        portal = new_test_user(
            self.env, login="segment_portal", groups="base.group_portal"
        )
        with self._assert_refused(UserError, "no active internal user"):
            self.segment.schedule_activities(self.todo.id, user_id=portal.id)
        self.assertEqual(len(self._activities()), 1)

    def test_type_for_another_model(self):
        foreign = self.todo.copy({"name": "Leads only", "res_model": "crm.lead"})
        with self._assert_refused(UserError, "not for contacts"):
            self.segment.schedule_activities(foreign.id)

    def test_gate_keeps_contacts_out(self):
        self.anna.exclude_from_segments = True
        self.bob.active = False
        wizard = self._wizard("activity", self.segment)
        self.assertEqual(wizard.blocked_count, 2)
        self.assertEqual(self.segment.schedule_activities(self.todo.id), 1)

    def test_user_who_may_not_change_contacts(self):
        segment = self._create_filled(self.plain)
        with self._assert_refused(UserError, "may not change .*3 of segment"):
            segment.schedule_activities(self.todo.id)
        self.assertFalse(self._activities(segment))

    def test_sales_rights_suffice(self):
        segment = self._create_filled(self.seller)
        self.assertEqual(segment.schedule_activities(self.todo.id), 3)

    def test_logged_segment_keeps_its_work(self):
        self.segment.schedule_activities(self.todo.id)
        self.segment.log(send=False)
        self.assertEqual(self.segment.activity_total, 3)
        self.assertEqual(self.segment.schedule_activities(self.phone_call.id), 3)
        action = self.segment.action_view_activities()
        found = self.env["mail.activity"].with_context(**action["context"])
        self.assertEqual(found.search_count(action["domain"]), 6)

    def test_deleting_the_segment_keeps_the_activities(self):
        self.segment.schedule_activities(self.todo.id)
        activities = self._activities()
        self.segment.unlink()
        self.env.invalidate_all()
        self.assertEqual(len(activities.exists()), 3)
        self.assertFalse(activities.segment_id)

    def test_merged_contact_keeps_its_activity(self):
        self.segment.schedule_activities(self.todo.id)
        twin = self._create_contact("Anna", email=self.anna.email)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.anna | twin).ids, twin)
        self.assertIn(twin.id, self._activities().mapped("res_id"))
        self.assertEqual(self.segment.schedule_activities(self.todo.id), 0)

    def test_next_activity_and_its_meeting_keep_the_segment(self):
        self.phone_call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.todo.id}
        )
        self.segment.schedule_activities(self.phone_call.id, line_ids=self.line.ids)
        activity = self._activities().with_user(self.user)
        context = activity.action_create_calendar_event()["context"]
        self.assertEqual(context["default_segment_id"], self.segment.id)
        activity.action_done()
        self.assertEqual(self._activities().activity_type_id, self.todo)

    def test_plan_goes_out_in_one_go(self):
        plan = self._create_plan()
        count = self.segment.schedule_plan(plan.id, "2030-05-10")
        self.assertEqual(count, 6)
        calls = self._activities().filtered(
            lambda a: a.activity_type_id == self.phone_call
        )
        self.assertEqual(set(calls.mapped("date_deadline")), {date(2030, 5, 8)})
        self.assertEqual(calls.user_id, self.user)
        todos = self._activities() - calls
        self.assertEqual(todos.user_id, self.manager)
        self.assertEqual(self.segment.schedule_plan(plan.id), 0)

    def test_plan_for_other_records_is_refused(self):
        plan = self._create_plan(res_model="crm.lead")
        with self._assert_refused(UserError, "no activities for contacts"):
            self.segment.schedule_plan(plan.id)

    def _create_plan(self, res_model="res.partner"):
        return self.env["mail.activity.plan"].create(
            {
                "name": "After the fair",
                "res_model": res_model,
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": self.phone_call.id,
                            "summary": "Call",
                            "delay_count": 2,
                        }
                    ),
                    Command.create(
                        {
                            "activity_type_id": self.todo.id,
                            "summary": "Check",
                            "responsible_type": "other",
                            "responsible_id": self.manager.id,
                        }
                    ),
                ],
            }
        )

    def test_wizard_schedules_and_tells(self):
        self.segment.schedule_activities(self.phone_call.id, line_ids=self.line.ids)
        wizard = self._wizard("activity", self.segment)
        with Form(wizard) as form:
            form.activity_type_id = self.phone_call
            form.summary = "Ask for the order"
            self.assertEqual(form.contact_count, 3)
            self.assertEqual(form.open_count, 1)
        note = wizard.action_schedule()
        self.assertEqual(note["params"]["message"], "Activities scheduled: 2.")
        self.assertIn("Ask for the order", self._activities().mapped("summary"))

    def test_wizard_with_a_plan(self):
        plan = self._create_plan()
        wizard = self._wizard("activity", self.segment, kind="plan", plan_id=plan.id)
        self.assertIn(plan, wizard.plan_available_ids)
        wizard.action_schedule()
        self.assertEqual(self.segment.activity_total, 6)

    def test_wizard_chooses_by_outcome_and_channel(self):
        self.line.write({"evaluation": "positive", "channel": "email"})
        wizard = self._wizard("activity", self.segment)
        for state in ("draft", "logged"):
            self.assertEqual(self.segment.state, state)
            wizard.write({"include": "positive", "channel": False})
            self.assertEqual(wizard._get_lines(), self.line)
            wizard.write({"include": "all", "channel": "phone"})
            self.assertEqual(wizard._get_lines(), self.segment.line_ids - self.line)
            wizard.write({"include": "negative", "channel": False})
            self.assertEqual(wizard.contact_count, 0)
            with self._assert_refused(UserError, "no such contacts"):
                wizard.action_schedule()
            if state == "draft":
                self.segment.log(send=False)
        wizard.include = "no_response"
        self.assertEqual(wizard.contact_count, 0)

    def test_buttons_of_the_lines_list(self):
        action = self.line.action_schedule_activities()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.line_ids, self.line)
        self.assertEqual(wizard.contact_count, 1)
        other = self._create_filled(self.user)
        with self._assert_refused(UserError, "different segments"):
            (self.line | other.line_ids).action_schedule_activities()

    def test_bulk_takes_few_queries(self):
        partners = self.Partner.create([{"name": f"Many {i}"} for i in range(300)])
        segment = self._fill(self._create_segment(self.user), partners)

        def schedule():
            self.assertEqual(segment.schedule_activities(self.todo.id), 300)

        self.assertLess(self._count_queries_of(schedule), 100)

    def test_counts_take_one_query_each(self):
        segments = self.segment | self._create_filled(self.user)
        for segment in segments:
            segment.schedule_activities(self.todo.id)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.segment.activity_total, 3)  # what is asked once only
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            self.assertEqual(segments.mapped("activity_total"), [3, 3])
