# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import csv
import io
import random
from unittest.mock import patch

import openpyxl

from odoo.tests import TransactionCase

from ...tools import contact_list
from ...tools.contact_list import (
    ContactList,
    ListError,
    describe_error,
    read_file,
    read_text,
    read_values,
)

NAMES = ["José", "Zoë van 't Hof", "Łukasz", "O'Brien; Ann", "Smith, John", "Ünal"]
NAMES += ['Piet "Pietje" Puk', "Straße & Co", "Marie", "De Boer"]


def make_workbook(rows):
    """Return the file of a workbook with rows in its first sheet."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


class TestContactList(TransactionCase):
    """Lists as people have them are read to the same rows, however they are written."""

    def _read(self, text, **options):
        return ContactList(read_text(text, **options))

    def _assert_refused(self, code, read, *args):
        with self.assertRaises(ListError) as refusal:
            read(*args)
        self.assertEqual(refusal.exception.code, code)
        sentence = describe_error(self.env, refusal.exception)
        self.assertRegex(sentence, r"^[A-Z].*[;,] .*\.$|^This file .*; .*\.$")

    def test_addresses_in_every_order(self):
        expected = ["a@x.example", "b@y.example", "c@z.example"]
        for text in (
            "a@x.example\nb@y.example\nc@z.example",
            "a@x.example\r\n\r\nb@y.example\r\nc@z.example\r\n",
            "a@x.example, b@y.example; c@z.example",
            "a@x.example;b@y.example\nc@z.example;",
            "a@x.example b@y.example\tc@z.example",
            "\ufeffa@x.example\rb@y.example\rc@z.example\u00a0",
        ):
            with self.subTest(text=text):
                listed = self._read(text)
                self.assertEqual(listed.kinds, ["email"])
                self.assertEqual(list(listed.get_entries("email").values()), expected)

    def test_addresses_with_names(self):
        listed = self._read('"Doe, Jane" <jane@x.example>; Bob <bob@y.example>')
        self.assertEqual(
            list(listed.get_entries("email").values()),
            ['"Doe, Jane" <jane@x.example>', "Bob <bob@y.example>"],
        )

    def test_columns_by_their_titles(self):
        listed = self._read(
            "Naam;Klantnummer;E-mailadres;Telefoon\n"
            "Jan;100234567;jan@x.example;+32 475 11 22 33\nPiet;7;;"
        )
        self.assertTrue(listed.has_titles)
        self.assertEqual(listed.kinds, ["name", "other", "email", "phone"])
        self.assertEqual(listed.get_kinds(), ["email", "phone", "name"])
        self.assertEqual(listed.get_entries("email"), {0: "jan@x.example"})
        self.assertEqual(
            listed.get_cells(1), {"email": "", "phone": "", "name": "Piet"}
        )

    def test_columns_by_what_is_in_them(self):
        listed = self._read("Jan\tjan@x.example\t0475 11 22 33\nPiet\tp@x.example\t")
        self.assertFalse(listed.has_titles)
        self.assertEqual(listed.kinds, ["name", "email", "phone"])

    def test_a_strange_title_is_a_title(self):
        listed = self._read("Deelnemers\njan@x.example\npiet@x.example")
        self.assertTrue(listed.has_titles)
        self.assertEqual(len(listed.rows), 2)

    def test_plain_ids_are_external_ids_under_such_a_title_only(self):
        self.assertEqual(self._read("id\n12\n13").kinds, ["external_id"])
        self.assertEqual(self._read(".id,name\n12,Jan\n13,Piet").kinds[0], "other")
        self.assertNotIn("external_id", self._read("12\n13").kinds)

    def test_the_separator_can_be_told(self):
        names = "Jansen, Piet\nDe Boer, Kees"
        self.assertEqual(self._read(names).width, 2)
        listed = self._read(names, separator="line")
        self.assertEqual(listed.rows, [["Jansen, Piet"], ["De Boer, Kees"]])
        self.assertEqual(
            self._read("Jan, Piet, Kees").rows, [["Jan"], ["Piet"], ["Kees"]]
        )

    def test_a_quote_that_nothing_closes(self):
        listed = self._read('"Jan;jan@x.example\nPiet;p@x.example')
        self.assertEqual(len(listed.rows), 2)

    def test_workbook(self):
        data = make_workbook([["Name", "Phone"], ["Jan", 32475112233.0], [None], ["P"]])
        listed = ContactList(read_file(data))
        self.assertEqual(listed.rows, [["Jan", "32475112233"], ["P"]])
        self.assertEqual(listed.kinds, ["name", "phone"])

    def test_values_of_a_program(self):
        self.assertEqual(read_values(["a", 7, ["b", None], ""]), [["a"], ["7"], ["b"]])

    def test_what_cannot_be_read_says_why(self):
        self._assert_refused("empty", read_text, " \n\t\n;;\n")
        self._assert_refused("empty", read_file, b"")
        self._assert_refused("empty", read_values, [])
        self._assert_refused("values", read_values, ["a", [{"name": "b"}]])
        self._assert_refused("values", read_values, [[["a"]]])
        self._assert_refused("format", read_file, b"PK\x03\x04 and nothing else")
        self._assert_refused("format", read_file, b"\xd0\xcf\x11\xe0 of 1997")
        self._assert_refused("columns", read_text, "\t".join("abc" * 50))
        with patch.object(contact_list, "MAX_SIZE", 10):
            self._assert_refused("size", read_text, "a@x.example\n")
            self._assert_refused("size", read_file, b"a@x.example\n")
        with patch.object(contact_list, "MAX_ROWS", 2):
            self._assert_refused("rows", read_text, "a\nb\nc\nd")
        with patch.object(contact_list, "MAX_UNPACKED", 10):
            self._assert_refused("size", read_file, make_workbook([["Jan"]]))
        with patch.object(contact_list, "openpyxl", None):
            self._assert_refused("no_excel", read_file, make_workbook([["Jan"]]))

    def test_any_way_to_write_a_list_gives_the_same_rows(self):
        """Rows, separators, encodings, ends of lines and quotes by chance."""
        chance = random.Random(19)
        for number in range(300):
            rows = [["Name", "E-mail", "Phone"]]
            for row in range(chance.randint(1, 30)):
                phone = chance.choice(["", f"+3247511{row:04}"])
                rows.append([chance.choice(NAMES), f"n{row}@x.example", phone])
            sign = chance.choice(",;\t")
            encoding = chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
            file = io.StringIO()
            writer = csv.writer(
                file,
                delimiter=sign,
                lineterminator=chance.choice(["\n", "\r\n"]),
                quoting=chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
            )
            writer.writerows(rows)
            if encoding == "cp1252":
                rows = [[cell.replace("Łukasz", "?ukasz") for cell in r] for r in rows]
            data = file.getvalue().encode(encoding, "replace")
            with self.subTest(number=number, sign=sign, encoding=encoding):
                listed = ContactList(read_file(data))
                self.assertEqual(listed.kinds, ["name", "email", "phone"])
                expected = [row if row[2] else row[:2] for row in rows[1:]]
                self.assertEqual(listed.rows, expected)

    def test_no_text_breaks_it(self):
        """Any bytes are read, or refused with a sentence; nothing else happens."""
        chance = random.Random(7)
        signs = b'ab@.,;\t\n\r"\x00\xff\xfePK\x03\x04 +1\xc3\xa9'
        for _number in range(500):
            data = bytes(chance.choices(signs, k=chance.randint(0, 80)))
            try:
                listed = ContactList(read_file(data))
            except ListError as error:
                self.assertTrue(describe_error(self.env, error))
                continue
            self.assertEqual(len(listed.kinds), listed.width)
            for kind in listed.get_kinds():
                for text in listed.get_entries(kind).values():
                    self.assertNotIn("\x00", text)
