# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import SegmentCommon
from ..letters import PDF_READERS, make_document

PDF = b"%PDF-1.4 a letter %%EOF"


@tagged("post_install", "-at_install")
class TestLetterPreview(SegmentCommon):
    """The dialog with the letters of a segment, one contact at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template.document_ids = [
            (
                0,
                0,
                {
                    "filename": "letter.docx",
                    "subject": "Our offer",
                    "content": cls._word("Dear {{Contact_Name}} of {{Contact_City}}"),
                },
            )
        ]
        cls.acme.write({"street": "A very long street name 12345", "city": "Gent"})
        cls.carl.city = "Breda"
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, cls.acme | cls.carl | cls.dora)
        cls.lines = cls.segment.line_ids.sorted("id")

    @classmethod
    def _word(cls, text):
        return base64.b64encode(make_document(text))

    def setUp(self):
        super().setUp()
        self.converted = []
        interactions = type(self.env["contact.interaction"])
        self.startPatcher(
            patch.object(interactions, "_get_libreoffice", lambda self: self._program())
        )
        interactions._program = lambda interaction: self.program
        self.addCleanup(delattr, interactions, "_program")
        self.program = "soffice"

        def convert(line, content):
            self.converted.append(content)
            return PDF

        lines = type(self.env["contact.segment.line"])
        self.startPatcher(patch.object(lines, "_convert_one", convert))

    def _open(self, line=None):
        action = (line or self.lines[0]).action_preview_letter()
        return (
            self.env[action["res_model"]].with_user(self.user).browse(action["res_id"])
        )

    def _get_pdf(self, preview):
        return base64.b64decode(preview.with_context(bin_size=False).pdf or b"")

    def test_shows_the_letter_as_pdf_and_keeps_it_nowhere_else(self):
        attachments = self.env["ir.attachment"].search_count([])
        preview = self._open()
        self.assertEqual(self._get_pdf(preview), PDF)
        self.assertTrue(preview.filename.endswith(".pdf"))
        self.assertFalse(preview.message)
        self.assertEqual((preview.position, preview.line_count), (1, 3))
        self.assertEqual(self.env["ir.attachment"].search_count([]), attachments)

    def test_segment_opens_the_first_contact(self):
        action = self.segment.action_preview_letters()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(preview.line_id, self.lines[0])
        self.assertEqual(action["target"], "new")

    def test_empty_segment_says_what_to_do(self):
        segment = self._create_segment(template_id=self.template.id)
        with self._assert_refused(UserError, "is empty; add contacts"):
            segment.action_preview_letters()

    def test_previous_and_next_stay_within_the_segment(self):
        preview = self._open()
        preview.action_previous()
        self.assertEqual(preview.line_id, self.lines[0])
        self.assertIn("first", preview.notice)
        preview.action_next()
        self.assertEqual((preview.line_id, preview.notice), (self.lines[1], False))
        self.segment.reduce_contacts(self._domain(self.lines[2].partner_id))
        preview.action_next()
        self.assertEqual(preview.line_id, self.lines[1])
        self.assertIn("last", preview.notice)

    def test_choosing_a_contact_shows_another_letter(self):
        preview = self._open()
        revision = preview.revision
        with Form(preview) as form:
            form.line_id = self.lines[1]
        self.assertEqual(len(self.converted), 2)
        self.assertGreater(preview.revision, revision)

    def test_jumps_to_the_hardest_contacts(self):
        preview = self._open(self._line(self.segment, self.carl))
        preview.action_longest()
        self.assertEqual(preview.line_id.partner_id, self.acme)
        preview.action_emptiest()
        self.assertEqual(preview.line_id.partner_id, self.dora)
        preview.action_other_script()
        self.assertEqual(preview.line_id.partner_id, self.dora)
        self.assertIn("Latin", preview.notice)
        for name in ("Ольга", "山田", "Γιάννης", "محمد", "นิด"):
            self.carl.name = name
            preview.action_other_script()
            self.assertEqual(preview.line_id.partner_id, self.carl)
            preview.line_id = self.lines[0]
        for name in ("Łukasz Çelik", "O’Neil – Ærø 😀", "Nguyễn"):
            self.carl.name = name
            self.assertFalse(self.segment._find_other_script())

    def test_without_libreoffice_it_offers_the_word_document(self):
        self.program = ""
        preview = self._open()
        self.assertFalse(preview.pdf)
        self.assertIn("LibreOffice is not installed", preview.message)
        self.assertTrue(preview.filename.endswith(".docx"))
        action = preview.action_download_word()
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_without_a_document_it_says_so(self):
        self.template.document_ids.unlink()
        preview = self._open()
        self.assertIn("has no document", preview.message)
        self.assertFalse(preview.pdf)

    def test_emails_are_shown_with_their_looks_and_their_subject(self):
        self.segment.subject = False
        self.template.document_ids.write(
            {
                "kind": "html",
                "subject": "For {{Contact_City}}",
                "body_html": "<style>@media (max-width: 400px) { p { color: red } }"
                '</style><p style="margin: 0" onclick="x()">{{Contact_Name}}</p>'
                "<img src='{{Company_Logo}}' alt='logo'>",
            }
        )
        for user in (self.user, self.manager):
            preview = self.env["contact.letter.preview"].with_user(user)
            line = self.lines[1].with_user(user)
            preview = preview.create(
                {"segment_id": line.segment_id.id, "line_id": line.id}
            )
            self.assertEqual(preview.mail_subject, "For Breda")
            for part in ("@media", "margin: 0", "Carl", "data:image/"):
                self.assertIn(part, preview.html)
            self.assertNotIn("onclick", preview.html)
            preview.action_longest()
            self.assertEqual(preview.mail_subject, "For Gent")

    @mute_logger(*PDF_READERS)
    def test_html_and_files_are_shown_as_they_are(self):
        document = self.template.document_ids
        document.write(
            {
                "kind": "html",
                "filename": "mail.html",
                "content": base64.b64encode(b"<p>Hello <script>x</script></p>"),
            }
        )
        preview = self._open()
        self.assertIn("Hello", preview.html)
        self.assertNotIn("script", preview.html)
        document.write(
            {
                "kind": "file",
                "filename": "flyer.pdf",
                "content": base64.b64encode(PDF),
            }
        )
        self.assertEqual(self._get_pdf(self._open()), PDF)
        document.write({"filename": "x.bin", "content": base64.b64encode(b"x")})
        self.assertIn("download it instead", self._open().message)
        self.assertFalse(self.converted)

    def test_upload_makes_the_letter_personal(self):
        preview = self._open()
        preview.write(
            {"upload": self._word("Only for you"), "upload_name": "mine.docx"}
        )
        line = preview.line_id
        self.assertEqual(line.document_state, "personal")
        self.assertEqual(line.subject, "Our offer")
        self.assertIn(b"word/document.xml", self.converted[-1])
        self.assertFalse(preview.upload)
        preview.write({"upload": self._word("Once more"), "upload_name": "b.docx"})
        self.assertEqual(line.document_ids.mapped("filename"), ["b.docx"])
        self.segment.write({"subject": "Another", "channel": "email"})
        self.assertEqual(line.document_state, "personal")
        preview.action_remove_personal()
        self.assertEqual(line.document_state, "inherited")

    def test_bad_upload_is_refused_and_changes_nothing(self):
        preview = self._open()
        with self._assert_refused(ValidationError, "no Word document"):
            preview.write({"upload": base64.b64encode(b"x"), "upload_name": "a.docx"})
        with self._assert_refused(UserError, "save it as .docx"):
            preview.write({"upload": self._word("Hi"), "upload_name": "a.odt"})
        preview.invalidate_recordset()
        self.assertFalse(preview.line_id.document_ids)

    def test_previews_are_private(self):
        preview = self._open()
        with self.assertRaises(AccessError):
            preview.with_user(self.user_all).read(["pdf"])
        other = self._create_segment(user=self.colleague, template_id=self.template.id)
        self._fill(other, self.carl)
        with self.assertRaises(AccessError):
            self.env["contact.letter.preview"].with_user(self.user).create(
                {"segment_id": other.id, "line_id": other.line_ids.id}
            )
