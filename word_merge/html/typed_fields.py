# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finds the typed fields of stored HTML, however tags cut them up."""

import re
from array import array
from bisect import bisect_right
from itertools import accumulate

from ..escaping import escape
from ..nodes import Field
from ..program import Row
from ..sentences import Sentence as _lt
from ..typed_text import BRACES, BROKEN, MAX_WARNINGS, TYPED, make_typed_slot
from .slots import HtmlAttributeSlot, HtmlStyleSlot, HtmlTextSlot, HtmlUrlSlot

# Elements that stand in the midst of a text; no name goes across any other.
INLINE = set(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s "
    "samp small span strike strong sub sup time tt u var wbr".split()
)
# What is no text for people; a value could become a part of a program there.
RAW = {"script", "style", "template", "xmp", "noembed", "noframes", "plaintext"}
URLS = {"href", "src", "action", "background", "cite", "data", "poster", "formaction"}
# The last: lxml takes what stands in braces for a namespace.
UNTOUCHED = ("on", "t-", "xmlns", "{")
UNTOUCHED_NAMES = {"srcdoc", "srcset", "http-equiv"}
MAX_BEGINNING = 200
# Editors put these between letters.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
INVISIBLE_CHARS = re.compile(f"[{INVISIBLE}]")
BLANKS = dict.fromkeys(map(ord, "\t\n\r\u00a0\u202f"), " ")


def get_name(found):
    """Return the name of a typed field."""
    return " ".join((found.group(1) or found.group(2)).split())


class HtmlFields:
    """Replaces the typed fields of HTML by marks.

    :param str mark: what every mark begins with
    :param bool keep_unknown: see ``compile_html``
    """

    def __init__(self, mark, keep_unknown=False):
        self.mark = mark
        self.keep_unknown = keep_unknown
        self.slots = []
        # the sentences, each once
        self.warnings = {}
        self._rows = {}

    def replace(self, root):
        """Replace the fields in the text and the attributes below an element."""
        segments = [[]]
        self._read(root, segments)
        for segment in segments:
            self._replace_in_segment(segment)
        for row, names in self._rows.items():
            self._mark_row(row, list(dict.fromkeys(names)))

    def _stay(self, slot, found):
        """Return a slot that shows what was typed where that may be no field."""
        return make_typed_slot(slot, found, escape(found.group()), self.keep_unknown)

    def _add(self, slot, row=None):
        """Keep a slot and return its mark."""
        self.slots.append(slot)
        if row is not None:
            self._rows.setdefault(row, []).append(slot.field.name)
        return f"{self.mark}{len(self.slots) - 1}x"

    def _read(self, root, segments):
        """Collect the texts below an element, which any block ends."""
        stack = [(root, None, True)]
        while stack:
            element, row, begins = stack.pop()
            is_element = isinstance(element.tag, str)
            is_inline = is_element and element.tag in INLINE
            if is_element and not is_inline:
                segments.append([])
            if not begins:
                self._read_text(element, "tail", row, segments)
                continue
            if element is not root:
                # the text after an element is in the row around it
                stack.append((element, row, False))
            if not is_element:
                continue
            row = element if element.tag == "tr" else row
            self._replace_in_attributes(element, row)
            if element.tag not in RAW:
                self._read_text(element, "text", row, segments)
                stack += [(child, row, True) for child in reversed(element)]

    @staticmethod
    def _read_text(element, place, row, segments):
        text = getattr(element, place)
        if text:
            segments[-1].append((element, place, row, text))

    def _replace_in_segment(self, segment):
        """Replace the fields in the texts of one paragraph."""
        if not any("{" in text or "«" in text for *_where, text in segment):
            return
        whole = "".join(text for *_where, text in segment)
        ends = list(accumulate(len(text) for *_where, text in segment))
        # an array, because a text may have millions of characters
        places = array(
            "L", (place for place, char in enumerate(whole) if char not in INVISIBLE)
        )
        joined = INVISIBLE_CHARS.sub("", whole).translate(BLANKS)
        changes = {}

        def change(place, replacement):
            index = bisect_right(ends, place)
            start = ends[index - 1] if index else 0
            changes.setdefault(index, {})[place - start] = replacement

        for found in TYPED.finditer(joined):
            for place in places[found.start() : found.end()]:
                change(place, "")
            # there the name has the format that was meant for the value
            place = places[found.start(1 if found.group(1) else 2)]
            row = segment[bisect_right(ends, place)][2]
            slot = self._stay(HtmlTextSlot(Field(get_name(found))), found)
            change(place, self._add(slot, row))
        self._warn_of_broken(TYPED.sub("", joined))
        for index, replaced in changes.items():
            element, place, _row, text = segment[index]
            chars = [replaced.get(offset, char) for offset, char in enumerate(text)]
            setattr(element, place, "".join(chars))

    def _replace_in_attributes(self, element, row):
        for name, value in element.attrib.items():
            local = name.lower().rpartition(":")[2]
            is_url = local in URLS
            if is_url:
                pattern = "|".join(BRACES)
                value = re.sub(pattern, lambda found: BRACES[found.group()], value)
            readable = value.translate(BLANKS)
            if not TYPED.search(readable):
                continue
            if local in UNTOUCHED_NAMES or name.lower().startswith(UNTOUCHED):
                self._warn(
                    _lt("A field in the attribute %(name)s stays as it is.", name=name)
                )
                continue
            element.set(name, self._replace_in_attribute(value, readable, local, row))

    def _replace_in_attribute(self, value, readable, name, row):
        result, position = "", 0
        for found in TYPED.finditer(readable):
            field = Field(get_name(found))
            result += value[position : found.start()]
            if name in URLS:
                # the beginning tells, of an address with many fields too
                slot = HtmlUrlSlot(field, result[:MAX_BEGINNING])
            elif name == "style":
                slot = HtmlStyleSlot(field)
            else:
                slot = HtmlAttributeSlot(field)
            result += self._add(self._stay(slot, found), row)
            position = found.end()
        return result + value[position:]

    def _mark_row(self, row, names):
        number = len(self.slots)
        # without rows a table of HTML is nothing wrong
        self.slots.append(Row(names, None))
        begin, end = f"{self.mark}{number}x", f"{self.mark}e{number}x"
        before = row.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + begin
        else:
            around = row.getparent()
            around.text = (around.text or "") + begin
        row.tail = end + (row.tail or "")

    def _warn_of_broken(self, rest):
        for found in BROKEN.finditer(rest):
            content = (found.group(1) or found.group(2) or "").strip()
            self._warn(
                _lt(
                    "{{%(text)s}} is no field name; it stays in the text as it is.",
                    text=content,
                )
                if found.group(1) is not None
                else _lt(
                    "The field {{%(text)s is not closed; end it with }}.", text=content
                )
            )

    def _warn(self, sentence):
        # nobody reads more
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.setdefault(sentence)
