# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading a .docx: a zip of parts, checked before anything is unpacked."""

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib

from lxml import etree

from .errors import TemplateError
from .names import CONTENT_TYPES
from .sentences import Sentence as _lt

MEGABYTE = 1024 * 1024
MAX_FILE = 40 * MEGABYTE
MAX_PARTS = 2000
# An entry of the directory begins so; embedded documents have some of their own.
ENTRY = b"PK\1\2"
MAX_ENTRIES = 20_000
MAX_NAME = 255
MAX_UNPACKED = 80 * MEGABYTE
MAX_XML_PART = 16 * MEGABYTE
# An element takes far more memory than the few bytes it may be written in.
MAX_TAGS = 1_000_000
# XML packs well; 1:200 is beyond any real document.
MAX_RATIO = 200
RATIO_MATTERS_FROM = MEGABYTE

MAIN_TYPE = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
TEMPLATE_TYPE = MAIN_TYPE.replace("document.main", "template.main")
CONTENT_TYPES_PART = "[Content_Types].xml"
# A doctype may be written in UTF-16; without the zeros it reads the same.
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"^[^<]{0,8}<\?xml[^>]*encoding=[\"']([\w.-]+)")
ENCODINGS = {b"utf-8", b"utf-16", b"utf8", b"us-ascii", b"ascii"}
# Private characters mark places in a program; nothing else may use them.
MARKS = {0xF8F0: None, 0xF8F1: None}
# As they are in UTF-8, as references, and what UTF-16 is known by.
TRACES_OF_MARKS = (b"\xef\xa3\xb0", b"\xef\xa3\xb1", b"&#", b"\0")


