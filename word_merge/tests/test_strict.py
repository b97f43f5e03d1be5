# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents of the strict kind of Open XML are merged as ordinary ones."""

import io

import docx
import pytest
from lxml import etree

from word_merge import TemplateError, compile_template, to_html

from .checking import check_document
from .checking_schema import find_errors
from .documents import Document, pack, unpack
from .letters import make_contacts, make_letter
from .markup import A, W, merge_field, paragraph, picture, root, run, table
from .reading import get_text
from .test_pictures import PNG

ORDINARY = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
NAMES = {
    "officeDocument/2006/extended-properties": "officeDocument/extendedProperties",
    "relationships/extended-properties": "relationships/extendedProperties",
    "wordprocessingml/2006/": "wordprocessingml/",
    "officeDocument/2006/": "officeDocument/",
    "drawingml/2006/": "drawingml/",
}
MEASURES = [
    ('<w:spacing w:before="12pt" w:after="1.5cm"/>', "before=240 after=850"),
    ('<w:ind w:start="1in" w:hanging="-6pt"/>', "start=1440 hanging=-120"),
    ('<w:spacing w:line="13.8pt" w:lineRule="auto"/>', "line=276"),
    ('<w:tabs><w:tab w:val="end" w:pos="25.4mm"/></w:tabs>', "pos=1440"),
    ('<w:textDirection w:val="rl"/>', "val=tbRl"),
    ('<w:jc w:val="start"/>', "val=start"),
    ('<w:pStyle w:val="12pt"/>', "val=12pt"),
]
RUN_MEASURES = [
    ('<w:sz w:val="11pt"/>', "val=22"),
    ('<w:kern w:val="16.5pt"/>', "val=33"),
    ('<w:position w:val="-3pt"/>', "val=-6"),
    ('<w:spacing w:val="0.5pt"/>', "val=10"),
    ('<w:w w:val="90%"/>', "val=90"),
    ('<w:b w:val="true"/>', "val=true"),
]


def make_strict(data):
    """Return a document with the names of the strict kind."""
    parts = unpack(data)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            text = content.decode()
            for ordinary, strict in NAMES.items():
                text = text.replace(ORDINARY + ordinary, STRICT + strict)
            parts[name] = text.replace("<w:document ", _make_tag("w:document"))
    return pack(parts)


def _make_tag(tag):
    return f'<{tag} w:conformance="strict" '


def test_letters_are_as_those_of_the_ordinary_kind():
    document = make_letter()
    document.body += paragraph(picture("rIdPicture", 60, "{{Logo}}"))
    document.add_picture("a.png", PNG)
    document.add_part("styles.xml", root("styles", ""), "styles")
    data = document.build()
    ordinary, strict = compile_template(data), compile_template(make_strict(data))
    assert strict.field_names == ordinary.field_names
    contacts = [{**contact, "Logo": PNG} for contact in make_contacts(2)]
    for make in (
        lambda template: template.render(contacts[0]),
        lambda template: template.render_combined(contacts),
    ):
        result = make(strict)
        assert check_document(result).paragraphs[0].text == "Dear Contact1x"
        assert not find_errors(result)
        assert b"purl.oclc.org" not in b"".join(unpack(result).values())
        assert b"conformance" not in unpack(result)["word/document.xml"]
        assert get_text(result) == get_text(make(ordinary))


def test_strict_documents_as_html():
    assert to_html(make_strict(build_letter("x"))) == to_html(build_letter("x"))


def build_letter(*body, **settings):
    return Document(paragraph(merge_field("Name")), *body, **settings).build()


def get_attributes(data, tag):
    """Return the attributes of the first element of a tag, without namespaces."""
    node = next(etree.fromstring(unpack(data)["word/document.xml"]).iter(tag))
    return {etree.QName(key).localname: value for key, value in node.attrib.items()}


@pytest.mark.parametrize(("markup", "expected"), MEASURES + RUN_MEASURES)
def test_measures(markup, expected):
    is_run = (markup, expected) in RUN_MEASURES
    text = run("x", markup) if is_run else paragraph("x", properties=markup)
    data = build_letter(paragraph(text) if is_run else text)
    result = compile_template(make_strict(data)).render({})
    tag = markup.replace("<w:tabs>", "").split()[0].removeprefix("<w:")
    found = get_attributes(result, f"{W}{tag}")
    for pair in expected.split():
        name, value = pair.split("=")
        assert found[name] == value
    # those of ordinary documents are left alone
    result = compile_template(data).render({})
    assert markup in unpack(result)["word/document.xml"].decode()


def test_sizes_of_pages_and_tables():
    properties = '<w:sectPr><w:pgSz w:w="595.3pt" w:h="29.7cm"/></w:sectPr>'
    grid = table(["x"]).replace(
        "<w:tblPr/>", '<w:tblPr><w:tblW w:w="50%" w:type="pct"/>'
    )
    grid = grid.replace("<w:tblGrid>", "</w:tblPr><w:tblGrid>")
    data = build_letter(grid, section_properties=properties)
    result = compile_template(make_strict(data)).render({})
    assert get_attributes(result, f"{W}tblW") == {"w": "2500", "type": "pct"}
    assert get_attributes(result, f"{W}pgSz") == {"w": "11906", "h": "16838"}
    section = docx.Document(io.BytesIO(result)).sections[0]
    assert round(section.page_height.cm, 1) == 29.7


def test_measures_of_drawings():
    drawn = (
        picture("rIdPicture")
        .replace('y="0"', 'y="1in"', 1)
        .replace('descr=""', 'descr="50%"')
    )
    drawn = drawn.replace("<a:stretch>", '<a:srcRect l="12.5%"/><a:stretch>', 1)
    document = Document(paragraph(merge_field("Name"), drawn))
    document.add_picture("a.png", PNG)
    result = compile_template(make_strict(document.build())).render({})
    assert get_attributes(result, f"{A}off") == {"x": "0", "y": "914400"}
    assert get_attributes(result, f"{A}srcRect") == {"l": "12500"}
    assert 'descr="50%"' in unpack(result)["word/document.xml"].decode()


def test_text_about_the_strict_kind_stays():
    text = f'<a xmlns="{STRICT}unknown/main"> Type="{STRICT}drawingml/main"'
    parts = unpack(make_strict(build_letter(paragraph("@"))))
    escaped = text.replace("<", "&lt;").replace(">", "&gt;").encode()
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"@", escaped)
    assert text in get_text(compile_template(pack(parts)).render({}))


def test_names_that_are_unknown_are_refused():
    parts = unpack(make_strict(build_letter()))
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(
        f"{STRICT}wordprocessingml/main".encode(), f"{STRICT}somewhat/main".encode()
    )
    with pytest.raises(TemplateError, match="Strict Open XML"):
        compile_template(pack(parts))
    # the relations are of the ordinary kind
    mixed = unpack(make_strict(build_letter()))
    for name, content in unpack(build_letter()).items():
        if name.endswith(".rels"):
            mixed[name] = content
    with pytest.raises(TemplateError, match="Strict Open XML"):
        compile_template(pack(mixed))
