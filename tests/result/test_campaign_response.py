# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import partial

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import Form

from ..campaign_common import CampaignCommon


class TestCampaignResponse(CampaignCommon):
    def _responses(self):
        return self.logged.interaction_ids.filtered("campaign_response")

    def test_a_response_keeps_campaign_and_segment(self):
        other = self.campaign.copy({"title": "Other"})
        interaction = self.logged.interaction_ids.filtered(
            lambda i: i.partner_id == self.bob
        )
        interaction.campaign_id = other
        count = self.logged.register_responses(
            (self.anna | self.bob).ids, "positive", "Wants a visit"
        )
        self.assertEqual(count, 2)
        responses = self._responses()
        self.assertEqual(responses.partner_id, self.anna | self.bob)
        for response in responses:
            self.assertRecordValues(
                response,
                [
                    {
                        "name": "Response to Test segment",
                        "direction": "inbound",
                        "initiated_by": "them",
                        "campaign_response": True,
                        "campaign_target": False,
                        "segment_id": self.logged.id,
                        "segment_line_id": False,
                        "evaluation": "positive",
                        "note": "Wants a visit",
                        "state": "done",
                        "logged_by_id": self.user.id,
                        "company_id": self.logged.company_id.id,
                    }
                ],
            )
        by_partner = {i.partner_id: i.campaign_id for i in responses}
        self.assertEqual(by_partner, {self.anna: self.campaign, self.bob: other})
        self.assertEqual(self.logged.interaction_count, 5)

    def test_template_and_date(self):
        template = self.call.copy({"name": "Answer", "unit_cost": 1.5})
        template.write({"direction": "outbound", "initiated_by": "us"})
        self.logged.register_responses(
            self.anna.ids, template_id=template.id, date="2026-03-01 10:00:00"
        )
        self.assertRecordValues(
            self._responses(),
            [
                {
                    "name": "Answer",
                    "template_id": template.id,
                    "cost": 1.5,
                    "duration": 5.0,
                    "channel": "phone",
                    "direction": "inbound",
                    "initiated_by": "them",
                    "campaign_response": True,
                }
            ],
        )
        self.assertEqual(str(self._responses().date), "2026-03-01 10:00:00")

    def test_nobody_responds_twice_by_accident(self):
        register = self.logged.register_responses
        self.assertEqual(register(self.anna.ids), 1)
        self.assertEqual(register((self.anna | self.bob).ids), 1)
        self.assertEqual(register((self.anna | self.bob).ids), 0)
        self.assertEqual(register(self.anna.ids * 2, allow_repeat=True), 1)
        self.assertEqual(len(self._responses()), 3)
        # a cancelled response is none
        self._responses().cancel()
        self.assertEqual(register(self.anna.ids), 1)

    def test_bad_input_is_refused_and_nothing_is_written(self):
        register = self.logged.register_responses
        draft = self._fill(self._create_segment(), self.anna)
        cases = [
            (lambda: register([]), "Nobody is chosen"),
            (lambda: register("all"), "give a list of ids"),
            (lambda: register(self.anna.id), "give a list of ids"),
            (lambda: register([True]), "give a list of ids"),
            (lambda: register([-1]), "give a list of ids"),
            (lambda: register(self.dora.ids), "Dora: nothing was logged for them"),
            (lambda: register([999999999]), "#999999999: nothing was logged"),
            (lambda: register(self.anna.ids, "great"), "evaluation cannot be great"),
            (lambda: register(self.anna.ids, date="soon"), "date cannot be soon"),
            (lambda: register(self.anna.ids, template_id="x"), "template_id cannot be"),
            (lambda: draft.register_responses(self.anna.ids), "is not logged yet"),
            (draft.action_register_responses, "is not logged yet"),
        ]
        before = self.env["contact.interaction"].search_count([])
        for case, pattern in cases:
            with self.subTest(pattern), self._assert_refused(UserError, pattern):
                case()
        with self.assertRaises(MissingError):
            register(self.anna.ids, template_id=999999999)
        self.assertEqual(self.env["contact.interaction"].search_count([]), before)
        self.logged.with_user(self.manager).cancel_logged()
        with self._assert_refused(UserError, "is cancelled; bring it back"):
            register(self.anna.ids)

    def test_segments_of_others_are_out_of_reach(self):
        with self.assertRaises(AccessError):
            self.logged.with_user(self.colleague).register_responses(self.anna.ids)
        everybody = self.logged.with_user(self.user_all)
        self.assertEqual(everybody.register_responses(self.anna.ids), 1)

    def test_hidden_contacts_cannot_be_registered(self):
        self._hide(self.anna, group=None)
        with self._assert_refused(UserError, "nothing was logged for them") as _:
            self.logged.register_responses(self.anna.ids)

    def test_as_many_queries_for_many_contacts(self):
        people = self.Partner.create([{"name": f"P{n}"} for n in range(60)])
        segment = self._log(people)
        counts = []
        for chosen in (people[:10], people[10:]):
            register = partial(segment.register_responses, chosen.ids)
            counts.append(self._count_queries_of(register))
        self.assertLess(counts[1] - counts[0], 5, counts)


