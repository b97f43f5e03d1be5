# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io
import random

from odoo.tests import BaseCase
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from ...tools.libreoffice import convert_to_pdf, find_libreoffice
from ...tools.pdf.letters import (
    LetterMixupError,
    Place,
    arrange,
    count_pages,
    join,
    split_letters,
)
from ..letters import (
    PDF_READERS,
    get_picture_widths,
    get_texts,
    make_letters,
    make_pdf,
)

PAGE_COUNTS = [1, 2, 3, 1, 2]


class TestLettersPdf(BaseCase):
    """One PDF of many letters is taken apart, and a mix-up is noticed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        documents = [make_letters(PAGE_COUNTS), make_letters([1, 1])]
        cls.pdf, cls.other_pdf = convert_to_pdf(documents, find_libreoffice())

    def make_pages(self, count, destinations, names="", page="", more=()):
        """Return a hand-made PDF.

        The catalogue is object 1, the tree of pages 2, the content of all pages 3, the
        pages themselves begin with 10, and ``more`` is objects 4 to 9.
        """
        kids = " ".join(f"{10 + number} 0 R" for number in range(count))
        return make_pdf(
            [
                f"<</Type/Catalog/Pages 2 0 R/Dests<<{destinations}>>{names}>>",
                f"<</Type/Pages/Kids[{kids}]/Count {count}/MediaBox[0 0 9 9]>>",
                "<</Length 6>>\nstream\n/X1 Do\nendstream",
                *[*more, *["null"] * 6][:6],
                *[f"<</Type/Page/Parent 2 0 R/Contents 3 0 R{page}>>"] * count,
            ]
        )

    def get_destination(self, letter, page):
        return f"/letter_{letter}[{9 + page} 0 R/Fit]"

    def assert_mixup(self, message, pdf, count):
        with self.assertRaisesRegex(LetterMixupError, message):
            split_letters(pdf, count)

    def test_letters_of_several_pages(self):
        letters = split_letters(self.pdf, len(PAGE_COUNTS))
        self.assertEqual([letter.page_count for letter in letters], PAGE_COUNTS)
        for number, letter in enumerate(letters, start=1):
            texts = get_texts(letter.content)
            self.assertEqual(len(texts), letter.page_count)
            self.assertIn(f"Dear contact{number},", texts[0])
            for page, text in enumerate(texts, start=1):
                self.assertIn(f"Header{number}", text)
                if page > 1:
                    self.assertIn(f"Page{page} of contact{number}", text)

    def test_nothing_of_the_other_letters_is_inside(self):
        letters = split_letters(self.pdf, len(PAGE_COUNTS))
        for number, letter in enumerate(letters, start=1):
            text = "".join(get_texts(letter.content))
            for other in range(1, len(letters) + 1):
                if other != number:
                    self.assertNotIn(f"contact{other}", text)
            self.assertEqual(get_picture_widths(letter.content), {60 + 10 * number})
            self.assertNotIn(b"letter", letter.content)
            catalog = PdfReader(io.BytesIO(letter.content)).trailer["/Root"]
            self.assertLessEqual(set(catalog), {"/Type", "/Pages", "/Lang"})

    def test_same_pdf_gives_same_letters(self):
        self.assertEqual(
            split_letters(self.pdf, len(PAGE_COUNTS)),
            split_letters(self.pdf, len(PAGE_COUNTS)),
        )

    def test_wrong_number_of_letters(self):
        count = len(PAGE_COUNTS)
        self.assert_mixup("Letter 6 of 6 is missing", self.pdf, count + 1)
        self.assert_mixup("more than the 4 letters", self.pdf, count - 1)
        self.assert_mixup("more than the 0 letters", self.pdf, 0)

    def test_missing_letter(self):
        dests = self.get_destination(1, 1) + self.get_destination(3, 2)
        self.assert_mixup("Letter 2 of 3 is missing", self.make_pages(3, dests), 3)
        # a page that is not in the document
        dests = self.get_destination(1, 1) + self.get_destination(2, 9)
        self.assert_mixup("Letter 2 of 2 is missing", self.make_pages(2, dests), 2)

    def test_letters_in_another_order(self):
        dests = "".join(
            self.get_destination(letter, page)
            for letter, page in ((1, 1), (2, 3), (3, 2))
        )
        self.assert_mixup("Letter 3 does not begin after", self.make_pages(3, dests), 3)
        dests = self.get_destination(1, 1) + self.get_destination(2, 1)
        self.assert_mixup("Letter 2 does not begin after", self.make_pages(2, dests), 2)

    def test_pages_before_the_first_letter(self):
        pdf = self.make_pages(2, self.get_destination(1, 2))
        self.assert_mixup("first letter begins on page 2", pdf, 1)

    def test_letter_that_begins_twice(self):
        dests = self.get_destination(1, 1) + "/letter5F1[11 0 R/Fit]"
        self.assert_mixup("Letter 1 begins twice", self.make_pages(2, dests), 1)

    def test_other_destinations_do_not_matter(self):
        dests = self.get_destination(1, 1)
        dests += "/letter_[11 0 R/Fit]/letter_01[11 0 R/Fit]/my_letter_2[11 0 R/Fit]"
        (letter,) = split_letters(self.make_pages(2, dests), 1)
        self.assertEqual(letter.page_count, 2)

    def test_names_in_a_tree(self):
        pdf = self.make_pages(
            4,
            "",
            names="/Names<</Dests 4 0 R>>",
            more=[
                # a tree that leads back to its root is not followed for ever
                "<</Kids[5 0 R 6 0 R]>>",
                "<</Names[(letter_1)[10 0 R/Fit](letter_2)<</D[11 0 R/Fit]>>]>>",
                "<</Kids[7 0 R 4 0 R]>>",
                "<</Names[(letter_3) 8 0 R]>>",
                "[13 0 R/Fit]",
            ],
        )
        letters = split_letters(pdf, 3)
        self.assertEqual([letter.page_count for letter in letters], [1, 2, 1])

    def test_damaged_pdf(self):
        self.assertEqual(count_pages(self.pdf), sum(PAGE_COUNTS))
        with mute_logger(*PDF_READERS):
            for pdf in (b"", b"%PDF-1.6", self.pdf[:500], b"no PDF at all" * 99):
                self.assert_mixup("damaged", pdf, 1)
                with self.assertRaisesRegex(LetterMixupError, "damaged"):
                    count_pages(pdf)
                with self.assertRaisesRegex(LetterMixupError, "damaged"):
                    join([self.pdf, pdf])

    def test_links_to_the_web_stay_and_others_go(self):
        web = "<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/A<</S/URI/URI(http://x.y)>>>>"
        inside = "<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/Dest[11 0 R/Fit]/P 10 0 R>>"
        pdf = self.make_pages(
            2,
            self.get_destination(1, 1) + self.get_destination(2, 2),
            page="/Annots[4 0 R 5 0 R]",
            more=[web, inside],
        )
        for letter in split_letters(pdf, 2):
            (page,) = PdfReader(io.BytesIO(letter.content)).pages
            (link,) = page["/Annots"]
            self.assertEqual(link.get_object()["/A"]["/URI"], "http://x.y")

    def test_only_resources_in_use_come_along(self):
        form = "<</Subtype/Form/BBox[0 0 9 9]/Resources 4 0 R/Length 6>>\nstream\n%s Do"
        pdf = self.make_pages(
            1,
            self.get_destination(1, 1),
            page="/Resources 4 0 R",
            more=[
                "<</XObject<</X1 5 0 R/X2 6 0 R/X3 7 0 R>>/ProcSet[/PDF]>>",
                form % "/X3" + "\nendstream",
                "<</Subtype/Image/Width 66/Length 0>>\nstream\n\nendstream",
                # a form that shows itself
                form % "/X3" + "\nendstream",
            ],
        )
        (letter,) = split_letters(pdf, 1)
        (page,) = PdfReader(io.BytesIO(letter.content)).pages
        self.assertEqual(list(page["/Resources"]["/XObject"]), ["/X1"])
        self.assertNotIn(b"/Width 66", letter.content)
        shown = page["/Resources"]["/XObject"]["/X1"]["/Resources"]["/XObject"]
        self.assertEqual(list(shown), ["/X3"])
        self.assertEqual(list(shown["/X3"]["/Resources"]["/XObject"]), ["/X3"])

    def test_join(self):
        letters = [letter.content for letter in split_letters(self.pdf, 5)]
        letters += [letter.content for letter in split_letters(self.other_pdf, 2)]
        joined = join(letters)
        self.assertEqual(count_pages(joined), sum(PAGE_COUNTS) + 2)
        self.assertEqual(
            get_texts(joined), get_texts(self.pdf) + get_texts(self.other_pdf)
        )
        self.assertEqual(joined, join(letters))
        self.assertEqual(joined, join(iter(letters)))
        self.assertLess(len(joined), len(self.pdf) + len(self.other_pdf))
        self.assertEqual(count_pages(join([])), 0)

    def test_arrange(self):
        """Any order, out of several files, with and without new sheets."""
        texts = [get_texts(self.pdf), get_texts(self.other_pdf)]
        letters, page = [], 1
        for count in PAGE_COUNTS:
            letters.append(Place(0, page, count))
            page += count
        letters += [Place(1, 1, 1), Place(1, 2, 1)]
        shuffler = random.Random(7)
        for _attempt in range(6):
            shuffler.shuffle(letters)
            for new_sheets in (False, True):
                pdfs = iter([self.pdf, self.other_pdf])
                content, starts = arrange(pdfs, letters, new_sheets)
                found = get_texts(content)
                expected, places = [], []
                for letter in letters:
                    if new_sheets and len(expected) % 2:
                        expected.append("")
                    places.append(len(expected) + 1)
                    first = letter.page - 1
                    expected += texts[letter.file][first : first + letter.page_count]
                self.assertEqual(found, expected)
                self.assertEqual(starts, places)

    def test_arrange_leaves_out_what_is_no_letter(self):
        content, starts = arrange([self.pdf, b"not read"], [Place(0, 2, 2)])
        self.assertEqual(get_texts(content), get_texts(self.pdf)[1:3])
        self.assertEqual(starts, [1])

    def test_blank_pages_are_as_large_as_the_page_before(self):
        sizes = "/MediaBox[0 0 300 500]/CropBox[9 9 250 450]/Rotate 90/UserUnit 2"
        large = self.make_pages(1, "", page=sizes)
        small = self.make_pages(1, "")
        places = [Place(0, 1, 1), Place(1, 1, 1), Place(0, 1, 1)]
        content, starts = arrange([small, large], places, new_sheets=True)
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertEqual((len(pages), starts), (5, [1, 3, 5]))
        for blank in (1, 3):
            for key in ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit"):
                self.assertEqual(pages[blank].get(key), pages[blank - 1].get(key), key)
            self.assertNotIn("/Contents", pages[blank])
        self.assertEqual(pages[1]["/MediaBox"], [0, 0, 9, 9])
        self.assertEqual(pages[3]["/Rotate"], 90)

    def test_arrange_notices_other_pages(self):
        for place in (Place(0, 0, 1), Place(0, 9, 2), Place(0, 1, 0), Place(1, 1, 1)):
            with (
                self.subTest(place=place),
                self.assertRaisesRegex(LetterMixupError, "has other pages"),
            ):
                arrange([self.pdf], [place])
        with (
            mute_logger(*PDF_READERS),
            self.assertRaisesRegex(LetterMixupError, "damaged"),
        ):
            arrange([b"%PDF"], [Place(0, 1, 1)])
