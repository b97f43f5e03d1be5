# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
import time
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..tools import literals
from ..tools.literals import (
    MAX_CONDITIONS,
    MAX_DEPTH,
    MAX_IDS,
    MAX_LENGTH,
    MAX_VALUES,
    LiteralTooLarge,
    read_literal,
)
from .common import SegmentCommon

# A machine that does other things too may take this much longer for twice the work.
LINEAR = 6
SOON = 5  # seconds; what was not bounded took hours


@tagged("post_install", "-at_install")
class TestBounds(SegmentCommon):
    """Conditions of any size are read soon, or refused soon with what the limit is."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)

    def _measure(self, function):
        """Return the seconds of a call, the shortest of three."""
        times = []
        for _turn in range(3):
            started = time.perf_counter()
            with suppress(ValueError):
                function()
            times.append(time.perf_counter() - started)
        return min(times)

    def assertTooLarge(self, domain, word):
        started = time.perf_counter()
        for call in (
            lambda: self.segment.add_contacts(domain),
            lambda: self.segment.reduce_contacts(domain),
            lambda: self.segment.preview_step("refine", domain),
        ):
            with self.assertRaises(ValidationError) as refusal:
                call()
            message = str(refusal.exception)
            self.assertIn(word, message)
            self.assertLess(len(message), 1000)
        self.assertLess(time.perf_counter() - started, SOON)
        self.assertFalse(self.segment.step_ids)

    def test_texts_that_are_too_large_are_refused_soon(self):
        for domain, word in (
            ("9" * 40_000, "digits"),
            ("9" * 1_000_000, "digits"),
            ("[" + "9" * 1_000_000, "digits"),
            ("[('id', 'in', [" + "9" * 1_000_000 + "])]", "digits"),
            (" " * MAX_LENGTH + "[]", f"{MAX_LENGTH:,}"),
            ("[('id', 'in', [" + "1, " * (MAX_IDS + 1) + "])]", f"{MAX_IDS:,}"),
            (repr([("email", "in", ["a"] * (MAX_VALUES + 1))]), f"{MAX_VALUES:,}"),
            ("[" * 3_000_000, "nested"),
            ("[]," * 3_000_000, f"{MAX_VALUES:,}"),
            ("[1" + " " * 3_000_000 + "1]", ""),
            ("[1" + "," * 3_000_000 + "1]", ""),
            ("'" + "\\a" * 3_000_000, "literal"),
            ("-" * 3_000_000 + "1", "literal"),
            ("[1" + "+1" * 3_000_000 + "]", "literal"),
            ("not " * 3_000_000 + "1", f"{MAX_VALUES:,}"),
        ):
            with self.subTest(domain=domain[:30], length=len(domain)):
                self.assertTooLarge(domain, word)

    def test_lists_that_are_too_large_are_refused_soon(self):
        deep = []
        for _level in range(50_000):
            deep = [deep]
        joined = [("name", "=", "x")]
        for _level in range(MAX_DEPTH):
            joined = [("parent_id", "any", joined)]
        conditions = [("name", "=", "x")] * (MAX_CONDITIONS + 1)
        path = ".".join(["parent_id"] * 1000)
        for domain, word in (
            (deep, "nested"),
            (joined, "nested"),
            (["!"] * (MAX_DEPTH + 1) + [("name", "=", "x")], "nested"),
            (["|", ("name", "=", "x"), "&", ("name", "=", "y")] * 200, "nested"),
            (conditions, f"{MAX_CONDITIONS:,}"),
            ([("parent_id", "any", conditions)], f"{MAX_CONDITIONS:,}"),
            ([(path, "=", 1)] * 11, f"{MAX_CONDITIONS:,}"),
            ([("id", "in", [1] * (MAX_IDS + 1))], f"{MAX_IDS:,}"),
            ([("email", "in", ["a"] * (MAX_VALUES + 1))], f"{MAX_VALUES:,}"),
            ([("color", "=", 10**5000)], "digits"),
            ([("name", "=", "x" * (MAX_LENGTH + 1))], f"{MAX_LENGTH:,}"),
        ):
            with self.subTest(word=word):
                self.assertTooLarge(domain, word)

    def test_deep_paths_are_refused_or_found(self):
        path = ".".join(["parent_id"] * 500)
        try:
            self.segment.preview_step("add", [(path, "=", 1)])
        except ValidationError as error:
            self.assertLess(len(str(error)), 1000)

    def test_reading_takes_as_long_as_the_text_is(self):
        for name, make in (
            ("ids", lambda count: repr([("id", "in", list(range(count * 10)))])),
            ("digits", lambda count: "1" * count * 10),
            ("digits of a list", lambda count: "[" + "1" * count * 10),
            ("blanks", lambda count: "[1" + " " * count * 10),
            ("commas", lambda count: "[1" + "," * count * 10),
            ("brackets", lambda count: "[]," * count),
            ("texts", lambda count: repr([str(i) for i in range(count)])),
            ("quotes", lambda count: "'\\" * count),
            ("no end", lambda count: "'" + "a\\b" * count * 10),
        ):
            with self.subTest(name):
                one, two = make(20_000), make(40_000)
                short = self._measure(lambda text=one: read_literal(text))
                long = self._measure(lambda text=two: read_literal(text))
                # what takes a hundredth of a second may take any multiple of it
                self.assertLess(long, LINEAR * short + 0.05)

    def test_hundreds_of_thousands_of_ids_are_read_soon(self):
        ids = list(range(10**8, 10**8 + 400_000))
        text = repr([("id", "in", ids), ("id", "not in", tuple(ids[:50]))])
        started = time.perf_counter()
        literal = read_literal(text)
        self.assertLess(time.perf_counter() - started, SOON)
        self.assertEqual(literal[0], ("id", "in", ids))
        self.assertEqual(literal[1], ("id", "not in", tuple(ids[:50])))
        self._fill(self.segment, self.contacts)
        domain = [("id", "in", [*ids, *self.contacts.ids])]
        for given in (domain, repr(domain)):
            preview = self.segment.preview_step("reduce", given)
            self.assertEqual(preview["removed"], 5)

    def test_literals_are_read_as_python_does(self):
        for text in (
            "[]",
            "[1,]",
            "[-1, 2.5, 1e5, -.5, 'a', None, True, (1,)]",
            "[{'a': [1]}, {1, 2}, b'x', u'y']",
            "['it\\'s', \"it's\", 'back\\\\slash', 'two' 'parts']",
            "[\n 1,\n 2\n]",
            "((((1,),),),)",
            repr([("id", "in", list(range(30)))] * 3),
            repr((list(range(100)), tuple(range(100)), [list(range(100)), "x", 1])),
            "[" + "\n12,\t" * 40 + "]",
            "['[" + "1, " * 40 + "]']",
        ):
            with self.subTest(text=text[:60]):
                self.assertEqual(read_literal(text), ast.literal_eval(text))
        for text in ("[1", "]", "uid", "1j", "[3j]", "f()", "[x for x in y]", "1 if 2"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                read_literal(text)

    def test_every_limit_is_told(self):
        for code, limit in literals.LIMITS.items():
            text = literals.describe_limit(self.env, LiteralTooLarge(code))
            self.assertIn(f"{limit:,}", text)

    def test_the_most_conditions_are_read_soon(self):
        fields = ["name", "email", "phone", "street", "city", "zip", "ref", "website"]
        terms = [
            (fields[i % len(fields)], "ilike", f"x{i}") for i in range(MAX_CONDITIONS)
        ]
        domain = ["|"] * (len(terms) - 1) + terms
        started = time.perf_counter()
        text, _parsed = self.Partner._parse_segment_domain(domain)
        self.assertIn(
            f"{MAX_CONDITIONS:,}", self.Partner._describe_segment_domain(text)
        )
        self.assertLess(time.perf_counter() - started, 4 * SOON)

    def test_sentences_are_short(self):
        for domain in (
            [("name", "=", "x" * 100_000)],
            ["|"] * 49 + [("name", "=", f"{i}" * 200) for i in range(50)],
            [("email", "in", ["y" * 1000] * 1000)],
        ):
            sentence = self.Partner._describe_segment_domain(repr(domain))
            self.assertLess(len(sentence), 2500)
            self.assertIn("contacts where", sentence)

    def test_conditions_of_predictions_have_the_same_limits(self):
        prediction = self.env["contact.prediction"].with_user(self.manager)
        for domain, word in (("9" * 1_000_000, "digits"), ("[" * 1_000_000, "nested")):
            with self.assertRaises(ValidationError) as refusal:
                prediction.create(
                    {
                        "name": "Bounded",
                        "kind": "product_recommendation",
                        "product_domain": domain,
                    }
                )
            self.assertIn(word, str(refusal.exception))

    def test_salutations_are_read_soon(self):
        salutations = self.env["contact.salutation"]
        text = "{{" + " " * 100_000 + "}{{  Contact_Name }} {{x" * 10_000
        started = time.perf_counter()
        self.assertEqual(set(salutations._get_names(text)), {"Contact_Name"})
        filled = salutations._fill_text(text, {"Contact_Name": "Anna"})
        self.assertIn("Anna", filled)
        self.assertLess(time.perf_counter() - started, SOON)

    def test_long_ways_to_a_merge_field_lead_nowhere(self):
        self._fill(self.segment, self.anna)
        line = self.segment.line_ids
        path = "partner_id." + "parent_id." * 10_000 + "name"
        started = time.perf_counter()
        self.assertEqual(line._read_merge_path(path), {line.id: ""})
        problem = line._find_path_problem(line, path)
        self.assertIn("not a merge field", problem)
        self.assertLess(len(problem), 500)
        self.assertLess(time.perf_counter() - started, SOON)
        self.assertFalse(line._find_path_problem(line, "partner_id.parent_id.name"))

    def test_sentences_name_the_first_contacts(self):
        contacts = self.Partner.create([{"name": f"Many {i}"} for i in range(30)])
        self._fill(self.segment, contacts)
        lines = self.env["contact.segment.line"].with_user(self.user)
        with self.assertRaises(UserError) as refusal:
            lines.create(
                [
                    {"segment_id": self.segment.id, "partner_id": contact.id}
                    for contact in contacts
                ]
            )
        self.assertIn("Many 0", str(refusal.exception))
        self.assertLess(len(str(refusal.exception)), 500)

    def test_so_many_interactions_are_sent_at_once(self):
        self._fill(self.segment, self.contacts)
        self.segment.log(send=False)
        model = "odoo.addons.contact_segment.models.delivery.contact_interaction"
        most = f"{model}.MAX_SENT"
        interactions = self.segment.interaction_ids
        for call in (interactions.resend, interactions.send):
            with patch(most, 4), self.assertRaises(UserError) as refusal:
                call()
            self.assertIn("5 interactions are too many", str(refusal.exception))

    def test_favourites_have_the_same_limits(self):
        favourite = self.env["ir.filters"].create(
            {"name": "Favourite", "model_id": "res.partner", "domain": "9" * 100_000}
        )
        wizard = self.env["contact.segment.step.wizard"].with_user(self.user)
        wizard = wizard.new({"segment_id": self.segment.id, "filter_id": favourite.id})
        self.assertIn("warning", wizard._onchange_filter_id())
        favourite.domain = "[('name', '=', 'Anna')]"
        self.assertIsNone(wizard._onchange_filter_id())
        self.assertEqual(wizard.domain, "[('name', '=', 'Anna')]")
