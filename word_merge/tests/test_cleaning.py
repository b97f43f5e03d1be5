# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is taken out of a document, and nothing more: changes, settings, bindings."""

import pytest
from lxml import etree

from word_merge import TemplateError, compile_template
from word_merge.cleaning import clean

from .documents import WORD, Document, build, replace_part, unpack
from .markup import (
    W,
    content_control,
    if_field,
    merge_field,
    paragraph,
    root,
    run,
    section,
    table,
)
from .merging import render
from .reading import get_markup, get_shown_text, get_text

DELETED_ROW = '<w:del w:id="1" w:author="A"/>'
START = '<w:bookmarkStart w:id="3" w:name="mark"/>'
END = '<w:bookmarkEnd w:id="3"/>'


def read(*body, tag="document"):
    """Return a part after it was cleaned, and what was said of it."""
    content = "".join(body)
    if tag == "document":
        content = f"<w:body>{content}</w:body>"
    tree = etree.fromstring(root(tag, content).encode())
    return tree, clean(tree)


def get_kinds(element):
    """Return the names of the children of an element."""
    return [child.tag.removeprefix(W) for child in element]


# sections


@pytest.mark.parametrize(
    "body",
    [
        [paragraph("a"), section(properties="<w:last/>")],
        [
            section(properties="<w:first/>"),
            paragraph("a"),
            section(properties="<w:last/>"),
        ],
        [section(), section(), section(properties="<w:last/>"), paragraph("a")],
        [section(properties="<w:last/>"), paragraph("a")],
    ],
)
def test_the_last_section_ends_the_text(body):
    tree, _warnings = read(*body)
    assert get_kinds(tree[0]) == ["p", "sectPr"]
    assert tree[0][-1].find(f"{W}last") is not None


def test_text_without_a_section():
    assert get_kinds(read(paragraph("a"))[0][0]) == ["p"]


# deleted rows


def delete_rows(*flags):
    """Return a table with a row for each flag, which says whether it was deleted."""
    body = table(*([f"row{number}"] for number in range(len(flags))))
    rows = body.split("<w:trPr></w:trPr>")
    marks = [f"<w:trPr>{DELETED_ROW if flag else ''}</w:trPr>" for flag in flags]
    pieces = zip(marks, rows[1:], strict=True)
    return rows[0] + "".join(mark + row for mark, row in pieces)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([True, False], "row1"),
        ([False, True], "row0"),
        ([True, True, False], "row2"),
        ([False, False], "row0\nrow1"),
    ],
)
def test_only_rows_that_were_deleted_go(flags, expected):
    tree, warnings = read(delete_rows(*flags), paragraph("end"))
    assert get_kinds(tree[0]) == ["tbl", "p"]
    assert get_shown_text(tree) == f"{expected}\nend"
    assert warnings == (["Tracked changes were accepted."] if any(flags) else [])


def test_a_table_without_rows_goes_with_its_last_one():
    tree, _warnings = read(delete_rows(True, True), paragraph("end"))
    assert get_kinds(tree[0]) == ["p"]
    # the text of a document may end with it, that of a cell or header may not
    tree, _warnings = read(paragraph("a"), delete_rows(True))
    assert get_kinds(tree[0]) == ["p"]
    tree, _warnings = read(paragraph("a"), delete_rows(True), tag="hdr")
    assert get_kinds(tree) == ["p", "p"]
    tree, _warnings = read(delete_rows(True), paragraph("a"), tag="hdr")
    assert get_kinds(tree) == ["p"]
    tree, _warnings = read(delete_rows(True), tag="hdr")
    assert get_kinds(tree) == ["p"] and get_shown_text(tree) == ""


def test_bookmarks_around_deleted_rows_keep_both_ends():
    body = delete_rows(True).replace("<w:tr>", START + "<w:tr>")
    tree, _warnings = read(body, paragraph(END, "a"))
    assert get_kinds(tree[0]) == ["bookmarkStart", "p"]


# settings and other parts


def test_changes_are_no_longer_tracked():
    document = Document(paragraph(merge_field("Name")))
    document.settings = '<w:trackRevisions/><w:zoom w:percent="90"/>'
    template = compile_template(document.build())
    values = {"Name": "Anna"}
    for data in (template.render(values), template.render_combined([values])):
        settings = unpack(data)["word/settings.xml"].decode()
        assert "trackRevisions" not in settings and "zoom" in settings


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ([], "three"),
        (['<w:lang w:val="nl-NL"/>'], "drie"),
        (['<w:lang w:eastAsia="ja-JP"/>', '<w:lang w:val="de-DE"/>'], "drei"),
    ],
)
def test_the_language_of_the_styles(languages, expected):
    document = Document(paragraph(merge_field("Count", "\\* CardText")))
    properties = "".join(f"<w:rPr>{language}</w:rPr>" for language in languages)
    styles = f"<w:docDefaults><w:rPrDefault>{properties}</w:rPrDefault></w:docDefaults>"
    document.add_part("styles.xml", root("styles", styles), "styles")
    assert get_text(render(document.build(), {"Count": 3})) == expected


