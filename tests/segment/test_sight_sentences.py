# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..interaction_log_common import InteractionCommon


@tagged("post_install", "-at_install")
class TestSightOfSentences(InteractionCommon):
    """Sentences name contacts and segments to those who may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._create_segment(
            cls.user, user_id=False, template_id=cls.template.id
        )
        cls._fill(cls.segment, cls.anna | cls.dora)
        cls.step = cls.segment.sudo().step_ids
        cls.env.flush_all()

    def _hide_from_colleague(self):
        """Hide a contact from one user only."""
        self._hide(self.dora).domain_force = (
            f"[(1, '=', 1)] if user.id != {self.colleague.id} else "
            f"[('id', '!=', {self.dora.id})]"
        )
        self.env.invalidate_all()

    def test_the_summary_of_a_step_is_for_its_reader(self):
        self._hide_from_colleague()
        summaries = {}
        for user in (self.user, self.colleague):
            self.env.invalidate_all()
            step = self.step.with_user(user)
            summaries[user] = step.read(["summary"])[0]["summary"]
            self.assertEqual(step.display_name, summaries[user])
            # as Odoo reads what a link is called
            self.assertEqual(step.sudo().display_name, summaries[user])
        self.assertEqual(summaries[self.user], "Add Acme, Anna; Dora")
        self.assertEqual(summaries[self.colleague], f"Add Acme, Anna; #{self.dora.id}")

    def test_the_summary_shown_at_a_line(self):
        self._hide_from_colleague()
        line = self.segment.line_ids.filtered(lambda one: one.partner_id == self.anna)
        spec = {"step_id": {"fields": {"display_name": {}}}}
        self.env.invalidate_all()
        [values] = line.with_user(self.colleague).web_read(spec)
        self.assertNotIn("Dora", values["step_id"]["display_name"])

    def test_why_a_contact_is_in(self):
        self._hide_from_colleague()
        segment = self.segment.with_user(self.colleague)
        told = segment.explain(self.anna.id)
        self.assertNotIn("Dora", str(told))
        line = segment.line_ids
        self.assertNotIn("Dora", str(line.action_explain()))

    def test_the_summary_names_no_foreign_segment(self):
        foreign = self._create_segment(self.manager, name="Secret offer")
        foreign.write({"user_id": self.manager.id})
        self.segment.with_user(self.manager).add_contacts(
            [("segment_line_ids.segment_id", "in", foreign.ids)]
        )
        step = self.segment.sudo().step_ids.sorted("id")[-1]
        self.assertIn("Secret", step.with_user(self.manager).summary)
        self.env.invalidate_all()
        self.assertNotIn("Secret", step.with_user(self.user).summary)

    def test_the_summary_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(self.step.with_context(lang="en_US").summary[:4], "Add ")
        self.assertTrue(self.step.with_context(lang="fr_FR").summary)

    def test_many_steps_are_told_with_few_queries(self):
        segment = self.segment
        for contact in self.carl | self.bob | self.acme:
            segment.write({"line_ids": [(0, 0, {"partner_id": contact.id})]})
        for country in self.belgium | self.netherlands:
            segment.add_contacts([("country_id", "in", country.ids)])
        steps = segment.step_ids
        self.assertEqual(len(steps), 6)
        steps.mapped("summary")
        for contact in self.contacts:
            segment.refine_contacts([("id", "!=", contact.id)])
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            segment.step_ids.mapped("summary")

    def test_steps_are_found_by_their_condition(self):
        steps = self.env["contact.segment.step"].with_user(self.user)
        found = steps.name_search("'id', 'in'", [("segment_id", "=", self.segment.id)])
        self.assertEqual([id_ for id_, _name in found], self.step.ids)

    def test_the_check_list_names_nobody_hidden(self):
        self.segment.sudo().write({"user_id": self.user.id, "channel": "email"})
        (self.anna | self.dora).email = False
        everything = self.segment.sudo().check_log()
        self.assertEqual(
            {problem["partner_id"] for problem in everything},
            {self.anna.id, self.dora.id},
        )
        self._hide(self.dora)
        for user in (self.user, self.user_all, self.manager):
            self.env.invalidate_all()
            segment = self.segment.with_user(user)
            problems = segment.check_log()
            self.assertNotIn("Dora", str(problems))
            self.assertEqual(
                [problem["code"] for problem in problems],
                [problem["code"] for problem in everything],
            )
            hidden = [problem for problem in problems if not problem["partner_id"]]
            self.assertEqual({problem["line_id"] for problem in hidden}, {0})
            self.assertIn("A contact you may not see", hidden[0]["message"])
            wizard = self.env["contact.segment.log.wizard"].with_user(user)
            wizard = wizard.create({"segment_id": segment.id, "send": True})
            self.assertEqual(len(wizard.problem_ids), len(problems))
            self.assertEqual(wizard.problem_ids.partner_id, self.anna)
            with self.assertRaises(UserError) as refusal:
                segment.log()
            self.assertNotIn("Dora", str(refusal.exception))
            self.assertIn("because of 2 contacts", str(refusal.exception))

    def test_logging_skips_the_same_contacts(self):
        self.segment.sudo().write({"user_id": self.user.id, "channel": "email"})
        self.dora.email = False
        self.segment.sudo().template_id.mail_template_id = self.env[
            "mail.template"
        ].create(
            {
                "name": "Hello",
                "model_id": self.env.ref(
                    "contact_segment.model_contact_interaction"
                ).id,
            }
        )
        self._hide(self.dora)
        self.env.invalidate_all()
        result = self.segment.with_user(self.user).log(skip_blocked=True)
        self.assertEqual((result["interaction_count"], result["skipped"]), (1, 1))

    def test_a_company_that_hidden_contacts_do_not_fit(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.user.company_ids += company
        self.dora.company_id = self.env.company
        self._hide(self.dora)
        self.env.invalidate_all()
        segment = self.segment.with_user(self.user).with_context(
            allowed_company_ids=self.user.company_ids.ids
        )
        self.segment.sudo().template_id = False
        with self.assertRaises(ValidationError) as refusal:
            segment.company_id = company
        self.assertNotIn("Dora", str(refusal.exception))
        self.assertIn("a contact you may not see", str(refusal.exception))

    def test_deleting_a_contact_names_no_foreign_segment(self):
        foreign = self._create_segment(self.manager, name="Secret offer")
        self._fill(foreign, self.anna)
        with self.assertRaises(UserError) as refusal:
            self.anna.with_user(self.user).unlink()
        self.assertNotIn("Secret offer", str(refusal.exception))
        self.assertIn("a segment you may not see", str(refusal.exception))
        self.assertIn("Test segment", str(refusal.exception))

    def test_bringing_back_an_interaction_names_no_foreign_segment(self):
        foreign = self._create_segment(self.manager, name="Secret offer")
        interaction = self._interact(self.anna)
        self.env.flush_all()
        interaction.sudo().segment_id = foreign
        interaction.cancel()
        foreign.sudo()._write_header({"state": "cancelled"})
        with self.assertRaises(UserError) as refusal:
            interaction.uncancel()
        self.assertNotIn("Secret offer", str(refusal.exception))

    def test_notes_on_a_foreign_line_stay_there(self):
        foreign = self._create_segment(
            self.manager, name="Secret offer", template_id=self.call.id
        )
        self._fill(foreign, self.anna)
        line = foreign.line_ids
        line.note = "She is leaving"
        result = foreign.log_call(line.id, "reached", note="Nice talk")
        interaction = self.env["contact.interaction"].browse(result["interaction_id"])
        salesman = self.env.ref("sales_team.group_sale_salesman_all_leads")
        for user, is_told in ((self.user, False), (self.manager, True)):
            user.group_ids += salesman
            values = interaction.with_user(user)._prepare_opportunity()
            self.assertIn("Nice talk", values["description"])
            self.assertEqual("leaving" in values["description"], is_told)
