# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tests of who is like the members of a group."""

import unittest

import numpy as np

from forecasting import lookalike


def make_rows(count, seed=0):
    """Return columns of choices, of which the first two tell who is a member."""
    random = np.random.default_rng(seed)
    columns = [random.integers(-1, 5, count) for _number in range(6)]
    logits = -3 + 2.5 * (columns[0] == 2) + 1.5 * (columns[1] == 0)
    return columns, random.random(count) < 1 / (1 + np.exp(-logits))


class TestAuc(unittest.TestCase):
    def test_published_error(self):
        """Hanley & McNeil 1982: an area of 0.893 of 51 and 58 has an error of 0.032."""
        # scores that give this area: so many of the pairs are the right way round
        others = np.arange(58.0)
        below = round(0.893 * 51 * 58)
        members = np.full(51, below // 51 - 0.5)
        members[: below % 51] += 1
        scores = np.concatenate([members, others])
        auc, error = lookalike.get_auc(scores, np.arange(109) < 51)
        self.assertAlmostEqual(auc, 0.893, places=3)
        self.assertAlmostEqual(error, 0.032, delta=0.001)

    def test_pairs_one_by_one(self):
        random = np.random.default_rng(5)
        scores, wanted = random.integers(0, 9, 80), random.random(80) < 0.4
        pairs = [
            (one > other) + (one == other) / 2
            for one in scores[wanted]
            for other in scores[~wanted]
        ]
        self.assertAlmostEqual(lookalike.get_auc(scores, wanted)[0], np.mean(pairs))


class TestLookalike(unittest.TestCase):
    def test_what_members_have_in_common_counts(self):
        columns, is_member = make_rows(20000)
        model = lookalike.fit(columns, is_member)
        self.assertTrue(model.is_better_than_chance)
        self.assertGreater(model.auc, 0.75)
        self.assertEqual(model.effects[0].argmax(), 2)
        self.assertEqual(model.effects[1].argmax(), 0)
        scores = model.predict(columns)
        self.assertGreater(scores[columns[0] == 2].min(), scores[columns[0] == 1].min())
        # one half is as much like members as others
        self.assertLess(scores[~is_member].mean(), 0.5)
        self.assertGreater(scores[is_member].mean(), 0.5)

    def test_the_area_is_that_of_new_rows(self):
        columns, is_member = make_rows(20000)
        model = lookalike.fit(columns, is_member)
        fresh, are_members = make_rows(20000, seed=1)
        auc, _error = lookalike.get_auc(model.predict(fresh), are_members)
        self.assertLess(abs(auc - model.auc), 0.02)

    def test_noise_is_no_better_than_chance(self):
        found = 0
        for seed in range(12):
            columns, _members = make_rows(1000, seed)
            is_member = np.random.default_rng(seed + 99).random(1000) < 0.1
            found += lookalike.fit(columns, is_member).is_better_than_chance
        # as the interval promises
        self.assertLessEqual(found, 1)

    def test_the_same_rows_give_the_same_model(self):
        columns, is_member = make_rows(3000)
        one, other = (lookalike.fit(columns, is_member) for _turn in range(2))
        self.assertEqual(one.auc, other.auc)
        np.testing.assert_array_equal(one.predict(columns), other.predict(columns))

    def test_members_who_differ_in_one_thing(self):
        columns, _members = make_rows(3000)
        model = lookalike.fit(columns, columns[0] == 3)
        self.assertGreater(model.auc, 0.999)
        scores = model.predict(columns)
        self.assertTrue(np.isfinite(scores).all())

    def test_rows_without_a_choice(self):
        columns, is_member = make_rows(3000)
        model = lookalike.fit(columns, is_member)
        nothing = [np.array([-1]) for _column in columns]
        expected = 1 / (1 + np.exp(-model.base))
        self.assertAlmostEqual(model.predict(nothing)[0], expected)

    def test_too_few(self):
        columns, _members = make_rows(100)
        with self.assertRaises(ValueError):
            lookalike.fit(columns, np.arange(100) < 4)


if __name__ == "__main__":
    unittest.main()
