# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sheets of labels as a Word document: a table for each page, exact to the millimetre.

The rows have an exact height and the columns a fixed width, so nothing that is written
on a label can move the others. Cells have no margins, because older Word moves a table
to the left by them; the texts are indented instead.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .label_text import LINE_HEIGHT, fit

PAGE_WIDTH, PAGE_HEIGHT = 210, 297
# Printers do not reach the edge of the paper.
SIDE, EDGE = 6, 3
# What XML cannot hold.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FONT = "Arial"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# After a table Word wants a paragraph; this one takes a third of a millimetre.
TINY = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)
PARTS = {
    "[Content_Types].xml": f"""{HEAD}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>""",
    "_rels/.rels": f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument"
 Target="word/document.xml"/></Relationships>""",
    "word/_rels/document.xml.rels": f"""{HEAD}<Relationships
 xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/styles"
 Target="styles.xml"/></Relationships>""",
    "word/styles.xml": f"""{HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults>
<w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>
<w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>
</w:docDefaults></w:styles>""",
}


@dataclass(frozen=True)
class LabelSheet:
    """The labels on a sheet of A4: their size in millimetres and their number.

    :param int height: of one label
    :param int width: of one label
    :param int columns: labels beside each other
    :param int rows: labels below each other
    """

    height: int
    width: int
    columns: int
    rows: int = 8

    @property
    def count(self):
        """Return how many labels are on a sheet."""
        return self.columns * self.rows

    @property
    def top(self):
        """Return how far below the edge of the paper the first label begins."""
        return (PAGE_HEIGHT - self.rows * self.height) / 2

    def count_pages(self, labels, start=1):
        """Return how many sheets some labels take.

        :param int labels: their number
        :param int start: the place of the first one
        """
        return -(-(labels + start - 1) // self.count)


SHEETS = {
    "36x70": LabelSheet(36, 70, 3),
    "37x70": LabelSheet(37, 70, 3),
    "36x105": LabelSheet(36, 105, 2),
    "37x105": LabelSheet(37, 105, 2),
}


def build_label_sheets(labels, sheet, start=1):
    """Return labels as a .docx.

    :param list[str] labels: the text of each, with line breaks
    :param LabelSheet sheet: their size
    :param int start: the place of the first one on the first sheet, from 1
    :rtype: bytes
    """
    cells = [""] * (start - 1) + list(labels)
    pages = [
        _make_page(cells[first : first + sheet.count], sheet, is_first=not first)
        for first in range(0, len(cells), sheet.count)
    ]
    section = (
        "<w:sectPr>"
        f'<w:pgSz w:w="{_twips(PAGE_WIDTH)}" w:h="{_twips(PAGE_HEIGHT)}"/>'
        f'<w:pgMar w:top="{_twips(sheet.top)}" w:bottom="0" w:left="0" w:right="0" '
        'w:header="0" w:footer="0" w:gutter="0"/></w:sectPr>'
    )
    body = "".join(pages) or TINY
    document = (
        f'{HEAD}<w:document xmlns:w="{WORD}"><w:body>{body}{section}</w:body>'
        "</w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        for name, content in {**PARTS, "word/document.xml": document}.items():
            # the date that ZipInfo has by itself: equal labels are equal files
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, content)
    return stream.getvalue()


def _twips(millimetres):
    return round(millimetres * 1440 / 25.4)


def _cut(size, count):
    """Return the widths of equal parts, whose sum has no rounding in it."""
    edges = [_twips(size * number) for number in range(count + 1)]
    return [end - begin for begin, end in zip(edges, edges[1:], strict=False)]


def _make_page(cells, sheet, is_first):
    """Return the table of one page, and the paragraph after it."""
    widths = _cut(sheet.width, sheet.columns)
    heights = _cut(sheet.height, sheet.rows)
    cells = cells + [""] * (sheet.count - len(cells))
    rows = []
    for number, height in enumerate(heights):
        first = number * sheet.columns
        row = "".join(
            _make_cell(text, width, sheet, breaks=not (is_first or number or column))
            for column, (text, width) in enumerate(
                zip(cells[first : first + sheet.columns], widths, strict=True)
            )
        )
        rows.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" '
            f'w:hRule="exact"/></w:trPr>{row}</w:tr>'
        )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        f"{TINY}"
    )


def _make_cell(text, width, sheet, breaks):
    """Return the cell of one label; ``breaks`` begins a new page with it."""
    size, lines = fit(
        FORBIDDEN.sub("", text), sheet.width - 2 * SIDE, sheet.height - 2 * EDGE
    )
    is_rtl = _is_rtl(text)
    paragraphs = "".join(
        _make_paragraph(line, size, is_rtl, breaks and not number)
        for number, line in enumerate(lines or [""])
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/>'
        f"</w:tcPr>{paragraphs}</w:tc>"
    )


def _make_paragraph(line, size, is_rtl, breaks):
    indent = _twips(SIDE)
    return (
        f"<w:p><w:pPr>{'<w:pageBreakBefore/>' if breaks else ''}"
        f"{'<w:bidi/>' if is_rtl else ''}"
        f'<w:spacing w:before="0" w:after="0" w:line="{round(size * LINE_HEIGHT * 20)}"'
        f' w:lineRule="exact"/><w:ind w:left="{indent}" w:right="{indent}"/></w:pPr>'
        f'<w:r><w:rPr><w:sz w:val="{2 * size}"/><w:szCs w:val="{2 * size}"/>'
        f"{'<w:rtl/>' if _is_rtl(line) else ''}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
    )


def _is_rtl(text):
    """Whether a text is written from the right to the left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
