# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestTakeOver(SegmentCommon):
    """Mail templates of Odoo that become texts of documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls.env["contact.interaction.template.document"]
        cls.document = cls.documents.with_user(cls.manager).create(
            {"template_id": cls.template.id, "kind": "html", "subject": "Before"}
        )

    def _create(self, body, model="res.partner", subject="Hi"):
        return self.env["mail.template"].create(
            {
                "name": "Source",
                "model_id": self.env["ir.model"]._get_id(model),
                "subject": subject,
                "body_html": body,
            }
        )

    def _take(self, body, **values):
        source = self._create(body, **values)
        return self.document.take_over("mail.template", source.id)

    def test_placeholders_become_merge_fields(self):
        result = self._take(
            "<p>Dear <t t-out=\"object.name or ''\">Anna</t> of "
            '<span t-esc="object.city"/>, {{ object.country_id.name }}</p>'
            '<a t-att-href="object.website">site</a>'
            '<a t-attf-href="https://example.com/{{ object.ref }}">ref</a>',
            subject="News for {{ object.name or '' }}",
        )
        self.assertEqual(result, {"missing": [], "message": ""})
        self.assertEqual(self.document.subject, "News for {{Contact_Name}}")
        for part in (
            "Dear {{Contact_Name}} of <span>{{Contact_City}}</span>",
            "{{Contact_Country}}",
            'href="{{Contact_Website}}"',
            'href="https://example.com/{{Contact_Reference}}"',
        ):
            self.assertIn(part, self.document.body_html)
        self.assertFalse(self.document.warnings)

    def test_records_with_a_contact(self):
        result = self._take(
            "<p><t t-out=\"object.partner_id and object.partner_id.name or ''\"/>"
            '<t t-out="object.user_id.name"/> <t t-out="object.company_id.phone"/>'
            '<t t-out="object.expected_revenue"/></p>',
            model="crm.lead",
        )
        self.assertEqual(result["missing"], ["object.expected_revenue"])
        self.assertIn("object.expected_revenue", result["message"])
        self.assertEqual(
            self.document.body_html,
            "<p>{{Contact_Name}}{{Salesperson_Name}} {{Company_Phone}}</p>",
        )

    def test_of_interactions(self):
        result = self._take(
            '<p><t t-out="object.segment_id.name"/> '
            '<t t-out="object.partner_id.child_ids.name"/></p>',
            model="contact.interaction",
        )
        self.assertFalse(result["missing"])
        self.assertIn("{{Segment_Name}}", self.document.body_html)
        self.assertIn("{{partner_id.child_ids.name}}", self.document.body_html)

    def test_what_is_no_merge_field_is_told_once(self):
        result = self._take(
            '<div t-if="object.is_company"><p t-foreach="object.child_ids" t-as="one">'
            '<t t-out="one.name"/></p></div>'
            "{{ object._name }}{{ object._name }}"
            '<t t-out="format_date(object.create_date)"/>'
            "<t t-out=\"object.name or 'friend'\"/>",
            subject="{{ ctx.get('x') ||| Hello }}",
        )
        for expression in (
            't-if="object.is_company"',
            "one.name",
            "object._name",
            "format_date(object.create_date)",
            "object.name or 'friend'",
        ):
            self.assertEqual(result["missing"].count(expression), 1, expression)
        self.assertEqual(self.document.subject, "Hello")
        self.assertNotIn("t-", self.document.body_html)
        self.assertIn("{{Contact_Name}}", self.document.body_html)

    def test_nothing_is_evaluated_and_nothing_hidden_is_taken(self):
        result = self._take(
            '<p><t t-out="object.signup_type"/>'
            "<t t-out=\"object.env['res.users'].search([]).mapped('login')\"/></p>"
        )
        self.assertEqual(len(result["missing"]), 2)
        self.assertNotIn(self.user.login, self.document.body_html)
        self.assertNotIn("signup", self.document.body_html)

    def test_what_cannot_be_taken_over(self):
        with self._assert_refused(UserError, "has no text"):
            self._take("")
        with self._assert_refused(UserError, "model cannot be"):
            self.document.take_over("res.users", self.user.id)
        with self._assert_refused(UserError, "res_id cannot be"):
            self.document.take_over("mail.template", 0)
        self.assertEqual(self.document.subject, "Before")

    def test_users_take_over_into_their_segments(self):
        source = self._create("<p>{{ object.name }}</p>")
        with self.assertRaises(AccessError):
            self.document.with_user(self.user).take_over("mail.template", source.id)
        segment = self._create_segment()
        own = (
            self.env["contact.segment.document"]
            .with_user(self.user)
            .create({"segment_id": segment.id, "kind": "html"})
        )
        own.take_over("mail.template", source.id)
        self.assertEqual(own.body_html, "<p>{{Contact_Name}}</p>")

    def test_the_dialog(self):
        source = self._create('<p><t t-out="object._name"/>x</p>')
        action = self.document.action_take_over()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        form.source = f"mail.template,{source.id}"
        note = form.save().action_take_over()
        self.assertIn("object._name", note["params"]["message"])
        self.assertEqual(self.document.body_html, "<p>x</p>")
