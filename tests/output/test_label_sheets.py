# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io
import zipfile

from lxml import etree

from odoo.tests import BaseCase
from odoo.tools.pdf import PdfReader

from ...tools.label_sheets import EDGE, SHEETS, SIDE, build_label_sheets
from ...tools.label_text import SIZES, fit
from ...tools.libreoffice import convert_to_pdf, find_libreoffice
from ..letters import get_texts

MILLIMETRE = 72 / 25.4
LONG = "A name so long that nobody can have it " * 12
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def get_places(pdf):
    """Return where every text of a PDF begins, in mm from the left and the top."""
    places = {}
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):
        height = float(page.mediabox.height)

        def note(text, matrix, text_matrix, *_fonts, number=number, height=height):
            if text.strip():
                left = text_matrix[4] * matrix[0] + matrix[4]
                bottom = text_matrix[5] * matrix[3] + matrix[5]
                places[text.strip()] = (
                    number,
                    left / MILLIMETRE,
                    (height - bottom) / MILLIMETRE,
                )

        page.extract_text(visitor_text=note)
    return places


class TestLabelSheets(BaseCase):
    """Labels come out where the labels are on the paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.labels = [f"L{number}" for number in range(1, 51)]
        documents = [
            build_label_sheets(cls.labels, sheet, start)
            for sheet in SHEETS.values()
            for start in (1, 6)
        ]
        pdfs = convert_to_pdf(documents, find_libreoffice())
        keys = [(size, start) for size in SHEETS for start in (1, 6)]
        cls.pdfs = dict(zip(keys, pdfs, strict=True))

    def test_every_label_in_its_place(self):
        for (size, start), pdf in self.pdfs.items():
            sheet = SHEETS[size]
            places = get_places(pdf)
            for index, label in enumerate(self.labels, start=start - 1):
                with self.subTest(size=size, start=start, label=label):
                    page, left, baseline = places[label]
                    row, column = divmod(index % sheet.count, sheet.columns)
                    self.assertEqual(page, index // sheet.count)
                    self.assertAlmostEqual(left, column * sheet.width + SIDE, delta=0.3)
                    middle = sheet.top + (row + 0.5) * sheet.height
                    # the text is in the middle of the label
                    self.assertAlmostEqual(baseline, middle + 1.2, delta=0.8)

    def test_rows_are_exact(self):
        for (size, start), pdf in self.pdfs.items():
            sheet, places = SHEETS[size], get_places(pdf)
            first = places[self.labels[0]]
            below = places[self.labels[sheet.columns]]
            last = places[self.labels[sheet.count - start]]
            self.assertAlmostEqual(below[2] - first[2], sheet.height, delta=0.05)
            rows = (sheet.count - 1) // sheet.columns - (start - 1) // sheet.columns
            self.assertAlmostEqual(last[2] - first[2], rows * sheet.height, delta=0.1)

    def test_pages(self):
        for (size, start), pdf in self.pdfs.items():
            pages = PdfReader(io.BytesIO(pdf)).pages
            self.assertEqual(len(pages), SHEETS[size].count_pages(50, start))
            for page in pages:
                self.assertAlmostEqual(float(page.mediabox.width), 595.3, delta=0.5)
                self.assertAlmostEqual(float(page.mediabox.height), 841.9, delta=0.5)

    def test_what_is_on_a_label_moves_no_other(self):
        full = SHEETS["36x70"].count
        labels = [f"{LONG}\n{LONG}\n{LONG}\nTown"] * (full - 1)
        labels += ["LAST", *labels, "END"]
        [pdf] = convert_to_pdf(
            [build_label_sheets(labels, SHEETS["36x70"])], find_libreoffice()
        )
        self.assertEqual(len(get_texts(pdf)), 2)
        places = get_places(pdf)
        self.assertAlmostEqual(places["LAST"][1], 146, delta=0.3)
        self.assertAlmostEqual(places["LAST"][2], 4.5 + 7.5 * 36 + 1.2, delta=0.8)
        self.assertEqual(places["END"][0], 1)
        self.assertAlmostEqual(places["END"][2], places["LAST"][2], delta=0.05)

    def test_all_scripts_and_signs(self):
        labels = [
            "محمد عبد الله\nشارع الملك فهد 12\nSaudi Arabia",
            "田中太郎 😀\n東京都千代田区",
            '<b>&amp; "R&D"</b>\x00\x0b\x1f\nStreet',
            "",
            "\n\n",
        ]
        content = build_label_sheets(labels, SHEETS["37x105"])
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            root = etree.fromstring(package.read("word/document.xml"))
        texts = ["".join(cell.itertext()) for cell in root.iter(f"{WORD}tc")]
        self.assertEqual(texts[2], '<b>&amp; "R&D"</b>Street')
        self.assertEqual(texts[3:], [""] * 13)
        cells = list(root.iter(f"{WORD}tc"))
        self.assertEqual(len(list(cells[0].iter(f"{WORD}bidi"))), 3)
        self.assertEqual(len(list(cells[0].iter(f"{WORD}rtl"))), 2)
        self.assertFalse(list(cells[1].iter(f"{WORD}bidi")))
        [pdf] = convert_to_pdf([content], find_libreoffice())
        self.assertEqual(len(get_texts(pdf)), 1)

    def test_rows_and_columns_add_up(self):
        for sheet in SHEETS.values():
            content = build_label_sheets(["x"], sheet)
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                root = etree.fromstring(package.read("word/document.xml"))
            heights = [
                int(one.get(f"{WORD}val")) for one in root.iter(f"{WORD}trHeight")
            ]
            widths = [int(one.get(f"{WORD}w")) for one in root.iter(f"{WORD}gridCol")]
            self.assertEqual(sum(heights), round(8 * sheet.height * 1440 / 25.4))
            self.assertEqual(sum(widths), round(210 * 1440 / 25.4))

    def test_size_of_the_letters(self):
        room = (70 - 2 * SIDE, 36 - 2 * EDGE)
        self.assertEqual(fit("Anna\nKerkstraat 1\n2000 Antwerpen", *room)[0], SIZES[0])
        size, lines = fit("\n".join(f"Line {number}" for number in range(9)), *room)
        self.assertLess(size, SIZES[0])
        self.assertEqual(len(lines), 9)
        size, lines = fit(f"{LONG}\n{LONG}\n2000 Antwerpen", *room)
        self.assertEqual(size, SIZES[-1])
        self.assertTrue(lines[0].endswith("…"))
        self.assertEqual(lines[-1], "2000 Antwerpen")
        _size, lines = fit("\n".join(f"Line {number}" for number in range(40)), *room)
        self.assertEqual((lines[0], lines[-1]), ("Line 0", "Line 39"))
        self.assertLess(len(lines), 20)
