# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
r"""Numbers in the pictures of Word's switch ``\#``, for example "#,##0.00"."""

import re
from decimal import ROUND_HALF_UP, Decimal

CORE = re.compile(r"[0#x](?:[0#x.,\s\u00a0]*[0#x])?|[.,][0#x]+")
LITERAL = re.compile(r"'([^']*)'")


def format_number(value, picture):
    """Return a number in a picture.

    Separators are those of the picture: the last one stands before the decimals, unless
    it is followed by exactly three digits of which the first may be left out.

    :param Decimal value: the number
    :param str picture: up to three pictures (positive; negative; zero)
    """
    sections = picture.split(";")
    negative = value < 0
    chosen = sections[0]
    if negative and len(sections) > 1:
        chosen, value, negative = sections[1], -value, False
    elif value == 0 and len(sections) > 2:
        chosen = sections[2]
    core = CORE.search(chosen)
    if not core:
        return LITERAL.sub(r"\1", chosen)
    before = LITERAL.sub(r"\1", chosen[: core.start()])
    after = LITERAL.sub(r"\1", chosen[core.end() :])
    if "+" in before:
        before = before.replace("+", "-" if negative else "+")
    elif "-" in before and len(sections) == 1:
        before = before.replace("-", "-" if negative else "")
    elif negative:
        before = "-" + before
    return before + _format_core(abs(value), core.group()) + after


def _format_core(value, core):
    """Format the digits of a number that is not negative."""
    integer, point, decimals = _split_core(core)
    places = len(re.sub(r"[^0#x]", "", decimals))
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0").rjust(integer.count("0"), "0")
    group = re.search(r"[.,\s\u00a0]", integer)
    if group:
        first = len(whole) % 3
        threes = [whole[place : place + 3] for place in range(first, len(whole), 3)]
        whole = group.group().join([whole[:first]] * bool(first) + threes)
    required = len(decimals[: decimals.rfind("0") + 1])
    fraction = fraction[:required] + fraction[required:].rstrip("0")
    return whole + (point + fraction if fraction else "")


def _split_core(core):
    """Return the whole digits of a core, its decimal point and its decimals."""
    places = [index for index, char in enumerate(core) if char in ".,"]
    if not places:
        return core, "", ""
    last = places[-1]
    kinds = {core[index] for index in places}
    grouped = len(core) - last == 4 and core[:last].strip("#,. ") == ""
    if len(kinds) == 1 and (len(places) > 1 or grouped):
        return core, "", ""
    return core[:last], core[last], core[last + 1 :]
