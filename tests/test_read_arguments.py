# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo.exceptions import MissingError, UserError
from odoo.tests import TransactionCase, tagged

from ..tools import arguments

INFINITE = float("inf")
MISSING = (None, False, "")


@tagged("post_install", "-at_install")
class TestReadArguments(TransactionCase):
    """The one reader of arguments: what it takes, and what it refuses."""

    def assertRefused(self, read, value, *options, **named):
        """Expect a sentence with the argument, the value in short, and the cure."""
        with self.assertRaises(UserError) as refusal:
            read(self.env, "figure", value, *options, **named)
        message = str(refusal.exception)
        self.assertIn("figure", message)
        self.assertIn(";", message)
        self.assertTrue(message.endswith("."), message)
        self.assertLess(len(message), 400)

    def test_booleans(self):
        for value, expected in (
            (True, True),
            (1, True),
            (False, False),
            (0, False),
            (None, False),
        ):
            self.assertIs(arguments.read_boolean(self.env, "figure", value), expected)
        for value in ("yes", "", [], [1], {}, {"a": 1}, 2, -1, 1.0, INFINITE):
            self.assertRefused(arguments.read_boolean, value)

    def test_texts(self):
        for value in (*MISSING, "x", "é€", "%s"):
            text = arguments.read_text(self.env, "figure", value)
            self.assertEqual(text, value or "")
        for value in ("a\x00", "\ud800", 0, 1, True, [], ["x"], {}, INFINITE):
            self.assertRefused(arguments.read_text, value)

    def test_files(self):
        self.assertEqual(arguments.read_file(self.env, "figure", "eA=="), b"x")
        self.assertEqual(arguments.read_file(self.env, "figure", b"eA=="), b"x")
        for value in MISSING:
            self.assertEqual(arguments.read_file(self.env, "figure", value), b"")
        for value in ("x", "é", 1, [], {"a": 1}):
            self.assertRefused(arguments.read_file, value)

    def test_choices(self):
        read = arguments.read_choice
        self.assertEqual(read(self.env, "figure", "a", {"a": 1, "b": 2}), "a")
        for value in MISSING:
            self.assertEqual(read(self.env, "figure", value, "ab", optional=True), "")
            self.assertRefused(read, value, ["a", "b"])
        for value in ("c", "x" * 5000, ["a"], {"a": 1}, 0, 10**30, float("nan")):
            self.assertRefused(read, value, ["a", "b"])
        self.assertRefused(read, [], ["a"], optional=True)

    def test_lists_of_names(self):
        names = arguments.read_names(self.env, "figure", ("a", "b"))
        self.assertEqual(names, ["a", "b"])
        for value in (*MISSING, [], ()):
            self.assertEqual(arguments.read_names(self.env, "figure", value), [])
        for value in ("name", ["a", 1], [["a"]], {"a": 1}, INFINITE, ["\x00"]):
            self.assertRefused(arguments.read_names, value)
        self.assertRefused(arguments.read_choices, ["a", "c"], ["a", "b"])

    def test_whole_numbers(self):
        for value, expected in ((3, 3), *((missing, 0) for missing in MISSING)):
            number = arguments.read_integer(self.env, "figure", value)
            self.assertEqual((number, type(number)), (expected, int))
        for value in (-1, 2**31, 10**30, 1.0, True, "1", [[]], {}, INFINITE):
            self.assertRefused(arguments.read_integer, value)
        self.assertRefused(arguments.read_integer, 0, minimum=1, maximum=3)

    def test_numbers(self):
        for value in (0, -2, 1.5):
            self.assertEqual(arguments.read_number(self.env, "figure", value), value)
        for value in MISSING:
            self.assertIsNone(arguments.read_number(self.env, "figure", value))
        for value in (INFINITE, float("nan"), 10**400, 1e308, "1", True, [1], {}):
            self.assertRefused(arguments.read_number, value)
        self.assertRefused(arguments.read_number, -1, minimum=0)
        self.assertRefused(arguments.read_number, 101, minimum=0, maximum=100)

    def test_dates(self):
        for value in ("2026-11-20", date(2026, 11, 20), datetime(2026, 11, 20, 9)):
            found = arguments.read_date(self.env, "figure", value)
            self.assertEqual(found, date(2026, 11, 20))
        for value in MISSING:
            self.assertIsNone(arguments.read_date(self.env, "figure", value))
        for value in ("\x00", "2026-02-30", "0001-01-01", "9999-12-31", 1, ["x"], {}):
            self.assertRefused(arguments.read_date, value)
            self.assertRefused(arguments.read_datetime, value)

    def test_times(self):
        for value in ("2026-11-20 09:30:00", datetime(2026, 11, 20, 9, 30)):
            found = arguments.read_datetime(self.env, "figure", value)
            self.assertEqual(found, datetime(2026, 11, 20, 9, 30))
        found = arguments.read_datetime(self.env, "figure", "2026-11-20")
        self.assertEqual(found, datetime(2026, 11, 20))
        for value in MISSING:
            self.assertIsNone(arguments.read_datetime(self.env, "figure", value))
        self.assertRefused(arguments.read_datetime, "2026-11-20 25:00:00")

    def test_ids(self):
        self.assertEqual(arguments.read_ids(self.env, "figure", [2, 1, 2]), [2, 1])
        for value in (*MISSING, [], ()):
            self.assertEqual(arguments.read_ids(self.env, "figure", value), [])
        for value in ("all", 1, [True], [0], [-1], [2**31], ["1"], [[1]], {"a": 1}):
            self.assertRefused(arguments.read_ids, value)
        self.assertEqual(arguments.read_id(self.env, "figure", 5), 5)
        for value in (*MISSING, 0):
            self.assertIs(arguments.read_id(self.env, "figure", value), False)
        for value in ("5", -1, 2**31, True, [5], {}):
            self.assertRefused(arguments.read_id, value)

    def test_records(self):
        company = self.env.company
        read = arguments.read_record
        self.assertEqual(read(self.env, "figure", company.id, "res.company"), company)
        for value in (*MISSING, 0):
            found = read(self.env, "figure", value, "res.company", optional=True)
            self.assertEqual(found, company.browse())
            self.assertRefused(read, value, "res.company")
        for value in ("1", -1, 2**31, True, [1], {}):
            self.assertRefused(read, value, "res.company", optional=True)
        with self.assertRaisesRegex(MissingError, "figure.*2147483647"):
            read(self.env, "figure", 2**31 - 1, "res.company")

    def test_values(self):
        partners = self.env["res.partner"]
        vals = {"name": "x", "color": "3", "partner_latitude": None, "nothing": [1]}
        self.assertEqual(arguments.read_vals(partners, vals), vals)
        self.assertEqual(arguments.read_vals_list(partners, [{}, vals]), [{}, vals])
        for value in (None, "x", 1, [["a", 1]], {1: 2}, INFINITE):
            with self.assertRaisesRegex(UserError, "cannot be written; give values"):
                arguments.read_vals(partners, value)
            with self.assertRaises(UserError):
                arguments.read_vals_list(partners, [value])
        for vals in (
            {"write_date": 1},
            {"name": "\x00"},
            {"color": INFINITE},
            {"color": 2**31},
            {"partner_latitude": "far"},
            {"partner_latitude": float("nan")},
            {"create_date": ["x"]},
        ):
            [name] = vals
            pattern = rf"\({name}\) cannot be .*; give a value of the type"
            with self.assertRaisesRegex(UserError, pattern):
                arguments.read_vals(partners, vals)

    def test_one_record(self):
        users = self.env["res.users"].search([], limit=2)
        arguments.check_one(users[0])
        arguments.check_one(users.new({"name": "New"}))
        for records in (users.browse(), users.browse([1, 2])):
            with self.assertRaisesRegex(UserError, "one record of User, not with"):
                arguments.check_one(records)
        for record_id in ("x", -1, 2**63, None, 1.5):
            with self.assertRaisesRegex(UserError, "no id of User"):
                arguments.check_one(users.browse([record_id]))
