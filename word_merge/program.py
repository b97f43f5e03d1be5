# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A part of a template as a program: texts that never change, slots between them."""

import re
from collections.abc import Mapping

from lxml import etree

from .errors import TemplateError
from .escaping import escape_instruction, escape_text, escape_url
from .package import MEGABYTE
from .picture_xml import draw_inline
from .runs import make_text
from .sentences import Sentence as _lt
from .values import LANGUAGE, make_scope, normalise

RUN = '<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>'
MARK = re.compile(r"<\?m (\w+)\?>|\uf8f0(\w+)\uf8f1")
# Of repeated rows: rows inside rows are as many as both lists multiplied.
MAX_ROWS = 64 * MEGABYTE


class TextSlot:
    """A field inside a run; a picture leaves the text for a moment."""

    def __init__(self, field):
        self.field = field

    def fill(self, scope, letter):
        """Return the XML of the value."""
        value = scope.get(self.field.key)
        if isinstance(value, (bytes, bytearray)):
            return draw_inline(letter.add_picture(bytes(value), self.field.name))
        return escape_text(self.field.formatting.apply(value, scope.get(LANGUAGE)))


class RunsSlot:
    """A condition: the branch that is chosen keeps the formatting of its runs."""

    def __init__(self, node, properties):
        self.node = node
        self.properties = properties

    def fill(self, scope, letter):
        """Return the runs of the branch."""
        return "".join(
            RUN.format(self.properties if own is None else own, escape_text(text))
            for text, own in self.node.pieces(scope)
            if text
        )


class ChoiceSlot:
    """A condition between branches that are more than text: programs of their own."""

    def __init__(self, node):
        self.node = node
        self.then, self.otherwise = [], []

    def renew(self):
        """Return the same choice without programs."""
        return ChoiceSlot(self.node)

    def fill(self, scope, letter):
        """Return the branch that is chosen."""
        branch = self.then if self.node.is_met(scope) else self.otherwise
        return fill(branch, scope, letter)


class InstructionSlot:
    """A field inside the instruction of a field that Word works out itself."""

    def __init__(self, node):
        self.node = node

    def fill(self, scope, letter):
        """Return the value as part of an instruction."""
        return escape_instruction(self.node.text(scope))


class UrlSlot:
    """A field inside the address of a hyperlink."""

    def __init__(self, field):
        self.field = field

    def fill(self, scope, letter):
        """Return the value as part of an address."""
        return escape_url(self.field.text(scope))


class DrawingSlot:
    """The number of a drawing in a row that is repeated."""

    def fill(self, scope, letter):
        """Return a number that no other drawing has."""
        return str(letter.media.number())


class Row:
    """A table row that is repeated over a list.

    :param names: the names of its fields
    :param others: those of each of the other rows, for the row that is left, blank,
        where a table would have none; else None
    """

    def __init__(self, names, others):
        self.names = names
        self.others = others
        # where the list may be: under a field's name, or before its first dot
        self.lists = {}
        for name in names:
            key = normalise(name)
            self.lists.setdefault(key, "")
            if "." in key:
                self.lists.setdefault(key.split(".")[0], key.split(".")[0] + ".")
        self.items = []

    def renew(self):
        """Return the same row without a program."""
        return Row(self.names, self.others)

    def fill(self, scope, letter):
        """Return the rows: one for every entry of the list, else just one."""
        found = self._find(scope)
        if found is None:
            return fill(self.items, scope, letter)
        prefix, rows = found
        if not rows and self.others is not None and not self._has_others(scope):
            rows = [{}]
        return self._repeat(rows, prefix, scope, letter)

    def _find(self, scope):
        """Return the prefix and the entries of the list, or None if there is none."""
        for key, prefix in self.lists.items():
            rows = scope.get(key)
            if isinstance(rows, (list, tuple)):
                return prefix, [row for row in rows if isinstance(row, Mapping)]
        return None

    def _has_others(self, scope):
        """Whether the table has another row."""
        found = [Row(names, None)._find(scope) for names in self.others]
        return any(item is None or item[1] for item in found)

    def _repeat(self, rows, prefix, scope, letter):
        filled, size = [], 0
        # a list that is not in the row's own values must not show through
        outer = {
            key: value
            for key, value in scope.items()
            if not (key in self.lists and isinstance(value, (list, tuple)))
        }
        # what a row has not is blank in it, also where it could be a quotation
        keys = map(normalise, self.names)
        blank = dict.fromkeys((key for key in keys if key.startswith(prefix)), "")
        for row in rows:
            inner = {**blank, **outer}
            for key, value in make_scope(row).items():
                inner[key] = value
                if prefix and not key.startswith(prefix):
                    inner[prefix + key] = value
            filled.append(fill(self.items, inner, letter))
            size += len(filled[-1])
            if size > MAX_ROWS:
                raise TemplateError(
                    _lt(
                        "The table rows with the field %(field)s are more than "
                        "%(size)s MB in one letter; merge fewer rows.",
                        field=self.names[0],
                        size=MAX_ROWS // MEGABYTE,
                    )
                )
        return "".join(filled)


