# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io
import zipfile
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...word_merge import LANGUAGE
from ..letters import get_texts
from ..letters_common import LettersCommon
from ..word_file import encode_word, read_word

MERGE = "odoo.addons.contact_segment.models.letter.contact_segment"


@tagged("post_install", "-at_install")
class TestMergeDocuments(LettersCommon):
    """The letters of a segment as files, without logging it."""

    def _merge(self, segment=None, user=None, **options):
        """Return the name and content of the file, read as its user."""
        user = user or self.user
        segment = (segment or self.segment).with_user(user)
        attachment_id = segment.merge_documents(**options)
        attachment = self.env["ir.attachment"].with_user(user).browse(attachment_id)
        return attachment.name, attachment.raw

    def _unpack(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def test_one_word_document(self):
        name, content = self._merge()
        self.assertRegex(name, r"Spring\.docx$")
        texts = [text for text in read_word(content) if text]
        self.assertEqual(len(texts), 5)
        self.assertFalse(self.segment.interaction_ids)
        self.assertEqual(self.segment.state, "draft")

    def test_one_pdf(self):
        name, content = self._merge(output="pdf")
        self.assertRegex(name, r"Spring\.pdf$")
        texts = get_texts(content)
        self.assertEqual(len(texts), 5)
        for partner in self.contacts:
            self.assertEqual(
                len([text for text in texts if f"Dear {partner.name}," in text]), 1
            )

    def test_a_file_for_each(self):
        (self.bob | self.dora).write({"name": "Same", "parent_id": False})
        for output in ("docx", "pdf"):
            name, content = self._merge(output=output, combined=False)
            self.assertRegex(name, r"Spring\.zip$")
            files = self._unpack(content)
            self.assertEqual(len(files), 5)
            self.assertIn(f"Same - Our offer.{output}", files)
            self.assertIn(f"Same - Our offer (2).{output}", files)

    def test_documents_in_several_languages(self):
        self._add_document("Beste {{Contact_Name}}", lang="nl_NL")
        name, content = self._merge()
        self.assertTrue(name.endswith(".zip"))
        counts = [
            len([text for text in read_word(file) if text])
            for file in self._unpack(content).values()
        ]
        self.assertEqual(sorted(counts), [1, 4])

    def test_the_day_and_the_number_of_a_letter(self):
        self.document.content = encode_word(
            "{{Contact_Name}}",
            '=DATE \\@ "d MMMM yyyy"',
            "=MERGEREC",
            "== 100 * 1,21",
        )
        self.assertFalse(self.document.warnings)
        self.contacts.lang = "en_US"
        self.user.tz = "Pacific/Auckland"
        numbers = {}
        with freeze_time("2026-03-05 20:00:00"):
            _name, content = self._merge(combined=False)
            for file in self._unpack(content).values():
                name, day, number, total = [text for text in read_word(file) if text]
                numbers[name] = number
                # already the next day where the sender is
                self.assertEqual((day, total), ("6 March 2026", "121"))
            self.assertEqual(sorted(numbers.values()), list("12345"))
            line = self._line(self.segment, self.bob).with_user(self.user)
            attachment = self.env["ir.attachment"].browse(line.preview_document())
            self.assertIn(numbers["Bob"], read_word(attachment.raw))
            interactions = self._log(self.segment)
            self._deliver()
        # a letter keeps the day on which it was made
        with freeze_time("2027-01-01 00:00:00"):
            for interaction in interactions.with_user(self.user):
                content, _extension = interaction._make_again()
                texts = read_word(content)
                self.assertIn("6 March 2026", texts)
                self.assertIn(numbers[interaction.partner_id.name], texts)

    def test_what_is_no_field_stays_as_it_was_typed(self):
        """Guillemets are quotation marks too, and an unknown name shows itself."""
        self.document.content = encode_word(
            "«Sommerfest» {{Nmae}} «Contact_Name» {{Contact_City}}!",
            "=MERGEFIELD Nmae",
        )
        self.contacts.city = False
        _name, content = self._merge()
        self.assertIn("«Sommerfest» {{Nmae}} Anna Peeters !", read_word(content))
        line = self._line(self.segment, self.anna).with_user(self.user)
        attachment = self.env["ir.attachment"].browse(line.preview_document())
        self.assertEqual(
            read_word(attachment.raw)[:2], ["«Sommerfest» {{Nmae}} Anna Peeters !", ""]
        )

    def test_one_document_serves_all_languages(self):
        """Months are in the language of the letter, whatever Word checked."""
        self.document.content = encode_word(
            '=MERGEFIELD Date \\@ "D MMMM YYYY"', '=MERGEFIELD Date \\@ "MMMM"'
        )
        self.segment.write({"date": "2026-03-05", "lang": False})
        self.env["res.lang"]._activate_lang("nl_NL")
        self.env["res.lang"]._activate_lang("pl_PL")
        self.contacts.lang = "en_US"
        self.anna.lang = "nl_NL"
        self.bob.lang = "pl_PL"
        _name, content = self._merge(combined=False)
        texts = [read_word(file)[:2] for file in self._unpack(content).values()]
        self.assertEqual(
            sorted(texts),
            [
                ["5 March 2026", "March"],
                ["5 March 2026", "March"],
                ["5 March 2026", "March"],
                ["5 maart 2026", "maart"],
                ["5 marca 2026", "marzec"],
            ],
        )
        # and stays so when the letter is made again from what was kept
        self.segment.with_user(self.user).log()
        self._deliver()
        self.anna.lang = self.bob.lang = "en_US"
        interaction = self.segment.interaction_ids.filtered(
            lambda one: one.partner_id == self.bob
        )
        values = interaction._load_merge_values(interaction.sudo().merge_values)
        self.assertEqual(values[LANGUAGE], "pl_PL")

    def test_more_letters_than_one_file_takes(self):
        with patch(f"{MERGE}.MAX_LETTERS", 2):
            _name, content = self._merge()
        self.assertEqual(len(self._unpack(content)), 3)

    def test_refusals(self):
        with self._assert_refused(UserError, "output cannot be odt"):
            self.segment.merge_documents(output="odt")
        with (
            patch(f"{MERGE}.MAX_MERGED", 2),
            self._assert_refused(UserError, "has 5 letters, too many"),
        ):
            self.segment.merge_documents()
        with (
            self._without_libreoffice(),
            self._assert_refused(UserError, "LibreOffice is needed for PDF"),
        ):
            self.segment.merge_documents(output="pdf")
        empty = self._create_segment(template_id=self.template.id)
        with self._assert_refused(UserError, "has no Word letters"):
            empty.merge_documents()

    def test_word_is_offered_where_libreoffice_is_missing(self):
        with self._without_libreoffice():
            url = self.segment.action_download_letters()["url"]
        attachment_id = int(url.split("/")[3].partition("?")[0])
        attachment = (
            self.env["ir.attachment"].with_user(self.user).browse(attachment_id)
        )
        self.assertTrue(attachment.name.endswith(".docx"))

    def test_rights(self):
        with self.assertRaises(AccessError):
            self._merge(user=self.colleague)
        attachment_id = self.segment.merge_documents()
        for user in (self.colleague, self.manager):
            attachment = self.env["ir.attachment"].with_user(user)
            with self.assertRaises(AccessError):
                attachment.browse(attachment_id).read(["raw"])

    def test_preview_of_one(self):
        line = self._line(self.segment, self.anna).with_user(self.user)
        for output in ("docx", "pdf"):
            attachment_id = line.preview_document(output)
            attachment = self.env["ir.attachment"].with_user(self.user)
            attachment = attachment.browse(attachment_id)
            self.assertIn(f"Anna Peeters - Our offer.{output}", attachment.name)
        self.assertIn("Dear Anna Peeters", get_texts(attachment.raw)[0])
        with self.assertRaises(AccessError):
            attachment.with_user(self.colleague).read(["raw"])
        with self.assertRaises(AccessError):
            line.with_user(self.colleague).preview_document()
        self.document.unlink()
        with self._assert_refused(UserError, "has no document; add one"):
            line.preview_document()
