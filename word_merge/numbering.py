# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Numbered lists in a combined document: every letter counts from the beginning."""

from lxml import etree

from .escaping import escape
from .limits import LEVELS
from .names import W, read_number
from .package import parse_xml, serialise
from .part import bind_prefix
from .program import compile_text

UNORDERED = {"bullet", "none"}


class NumberSlot:
    """The number of a list, another one in every letter."""

    def __init__(self, numbering, place, number):
        self.numbering = numbering
        self.place = place
        self.number = number

    def fill(self, scope, letter):
        """Return the number of the list in this letter."""
        return str(self.numbering.get_number(self.place, self.number, letter.index))


class ListsSlot:
    """The lists of all letters but the first."""

    def __init__(self, numbering):
        self.numbering = numbering

    def fill(self, scope, letter):
        """Return the lists, ``letter.index`` being the number of letters."""
        return "".join(
            self.numbering.make_lists(index) for index in range(1, letter.index)
        )


class Numbering:
    """The ordered lists of a document."""

    def __init__(self, data, name, styles):
        self.name = name
        self.root = bind_prefix(parse_xml(data, name))
        self.styles = styles
        lists = {
            element.get(W + "numId"): element
            for element in self.root.findall(W + "num")
        }
        self.abstracts = {}
        for element in self.root.findall(W + "abstractNum"):
            self.abstracts.setdefault(element.get(W + "abstractNumId"), element)
        # by the content of the part, to which many lists may refer
        self._starts = {}
        self.numbers = {
            number: element
            for number, element in lists.items()
            if read_number(number) is not None and self._get_starts(element)
        }
        # the content of the lists that letters have, which each has for itself
        self.used = {}
        self.places = {number: place for place, number in enumerate(self.numbers)}
        self.first = 1 + max([0, *(read_number(number) or 0 for number in lists)])

    def _get_starts(self, element):
        """Return where the levels of a list start; nothing for a list of bullets."""
        abstract = element.find(W + "abstractNumId")
        wanted = abstract.get(W + "val") if abstract is not None else None
        if not wanted or wanted not in self.abstracts:
            return {}
        if wanted not in self._starts:
            self._starts[wanted] = self._read_starts(self.abstracts[wanted])
        return self._starts[wanted]

    @staticmethod
    def _read_starts(definition):
        levels = definition.findall(W + "lvl")
        return {
            level.get(W + "ilvl", "0"): _value(level, "start", "1")
            for level in levels[:LEVELS]
            if _value(level, "numFmt", "decimal") not in UNORDERED
        }

    def get_number(self, place, number, index):
        """Return the number of a list in a letter; the first one keeps its own."""
        if not index:
            return number
        return self.first + (index - 1) * len(self.numbers) + place

    def make_lists(self, index):
        """Return the lists of a letter as XML."""
        return "".join(
            f'<w:num w:numId="{self.get_number(self.places[number], number, index)}">'
            f"{content}</w:num>"
            for number, content in self.used.items()
        )

    def _make_content(self, element):
        """Return the content of a list that counts from the beginning again."""
        abstract = escape(element.find(W + "abstractNumId").get(W + "val"))
        levels = "".join(
            f'<w:lvlOverride w:ilvl="{escape(level)}"><w:startOverride '
            f'w:val="{escape(start)}"/></w:lvlOverride>'
            for level, start in self._get_starts(element).items()
        )
        return f'<w:abstractNumId w:val="{abstract}"/>{levels}'

    def mark(self, body, slots):
        """Mark the numbers of lists in the paragraphs of a body."""
        for paragraph in body.iter(W + "p"):
            properties = paragraph.find(W + "pPr")
            if properties is None:
                continue
            number = properties.find(f"{W}numPr/{W}numId")
            if number is None:
                number = self._write_style_number(properties)
            value = number.get(W + "val") if number is not None else None
            if value in self.places:
                if value not in self.used:
                    self.used[value] = self._make_content(self.numbers[value])
                slot = NumberSlot(self, self.places[value], value)
                number.set(W + "val", slots.mark_text(slot))

    def _write_style_number(self, properties):
        """Write the list that a paragraph has from its style into the paragraph."""
        style = properties.find(W + "pStyle")
        found = self.styles.get(style.get(W + "val")) if style is not None else None
        if not found or found[0] not in self.places:
            return None
        list_properties = etree.Element(W + "numPr")
        level = etree.SubElement(list_properties, W + "ilvl")
        level.set(W + "val", found[1])
        number = etree.SubElement(list_properties, W + "numId")
        number.set(W + "val", found[0])
        before = {W + name for name in ("pStyle", "keepNext", "keepLines")}
        before |= {W + "pageBreakBefore", W + "framePr", W + "widowControl"}
        place = sum(child.tag in before for child in properties)
        properties.insert(place, list_properties)
        return number

    def compile(self, slots):
        """Return the program of the part; its letter has the number of letters."""
        lists = self.root.findall(W + "num")
        if lists:
            lists[-1].addnext(slots.mark(ListsSlot(self)))
        return compile_text(serialise(self.root), slots)


def read_style_numbers(root):
    """Return the list and level of every style that numbers its paragraphs."""
    styles = {style.get(W + "styleId"): style for style in root.findall(W + "style")}
    numbers = {}
    for name in styles:
        # every style is looked at once, however many are based on it
        path = {}
        while name in styles and name not in numbers and name not in path:
            path[name] = None
            found = styles[name].find(f"{W}pPr/{W}numPr")
            if found is not None:
                numbers[name] = _value(found, "numId", ""), _value(found, "ilvl", "0")
                break
            name = _value(styles[name], "basedOn", "")
        numbers.update(dict.fromkeys(path, numbers.get(name)))
    return {name: number for name, number in numbers.items() if number}


def _value(element, name, default):
    child = element.find(W + name)
    return default if child is None else child.get(W + "val", default)
