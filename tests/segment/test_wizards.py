# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import SegmentCommon
from ..word_file import WORD_FILE, encode_word


@tagged("post_install", "-at_install")
class TestWizards(SegmentCommon):
    """The dialogs: they ask, show what will happen, and call the public methods."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)
        self.call_segment = self._create_segment(template_id=self.call.id)

    def _open(self, action):
        """Return the form of the wizard that an action opens."""
        model = self.env[action["res_model"]].with_user(self.user)
        if action.get("res_id"):
            return Form(model.browse(action["res_id"]))
        return Form(model.with_context(**action["context"]))

    def test_step_wizard_shows_what_the_step_will_do(self):
        self._fill(self.segment, self.anna | self.carl)
        form = self._open(self.segment.action_reduce())
        self.assertEqual(form.action, "reduce")
        form.domain = repr(self._domain(self.bob | self.carl))
        self.assertEqual(form.matched_count, 1)
        self.assertEqual((form.removed_count, form.line_count), (1, 1))
        form.entire_companies = True
        self.assertEqual((form.matched_count, form.removed_count), (2, 2))
        self.assertEqual(self.segment.step_count, 1)
        note = form.save().action_apply()["params"]
        self.assertEqual(note["next"], {"type": "ir.actions.act_window_close"})
        self.assertEqual(note["message"], "Removed: 2. Contacts now: 0.")
        self.assertEqual(self.segment.line_count, 0)
        self.assertEqual(self.segment.step_ids.sorted("id")[-1].removed_count, 2)

    def test_step_wizard_adds_with_its_options(self):
        self.bob.exclude_from_segments = True
        form = self._open(self.segment.action_add())
        form.domain = repr(self._domain(self.anna))
        form.expand_companies = True
        self.assertEqual((form.matched_count, form.added_count), (3, 2))
        form.ignore_exclusion = True
        self.assertEqual((form.matched_count, form.added_count), (3, 3))
        form.save().action_apply()
        self.assertEqual(
            self.segment.line_ids.partner_id, self.acme | self.anna | self.bob
        )

    def test_step_wizard_says_why_fewer_are_added_than_match(self):
        self._fill(self.segment, self.carl)
        self.bob.exclude_from_segments = True
        self.dora.active = False
        form = self._open(self.segment.action_add())
        form.domain = repr(
            [("active", "in", [True, False]), *self._domain(self.contacts)]
        )
        self.assertEqual((form.matched_count, form.added_count), (5, 2))
        self.assertEqual(
            form.difference,
            "5 match: 1 archived, 1 excluded, 1 on the segment already",
        )
        self.assertEqual(set(form.sample_ids.ids), set((self.acme | self.anna).ids))
        self.assertEqual((form.more_count, form.line_count), (0, 3))
        form.allow_existing = True
        self.assertEqual(form.difference, "5 match: 1 archived, 1 excluded")
        form.ignore_exclusion = True
        self.assertEqual(form.difference, "5 match: 1 archived")
        count = form.added_count
        form.save().action_apply()
        self.assertEqual(self.segment.step_ids.sorted("id")[-1].added_count, count)

    def test_step_wizard_shows_ten_of_many_contacts(self):
        many = self.Partner.create([{"name": f"Many {i:02}"} for i in range(14)])
        form = self._open(self.segment.action_add())
        form.domain = repr(self._domain(many))
        self.assertEqual((form.added_count, form.difference), (14, False))
        self.assertEqual(form.sample_ids.ids, many[:10].ids)
        self.assertEqual(form.more_count, 4)
        self._fill(self.segment, many)
        form = self._open(self.segment.action_refine())
        form.domain = repr(self._domain(many[:3]))
        self.assertEqual((form.matched_count, form.removed_count), (3, 11))
        self.assertEqual(form.sample_ids.ids, many[3:13].ids)

    def test_step_wizard_names_nobody_whom_the_user_may_not_see(self):
        self._fill(self.segment, self.anna | self.carl)
        self.carl.sudo().company_id = self.env["res.company"].create({"name": "Else"})
        form = self._open(self.segment.action_refine())
        form.domain = repr(self._domain(self.anna))
        self.assertEqual((form.removed_count, form.sample_ids.ids), (1, []))

    def test_step_wizard_asks_for_the_value_of_a_rule(self):
        self._fill(self.segment, self.contacts)
        for domain, message in (
            ([("country_id", "in", [])], "Country has no value yet"),
            ([("name", "ilike", "")], "Name has no value yet"),
            ([("name", "=ilike", "%")], "Name has no value yet"),
            ([("create_date", "<", False)], "Created on has no value yet"),
            (
                ["|", ("category_id", "not in", []), ("city", "=", "")],
                "Tags, City have no value yet",
            ),
            (
                [("parent_id", "any", [("country_id", "in", [])])],
                "Related Company › Country has no value yet",
            ),
        ):
            with self.subTest(domain=domain):
                form = self._open(self.segment.action_reduce())
                form.domain = repr(domain)
                self.assertIn(message, form.unfinished)
                self.assertEqual((form.removed_count, form.line_count), (0, 5))
                wizard = form.save()
                with self._assert_refused(ValidationError, message):
                    wizard.action_apply()
        self.assertEqual(self.segment.step_count, 1)

    def test_step_wizard_takes_rules_on_whether_there_is_a_value(self):
        self._fill(self.segment, self.contacts)
        for domain in (
            [("country_id", "=", False)],
            [("country_id", "!=", False)],
            [("is_company", "=", False)],
            [("color", "<", 0)],
            [],
        ):
            with self.subTest(domain=domain):
                form = self._open(self.segment.action_reduce())
                form.domain = repr(domain)
                self.assertFalse(form.unfinished)
                self.assertEqual(
                    form.removed_count,
                    len(self.contacts.filtered_domain(domain)),
                )

    def test_program_may_give_an_empty_list(self):
        result = self.segment.add_contacts([("country_id", "in", [])])
        self.assertEqual(result["matched"], 0)
        criteria_id = self.segment.save_criteria("Nobody")
        self.assertTrue(criteria_id)

    def test_form_of_saved_criteria_asks_for_the_value_of_a_rule(self):
        criteria = self.env["contact.criteria"].with_user(self.user)
        step = {"action": "add", "domain": "[('country_id', 'in', [])]"}
        with self._assert_refused(ValidationError, "Country has no value yet"):
            criteria.web_save({"name": "Open", "step_ids": [[0, 0, step]]}, {})
        step["domain"] = "[('country_id', '=', False)]"
        [saved] = criteria.web_save({"name": "Done", "step_ids": [[0, 0, step]]}, {})
        self.assertEqual(criteria.browse(saved["id"]).step_count, 1)

    def test_step_wizard_ignores_options_of_another_action(self):
        self._fill(self.segment, self.contacts)
        wizard = self.env["contact.segment.step.wizard"].with_user(self.user)
        wizard.create(
            {
                "segment_id": self.segment.id,
                "action": "refine",
                "domain": repr(self._domain(self.anna)),
                "expand_companies": True,
            }
        ).action_apply()
        self.assertEqual(self.segment.line_ids.partner_id, self.anna)

    def test_step_wizard_tells_what_is_wrong_with_a_condition(self):
        form = self._open(self.segment.action_add())
        form.domain = "[('no_such_field', '=', 1)]"
        self.assertIn("no_such_field", form.error)
        self.assertEqual(form.added_count, 0)
        wizard = form.save()
        with self._assert_refused(ValidationError, "no_such_field"):
            wizard.action_apply()
        form.domain = repr(self._domain(self.anna))
        self.assertFalse(form.error)

    def test_step_wizard_copies_a_favourite(self):
        filters = self.env["ir.filters"].create(
            [
                {"name": "Dutch", "model_id": "res.partner", "domain": domain}
                for domain in (
                    "[('country_id.code', '=', 'NL')]",
                    "[('user_id', '=', uid)]",
                )
            ]
        )
        form = self._open(self.segment.action_add())
        form.filter_id = filters[0]
        self.assertEqual(form.domain, "[('country_id.code', '=', 'NL')]")
        wizard = form.save()
        wizard.filter_id = filters[1]
        warning = wizard._onchange_filter_id()["warning"]
        self.assertEqual(warning["title"], "Dutch")
        self.assertEqual(wizard.domain, "[('country_id.code', '=', 'NL')]")

    def test_step_wizard_on_a_logged_segment_is_refused(self):
        self._fill(self.call_segment, self.anna).log(send=False)
        form = self._open(self.call_segment.action_add())
        with self._assert_refused(UserError, "logged"):
            form.save().action_apply()

    def test_buttons_go_back_and_redo_tell_the_step(self):
        self._fill(self.segment, self.anna)
        back = self.segment.action_go_back()
        self.assertIn("Anna", back["params"]["message"])
        self.assertEqual(self.segment.line_count, 0)
        again = self.segment.action_redo()
        self.assertEqual(back["params"]["message"], again["params"]["message"])
        self.assertEqual(self.segment.line_count, 1)

    def test_save_wizard_proposes_the_name_of_the_segment(self):
        self._fill(self.segment, self.anna)
        form = self._open(self.segment.action_save_criteria())
        self.assertEqual(form.name, "Test segment")
        form.name = "Anna only"
        form.save().action_save()
        criteria = self.env["contact.criteria"].search([("name", "=", "Anna only")])
        self.assertEqual(criteria.step_count, 1)
        self.assertEqual(criteria.user_id, self.user)

    def test_reuse_wizard_runs_criteria(self):
        self._fill(self.segment, self.anna)
        criteria_id = self.segment.save_criteria("Anna only")
        form = self._open(self.call_segment.action_reuse_criteria())
        self.assertEqual(form.source, "criteria")
        form.criteria_id = self.env["contact.criteria"].browse(criteria_id)
        self.assertEqual(len(form.step_ids), 1)
        form.save().action_apply()
        self.assertEqual(self.call_segment.line_ids.partner_id, self.anna)

    def test_reuse_wizard_takes_over_a_logged_segment(self):
        self._fill(self.call_segment, self.contacts).log(send=False)
        form = self._open(self.segment.action_reuse_logged())
        self.assertEqual(form.source, "logged")
        form.logged_segment_id = self.call_segment
        form.save().action_apply()
        self.assertEqual(self.segment.line_ids.partner_id, self.contacts)

    def test_log_wizard_lists_the_problems_and_solves_them(self):
        self._fill(self.call_segment, self.contacts)
        self.anna.active = False
        self.carl.exclude_from_segments = True
        action = self.call_segment.action_log()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.invalidate_recordset()  # for the order of the list
        self.assertFalse(wizard.send)
        self.assertEqual(
            wizard.problem_ids.mapped(lambda p: (p.code, p.partner_id, p.blocking)),
            [("archived", self.anna, True), ("excluded", self.carl, False)],
        )
        self.assertEqual((wizard.blocked_count, wizard.ready_count), (1, 4))
        with self._assert_refused(UserError, "Anna"):
            wizard.with_user(self.user).action_log()
        problem = wizard.problem_ids[0].with_user(self.user)
        self.assertEqual(problem.action_open_contact()["res_id"], self.anna.id)
        self.assertEqual(problem.action_open_line()["res_id"], problem.line_id.id)
        problem.action_remove()
        self.assertEqual((wizard.blocked_count, wizard.ready_count), (0, 4))
        result = wizard.with_user(self.user).action_log()
        self.assertIn("4", result["params"]["message"])
        self.assertEqual(self.call_segment.state, "logged")
        self.assertEqual(self.call_segment.interaction_count, 4)

    def test_log_wizard_skips_and_follows_up(self):
        self._fill(self.call_segment, self.contacts)
        self.anna.active = False
        form = self._open(self.call_segment.action_log())
        form.skip_blocked = True
        form.create_follow_up = True
        result = form.save().action_log()
        self.assertEqual(self.call_segment.interaction_count, 4)
        self.assertEqual(
            result["params"]["next"]["res_id"], self.call_segment.follow_up_ids.id
        )

    def test_log_wizard_checks_sending_when_asked(self):
        self._fill(self.segment, self.carl)
        form = self._open(self.segment.action_log())
        self.assertFalse(form.send)
        self.assertEqual(form.blocked_count, 0)
        form.send = True
        self.assertEqual(form.blocked_count, 1)
        self.assertEqual(len(form.problem_ids), 2)

    def test_log_wizard_proposes_to_send_where_there_is_a_document(self):
        self.env["contact.interaction.template.document"].create(
            {
                "template_id": self.template.id,
                "filename": "a.docx",
                "content": WORD_FILE,
            }
        )
        self._fill(self.segment, self.carl)
        form = self._open(self.segment.action_log())
        self.assertTrue(form.send)
        self.assertEqual(form.problem_ids._records[0]["code"], "no_address")

    def test_log_wizard_asks_when_fields_are_unknown(self):
        document = self.env["contact.interaction.template.document"].create(
            {
                "template_id": self.template.id,
                "filename": "a.docx",
                "content": encode_word("{{Contact_Nme}} «Fest» {{Contact_Name}}"),
            }
        )
        self._fill(self.segment, self.contacts)
        form = self._open(self.segment.action_log())
        self.assertEqual(
            form.unknown_fields,
            "a.docx: Contact_Nme is not a merge field; did you mean Contact_Name?",
        )
        # what does not go out shows nobody anything
        form.send = False
        self.assertFalse(form.unknown_fields)
        document.content = WORD_FILE
        form = self._open(self.segment.action_log())
        self.assertFalse(form.unknown_fields)

    def test_log_wizard_of_an_empty_segment_says_so(self):
        form = self._open(self.segment.action_log())
        wizard = form.save()
        self.assertEqual(wizard.problem_ids.code, "no_contact")
        with self._assert_refused(UserError, "empty"):
            wizard.action_log()

    def test_log_button_of_a_logged_segment_is_refused(self):
        self._fill(self.call_segment, self.anna).log(send=False)
        with self._assert_refused(UserError, "logged already"):
            self.call_segment.action_log()

    def test_follow_up_wizard_asks_for_whom(self):
        self._fill(self.call_segment, self.contacts).log(send=False)
        self._line(self.call_segment, self.dora).interaction_id.evaluate("positive")
        form = self._open(self.call_segment.action_follow_up())
        self.assertEqual(form.contact_count, 5)
        form.include = "negative"
        self.assertFalse(form.contact_count)
        form.include = "positive"
        self.assertEqual(form.contact_count, 1)
        self.assertEqual(
            form.counts,
            {"all": 5, "positive": 1, "negative": 0, "failed": 0, "no_response": 0},
        )
        form.copy_header = True
        action = form.save().action_create()
        follow_up = self.segment.browse(action["res_id"])
        self.assertEqual(follow_up.line_ids.partner_id, self.dora)
        self.assertEqual(follow_up.template_id, self.call)

    def _open_add(self, method, partners, **context):
        selection = self.Partner.with_user(self.user).with_context(
            active_model="res.partner", active_ids=partners.ids, **context
        )
        action = getattr(selection, method)()
        return self._open(action)

    def test_add_wizard_takes_the_selected_contacts(self):
        form = self._open_add("action_add_to_segment", self.anna | self.carl)
        self.assertEqual(form.contact_count, 2)
        form.segment_id = self.segment
        action = form.save().action_apply()
        self.assertEqual(action["params"]["next"]["res_id"], self.segment.id)
        self.assertEqual(self.segment.line_ids.partner_id, self.anna | self.carl)
        self.assertEqual(self.segment.step_count, 1)

    def test_add_wizard_makes_a_new_segment(self):
        form = self._open_add("action_new_segment", self.contacts)
        self.assertEqual(form.target, "new")
        form.name = "From the list"
        form.template_id = self.template
        action = form.save().action_apply()["params"]["next"]
        segment = self.segment.browse(action["res_id"])
        self.assertEqual(segment.name, "From the list")
        self.assertEqual(segment.channel, "letter")
        self.assertEqual(segment.user_id, self.user)
        self.assertEqual(segment.line_count, 5)

    def test_add_wizard_takes_all_that_was_found_beyond_the_limit(self):
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 2)
        form = self._open_add(
            "action_add_to_segment",
            self.anna | self.bob,
            active_domain=self._domain(self.contacts),
        )
        self.assertEqual(form.contact_count, 5)

    def test_add_wizard_without_a_segment_is_refused(self):
        wizard = self.env["contact.segment.add.wizard"].with_user(self.user)
        wizard = wizard.with_context(active_ids=self.anna.ids).create({})
        with self._assert_refused(UserError, "Choose the segment"):
            wizard.action_apply()
