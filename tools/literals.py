# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Literals that others wrote: bounded before anything reads them, and read fast.

Odoo refuses literals of more than 100 KiB, because deep nesting can crash Python. The
ids of 9,000 contacts are longer, but they nest nothing. So everything that costs is
bounded by itself here, in one pass that takes as long as the text is.
"""

import ast
import re
from reprlib import Repr

from .numbers import show_count

MAX_LENGTH = 16_000_000
MAX_IDS = 1_000_000
# Texts, amounts, fields, operators: each takes a part of Python's syntax tree.
MAX_VALUES = 100_000
MAX_CONDITIONS = 10_000
MAX_DEPTH = 100
MAX_DIGITS = 40
HUGE = 10**MAX_DIGITS

LIMITS = {
    "length": MAX_LENGTH,
    "ids": MAX_IDS,
    "values": MAX_VALUES,
    "conditions": MAX_CONDITIONS,
    "depth": MAX_DEPTH,
    "digits": MAX_DIGITS,
}
# Each part stops at the first character that is not its own, so none reads on to the
# end and comes back.
TOKEN = re.compile(
    r"""(?P<ids>(?<=[\[(])[0-9,\s]{64,},)
    | (?P<text>'[^'\\]*(?:\\.[^'\\]*){0,99999}'
        |"[^"\\]*(?:\\.[^"\\]*){0,99999}")
    | (?P<word>[\w.]+)
    | (?P<open>[\[({])
    | (?P<close>[\])}])
    | (?P<sign>[+-])
    | (?P<mark>[,:])
    | (?P<space>\s+)
    | (?P<other>.)
    """,
    re.DOTALL | re.VERBOSE,
)
JOINED = ("any", "not any", "any!", "not any!")


class LiteralTooLarge(ValueError):
    """A literal exceeds a limit.

    :param str code: which one of ``LIMITS``
    """

    def __init__(self, code):
        super().__init__(f"more than {LIMITS[code]} {code}")
        self.code = code
        self.limit = LIMITS[code]


def read_literal(text):
    """Return the value of a literal.

    :param str text: may be of any kind and any length
    :raise LiteralTooLarge: it exceeds a limit
    :raise ValueError: it is no literal
    """
    rest, lists = _take_out_ids(text)
    try:
        literal = ast.literal_eval(ast.parse(rest.strip(), mode="eval"))
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError("expression is no literal") from error
    return _put_back_ids(literal, lists) if lists else literal


def read_domain(domain):
    """Return a domain as a list, if it is one, within the limits of domains.

    :param domain: its text, empty for no condition; or a value, such as one received
        from another system
    :raise LiteralTooLarge: it exceeds a limit
    :raise ValueError: it is no literal
    """
    if isinstance(domain, str):
        check_limit("length", len(domain))
        literal = read_literal(domain.strip() or "[]")
    else:
        literal = domain
    check_literal(literal)
    if isinstance(literal, list | tuple):
        check_domain(literal)
    return literal


class Abridged(Repr):
    """What a message shows of a value that may be deeper than Python can go."""

    def repr_int(self, x, level):
        return super().repr_int(x, level) if abs(x) < HUGE else "…"


def abridge(domain):
    """Return the beginning of a domain, given as a text or as a value.

    :rtype: str
    """
    if isinstance(domain, str):
        return domain[:200]
    short = Abridged()
    short.maxlevel, short.maxlist, short.maxtuple, short.maxstring = 5, 10, 10, 100
    return short.repr(domain)[:200]


def describe_limit(env, error):
    """Return which limit was exceeded, and what to do, as the end of a sentence.

    :param LiteralTooLarge error: what was raised
    :rtype: str
    """
    patterns = {
        "length": env._(
            "it is longer than %(limit)s characters; split it into several."
        ),
        "ids": env._(
            "it lists more than %(limit)s numbers; say what these records have in "
            "common, or split it into several."
        ),
        "values": env._(
            "it has more than %(limit)s values; say what they have in common, or split "
            "it into several."
        ),
        "conditions": env._(
            "it has more than %(limit)s conditions; split it into several."
        ),
        "depth": env._(
            "it is nested too deeply, in more than %(limit)s levels; split it into "
            "several."
        ),
        "digits": env._(
            "a number or a name in it has more than %(limit)s digits; correct it."
        ),
    }
    return patterns[error.code] % {"limit": show_count(env, error.limit)}


def _take_out_ids(text):
    """Return a text with an imaginary number for every long list of ids, and these.

    Ids are most of a long text, and a syntax tree takes a kilobyte for each of them.

    :rtype: tuple[str, list[list[int]]]
    """
    check_limit("length", len(text))
    pieces, lists = [], []
    depth = values = ids = tokens = position = 0
    before = "mark"
    while position < len(text):
        found = TOKEN.match(text, position)
        position, kind, piece = found.end(), found.lastgroup, found[0]
        tokens += 1
        if kind == "ids":
            lists.append(_read_ids(piece))
            ids += len(lists[-1])
            check_limit("ids", ids)
            piece = f"{len(lists) - 1}j, "
        elif kind in ("text", "word"):
            values += 1
            check_limit("values", values)
            if kind == "word":
                _check_word(piece)
        elif kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
            check_limit("depth", depth - 1)
        elif kind == "other" or (kind == "sign" and before not in ("open", "mark")):
            raise ValueError(f"{piece} belongs to no literal")
        check_limit("values", tokens // 4)  # with their commas, blanks and brackets
        pieces.append(piece)
        if kind != "space":
            before = kind
    return "".join(pieces), lists


def _read_ids(text):
    parts = text[:-1].split(",")
    check_limit("digits", max(map(len, parts)))
    return [int(part) for part in parts]


def _check_word(word):
    """Refuse what only looks like a number of a literal."""
    check_limit("digits", len(word))
    if word[0].isdigit() and word[-1] in "jJ":
        raise ValueError(f"{word} is no number of a literal")


def _put_back_ids(literal, lists):
    """Return a literal with its lists of ids in their places."""
    if not isinstance(literal, list | tuple):
        return literal
    result = []
    for item in literal:
        if isinstance(item, complex):
            result.extend(lists[int(item.imag)])
        else:
            result.append(_put_back_ids(item, lists))
    return type(literal)(result)


def check_limit(code, count):
    """Refuse more than a limit allows.

    :param str code: one of ``LIMITS``
    :param int count: how much there is
    :raise LiteralTooLarge: that is too much
    """
    if count > LIMITS[code]:
        raise LiteralTooLarge(code)


def check_literal(literal):
    """Refuse a value that is too large, such as one received from another system.

    :param literal: lists and tuples of them, of texts, numbers and so on
    :raise LiteralTooLarge: it exceeds a limit
    """
    ids = values = length = 0
    level, waiting = 0, [literal]
    while waiting:
        check_limit("depth", level - 1)
        inner = []
        for item in waiting:
            if isinstance(item, list | tuple | set | frozenset):
                inner.extend(item)
            elif isinstance(item, dict):
                inner.extend(item.items())
            elif isinstance(item, int):
                ids += 1
                if abs(item) >= HUGE:
                    raise LiteralTooLarge("digits")
            else:
                values += 1
                length += len(item) if isinstance(item, str | bytes) else 0
            check_limit("ids", ids)
            check_limit("values", values)
            check_limit("length", length)
        level, waiting = level + 1, inner


def check_domain(domain):
    """Refuse a domain with too many conditions, or too deep ones.

    :param domain: a list in prefix notation, of a size that ``check_literal`` allows
    :return: how many conditions it has
    :rtype: int
    :raise LiteralTooLarge: it exceeds a limit
    """
    conditions = 0
    waiting = [(domain, 0)]
    while waiting:
        terms, depth = waiting.pop()
        depth += _measure_operators(terms)
        check_limit("depth", depth)
        for term in terms:
            if not isinstance(term, list | tuple):
                continue
            # every step of a path is a condition on another model
            is_path = bool(term) and isinstance(term[0], str)
            conditions += 1 + (term[0].count(".") if is_path else 0)
            check_limit("conditions", conditions)
            value = term[2] if len(term) == 3 and term[1] in JOINED else None
            if isinstance(value, list | tuple):
                waiting.append((value, depth + 1))
    return conditions


def _measure_operators(terms):
    """Return how deep the operators of a domain nest; a row of the same is one level.

    What is wrong about the domain is not told here.
    """
    stack = []
    for term in reversed(terms):
        if term == "!":
            operands = stack[-1:]
        elif term in ("&", "|"):
            operands = stack[-2:]
        else:
            stack.append((0, None))
            continue
        del stack[len(stack) - len(operands) :]
        depth = max(
            (level + (term != operator or term == "!") for level, operator in operands),
            default=0,
        )
        stack.append((depth, term))
    return max((depth for depth, _operator in stack), default=0)
