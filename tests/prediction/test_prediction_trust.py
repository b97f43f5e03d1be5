# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from ..prediction_data import PredictionData


class Fixed:
    """A model that says what it was told to."""

    method = "fixed"

    def __init__(self, probabilities):
        self.probabilities = probabilities

    def predict(self, features):
        return self.probabilities


@tagged("post_install", "-at_install")
class TestPredictionGrade(PredictionData):
    """When a prediction of who leaves gets a grade, and what is said of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prediction = cls._create_prediction("transaction_churn")
        cls.Kind = cls.prediction._get_kind()

    def _judge(self, probabilities, churned, since=None):
        """Judge probabilities, and write what comes out as training does."""
        import numpy as np

        count = len(churned)
        since = np.arange(count) % 50 if since is None else since
        known = {
            "names": ["days_since_last"],
            "features": np.asarray(since, dtype=float).reshape(-1, 1),
            "churned": np.asarray(churned, dtype=np.int8),
            "cuts": np.zeros(count, dtype=int),
            "is_last": np.ones(count, dtype=bool),
            "cut": self._day(100),
        }
        model = Fixed(np.asarray(probabilities, dtype=float))
        judged = self.Kind._judge(self.prediction, model, known)
        self.prediction.write(
            self.prediction._write_training(
                {
                    **judged,
                    "arrays": {},
                    "meta": {},
                    "factors": [],
                    "training": {},
                }
            )
        )
        return self.prediction

    def _mix(self, count, left, hit, marked):
        """Return who left (the first ones), and probabilities that find some."""
        import numpy as np

        churned = np.arange(count) < left
        probabilities = np.full(count, 0.1)
        probabilities[:hit] = 0.9
        probabilities[left : left + marked - hit] = 0.8
        return probabilities, churned

    def test_clear_difference_is_an_a(self):
        prediction = self._judge(*self._mix(1000, 200, 150, 200))
        self.assertEqual(prediction.grade, "a")
        self.assertAlmostEqual(prediction.model_score, 0.75)
        # as many by days since the last purchase, which know nothing here
        self.assertAlmostEqual(prediction.baseline_score, 0.2, places=2)
        self.assertGreater(prediction.evaluation["low"], 0.3)
        self.assertIn("it found 75.0; the simple rule", prediction.grade_message)
        self.assertIn("in 95 of 100 cases", prediction.grade_message)

    def test_rule_that_fits_nobody_makes_no_a(self):
        """By the documented rule, any hit beside a rule without one is an A."""
        prediction = self._judge(*self._mix(1000, 200, 45, 200))
        shown = prediction.evaluation
        self.assertEqual((shown["documented"], shown["documented_rule"]), ("A", 0))
        self.assertFalse(prediction.grade)
        self.assertEqual(shown["doubt"], "chance")
        self.assertIn("may be chance, and there is no grade", prediction.grade_message)

    def test_equally_good_is_no_grade(self):
        import numpy as np

        since = np.arange(1000)[::-1]
        churned = np.arange(1000) < 300
        prediction = self._judge(np.where(churned, 0.9, 0.1), churned, since)
        self.assertEqual((prediction.model_score, prediction.baseline_score), (1, 1))
        self.assertFalse(prediction.grade)

    def test_worse_than_the_rule_is_a_c(self):
        import numpy as np

        probabilities, churned = self._mix(1000, 200, 20, 200)
        prediction = self._judge(probabilities, churned, np.arange(1000)[::-1])
        self.assertEqual(prediction.grade, "c")
        self.assertLess(prediction.evaluation["high"], 0)

    def test_nobody_and_everybody_left(self):
        for left, words in ((0, r"none of .*\(300\)"), (300, r"all .*\(300\)")):
            prediction = self._judge(*self._mix(300, left, left // 2, 100))
            self.assertFalse(prediction.grade)
            self.assertRegex(prediction.grade_message, words)

    def test_too_few_were_tested(self):
        for count, left in ((99, 40), (1000, 9)):
            prediction = self._judge(*self._mix(count, left, left, left))
            self.assertFalse(prediction.grade)
            self.assertIn("It takes 100", prediction.grade_message)

    def test_order_is_judged_where_nobody_is_marked(self):
        import numpy as np

        churned = np.arange(1000) < 100
        probabilities = np.where(np.arange(1000) < 80, 0.4, 0.05)
        prediction = self._judge(probabilities, churned)
        self.assertEqual(prediction.grade, "a")
        # 78 are expected to leave
        self.assertEqual(prediction.parameters["marked_customers"], 78)
        self.assertAlmostEqual(prediction.model_score, 0.78)
        self.assertIn("Go by the order", prediction.grade_message)

    def test_page_says_what_it_is_worth(self):
        prediction = self._judge(*self._mix(1000, 200, 150, 200))
        results = prediction.with_user(self.user).get_results()
        grade = results["grade"]
        self.assertEqual(grade["letter"], "A")
        self.assertEqual(grade["title"], "Clearly better than the simple rule.")
        lift, accuracy, documented = grade["details"]
        self.assertIn("100 it held for the most likely to leave, 100 left", lift)
        self.assertIn("it would have been 20.0", lift)
        self.assertIn("90.0 %", accuracy)
        self.assertIn("By the rule of the documentation: A, 75.0 %", documented)
        self.assertIn("no purchase in the last 60 days", documented)
        rows = results["calibration"]["rows"]
        self.assertEqual(rows[-1]["label"], "90.0 %")
        self.assertIn("really 100.0 %", rows[-1]["text"])
        self.assertEqual(rows[-1]["observed"], 100)

    def test_page_says_why_there_is_no_grade(self):
        prediction = self._judge(*self._mix(300, 0, 0, 100))
        grade = prediction.with_user(self.user).get_results()["grade"]
        self.assertEqual((grade["letter"], grade["title"]), ("", "No grade."))
        self.assertIn("nobody to be found", grade["message"])

    def test_grade_of_an_earlier_version_is_shown(self):
        self.prediction.write({"grade": "b", "grade_message": False})
        results = self.prediction.with_user(self.user).get_results()
        self.assertEqual(results["grade"]["letter"], "B")
        self.assertIn("before an update", results["grade"]["message"])
        self.assertEqual(results["grade"]["details"], [])
        self.assertFalse(results["calibration"])

    def test_meaning_is_read_in_the_language_of_the_reader(self):
        """At least its numbers: a sentence is kept with its values."""
        self.env["res.lang"]._activate_lang("nl_NL")
        prediction = self._judge(*self._mix(1000, 200, 150, 200))
        dutch = prediction.with_user(self.user).with_context(lang="nl_NL")
        self.assertIn("75,0", dutch.grade_message)
        self.assertIn("75.0", prediction.with_user(self.user).grade_message)

    def test_same_data_give_the_same_interval(self):
        first = self._judge(*self._mix(400, 100, 60, 90)).evaluation
        self.assertEqual(first, self._judge(*self._mix(400, 100, 60, 90)).evaluation)
