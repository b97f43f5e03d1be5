# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError

from ..common_apps import AppsCommon


class TestTakeOverApps(AppsCommon):
    """Mailings of Odoo's own app that become texts of documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_group(cls.user, "mass_mailing.group_mass_mailing_user")
        segment = cls._create_segment()
        documents = cls.env["contact.segment.document"].with_user(cls.user)
        cls.document = documents.create({"segment_id": segment.id, "kind": "html"})

    def _create(self, model, body, **values):
        # who may write such expressions need not be who takes them over
        return self.env["mailing.mailing"].create(
            {
                "subject": "News for {{ object.name }}",
                "mailing_model_id": self.env["ir.model"]._get_id(model),
                "body_html": body,
                **values,
            }
        )

    def test_a_mailing_to_contacts(self):
        mailing = self._create(
            "res.partner",
            '<p>Dear <t t-out="object.name"/>, <a href="/unsubscribe_from_list">out</a>'
            "</p>",
        )
        result = self.document.take_over("mailing.mailing", mailing.id)
        self.assertEqual(self.document.subject, "News for {{Contact_Name}}")
        self.assertIn("Dear {{Contact_Name}}", self.document.body_html)
        self.assertIn('href="{{Unsubscribe_Link}}"', self.document.body_html)
        self.assertEqual(result["missing"], [])

    def test_a_mailing_to_a_list(self):
        mailing = self._create(
            "mailing.list",
            '<p><t t-out="object.email"/><t t-out="object.message_bounce"/></p>',
        )
        result = self.document.take_over("mailing.mailing", mailing.id)
        self.assertEqual(self.document.body_html, "<p>{{Contact_Email}}</p>")
        self.assertEqual(result["missing"], ["object.message_bounce"])

    def test_a_mailing_without_a_text(self):
        mailing = self._create("res.partner", False)
        with self._assert_refused(UserError, "has no text"):
            self.document.take_over("mailing.mailing", mailing.id)

    def test_who_may_not_see_mailings(self):
        mailing = self._create("res.partner", "<p>a</p>")
        segment = self._create_segment(self.colleague)
        documents = self.env["contact.segment.document"].with_user(self.colleague)
        document = documents.create({"segment_id": segment.id, "kind": "html"})
        with self.assertRaises(AccessError):
            document.take_over("mailing.mailing", mailing.id)
        wizard = self.env["contact.document.take.over"].with_user(self.colleague)
        self.assertNotIn("mailing.mailing", dict(wizard._selection_source()))
