# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The number of pages of a letter that shares a document with others.

NUMPAGES would count the pages of them all. Word has SECTIONPAGES for the letter, which
is one section. LibreOffice knows no such field, but the page on which a bookmark is:
as the pages of every letter are numbered from 1, the page of its end is their number.
"""

import re
from typing import NamedTuple

from .names import W
from .runs import iter_runs, iter_stories
from .sections import get_sections

OF_LETTER, OF_SECTION = "NUMPAGES", "SECTIONPAGES"
FIRST_WORD = re.compile(r"\s*(\w+)(?=[\s\\]|$)")
# What may follow; it says nothing, or how digits look that are digits anyway.
PLAIN = re.compile(r"(\s*\\\*\s*(mergeformat|charformat|arabic)\b)*\s*", re.IGNORECASE)


class CountField(NamedTuple):
    """A field that shows a number of pages.

    :ivar str name: its name, in capitals
    :ivar list texts: the elements with its instruction, up to the first nested field
    :ivar bool is_plain: whether it shows the number, in digits, at its own place
    """

    name: str
    texts: list
    is_plain: bool


class PageCountSlot:
    """The name of a field that counts the pages of a letter.

    :param str word: the name for Word; empty where Word needs the same as LibreOffice
    """

    def __init__(self, word):
        self.word = word

    def fill(self, scope, letter):
        """Return the name of Word's field, or PAGEREF and where the letter ends."""
        if self.word and not letter.for_pdf:
            return self.word
        # a switch may follow without a space
        return f"PAGEREF {letter.end} "


class PageCounts:
    """The fields of a template that show a number of pages.

    :ivar bool are_found: whether there are any that a combined document can show
    :ivar bool are_exact: False when a letter needs a document of its own to show them
    """

    def __init__(self, parts):
        body = parts[0].root.find(W + "body")
        self.fields = {part: find_counts(part.root, OF_LETTER) for part in parts}
        fields = [field for found in self.fields.values() for field in found]
        # of a document without such fields nobody asks for them
        sections = get_sections(body) if fields and body is not None else []
        self.are_found = bool(fields) and body is not None
        self.are_exact = not self.are_found or (
            all(field.is_plain for field in fields)
            and _ends_with_paragraph(body)
            and _are_pages_counted_on(sections)
        )
        self.word = "" if self.are_exact else OF_LETTER
        if len(sections) < 2:
            self.word = OF_SECTION

    def mark(self):
        """Put slots in the places of the names of these fields.

        Only in the trees that combined documents are made of: letters of their own
        have NUMPAGES, and their programs are made already.

        :return: the parts with such fields
        :rtype: set[Part]
        """
        for part, fields in self.fields.items():
            for field in fields:
                _mark_name(field, part.slots, self.word)
        return {part for part, fields in self.fields.items() if fields}


def count_whole_letters(parts):
    """Return the parts of a template with one name for the same number.

    The pages of a section are those of the letter when it has only one; LibreOffice
    does not know the name for these.

    :param list[Part] parts: the parts of a template
    :rtype: list[Part]
    """
    found = [find_counts(part.root, OF_SECTION) for part in parts]
    # looked at second: it takes time in a long body, and few documents have the field
    if not any(found) or sum(len(get_sections(body)) for body in parts[0].root) > 1:
        return parts
    return [_rename_counts(*both) for both in zip(parts, found, strict=True)]


def _rename_counts(part, fields):
    for field in fields:
        element, after = _cut_name(field)
        element.text += OF_LETTER + after
    return part.renew() if fields else part


def find_counts(root, name):
    """Return the fields of a part that show a number of pages.

    :param root: a part whose runs hold one part of a field each
    :param str name: the name of the fields
    :rtype: list[CountField]
    """
    found = []
    for story in iter_stories(root):
        stack = []
        for run in iter_runs(story):
            mark = run.find(W + "fldChar")
            kind = mark.get(W + "fldCharType") if mark is not None else None
            if kind == "begin":
                # what another field asks for, and does not show, it has to work out
                is_asked = any(frame.is_open for frame in stack)
                stack.append(_Frame(is_asked))
            elif kind == "separate" and stack:
                stack[-1].is_open = False
            elif kind == "end" and stack:
                found += stack.pop().find(name)
            elif stack and stack[-1].is_open:
                texts = run.findall(W + "instrText")
                stack[-1].texts += texts
                # a slot, say
                stack[-1].is_bent |= any(map(len, texts))
    return found


class _Frame:
    """A field that has begun."""

    def __init__(self, is_bent):
        self.texts = []
        self.is_bent = is_bent
        self.is_open = True

    def find(self, name):
        """Return the field in a list, or none where it has another name."""
        text = "".join(element.text or "" for element in self.texts)
        match = FIRST_WORD.match(text)
        if not match or match[1].upper() != name:
            return []
        is_plain = not self.is_bent and PLAIN.fullmatch(text, match.end()) is not None
        return [CountField(name, self.texts, is_plain)]


def _are_pages_counted_on(sections):
    """Whether the page numbers of a letter are 1, 2, 3 … up to its last page."""
    for place, section in enumerate(sections):
        numbers = section.find(W + "pgNumType")
        start = numbers.get(W + "start") if numbers is not None else None
        if start and (place or start != "1"):
            return False
        kind = section.find(W + "type")
        kind = kind.get(W + "val") if kind is not None else ""
        # leaves out a number where it leaves a page blank
        if kind == "evenPage" or (place and kind == "oddPage"):
            return False
    return True


def _ends_with_paragraph(body):
    """Whether every letter ends with the same paragraph, in its last section."""
    blocks = [child for child in body if child.tag != W + "sectPr"]
    last = blocks[-1] if blocks else None
    is_paragraph = last is not None and last.tag == W + "p"
    return is_paragraph and last.find(f"{W}pPr/{W}sectPr") is None


def _mark_name(field, slots, word):
    """Put a slot in the place of the name in an instruction."""
    element, after = _cut_name(field)
    mark = slots.mark(PageCountSlot(word))
    mark.tail = after
    element.insert(0, mark)


def _cut_name(field):
    """Cut the name out of an instruction.

    :return: the element that ends where the name was, and the text after it
    """
    text = ""
    for element in field.texts:
        text += element.text or ""
        element.text = None
        match = FIRST_WORD.match(text)
        if match and match[1].upper() == field.name:
            break
    element.text = text[: match.start(1)]
    return element, text[match.end() :]
