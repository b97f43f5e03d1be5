# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..create_interaction_common import InteractionDialogCommon


@tagged("post_install", "-at_install")
class TestCreateInteraction(InteractionDialogCommon):
    """What the dialog fills in, what it asks for and what it writes."""

    def test_contact_and_template_fill_the_dialog(self):
        self.anna.write({"phone": "+32 9 111 11 11", "lang": "en_US"})
        form = self._open_contact(self.anna)
        self.assertEqual(form.partner_id, self.anna)
        self.assertTrue(form.is_contact_fixed)
        self.assertEqual(form.user_id, self.user)
        self.assertTrue(form.date)
        form.template_id = self.call
        self.assertEqual(form.name, "Test call")
        self.assertEqual(form.channel, "phone")
        self.assertEqual(form.duration, 5.0)
        self.assertEqual(form.contact_via, "+32 9 111 11 11")
        self.assertEqual(form.lang, "en_US")
        form.evaluation = "positive"
        form.note = "Wants a quotation"
        form.save().action_finish()
        interaction = self._get_interactions(self.anna)
        self.assertRecordValues(
            interaction,
            [
                {
                    "state": "done",
                    "name": "Test call",
                    "template_id": self.call.id,
                    "channel": "phone",
                    "duration": 5.0,
                    "evaluation": "positive",
                    "note": "Wants a quotation",
                    "user_id": self.user.id,
                    "logged_by_id": self.user.id,
                    "contact_via": "+32 9 111 11 11",
                    "delivery_state": False,
                }
            ],
        )

    def test_every_group_can_create(self):
        for user in (self.user, self.user_all, self.manager):
            form = self._open_contact(self.dora, user, template_id=self.call)
            form.save().action_finish()
        interactions = self._get_interactions(self.dora)
        self.assertEqual(interactions.user_id, self.user | self.user_all | self.manager)

    def test_others_have_no_dialog(self):
        outsider = new_test_user(self.env, login="outsider", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._open_contact(self.anna, outsider)

    def test_another_template_refills_what_was_not_typed(self):
        form = self._open_contact(self.anna, template_id=self.template)
        self.assertEqual(form.cost, 2.0)
        form.name = "My own words"
        form.duration = 3.0
        form.template_id = self.call
        self.assertEqual(form.name, "My own words")
        self.assertEqual(form.duration, 3.0)
        self.assertEqual(form.channel, "phone")
        self.assertEqual(form.cost, 0.0)
        self.assertFalse(form.direction)
        form.template_id = self.template
        self.assertEqual(form.name, "My own words")
        self.assertEqual(form.direction, "outbound")

    def test_preferred_channel_unless_the_template_ignores_it(self):
        self.anna.preferred_channel = "email"
        form = self._open_contact(self.anna)
        self.assertEqual(form.channel, "email")
        form.template_id = self.call
        self.assertEqual(form.channel, "email")
        self.assertEqual(form.contact_via, "anna@example.com")
        self.call.ignore_contact_channel = True
        form = self._open_contact(self.anna, template_id=self.call)
        self.assertEqual(form.channel, "phone")

    def test_people_of_a_company(self):
        form = self._open_contact(self.acme)
        self.assertEqual(form.partner_id, self.acme)
        self.assertEqual(form.scope_id, self.acme)
        self.assertFalse(form.is_contact_fixed)
        form.partner_id = self.bob
        form.template_id = self.call
        form.save().action_finish()
        self.assertEqual(self._get_interactions(self.bob).name, "Test call")

    def test_everything_that_is_missing_is_named_at_once(self):
        action = self.env["contact.interaction"].with_user(self.user).action_create()
        form = self._open(action)
        self.assertFalse(form.partner_id)
        form.user_id = self.env["res.users"]
        form.date = False
        wizard = form.save()
        with self._assert_refused(
            UserError,
            "fill in: Contact, Template, Salesperson, Date, and Description",
        ):
            wizard.action_finish()
        with self._assert_refused(UserError, "fill in: Template and Description"):
            self._open_contact(self.anna).save().action_finish()
        self.assertFalse(self._get_interactions(self.anna))

    def test_program_needs_name_and_contact_only(self):
        interaction = (
            self.env["contact.interaction"]
            .with_user(self.user)
            .create({"name": "By a program", "partner_id": self.anna.id})
        )
        self.assertEqual(interaction.state, "done")

    def test_list_of_a_contact(self):
        Interaction = self.env["contact.interaction"].with_user(self.user)
        listed = Interaction.with_context(default_partner_id=self.carl.id)
        self.assertEqual(self._open(listed.action_create()).partner_id, self.carl)

    def test_lead(self):
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        lead = self.env["crm.lead"].create(
            {
                "name": "Machines",
                "partner_id": self.anna.id,
                "campaign_id": campaign.id,
                "user_id": self.user.id,
            }
        )
        self.user.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        lead = lead.with_user(self.user)
        form = self._open(lead.action_create_interaction())
        self.assertEqual(form.partner_id, self.anna)
        self.assertEqual(form.scope_id, self.acme)
        self.assertEqual(form.campaign_id, campaign)
        form.template_id = self.call
        form.save().action_finish()
        interaction = self._get_interactions(self.anna)
        self.assertEqual(interaction.lead_id, lead)
        self.assertEqual(interaction.campaign_id, campaign)
        self.assertEqual(
            (interaction.res_model, interaction.res_id), (lead._name, lead.id)
        )
        lead.partner_id = False
        with self._assert_refused(UserError, "Machines has no contact; choose one"):
            lead.action_create_interaction()

    def test_offer_of_an_opportunity(self):
        def finish(**values):
            form = self._open_contact(self.dora, template_id=self.call, **values)
            return form.save().action_finish()["params"]

        self.assertFalse(finish()["offers_opportunity"])
        self.user.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        params = finish()
        self.assertTrue(params["offers_opportunity"])
        self.assertEqual(
            params["interaction_id"], self._get_interactions(self.dora)[0].id
        )
        self.assertFalse(finish(attempt_failed=True)["offers_opportunity"])

    def test_contact_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other company"})
        self.user.company_ids |= company
        self.carl.company_id = company
        partner = self.carl.with_user(self.user).with_context(
            allowed_company_ids=[self.env.company.id, company.id]
        )
        action = partner.action_create_interaction()
        wizard = self.env["contact.interaction.wizard"].with_user(self.user)
        wizard = wizard.with_context(
            **action["context"], allowed_company_ids=[self.env.company.id, company.id]
        )
        wizard = wizard.create({"template_id": self.call.id, "name": "Call"})
        wizard.action_finish()
        self.assertEqual(self._get_interactions(self.carl).company_id, company)

    def _create_leads(self):
        """Return a seller, and opportunities of different contacts and states."""
        self.user.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        values = [
            {"partner_id": self.anna.id},
            {"partner_id": self.acme.id},
            {"partner_id": self.bob.id, "type": "lead"},
            {"partner_id": self.bob.id, "active": False, "probability": 0},
            {"partner_id": self.bob.id, "stage_id": won.id, "probability": 100},
            {"partner_id": self.carl.id},
            {},
        ]
        leads = self.env["crm.lead"].with_user(self.user)
        return leads.create(
            [
                {"name": f"Offer {number}", "type": "opportunity", **vals}
                for number, vals in enumerate(values)
            ]
        )

    def _get_offered(self, form, leads):
        """Return which of some opportunities the dialog offers."""
        wizards = self.env["contact.interaction.wizard"]
        domain = safe_eval(
            wizards._fields["lead_id"].domain, {"owner_id": form.owner_id}
        )
        return leads.search([("id", "in", leads.ids), *domain])

    def test_opportunities_are_open_ones_of_the_company(self):
        leads = self._create_leads()
        form = self._open_contact(self.anna)
        self.assertEqual(self._get_offered(form, leads), leads[:2].sorted())
        self._hide_company()
        form = self._open_contact(self.anna)
        self.assertEqual(self._get_offered(form, leads), leads[0])
        form = self._open(self.env["contact.interaction"].action_create())
        self.assertFalse(form.owner_id)
        self.assertIn(leads[5], self._get_offered(form, leads))

    def _hide_company(self):
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.acme.id})]",
            }
        )

    def test_another_contact_takes_its_opportunity_away(self):
        leads = self._create_leads()
        form = self._open_contact(self.acme, template_id=self.call)
        form.partner_id = self.anna
        form.lead_id = leads[1]
        form.partner_id = self.bob
        self.assertEqual(form.lead_id, leads[1])
        form = self._open(leads[1].action_create_interaction())
        form.partner_id = self.carl
        self.assertFalse(form.lead_id)

    def test_files(self):
        files = self.env["ir.attachment"].with_user(self.user)
        form = self._open_contact(self.anna, template_id=self.call)
        uploaded = {"res_model": "contact.interaction.wizard", "res_id": 0}
        first = files.create({"name": "notes.txt", "raw": b"Said", **uploaded})
        form.attachment_ids.add(first)
        wizard = form.save()
        # the button Preview saves the dialog
        uploaded["res_id"] = wizard.id
        second = files.create({"name": "plan.txt", "raw": b"Drawn", **uploaded})
        wizard.attachment_ids += second
        wizard.action_finish()
        interaction = self._get_interactions(self.anna)
        self.assertEqual(interaction.attachment_ids, first | second)
        for file in first | second:
            self.assertEqual(file.res_model, "contact.interaction")
            self.assertEqual(file.res_id, interaction.id)
        colleague = interaction.with_user(self.colleague)
        self.assertEqual(colleague.attachment_ids[0].raw, b"Said")

    def test_files_of_a_postponed_interaction_are_kept(self):
        files = self.env["ir.attachment"].with_user(self.user)
        first = files.create({"name": "notes.txt", "raw": b"Said"})
        form = self._open_contact(self.anna, template_id=self.call)
        form.attachment_ids.add(first)
        form.save().action_postpone()
        interaction = self._get_interactions(self.anna).with_user(self.user)
        form = self._open(interaction.action_resume())
        self.assertEqual(form.attachment_ids[:], first)
        form.save().action_finish()
        self.assertEqual(interaction.attachment_ids, first)
        self.assertEqual(interaction.state, "done")
