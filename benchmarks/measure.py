# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What one benchmark finds, and how two ways of doing the same are timed."""

import time
from dataclasses import dataclass
from statistics import median


@dataclass
class Result:
    """One line of the table: what was found beside what was aimed at."""

    work: str
    ours: str
    reference: str
    value: float
    aim: float
    at_most: bool = True
    unit: str = "×"

    @property
    def is_met(self):
        return self.value <= self.aim if self.at_most else self.value >= self.aim

    def as_row(self):
        """Return the cells of the table."""
        sign = "≤" if self.at_most else "≥"
        digits = 2 if abs(self.value) < 100 else 0
        return [
            self.work,
            self.ours,
            self.reference,
            f"{self.value:.{digits}f} {self.unit}",
            f"{sign} {self.aim:g} {self.unit}",
            "yes" if self.is_met else "**no**",
        ]


HEADINGS = ["Work", "Ours", "Reference", "Found", "Aim", "Met"]


class Pairs:
    """Times two ways of doing the same in turns: A B, B A, A B, …

    The ratio is the median over the ratios of the pairs, so what slows the machine
    down for a while slows down both of a pair.
    """

    def __init__(self, count):
        self.count = count
        self.ours = []
        self.reference = []

    def time(self, ours, reference):
        """Call two functions that return seconds; the first calls only warm up.

        :return: this object
        """
        ours()
        reference()
        for number in range(self.count):
            if number % 2:
                self.reference.append(reference())
                self.ours.append(ours())
            else:
                self.ours.append(ours())
                self.reference.append(reference())
        return self

    @property
    def ratio(self):
        pairs = zip(self.ours, self.reference, strict=True)
        return median(ours / reference for ours, reference in pairs)

    def as_result(self, work, aim):
        """Return the result for an aim that says how slow we may be."""
        return Result(
            work,
            format_seconds(median(self.ours)),
            format_seconds(median(self.reference)),
            self.ratio,
            aim,
        )


def stopwatch(function):
    """Return how many seconds a function takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def format_seconds(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
