# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ...tools import compiled_templates
from ..common import SegmentCommon
from ..word_file import WORD_FILE, encode_word

ROOT = Path(__file__).resolve().parents[2]
BROKEN = base64.b64encode(b"PK no zip")


@tagged("post_install", "-at_install")
class TestDocumentLint(SegmentCommon):
    """What is said about a Word letter when it is uploaded."""

    def _create(self, content, user=None, **values):
        documents = self.env["contact.interaction.template.document"]
        return documents.with_user(user or self.manager).create(
            {
                "template_id": self.template.id,
                "filename": "letter.docx",
                "content": content,
                **values,
            }
        )

    def test_fields_of_a_good_letter(self):
        document = self._create(
            encode_word("{{Contact_Name}} {{Date}} {{contact_name}}")
        )
        self.assertEqual(document.field_names[:2], ["Contact_Name", "Date"])
        self.assertFalse(document.warnings)

    def test_warnings_are_in_the_language_of_their_reader(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        documents = self.env["contact.interaction.template.document"]
        document = documents.with_user(self.manager).with_context(lang="nl_NL")
        document = document.create(
            {
                "template_id": self.template.id,
                "filename": "letter.docx",
                "content": encode_word("{{Contact_Nme}} {{Zzz}}"),
            }
        )
        self.assertIn("bedoel je Contact_Name?", document.warnings)
        self.env.flush_all()
        self.env.invalidate_all()
        english = document.with_user(self.user).with_context(lang="en_US")
        first, second = english.warnings.splitlines()
        self.assertIn("did you mean Contact_Name?", first)
        self.assertIn("Zzz is not a merge field", second)
        self.assertIn("bedoel je Contact_Name?", document.warnings)

    def test_unknown_fields_are_told_with_the_nearest_name(self):
        document = self._create(
            encode_word("{{Contact_Nme}} {{partner_id.contry_id.name}} {{Zzz}}")
        )
        first, second, third = document.warnings.splitlines()
        self.assertIn("did you mean Contact_Name?", first)
        self.assertIn("did you mean partner_id.country_id.name?", second)
        self.assertIn("Zzz is not a merge field", third)

    def test_quotations_are_no_fields(self):
        document = self._create(
            encode_word("Unser «Sommerfest», «Herbst-Rabatt» – «Contact_Name»")
        )
        self.assertEqual(document.field_names, ["Contact_Name"])
        self.assertFalse(document.warnings)
        # but a typing error in the name of a field is told
        document.content = encode_word("«Contact_Nme» {{Sommerfest}}")
        self.assertEqual(document.field_names, ["Contact_Nme", "Sommerfest"])
        first, second = document.warnings.splitlines()
        self.assertIn("did you mean Contact_Name?", first)
        self.assertIn("Sommerfest is not a merge field", second)

    def test_fields_the_uploader_may_not_read_are_told(self):
        document = self._create(encode_word("{{partner_id.signup_type}}"))
        self.assertIn("may not read", document.warnings)

    def test_fields_of_the_line_alone_are_told(self):
        # after logging the letter is made from the interaction
        document = self._create(encode_word("{{override_name}}"))
        self.assertIn("override_name is not a merge field", document.warnings)

    def test_broken_letters_are_refused_with_their_name(self):
        with self._assert_refused(ValidationError, r"letter\.docx.*: \w+"):
            self._create(BROKEN)
        document = self._create(WORD_FILE)
        with self._assert_refused(ValidationError, r"letter\.docx"):
            document.content = BROKEN
        self.assertEqual(document.content, WORD_FILE)

    def test_other_kinds_may_be_anything(self):
        document = self._create(BROKEN, kind="file")
        self.assertEqual((document.field_names, document.warnings), ([], False))
        with self._assert_refused(ValidationError, "letter"):
            document.kind = "word"

    def test_new_content_is_checked_again(self):
        document = self._create(encode_word("{{Zzz}}"))
        self.assertTrue(document.warnings)
        document.write({"content": WORD_FILE})
        self.assertFalse(document.warnings)
        self.assertEqual(document.field_names, ["Contact_Name"])
        document.content = False
        self.assertEqual(document.field_names, [])

    def test_the_web_client_asks_for_sizes_and_not_for_files(self):
        template = self.template.with_user(self.manager).with_context(bin_size=True)
        template.web_save(
            {
                "document_ids": [
                    Command.create({"content": encode_word("{{Zzz}}").decode()})
                ]
            },
            {"document_ids": {"fields": {"warnings": {}, "content": {}}}},
        )
        self.assertIn("Zzz", self.template.document_ids.warnings)

    def test_warnings_show_before_saving(self):
        with Form(self.template.with_user(self.manager)) as form:
            with form.document_ids.new() as document:
                document.content = encode_word("{{Zzz}}")
                self.assertIn("Zzz", document.warnings)

    def test_own_documents_of_users_are_checked(self):
        segment = self._fill(self._create_segment(), self.anna)
        documents = self.env["contact.segment.document"].with_user(self.user)
        document = documents.create(
            {"line_id": segment.line_ids.id, "content": encode_word("{{Zzz}}")}
        )
        self.assertIn("Zzz", document.warnings)
        with self._assert_refused(ValidationError, "own.docx"):
            documents.create(
                {"segment_id": segment.id, "filename": "own.docx", "content": BROKEN}
            )

    def test_letters_are_compiled_once(self):
        content = base64.b64decode(encode_word("{{Contact_City}} once"))
        documents = self.env["contact.segment.document"]
        template = documents._compile(content)
        self.assertIs(documents._compile(bytes(bytearray(content))), template)
        for number in range(compiled_templates.MAX_TEMPLATES):
            documents._compile(base64.b64decode(encode_word(f"Letter {number}")))
        self.assertIsNot(documents._compile(content), template)

    def test_sample_letter_passes(self):
        content = (ROOT / "demo" / "documents" / "greeting.docx").read_bytes()
        document = self._create(base64.b64encode(content))
        self.assertFalse(document.warnings)
        self.assertIn("Salutation_Formal", document.field_names)

    def test_upgrade_checks_what_is_there_and_survives_broken_letters(self):
        segment = self._create_segment(template_id=self.template.id)
        self._fill(segment, self.anna)
        own = self.env["contact.segment.document"].create(
            {"segment_id": segment.id, "filename": "own.docx", "content": WORD_FILE}
        )
        broken = self._create(BROKEN, kind="file")
        segment.log(send=False)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE contact_interaction_template_document SET kind = 'word' "
            "WHERE id = %s",
            [broken.id],
        )
        for script in (
            "19.0.1.1.0/post-letters.py",
            "19.0.1.6.0/post-documents.py",
            "19.0.1.7.0/post-documents.py",
        ):
            for table in ("segment_document", "interaction_template_document"):
                self.cr.execute(
                    f"UPDATE contact_{table} SET field_names = NULL, warnings = NULL "
                    "WHERE id IN %s",
                    [(own.id, broken.id)],
                )
            self.env.invalidate_all()
            self._load_migration(script).migrate(self.cr, "19.0.1.0.0")
            self.env.invalidate_all()
            self.assertTrue(broken.warnings)
            self.assertEqual(own.field_names, ["Contact_Name"])

    def test_an_upgrade_looks_through_the_texts_of_emails(self):
        content = base64.b64encode(b"<p>Dear {{Contact_Nmae}}</p>")
        mail = self._create(content, kind="html")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE contact_interaction_template_document SET warnings = NULL "
            "WHERE id = %s",
            [mail.id],
        )
        self.env.invalidate_all()
        script = "19.0.1.7.0/post-documents.py"
        self._load_migration(script).migrate(self.cr, "19.0.1.6.0")
        self.env.invalidate_all()
        self.assertIn("Contact_Name", mail.warnings)

    def test_an_upgrade_keeps_texts_and_looks_at_their_links(self):
        text = b'<a href="www.example.com">Shop</a><script>x()</script>'
        mail = self._create(base64.b64encode(text), kind="html", filename="a.html")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE contact_interaction_template_document SET warnings = NULL "
            "WHERE id = %s",
            [mail.id],
        )
        self.env.invalidate_all()
        script = "19.0.1.8.0/post-mail-texts.py"
        self._load_migration(script).migrate(self.cr, "19.0.1.7.0")
        self.env.invalidate_all()
        self.assertEqual(mail._get_file(), text)
        self.assertEqual(mail.body_html, '<a href="www.example.com">Shop</a>')
        self.assertIn("no whole address", mail.warnings)
        self.assertIn("Scripts are taken out", mail.warnings)

    def _load_migration(self, script):
        path = ROOT / "migrations" / script
        spec = spec_from_file_location("migration", path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
