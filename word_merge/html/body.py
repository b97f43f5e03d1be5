# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Paragraphs, lists and tables of a text as HTML."""

from ..escaping import escape
from ..names import MC, W
from .formats import (
    get_paragraph_css,
    get_run_css,
    make_style,
    points,
    read_paragraph_properties,
)
from .lists import OpenLists
from .tables import TableWriter
from .text import TextReader, choose, write_pieces

TRANSPARENT = {
    W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
}
# A paragraph with nothing but these is no empty line.
INVISIBLE = [W + name for name in ("drawing", "pict", "object", "sectPr", "fldChar")]
INVISIBLE.append(W + "br")
# On a paragraph as a whole these cannot be taken back by a run.
RUN_ONLY = ("underline", "strike", "position", "background", "hidden")
TABLE = object()
LABEL_SPACE = "\u00a0\u00a0"


def iter_blocks(container):
    """Yield the paragraphs and tables of a container."""
    for child in container:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in TRANSPARENT:
            yield from iter_blocks(child)
        elif child.tag == MC + "AlternateContent":
            chosen = choose(child)
            if chosen is not None:
                yield from iter_blocks(chosen)


class BlockWriter:
    """Writes the paragraphs of one part.

    :param document: the HtmlDocument
    :param part: the part that the paragraphs are in
    :param dict run_format: what a table says about the text in it
    :param dict paragraph_format: what a table says about the paragraphs in it
    """

    def __init__(self, document, part, run_format=None, paragraph_format=None):
        self.document = document
        self.part = part
        self.styles = document.styles
        self.run_format = run_format or {}
        self.paragraph_format = paragraph_format or {}
        self.lists = OpenLists()

    def make_html(self, container):
        """Return the HTML of the paragraphs and tables in an element."""
        blocks = list(iter_blocks(container))
        names = [
            self.styles.get_style_name(block) if block.tag == W + "p" else TABLE
            for block in blocks
        ]
        html = []
        neighbours = zip([None, *names], [*names[1:], None], strict=False)
        for block, name, around in zip(blocks, names, neighbours, strict=False):
            if block.tag == W + "tbl":
                html.append(self.lists.close())
                html.append(TableWriter(self, block).make_html())
                continue
            html.append(self._write_paragraph(block, name, around))
        return "".join(html) + self.lists.close()

    def write_inside(self, container, run_format, paragraph_format):
        """Return the HTML of a cell or text box."""
        writer = BlockWriter(self.document, self.part, run_format, paragraph_format)
        return writer.make_html(container)

    def _write_paragraph(self, paragraph, style, around):
        text_format = {
            **self.styles.run_defaults,
            **self.run_format,
            **self.styles.get_run(style),
        }
        pieces, boxes = TextReader(self.document, self.part).collect(
            paragraph, text_format
        )
        wanted, level = self._get_format(paragraph, style)
        if wanted.get("contextual"):
            self._close_up(wanted, style, around)
        html = ""
        if pieces or next(paragraph.iter(*INVISIBLE), None) is None:
            html = self._write_item(pieces, text_format, wanted, level, style)
        if boxes:
            html += self.lists.close()
        return html + "".join(self.write_inside(box, {}, {}) for box in boxes)

    @staticmethod
    def _close_up(wanted, style, around):
        """Drop the space between paragraphs of the same style."""
        for side, neighbour in zip(("before", "after"), around, strict=True):
            if style is not None and neighbour == style:
                wanted[side] = 0

    def _get_format(self, paragraph, style):
        """Return the format of a paragraph and the level of its list, or None."""
        own = read_paragraph_properties(paragraph.find(W + "pPr"))
        named = self.styles.get_paragraph(style)
        number = own.get("list", named.get("list"))
        depth = own.get("level", named.get("level")) or 0
        level = self.document.numbers.get_level(number, depth)
        from_list = level.paragraph if level else {}
        wanted = {
            **self.styles.paragraph_defaults,
            **self.paragraph_format,
            # the list has the last word on indents where it was put on directly
            **(named | from_list if "list" in own else from_list | named),
            **own,
        }
        return {**wanted, "list": number, "level": depth}, level

    def _write_item(self, pieces, text_format, wanted, level, style):
        heading = self.styles.get_heading(style)
        if level is None:
            return self._write_block(pieces, text_format, wanted, heading)
        number, depth = wanted["list"], wanted["level"]
        count = 0 if level.is_bullet else self.document.numbers.count(number, depth)
        if heading or not level.is_plain:
            numbers = self.document.numbers
            label = "" if level.is_bullet else numbers.get_label(number, depth)
            return self._write_block(pieces, text_format, wanted, heading, label)
        content = write_pieces(pieces, self.styles.run_base) or "<br/>"
        return self.lists.add_item(content, number, depth, level, count, wanted)

    def _write_block(self, pieces, text_format, wanted, heading, label=""):
        """Return the HTML of a paragraph or heading."""
        base = {key: value for key, value in text_format.items() if key not in RUN_ONLY}
        # mail clients have sizes and weights of their own for headings
        css = get_paragraph_css(wanted, self.styles.paragraph_base)
        css += get_run_css(base, {"bold": True} if heading else self.styles.run_base)
        if not heading:
            css += ["font-weight:bold"] * self._turns_on("bold", base)
            css += ["font-style:italic"] * self._turns_on("italic", base)
        elif base.get("italic"):
            css.append("font-style:italic")
        if heading and not base.get("size"):
            css.append(f"font-size:{points(10)}")
        content = write_pieces(pieces, base) or "<br/>"
        if label:
            content = escape(label) + LABEL_SPACE + content
        tag = f"h{heading}" if heading else "p"
        direction = ' dir="rtl"' if wanted.get("rtl") else ""
        return (
            f"{self.lists.close()}<{tag}{direction}{make_style(css)}>{content}</{tag}>"
        )

    def _turns_on(self, name, base):
        return bool(base.get(name)) and not self.styles.run_base.get(name)
