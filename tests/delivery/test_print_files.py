# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io
import zipfile
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..letters import get_texts
from ..letters_common import LettersCommon
from ..word_file import encode_word, read_word

PRINT_FILE = "odoo.addons.contact_segment.models.delivery.contact_print_file"
QUEUE = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"


@tagged("post_install", "-at_install")
class TestPrintFiles(LettersCommon):
    """The letters of a segment in one file, and one by one in a zip."""

    def _read_zip(self, print_file):
        action = print_file.with_user(self.user).action_download_zip()
        attachment_id = int(action["url"].split("/")[3].partition("?")[0])
        attachment = (
            self.env["ir.attachment"].with_user(self.user).browse(attachment_id)
        )
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def test_one_file_in_the_order_of_its_letters(self):
        interactions = self._log()
        with patch(f"{QUEUE}.SMALLER_BATCHES", (2, 2, 2, 2)):
            self._deliver()
        print_file = self.segment.print_file_ids
        self.assertEqual(len(print_file), 1)
        self.assertEqual(print_file.name, self.segment.display_name)
        self.assertRegex(print_file.filename, r"Spring\.pdf$")
        self.assertEqual((print_file.letter_count, print_file.page_count), (5, 5))
        self.assertEqual(print_file.interaction_ids, interactions)
        texts = get_texts(print_file._get_file())
        self.assertEqual(len(texts), 5)
        for interaction in interactions:
            self.assertIn(
                interaction.partner_id.name, texts[interaction.print_page - 1]
            )
        self.assertEqual(
            self.env["contact.print.file"].search_count(
                [("segment_id", "=", self.segment.id)]
            ),
            1,
        )

    def test_many_letters_become_several_files(self):
        interactions = self._log()
        with (
            patch(f"{QUEUE}.SMALLER_BATCHES", (1, 1, 1, 1)),
            patch(f"{PRINT_FILE}.MAX_LETTERS", 2),
        ):
            self._deliver()
        files = self.segment.print_file_ids
        self.assertEqual(files.mapped("letter_count"), [2, 2, 1])
        self.assertEqual(len(set(files.mapped("filename"))), 3)
        for print_file in files:
            texts = get_texts(print_file._get_file())
            self.assertEqual(len(texts), print_file.page_count)
            for interaction in print_file.interaction_ids:
                self.assertIn(
                    interaction.partner_id.name, texts[interaction.print_page - 1]
                )
        self.assertEqual(files.interaction_ids, interactions)

    def test_nothing_is_joined_while_letters_wait(self):
        self._log()
        with patch(f"{QUEUE}.SMALLER_BATCHES", (3, 3, 3, 3)):
            self.Interaction._deliver_next()
            self._finish()
            self.assertFalse(self.segment.print_file_ids)
            part = self.env["contact.print.file"].search(
                [("segment_id", "=", self.segment.id)]
            )
            self.assertTrue(part.is_part)
            with self._assert_refused(UserError, "is not complete yet"):
                part.with_user(self.user).action_download_zip()
            self.segment.cancel_delivery()
        self._finish()
        self.assertEqual(self.segment.print_file_ids.letter_count, 3)
        self.assertEqual(self.segment.delivery_skipped_count, 2)

    def test_zip_has_a_file_for_each_also_of_one_name(self):
        (self.bob | self.dora).write({"name": "Same/Name", "parent_id": False})
        interactions = self._log()
        self._deliver()
        files = self._read_zip(self.segment.print_file_ids)
        self.assertEqual(len(files), 5)
        same = [name for name in files if name.startswith("Same Name")]
        self.assertEqual(len(same), 2)
        self.assertTrue(all(name.endswith(".pdf") for name in files))
        for content in files.values():
            self.assertEqual(len(get_texts(content)), 1)
        annas = [content for name, content in files.items() if "Anna" in name]
        self.assertIn("Anna Peeters", get_texts(annas[0])[0])
        # it is made once
        self._read_zip(self.segment.print_file_ids)
        self.assertEqual(
            self.env["ir.attachment"].search_count(
                [
                    ("res_model", "=", "contact.print.file"),
                    ("res_id", "=", self.segment.print_file_ids.id),
                    ("res_field", "=", False),
                ]
            ),
            1,
        )
        self.assertDelivered(interactions)

    def test_word_documents_are_combined(self):
        interactions = self._log()
        with patch(f"{QUEUE}.SMALLER_BATCHES", (2, 2, 2, 2)):
            self._deliver_words()
        print_file = self.segment.print_file_ids
        self.assertEqual((print_file.letter_count, print_file.page_count), (5, 0))
        self.assertTrue(print_file.filename.endswith(".docx"))
        texts = [text for text in read_word(print_file._get_file()) if text]
        names = [one.partner_id.name for one in interactions.sorted("id")]
        self.assertEqual(
            [text.removeprefix("Dear ").partition(",")[0] for text in texts], names
        )
        files = self._read_zip(print_file)
        self.assertEqual(len(files), 5)
        self.assertTrue(all(name.endswith(".docx") for name in files))

    def test_word_documents_of_several_languages_become_a_zip(self):
        self._add_document("Beste {{Contact_Name}}", lang="nl_NL")
        self._log()
        self._deliver_words()
        print_file = self.segment.print_file_ids
        self.assertTrue(print_file.filename.endswith(".zip"))
        with zipfile.ZipFile(io.BytesIO(print_file._get_file())) as archive:
            self.assertEqual(archive.namelist(), ["letter.docx", "letter (2).docx"])
            texts = [
                len([text for text in read_word(archive.read(name)) if text])
                for name in archive.namelist()
            ]
        self.assertEqual(sorted(texts), [1, 4])
        self.assertEqual(len(self._read_zip(print_file)), 5)

    def test_pdfs_and_word_documents_are_kept_apart(self):
        other = self._log()
        self._deliver()
        pdf = other[0].sudo().document_attachment_id.raw
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        self._fill(segment, self.contacts)
        personal = self.env["contact.segment.document"].with_user(self.user)
        for partner in (self.anna, self.bob):
            personal.create(
                {
                    "line_id": self._line(segment, partner).id,
                    "kind": "file",
                    "filename": "own.pdf",
                    "content": base64.b64encode(pdf),
                }
            )
        interactions = self._log(segment)
        self._deliver_words()
        self.assertDelivered(interactions)
        words, pdfs = segment.print_file_ids.sorted("page_count")
        self.assertEqual((words.letter_count, words.page_count), (3, 0))
        self.assertEqual((pdfs.letter_count, pdfs.page_count), (2, 2))
        self.assertEqual(len(self._read_zip(words)), 3)
        self.assertEqual(len(self._read_zip(pdfs)), 2)

    def test_letters_without_a_segment_are_opened_one_by_one(self):
        interactions = self._log()
        self.env.cr.execute(
            "UPDATE contact_interaction SET segment_id = NULL, segment_line_id = NULL "
            "WHERE id IN %s",
            [interactions._ids],
        )
        self.env.invalidate_all()
        self._deliver_words()
        self.assertDelivered(interactions)
        self.assertFalse(interactions.print_file_id)
        self.assertEqual(len(interactions.document_attachment_id), 5)

    def test_longer_letters_keep_their_pages(self):
        text = "A long line of a letter that becomes several pages. " * 400
        self._line(self.segment, self.bob)._set_personal_letter(
            base64.b64decode(encode_word("For {{Contact_Name}} " + text)), "bob.docx"
        )
        interactions = self._log()
        self._deliver()
        bobs = self._of(interactions, self.bob)
        self.assertGreater(bobs.page_count, 2)
        print_file = self.segment.print_file_ids
        self.assertEqual(sum(interactions.mapped("page_count")), print_file.page_count)
        texts = get_texts(print_file._get_file())
        self.assertIn("For Bob", texts[bobs.print_page - 1])
        content = next(
            content
            for name, content in self._read_zip(print_file).items()
            if "Bob" in name
        )
        self.assertEqual(len(get_texts(content)), bobs.page_count)
