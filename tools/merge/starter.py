# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The letter that a new Word template starts from."""

import io
from dataclasses import dataclass

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

ACCENT = RGBColor(0x2F, 0x4B, 0x6E)
GREY = RGBColor(0x59, 0x59, 0x59)
DETAIL = {"color": GREY, "size": Pt(9)}
A4 = (Cm(21), Cm(29.7))
US_LETTER = (Cm(21.59), Cm(27.94))


@dataclass(frozen=True)
class StarterLetter:
    """What a starter letter needs to know.

    :param dict labels: the texts ``text``, ``closing``, ``page`` and ``vat``
    :param str lang: the code of the language, for Word's spelling check
    :param bool is_us: on US Letter instead of A4
    :param bytes logo: a picture that every letter replaces by the company's logo
    """

    labels: dict
    lang: str
    is_us: bool = False
    logo: bytes = b""

    def build(self):
        """Return the letter as a .docx.

        :rtype: bytes
        """
        document = Document()
        self._set_page(document)
        self._set_style(document)
        self._write_header(document.sections[0].header)
        self._write_body(document)
        self._write_footer(document.sections[0].footer)
        document.core_properties.author = ""
        document.core_properties.title = self.labels["title"]
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()

    def _set_page(self, document):
        section = document.sections[0]
        section.page_width, section.page_height = US_LETTER if self.is_us else A4
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin, section.bottom_margin = Cm(4), Cm(2.5)
        section.header_distance = section.footer_distance = Cm(1.2)

    def _set_style(self, document):
        style = document.styles["Normal"]
        style.font.name, style.font.size = "Calibri", Pt(11)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.1
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), self.lang.partition("@")[0].replace("_", "-"))
        style.element.get_or_add_rPr().append(language)
        # merged dates take their names of months from the defaults of the document
        for default in document.styles.element.iter(qn("w:lang")):
            default.set(qn("w:val"), language.get(qn("w:val")))

    def _write_header(self, header):
        width = Cm(16)
        table = header.add_table(1, 2, width)
        left, right = table.rows[0].cells
        left.width, right.width = Cm(7), Cm(9)
        if self.logo:
            picture = (
                left.paragraphs[0]
                .add_run()
                .add_picture(io.BytesIO(self.logo), height=Cm(1.6))
            )
            picture._inline.docPr.set("descr", "{{Company_Logo}}")
        name = right.paragraphs[0]
        name.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._add_field(name, "Company_Name", bold=True, color=ACCENT, size=Pt(13))
        for field in ("Company_Address", "Company_Phone", "Company_Website"):
            line = right.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._add_field(line, field, color=GREY, size=Pt(9))
        # Word wants a paragraph after a table, and python-docx puts one before
        header._element.append(header.paragraphs[0]._element)

    def _write_body(self, document):
        self._add_line(document, "Contact_Name")
        self._add_line(document, "Contact_Address", after=Pt(30))
        self._add_line(document, "Date", after=Pt(18))
        self._add_line(document, "Subject", after=Pt(18), bold=True, color=ACCENT)
        self._add_line(document, "Salutation_Formal", after=Pt(10))
        text = document.add_paragraph(self.labels["text"])
        text.paragraph_format.space_after = Pt(10)
        self._add_line(document, "Note", after=Pt(10))
        closing = document.add_paragraph(self.labels["closing"])
        closing.paragraph_format.space_after = Pt(36)
        closing.paragraph_format.keep_with_next = True
        self._add_line(document, "Salesperson_Name", bold=True)
        # on one line, so that what is empty leaves no hole
        details = document.add_paragraph()
        for name in ("Salesperson_Job_Position", "Salesperson_Phone"):
            self._add_field(details, name, switches=' \\f " · "', **DETAIL)
        self._add_field(details, "Salesperson_Email", **DETAIL)

    def _write_footer(self, footer):
        line = footer.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style = {"color": GREY, "size": Pt(8)}
        self._add_field(line, "Company_Name", **style)
        # the text before comes only where there is a number
        switch = ' \\b " · {} "'.format(self.labels["vat"])
        self._add_field(line, "Company_VAT", switches=switch, **style)
        self._add_run(line, " · {} ".format(self.labels["page"]), **style)
        self._add_code(line, " PAGE ", "1", **style)

    def _add_line(self, document, name, after=None, **style):
        paragraph = document.add_paragraph()
        if after is not None:
            paragraph.paragraph_format.space_after = after
        self._add_field(paragraph, name, **style)

    def _add_field(self, paragraph, name, switches="", **style):
        self._add_code(
            paragraph, f" MERGEFIELD {name}{switches} ", f"«{name}»", **style
        )

    def _add_code(self, paragraph, code, shown, **style):
        """Add a field of Word: its code, and what is shown until it is merged."""
        self._add_mark(paragraph, "begin", **style)
        instruction = OxmlElement("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        instruction.text = code
        self._add_run(paragraph, "", **style)._element.append(instruction)
        self._add_mark(paragraph, "separate", **style)
        self._add_run(paragraph, shown, **style)
        self._add_mark(paragraph, "end", **style)

    def _add_mark(self, paragraph, kind, **style):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        self._add_run(paragraph, "", **style)._element.append(mark)

    def _add_run(self, paragraph, text, bold=None, color=None, size=None):
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, size
        if color is not None:
            run.font.color.rgb = color
        return run
