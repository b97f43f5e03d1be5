# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which files become an e-mail, and what is said of those that do not."""

import inspect
import sys

import pytest

from word_merge import TemplateError, to_html

from .documents import OFFICE, WORD, Document, build, pack
from .markup import insertion, paragraph, root, run

PLAIN = "margin:0 0 0 0"
DAMAGED = "The file is no Word document"


def change(name, content):
    """Return the file of a document with one part changed; None takes it out."""
    parts = Document(paragraph("x")).get_parts()
    if content is None:
        del parts[name]
    else:
        parts[name] = content(parts[name])
    return pack(parts)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("word/document.xml", None, "."),
        ("[Content_Types].xml", None, "."),
        ("_rels/.rels", None, "."),
        ("word/document.xml", lambda text: text[:-20], "."),
        ("word/settings.xml", lambda text: text[:-20], "."),
        ("word/_rels/document.xml.rels", lambda text: text[:-20], "."),
        (
            "word/document.xml",
            lambda text: text.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1),
            ".",
        ),
        (
            "word/_rels/document.xml.rels",
            lambda text: text.replace("settings.xml", "none.xml"),
            ".",
        ),
        (
            "[Content_Types].xml",
            lambda text: text.replace("document.main+xml", "other+xml"),
            DAMAGED,
        ),
    ],
)
def test_files_that_cannot_be_read(name, content, message):
    with pytest.raises(TemplateError, match=message):
        to_html(change(name, content))


def test_entities_in_any_part_are_refused():
    """Also in parts whose name does not say that they are XML."""
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    for name in ("customXml/item1.xml", "word/x.RELS", "word/data.bin"):
        parts = Document(paragraph("x")).get_parts()
        types = parts["[Content_Types].xml"]
        more = f'<Override PartName="/{name}" ContentType="application/any+xml"/>'
        parts["[Content_Types].xml"] = types.replace("</Types>", f"{more}</Types>")
        parts[name] = bomb
        with pytest.raises(TemplateError):
            to_html(pack(parts))


def test_what_is_no_xml_may_hold_anything():
    parts = Document(paragraph("x")).get_parts()
    types = parts["[Content_Types].xml"]
    more = '<Default Extension="bin" ContentType="application/octet-stream"/>'
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{more}</Types>")
    parts["word/data.bin"] = b"\x00<!DOCTYPE x [\xff"
    assert to_html(pack(parts)) == f'<p style="{PLAIN}">x</p>'


def test_macros_are_refused():
    types = "application/vnd.ms-word.document.macroEnabled.main+xml"
    parts = Document(paragraph("x")).get_parts()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        f"{WORD}document.main+xml", types
    )
    with pytest.raises(TemplateError, match="macro"):
        to_html(pack(parts))


def test_the_strict_kind_of_word_documents():
    """Word can save in other namespaces; what is in them is the same."""
    parts = Document(paragraph("x", properties='<w:jc w:val="center"/>')).get_parts()
    parts = {
        name: content.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships/")
        for name, content in parts.items()
    }
    html = to_html(pack(parts))
    assert html == f'<p style="{PLAIN};text-align:center">x</p>'


def test_documents_without_a_body():
    parts = Document().get_parts()
    parts["word/document.xml"] = root("document", "")
    assert to_html(pack(parts)) == ""
    assert to_html(build()) == ""


def test_parts_that_are_elsewhere():
    """Styles and lists of another file are left alone."""
    document = Document(paragraph("x"))
    for kind in ("styles", "numbering", "footnotes"):
        target = "https://e.com/x.xml"
        document.add_relation(f"rId{kind}", OFFICE + kind, target, True)
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    document.body += paragraph("y", note)
    expected = "".join(f'<p style="{PLAIN}">{text}</p>' for text in "xy")
    assert to_html(document.build()) == expected


def test_tracked_changes_are_as_if_accepted():
    gone = f'<w:del w:id="1">{run("b").replace("w:t", "w:delText")}</w:del>'
    html = to_html(build(paragraph("a", gone, insertion(run("c")), "d")))
    assert html == f'<p style="{PLAIN}">acd</p>'


def test_rows_that_were_deleted_are_gone():
    """In the text, and in a note."""
    cell = "<w:tc>{}</w:tc>"
    gone = f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{cell}</w:tr>'
    rows = gone.format(paragraph("b")) + f"<w:tr>{cell}</w:tr>".format(paragraph("c"))
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    document = Document(paragraph("a", reference), f"<w:tbl>{rows}</w:tbl>")
    note = f'<w:footnote w:id="1"><w:tbl>{rows}</w:tbl></w:footnote>'
    document.add_part("footnotes.xml", root("footnotes", note), "footnotes")
    html = to_html(document.build())
    assert html.count(">c<") == 2 and ">b<" not in html and html.count("<tr>") == 2


def test_comments_are_left_out():
    marks = '<w:commentRangeStart w:id="1"/>{}<w:commentRangeEnd w:id="1"/>'
    mark = '<w:r><w:commentReference w:id="1"/></w:r>'
    document = Document(paragraph("a", marks.format(run("b")), mark, "c"))
    comment = f'<w:comment w:id="1">{paragraph("secret")}</w:comment>'
    document.add_part("comments.xml", root("comments", comment), "comments")
    assert to_html(document.build()) == f'<p style="{PLAIN}">abc</p>'


def test_tables_inside_each_other_too_deep():
    """What is deeper than Python can go is told in a sentence too."""
    cells = 60
    data = build(
        "<w:tbl><w:tr><w:tc>" * cells
        + paragraph("x")
        + "</w:tc></w:tr></w:tbl>" * cells
    )
    assert to_html(data).count("<td") == cells
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 200)
    try:
        with pytest.raises(TemplateError, match="too many tables or text boxes"):
            to_html(data)
    finally:
        sys.setrecursionlimit(limit)
    with pytest.raises(TemplateError):
        to_html(build("<w:tbl><w:tr><w:tc>" * 2000))
