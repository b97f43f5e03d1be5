# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The letter of the benchmarks: 65 kB, one page, twelve fields in fourteen places.

With Word's merge fields, the instruction of each over three runs as Word writes them,
or with the same names as docxtpl wants them.
"""

import io
import random
import zlib

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import Image

FIELDS = (
    "Contact_Name",
    "Contact_Company",
    "Contact_Street",
    "Contact_City",
    "Salutation",
    "Salesperson_Name",
    "Subject",
    "Note",
    "Date",
    "Product",
    "Price",
    "Segment_Number",
)
TEXT = (
    "we would like to invite you to our spring fair, where we show what we have been "
    "working on in the past year. There will be coffee, cake and time for a talk with "
    "the people behind the products. We look forward to seeing you. "
)
LOGO_SIDE = 143
TABLE_STYLES = ("Normal Table", "Table Grid")


def make_letter(add_field, counts_pages=False):
    """Return the letter as .docx.

    :param add_field: a function that adds a field of a name to a paragraph
    :param bool counts_pages: whether "page 1 of 1" is at the end of the footer
    """
    document = docx.Document()
    _slim(document)
    _write(document.sections[0].header, "{Contact_Name} · {Segment_Number}", add_field)
    footer = document.sections[0].footer
    _write(footer, "{Salesperson_Name}, {Date}", add_field)
    if counts_pages:
        _add_page_counts(footer.paragraphs[-1])
    document.add_picture(_make_logo(), width=Cm(3))
    for text in (
        "{Contact_Name}",
        "{Contact_Company}",
        "{Contact_Street}",
        "{Contact_City}",
        "Subject: {Subject}",
        "{Salutation},",
        TEXT * 2,
        "{Note}",
        TEXT,
    ):
        _write(document, text, add_field)
    table = document.add_table(rows=2, cols=2, style="Table Grid")
    texts = ("Product", "Price", "{Product}", "{Price}")
    cells = [cell for row in table.rows for cell in row.cells]
    for cell, text in zip(cells, texts, strict=True):
        _write(cell, text, add_field)
    _write(document, "Yours sincerely, {Salesperson_Name}", add_field)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def add_merge_field(paragraph, name):
    """Add a complex field of Word."""
    middle = len(name) // 2
    pieces = (" MERGEFIELD ", name[:middle], f"{name[middle:]} ")
    _add_field(paragraph, pieces, f"«{name}»")


def add_typed_field(paragraph, name):
    """Add a name between braces."""
    paragraph.add_run(f"{{{{ {name} }}}}")


def make_contacts(count):
    """Yield the values of contacts."""
    for number in range(count):
        yield {
            "Contact_Name": f"Anna Contact {number} & Söhne",
            "Contact_Company": f"Company {number % 977} Ltd",
            "Contact_Street": f"{number % 200} Station Road",
            "Contact_City": f"{1000 + number % 9000} Bern",
            "Salutation": f"Dear Ms Contact {number}",
            "Salesperson_Name": "Mitchell Admin",
            "Subject": "Spring fair",
            "Note": "Thank you for your visit." if number % 10 == 0 else "",
            "Date": "5 March 2026",
            "Product": f"Chair {number % 31}",
            "Price": f"{number % 500}.00 EUR",
            "Segment_Number": "SEG/2026/00017",
        }


def _slim(document):
    """Leave out what a letter does not need, down to 38 kB of styles."""
    for part in (document.part, document.part.package):
        for rel_id, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                part.rels.pop(rel_id)
    styles = document.styles.element
    for node in styles.iter():
        node.tail = None
        if len(node):
            node.text = None
    for style in list(styles.style_lst):
        if style.type == WD_STYLE_TYPE.TABLE and style.name_val not in TABLE_STYLES:
            styles.remove(style)


def _write(place, text, add_field):
    """Add a paragraph; names between braces are fields."""
    paragraph = place.add_paragraph()
    for piece in text.replace("{", "\0{").replace("}", "\0").split("\0"):
        if piece.startswith("{"):
            add_field(paragraph, piece[1:])
        elif piece:
            paragraph.add_run(piece)


def _add_page_counts(paragraph):
    """Add the number of the page and how many there are."""
    for text, name in ((", page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(text)
        _add_field(paragraph, [f" {name} "], "9")


def _add_field(paragraph, pieces, shown):
    """Add a complex field with its instruction in pieces."""
    _add_mark(paragraph, "begin")
    for piece in pieces:
        element = OxmlElement("w:instrText")
        element.set(qn("xml:space"), "preserve")
        element.text = piece
        paragraph.add_run()._r.append(element)
    _add_mark(paragraph, "separate")
    paragraph.add_run(shown)
    _add_mark(paragraph, "end")


def _add_mark(paragraph, kind):
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(element)


def _make_logo():
    """Return a picture of 62 kB: noise, which does not compress."""
    noise = random.Random(1).randbytes(3 * LOGO_SIDE**2)
    buffer = io.BytesIO()
    image = Image.frombytes("RGB", (LOGO_SIDE, LOGO_SIDE), noise)
    image.save(buffer, "PNG", compress_level=zlib.Z_BEST_COMPRESSION)
    buffer.seek(0)
    return buffer
