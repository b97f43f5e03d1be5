# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The places for digits in a numeric picture, and what stands between them.

The separators are those of the picture, whatever the language: "#.##0,00" is Dutch,
"#,##0.00" English, "#'##0.00" Swiss. The last one stands before the decimals unless it
only groups; `_find_point` says when. Places that neither group nor have decimals, as of
a telephone or account number ("(###) ###-####"), are filled from the right.
"""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

# Those that may begin a number, and those that may stand before the decimals.
POINTS = ".,٫"
LEADING = POINTS + "،٬⹁"
SPACES = " \u00a0\u2009\u202f"
SEPARATORS = LEADING + SPACES + "'’"
# A longer number is no amount: showing it would only take time.
LONGEST = 1000


class Places:
    """The places of a number.

    :param list[str] runs: places that follow each other, of ``0``, ``#`` and ``x``; the
        first is empty where a separator comes first
    :param list[str] marks: the texts between these runs
    """

    def __init__(self, runs, marks):
        place = _find_point(runs, marks)
        self.point = "" if place is None else marks[place]
        self.decimals = "" if place is None else _resolve_decimals(runs[-1])
        self.runs = runs if place is None else runs[:-1]
        self.marks = marks if place is None else marks[:-1]
        self.whole = "".join(self.runs)
        self.group = _find_group(self.runs, self.marks, self.point)
        # 12,34,567 is how thousands are grouped in India
        indian = len(self.runs) > 2 and len(self.runs[-2]) == 2
        self.second_size = 2 if indian else 3

    def take_digits(self, value):
        """Return the whole digits and the decimals to show, as texts.

        :param Decimal value: a number that is not negative
        :raise InvalidOperation: it is too long to show
        """
        if value.adjusted() > LONGEST:
            raise InvalidOperation("A number of more than a thousand digits.")
        size = max(value.adjusted(), 0) + len(self.decimals) + 2
        context = Context(prec=size, rounding=ROUND_HALF_UP)
        unit = Decimal(1).scaleb(-len(self.decimals))
        digits = f"{value.quantize(unit, context=context):f}"
        whole, _point, fraction = digits.partition(".")
        whole = whole.lstrip("0")
        if "x" in self.whole:
            whole = whole[-(len(self.whole) - self.whole.index("x")) :]
        if "0" in self.whole:
            whole = whole.rjust(len(self.whole) - self.whole.index("0"), "0")
        required = self.decimals.rfind("0") + 1
        fraction = fraction[:required] + fraction[required:].rstrip("0")
        # nothing at all would look like a value that was forgotten
        return whole or ("" if fraction else "0"), fraction

    def format(self, value):
        """Return the text of a number that is not negative."""
        whole, fraction = self.take_digits(value)
        if self.group:
            whole = self._separate(whole)
        elif self.marks:
            whole = self._fill(whole)
        return whole + (self.point + fraction if fraction else "")

    def _separate(self, whole):
        """Return whole digits in groups, from the right."""
        groups, end = [whole[-3:]], len(whole) - 3
        while end > 0:
            groups.append(whole[max(end - self.second_size, 0) : end])
            end -= self.second_size
        return self.group.join(reversed(groups))

    def _fill(self, whole):
        """Return whole digits with the texts that stand between the places.

        What there is too much of goes before the first place. A text that would stand
        before the first digit is left out, as is the blank that Word prints for a
        missing digit.
        """
        pieces, end = [], len(whole)
        for number in range(len(self.runs) - 1, 0, -1):
            start = max(end - len(self.runs[number]), 0)
            pieces.append(whole[start:end])
            end = start
            if not end:
                break
            pieces.append(self.marks[number - 1])
        pieces.append(whole[:end])
        return "".join(reversed(pieces))


def _find_point(runs, marks):
    """Return which mark stands before the decimals, or None.

    It is the last separator. There are no decimals where it only groups: in "#,##0" and
    "#.###" (three digits of which the first may be left out), in ",0" (only grouping
    is written so), and where it is there before and groups of three are all that
    follow. What is only repeated, as in "00.00.00", is an account number.
    """
    if not marks or marks[-1] not in POINTS:
        return None
    if any(mark not in SEPARATORS for mark in marks):
        return None
    last = len(marks) - 1
    if len(marks) == 1:
        return None if _groups_alone(*runs, marks[0]) else last
    if marks[-1] not in marks[:-1]:
        return last
    # "#,##0,00" is a slip, but an amount; "###.###.####" is a telephone number
    amount = runs[-2] == "##0" or not runs[0]
    return last if amount and len(runs[-1]) != 3 else None


def _groups_alone(before, after, mark):
    """Tell whether the only separator of a picture separates thousands.

    A picture may begin with it: ",0", ",#" and ",##0" group, while ",00" has decimals
    only, as have ".0" and ".00": Word's own example is ".x". Only ".##0" can be no
    decimals, as a digit that may be left out comes before one that may not.
    """
    if mark not in ".,":
        return False
    if before:
        return before.strip("#") == "" and len(after) == 3 and after[0] == "#"
    return len(after) != 2 if mark == "," else after == "##0"


def _find_group(runs, marks, point):
    """Return the separator of thousands of whole digits, or nothing."""
    if not marks or len(set(marks)) > 1 or marks[0] not in SEPARATORS:
        return ""
    if marks[0] in LEADING and (point or len(marks) == 1 or not runs[0]):
        return marks[0]
    return marks[0] if _is_grouped(runs) else ""


def _is_grouped(runs):
    """Tell whether runs of places are thousands: 1,234,567 or 12,34,567."""
    sizes = [len(run) for run in runs]
    middle = set(sizes[1:-1]) or {3}
    return (
        len(runs) > 1
        and sizes[-1] == 3
        and (middle == {3} or middle == {2})
        and sizes[0] <= max(middle)
    )


def _resolve_decimals(decimals):
    """Return decimals in which each ``x`` is as the place before it."""
    result = ""
    for place in decimals:
        result += (result[-1:] or "0") if place == "x" else place
    return result
