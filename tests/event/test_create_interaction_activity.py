# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..create_interaction_common import InteractionDialogCommon


@tagged("post_install", "-at_install")
class TestCreateInteractionActivity(InteractionDialogCommon):
    """An activity becomes the interaction that it was, once."""

    def setUp(self):
        super().setUp()
        self.activity = self._schedule(self.anna)

    def _schedule(self, record, user=None):
        return record.activity_schedule(
            "mail.mail_activity_data_call",
            summary="Ask about the order",
            user_id=(user or self.user).id,
        ).with_user(user or self.user)

    def _finish(self, activity, **values):
        form = self._open(activity.action_create_interaction())
        form.template_id = self.call
        for name, value in values.items():
            form[name] = value
        form.save().action_finish()

    def test_finishing_marks_it_done(self):
        form = self._open(self.activity.action_create_interaction())
        self.assertEqual(form.partner_id, self.anna)
        self.assertEqual(form.name, "Ask about the order")
        form.template_id = self.call
        self.assertEqual(form.name, "Ask about the order")
        form.note = "She ordered"
        form.save().action_finish()
        interaction = self._get_interactions(self.anna)
        self.assertFalse(self.activity.active)
        self.assertEqual(self.activity.feedback, "She ordered")
        key = interaction._get_event_key(self.activity, self.anna)
        self.assertEqual(interaction.external_key, key)
        self.assertEqual(interaction.res_model, "res.partner")
        self.assertEqual(interaction.res_id, self.anna.id)

    def test_logged_once(self):
        company = self.env.company
        if "contact_call_template_id" in company:
            company.contact_call_template_id = self.call
        wizard = self._open(self.activity.action_create_interaction())
        wizard.template_id = self.call
        wizard = wizard.save()
        self._finish(self.activity)
        self.env.cr.precommit.run()
        with self._assert_refused(UserError, "has its interaction already"):
            wizard.action_finish()
        with self._assert_refused(UserError, "has its interaction already"):
            self.activity.action_create_interaction()
        self.assertEqual(len(self._get_interactions(self.anna)), 1)

    def test_somebody_else_of_the_company_answered(self):
        company = self.env.company
        if "contact_call_template_id" in company:
            company.contact_call_template_id = self.call
        activity = self._schedule(self.acme)
        self._finish(activity, partner_id=self.bob)
        self.env.cr.precommit.run()
        interaction = self._get_interactions(self.bob)
        key = interaction._get_event_key(activity, self.acme)
        self.assertEqual(interaction.external_key, key)
        self.assertFalse(self._get_interactions(self.acme))

    def test_postponed_with_its_activity(self):
        form = self._open(self.activity.action_create_interaction())
        form.note = "Half of it"
        form.save().action_postpone()
        interaction = self._get_interactions(self.anna).with_user(self.user)
        self.assertTrue(self.activity.active)
        # from the activity, or from the list: the same interaction
        for action in (
            self.activity.action_create_interaction(),
            interaction.action_resume(),
        ):
            form = self._open(action)
            self.assertEqual(form.note, "Half of it")
            self.assertEqual(form.activity_id.id, self.activity.id)
            self.assertEqual(form.resumed_id, interaction.id)
        form.template_id = self.call
        form.save().action_finish()
        self.assertFalse(self.activity.active)
        self.assertEqual(self._get_interactions(self.anna), interaction)

    def test_activity_is_gone(self):
        form = self._open(self.activity.action_create_interaction())
        form.save().action_postpone()
        interaction = self._get_interactions(self.anna).with_user(self.user)
        self.activity.unlink()
        form = self._open(interaction.action_resume())
        form.template_id = self.call
        form.save().action_finish()
        self.assertEqual(interaction.state, "done")

    def test_activity_of_a_lead(self):
        self.user.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        lead = self.env["crm.lead"].create(
            {
                "name": "Machines",
                "partner_id": self.dora.id,
                "user_id": self.user.id,
                "type": "opportunity",
            }
        )
        self._finish(self._schedule(lead))
        interaction = self._get_interactions(self.dora)
        self.assertEqual(interaction.lead_id, lead)

    def test_activity_without_contact(self):
        lead = self.env["crm.lead"].create(
            {"name": "Nobody yet", "user_id": self.user.id}
        )
        self.user.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        activity = self._schedule(lead)
        self._finish(activity, partner_id=self.carl)
        interaction = self._get_interactions(self.carl)
        key = interaction._get_event_key(activity, self.carl)
        self.assertEqual(interaction.external_key, key)
        self.assertFalse(activity.active)

    def test_meeting(self):
        company = self.env.company
        if "contact_meeting_template_id" in company:
            company.contact_meeting_template_id = self.call
        meeting = (
            self.env["calendar.event"]
            .with_user(self.user)
            .create(
                {
                    "name": "Visit",
                    "start": "2026-01-05 10:00:00",
                    "stop": "2026-01-05 11:00:00",
                    "partner_ids": [(6, 0, (self.dora | self.user.partner_id).ids)],
                }
            )
        )
        activity = self.dora.activity_schedule(
            "mail.mail_activity_data_meeting",
            summary="Visit",
            user_id=self.user.id,
            calendar_event_id=meeting.id,
        ).with_user(self.user)
        form = self._open(activity.action_create_interaction())
        form.save().action_postpone()
        interaction = self._get_interactions(self.dora).with_user(self.user)
        form = self._open(interaction.action_resume())
        self.assertEqual(form.activity_id.id, activity.id)
        form.template_id = self.call
        form.save().action_finish()
        self.env.cr.precommit.run()
        self.assertFalse(activity.active)
        key = interaction._get_event_key(meeting, self.dora)
        self.assertEqual(interaction.external_key, key)
        self.assertEqual(self._get_interactions(self.dora), interaction)
