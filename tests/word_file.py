# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Small Word files for tests."""

import base64
import io

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def build_word(*texts):
    """Return a .docx with these paragraphs; ``{{Name}}`` in them is a merge field, and
    a text that begins with ``=`` is the instruction of a field of Word.
    """
    document = Document()
    for text in texts:
        if text.startswith("="):
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), text[1:])
            document.add_paragraph()._p.append(field)
        else:
            document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def encode_word(*texts):
    """Return the .docx as the content of a document."""
    return base64.b64encode(build_word(*texts))


def read_word(content):
    """Return the texts of the paragraphs of a .docx."""
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


WORD_FILE = encode_word("Dear {{Contact_Name}},")