class Slots:
    """The slots of one part, while it is a tree with marks in it."""

    def __init__(self):
        self.slots = {}
        self.names = {}

    def add(self, slot, names=()):
        """Keep a slot with the names of its fields; return its key."""
        key = f"s{len(self.slots)}"
        self.slots[key] = slot
        self.names[key] = list(names)
        return key

    def names_in(self, text):
        """Return the names of the fields marked in a text, in their order."""
        keys = (found.group(1) or found.group(2) for found in iter_marks(text))
        return [name for key in keys for name in self.names.get(key, ())]

    def iter_with_certainty(self, root, tag):
        """Yield the elements of a kind, and whether each is in every letter, once.

        Those in branches of conditions and in repeated rows are not.
        """
        depth = 0
        # all elements of a long letter take as long as compiling the rest of it
        for node in root.iter(tag, etree.ProcessingInstruction):
            if isinstance(node.tag, str):
                yield node, not depth
            elif node.text.startswith("end"):
                depth -= 1
            else:
                depth += isinstance(self.slots.get(node.text), (Row, ChoiceSlot))

    def mark(self, slot, names=()):
        """Return a mark for a place between or inside elements."""
        return etree.ProcessingInstruction("m", self.add(slot, names))

    def mark_text(self, slot, names=()):
        """Return a mark for a place in an attribute."""
        return f"\uf8f0{self.add(slot, names)}\uf8f1"

    def make_text(self, slot, names=(), tag=None):
        """Return a text element with nothing but a mark in it."""
        element = make_text() if tag is None else make_text(tag)
        element.append(self.mark(slot, names))
        return element


def iter_marks(text):
    """Yield the marks in a text, as MARK finds them, in much less time."""
    begins = ("<?m ", "\uf8f0")
    places = [text.find(begin) for begin in begins]
    while any(place >= 0 for place in places):
        which = 0 if places[1] < 0 or 0 <= places[0] < places[1] else 1
        found = MARK.match(text, places[which])
        if found:
            yield found
        places[which] = text.find(begins[which], places[which] + 1)


def fill(items, scope, letter):
    """Run a program.

    :param list items: texts and slots
    :param dict scope: values by the keys of their names
    :param letter: where pictures go
    :rtype: str
    """
    return "".join(
        [item if item.__class__ is str else item.fill(scope, letter) for item in items]
    )


def compile_text(text, slots):
    """Return the program of a text with marks in it."""
    stack, opened = [[]], []
    position = 0
    for found in iter_marks(text):
        if found.start() > position:
            stack[-1].append(text[position : found.start()])
        position = found.end()
        key = found.group(1) or found.group(2)
        if key.startswith("end"):
            stack.pop()
            opened.pop()
            continue
        if key.startswith("else"):
            stack[-1] = opened[-1].otherwise
            continue
        slot = slots.slots[key]
        if isinstance(slot, (Row, ChoiceSlot)):
            # a program of its own, because one tree can be compiled in several forms
            slot = slot.renew()
            stack[-1].append(slot)
            opened.append(slot)
            stack.append(slot.items if isinstance(slot, Row) else slot.then)
        else:
            stack[-1].append(slot)
    if position < len(text):
        stack[-1].append(text[position:])
    return stack[0]


def cut(text, name):
    """Return what stands before, between and after two marks of a name."""
    begin, end = f"<?begin {name}?>", f"<?end {name}?>"
    first = text.find(begin)
    last = text.find(end, first)
    if first < 0 or last < 0:
        return text, "", ""
    return text[:first], text[first + len(begin) : last], text[last + len(end) :]
