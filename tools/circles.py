# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two or three circles whose areas, and those they share, are as large as numbers.

Three circles have seven parts and only six measures: their areas and those that each
two share come out right, the one that all three share comes out as it can.
"""

import math

STEPS = 60
# Of the grid on which labels are placed.
GRID = 120


def place_circles(sizes, shared):
    """Place circles with areas as large as sizes.

    :param sizes: two or three numbers, none negative
    :param shared: by the places of two circles, ``(0, 1)``, the area they share
    :return: for each circle its x, y and radius
    :rtype: list[tuple[float, float, float]]
    """
    radii = [math.sqrt(size / math.pi) for size in sizes]
    away = {
        pair: find_distance(radii[pair[0]], radii[pair[1]], area)
        for pair, area in shared.items()
    }
    if len(sizes) < 3:
        return [(0.0, 0.0, radii[0]), (away[0, 1], 0.0, radii[1])]
    first, left, right = _make_triangle(away[0, 1], away[0, 2], away[1, 2])
    # the angle at the first circle; nothing is where two are in one place
    x = (first**2 + left**2 - right**2) / (2 * first) if first > 1e-12 else left
    x = max(-left, min(left, x))
    centers = [(0.0, 0.0), (first, 0.0), (x, math.sqrt(left**2 - x**2))]
    return [(x, y, r) for (x, y), r in zip(centers, radii, strict=True)]


def _make_triangle(*sides):
    """Return the sides of a triangle; where there is none, the nearest ones in a line.

    :rtype: list[float]
    """
    longest = max(range(3), key=lambda place: sides[place])
    missing = max(0.0, 2 * sides[longest] - sum(sides)) / 3
    return [
        side - missing if place == longest else side + missing
        for place, side in enumerate(sides)
    ]


def find_distance(one, other, area):
    """Return how far apart the centers of circles are that share an area.

    :param float one: radius
    :param float other: radius
    :param float area: 0: they touch; as large as the smaller circle: it is inside
    """
    low, high = abs(one - other), one + other
    for _step in range(STEPS):
        middle = (low + high) / 2
        if get_shared_area(one, other, middle) > area:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def get_shared_area(one, other, distance):
    """Return the area that two circles share."""
    if distance >= one + other:
        return 0.0
    if distance <= abs(one - other):
        return math.pi * min(one, other) ** 2
    area = 0.0
    for near, far in ((one, other), (other, one)):
        # how far the line through both crossings is from the center
        side = (distance**2 + near**2 - far**2) / (2 * distance)
        side = max(-near, min(near, side))
        area += near**2 * math.acos(side / near) - side * math.sqrt(near**2 - side**2)
    return area


def find_labels(circles):
    """Return a point well inside of each part that circles make.

    :return: by the places of the circles that a part is in, its x and y; parts that
        are too small to see are left out
    :rtype: dict[tuple[int, ...], tuple[float, float]]
    """
    left = min(x - r for x, _y, r in circles)
    right = max(x + r for x, _y, r in circles)
    top = min(y - r for _x, y, r in circles)
    bottom = max(y + r for _x, y, r in circles)
    best = {}
    for row in range(1, GRID):
        for column in range(1, GRID):
            x = left + (right - left) * column / GRID
            y = top + (bottom - top) * row / GRID
            depths = [r - math.hypot(x - a, y - b) for a, b, r in circles]
            part = tuple(place for place, depth in enumerate(depths) if depth > 0)
            room = min(map(abs, depths))
            if part and room > best.get(part, (0,))[0]:
                best[part] = (room, x, y)
    return {part: (x, y) for part, (_room, x, y) in best.items()}