def read_package(data):
    """Return the parts of a document by name, in their order.

    :param bytes data: the file
    :rtype: dict[str, bytes]
    :raise TemplateError: it is no .docx, or not one that is safe to read
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TemplateError(_lt("The file is no Word document (.docx)."))
    data = bytes(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise TemplateError(
            _lt(
                "The file is protected with a password or saved in an old format; "
                "remove the password and save it as a Word document (.docx)."
            )
        )
    if len(data) > MAX_FILE:
        raise TemplateError(
            _lt(
                "The file is larger than %(size)s MB; compress its pictures.",
                size=MAX_FILE // MEGABYTE,
            )
        )
    if data[:2] != b"PK":
        raise TemplateError(_lt("The file is no Word document (.docx)."))
    # before anything is made of them
    _check_count(data.count(ENTRY), MAX_ENTRIES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = _check_directory(archive.infolist())
            return {info.filename: _read(archive, info) for info in infos}
    except TemplateError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        ValueError,
        OSError,
        IndexError,
        OverflowError,
        # a compression nobody uses, a field of the directory cut short
        NotImplementedError,
        struct.error,
        lzma.LZMAError,
    ) as error:
        raise TemplateError(
            _lt("The file is damaged; open it in Word and save it again.")
        ) from error


def _read(archive, info):
    """Unpack a part, no further than the size that was checked."""
    with archive.open(info) as part:
        return part.read(info.file_size + 1)


def _check_directory(infos):
    """Return the entries of a zip that are files, after looking at all of them."""
    infos = [info for info in infos if not info.filename.endswith("/")]
    _check_count(len(infos), MAX_PARTS)
    names = set()
    for info in infos:
        _check_entry(info)
        if info.filename.lower() in names:
            raise TemplateError(
                _lt(
                    "The file has the part %(part)s twice; save it again in Word.",
                    part=info.filename,
                )
            )
        names.add(info.filename.lower())
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise TemplateError(
            _lt("The document is too large when it is unpacked; make it smaller.")
        )
    return infos


def _check_count(count, limit):
    if count > limit:
        raise TemplateError(
            _lt(
                "The file has %(count)s parts, more than the %(limit)s that are "
                "allowed; save it again in Word.",
                count=count,
                limit=limit,
            )
        )


def _check_entry(info):
    name = info.filename
    if (
        len(name) > MAX_NAME
        or name.startswith("/")
        or "\\" in name
        or ".." in name.split("/")
        or ":" in name
        or "\0" in info.orig_filename
    ):
        raise TemplateError(
            _lt("The file has a part with an unsafe name; save it again in Word.")
        )
    if info.flag_bits & 0x1:
        raise TemplateError(
            _lt("The file is protected with a password; remove the password.")
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise TemplateError(
            _lt(
                "The file is packed in a way that Word does not know; save it "
                "again in Word."
            )
        )
    too_large = info.file_size > MAX_XML_PART and name.lower().endswith(
        (".xml", ".rels")
    )
    inflated = info.file_size > MAX_RATIO * max(info.compress_size, 1)
    if too_large or (inflated and info.file_size > RATIO_MATTERS_FROM):
        raise TemplateError(
            _lt(
                "The part %(part)s is too large when it is unpacked; make the "
                "document smaller.",
                part=name,
            )
        )


def parse_xml(data, name):
    """Return the root element of a part.

    :raise TemplateError: the part is no XML, or has a document type
    """
    check_xml(data, name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TemplateError(
            _lt(
                "The part %(part)s of the document is damaged; open the document "
                "in Word and save it again.",
                part=name,
            )
        ) from error
    if any(trace in data for trace in TRACES_OF_MARKS):
        _drop_marks(root)
    return root


def _drop_marks(root):
    """Remove the characters that mark places, however they are written."""
    for element in root.iter():
        element.text = element.text and element.text.translate(MARKS)
        element.tail = element.tail and element.tail.translate(MARKS)
        for name, value in element.attrib.items():
            element.set(name, value.translate(MARKS))


def check_xml(data, name):
    """Check that a part has no document type and is not too large for a tree."""
    if data.count(b"<") > MAX_TAGS:
        raise TemplateError(
            _lt(
                "The part %(part)s has more than %(limit)s tags; make the document "
                "smaller.",
                part=name,
                limit=MAX_TAGS,
            )
        )
    encoding = ENCODING.match(data.replace(b"\0", b"")[:200])
    strange = encoding and encoding.group(1).lower() not in ENCODINGS
    if strange or DOCTYPE.search(data.replace(b"\0", b"") if b"\0" in data else data):
        raise TemplateError(
            _lt(
                "The part %(part)s has a document type, which Word never writes; "
                "save the document again in Word.",
                part=name,
            )
        )


def serialise(root):
    """Return an element as the text of a part."""
    text = etree.tostring(root, encoding="unicode")
    return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text


class ContentTypes:
    """The part that names the type of every other part."""

    def __init__(self, parts):
        if CONTENT_TYPES_PART not in parts:
            raise TemplateError(_lt("The file is no Word document (.docx)."))
        # written anew without prefixes, which parts that are added have not either
        self.root = etree.Element(
            CONTENT_TYPES + "Types", nsmap={None: CONTENT_TYPES[1:-1]}
        )
        self.defaults = {}
        self.overrides = {}
        for found in parse_xml(parts[CONTENT_TYPES_PART], CONTENT_TYPES_PART):
            element = etree.SubElement(self.root, found.tag, found.attrib)
            kind = element.get("ContentType") or ""
            if element.tag == CONTENT_TYPES + "Default":
                self.defaults[(element.get("Extension") or "").lower()] = kind
            elif element.tag == CONTENT_TYPES + "Override":
                name = (element.get("PartName") or "").lstrip("/")
                self.overrides[name.lower()] = kind
                if kind == TEMPLATE_TYPE:
                    element.set("ContentType", MAIN_TYPE)

    def get(self, name):
        """Return the type of a part."""
        extension = posixpath.splitext(name)[1].lstrip(".").lower()
        return self.overrides.get(name.lower(), self.defaults.get(extension, ""))

    def add_default(self, extension, kind):
        """Name the type of the parts with an extension, unless it is named."""
        if extension not in self.defaults:
            self.defaults[extension] = kind
            element = etree.Element(CONTENT_TYPES + "Default")
            element.set("Extension", extension)
            element.set("ContentType", kind)
            self.root.insert(0, element)

    def check_no_macros(self, names):
        """Refuse documents that bring programs along.

        :param names: the names of the parts
        """
        kinds = [*self.defaults.values(), *self.overrides.values()]
        kinds += [name for name in names if name.lower().endswith("vbaproject.bin")]
        for kind in kinds:
            if "macroenabled" in kind.lower() or "vba" in kind.lower():
                raise TemplateError(
                    _lt(
                        "The document contains macros; save it as a Word document "
                        "without macros (.docx)."
                    )
                )
