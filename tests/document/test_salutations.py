# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestSalutations(SegmentCommon):
    """How letters greet: languages, persons and companies, and no formula at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("nl_NL", "nl_BE", "fr_FR", "de_DE", "es_ES", "it_IT", "pl_PL"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.anna.name = "Anna Peeters"
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, cls.contacts)
        cls.Salutation = cls.env["contact.salutation"]

    def _greet(self, partner, lang):
        line = self._line(self.segment, partner).with_user(self.user)
        line.lang = lang
        names = ["Salutation_Formal", "Salutation_Informal"]
        (values,) = line._get_merge_values(names)
        return tuple(values[name] for name in names)

    def test_persons_in_every_language(self):
        for lang, expected in (
            ("en_US", ("Dear Anna Peeters,", "Dear Anna,")),
            ("nl_NL", ("Geachte Anna Peeters,", "Beste Anna,")),
            ("fr_FR", ("Madame, Monsieur,", "Bonjour Anna,")),
            ("de_DE", ("Guten Tag Anna Peeters,", "Hallo Anna,")),
            ("es_ES", ("Estimado/a Anna Peeters:", "Hola, Anna:")),
            ("it_IT", ("Gentile Anna Peeters,", "Ciao Anna,")),
        ):
            with self.subTest(lang=lang):
                self.assertEqual(self._greet(self.anna, lang), expected)

    def test_companies_are_greeted_otherwise(self):
        self.assertEqual(
            self._greet(self.acme, "en_US"), ("Dear Sir or Madam,", "Hello,")
        )
        self.assertEqual(self._greet(self.acme, "it_IT")[0], "Spettabile Acme,")

    def test_language_without_its_country_and_then_english(self):
        self.assertEqual(self._greet(self.anna, "nl_BE")[0], "Geachte Anna Peeters,")
        self.assertEqual(self._greet(self.anna, "pl_PL")[0], "Dear Anna Peeters,")

    def test_the_country_wins_over_the_language(self):
        self.Salutation.with_user(self.manager).create(
            {"lang": "nl_BE", "kind": "formal", "text": "Dag {{contact name}},"}
        )
        self.assertEqual(self._greet(self.anna, "nl_BE")[0], "Dag Anna Peeters,")
        self.assertEqual(self._greet(self.anna, "nl_NL")[0], "Geachte Anna Peeters,")

    def test_without_a_formula_it_is_the_name(self):
        self.Salutation.search([("kind", "=", "formal")]).unlink()
        greeting = self._greet(self.anna, "en_US")
        self.assertEqual(greeting, ("Anna Peeters", "Dear Anna,"))

    def test_any_text_can_be_in_a_formula(self):
        formula = self.env.ref("contact_segment.salutation_en_formal_person")
        formula.with_user(
            self.manager
        ).text = "Dear {{Contact_Job_Position}} {{Contact_Name}},"
        self.assertEqual(self._greet(self.anna, "en_US")[0], "Dear Anna Peeters,")
        self.anna.function = "Mayor"
        self.assertEqual(self._greet(self.anna, "en_US")[0], "Dear Mayor Anna Peeters,")

    def test_what_cannot_be_in_a_formula_is_refused(self):
        formula = self.env.ref("contact_segment.salutation_en_formal_person")
        for name in ("Nothing", "Salutation_Formal", "Company_Logo", "Opportunities"):
            with self._assert_refused(ValidationError, name):
                formula.with_user(self.manager).text = "Dear {{" + name + "}},"

    def test_users_read_and_administrators_write(self):
        formula = self.env.ref("contact_segment.salutation_en_formal_person")
        self.assertTrue(formula.with_user(self.user).text)
        for user in (self.user, self.user_all):
            with self.assertRaises(AccessError):
                formula.with_user(user).text = "Hey,"
        formula.with_user(self.manager).text = "Hey,"
        self.assertEqual(self._greet(self.anna, "en_US")[0], "Hey,")

    @mute_logger("odoo.sql_db")
    def test_one_formula_of_a_kind(self):
        with self.assertRaises(UniqueViolation):
            self.Salutation.create({"lang": "en", "text": "Dear,"})

    def test_languages_to_choose_from(self):
        codes = dict(self.Salutation.with_user(self.user)._selection_lang())
        self.assertEqual(codes["nl"], "Dutch")
        self.assertIn("nl_BE", codes)
        self.assertIn("sr", codes)
