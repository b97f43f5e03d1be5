# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files that are refused: at once, without filling the memory, and with a reason."""

import io
import re
import time
import tracemalloc
import zipfile

import pytest

from word_merge import TemplateError, compile_template, to_html

from .bad_documents import (
    EXTERNAL,
    FIELDS,
    OPEN_FIELDS,
    add_doctype,
    add_part,
    claim_size,
    encrypt,
    fill,
    make_with_relation,
    with_macros,
)
from .documents import OFFICE, Document, build, pack, replace_part, unpack
from .markup import complex_field, paragraph, run, simple_field

GOOD = build("{{Name}}")
MEGABYTE = 1024 * 1024


def refuse(data, words="", memory=48):
    """Check that a file is refused quickly and return the sentence.

    :param str words: what the sentence has to mention
    :param int memory: how many MB may be used besides the file itself
    """
    start = time.perf_counter()
    with pytest.raises(TemplateError) as caught:
        compile_template(data)
    assert time.perf_counter() - start < 1
    tracemalloc.start()
    try:
        with pytest.raises(TemplateError):
            compile_template(data)
        assert tracemalloc.get_traced_memory()[1] < memory * MEGABYTE
    finally:
        tracemalloc.stop()
    sentence = str(caught.value)
    assert re.fullmatch(r"[A-Z].{15,400}[.!]", sentence, re.DOTALL), sentence
    assert re.search(words, sentence, re.IGNORECASE), sentence
    return sentence


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x03\x04", b"hello", b"%PDF-1.4", b"\x00" * 1000, b"{\\rtf1 x}"],
)
def test_not_a_zip(data):
    refuse(data, "word|damaged")


@pytest.mark.parametrize("data", [None, 10**15, 0, "x", ["x"], object()])
def test_no_file(data):
    refuse(data, "word")
    with pytest.raises(TemplateError):
        to_html(data)


@pytest.mark.parametrize("length", [10, 100, 1000, -1, -22, -60])
def test_cut_off(length):
    refuse(GOOD[:length], "word|damaged")


def test_zip_without_a_document():
    refuse(pack({"hello.txt": "hello"}), "word")
    refuse(pack({}), "word")
    parts = unpack(GOOD)
    for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
        kept = {key: value for key, value in parts.items() if key != name}
        refuse(pack(kept), "word|damaged")


def test_document_of_another_program():
    refuse(pack({"mimetype": "application/vnd.oasis.opendocument.text"}), "word")
    sheet = Document(paragraph("x"))
    sheet.main_type = sheet.main_type.replace("wordprocessingml.document", "sheet")
    refuse(sheet.build(), "word")


def test_encrypted():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000
    refuse(ole, "password|encrypt|protect|old")
    refuse(encrypt(GOOD), "password|encrypt|protect")


def test_macros():
    for data in with_macros(GOOD):
        refuse(data, "macro")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "cp037"]
)
@pytest.mark.parametrize(
    "name", ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"]
)
def test_doctype(name, encoding):
    refuse(add_doctype(GOOD, name, encoding))


@pytest.mark.parametrize(
    "name", ["word/header1.xml", "word/styles.xml", "docProps/a.xml"]
)
def test_doctype_in_other_parts(name):
    document = Document(paragraph("x"))
    document.add_header(paragraph("x"))
    document.add_part("styles.xml", "<w:styles xmlns:w='x'/>", "styles")
    data = replace_part(document.build(), "docProps/a.xml", "<a/>")
    refuse(add_doctype(data, name), "document type|doctype")


@pytest.mark.parametrize(("kind", "target"), EXTERNAL)
def test_external_relations(kind, target):
    for part in ("document", "header1", "settings"):
        refuse(make_with_relation(part, OFFICE + kind, target), "link|outside")


def test_ways_out_that_are_not_called_external():
    for target in ("http://example.com/x.png", "//example.com/x", "file:///etc/passwd"):
        data = make_with_relation("document", f"{OFFICE}image", target, external=False)
        refuse(data, "link|outside")


