# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The template a document is attached to, and where its data came from: not told."""

import pytest

from word_merge import compile_template

from .checking import check_document
from .documents import OFFICE, RELATIONSHIPS, WORD, XML, Document, unpack
from .markup import merge_field, paragraph, root
from .reading import get_text

PATH = "file:///C:\\Users\\secret\\House%20style.dotx"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/"
ELEMENTS = {
    "attachedTemplate": '<w:attachedTemplate r:id="rId1"/>',
    "transform": '<w:saveThroughXslt r:id="rId1"/>',
    "mailMergeSource": (
        '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:dataType '
        'w:val="textFile"/><w:dataSource r:id="rId1"/></w:mailMerge>'
    ),
    "mailMergeHeaderSource": (
        '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:dataType '
        'w:val="textFile"/><w:headerSource r:id="rId1"/></w:mailMerge>'
    ),
}


def make(kind, target=PATH, mode=' TargetMode="External"', element=""):
    """Return a letter whose settings have a relation."""
    document = Document(paragraph("Dear ", merge_field("Name")))
    document.settings = f'{element or ELEMENTS[kind]}<w:zoom w:percent="100"/>'
    document.parts["word/_rels/settings.xml.rels"] = (
        f'{XML}<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return document


def check_nothing_told(document):
    """Merge a document and stop if something of a path is left in it."""
    template = compile_template(document.build())
    assert not template.warnings
    for data in (template.render({"Name": "A"}), template.render_combined([{}, {}])):
        check_document(data)
        parts = unpack(data)
        everything = b"".join(parts.values())
        for word in (b"secret", b'rId1"/>', b"attachedTemplate", b"mailMerge"):
            assert word not in everything, word
        assert b"w:zoom" in parts["word/settings.xml"]
    return template


@pytest.mark.parametrize("kind", ELEMENTS)
def test_it_is_dropped_without_a_word(kind):
    template = check_nothing_told(make(kind))
    assert get_text(template.render({"Name": "Anna"})) == "Dear Anna"


@pytest.mark.parametrize("target", ["http://x.org/secret.dotm", "\\\\secret\\a.dotx"])
def test_wherever_it_is(target):
    check_nothing_told(make("attachedTemplate", target))
    # other programs forget to say that it is outside
    check_nothing_told(make("attachedTemplate", target, ""))


def test_data_of_recipients_is_dropped_with_its_part():
    element = (
        "<w:mailMerge><w:mainDocumentType w:val='formLetters'/><w:dataType "
        "w:val='textFile'/><w:odso><w:recipientData r:id='rId1'/></w:odso>"
        "</w:mailMerge>"
    )
    document = make("recipientData", "recipientData.xml", "", element)
    document.parts["word/recipientData.xml"] = root("recipients", "secret")
    document.types["word/recipientData.xml"] = f"{WORD}mailMergeRecipientData+xml"
    template = check_nothing_told(document)
    assert "word/recipientData.xml" not in unpack(template.render({}))


def test_part_that_others_need_is_kept():
    document = make("attachedTemplate", "document.xml", "")
    assert get_text(compile_template(document.build()).render({})) == "Dear "


def test_template_of_the_building_blocks():
    document = make("attachedTemplate")
    document.add_part("glossary/document.xml", root("glossaryDocument", ""), "glossary")
    settings = root("settings", '<w:attachedTemplate r:id="rId1"/>')
    document.parts["word/glossary/settings.xml"] = settings
    document.types["word/glossary/settings.xml"] = f"{WORD}settings+xml"
    rels = document.parts["word/_rels/settings.xml.rels"]
    document.parts["word/glossary/_rels/settings.xml.rels"] = rels
    document.parts["word/glossary/_rels/document.xml.rels"] = (
        f'{XML}<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}settings" Target="settings.xml"/></Relationships>'
    )
    check_nothing_told(document)


@pytest.mark.parametrize("name", ["Normal.dotm", "C:\\secret\\House.dotx"])
def test_name_of_the_template_among_the_properties(name):
    document = make("attachedTemplate")
    document.add_relation("rIdApp", f"{OFFICE}extended-properties", "/docProps/app.xml")
    document.parts["docProps/app.xml"] = (
        f'{XML}<Properties xmlns="{PROPERTIES}extended-properties"><Template>{name}'
        "</Template><Pages>1</Pages></Properties>"
    )
    parts = unpack(check_nothing_told(document).render({}))
    assert b"<Pages>1</Pages>" in parts["docProps/app.xml"]
    assert (b"Normal.dotm" in parts["docProps/app.xml"]) == (name == "Normal.dotm")
