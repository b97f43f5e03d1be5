# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError

from ..common_apps import AppsCommon


class TestSurveyApps(AppsCommon):
    """Answers to surveys in letters and in conditions."""

    APPS = (*AppsCommon.APPS, "survey")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_group(cls.user, "survey.group_survey_user")
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Satisfaction",
                "scoring_type": "scoring_with_answers",
                "question_and_page_ids": [
                    Command.create({"title": title, "question_type": kind, **values})
                    for title, kind, values in (
                        (
                            "Are you content?",
                            "simple_choice",
                            cls._choices("Yes", "No"),
                        ),
                        ("What do you use?", "multiple_choice", cls._choices("A", "B")),
                        ("How many?", "numerical_box", {}),
                        ("Since when?", "date", {}),
                        ("Why?", "text_box", {}),
                    )
                ],
            }
        )
        cls.content, cls.used, cls.many, cls.since, cls.why = cls.survey.question_ids
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, cls.anna | cls.bob)

    @classmethod
    def _choices(cls, *values):
        return {
            "suggested_answer_ids": [
                Command.create({"value": value, "answer_score": 10 * (not number)})
                for number, value in enumerate(values)
            ]
        }

    def _answer(self, partner, answers, end="2026-05-01", **values):
        """Have a contact answer questions: values by question."""
        user_input = self.env["survey.user_input"].create(
            {
                "survey_id": self.survey.id,
                "partner_id": partner.id,
                "state": "done",
                "end_datetime": f"{end} 10:00:00",
                **values,
            }
        )
        for question, answer in answers.items():
            user_input._save_lines(question, answer)
        return user_input

    def _choice(self, question, number):
        return str(question.suggested_answer_ids[number].id)

    def _name(self, question, user=None):
        lines = self.env["contact.segment.line"].with_user(user or self.user)
        fields = lines._get_merge_fields().values()
        [name] = [field.name for field in fields if field.record_id == question.id]
        return name

    def _value(self, partner, name, user=None):
        line = self._line(self.segment, partner).with_user(user or self.user)
        return line._get_merge_values([name])[0].get(name)

    # --------------------------------------------------------------------------------
    # Letters
    # --------------------------------------------------------------------------------

    def test_names_are_offered_to_who_may_read_answers(self):
        name = self._name(self.content)
        self.assertEqual(name, f"Survey_Are_you_content_{self.content.id}")
        documents = self.env["contact.interaction.template.document"]
        offered = {
            field["name"]: field["label"]
            for field in documents.with_user(self.user).get_merge_fields()
        }
        self.assertEqual(offered[name], "Satisfaction: Are you content?")
        for user in (self.colleague, self.user_all, self.manager):
            offered = documents.with_user(user).get_merge_fields()
            self.assertFalse(
                [field for field in offered if field["name"].startswith("Survey_")]
            )

    def test_every_kind_of_answer(self):
        self._answer(
            self.anna,
            {
                self.content: self._choice(self.content, 0),
                self.used: [self._choice(self.used, 0), self._choice(self.used, 1)],
                self.many: "3.5",
                self.since: "2026-02-01",
                self.why: "It is\nthe best of all that I have ever seen so far.",
            },
        )
        for question, expected in (
            (self.content, "Yes"),
            (self.used, "A, B"),
            (self.many, "3.50"),
            (self.since, "02/01/2026"),
        ):
            self.assertEqual(self._value(self.anna, self._name(question)), expected)
            self.assertEqual(self._value(self.bob, self._name(question)), "")
        self.assertIn("ever seen so far", self._value(self.anna, self._name(self.why)))

    def test_the_latest_answer_counts(self):
        yes, no = (self._choice(self.content, number) for number in (0, 1))
        name = self._name(self.content)
        self._answer(self.anna, {self.content: no}, end="2026-06-01")
        self._answer(self.anna, {self.content: yes}, end="2026-05-01")
        self._answer(self.anna, {self.content: yes}, state="in_progress")
        self._answer(self.anna, {self.content: yes}, end="2026-07-01", test_entry=True)
        self._answer(self.bob, {self.content: yes}, end="2026-07-01")
        self.assertEqual(self._value(self.anna, name), "No")
        self.assertEqual(self._value(self.bob, name), "Yes")
        # a later one that says nothing about it
        self._answer(self.anna, {self.many: "3"}, end="2026-08-01")
        self.assertEqual(self._value(self.anna, name), "No")

    def test_a_question_with_another_title(self):
        self._answer(self.anna, {self.content: self._choice(self.content, 0)})
        name = self._name(self.content)
        self.content.title = "Happy?"
        self.assertNotEqual(self._name(self.content), name)
        self.assertEqual(self._value(self.anna, name), "Yes")
        self.assertEqual(self._value(self.anna, name.upper()), "Yes")
        lines = self.segment.line_ids
        self.assertEqual(lines._check_merge_fields([name]), {})
        self.content.unlink()
        self.assertIn(name, lines._check_merge_fields([name]))

    def test_who_may_not_read_answers(self):
        self._answer(self.anna, {self.content: self._choice(self.content, 0)})
        name = self._name(self.content)
        lines = self.segment.with_user(self.user_all).line_ids
        with self.assertRaises(AccessError):
            self._value(self.anna, name, self.user_all)
        problems = lines._check_merge_fields([name])
        self.assertIn("cannot be merged by you", problems[name])

    def test_a_survey_of_others(self):
        self._answer(self.anna, {self.content: self._choice(self.content, 0)})
        name = self._name(self.content)
        self.assertEqual(self._value(self.anna, name), "Yes")
        self.survey.restrict_user_ids = self.env.ref("base.user_admin")
        self.assertEqual(self._value(self.anna, name), "")

    def test_data_source_for_word(self):
        name = self._name(self.many)
        self.assertIn(name, self.segment.line_ids._list_merge_names())
        self.assertTrue(self.template.with_user(self.user).download_data_source())

    # --------------------------------------------------------------------------------
    # Conditions
    # --------------------------------------------------------------------------------

    def _measure(self, key, user=None):
        measures = self.env["contact.measure"]
        measures._create_useful()
        measure = measures.search([("key", "=", key)]).with_user(user or self.user)
        self.assertEqual(measure.problem, "", key)
        return measure

    def _figures(self, key):
        measure = self._measure(key)
        values = measure.get_values((self.anna | self.bob).ids)
        return [values[str(partner.id)] for partner in (self.anna, self.bob)]

    def test_measures(self):
        yes, no = (self._choice(self.content, number) for number in (0, 1))
        self._answer(self.anna, {self.content: yes, self.many: "3"})
        self._answer(self.anna, {self.content: no}, end="2026-06-01")
        self._answer(self.anna, {self.content: no}, test_entry=True)
        self._answer(self.anna, {self.content: no}, state="in_progress")
        self.assertEqual(self._figures("surveys_answered"), [2, 0])
        self.assertEqual(self._figures("survey_answers"), [3, 0])
        score = self._figures("survey_score")[0]
        scores = self.env["survey.user_input"].search(
            [("state", "=", "done"), ("test_entry", "=", False)]
        )
        expected = scores.filtered(lambda one: one.partner_id == self.anna)
        self.assertAlmostEqual(
            score, sum(expected.mapped("scoring_percentage")) / 2, places=2
        )
        self.assertTrue(self._figures("survey_last")[0])

    def test_the_answer_to_one_question_as_a_condition(self):
        self._answer(self.anna, {self.many: "7"})
        self._answer(self.bob, {self.many: "3"})
        measure = (
            self.env["contact.measure"]
            .with_user(self.user)
            .create(
                {
                    "name": "How many",
                    "model": "survey.user_input.line",
                    "partner_path": "user_input_id.partner_id",
                    "domain": repr(
                        [
                            ("question_id", "=", self.many.id),
                            ("user_input_id.state", "=", "done"),
                        ]
                    ),
                    "aggregate": "last",
                    "field_name": "value_numerical_box",
                    "date_field": "user_input_id.end_datetime",
                }
            )
        )
        segment = self._create_segment()
        inner = [("measure_id", "=", measure.id), ("value", ">=", 5)]
        segment.add_contacts([("measure_value_ids", "any", inner)])
        self.assertEqual(segment.line_ids.partner_id, self.anna)

    def test_measures_obey_the_rights_on_answers(self):
        self._answer(self.anna, {self.many: "7"})
        measure = self._measure("survey_answers").with_user(self.manager)
        self.assertIn("you may not read records", measure.problem)
        with self._assert_refused(UserError, "may not read records"):
            measure.get_values(self.anna.ids)
