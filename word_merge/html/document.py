# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A Word document as HTML for the body of an e-mail.

Mail clients know little: every style is in its tag, widths are percents, and lists and
tables are HTML's own.
"""

import io
import struct
import zipfile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.part import XmlPart
from lxml import etree

from ..cleaning import clean
from ..errors import TemplateError
from ..names import W
from ..package import ContentTypes, check_xml, parse_xml, read_package
from ..sentences import Sentence as _lt
from ..strict import to_ordinary
from ..zip_writer import Member, ZipBase
from .body import BlockWriter
from .formats import to_int
from .list_numbers import ListNumbers
from .pictures import DocumentPictures
from .styles import Styles

KINDS = {
    "styles": RELATIONSHIP_TYPE.STYLES,
    "numbering": RELATIONSHIP_TYPE.NUMBERING,
    "footnotes": RELATIONSHIP_TYPE.FOOTNOTES,
    "endnotes": RELATIONSHIP_TYPE.ENDNOTES,
}
# A4 with the margins of Word.
TEXT_WIDTH = 9070
NOTE_STYLE = "font-size:85%"


def to_html(data, keep_picture=None):
    """Return the text of a Word document as HTML for an e-mail.

    Headers and footers are left out, page breaks too; notes stand at the end. All
    styles are inline. Fields show what Word worked out when the document was saved.

    :param bytes data: a .docx file
    :param keep_picture: a function that keeps a picture and returns its address:
        ``keep_picture(content, content_type)``; without it pictures are left out
    :return: a fragment of HTML
    :rtype: str
    :raise TemplateError: the file is no Word document or is not safe to read
    """
    document = HtmlDocument(_open(data), keep_picture)
    try:
        return document.make_html()
    except RecursionError as error:
        raise TemplateError(
            _lt(
                "The document has too many tables or text boxes inside each other; "
                "use fewer."
            )
        ) from error


def _open(data):
    """Return the main part of a document, after looking at all of it."""
    original = read_package(data)
    parts = to_ordinary(original)
    types = ContentTypes(parts)
    types.check_no_macros(parts)
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels")) or types.get(name).endswith("xml"):
            check_xml(content, name)
    if parts is not original:
        data = ZipBase([Member(*part) for part in parts.items()]).pack([])
    try:
        return docx.Document(io.BytesIO(data)).part
    except (
        OpcError,
        etree.LxmlError,
        zipfile.BadZipFile,
        struct.error,
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        IndexError,
        AssertionError,
        RecursionError,
        NotImplementedError,
        OSError,
    ) as error:
        raise TemplateError(
            _lt(
                "The file is no Word document (.docx), or is damaged; open it in "
                "Word and save it again."
            )
        ) from error


class HtmlDocument:
    """A document that is being written as HTML.

    :param part: the main part, of python-docx
    :param keep_picture: see ``to_html``
    """

    def __init__(self, part, keep_picture):
        self.part = part
        self.pictures = DocumentPictures(keep_picture)
        self.styles = Styles(self._get_root("styles")[0])
        self.numbers = ListNumbers(self._get_root("numbering")[0], self.styles)
        self.text_width = self._get_text_width()
        # the fields of Word that are open at this place of the text
        self.fields = []
        self.notes = []
        self._notes_by_kind = {}
        self._numbers = {}

    def _get_root(self, kind):
        """Return the root of a part and the part, or twice None."""
        for relation in self.part.rels.values():
            if relation.reltype == KINDS[kind] and not relation.is_external:
                part = relation.target_part
                if isinstance(part, XmlPart):
                    return part.element, part
                return parse_xml(part.blob, str(part.partname)), part
        return None, None

    def _get_text_width(self):
        """Return the width of the text of the first section."""
        section = next(self.part.element.iter(W + "sectPr"), None)
        size, margins = (
            None if section is None else section.find(W + name)
            for name in ("pgSz", "pgMar")
        )
        if size is None or margins is None:
            return TEXT_WIDTH
        width = to_int(size.get(W + "w"), 0)
        left, right = (to_int(margins.get(W + side), 0) for side in ("left", "right"))
        if None in (width, left, right) or width - left - right < 1000:
            return TEXT_WIDTH
        return width - left - right

    def make_html(self):
        """Return the text and its notes as HTML."""
        body = self.part.element.find(W + "body")
        if body is None:
            return ""
        clean(body)
        html = BlockWriter(self, self.part).make_html(body)
        return html + self._write_notes()

    def add_note(self, kind, identifier):
        """Return the number of a note that the text refers to, or 0 if it is none.

        :param str kind: ``footnotes`` or ``endnotes``
        :param str identifier: which one
        """
        if kind not in self._notes_by_kind:
            root, part = self._get_root(kind)
            notes = {} if root is None else {note.get(W + "id"): note for note in root}
            self._notes_by_kind[kind] = notes, part
        notes, part = self._notes_by_kind[kind]
        if identifier not in notes:
            return 0
        # a note stands at the end once, however often the text refers to it
        key = kind, identifier
        if key not in self._numbers:
            self.notes.append((notes[identifier], part))
            self._numbers[key] = len(self.notes)
        return self._numbers[key]

    def _write_notes(self):
        if not self.notes:
            return ""
        html = '<hr style="border:0;border-top:1px solid #999999;width:33%" '
        html += 'align="left"/>'
        for number, (note, part) in enumerate(list(self.notes), start=1):
            clean(note)
            self.fields = []
            content = BlockWriter(self, part).make_html(note)
            # the number belongs into the first paragraph of the note
            place = content.find(">") + 1 if content.startswith("<p") else 0
            number = f"<sup>{number}</sup> "
            content = content[:place] + number + content[place:]
            html += f'<div style="{NOTE_STYLE}">{content}</div>'
        return html
