# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The styles of a document: the look of a paragraph or run before its own format."""

import re

from ..names import W
from .formats import read_paragraph_properties, read_run_properties, value_of

MAX_HEADING = 6
# Of styles that are based on each other; Word's own are a handful.
MAX_CHAIN = 50
HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
# These contradict each other: twice bold is not bold.
TOGGLED = ("bold", "italic", "strike", "caps", "small_caps", "hidden")
BASE = ("size", "color", "font")


class Styles:
    """The styles of one document.

    :param root: the ``w:styles``, or None
    """

    def __init__(self, root):
        self.elements = {}
        self.default_names = {}
        self._chains = {}
        self._runs = {}
        self._paragraphs = {}
        self.run_defaults, self.paragraph_defaults = {}, {}
        if root is not None:
            self._read(root)
        name = self.default_names.get("paragraph")
        base = {**self.run_defaults, **self.get_run(name)}
        # what a mail need not say; text that is bold throughout must be said to be
        self.run_base = {key: base[key] for key in BASE if key in base}
        self.paragraph_base = {**self.paragraph_defaults, **self.get_paragraph(name)}

    def _read(self, root):
        for style in root.findall(W + "style"):
            name = style.get(W + "styleId") or ""
            self.elements.setdefault(name, style)
            if (style.get(W + "default") or "").lower() in ("1", "true", "on"):
                self.default_names.setdefault(style.get(W + "type"), name)
        defaults = f"{W}docDefaults/{W}%sPrDefault/{W}%sPr"
        self.run_defaults = read_run_properties(root.find(defaults % ("r", "r")))
        self.paragraph_defaults = read_paragraph_properties(
            root.find(defaults % ("p", "p"))
        )

    def get_chain(self, name):
        """Return the elements of a style and those it is based on, these first."""
        if name not in self._chains:
            chain, seen, wanted = [], set(), name
            while wanted in self.elements and wanted not in seen:
                if len(seen) == MAX_CHAIN:
                    break
                seen.add(wanted)
                chain.insert(0, self.elements[wanted])
                wanted = value_of(self.elements[wanted], "basedOn")
            self._chains[name] = chain
        return self._chains[name]

    def get_run(self, name):
        """Return the format of text that a style asks for."""
        if name not in self._runs:
            result = {}
            for style in self.get_chain(name):
                result.update(read_run_properties(style.find(W + "rPr")))
            self._runs[name] = result
        return self._runs[name]

    def get_paragraph(self, name):
        """Return the format of paragraphs that a style asks for."""
        if name not in self._paragraphs:
            result = {}
            for style in self.get_chain(name):
                result.update(read_paragraph_properties(style.find(W + "pPr")))
            self._paragraphs[name] = result
        return self._paragraphs[name]

    def get_style_name(self, paragraph):
        """Return the identifier of the style of a paragraph."""
        name = value_of(paragraph.find(W + "pPr"), "pStyle")
        return name if name in self.elements else self.default_names.get("paragraph")

    def get_heading(self, name):
        """Return the level of a heading from 1, or 0 for other styles."""
        for style in reversed(self.get_chain(name)):
            shown = value_of(style, "name") or ""
            found = HEADING.fullmatch(shown)
            if found:
                return min(int(found.group(1)), MAX_HEADING)
            if shown.lower() == "title":
                return 1
        outline = self.get_paragraph(name).get("outline")
        return outline + 1 if outline is not None and outline < MAX_HEADING else 0

    def add_character_style(self, text_format, properties):
        """Return a format of text with the style and properties of a run."""
        own = self.get_run(value_of(properties, "rStyle"))
        result = {**text_format, **own}
        for toggle in TOGGLED:
            if own.get(toggle) and text_format.get(toggle):
                result[toggle] = False
        return {**result, **read_run_properties(properties)}
