# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Values for letters at random, right ones and wrong ones."""

import datetime
import decimal

from word_merge import FormattedText

from .fuzzing_seeds import GIF, PNG

NAMES = (
    *("Name", "City", "Orders", "Orders.Item", "Item", "Logo", "Amount", "Day", "NAME"),
    *("Lines", "Lines.Item", "Company_Logo", "a b"),
)
WRONG_NAMES = (None, 7, b"x", ("a",), "")


class Unwritable:
    """A value that has no text."""

    def __str__(self):
        raise RuntimeError("no text")


JUNK = (None, 1, "text", b"x", [], [[]], {1: 2}, {"x"}, object(), [{"Item": None}])
JPEG = b"\xff\xd8\xff\xe0"
SCALARS = (
    *JUNK,
    *("", "Anna", "a\nb\tc", "<&>\"'", "x\0\ud800\uffff", "{{Name}}", "<?m s0?>"),
    *(0, -1, True, False, 10**5000, -(10**5000), 1.5, float("nan"), float("inf")),
    *("2026-01-01", "0001-01-01 00:00", "9" * 5000, "1.234,5", "12 %", "٣"),
    *(decimal.Decimal("1.5"), decimal.Decimal("NaN"), decimal.Decimal("sNaN")),
    *(decimal.Decimal("1e999999"), 1e308, complex(1, 2), datetime.time(1)),
    *(datetime.date(2026, 1, 31), datetime.datetime(1, 1, 1), datetime.date.max),
    *(FormattedText("x", 10**5000), FormattedText("1", {}), FormattedText("", None)),
    FormattedText("now", datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)),
    *(PNG, GIF, PNG[:40], b"", bytearray(PNG), memoryview(PNG), JPEG, b"%PDF"),
    *(PNG[:16] + b"\xff" * 8 + PNG[24:], GIF[:6] + b"\0" * 20, Unwritable(), range(3)),
    *(JPEG + b"\0\x10JFIF\0" + b"\xff" * 50, b"BM" + b"\0" * 50, b"II*\0x"),
)


class Values:
    """Makes values.

    :param rng: a random.Random
    """

    def __init__(self, rng):
        self.rng = rng

    def make(self, depth=0):
        """Return the values of a letter or a row."""
        rng = self.rng
        names = rng.sample(NAMES, rng.randint(0, len(NAMES)))
        values = {name: self._make_value(depth) for name in names}
        if not rng.randrange(8):
            values[rng.choice(WRONG_NAMES)] = self._make_value(depth)
        return values

    def _make_value(self, depth):
        rng = self.rng
        if depth < 3 and not rng.randrange(3):
            return self._make_rows(depth)
        return rng.choice(SCALARS)

    def _make_rows(self, depth):
        rng = self.rng
        rows = [
            self.make(depth + 1) if rng.randrange(4) else rng.choice(JUNK)
            for _row in range(rng.randint(0, 3))
        ]
        return tuple(rows) if not rng.randrange(6) else rows
