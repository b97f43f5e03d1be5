# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...tools.text_message import count_text
from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestTextMessages(SegmentCommon):
    """Documents that are text messages: written, checked, kept, seen."""

    def _create(self, text, user=None, **values):
        documents = self.env["contact.interaction.template.document"]
        return documents.with_user(user or self.manager).create(
            {
                "template_id": self.template.id,
                "kind": "text",
                "body_text": text,
                **values,
            }
        )

    def test_length_as_odoo_counts_it(self):
        cases = {
            "": (0, 0, "GSM7"),
            "x" * 160: (160, 1, "GSM7"),
            "x" * 161: (161, 2, "GSM7"),
            "x" * 306: (306, 2, "GSM7"),
            "x" * 307: (307, 3, "GSM7"),
            "é\nà": (4, 1, "GSM7"),
            "ë" + "x" * 69: (70, 1, "UNICODE"),
            "ë" + "x" * 70: (71, 2, "UNICODE"),
            "\U0001f600" * 35: (70, 1, "UNICODE"),
            "\U0001f600" * 36: (72, 2, "UNICODE"),
        }
        for text, expected in cases.items():
            with self.subTest(text=text[:5], length=len(text)):
                self.assertEqual(count_text(text), expected)

    def test_what_it_fits(self):
        document = self._create("Dear {{Contact_Name}}")
        self.assertTrue(document.fits_sms)
        self.assertFalse(document.fits_letter or document.fits_email)
        document.body_text = " \n "
        self.assertFalse(document.fits_sms)
        document.write({"kind": "html", "content": base64.b64encode(b"<p>Hello</p>")})
        self.assertTrue(document.fits_email)
        self.assertFalse(document.fits_sms)
        # what was uploaded before is no text message
        document.kind = "text"
        self.assertFalse(document.fits_sms or document.fits_email)
        self.assertEqual(document.field_names, [])

    def test_fields_are_checked_while_it_is_written(self):
        document = self._create("«Contact_Nme» «Contact_Name», 2 < 3 «so to speak»")
        self.assertEqual(document.field_names, ["Contact_Nme", "Contact_Name"])
        self.assertIn("Contact_Name", document.warnings)
        document.body_text = "Dear {{contact name}} & {{note}}"
        self.assertEqual(document.field_names, ["contact name", "note"])
        self.assertFalse(document.warnings)

    def test_one_for_each_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self._create("Hello {{Contact_Name}}")
        self._create("Hallo {{Contact_Name}}", lang="nl_NL")
        self.carl.lang = "nl_NL"
        segment = self._fill(
            self._create_segment(template_id=self.template.id, channel="sms"),
            self.anna | self.carl,
        )
        texts = {
            line.partner_id: line._render_document()[1].decode()
            for line in segment.line_ids
        }
        self.assertEqual(texts, {self.anna: "Hello Anna", self.carl: "Hallo Carl"})

    def test_a_segment_and_a_contact_have_their_own(self):
        self._create("Hello {{Contact_Name}}")
        segment = self._fill(
            self._create_segment(template_id=self.template.id),
            self.anna | self.bob | self.carl,
        )
        documents = self.env["contact.segment.document"].with_user(self.user)
        documents.create(
            {"segment_id": segment.id, "kind": "text", "body_text": "Segment"}
        )
        line = self._line(segment, self.anna)
        documents.create({"line_id": line.id, "kind": "text", "body_text": "Anna"})
        texts = {
            line.partner_id: line._render_document()[1] for line in segment.line_ids
        }
        self.assertEqual(
            texts, {self.anna: b"Anna", self.bob: b"Segment", self.carl: b"Segment"}
        )
        with self.assertRaises(AccessError):
            self._create("Mine", user=self.user, lang="en_US")

    def test_it_is_seen_before(self):
        self._create("Hi <b>{{Contact_Name}}</b>\nGreetings")
        segment = self._fill(
            self._create_segment(template_id=self.template.id), self.anna
        )
        preview = self.env["contact.letter.preview"].with_user(self.user)
        preview = preview.browse(segment.action_preview_letters()["res_id"])
        self.assertIn("Hi &lt;b&gt;Anna&lt;/b&gt;<br", preview.html)
        self.assertIn("Characters: 25, text messages: 1 (GSM7)", preview.html)
        attachment_id = segment.line_ids.preview_document()
        attachment = self.env["ir.attachment"].browse(attachment_id)
        self.assertEqual(attachment.raw, b"Hi <b>Anna</b>\nGreetings")
        self.assertTrue(attachment.name.endswith(".txt"))
        with self.assertRaisesRegex(UserError, "Word letter"):
            segment.merge_documents()

    def test_preview_of_a_template(self):
        self._create("Hi {{Contact_Name}}")
        self.template.channel = "sms"
        action = self.template.with_user(self.user).action_preview()
        wizard = self.env["contact.interaction.wizard"].browse(action["res_id"])
        self.assertIn(f"Hi {self.user.name}", wizard.html)

    def test_it_is_written_in_the_forms(self):
        view = "contact_segment.contact_interaction_template_view_form"
        with Form(self.template.with_user(self.manager), view) as form:
            with form.document_ids.new() as document:
                document.kind = "text"
                document.body_text = "Hello {{Contact_Name}}"
        document = self.template.document_ids
        self.assertEqual(document.field_names, ["Contact_Name"])
        with self.assertRaisesRegex(AssertionError, "body_text. is a required field"):
            with Form(self.template.with_user(self.manager), view) as form:
                with form.document_ids.new() as document:
                    document.lang = "en_US"
                    document.kind = "text"

    def test_a_version_keeps_it(self):
        document = self._create("One {{note}}")
        versions = self.env["contact.document.version"].sudo()
        version = versions._get_version(document)
        self.assertEqual(versions._get_version(document), version)
        document.body_text = "Two {{note}}"
        self.assertNotEqual(versions._get_version(document), version)
        self.assertEqual(version._get_template().render({"note": "x"}), "One x")
