# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io
from datetime import timedelta

from docx import Document

from odoo.tests import tagged

from ..common import SegmentCommon
from ..word_file import encode_word

TEMPLATES = ("template_letter", "template_newsletter", "template_event")


@tagged("post_install", "-at_install")
class TestStarterDocuments(SegmentCommon):
    """The installed templates have something to start from, once and never again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.templates = cls.env["contact.interaction.template"].union(
            *(cls.env.ref(f"contact_segment.{name}") for name in TEMPLATES)
        )
        cls.letter = cls.templates[0]
        cls.Document = cls.env["contact.interaction.template.document"]
        # as they are right after the installation, whatever the database went through
        cls.templates.document_ids.unlink()
        cls.templates.mail_template_id = False
        cls._touch(cls.templates, timedelta())
        cls.Document._add_starters()

    @classmethod
    def _touch(cls, templates, later):
        """Have templates changed some time after they were created."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE contact_interaction_template SET write_date = create_date + %s "
            "WHERE id IN %s",
            (later, templates._ids),
        )
        cls.env.invalidate_all()

    def _texts(self, template):
        return {
            (document.lang or "", document.filename, document.kind)
            for document in template.document_ids
        }

    def test_in_the_languages_there_are(self):
        self.assertEqual(
            self._texts(self.letter),
            {("", "letter_en.docx", "word"), ("nl_NL", "letter_nl.docx", "word")},
        )
        self.assertEqual(
            self._texts(self.templates[1]),
            {
                ("", "newsletter_en.html", "html"),
                ("nl_NL", "newsletter_nl.html", "html"),
            },
        )
        self.assertEqual(len(self.templates[2].document_ids), 2)

    def test_once(self):
        self.Document._add_starters()
        self.assertEqual(len(self.templates.document_ids), 6)

    def test_what_somebody_changed_stays(self):
        own = self.letter.document_ids.filtered("lang")
        own.content = encode_word("Mine {{Contact_Name}}")
        (self.letter.document_ids - own).unlink()
        self.Document._add_starters()
        self.Document._add_starters_in_new_languages()
        self.assertEqual(self.letter.document_ids, own)

    def test_what_was_deleted_stays_away_from_a_changed_template(self):
        self.templates.document_ids.unlink()
        self._touch(self.templates, timedelta(hours=1))
        self.Document._add_starters()
        self.assertFalse(self.templates.document_ids)

    def test_a_mail_template_needs_none(self):
        self.templates.document_ids.unlink()
        self.letter.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Own",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
            }
        )
        self._touch(self.templates, timedelta())
        self.Document._add_starters()
        self.assertFalse(self.letter.document_ids)
        self.assertTrue(self.templates[1].document_ids)

    def test_a_language_installed_later(self):
        self.letter.document_ids.filtered("lang").unlink()
        self.templates[1].document_ids.unlink()
        belgian = self.env["res.lang"].with_context(active_test=False)
        belgian = belgian.search([("code", "=", "nl_BE")])
        belgian.active = True
        self.assertEqual(
            self._texts(self.letter),
            {
                ("", "letter_en.docx", "word"),
                ("nl_NL", "letter_nl.docx", "word"),
                ("nl_BE", "letter_nl.docx", "word"),
            },
        )
        self.assertFalse(self.templates[1].document_ids, "they were deleted")

    def test_another_language_gets_the_one_for_all(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(len(self.letter.document_ids), 2)

    def test_letter_is_a_letter(self):
        self.carl.write({"street": "Kade 1", "city": "Utrecht", "lang": "nl_NL"})
        self.anna.write({"street": "Kerkstraat 12", "city": "Antwerpen"})
        segment = self._fill(
            self._create_segment(template_id=self.letter.id, subject="Our offer"),
            self.carl | self.anna,
        )
        for partner, closing in ((self.carl, "vriendelijke"), (self.anna, "Kind")):
            line = self._line(segment, partner)
            _name, content = line._render_document("docx")
            text = "\n".join(
                paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs
            )
            for expected in (partner.street, "Our offer", closing, "Segment User"):
                self.assertIn(expected, text)
            self.assertNotIn("«", text)

    def test_who_has_not_written_the_text_is_asked_before_logging(self):
        self.carl.write({"street": "Kade 1"})
        for template, channel in zip(
            self.templates[:2], ("letter", "email"), strict=True
        ):
            segment = self._create_segment(template_id=template.id)
            self._fill(segment, self.carl)
            action = segment.action_log()
            wizard = self.env[action["res_model"]].browse(action["res_id"])
            wizard = wizard.with_user(self.user)
            self.assertTrue(wizard.send)
            self.assertEqual(wizard.outcome_ids.channel, channel)
            self.assertRegex(wizard.unknown_fields, "text is still to be written")
            self.assertFalse(wizard.is_well)
            self.assertEqual(wizard.action_open_templates()["res_id"], template.id)
            self.assertRegex(
                template.document_ids[0].warnings, "text is still to be written"
            )

    def test_e_mail_with_a_field_that_is_none_is_told(self):
        document = self.Document.create(
            {
                "template_id": self.template.id,
                "kind": "html",
                "filename": "mail.html",
                "content": base64.b64encode(
                    "<p>«Bonjour» {{Contact_Name}} {{Contact_Nme}}</p>".encode()
                ),
            }
        )
        self.assertEqual(document.field_names, ["Contact_Name", "Contact_Nme"])
        self.assertRegex(document.warnings, "did you mean Contact_Name")
