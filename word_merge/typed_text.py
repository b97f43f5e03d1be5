# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fields that were typed: ``«Name»`` and ``{{Name}}``, however Word cut them up.

Guillemets are also the quotation marks of Switzerland, Norway, Spain, Italy, Greece and
Russia: what stands between them is a field only in letters that have a value of that
name. Nobody quotes with braces, but those who know all names may want the same of them.
"""

import re

from .escaping import escape_text, escape_url
from .names import XML_SPACE, W, story_children
from .nodes import Field
from .program import TextSlot, UrlSlot
from .sentences import Sentence as _lt

NAME = r"[^\W\d][\w.\-]*"
SPACED_NAME = r"[^\W\d][\w.\- ]{0,200}?"
# Bounded, so that a text made for it cannot take long.
TYPED = re.compile(
    rf"«({NAME})»|\{{\{{[ \u00a0]{{0,9}}({SPACED_NAME})[ \u00a0]{{0,9}}\}}\}}"
)
BROKEN = re.compile(r"\{\{([^{}]{0,60})\}\}|\{\{([^{}]{0,60})")
# In addresses Word writes braces as %7B.
BRACES = {"%7B": "{", "%7b": "{", "%7D": "}", "%7d": "}", "%20": " ", "%C2%AB": "«"}
BRACES["%C2%BB"] = "»"
MAX_WARNINGS = 100
# One of these is in every field.
SIGNS = frozenset("{«")
# Something between two texts that no name goes across.
BARRIER = "\n"


def get_typed_name(found):
    """Return the name in a match of ``TYPED``."""
    return (found.group(1) or found.group(2)).strip()


class TypedSlot:
    """A typed field that stays as it was typed in a letter without such a value.

    :param slot: fills in the value
    :param str shown: what was typed, ready to be written
    """

    def __init__(self, slot, shown):
        self.slot = slot
        self.field = slot.field
        self.shown = shown

    def fill(self, scope, letter):
        """Return the value, or what was typed."""
        if self.field.key in scope:
            return self.slot.fill(scope, letter)
        return self.shown


def make_typed_slot(slot, found, shown, keep_unknown):
    """Return the slot of a typed field.

    :param slot: fills in its value
    :param re.Match found: a match of ``TYPED``
    :param str shown: what was typed, ready to be written
    :param bool keep_unknown: whether it stays without a value, in braces too
    """
    stays = keep_unknown or found.group(1) is not None
    return TypedSlot(slot, shown) if stays else slot


class TypedText:
    """Replaces typed fields in the paragraphs of one part.

    :param bool keep_unknown: see ``compile_template``
    :ivar dict typed: the fields as they were typed, by their names
    """

    def __init__(self, slots, keep_unknown=False):
        self.slots = slots
        self.keep_unknown = keep_unknown
        self.typed = {}
        # the sentences, each once
        self.warnings = {}

    def replace(self, root):
        """Replace the typed fields of a part."""
        for paragraph in list(root.iter(W + "p")):
            # most have none, and are not looked at closely
            if not SIGNS.intersection("".join(paragraph.itertext(W + "t"))):
                continue
            texts = self._get_texts(paragraph)
            joined = "".join(BARRIER if text is None else text.text for text in texts)
            if "{{" in joined or "«" in joined:
                self._replace_in(texts, joined)

    @staticmethod
    def _get_texts(paragraph):
        """Return the texts of a paragraph; None where something else stands."""
        texts = []
        for element in story_children(paragraph):
            if element.tag == W + "t" and not len(element):
                element.text = element.text or ""
                texts.append(element)
            elif element.tag not in (W + "r", W + "rPr"):
                parent = element.getparent()
                # marks between runs are no obstacle, tabs and breaks inside are
                if parent.tag == W + "r" or element.tag == W + "t":
                    texts.append(None)
        return texts

    def _replace_in(self, texts, joined):
        matches = list(TYPED.finditer(joined))
        self._warn_of_broken(TYPED.sub("", joined))
        first = position = 0
        for text in texts:
            if text is None:
                position += 1
                continue
            start, end = position, position + len(text.text)
            position = end
            while first < len(matches) and matches[first].end() <= start:
                first += 1
            last = first
            while last < len(matches) and matches[last].start() < end:
                last += 1
            if last > first:
                self._rewrite(text, start, end, matches[first:last])

    def _rewrite(self, text, start, end, matches):
        """Write a text again, with a slot where a typed field begins in it.

        :param list matches: the fields that are in it, or partly
        """
        content = text.text
        text.text = ""
        text.set(XML_SPACE, "preserve")
        last = None
        position = start
        for found in matches:
            before = max(found.start(), position) - start
            self._append(text, last, content[position - start : before])
            if found.start() >= start:
                last = self._mark(found)
                text.append(last)
            position = min(max(found.end(), start), end)
        self._append(text, last, content[position - start :])

    def _mark(self, found):
        name = get_typed_name(found)
        self.typed.setdefault(name, found.group())
        slot = make_typed_slot(
            TextSlot(Field(name)), found, escape_text(found.group()), self.keep_unknown
        )
        return self.slots.mark(slot, [name])

    @staticmethod
    def _append(text, last, addition):
        if last is None:
            text.text += addition
        else:
            last.tail = (last.tail or "") + addition

    def _warn_of_broken(self, rest):
        for found in BROKEN.finditer(rest):
            content = (found.group(1) or found.group(2) or "").strip()
            sentence = (
                _lt(
                    "{{%(text)s}} is no field name; it stays in the letter as it is.",
                    text=content,
                )
                if found.group(1) is not None
                else _lt(
                    "The field {{%(text)s is not closed; end it with }}.", text=content
                )
            )
            # nobody reads more
            if len(self.warnings) < MAX_WARNINGS:
                self.warnings.setdefault(sentence)


def mark_url(url, slots, keep_unknown=False):
    """Return the address of a hyperlink with marks for the fields typed in it.

    :param bool keep_unknown: see ``compile_template``
    """
    readable = re.sub("|".join(BRACES), lambda found: BRACES[found.group()], url)

    def mark(found):
        name = get_typed_name(found)
        shown = escape_url(found.group())
        slot = make_typed_slot(UrlSlot(Field(name)), found, shown, keep_unknown)
        return slots.mark_text(slot, [name])

    marked, count = TYPED.subn(mark, readable)
    return marked if count else url
