# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import math
import random
from itertools import combinations

from odoo.tests import BaseCase

from ...tools.circles import find_distance, find_labels, get_shared_area, place_circles


def count_shared(circles, points=400):
    """Return the area in all of some circles, from points of a grid."""
    left = min(x - r for x, _y, r in circles)
    right = max(x + r for x, _y, r in circles)
    top = min(y - r for _x, y, r in circles)
    bottom = max(y + r for _x, y, r in circles)
    inside = sum(
        all(
            math.hypot(
                left + (right - left) * (column + 0.5) / points - x,
                top + (bottom - top) * (row + 0.5) / points - y,
            )
            < r
            for x, y, r in circles
        )
        for row in range(points)
        for column in range(points)
    )
    return inside / points**2 * (right - left) * (bottom - top)


class TestCircles(BaseCase):
    def test_shared_area(self):
        # two of radius 1, one radius apart: the lens of the vesica piscis
        lens = 2 * math.pi / 3 - math.sqrt(3) / 2
        self.assertAlmostEqual(get_shared_area(1, 1, 1), lens)
        self.assertEqual(get_shared_area(1, 2, 3), 0)
        self.assertAlmostEqual(get_shared_area(1, 2, 0.5), math.pi)
        circles = [(0, 0, 3.0), (2.5, 0, 1.7)]
        self.assertAlmostEqual(
            get_shared_area(3.0, 1.7, 2.5), count_shared(circles), delta=0.05
        )

    def test_distances(self):
        rnd = random.Random(3)
        for _turn in range(200):
            one, other = rnd.uniform(0.1, 9), rnd.uniform(0.1, 9)
            area = rnd.random() * math.pi * min(one, other) ** 2
            distance = find_distance(one, other, area)
            self.assertAlmostEqual(get_shared_area(one, other, distance), area, 6)
        self.assertAlmostEqual(find_distance(2, 3, 0), 5)
        self.assertAlmostEqual(find_distance(2, 3, 4 * math.pi), 1, 4)

    def test_three_circles_share_what_they_should(self):
        rnd, drawn = random.Random(5), 0
        for _turn in range(60):
            sets = [
                {point for point in range(300) if rnd.random() < share}
                for share in (rnd.random(), rnd.random(), rnd.random())
            ]
            if not all(sets):
                continue
            shared = {
                (one, other): len(sets[one] & sets[other])
                for one, other in combinations(range(3), 2)
            }
            circles = place_circles([len(one) for one in sets], shared)
            away = [math.dist(circles[a][:2], circles[b][:2]) for a, b in shared]
            for place, one in enumerate(sets):
                self.assertAlmostEqual(math.pi * circles[place][2] ** 2, len(one))
            if max(away) * 2 > sum(away) - 1e-6:
                # they are in a line: no triangle has such sides
                continue
            drawn += 1
            for (one, other), size in shared.items():
                x, y, r = circles[one]
                a, b, s = circles[other]
                area = get_shared_area(r, s, math.hypot(x - a, y - b))
                self.assertAlmostEqual(area, size, 4)
        self.assertGreater(drawn, 20)

    def test_circles_that_cannot_be_so_are_near(self):
        """One inside another, the third apart; and all three equal."""
        for sizes, shared in (
            ([100, 10, 50], {(0, 1): 10, (0, 2): 0, (1, 2): 0}),
            ([10, 10, 10], {(0, 1): 10, (0, 2): 10, (1, 2): 10}),
            ([100, 100, 4], {(0, 1): 0, (0, 2): 4, (1, 2): 0}),
            ([50, 20, 20], {(0, 1): 20, (0, 2): 20, (1, 2): 0}),
        ):
            circles = place_circles(sizes, shared)
            for (one, other), size in shared.items():
                x, y, r = circles[one]
                a, b, s = circles[other]
                area = get_shared_area(r, s, math.hypot(x - a, y - b))
                self.assertLess(abs(area - size), 0.2 * min(sizes[one], sizes[other]))

    def test_labels_are_inside_of_their_part(self):
        circles = place_circles([100, 60, 80], {(0, 1): 20, (0, 2): 30, (1, 2): 15})
        labels = find_labels(circles)
        self.assertEqual(len(labels), 7)
        for part, (x, y) in labels.items():
            inside = tuple(
                place
                for place, (a, b, r) in enumerate(circles)
                if math.hypot(x - a, y - b) < r
            )
            self.assertEqual(inside, part)