@pytest.mark.parametrize(
    ("name", "kind", "is_read"),
    [
        ("word/odd.xml", "application/octet-stream", True),
        ("word/ODD.XML", "application/octet-stream", True),
        ("word/odd.bin", f"{WORD}odd+xml", True),
        ("word/odd.bin", "text/xml", True),
        ("word/odd.bin", "application/octet-stream", False),
    ],
)
def test_parts_that_are_xml_by_name_or_type_are_checked(name, kind, is_read):
    document = Document(paragraph("a"))
    document.parts[name] = '<!DOCTYPE a [<!ENTITY x "y">]><a/>'
    document.types[name] = kind
    if is_read:
        with pytest.raises(TemplateError):
            compile_template(document.build())
    else:
        compile_template(document.build())


def test_what_is_said_of_parts_with_strange_names_and_roles():
    words = "has a name that Word does not give; save the document again in Word"
    for name in ("word/_rels/document.xml.RELS", "word/_RELS/document.xml.rels"):
        data = replace_part(build("a"), name, unpack(build("a"))["_rels/.rels"])
        with pytest.raises(TemplateError):
            compile_template(data)
    data = replace_part(build("a"), "odd/x.xml.rels", unpack(build("a"))["_rels/.rels"])
    with pytest.raises(TemplateError, match=words):
        compile_template(data)
    document = Document(paragraph("a"))
    kind = (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    )
    document.add_relation("rIdC", kind, "document.xml")
    with pytest.raises(TemplateError, match="is said to be its own comments; open it"):
        compile_template(document.build())


def test_what_looks_like_a_field_is_told_for_all_parts():
    document = Document(paragraph("{{Name"))
    document.add_header(paragraph("{{7*7}}"))
    told = compile_template(document.build()).warnings
    assert len(told) == 2
    assert "{{Name is not closed" in told[0] and "{{7*7}} is no field" in told[1]


# content controls

BOUND = '<w:dataBinding w:xpath="/a"/><w:showingPlcHdr/><w:text/></w:sdtPr>'


def bind(content):
    """Return a content control that shows what is stored elsewhere."""
    return content_control(content).replace("</w:sdtPr>", BOUND, 1)


def test_controls_with_fields_are_not_bound():
    inner = bind(merge_field("Name"))
    for body, bound in (
        (inner, 0),
        (bind(run("x") + inner), 0),
        (bind(run("x")) + inner, 1),
        (inner + bind(run("x")), 1),
        (bind(inner + inner), 0),
        (bind(run("x")), 1),
    ):
        markup = get_markup(render(build(paragraph(body)), {"Name": "Anna"}))
        assert markup.count("<w:dataBinding ") == bound
        assert markup.count("<w:showingPlcHdr") == bound
        # the rest of their properties stays
        assert markup.count("<w:text/>") == body.count("<w:sdt>")


def test_controls_without_properties():
    control = bind(merge_field("Name"))
    begin, end = control.index("<w:sdtPr>"), control.index("<w:sdtContent>")
    body = paragraph(control[:begin] + control[end:], "!")
    assert get_text(render(build(body), {"Name": "Anna"})) == "Anna!"


# formatting with names of its own


@pytest.mark.parametrize(
    "element", ['<x:a xmlns:x="urn:x"/>', '<o:a xmlns:o="urn:x"/>', "<w14:a/>"]
)
def test_names_of_formatting_keep_their_meaning(element):
    branch = (
        f"<w:r><w:rPr>{element}</w:rPr>"
        '<w:instrText xml:space="preserve">"yes"</w:instrText></w:r>'
    )
    body = paragraph(if_field(merge_field("X"), "=", "1", branch, "no"), "!")
    parts = unpack(compile_template(build(body)).render({"X": "1"}))
    tree = etree.fromstring(parts["word/document.xml"])
    found = [node.tag for node in tree.iter() if node.tag.endswith("}a")]
    expected = etree.fromstring(root("p", element).encode())[0].tag
    assert found == [expected]
    # what the document declares is not declared again
    declared = parts["word/document.xml"].count(b"xmlns:w14=")
    assert declared == 1
    assert get_shown_text(tree) == "yes!"
