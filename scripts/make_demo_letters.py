# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make the Word letters of the sample data: demo/documents/spring_*.docx.

Run it with the Python of .odoo/venv after a change; the letters are in the repository.
"""

import io
import zipfile
from pathlib import Path

from demo_letter_logo import draw_logo
from demo_letter_texts import TEXTS
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FOLDER = Path(__file__).parent.parent / "demo" / "documents"
ACCENT = RGBColor(0x1F, 0x6F, 0x64)
GREY = RGBColor(0x5F, 0x66, 0x6D)
SMALL = {"size": Pt(9), "color": GREY}
# The same letter gives the same file, whenever it is made.
ZIP_DATE = (2026, 1, 1, 0, 0, 0)


class Letter:
    """The spring letter in one language."""

    def __init__(self, lang, texts, logo):
        self.lang = lang
        self.texts = texts
        self.logo = logo
        self.document = Document()

    def build(self):
        """Return the letter as a .docx."""
        self._set_page()
        self._set_style()
        self._write_header(self.document.sections[0].header)
        self._write_address()
        self._write_text()
        self._write_table()
        self._write_closing()
        self._write_footer(self.document.sections[0].footer)
        properties = self.document.core_properties
        properties.author, properties.comments = "", ""
        properties.title = self.texts["title"]
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _set_page(self):
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin, section.bottom_margin = Cm(4.2), Cm(2.4)
        section.header_distance, section.footer_distance = Cm(1.3), Cm(1.1)

    def _set_style(self):
        styles = self.document.styles
        style = styles["Normal"]
        style.font.name, style.font.size = "Calibri", Pt(11)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.12
        # the names of months in dates are in this language
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), self.lang)

    def _write_header(self, header):
        table = header.add_table(1, 2, Cm(16.2))
        self._set_columns(table, (3, 13.2))
        left, right = table.rows[0].cells
        run = left.paragraphs[0].add_run()
        picture = run.add_picture(io.BytesIO(self.logo), height=Cm(1.9))
        picture._inline.docPr.set("descr", self.texts["logo"])
        for side in "TBLR":
            # without it LibreOffice leaves a gap
            picture._inline.set(f"dist{side}", "0")
        name = self._align_right(right.paragraphs[0])
        self._field(name, "Company_Name", bold=True, size=Pt(16), color=ACCENT)
        line = self._align_right(right.add_paragraph())
        self._field(line, "Company_Street", ' \\f " · "', **SMALL)
        self._field(line, "Company_Zip", ' \\f " "', **SMALL)
        self._field(line, "Company_City", **SMALL)
        line = self._align_right(right.add_paragraph())
        self._field(line, "Company_Phone", ' \\f " · "', **SMALL)
        self._field(line, "Company_Email", **SMALL)
        # Word wants a paragraph after a table, and python-docx puts one before
        last = header.paragraphs[0]
        header._element.append(last._element)
        self._draw_line(last, "bottom")

    def _align_right(self, paragraph):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return paragraph

    def _draw_line(self, paragraph, side):
        borders = OxmlElement("w:pBdr")
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "4")):
            line.set(qn(f"w:{name}"), value)
        line.set(qn("w:color"), str(ACCENT))
        borders.append(line)
        paragraph._element.get_or_add_pPr().append(borders)

    def _write_address(self):
        name = self._paragraph()
        name.paragraph_format.space_before = Pt(22)
        self._field(name, "Contact_Name", bold=True)
        self._field(self._paragraph(after=26), "Contact_Address")
        line = self._paragraph(after=20)
        self._field(line, "Company_City", ' \\f ", "')
        self._field(line, "Date", f' \\@ "{self.texts["date"]}"')
        self._field(
            self._paragraph(after=14), "Subject", bold=True, size=Pt(13), color=ACCENT
        )

    def _write_text(self):
        self._field(self._paragraph(after=8), "Salutation_Formal")
        self._paragraph(after=8).add_run(self.texts["news"])
        line = self._paragraph(after=8)
        line.add_run(self.texts["visit"] + " ")
        self._condition(line, "Contact_Country", "Company_Country")
        note = self._paragraph(after=10)
        note.paragraph_format.left_indent = Cm(0.6)
        self._field(note, "Note", italic=True, color=ACCENT)
        self._paragraph(after=5).add_run(self.texts["agenda"])

    def _condition(self, paragraph, name, other):
        """Add an IF: one sentence where two fields are the same, else another."""
        self._mark(paragraph, "begin")
        self._code(paragraph, " IF ")
        self._field(paragraph, name)
        self._code(paragraph, " = ")
        self._field(paragraph, other)
        self._code(paragraph, f' "{self.texts["home"]}" "{self.texts["abroad"][0]}')
        self._field(paragraph, name)
        self._code(paragraph, f'{self.texts["abroad"][1]}" ')
        self._mark(paragraph, "separate")
        paragraph.add_run(self.texts["home"])
        self._mark(paragraph, "end")

    def _write_table(self):
        table = self.document.add_table(3, 3)
        self._set_columns(table, (9, 3.6, 3.6))
        self._set_borders(table)
        heads, news, projects = (row.cells for row in table.rows)
        for row in (heads, news, projects):
            for cell in row:
                cell.paragraphs[0].paragraph_format.space_before = Pt(2)
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            self._align_right(row[2].paragraphs[0])
        for cell, text in zip(heads, self.texts["heads"], strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.color.rgb, run.font.size = True, ACCENT, Pt(9.5)
        for cell, text in zip(news, self.texts["first"], strict=False):
            cell.paragraphs[0].add_run(text)
        # one row for every open opportunity of the contact's company
        self._field(projects[0].paragraphs[0], "Opportunities.Name")
        self._field(projects[1].paragraphs[0], "Opportunities.Deadline")
        self._field(projects[2].paragraphs[0], "Opportunities.Amount")

    def _set_columns(self, table, widths):
        """Give columns their widths in cm; the text begins where paragraphs do."""
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "0")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        # the order of the properties is fixed
        table._tbl.tblPr.find(qn("w:tblLayout")).addnext(margins)

    def _set_borders(self, table):
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            line = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "4"), ("color", "C9D6D3")):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)
        table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)

    def _write_closing(self):
        closing = self._paragraph(after=34)
        closing.paragraph_format.space_before = Pt(14)
        closing.paragraph_format.keep_with_next = True
        closing.add_run(self.texts["closing"])
        name = self._paragraph()
        name.paragraph_format.keep_with_next = True
        self._field(name, "Salesperson_Name", bold=True)
        details = self._paragraph()
        self._field(details, "Salesperson_Job_Position", ' \\f " · "', **SMALL)
        self._field(details, "Salesperson_Phone", ' \\f " · "', **SMALL)
        self._field(details, "Salesperson_Email", **SMALL)

    def _write_footer(self, footer):
        line = footer.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._draw_line(line, "top")
        style = {"size": Pt(8), "color": GREY}
        self._field(line, "Company_Name", **style)
        self._field(line, "Company_Website", ' \\b " · "', **style)
        self._field(line, "Segment_Number", ' \\b " · "', **style)
        self._run(line, f" · {self.texts['page']} ", **style)
        self._mark(line, "begin", **style)
        self._code(line, " PAGE ", **style)
        self._mark(line, "separate", **style)
        self._run(line, "1", **style)
        self._mark(line, "end", **style)

    def _paragraph(self, after=0):
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(after)
        return paragraph

    def _field(self, paragraph, name, switches="", **style):
        """Add a MERGEFIELD."""
        self._mark(paragraph, "begin", **style)
        self._code(paragraph, f" MERGEFIELD {name}{switches} ", **style)
        self._mark(paragraph, "separate", **style)
        self._run(paragraph, f"«{name}»", **style)
        self._mark(paragraph, "end", **style)

    def _code(self, paragraph, text, **style):
        code = OxmlElement("w:instrText")
        code.set(qn("xml:space"), "preserve")
        code.text = text
        self._run(paragraph, "", **style)._element.append(code)

    def _mark(self, paragraph, kind, **style):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        self._run(paragraph, "", **style)._element.append(mark)

    def _run(self, paragraph, text, bold=None, italic=None, size=None, color=None):
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, size
        if color is not None:
            run.font.color.rgb = color
        return run


def pack_again(content):
    """Return a .docx without the time at which it was made."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return stream.getvalue()


def main():
    """Write the letter in every language."""
    logo = draw_logo()
    for lang, texts in TEXTS.items():
        path = FOLDER / f"spring_{lang.partition('-')[0]}.docx"
        path.write_bytes(pack_again(Letter(lang, texts, logo).build()))
        print(path.relative_to(FOLDER.parent.parent))


if __name__ == "__main__":
    main()
