# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..call_common import CallCommon


class TestCallWizard(CallCommon):
    """The dialog that makes a phone call."""

    def _open(self, record, user=None):
        """Open the dialog as the button does; return its form."""
        action = record.with_user(user or self.user).action_make_call()
        self.assertEqual(action["res_model"], "contact.call.wizard")
        wizard = self.env["contact.call.wizard"].with_user(user or self.user)
        return Form(wizard.with_context(**action["context"]))

    def _finish(self, form):
        action = form.save().action_finish()
        interaction_id = action["params"]["interaction_id"]
        return self.env["contact.interaction"].browse(interaction_id)

    def test_from_contact(self):
        form = self._open(self.anna)
        self.assertEqual(form.contact_via, "+32 2 555 00 01")
        self.assertEqual(form.name, "Test call")
        self.assertEqual(form.cost, 3)
        form.evaluation = "very_positive"
        form.note = "Nice talk"
        form.duration = 12
        interaction = self._finish(form)
        self.assertRecordValues(
            interaction,
            [
                {
                    "partner_id": self.anna.id,
                    "template_id": self.call.id,
                    "channel": "phone",
                    "direction": "outbound",
                    "state": "done",
                    "evaluation": "very_positive",
                    "note": "Nice talk",
                    "contact_via": "+32 2 555 00 01",
                    "duration": 12,
                    "cost": 3,
                    "segment_id": False,
                    "user_id": self.user.id,
                }
            ],
        )

    def test_nobody_timed_it(self):
        self.call.unit_duration = 6
        self.assertEqual(self._finish(self._open(self.anna)).duration, 6)
        line = self._line(self.segment, self.carl)
        line.duration = 9
        self.assertEqual(self._finish(self._open(line)).duration, 9)
        form = self._open(self._line(self.segment, self.dora))
        form.result = "failed"
        self.assertEqual(self._finish(form).duration, 0)

    def test_numbers(self):
        self.Partner.create(
            {
                "name": "Holiday home",
                "type": "other",
                "parent_id": self.anna.id,
                "phone": "+32 2 555 77 77",
            }
        )
        self.env["phone.blacklist"].create({"number": self.anna.phone})
        form = self._open(self.anna)
        form.contact_via = "+32 2 555 88 88"
        self._finish(form)
        form = self._open(self.anna)
        self.assertEqual(
            [(n["number"], n["opted_out"]) for n in self.anna._get_call_numbers()],
            [
                ("+32 2 555 00 01", True),
                ("+32 2 555 77 77", False),
                ("+32 2 555 00 00", False),
                ("+32 2 555 88 88", False),
            ],
        )
        self.assertEqual(form.contact_via, "+32 2 555 77 77")
        form.contact_via = "+32 2 555 00 01"
        with self._assert_refused(UserError, "do not want to be called"):
            self._finish(form)

    def test_contact_without_a_number(self):
        eva = self._create_contact("Eva")
        self._fill(self.segment, eva)
        activity = eva.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user.id
        )
        for record in (eva, activity, self._line(self.segment, eva)):
            eva.interaction_ids.filtered("contact_via").contact_via = False
            with self.subTest(record=record):
                form = self._open(record)
                self.assertFalse(form.contact_via)
                self.assertEqual(
                    form.number_problem, "Eva has no phone number; enter one."
                )
                form.contact_via = "+32 2 555 00 09"
                form.note = "Wants a catalogue"
                interaction = self._finish(form)
                self.assertEqual(interaction.contact_via, "+32 2 555 00 09")

    def test_contact_whose_numbers_all_opted_out(self):
        self.assertFalse(self._open(self.dora).number_problem)
        self.env["phone.blacklist"].create({"number": self.dora.phone})
        form = self._open(self.dora)
        self.assertFalse(form.contact_via)
        self.assertEqual(
            form.number_problem,
            "No number of Dora wants to be called; enter another one.",
        )

    def test_mandatory_fields(self):
        form = self._open(self.anna)
        form.name = False
        form.user_id = self.env["res.users"]
        form.date = False
        with self._assert_refused(UserError, "Salesperson.*Date.*Description"):
            self._finish(form)
        self.assertFalse(self.anna.interaction_ids)

    def test_without_template(self):
        self.env.company.contact_outgoing_call_template_id = False
        with self._assert_refused(UserError, "no template for outgoing calls"):
            self.anna.with_user(self.user).action_make_call()

    def test_template_of_new_and_old_companies(self):
        standard = self.env.ref("contact_segment.template_outgoing_call")
        company = self.env["res.company"].create({"name": "New company"})
        self.assertEqual(company.contact_outgoing_call_template_id, standard)
        company.contact_outgoing_call_template_id = False
        self.env["res.company"]._set_outgoing_call_template()
        self.assertEqual(company.contact_outgoing_call_template_id, standard)
        self.assertEqual(self.env.company.contact_outgoing_call_template_id, self.call)

    def test_other_template(self):
        other = self.call.copy({"name": "Long call", "unit_cost": 9})
        form = self._open(self.anna)
        form.template_id = other
        self.assertEqual((form.name, form.cost), ("Long call", 9))

    def test_failed_attempt_does_not_count_as_last(self):
        form = self._open(self.dora)
        form.result = "failed"
        interaction = self._finish(form)
        self.assertTrue(interaction.attempt_failed)
        self.assertFalse(self.dora.last_interaction_date)

    def test_follow_up(self):
        form = self._open(self.anna)
        form.schedule_activity = True
        form.follow_up_date = "2030-01-02"
        form.follow_up_summary = "Send prices"
        self._finish(form)
        activity = self.anna.activity_ids
        self.assertEqual(activity.summary, "Send prices")
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2030-01-02"))
        self.assertEqual(activity.activity_category, "phonecall")
        wizard = self.env["contact.call.wizard"].with_user(self.user)
        for values, pattern in (
            ({"schedule_activity": True}, "no due date"),
            ({"try_again": True}, "no call list"),
        ):
            with self._assert_refused(UserError, pattern):
                wizard.create({"partner_id": self.anna.id, **values}).action_finish()

    def test_from_line(self):
        line = self._line(self.segment, self.anna)
        line.write({"name": "Spring offer", "cost": 8})
        form = self._open(line)
        self.assertEqual((form.name, form.cost), ("Spring offer", 8))
        self.assertEqual(form.campaign_id, self.campaign)
        form.evaluation = "negative"
        interaction = self._finish(form)
        self.assertEqual(line.interaction_id, interaction)
        self.assertEqual(interaction.segment_id, self.segment)
        self.assertTrue(interaction.campaign_target)
        self.assertEqual(interaction.cost, 8)
        with self._assert_refused(UserError, "called already"):
            self._open(line)
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 3)

    def test_from_line_again_later(self):
        line = self._line(self.segment, self.anna)
        form = self._open(line)
        form.evaluation = "neutral"
        form.result = "failed"
        self.assertFalse(form.evaluation)
        form.try_again = True
        form.retry_on = "2030-01-02 10:00:00"
        self._finish(form)
        call = self.env["contact.segment.call"].search([("line_id", "=", line.id)])
        self.assertTrue(call.is_open)
        self.assertEqual(str(call.snoozed_until), "2030-01-02 10:00:00")
        self.assertEqual(self._next(), "Bob")
        form = self._open(line)
        form.result = "failed"
        form.try_again = True
        form.result = "reached"
        self.assertFalse(form._values["try_again"])
        wizard = form.save()
        wizard.try_again = True
        with self._assert_refused(UserError, "Anna was reached"):
            wizard.action_finish()

    def test_discard_gives_the_contact_back(self):
        line = self._line(self.segment, self.anna)
        self.segment.user_id = False
        wizard = self._open(line).save()
        self.assertEqual(self._next(self.colleague), "Bob")
        wizard.action_discard()
        self.segment.with_user(self.colleague).release_calls()
        self.assertEqual(self._next(self.colleague), "Anna")

    def test_from_activity(self):
        # calls that are done as activities are logged by themselves, but not twice
        self.env.company.contact_call_template_id = self.call
        activity = self.anna.activity_schedule(
            "mail.mail_activity_data_call", summary="Ask", user_id=self.user.id
        )
        form = self._open(activity)
        self.assertEqual(form.name, "Ask")
        form.note = "She agrees"
        interaction = self._finish(form)
        key = interaction._get_event_key(activity, self.anna)
        self.assertEqual(interaction.external_key, key)
        self.assertFalse(activity.active)
        self.assertEqual(activity.feedback, "She agrees")
        calls = self.anna.interaction_ids.filtered(lambda i: i.channel == "phone")
        self.assertEqual(calls, interaction)
        with self._assert_refused(UserError, "is done"):
            self._open(activity)

    def test_activity_about_no_contact(self):
        activity = self.env["mail.activity"].create(
            {"summary": "Alone", "user_id": self.user.id}
        )
        with self._assert_refused(UserError, "about no contact"):
            self._open(activity)

    def test_from_lead_and_interaction(self):
        lead = self.env["crm.lead"].create(
            {"name": "Big deal", "partner_id": self.carl.id, "user_id": self.user.id}
        )
        self.user.group_ids += self.env.ref("sales_team.group_sale_salesman")
        interaction = self._finish(self._open(lead))
        self.assertEqual(interaction.lead_id, lead)
        self.assertEqual(interaction.partner_id, self.carl)
        self.assertEqual(self._open(interaction).partner_id, self.carl)
        lead.partner_id = False
        with self._assert_refused(UserError, "has no contact"):
            self._open(lead)

    def test_rights(self):
        line = self._line(self.segment, self.anna)
        with self.assertRaises(AccessError):
            self._open(line, self.colleague)
        outsider = self.env["res.users"].create(
            {
                "name": "Outsider",
                "login": "call_outsider",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        with self.assertRaises(AccessError):
            self.anna.with_user(outsider).action_make_call()
        interaction = self._finish(self._open(self.anna, self.manager))
        self.assertEqual(interaction.logged_by_id, self.manager)

    def test_template_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        template = self.call.copy({"name": "Theirs", "company_id": other.id})
        form = self._open(self.anna)
        with self.assertRaises(AccessError):
            form.template_id = template
        self.user.company_ids += other
        form = self._open(self.anna)
        form.template_id = template
        with self._assert_refused(UserError, "Theirs.*company"):
            self._finish(form)