def test_target_above_the_document():
    data = make_with_relation(
        "document", f"{OFFICE}image", "../../../../etc/passwd", external=False
    )
    try:
        compile_template(data).render({})
    except TemplateError as error:
        assert "/etc" not in str(error) or str(error).endswith(".")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("pieces", [1, 4])
def test_fields_that_read_files_or_skip_contacts(field, pieces):
    name = field.split()[0]
    refuse(build(paragraph(complex_field(f" {field} ", pieces=pieces))), name)
    refuse(build(paragraph(simple_field(field))), name)
    lower = field.replace(name, name.lower())
    refuse(build(paragraph(simple_field(lower))), name)
    document = Document(paragraph("x"))
    document.add_footer(paragraph(complex_field(field, pieces=pieces, noise=True)))
    refuse(document.build(), name)


@pytest.mark.parametrize("field", FIELDS)
def test_fields_that_read_files_inside_others(field):
    name = field.split()[0]
    inner = complex_field(f" {field} ")
    runs = '<w:r><w:instrText> IF 1 = 1 "</w:instrText></w:r>'
    runs += inner + '<w:r><w:instrText>" "b" </w:instrText></w:r>'
    refuse(build(paragraph(complex_field(runs))), name)
    refuse(build(paragraph(complex_field(" PAGE ", inner))), name)


@pytest.mark.parametrize("markup", OPEN_FIELDS)
def test_fields_that_are_not_closed(markup):
    refuse(build(paragraph(markup), paragraph("x")), "field")
    document = Document(paragraph("x"))
    document.add_header(paragraph(markup))
    refuse(document.build(), "field")


@pytest.mark.parametrize(
    "name",
    [
        "../evil.xml",
        "word/../../evil.xml",
        "/etc/passwd",
        "..\\evil.xml",
        "C:\\evil.xml",
    ],
)
def test_unsafe_names(name):
    refuse(add_part(GOOD, name, "x"), "name|damaged")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["word/document.xml", "WORD/Document.XML"])
def test_part_that_is_there_twice(name):
    refuse(add_part(GOOD, name, "<x/>"), "twice|two|duplicate")


def test_10_000_parts():
    parts = [(f"word/media/{number}.png", b"x") for number in range(10_000)]
    refuse(pack([*unpack(GOOD).items(), *parts]), "parts")


def test_200_megabytes_of_text():
    text = run("a" * 1000) * 1000
    sizes = {"word/document.xml": 200, "word/header9.xml": 200, "word/a.bin": 200}
    for name, size in sizes.items():
        refuse(fill(GOOD, name, text.encode(), size * MEGABYTE), "large|big|size")


def test_many_parts_that_are_large_together():
    data = GOOD
    noise = bytes(range(256)) * 4
    with io.BytesIO(data) as buffer:
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            for number in range(40):
                archive.writestr(f"word/media/{number}.bin", noise * 4096)
        data = buffer.getvalue()
    refuse(data, "large|big|size")


@pytest.mark.parametrize(
    ("compression", "size"),
    [(zipfile.ZIP_DEFLATED, 300), (zipfile.ZIP_BZIP2, 20), (zipfile.ZIP_LZMA, 20)],
)
def test_sizes_that_are_too_small_in_the_directory(compression, size):
    name, piece = "word/large.xml", b" " * MEGABYTE
    large = fill(GOOD, name, piece, size * MEGABYTE, compression)
    refuse(claim_size(large, name, 1000), memory=8)


def test_xml_that_is_nested_deeply():
    for count in (1000, 100_000):
        refuse(build("<w:sdt>" * count + "</w:sdt>" * count), "word|damaged")
    data = build(paragraph("x"))
    broken = replace_part(data, "word/document.xml", b"<w:document")
    refuse(broken, "damaged")
