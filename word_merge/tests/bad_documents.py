# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents that somebody made to do harm, or that were damaged."""

import io
import struct
import zipfile

from .documents import (
    CONTENT_TYPES,
    RELATIONSHIPS,
    Document,
    pack,
    replace_part,
    unpack,
)
from .markup import paragraph, run

MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
EXTERNAL = [
    ("image", "http://example.com/pixel.png"),
    ("image", "file:///etc/passwd"),
    ("oleObject", "http://example.com/evil.xls"),
    ("frame", "http://example.com/frame.html"),
    ("subDocument", "file:///C:/other.docx"),
    ("aFChunk", "http://example.com/chunk.html"),
    ("video", "http://example.com/video.mp4"),
]
FIELDS = [
    "INCLUDETEXT c:\\\\secret.docx",
    'INCLUDEPICTURE "http://example.com/x.png" \\d',
    "DDE Excel Sheet1 R1C1",
    "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe calc",
    "LINK Excel.Sheet.8 c:\\\\a.xls",
    "NEXT",
    "NEXTIF 1 = 1",
    "SKIPIF 1 = 1",
]
BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
    for kind in ("begin", "separate", "end")
)
INSTRUCTION = "<w:r><w:instrText> MERGEFIELD Name </w:instrText></w:r>"
OPEN_FIELDS = [
    BEGIN + INSTRUCTION,
    BEGIN + INSTRUCTION + SEPARATE + run("x"),
    BEGIN + BEGIN + INSTRUCTION + SEPARATE + END,
    BEGIN,
    END,
    INSTRUCTION + SEPARATE + run("x") + END,
    SEPARATE,
    BEGIN + INSTRUCTION + END + END,
]
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


def add_doctype(data, name, encoding="utf-8"):
    """Return a document with a document type in one part."""

    def change(content):
        text = content.decode()
        text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
        label = {"utf-16-le": "utf-16", "cp037": "IBM037"}.get(encoding, encoding)
        text = f'<?xml version="1.0" encoding="{label}"?>{ENTITIES}{text}'
        mark = "\ufeff" if encoding == "utf-16-le" else ""
        return (mark + text).encode(encoding)

    return replace_part(data, name, change)


def make_with_relation(part, kind, target, external=True):
    """Return a document in which a part has a relation."""
    document = Document(paragraph("x"))
    document.add_header(paragraph("x"))
    if part == "document":
        document.add_relation("rIdOut", kind, target, external)
        return document.build()
    mode = ' TargetMode="External"' if external else ""
    return add_part(
        document.build(),
        f"word/_rels/{part}.xml.rels",
        f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rIdOut" '
        f'Type="{kind}" Target="{target}"{mode}/></Relationships>',
    )


def with_macros(data):
    """Yield documents that bring a program along."""
    main = Document.main_type.encode()
    types = unpack(data)["[Content_Types].xml"]
    enabled = types.replace(main, MACROS.encode())
    yield replace_part(data, "[Content_Types].xml", enabled)
    default = (
        b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    )
    namespace = f'<Types xmlns="{CONTENT_TYPES}">'.encode()
    with_project = types.replace(namespace, namespace + default)
    yield add_part(
        replace_part(data, "[Content_Types].xml", with_project),
        "word/vbaProject.bin",
        b"\xd0\xcf\x11\xe0",
    )
    # without a type that says so
    yield add_part(data, "word/vbaProject.bin", b"\xd0\xcf\x11\xe0")


def add_part(data, name, content):
    """Return a document with a part more, even one of a name that is there."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def fill(data, name, piece, size, compression=zipfile.ZIP_DEFLATED):
    """Return a document in which a part has so many bytes, made piece by piece."""
    parts = unpack(data)
    parts.pop(name, None)
    buffer = io.BytesIO(pack(parts))
    with zipfile.ZipFile(buffer, "a", compression) as archive:
        with archive.open(name, "w") as part:
            for _number in range(size // len(piece)):
                part.write(piece)
    return buffer.getvalue()


def claim_size(data, name, size):
    """Return a document whose directory says that a part is small."""
    changed = bytearray(data)
    encoded = name.encode()
    place = changed.rindex(b"PK\x01\x02", 0, changed.rindex(encoded))
    struct.pack_into("<I", changed, place + 24, size)
    place = changed.index(b"PK\x03\x04", changed.index(encoded) - 30)
    struct.pack_into("<I", changed, place + 22, size)
    return bytes(changed)


def encrypt(data):
    """Return a document whose parts are marked as encrypted."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(signature)
        while place >= 0:
            changed[place + offset] |= 1
            place = changed.find(signature, place + 1)
    return bytes(changed)
