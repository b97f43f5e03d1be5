# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tests of tables of two by two, and of many of them."""

import unittest

import numpy as np

from forecasting import contrast

# Benjamini & Hochberg 1995, section 4.1: fifteen comparisons of a clinical trial; the
# first four are told apart from chance at 0.05, by Bonferroni's rule three would be.
PUBLISHED = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
)


class TestCompare(unittest.TestCase):
    def test_large_tables_by_hand(self):
        chi, chance = contrast.compare([20], 50, [40], 50)
        self.assertAlmostEqual(chi[0], 100 * (200 - 1200) ** 2 / (60 * 40 * 50 * 50))
        self.assertAlmostEqual(chance[0], 4.4556e-5, places=8)

    def test_tea_tasting(self):
        """Fisher 1935, The Design of Experiments: three of four cups are right."""
        _chi, chance = contrast.compare([3], 4, [1], 4)
        self.assertAlmostEqual(chance[0], 34 / 70)

    def test_small_tables_are_exact(self):
        """All tables of the same margins, counted one by one."""
        from math import comb

        for inside, members, outside, others in ((8, 10, 1, 6), (0, 7, 6, 9)):
            having, total = inside + outside, members + others
            ways = {
                number: comb(members, number) * comb(others, having - number)
                for number in range(having + 1)
                if number <= members and having - number <= others
            }
            rare = sum(way for way in ways.values() if way <= ways[inside])
            _chi, chance = contrast.compare([inside], members, [outside], others)
            self.assertAlmostEqual(chance[0], rare / comb(total, having))

    def test_equal_shares_are_chance(self):
        _chi, chance = contrast.compare([10, 0, 50], 50, [20, 0, 100], 100)
        np.testing.assert_allclose(chance, 1)

    def test_both_sides_say_the_same(self):
        random = np.random.default_rng(2)
        inside, outside = random.integers(0, 41, 200), random.integers(0, 91, 200)
        one = contrast.compare(inside, 40, outside, 90)
        other = contrast.compare(40 - inside, 40, 90 - outside, 90)
        swapped = contrast.compare(outside, 90, inside, 40)
        for again in (other, swapped):
            np.testing.assert_allclose(one, again, atol=1e-12)

    def test_chance_is_found_as_often_as_promised(self):
        random = np.random.default_rng(4)
        inside = random.binomial(60, 0.3, 4000)
        outside = random.binomial(300, 0.3, 4000)
        _chi, chance = contrast.compare(inside, 60, outside, 300)
        self.assertLess(abs((chance <= 0.05).mean() - 0.05), 0.015)

    def test_impossible_tables_are_refused(self):
        with self.assertRaises(ValueError):
            contrast.compare([11], 10, [1], 10)


class TestAdjust(unittest.TestCase):
    def test_published_example(self):
        self.assertEqual((contrast.adjust(PUBLISHED) <= 0.05).sum(), 4)

    def test_by_definition(self):
        random = np.random.default_rng(1)
        for count in (1, 2, 7, 40):
            chance = random.random(count)
            order = sorted(chance)
            wanted = [
                min(
                    order[place] * count / (place + 1)
                    for place in range(count)
                    if order[place] >= one
                )
                for one in chance
            ]
            np.testing.assert_allclose(contrast.adjust(chance), np.minimum(wanted, 1))

    def test_order_and_ties(self):
        adjusted = contrast.adjust([0.04, 0.01, 0.04])
        np.testing.assert_allclose(adjusted, [0.04, 0.03, 0.04])
        self.assertEqual(len(contrast.adjust([])), 0)

    def test_few_false_finds(self):
        """Of what is told, one of twenty is there by chance, at most."""
        random, false, found = np.random.default_rng(3), 0, 0
        for _turn in range(200):
            shares = np.where(np.arange(50) < 10, 0.5, 0.3)
            inside = random.binomial(200, shares)
            outside = random.binomial(2000, 0.3, 50)
            _chi, chance = contrast.compare(inside, 200, outside, 2000)
            told = contrast.adjust(chance) <= 0.05
            false, found = false + told[10:].sum(), found + told.sum()
        self.assertLess(false / found, 0.06)
        self.assertGreater(found, 200 * 9)


class TestLeastShares(unittest.TestCase):
    def test_published_example(self):
        """Newcombe 1998, Statistics in Medicine 17: 81 of 263, 15 of 148, 0 of 20."""
        least = contrast.get_least_shares([81, 15, 0], [263, 148, 20])
        np.testing.assert_allclose(least, [0.2553, 0.0624, 0], atol=5e-5)

    def test_more_rows_are_surer(self):
        least = contrast.get_least_shares([5, 50, 500], [10, 100, 1000])
        self.assertTrue((np.diff(least) > 0).all())
        self.assertLess(least[-1], 0.5)
        self.assertEqual(contrast.get_least_shares([0], [0])[0], 0)


if __name__ == "__main__":
    unittest.main()
