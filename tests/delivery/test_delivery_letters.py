# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io

from docx import Document

from odoo.tests import tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..letters import save
from ..letters_common import LettersCommon
from ..word_file import encode_word

CONVERT = "odoo.addons.contact_segment.tools.letter_files.convert_to_pdf"


@tagged("post_install", "-at_install")
class TestDeliveryLetters(LettersCommon, CronMixinCase):
    """Letters: the right one for each, and what becomes of those that fail."""

    def test_letters_and_emails_wait_and_calls_do_not(self):
        self._line(self.segment, self.bob).channel = "phone"
        self._line(self.segment, self.carl).channel = "email"
        interactions = self._log()
        states = self._states(interactions)
        self.assertEqual(states.pop("Bob"), False)
        self.assertEqual(set(states.values()), {"queued"})
        self.assertFalse(self._of(interactions, self.bob).sudo().document_version_id)
        self.assertEqual(self.segment.delivery_count, 4)
        self.assertEqual(self.segment.delivery_progress, 0)

    def test_nothing_waits_without_sending(self):
        interactions = self._log(send=False)
        self.assertFalse(interactions.filtered("delivery_state"))
        self.assertFalse(interactions.sudo().document_version_id)
        self.assertEqual(self.Interaction._count_waiting(), 0)

    def test_the_scheduled_action_is_triggered(self):
        cron = self.env.ref("contact_segment.ir_cron_deliver")
        with self.capture_triggers(cron.id) as captured:
            self._log()
        self.assertEqual(len(captured.records), 1)

    def test_letters_become_pdfs_of_each_contact(self):
        self._line(self.segment, self.anna).note = "a note for Anna"
        interactions = self._log()
        self._deliver()
        self.assertDelivered(interactions)
        for interaction in interactions:
            attachment = interaction.attachment_ids
            self.assertEqual(len(attachment), 1)
            self.assertEqual(attachment, interaction.sudo().document_attachment_id)
            self.assertEqual(attachment.mimetype, "application/pdf")
            self.assertEqual(attachment.res_id, interaction.id)
            name = interaction.partner_id.display_name
            self.assertIn(name.split(", ")[-1], attachment.name)
            text = self._text(interaction)
            others = self.contacts - interaction.partner_id
            self.assertIn(interaction.partner_id.name, text)
            for other in others - self.acme:
                self.assertNotIn(other.name, text)
            self.assertEqual(interaction.page_count, 1)
            self.assertTrue(interaction.delivered_on)
        self.assertIn("a note for Anna", self._text(self._of(interactions, self.anna)))
        self.assertEqual(self.segment.delivery_sent_count, 5)
        self.assertEqual(self.segment.delivery_progress, 100)

    def test_pages_are_counted(self):
        document = Document()
        document.add_paragraph("Page one for {{Contact_Name}}")
        document.add_page_break()
        document.add_paragraph("Page two for {{Contact_Name}}")
        self.document.content = base64.b64encode(save(document))
        interactions = self._log()
        self._deliver()
        self.assertEqual(set(interactions.mapped("page_count")), {2})
        self.assertEqual(sorted(interactions.mapped("print_page")), [1, 3, 5, 7, 9])
        self.assertEqual(self.segment.print_file_ids.page_count, 10)

    def test_the_document_is_sent_as_it_was_when_logged(self):
        interactions = self._log()
        self.document.content = encode_word("Changed for {{Contact_Name}}")
        self._deliver_words()
        for interaction in interactions:
            self.assertIn("Dear", self._text(interaction))
        self.document.unlink()
        content, extension = interactions[0]._make_again()
        self.assertEqual(extension, "docx")
        self.assertIn("Dear", Document(io.BytesIO(content)).paragraphs[0].text)

    def test_effective_documents_are_sent(self):
        self._add_document("Beste {{Contact_Name}}", lang="nl_NL")
        self.env["contact.segment.document"].with_user(self.user).create(
            {
                "segment_id": self.segment.id,
                "lang": "fr_FR",
                "kind": "word",
                "filename": "fr.docx",
                "content": encode_word("Cher {{Contact_Name}}"),
            }
        )
        self._line(self.segment, self.dora).lang = "fr_FR"
        self._line(self.segment, self.bob)._set_personal_letter(
            base64.b64decode(encode_word("Only for {{Contact_Name}}")), "bob.docx"
        )
        interactions = self._log()
        self._deliver_words()
        self.assertDelivered(interactions)
        texts = {one.partner_id: self._text(one) for one in interactions}
        self.assertRegex(texts[self.anna], "^Dear")
        self.assertRegex(texts[self.carl], "^Beste Carl")
        self.assertRegex(texts[self.dora], "^Cher Dora")
        self.assertRegex(texts[self.bob], "^Only for Bob")
        self.assertEqual(len(interactions.sudo().document_version_id), 4)

    def test_html_is_no_letter(self):
        self.document.write({"kind": "html", "content": base64.b64encode(b"<p>Hi</p>")})
        codes = {problem["code"] for problem in self.segment.check_log()}
        self.assertEqual(codes, {"no_document"})

    def test_word_documents_where_libreoffice_is_missing(self):
        interactions = self._log()
        self._deliver_words()
        self.assertDelivered(interactions)
        for interaction in interactions:
            attachment = interaction.attachment_ids
            self.assertTrue(attachment.name.endswith(".docx"))
            self.assertIn(interaction.partner_id.name, self._text(interaction))
            self.assertEqual(interaction.page_count, 0)

    def test_a_pdf_is_sent_as_it_is(self):
        other = self._log()
        self._deliver()
        pdf = other[0].sudo().document_attachment_id.raw
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        self.document.write(
            {
                "kind": "file",
                "filename": "flyer.PDF",
                "content": base64.b64encode(pdf),
            }
        )
        self._fill(segment, self.anna | self.bob)
        interactions = self._log(segment)
        self._deliver_words()
        self.assertDelivered(interactions)
        for interaction in interactions:
            self.assertEqual(interaction.sudo().document_attachment_id.raw, pdf)
            self.assertTrue(interaction.attachment_ids.name.endswith(".pdf"))
        self.assertEqual(segment.print_file_ids.page_count, 2)

    def test_a_file_that_cannot_be_printed_says_so(self):
        interactions = self._log()
        # logged before the check list knew about files
        versions = interactions.sudo().document_version_id
        versions.write({"kind": "file", "filename": "list.xlsx"})
        self._deliver()
        for interaction in interactions:
            self.assertFailed(interaction, "cannot be printed; use a Word document")
        self.assertFalse(self.segment.print_file_ids)

    def test_deleting_a_segment_keeps_the_letters(self):
        interactions = self._log()
        self._deliver_words()
        self.segment.with_user(self.manager).cancel_logged()
        files = self.segment.print_file_ids
        self.segment.with_user(self.manager).unlink()
        self.assertFalse(files.exists())
        self.assertTrue(interactions[0].exists().sudo().document_attachment_id)

    def test_a_plain_document_has_no_values(self):
        self.document.content = encode_word("Same for everybody")
        interactions = self._log()
        self._deliver_words()
        self.assertDelivered(interactions)
        self.assertEqual(interactions[0]._make_again()[1], "docx")
