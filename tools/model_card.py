# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A model card as a Word document: headings, and tables of two columns."""

import io

from docx import Document
from docx.shared import Cm, Pt


def build_model_card(title, subtitle, sections):
    """Return a model card as a .docx.

    :param str title: the first line
    :param str subtitle: the line below
    :param list sections: tuples of a heading and rows, tuples of a label and a text
    :rtype: bytes
    """
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    document.add_heading(title, level=1)
    document.add_paragraph(subtitle)
    for heading, rows in sections:
        if rows:
            document.add_heading(heading, level=2)
            _add_table(document, rows)
    # nothing of whoever made it
    document.core_properties.author = ""
    document.core_properties.title = title
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_table(document, rows):
    table = document.add_table(rows=len(rows), cols=2, style="Table Grid")
    table.autofit = False
    # Word goes by the cells, LibreOffice by the columns
    for column, width in zip(table.columns, (Cm(6), Cm(10.6)), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row, (label, text) in zip(table.rows, rows, strict=True):
        row.cells[0].paragraphs[0].add_run(label).bold = True
        row.cells[1].text = text
