# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from pathlib import Path

from odoo.tests import TransactionCase

from ...word_merge import compile_html, compile_template

DOCUMENTS = Path(__file__).resolve().parents[2] / "demo" / "documents"


class TestSampleLetters(TransactionCase):
    """The documents of the sample data are good examples."""

    def _check_names(self, names):
        for model in ("contact.segment.line", "contact.interaction"):
            self.assertFalse(self.env[model]._check_merge_fields(names))

    def test_letters(self):
        paths = sorted(DOCUMENTS.glob("*.docx"))
        self.assertGreater(len(paths), 3)
        for path in paths:
            with self.subTest(path.name):
                template = compile_template(path.read_bytes())
                self.assertTrue(template.field_names)
                self.assertFalse(template.warnings)
                self._check_names(template.field_names)

    def test_the_letter_is_the_same_in_every_language(self):
        names = {
            tuple(compile_template(path.read_bytes()).field_names)
            for path in DOCUMENTS.glob("spring_*.docx")
        }
        self.assertEqual(len(names), 1)
        [fields] = names
        self.assertIn("Note", fields)
        self.assertIn("Opportunities.Name", fields)

    def test_texts(self):
        paths = sorted(DOCUMENTS.glob("*.html"))
        self.assertGreater(len(paths), 3)
        for path in paths:
            with self.subTest(path.name):
                template = compile_html(path.read_text(encoding="utf-8"))
                self.assertFalse(template.warnings)
                self._check_names(template.field_names)
