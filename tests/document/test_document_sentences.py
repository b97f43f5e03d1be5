# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
from pathlib import Path
from unittest.mock import patch

from babel.messages.extract import extract

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.translate import CodeTranslations

from ...tools.told import store
from ...word_merge import Sentence, TemplateError
from ..letters_common import LettersCommon
from ..word_file import encode_word

ROOT = Path(__file__).parents[2]
# What takes a sentence for users.
TAKERS = {"TemplateError", "NotUnderstood", "LetterMixupError", "warn"}
DUTCH = {
    "The field %(name)s cannot be used here: %(reason)s.": (
        "Het veld %(name)s kan hier niet worden gebruikt: %(reason)s."
    ),
    "use the merge field with the address": "gebruik het samenvoegveld met het adres",
    "The picture of the field %(name)s is no PNG, JPEG or GIF file; convert it.": (
        "De afbeelding van het veld %(name)s is geen PNG, JPEG of GIF; zet ze om."
    ),
    "Comments were left out.": "Opmerkingen zijn weggelaten.",
    "{{%(text)s}} is no field name; it stays in the letter as it is.": (
        "{{%(text)s}} is geen veldnaam; het blijft zo in de brief staan."
    ),
    "The file has %(count)s parts, more than the %(limit)s that are allowed; save it "
    "again in Word.": "Het bestand heeft %(count)s delen, meer dan %(limit)s.",
}


@tagged("post_install", "-at_install")
class TestDocumentSentences(LettersCommon):
    """What is wrong with a document is told in the language of whoever reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        patcher = patch.object(
            CodeTranslations, "get_python_translations", lambda *_names: DUTCH
        )
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    def _read(self, record, name, lang):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(self.user).with_context(lang=lang)[name]

    def test_a_sentence_knows_what_it_is_made_of(self):
        error = TemplateError(Sentence("%(count)s of %(what)s", count=1234, what="it"))
        self.assertEqual(str(error), "1,234 of it")
        self.assertEqual(str(error).values, {"count": 1234, "what": "it"})
        self.assertEqual(str(Sentence("100 %")), "100 %")

    def test_refused_when_it_is_uploaded(self):
        data = encode_word("=ADDRESSBLOCK")
        for lang, text in (
            ("nl_NL", "kan hier niet worden gebruikt: gebruik het samenvoegveld"),
            ("en_US", "cannot be used here: use the merge field with the address."),
        ):
            documents = self.document.with_user(self.manager).with_context(lang=lang)
            with self._assert_refused(ValidationError, text):
                documents.write({"content": data})

    def test_warnings_of_a_document(self):
        self.document.with_context(lang="nl_NL").content = encode_word("{{no name?}}")
        self.assertIn(
            "is geen veldnaam", self._read(self.document, "warnings", "nl_NL")
        )
        self.assertIn(
            "is no field name", self._read(self.document, "warnings", "en_US")
        )

    def test_numbers_of_the_reader(self):
        sentence = Sentence(
            "The file has %(count)s parts, more than the %(limit)s that are allowed; "
            "save it again in Word.",
            count=12_345,
            limit=10_000,
        )
        interaction = self._log(send=False)[0]
        interaction._set_delivery("failed", sentence)
        self.assertEqual(
            self._read(interaction, "delivery_message", "nl_NL"),
            "Het bestand heeft 12.345 delen, meer dan 10.000.",
        )
        self.assertIn(
            "12,345 parts", self._read(interaction, "delivery_message", "en_US")
        )
        # the column is read by searches
        self.assertTrue(store(self.env, sentence).startswith("The file has 12,345"))

    def test_why_a_letter_was_not_made(self):
        """Its sender reads Dutch, and is not the only one who asks."""
        self.user.lang = "nl_NL"
        self.document.content = encode_word("Dear {{Contact_Name}} {{Company_Logo}}")
        interactions = self._log()
        sentence = Sentence(
            "The picture of the field %(name)s is no PNG, JPEG or GIF file; "
            "convert it.",
            name="Company_Logo",
        )
        with patch(
            "odoo.addons.contact_segment.word_merge.template.Template.render",
            side_effect=TemplateError(sentence),
        ):
            self._deliver_words()
        self.assertEqual(set(interactions.mapped("delivery_state")), {"failed"})
        first = interactions[0]
        self.assertIn("is geen PNG", self._read(first, "delivery_message", "nl_NL"))
        self.assertIn("is no PNG", self._read(first, "delivery_message", "en_US"))

    def test_why_there_is_nothing_to_print(self):
        self.user.lang = "nl_NL"
        error = UserError(self.env["contact.interaction"]._get_no_document_problem())
        interaction = self._log(send=False)[0]
        interaction._set_failed(error)
        with patch.dict(
            DUTCH,
            {
                "The document of interaction %(name)s was removed; add one to its "
                "template %(template)s and log a new interaction.": "Weg: %(name)s"
            },
        ):
            self.assertIn("Weg", self._read(interaction, "delivery_message", "nl_NL"))
        self.assertIn(
            "was removed", self._read(interaction, "delivery_message", "en_US")
        )

    def test_every_sentence_can_be_translated(self):
        """Odoo looks for the calls of ``_lt``; so each sentence has to stand in one."""
        wrong, found = [], 0
        paths = [
            path
            for folder in ("word_merge", "tools/pdf", "tools/libreoffice")
            for path in (ROOT / folder).rglob("*.py")
            if "tests" not in path.parts
        ]
        for path in paths:
            terms = self._get_terms(path)
            for call in ast.walk(ast.parse(path.read_text())):
                function = getattr(call, "func", None)
                name = getattr(function, "id", getattr(function, "attr", ""))
                if name not in TAKERS or not call.args:
                    continue
                for argument in self._get_choices(call.args[0]):
                    found += 1
                    if isinstance(argument, (ast.Constant, ast.JoinedStr)):
                        wrong.append(f"{path}:{call.lineno}")
                    elif getattr(getattr(argument, "func", None), "id", "") == "_lt":
                        source = ast.literal_eval(argument.args[0])
                        if source not in terms:
                            wrong.append(f"{path}:{call.lineno} {source}")
        self.assertGreater(found, 70)
        self.assertFalse(wrong)

    @staticmethod
    def _get_choices(argument):
        if isinstance(argument, ast.IfExp):
            return [argument.body, argument.orelse]
        return [argument]

    @staticmethod
    def _get_terms(path):
        """Return what is translated of a module, as Odoo finds it."""
        with path.open("rb") as file:
            found = extract("odoo.tools.babel:extract_python", file, {"_lt": None})
            return {source for _line, source, _comments, _context in found}
