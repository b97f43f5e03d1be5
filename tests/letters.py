# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word documents and PDFs for the tests of letters."""

import io
import zipfile

import docx
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

from odoo.tools.pdf import PdfReader

# What readers of damaged PDFs log to, by the version of the library.
PDF_READERS = ("pypdf._reader", "PyPDF2._reader")
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships'
    '"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>"
)


def pack(document_xml, name="document"):
    """Return the smallest .docx there can be around a main part.

    LibreOffice does not find the main part under another name.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        package.writestr("_rels/.rels", RELATIONSHIPS)
        package.writestr(f"word/{name}.xml", document_xml)
    return buffer.getvalue()


def make_document(text):
    return pack(DOCUMENT % text)


def save(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_picture(width=60, height=40):
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def add_bookmark(paragraph, number, name):
    """Put an empty bookmark at the start of a paragraph."""
    start = OxmlElement("w:bookmarkStart")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    end = OxmlElement("w:bookmarkEnd")
    end.set(qn("w:id"), str(number))
    for position, element in enumerate((start, end)):
        paragraph._p.insert(position, element)


def make_letters(page_counts):
    """Return one document of letters with so many pages each.

    Each has a section, a header and page numbers of its own, a heading, and a picture
    that is 10 pixels wider than the one of the letter before.
    """
    document = docx.Document()
    for number, page_count in enumerate(page_counts, start=1):
        section = document.sections[0]
        if number > 1:
            section = document.add_section(WD_SECTION.NEW_PAGE)
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = f"Header{number}"
        numbering = OxmlElement("w:pgNumType")
        numbering.set(qn("w:start"), "1")
        for element in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(element)
        section._sectPr.append(numbering)
        paragraph = document.add_paragraph(f"Dear contact{number},")
        add_bookmark(paragraph, number, f"letter_{number}")
        document.add_heading(f"Heading{number}", 1)
        document.add_paragraph().add_run().add_picture(
            make_picture(width=60 + 10 * number)
        )
        for page in range(2, page_count + 1):
            document.add_page_break()
            document.add_paragraph(f"Page{page} of contact{number}")
    return save(document)


def make_pdf(objects):
    """Return a PDF of hand-written objects; the first one is the catalogue."""
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body.encode())
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n"
    ) % (len(objects) + 1, table, len(objects) + 1, len(content))


def get_texts(pdf):
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def get_picture_widths(pdf):
    """Return the widths of all pictures that a page brings along, shown or not."""
    widths = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for picture in (page["/Resources"].get("/XObject") or {}).values():
            widths.add(picture.get_object().get("/Width"))
    return widths
