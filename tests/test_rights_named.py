# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .interaction_log_common import InteractionCommon
from .word_file import encode_word


@tagged("post_install", "-at_install")
class TestRightsNamed(InteractionCommon):
    """Whoever names a record uses it: in values, commands, defaults, dialogs, forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.far = cls._create_contact("Far", company_id=cls.other_company.id)
        cls.theirs = cls._create_segment(user=cls.colleague, template_id=cls.call.id)
        cls._fill(cls.theirs, cls.anna | cls.carl)
        cls.their_line = cls.theirs.line_ids[0]
        cls.own = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.own, cls.anna | cls.bob)
        cls.line = cls.own.line_ids[0]
        cls.seller = new_test_user(
            cls.env,
            login="segment_seller",
            groups="contact_segment.group_user,sales_team.group_sale_salesman",
        )
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Secret offer", "user_id": cls.manager.id}
        )

    def _document(self, **values):
        return {"content": encode_word("Hello"), "filename": "a.docx", **values}

    def test_documents_stay_where_they_are(self):
        documents = self.env["contact.segment.document"].with_user(self.user)
        own = documents.create(self._document(segment_id=self.own.id))
        personal = documents.create(self._document(line_id=self.line.id, lang="en_US"))
        for record, name, value in (
            (own, "segment_id", self.theirs.id),
            (own, "line_id", self.their_line.id),
            (own, "line_id", self.line.id),
            (personal, "line_id", self.their_line.id),
            (personal, "line_id", self.own.line_ids[1].id),
        ):
            with self._assert_refused(AccessError, "stays with"):
                record.write({name: value})
        # a form sends what did not change
        personal.write({"line_id": self.line.id, "segment_id": self.own.id})

    def test_documents_are_not_left_with_others(self):
        documents = self.env["contact.segment.document"].with_user(self.user)
        for link in ({"segment_id": self.theirs.id}, {"line_id": self.their_line.id}):
            with self.assertRaises(AccessError):
                documents.create(self._document(**link))
            name, value = next(iter(link.items()))
            with self.assertRaises(AccessError):
                documents.with_context(**{f"default_{name}": value}).create(
                    self._document()
                )
        own = documents.create(self._document(segment_id=self.own.id))
        for command in ((4, own.id), (6, 0, own.ids)):
            with self.assertRaises(AccessError):
                self.theirs.with_user(self.user).write({"document_ids": [command]})
            with self._assert_refused(AccessError, "stays with"):
                self.theirs.with_user(self.manager).write({"document_ids": [command]})

    def test_steps_stay_in_their_criteria(self):
        criteria = self.env["contact.criteria"]
        own = criteria.with_user(self.user).create({"name": "Own"})
        theirs = criteria.with_user(self.colleague).create({"name": "Theirs"})
        step = own.step_ids.create({"criteria_id": own.id, "action": "add"})
        with self._assert_refused(AccessError, "stays with"):
            step.write({"criteria_id": theirs.id})
        with self.assertRaises(AccessError):
            step.create({"criteria_id": theirs.id, "action": "add"})
        with self.assertRaises(AccessError):
            theirs.with_user(self.user).write({"step_ids": [(4, step.id)]})

    def test_interactions_stay_in_sight(self):
        self._hide(self.dora)
        made = self._interact(self.anna)
        for vals in (
            {"company_id": self.other_company.id},
            {"partner_id": self.far.id},
            {"partner_id": self.dora.id},
            {"lead_id": self.lead.id},
            {"template_id": self._get_foreign_template().id},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                made.write(vals)
            with self.subTest(vals), self.assertRaises(AccessError):
                made.create({"name": "x", "partner_id": self.anna.id, **vals})
        made.write({"partner_id": self.carl.id, "company_id": self.env.company.id})
        self.assertEqual(made.partner_id, self.carl)

    def _get_foreign_template(self):
        return self.template.create({"name": "x", "company_id": self.other_company.id})

    def test_interactions_name_no_segments_of_others(self):
        interactions = self.env["contact.interaction"].with_user(self.user)
        vals = {"name": "x", "partner_id": self.their_line.partner_id.id}
        for link in (
            {"segment_id": self.theirs.id},
            {"segment_line_id": self.their_line.id},
        ):
            with self.assertRaises(AccessError):
                interactions.create({**vals, **link})
            name, value = next(iter(link.items()))
            made = interactions.with_context(**{f"default_{name}": value}).create(vals)
            self.assertFalse(made.sudo()[name])
            with self._assert_refused(AccessError, "stays with"):
                made.write(link)
        self.assertEqual(self.theirs.sudo().interaction_count, 0)
        self.assertEqual(self.theirs.log(send=False)["interaction_count"], 2)

    def test_a_line_is_handled_by_its_owner(self):
        interactions = self.env["contact.interaction"].with_user(self.user)
        vals = {"name": "x", "segment_line_id": self.line.id}
        with self._assert_refused(UserError, "another contact or segment"):
            interactions.create({**vals, "partner_id": self.carl.id})
        with self._assert_refused(UserError, "another contact or segment"):
            interactions.create(
                {
                    **vals,
                    "partner_id": self.line.partner_id.id,
                    "segment_id": self._create_segment().id,
                }
            )
        partner = self.line.partner_id
        made = interactions.create({**vals, "partner_id": partner.id})
        self.assertEqual(self.line.interaction_id, made)

    def test_lines_name_what_their_user_sees(self):
        self._hide(self.dora)
        lines = self.env["contact.segment.line"].with_user(self.user)
        for partner in (self.far, self.dora):
            with self.assertRaises(AccessError):
                lines.create({"segment_id": self.own.id, "partner_id": partner.id})
            with self.assertRaises(AccessError):
                self.own.write({"line_ids": [(0, 0, {"partner_id": partner.id})]})
        with self.assertRaises(AccessError):
            lines.create({"segment_id": self.theirs.id, "partner_id": self.bob.id})
        with self.assertRaises(AccessError):
            self.own.write({"line_ids": [(4, self.their_line.id)]})
        self.assertEqual(self.own.line_count, 2)

    def test_forms_tell_nothing_about_hidden_records(self):
        self._hide(self.dora)
        user = self.user
        spec = {"phone": {}, "email": {}}
        nested = {"line_ids": {"fields": {"partner_id": {}, "email": {}}}}
        for model, values, fields_spec in (
            ("contact.segment.line", {"partner_id": self.far.id}, spec),
            ("contact.segment.line", {"partner_id": self.dora.id}, spec),
            ("contact.segment.line", {"segment_id": self.theirs.id}, {"name": {}}),
            (
                "contact.segment",
                {"line_ids": [(0, "virtual_1", {"partner_id": self.far.id})]},
                nested,
            ),
            ("contact.segment", {"line_ids": [(4, self.their_line.id)]}, nested),
            (
                "contact.call.wizard",
                {"segment_line_id": self.their_line.id},
                {"personal_note": {}, "name": {}, "cost": {}},
            ),
            (
                "contact.call.wizard",
                {"segment_line_id": {"id": self.their_line.id}},
                {"personal_note": {}},
            ),
            ("contact.call.wizard", {"partner_id": self.far.id}, {"numbers": {}}),
            ("contact.interaction", {"partner_id": self.far.id}, {"name": {}}),
            ("contact.interaction.wizard", {"lead_id": self.lead.id}, {"name": {}}),
            (
                "contact.interaction.wizard",
                {"res_model": "crm.lead", "res_id": self.lead.id},
                {"name": {}},
            ),
        ):
            record = self.env[model].with_user(user)
            names = list(values)
            for field_names in (names, []):
                with self.subTest(model=model, values=values, names=field_names):
                    with self.assertRaises(AccessError):
                        record.onchange(
                            dict(values),
                            field_names,
                            {name: {} for name in names} | fields_spec,
                        )

    def test_forms_of_known_records_go_on(self):
        """The opportunity of a colleague is in the form already."""
        made = self._interact(self.anna)
        made.sudo().lead_id = self.lead
        values = {"lead_id": self.lead.id, "note": "x"}
        result = made.onchange(values, ["note"], {"lead_id": {}, "note": {}})
        self.assertIsInstance(result, dict)
        made.write(values)
        self.assertEqual(made.note, "x")

    def test_dialogs_name_nothing_of_others(self):
        count = 0
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not model._transient or not hasattr(model, "_check_named"):
                continue
            if model._original_module != "contact_segment":
                continue
            wizard = model.with_user(self.user)
            if not wizard.has_access("create"):
                continue
            for field in model._fields.values():
                hidden = {
                    "contact.segment": self.theirs,
                    "contact.segment.line": self.their_line,
                    "res.partner": self.far,
                    "crm.lead": self.lead,
                }.get(field.comodel_name if field.relational else "")
                if not hidden or field.compute or field.related:
                    continue
                value = hidden.id if field.type == "many2one" else [(6, 0, hidden.ids)]
                count += 1
                with self.subTest(model=name, field=field.name):
                    with self.assertRaises(AccessError):
                        wizard.create({field.name: value})
                    with self.assertRaises(AccessError):
                        wizard.with_context(
                            **{f"default_{field.name}": value}
                        ).default_get([field.name])
                    with self.assertRaises(AccessError):
                        wizard.onchange({field.name: value}, [], {field.name: {}})
        self.assertGreater(count, 20)

    def test_dialogs_of_others_are_not_read(self):
        wizard = self.env["contact.segment.add.wizard"].with_user(self.colleague)
        theirs = wizard.create({"name": "Plan", "domain": "[]"})
        with self.assertRaises(AccessError):
            theirs.with_user(self.user).read(["name"])
        with self.assertRaises(AccessError):
            theirs.with_user(self.user).action_apply()

    def test_what_we_add_to_models_of_odoo(self):
        lead = self.env["crm.lead"].with_user(self.seller).create({"name": "x"})
        activities = self.env["mail.activity"].with_user(self.seller)
        activity = activities.create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
            }
        )
        now = "2026-03-01 10:00:00"
        meetings = self.env["calendar.event"].with_user(self.seller)
        meeting = meetings.create({"name": "x", "start": now, "stop": now})
        for record in (lead, activity, meeting):
            with self.subTest(record), self.assertRaises(AccessError):
                record.write({"segment_id": self.theirs.id})
            record.write({"segment_id": self._create_segment(self.seller).id})
            self.assertTrue(record.segment_id)
        with self.assertRaises(AccessError):
            meeting.write({"is_contact_logged": True})
        with self.assertRaises(AccessError):
            lead.create({"name": "x", "segment_id": self.theirs.id})

    def test_guests_are_not_disturbed_by_our_defaults(self):
        """Who may not see the segment of an activity makes the meeting without it."""
        employee = new_test_user(self.env, login="segment_employee2")
        for user in (employee, self.seller):
            meetings = self.env["calendar.event"].with_user(user)
            meeting = meetings.with_context(default_segment_id=self.theirs.id).create(
                {
                    "name": "x",
                    "start": "2026-03-01 10:00:00",
                    "stop": "2026-03-01 11:00:00",
                }
            )
            self.assertFalse(meeting.sudo().segment_id)

    def test_chains_of_activities_keep_their_segment(self):
        chain = self.env["mail.activity.type"].create(
            {
                "name": "Chain",
                "chaining_type": "trigger",
                "triggered_next_type_id": self.env.ref(
                    "mail.mail_activity_data_todo"
                ).id,
            }
        )
        activity = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.anna.id,
                "activity_type_id": chain.id,
                "segment_id": self.theirs.id,
                "user_id": self.user.id,
            }
        )
        activity.with_user(self.user).action_feedback()
        following = self.anna.activity_ids
        self.assertEqual(following.segment_id, self.theirs)

    def test_many_are_checked_in_one_query(self):
        self._hide(self.dora)
        interactions = self.env["contact.interaction"].with_user(self.user)

        def count(number):
            partners = self.Partner.create([{"name": str(n)} for n in range(number)])
            values = [{"name": "x", "partner_id": partner.id} for partner in partners]
            return self._count_queries_of(lambda: interactions.create(values))

        count(1)
        self.assertLessEqual(count(40), count(2) + 2)