class TestCampaignResponseWizard(CampaignCommon):
    def _wizard(self, **context):
        wizards = self.env["contact.segment.response.wizard"].with_user(self.user)
        return Form(wizards.with_context(**context))

    def test_dialog_of_a_segment(self):
        inbound = self.call.copy({"campaign_response": True, "direction": "inbound"})
        action = self.logged.action_register_responses()
        form = self._wizard(**action["context"])
        self.assertEqual(form.template_id, inbound)
        form.partner_ids.add(self.anna)
        form.partner_ids.add(self.bob)
        form.evaluation = "very_positive"
        result = form.save().action_apply()
        self.assertIn("Responses registered: 2.", result["params"]["message"])
        responses = self.logged.interaction_ids.filtered("campaign_response")
        self.assertEqual(responses.template_id, inbound)

        form = self._wizard(**action["context"])
        form.partner_ids.add(self.anna)
        self.assertEqual(form.answered_count, 1)
        form.partner_ids.add(self.carl)
        self.assertEqual(form.answered_count, 1)
        result = form.save().action_apply()["params"]
        self.assertIn("Responses registered: 1. Contacts who had", result["message"])
        form = self._wizard(**action["context"])
        form.partner_ids.add(self.anna)
        form.allow_repeat = True
        self.assertEqual(form.save().action_apply()["params"]["type"], "success")

    def test_dialog_of_a_campaign_begins_with_the_latest_segment(self):
        latest = self._log(self.dora, name="Latest")
        campaign = self.campaign.with_user(self.user)
        context = campaign.action_register_responses()["context"]
        form = self._wizard(**context)
        self.assertEqual(form.segment_id, latest)
        form.partner_ids.add(self.dora)
        # another segment has other contacts
        form.segment_id = self.logged
        self.assertFalse(form.partner_ids.ids)
        empty = self.campaign.copy({"title": "Nothing logged"}).with_user(self.user)
        with self._assert_refused(UserError, "has no logged segment"):
            empty.action_register_responses()

    def test_dialog_of_interactions_in_the_log(self):
        interactions = self.logged.interaction_ids[:2]
        selected = {"active_model": "contact.interaction"}
        form = self._wizard(**selected, active_ids=interactions.ids)
        self.assertEqual(form.segment_id, self.logged)
        wizard = form.save()
        self.assertEqual(wizard.partner_ids, interactions.partner_id)
        wizard.action_apply()
        self.assertFigures(responded_count=2)
        other = self._log(self.dora)
        mixed = (interactions | other.interaction_ids).ids
        with self._assert_refused(UserError, "are not of one segment"):
            self._wizard(**selected, active_ids=mixed)

    def test_dialog_from_the_menu_of_a_segment(self):
        draft = self._create_segment()
        opened = {"active_model": "contact.segment"}
        form = self._wizard(**opened, active_id=self.logged.id)
        self.assertEqual(form.segment_id, self.logged)
        with self._assert_refused(UserError, "is not logged yet"):
            self._wizard(**opened, active_id=draft.id)
