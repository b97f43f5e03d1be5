# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..insight_common import InsightCommon

POSITIVE = [("interaction_ids", "any", [("evaluation", "=", "positive")])]


@tagged("post_install", "-at_install")
class TestSuggest(InsightCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hide_others()

    def test_the_pair_that_matters_is_proposed(self):
        segment = self._create_segment()
        rows = segment.suggest(POSITIVE)
        wanted = {
            ("country_id", "in", (self.belgium.id,)),
            ("category_id", "in", (self.tag.id,)),
        }
        found = {
            (field, operator, tuple(value) if isinstance(value, list) else value)
            for field, operator, value in rows[0]["domain"]
        }
        self.assertEqual(found, wanted)
        self.assertGreater(rows[0]["lift"], 2)
        self.assertLessEqual(len(rows), 20)

    def test_figures_are_those_of_a_search(self):
        segment = self._create_segment()
        partners = self.Partner.with_user(self.user)
        base = partners.search_count(POSITIVE) / partners.search_count([])
        for row in segment.suggest(POSITIVE):
            with self.subTest(condition=row["label"]):
                size = partners.search_count(row["domain"])
                hits = partners.search_count([*row["domain"], *POSITIVE])
                self.assertEqual((row["size"], row["hits"]), (size, hits))
                self.assertAlmostEqual(row["share"], hits / size)
                self.assertAlmostEqual(row["lift"], hits / size / base)
                self.assertGreaterEqual(size, 20)
                self.assertGreaterEqual(hits, 5)

    def test_what_the_outcome_is_about_is_left_out(self):
        segment = self._create_segment()
        for row in segment.suggest(POSITIVE):
            for field, _operator, _value in row["domain"]:
                self.assertFalse(field.endswith("interaction_date"), row["label"])
                self.assertNotEqual(field, "interaction_count")
        rows = segment.suggest([("country_id", "=", self.belgium.id)])
        fields = {leaf[0] for row in rows for leaf in row["domain"]}
        self.assertNotIn("country_id", fields)

    def test_an_outcome_by_chance_gives_nothing(self):
        segment = self._create_segment()
        ids = self.crowd.ids[::2]
        self.assertEqual(segment.suggest([("id", "in", ids)]), [])

    def test_refusals(self):
        segment = self._create_segment()
        few = self.crowd.ids[:9]
        with self._assert_refused(UserError, "have this outcome: 9"):
            segment.suggest([("id", "in", few)])
        with self._assert_refused(UserError, "All contacts have this outcome"):
            segment.suggest([])
        for bad in ([("colour", "=", 1)], "open('x')", [("id", "=", "x")]):
            with self.assertRaises(ValidationError):
                segment.suggest(bad)

    def test_who_may_ask(self):
        segment = self._create_segment()
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).suggest(POSITIVE)
        for user in (self.user, self.user_all, self.manager):
            self.assertTrue(segment.with_user(user).suggest(POSITIVE))
