# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io
import random
import zipfile
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.pdf import PdfReader

from ...tools.postal_order import get_postal_order
from ..letters import PDF_READERS, get_texts
from ..letters_common import LettersCommon
from ..word_file import encode_word, read_word

ARRANGE = "odoo.addons.contact_segment.models.delivery.contact_print_file_arrange"
PRINT_FILE = "odoo.addons.contact_segment.models.delivery.contact_print_file"
QUEUE = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"
LONG = "A long line of a letter that becomes several pages. " * 120


@tagged("post_install", "-at_install")
class TestPrintFileArrange(LettersCommon):
    """Print files sorted for the post, and with each letter on a new sheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.belgium
        # who has a company shares its address
        (cls.anna | cls.bob).parent_id = False
        places = {
            cls.acme: (cls.belgium, "1200"),
            cls.anna: (cls.netherlands, "NL 1012 AB"),
            cls.bob: (cls.belgium, "900"),
            cls.carl: (cls.netherlands, "1011 zz"),
            cls.dora: (cls.belgium, "B-1000"),
        }
        for partner, (country, code) in places.items():
            partner.write({"country_id": country.id, "zip": code})
        cls.sorted_names = ["Bob", "Dora", "Acme", "Carl", "Anna"]

    def _print(self, batch=2, segment=None, words=False, **choices):
        """Log and deliver a segment in batches; return its print files."""
        segment = segment or self.segment
        segment.write(choices)
        self._log(segment)
        with patch(f"{QUEUE}.SMALLER_BATCHES", (batch,) * 4):
            self._deliver_words() if words else self._deliver()
        return segment.print_file_ids

    def _write_long_letter(self, partner, text=LONG):
        self._line(self.segment, partner)._set_personal_letter(
            base64.b64decode(encode_word("For {{Contact_Name}} " + text)), "own.docx"
        )

    def _names(self, print_file):
        """Return the first names of those whose letters follow one another."""
        letters = print_file.interaction_ids.sorted("print_page")
        return [letter.partner_id.name.split()[0] for letter in letters]

    def _read_zip(self, print_file):
        action = print_file.with_user(self.user).action_download_zip()
        id_ = int(action["url"].split("/")[3].partition("?")[0])
        content = self.env["ir.attachment"].browse(id_).raw
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def _delete(self, interactions):
        interactions.sudo().state = "cancelled"
        interactions.sudo().unlink()

    def assertLettersInPlace(self, print_files):
        """Each letter is where its interaction says, all of it, and nothing else."""
        for print_file in print_files:
            pages = PdfReader(io.BytesIO(print_file._get_file())).pages
            texts = [page.extract_text() for page in pages]
            letters = print_file.interaction_ids
            self.assertEqual(print_file.letter_count, len(letters))
            self.assertEqual(print_file.page_count, len(texts))
            owned = set()
            for letter in letters:
                own = range(letter.print_page, letter.print_page + letter.page_count)
                self.assertIn(letter.partner_id.name, texts[own[0] - 1])
                self.assertFalse(owned & set(own))
                owned |= set(own)
            for number, page in enumerate(pages, start=1):
                if number in owned:
                    self.assertTrue(texts[number - 1].strip())
                    continue
                self.assertTrue(print_file.new_sheets)
                self.assertFalse(texts[number - 1].strip())
                self.assertNotIn("/Contents", page)
                self.assertEqual(page.mediabox, pages[number - 2].mediabox)

    def test_sorted_by_country_and_postal_code(self):
        [print_file] = self._print(letter_order="country")
        self.assertEqual(self._names(print_file), self.sorted_names)
        self.assertEqual((print_file.letter_count, print_file.page_count), (5, 5))
        self.assertRegex(print_file.filename, r"Spring\.pdf$")
        self.assertLettersInPlace(print_file)
        parts = self.env["contact.print.file"].search(
            [("segment_id", "=", self.segment.id)]
        )
        self.assertEqual(parts, print_file)

    def test_who_has_no_country_or_postal_code(self):
        self.carl.country_id = False
        self.anna.zip = False
        self.bob.zip = "   "
        self.acme.country_id = False
        [print_file] = self._print(letter_order="country")
        self.assertEqual(
            self._names(print_file), ["Dora", "Carl", "Acme", "Bob", "Anna"]
        )

    def test_other_countries_by_name_in_the_language_of_the_company(self):
        germany, sweden = self.env.ref("base.de"), self.env.ref("base.se")
        self.env["res.lang"]._activate_lang("nl_NL")
        germany.with_context(lang="nl_NL").name = "Duitsland"
        sweden.with_context(lang="nl_NL").name = "Zweden"
        self.netherlands.with_context(lang="nl_NL").name = "Nederland"
        self.env.company.partner_id.lang = "nl_NL"
        self.bob.country_id = sweden
        self.acme.country_id = germany
        [print_file] = self._print(letter_order="country")
        self.assertEqual(
            self._names(print_file), ["Dora", "Acme", "Carl", "Anna", "Bob"]
        )

    def test_company_without_a_country(self):
        self.env.company.country_id = False
        self.dora.country_id = False
        [print_file] = self._print(letter_order="country")
        self.assertEqual(
            self._names(print_file), ["Dora", "Bob", "Acme", "Carl", "Anna"]
        )

    def test_street_name_and_letter_decide_between_equal_postal_codes(self):
        for partner in self.contacts:
            partner.write(
                {"country_id": self.belgium.id, "zip": "1000", "city": "brussel"}
            )
        self.bob.street = "aa 1"
        self.acme.write({"street": "Same 1", "zip": "1 000"})
        self.dora.street = self.carl.street = "Same 1"
        self.dora.city = "Brussel"
        self.anna.street = "Z 1"
        self.acme.zip = "B 1000"
        [print_file] = self._print(letter_order="country")
        self.assertEqual(
            self._names(print_file), ["Bob", "Acme", "Carl", "Dora", "Anna"]
        )

    def test_postal_codes_as_people_sort_them(self):
        """Codes that are written in many ways, compared by a rule of its own."""
        shuffler = random.Random(11)
        home = self.belgium

        def make_code():
            digits = str(shuffler.choice([7, 65, 900, 1000, 1012, 10115, 99999]))
            digits = digits.rjust(shuffler.choice([1, 5]), "0")
            letters = shuffler.choice(["", "AB", "Zz"])
            code = digits + shuffler.choice(["", " ", "-"]) + letters
            prefix = shuffler.choice(["", "", "BE-", "B ", "be  ", "B - "])
            return shuffler.choice(["", " "]) + prefix + code, (int(digits), letters)

        codes = [make_code() for _number in range(60)]
        partners = self.env["res.partner"].create(
            [
                {"name": f"P{number:02}", "zip": code, "country_id": home.id}
                for number, (code, _key) in enumerate(codes)
            ]
        )
        self.env.cr.execute(
            SQL(
                "SELECT contact.id FROM res_partner contact "
                "JOIN res_country country ON country.id = contact.country_id "
                "WHERE contact.id IN %s ORDER BY %s",
                partners._ids,
                get_postal_order(self.env.company, "contact", "contact", "country"),
            )
        )
        found = [partners.ids.index(id_) for (id_,) in self.env.cr.fetchall()]
        expected = sorted(
            range(60),
            key=lambda number: (
                codes[number][1][0],
                codes[number][1][1].upper(),
                number,
            ),
        )
        self.assertEqual(found, expected)

    def _sort_codes(self, country, codes):
        partners = self.env["res.partner"].create(
            [{"name": code, "zip": code, "country_id": country.id} for code in codes]
        )
        self.env.cr.execute(
            SQL(
                "SELECT contact.zip FROM res_partner contact "
                "JOIN res_country country ON country.id = contact.country_id "
                "WHERE contact.id IN %s ORDER BY %s",
                partners._ids,
                get_postal_order(self.env.company, "contact", "contact", "country"),
            )
        )
        return [code for (code,) in self.env.cr.fetchall()]

    def test_letters_that_are_part_of_a_postal_code(self):
        for country, codes in (
            ("base.uk", ["E1 6AN", "E2 8AA", "E10 5NP", "SW1A 1AA", "SW2 1AA"]),
            ("base.ca", ["H0H 0H0", "K1A 0B1", "K1A 0B2", "V5K 0A1"]),
            ("base.mt", ["BKR 9000", "VLT 1010", "VLT 1117"]),
            ("base.se", ["SE-111 22", "S 113 20", "114 55"]),
        ):
            with self.subTest(country=country):
                found = self._sort_codes(self.env.ref(country), codes[::-1])
                self.assertEqual(found, codes)

    def test_a_country_with_an_odd_code(self):
        country = self.env["res.country"].create({"name": "Odd", "code": "*("})
        self.assertEqual(self._sort_codes(country, ["2", "1"]), ["1", "2"])

    def test_letters_of_all_parts_are_sorted_into_several_files(self):
        with (
            patch(f"{ARRANGE}.MAX_LETTERS", 2),
            patch(f"{PRINT_FILE}.MAX_LETTERS", 2),
        ):
            files = self._print(batch=2, letter_order="country")
        self.assertEqual(files.mapped("letter_count"), [2, 2, 1])
        names = [name for file in files for name in self._names(file)]
        self.assertEqual(names, self.sorted_names)
        self.assertEqual(len(set(files.mapped("name"))), 3)
        self.assertLettersInPlace(files)
        self.assertFalse(self.env["contact.print.file"].search([("is_part", "=", 1)]))

    def test_new_sheets(self):
        self._write_long_letter(self.bob)
        [print_file] = self._print(letter_order="country", new_sheets=True)
        bobs = self._of(print_file.interaction_ids, self.bob)
        self.assertEqual(bobs.page_count % 2, 0, "the test needs an even number")
        count = bobs.page_count
        pages = print_file.interaction_ids.sorted("print_page").mapped("print_page")
        self.assertEqual(
            pages, [1, count + 1, count + 3, count + 5, count + 7], "all odd"
        )
        # none after the last one
        self.assertEqual(print_file.page_count, count + 7)
        self.assertLettersInPlace(print_file)

    def test_new_sheets_in_the_order_of_the_segment(self):
        [print_file] = self._print(new_sheets=True)
        ids = print_file.interaction_ids.sorted("print_page").ids
        self.assertEqual(ids, sorted(ids))
        pages = print_file.interaction_ids.sorted("print_page").mapped("print_page")
        self.assertEqual(pages, [1, 3, 5, 7, 9])
        self.assertEqual(print_file.page_count, 9)
        self.assertLettersInPlace(print_file)

    def test_single_letters_have_no_blank_page(self):
        [print_file] = self._print(letter_order="country", new_sheets=True)
        files = self._read_zip(print_file)
        self.assertEqual(len(files), 5)
        for content in files.values():
            [text] = get_texts(content)
            self.assertTrue(text.strip())
        for letter in print_file.interaction_ids:
            self.assertEqual(letter.page_count, 1)
            self.assertEqual(len(self._text(letter).split("Dear")), 2)

    def test_nothing_changes_without_a_choice(self):
        with patch(f"{ARRANGE}.arrange") as arrange:
            [print_file] = self._print()
        arrange.assert_not_called()
        self.assertEqual(print_file.page_count, 5)

    def test_letters_that_are_retried_get_a_file_of_their_own(self):
        self._log_with(letter_order="country", new_sheets=True)
        self.dora.active = False
        self._deliver()
        [first] = self.segment.print_file_ids
        self.assertNotIn("Dora", self._names(first))
        self.dora.active = True
        skipped = self._of(self.segment.interaction_ids, self.dora)
        skipped.resend()
        self._deliver()
        second = self.segment.print_file_ids - first
        self.assertEqual(self._names(second), ["Dora"])
        self.assertEqual((second.letter_order, second.new_sheets), ("country", True))
        self.assertLettersInPlace(first | second)

    def _log_with(self, **choices):
        self.segment.write(choices)
        return self._log()

    def test_a_deleted_interaction_has_no_pages(self):
        self._log_with(letter_order="country")
        with patch(f"{QUEUE}.SMALLER_BATCHES", (2,) * 4):
            self._deliver_batches()
        doras = self._of(self.segment.interaction_ids, self.dora)
        self._delete(doras)
        self._finish()
        [print_file] = self.segment.print_file_ids
        self.assertEqual(self._names(print_file), ["Bob", "Acme", "Carl", "Anna"])
        self.assertLettersInPlace(print_file)

    def test_parts_without_letters_leave_nothing(self):
        interactions = self._log_with(letter_order="country")
        self._deliver_batches()
        self._delete(interactions)
        self._finish()
        self.assertFalse(
            self.env["contact.print.file"].search(
                [("segment_id", "=", self.segment.id)]
            )
        )

    @mute_logger(PRINT_FILE, *PDF_READERS)
    def test_a_damaged_part_does_not_take_the_others_along(self):
        self._log_with(letter_order="country")
        with patch(f"{QUEUE}.SMALLER_BATCHES", (2,) * 4):
            self._deliver_batches()
        parts = self.env["contact.print.file"].search([("is_part", "=", True)])
        parts[1].content = base64.b64encode(b"%PDF damaged")
        damaged = parts[1].interaction_ids
        self._finish()
        files = self.segment.print_file_ids
        self.assertEqual(files.mapped("letter_count"), [2, 2, 1])
        whole = files.filtered(lambda file: not file.interaction_ids & damaged)
        self.assertEqual(len(whole), 2)
        self.assertLettersInPlace(whole)

    @mute_logger(PRINT_FILE)
    def test_what_a_file_has_taken_is_printed_once(self):
        """The second file cannot be made; the first one has letters of each part."""
        self._log_with(letter_order="country")
        with patch(f"{QUEUE}.SMALLER_BATCHES", (3,) * 4):
            self._deliver_batches()
        PrintFile = self.env["contact.print.file"]
        with patch(f"{ARRANGE}.MAX_LETTERS", 2):
            PrintFile._finish_next()
            first = self.segment.print_file_ids
            self.assertEqual(self._names(first), ["Bob", "Dora"])
            put_in = type(PrintFile)._put_in

            def fail(self, sources, letters):
                if len(sources) > 1:
                    raise ValueError("no room")
                return put_in(self, sources, letters)

            with patch.object(type(PrintFile), "_put_in", fail):
                self._finish()
        files = self.segment.print_file_ids
        names = [name for file in files for name in self._names(file)]
        self.assertEqual(sorted(names), sorted(self.sorted_names))
        self.assertLettersInPlace(files)

    def test_word_documents_are_sorted_too(self):
        [print_file] = self._print(letter_order="country", new_sheets=True, words=True)
        self.assertEqual((print_file.letter_count, print_file.page_count), (5, 0))
        texts = [text for text in read_word(print_file._get_file()) if text]
        names = [text.removeprefix("Dear ").split(",")[0] for text in texts]
        self.assertEqual([name.split()[0] for name in names], self.sorted_names)
        files = self._read_zip(print_file)
        self.assertEqual(
            [name.partition(" - ")[0].split(", ")[-1].split()[0] for name in files],
            self.sorted_names,
        )

    def test_queries_do_not_grow_with_the_letters(self):
        def count(number):
            segment = self._create_segment(template_id=self.template.id)
            people = self.env["res.partner"].create(
                [
                    {
                        "name": f"Person {index}",
                        "street": f"Street {index}",
                        "city": "Place",
                        "zip": str(9999 - index),
                        "country_id": self.belgium.id,
                    }
                    for index in range(number)
                ]
            )
            self._fill(segment, people)
            segment.write({"letter_order": "country", "new_sheets": True})
            self._log(segment)
            self._deliver_batches()
            queries = self._count_queries_of(self._finish)
            [print_file] = segment.print_file_ids
            self.assertEqual(print_file.page_count, 2 * number - 1)
            zips = print_file.interaction_ids.sorted("print_page").partner_id
            self.assertEqual(zips.mapped("zip"), sorted(zips.mapped("zip")))
            return queries

        count(2)  # what is the same for all is read
        self.assertLessEqual(count(200), count(2) + 3)

    # where the choices come from

    def test_the_template_says_it_for_its_segments(self):
        self.template.write({"letter_order": "country", "new_sheets": True})
        segment = self._create_segment(template_id=self.template.id)
        self.assertEqual((segment.letter_order, segment.new_sheets), ("country", True))
        plain = self._create_segment()
        self.assertEqual((plain.letter_order, plain.new_sheets), ("segment", False))

    def test_the_dialog_says_it_for_one_segment(self):
        self.env.company.contact_undo_seconds = 0  # delivered at once
        for user in (self.user, self.user_all, self.manager):
            segment = self._create_segment(user=user, template_id=self.template.id)
            self._fill(segment, self.contacts)
            segment = segment.with_user(user)
            segment.letter_order = "country"
            Wizard = self.env["contact.segment.log.wizard"].with_user(user)
            form = Form(Wizard.with_context(default_segment_id=segment.id))
            self.assertEqual((form.letter_order, form.new_sheets), ("country", False))
            form.new_sheets = True
            form.save().action_log()
            self.assertEqual(segment.state, "logged")
            self.assertEqual(
                (segment.letter_order, segment.new_sheets), ("country", True)
            )
            self._deliver()
            [print_file] = segment.print_file_ids
            self.assertEqual(self._names(print_file), self.sorted_names)
            self.assertEqual(print_file.page_count, 9)

    def test_the_choices_of_a_logged_segment_stay(self):
        self._log()
        with self._assert_refused(UserError, "cannot be changed any more"):
            self.segment.letter_order = "country"

    def test_the_choices_of_a_print_file_are_written_by_methods(self):
        [print_file] = self._print()
        for user in (self.user, self.user_all, self.manager):
            own = print_file.with_user(user)
            for vals in ({"letter_order": "country"}, {"new_sheets": True}):
                with self.assertRaises(AccessError):
                    own.write(vals)
                with self.assertRaises(AccessError):
                    own.create({"name": "x", "company_id": 1, **vals})
        made = (
            print_file.with_user(self.user)
            .with_context(default_letter_order="country", default_new_sheets=True)
            .default_get(["letter_order", "new_sheets"])
        )
        self.assertFalse(made.get("letter_order") or made.get("new_sheets"))

    # made anew

    def _dialog(self, print_file, user=None):
        action = print_file.with_user(user or self.user).action_rearrange()
        Wizard = self.env[action["res_model"]].with_user(user or self.user)
        return Form(Wizard.with_context(**action["context"]))

    def test_a_file_is_made_anew(self):
        self._write_long_letter(self.carl, LONG + LONG)
        [print_file] = self._print()
        self._read_zip(print_file)
        before = get_texts(print_file._get_file())
        for user in (self.user, self.user_all, self.manager):
            form = self._dialog(print_file, user)
            form.letter_order = "country"
            form.new_sheets = True
            form.save().action_make()
            self.assertEqual(self._names(print_file), self.sorted_names)
            self.assertLettersInPlace(print_file)
            # the zip of the former file is not the one of this
            files = list(self._read_zip(print_file))
            self.assertEqual(
                [name.split()[0] for name in files], self.sorted_names, files
            )
            form = self._dialog(print_file, user)
            self.assertEqual((form.letter_order, form.new_sheets), ("country", True))
            form.letter_order = "segment"
            form.new_sheets = False
            form.save().action_make()
            after = get_texts(print_file._get_file())
            self.assertEqual(sorted(after), sorted(before))
            ids = print_file.interaction_ids.sorted("print_page").ids
            self.assertEqual(ids, sorted(ids))
            self.assertLettersInPlace(print_file)

    def test_all_files_are_made_anew_together(self):
        with patch(f"{PRINT_FILE}.MAX_LETTERS", 2):
            files = self._print(batch=1)
        self.assertEqual(files.mapped("letter_count"), [2, 2, 1])
        self._read_zip(files[0])
        form = self._dialog(files[0])
        self.assertEqual(form.other_count, 2)
        form.letter_order = "country"
        form.all_files = True
        form.save().action_make()
        self.assertFalse(self.segment.print_file_ids)
        with patch(f"{ARRANGE}.MAX_LETTERS", 3):
            self._finish()
        files = self.segment.print_file_ids
        self.assertEqual(files.mapped("letter_count"), [3, 2])
        names = [name for file in files for name in self._names(file)]
        self.assertEqual(names, self.sorted_names)
        self.assertLettersInPlace(files)

    def test_a_word_document_is_made_anew(self):
        [print_file] = self._print(words=True)
        print_file.with_user(self.user).rearrange("country")
        texts = [text for text in read_word(print_file._get_file()) if text]
        self.assertIn("Bob", texts[0])
        self.assertEqual((print_file.letter_count, print_file.page_count), (5, 0))

    def test_who_may_make_a_file_anew(self):
        [print_file] = self._print(words=True)
        content = print_file.content
        with self.assertRaises(AccessError):
            print_file.with_user(self.colleague).rearrange("country")
        with self.assertRaises(AccessError):
            self.env["contact.print.file.wizard"].with_user(self.colleague).create(
                {"print_file_id": print_file.id}
            )
        self.assertEqual(print_file.content, content)

    def test_a_segment_that_may_not_be_changed(self):
        print_file = self._print(words=True)
        self.env["ir.rule"].create(
            {
                "name": "Nobody changes it",
                "model_id": self.env.ref("contact_segment.model_contact_segment").id,
                "perm_read": False,
                "domain_force": "[(0, '=', 1)]",
            }
        )
        with self.assertRaises(AccessError):
            print_file.with_user(self.user).rearrange("country")

    def test_what_is_refused(self):
        print_file = self._print(words=True).sudo()
        own = print_file.with_user(self.user)
        with self._assert_refused(UserError, "letter_order cannot be zip"):
            own.rearrange("zip")
        with self._assert_refused(UserError, "new_sheets cannot be"):
            own.rearrange("segment", "maybe")
        print_file.is_part = True
        for method in (own.rearrange, own.action_rearrange):
            with self._assert_refused(UserError, "is not complete yet"):
                method()
        print_file.is_part = False
        self._delete(print_file.interaction_ids)
        with self._assert_refused(UserError, "were deleted, so it cannot be made"):
            own.rearrange("country")

    def test_a_document_that_is_no_word_document_says_so(self):
        print_file = self._print(words=True).sudo()
        # Word files are put together anew from the documents that were sent
        documents = print_file.interaction_ids.document_version_id
        documents.content = base64.b64encode(b"no Word document")
        with self._assert_refused(UserError, "cannot be made anew: "):
            print_file.with_user(self.user).rearrange("country")

    @mute_logger(*PDF_READERS)
    def test_a_damaged_file_says_so(self):
        print_file = self._print().sudo()
        print_file.content = base64.b64encode(b"%PDF damaged")
        with self._assert_refused(UserError, "is damaged"):
            print_file.with_user(self.user).rearrange("country")
