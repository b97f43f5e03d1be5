# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The content of a paragraph as HTML: runs, links, fields, pictures, notes."""

import re
from typing import NamedTuple

from ..escaping import escape
from ..names import MC, A, R, W
from .formats import get_run_css, make_style
from .pictures import VML

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Their content is shown as if they were not there.
TRANSPARENT = {
    W + name for name in ("smartTag", "customXml", "sdt", "sdtContent", "ins", "moveTo")
}
TRANSPARENT |= {W + name for name in ("dir", "bdo", "ruby", "rubyBase")}
TRANSPARENT |= {MATH + "oMath", MATH + "oMathPara"}
KNOWN_CHOICES = {"wps", "wpg", "wpc", "wp14", "w14", "w15", "w16se"}
NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
LINK = re.compile(r"(https?://|mailto:)[^\s\x00-\x20]", re.IGNORECASE)
# As long as Word lets an address be; many links may have the same.
MAX_LINK = 2083
LINK_FIELD = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"', re.IGNORECASE)
SPACES = re.compile(r"  +")
TAB = "\u00a0\u00a0\u00a0 "
PAGE_BREAKS = ("page", "column")
# What people type with symbol fonts: boxes, ticks, arrows, bullets.
SYMBOLS = {
    **{0xA8: "☐", 0xFE: "☒", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗", 0x6F: "☐"},
    **{0xA7: "▪", 0xB7: "•", 0xE0: "→", 0xDF: "←", 0x4A: "☺", 0x28: "☎", 0x2A: "✉"},
}


class Piece(NamedTuple):
    """A piece of a paragraph: HTML, the format of the text and the link around it."""

    html: str
    format: dict
    link: str


class OpenField:
    """A field of Word that has begun."""

    def __init__(self, outer=None):
        self.instruction = []
        self.is_result = False
        # what is known of all fields around it, which stays so until it ends
        self.is_inside_result = outer is None or outer.is_shown
        self.link = outer.link if outer else ""

    @property
    def is_shown(self):
        """Whether what stands in it is the result of all fields around it."""
        return self.is_result and self.is_inside_result


def get_link(url):
    """Return an address if it is one for a mail, else an empty text."""
    url = (url or "").strip()
    return url if len(url) <= MAX_LINK and LINK.match(url) else ""


def show_text(text):
    """Return a text with its spaces, of which HTML shows only one."""
    return SPACES.sub(lambda found: "\u00a0" * (len(found.group()) - 1) + " ", text)


def choose(element):
    """Return the content of the alternative that we understand best, or None."""
    choices = element.findall(MC + "Choice")
    for choice in choices:
        if set((choice.get("Requires") or "").split()) <= KNOWN_CHOICES:
            return choice
    fallback = element.find(MC + "Fallback")
    return fallback if fallback is not None or not choices else choices[0]


class TextReader:
    """Reads paragraphs into pieces of HTML.

    :param document: the HtmlDocument: styles, pictures, notes and open fields
    :param part: the part that the paragraphs are in
    """

    def __init__(self, document, part):
        self.document = document
        self.part = part
        self.pieces = []
        self.boxes = []
        self.readers = {
            W + "t": lambda element: self._add(escape(show_text(element.text or ""))),
            MATH + "t": lambda element: self._add(escape(element.text or "")),
            W + "tab": lambda element: self._add(TAB),
            W + "ptab": lambda element: self._add(TAB),
            W + "cr": lambda element: self._add("<br/>"),
            W + "br": self._read_break,
            W + "noBreakHyphen": lambda element: self._add("\u2011"),
            W + "softHyphen": lambda element: self._add("\u00ad"),
            W + "sym": self._read_symbol,
            W + "fldChar": self._read_mark,
            W + "instrText": self._read_instruction,
            W + "drawing": self._read_drawing,
            W + "pict": self._read_drawing,
            W + "object": self._read_drawing,
            W + "footnoteReference": self._read_note,
            W + "endnoteReference": self._read_note,
        }

    def collect(self, paragraph, base):
        """Return the pieces of a paragraph and the text boxes in it.

        :param paragraph: a ``w:p``
        :param dict base: the format of its style
        """
        self.pieces, self.boxes = [], []
        self.base, self.format, self.link = base, base, ""
        self._read_content(paragraph)
        return self.pieces, self.boxes

    def _read_content(self, container):
        for child in container:
            tag = child.tag
            if tag in (W + "r", MATH + "r"):
                self._read_run(child)
            elif tag in TRANSPARENT:
                self._read_content(child)
            elif tag == W + "hyperlink":
                self._read_linked(child, self._get_target(child))
            elif tag == W + "fldSimple":
                found = LINK_FIELD.match(child.get(W + "instr") or "")
                self._read_linked(child, get_link(found and found.group(1)))
            elif tag == MC + "AlternateContent":
                chosen = choose(child)
                if chosen is not None:
                    self._read_content(chosen)

    def _read_linked(self, element, link):
        around, self.link = self.link, link or self.link
        self._read_content(element)
        self.link = around

    def _get_target(self, element):
        relation = self.part.rels.get(element.get(R + "id"))
        if relation is None or not relation.is_external:
            return ""
        return get_link(relation.target_ref)

    def _read_run(self, run):
        self.format = self.document.styles.add_character_style(
            self.base, run.find(W + "rPr")
        )
        self._read_run_content(run)

    def _read_run_content(self, container):
        for child in container:
            if child.tag in self.readers:
                self.readers[child.tag](child)
            elif child.tag == MC + "AlternateContent":
                chosen = choose(child)
                if chosen is not None:
                    self._read_run_content(chosen)
            elif child.tag in TRANSPARENT:
                self._read_content(child)

    @property
    def _is_shown(self):
        fields = self.document.fields
        return not fields or fields[-1].is_shown

    def _add(self, html, text_format=None):
        if html and self._is_shown and not self.format.get("hidden"):
            fields = self.document.fields
            link = self.link or (fields[-1].link if fields else "")
            wanted = self.format if text_format is None else text_format
            self.pieces.append(Piece(html, wanted, link))

    def _read_break(self, element):
        if element.get(W + "type") not in PAGE_BREAKS:
            self._add("<br/>")

    def _read_symbol(self, element):
        try:
            code = int(element.get(W + "char") or "", 16)
        except ValueError:
            return
        if code & 0xF000 == 0xF000:
            self._add(SYMBOLS.get(code & 0xFF, ""))
        elif 0x20 <= code <= 0xFFFF:
            self._add(escape(chr(code)))

    def _read_mark(self, element):
        fields = self.document.fields
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            fields.append(OpenField(fields[-1] if fields else None))
        elif kind == "separate" and fields:
            fields[-1].is_result = True
            found = LINK_FIELD.match("".join(fields[-1].instruction))
            link = get_link(found and found.group(1))
            fields[-1].link = link or fields[-1].link
        elif kind == "end" and fields:
            fields.pop()

    def _read_instruction(self, element):
        fields = self.document.fields
        if fields and not fields[-1].is_result:
            fields[-1].instruction.append(element.text or "")

    def _read_drawing(self, drawing):
        for element in self._walk(drawing):
            if element.tag == W + "txbxContent":
                if self._is_shown:
                    self.boxes.append(element)
            else:
                picture = self.document.pictures.make_html(element, self.part)
                self._add(picture, self.base)

    def _walk(self, drawing):
        """Yield the pictures and text boxes of a drawing, not those inside others."""
        for child in drawing:
            if child.tag in (W + "txbxContent", A + "blip", VML + "imagedata"):
                yield child
            elif child.tag == MC + "AlternateContent":
                chosen = choose(child)
                if chosen is not None:
                    yield from self._walk(chosen)
            else:
                yield from self._walk(child)

    def _read_note(self, element):
        if not self._is_shown:
            return
        number = self.document.add_note(NOTES[element.tag], element.get(W + "id"))
        if number:
            self._add(f"<sup>{number}</sup>", self.base)


def write_pieces(pieces, base):
    """Return the HTML of pieces in a text of some format."""
    html = ""
    start = 0
    while start < len(pieces):
        end = start + 1
        while end < len(pieces) and pieces[end].link == pieces[start].link:
            end += 1
        content = _write_formats(pieces[start:end], base)
        link = pieces[start].link
        html += f'<a href="{escape(link)}">{content}</a>' if link else content
        start = end
    return html


def _write_formats(pieces, base):
    html = ""
    start = 0
    while start < len(pieces):
        end = start + 1
        while end < len(pieces) and pieces[end].format == pieces[start].format:
            end += 1
        content = "".join(piece.html for piece in pieces[start:end])
        html += _wrap(content, pieces[start].format, base)
        start = end
    return html


def _wrap(content, wanted, base):
    """Return HTML with the tags of its format around it."""
    css = get_run_css(wanted, base)
    tags = ["sup"] if wanted.get("position") == "superscript" else []
    tags += ["sub"] if wanted.get("position") == "subscript" else []
    for name, tag in (("strike", "s"), ("underline", "u")):
        tags += [tag] if wanted.get(name) else []
    for name, tag in (("italic", "i"), ("bold", "b")):
        tags += [tag] if wanted.get(name) and not base.get(name) else []
    for tag in tags:
        content = f"<{tag}>{content}</{tag}>"
    return f"<span{make_style(css)}>{content}</span>" if css else content
