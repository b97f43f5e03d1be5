# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.tests import Form

from ..tools.numbers import show_count
from .common import SegmentCommon

ROOT = Path(__file__).parents[1]
FOLDERS = ("models", "wizards", "tools", "report", "controllers")
# What sentences call their numbers. Numbers of steps and ids are names, not numbers.
COUNTS = {
    *("added", "already", "changed", "count", "days", "deleted", "documents"),
    *("least", "limit", "max", "most", "removed", "seconds", "sent", "skipped"),
    *("total", "unchanged"),
}
# These return what ``show_count`` does.
SHOWING = {"show_count", "_count_active"}


class TestNumbers(SegmentCommon):
    """Numbers in sentences are written as the reader writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")

    def _as(self, lang, record):
        self.user.sudo().lang = lang
        return record.with_user(self.user).with_context(lang=lang)

    def test_in_every_sentence(self):
        """Sentences are found by their source, so that no new one is forgotten."""
        wrong, found = [], 0
        for path in self._get_modules():
            for sentence in self._get_sentences(path):
                for keyword in sentence.keywords:
                    if keyword.arg not in COUNTS:
                        continue
                    found += 1
                    function = getattr(keyword.value, "func", None)
                    name = getattr(function, "id", getattr(function, "attr", ""))
                    if name not in SHOWING:
                        wrong.append(f"{path}:{sentence.lineno} {keyword.arg}")
        self.assertGreater(found, 50)
        self.assertFalse(wrong, "Write these through tools/numbers.py show_count")

    @staticmethod
    def _get_modules():
        return [path for name in FOLDERS for path in (ROOT / name).rglob("*.py")]

    @staticmethod
    def _get_sentences(path):
        """Return the calls of ``env._`` in a module; ``told`` does the others."""
        for node in ast.walk(ast.parse(path.read_text())):
            function = getattr(node, "func", None)
            if isinstance(function, ast.Attribute) and function.attr == "_":
                yield node

    def test_of_the_reader(self):
        for lang, number in (("nl_NL", "10.000"), ("en_US", "10,000")):
            env = self._as(lang, self.env["contact.segment"]).env
            self.assertEqual(show_count(env, 10_000), number)
            self.assertEqual(show_count(env, 0), "0")

    def test_one_of_a_kind(self):
        """Of one it is said in the singular where the number comes first."""
        measures = self.env["contact.measure"]
        for days, words in ((1, "last day"), (30, "last 30 days")):
            measure = measures.new({"period": "other", "date_from": f"today -{days}d"})
            self.assertEqual(measure._describe_period(), words)
        kind = self.env["contact.prediction.kind"]
        self.assertEqual(kind._tell_since("1", None), "last bought 1 day ago")
        self.assertIn("1 day ago, usually every 30", kind._tell_since("1", "30"))
        self.assertIn("12 days ago", kind._tell_since("12", None))
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.contacts
        )
        for count, words in ((1, "because of 1 contact:"), (2, "of 2 contacts:")):
            self.assertIn(words, segment._get_blocked_message(False, count))

    def test_in_conditions(self):
        """Numbers and usual days in a condition are told as one says them."""
        told = [
            ("color", "1,234,567", "1.234.567", 1_234_567),
            ("create_date", "30 days ago", "30", "today -30d"),
            ("create_date", "today", "", "today"),
            ("create_date", "2026-01-31", "2026-01-31", "2026-01-31"),
            ("partner_latitude", "inf", "inf", float("inf")),
            ("partner_latitude", "0.001", "0,001", 0.001),
            ("partner_latitude", "1,234.5", "1.234,5", 1234.5),
        ]
        for field, english, dutch, value in told:
            for lang, words in (("en_US", english), ("nl_NL", dutch)):
                partners = self._as(lang, self.env["res.partner"])
                with self.subTest(field=field, lang=lang):
                    condition = (partners, field, ">=", value)
                    self.assertIn(words, partners._describe_condition(*condition))
        partners = self.env["res.partner"]
        self.assertEqual(partners._describe_day("today -1d"), "yesterday")
        self.assertEqual(partners._describe_number(10**20), 10**20)

    def test_before_logging(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.contacts
        )
        wizard = Form(
            self.env["contact.segment.log.wizard"]
            .with_user(self.user)
            .with_context(default_segment_id=segment.id)
        ).save()
        wizard.sudo().outcome_ids.write({"kind": "blocked", "count": 12_345})
        for lang, number in (("nl_NL", "12.345"), ("en_US", "12,345")):
            wizard.invalidate_recordset()
            self.assertIn(number, self._as(lang, wizard)._tell_summary())

    def test_what_waits(self):
        for lang, number in (("nl_NL", "10.000"), ("en_US", "10,000")):
            segment = self._as(lang, self.env["contact.segment"])
            [sentence] = segment._tell_counts({"letter": 10_000}, "making")
            self.assertIn(number, sentence)

    def test_in_errors(self):
        for lang, number in (("nl_NL", "86.400"), ("en_US", "86,400")):
            company = self.env.company.sudo().with_context(lang=lang)
            with self._assert_refused(ValidationError, number):
                company.contact_step_timeout = 100_000
