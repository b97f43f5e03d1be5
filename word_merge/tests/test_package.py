# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file itself: what is kept of the template, and what a reader may learn of it."""

import io
import zipfile

import pytest

from word_merge import TemplateError, compile_template

from .checking import check_document
from .documents import OFFICE, Document, build, pack, replace_part, unpack
from .letters import make_contacts, make_letter
from .markup import merge_field, paragraph
from .reading import get_text

MAIL_MERGE = (
    '<w:mailMerge><w:mainDocumentType w:val="formLetters"/>'
    '<w:dataType w:val="textFile"/><w:connectString w:val="secret"/>'
    '<w:query w:val="SELECT * FROM secret"/>'
    '<w:dataSource r:id="rId1"/></w:mailMerge><w:zoom w:percent="100"/>'
)


def test_dates_in_the_zip_are_fixed():
    template = compile_template(make_letter().build())
    for data in (template.render({}), template.render_combined(make_contacts(2))):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {item.date_time for item in archive.infolist()} == {
                (1980, 1, 1, 0, 0, 0)
            }


def test_parts_without_fields_are_kept_byte_for_byte():
    document = make_letter()
    document.parts["docProps/custom.xml"] = "<Properties/>"
    document.parts["customXml/item1.xml"] = "<data>{{Name}}</data>"
    before = unpack(document.build())
    after = unpack(compile_template(document.build()).render({"Name": "Anna"}))
    assert set(after) == set(before)
    for name in ("word/numbering.xml", "docProps/custom.xml", "customXml/item1.xml"):
        assert after[name] == before[name]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_ways_to_compress(compression):
    parts = unpack(build("{{Name}}"))
    data = compile_template(pack(parts, compression)).render({"Name": "Anna"})
    check_document(data)
    assert get_text(data) == "Anna"


def test_data_source_of_mail_merge_is_dropped():
    document = Document(paragraph(merge_field("Name")))
    document.settings = MAIL_MERGE
    document.parts["word/_rels/settings.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="rId1" Type="{OFFICE}mailMergeSource" '
        'Target="file:///C:/secret.csv" TargetMode="External"/></Relationships>'
    )
    template = compile_template(document.build())
    for data in (template.render({"Name": "A"}), template.render_combined([{}, {}])):
        check_document(data)
        everything = b"".join(unpack(data).values())
        assert b"secret" not in everything
        assert b"mailMerge" not in everything
        assert b"w:zoom" in everything


def test_linked_pages_of_the_web_are_kept():
    document = make_letter()
    result = compile_template(document.build()).render({})
    relations = unpack(result)["word/_rels/document.xml.rels"]
    assert b'Target="https://example.com"' in relations


def test_document_is_found_by_its_relation():
    parts = unpack(build("{{Name}}"))
    renamed = {}
    for name, content in parts.items():
        new = name.replace("word/document.xml", "word/letter.xml")
        new = new.replace("word/_rels/document.xml", "word/_rels/letter.xml")
        renamed[new] = content.replace(b"word/document.xml", b"word/letter.xml")
    data = compile_template(pack(renamed)).render({"Name": "Anna"})
    check_document(data)
    assert get_text(data, "word/letter.xml") == "Anna"


def test_utf_16_and_a_byte_order_mark():
    data = build("{{Name}} é")
    for encoding in ("utf-16", "utf-8-sig"):
        name = encoding.removesuffix("-sig")
        changed = replace_part(
            data,
            "word/document.xml",
            lambda content, name=name, encoding=encoding: (
                content.decode().replace("UTF-8", name).encode(encoding)
            ),
        )
        result = compile_template(changed).render({"Name": "Anna"})
        check_document(result)
        assert get_text(result) == "Anna é"


def test_template_is_not_changed_by_rendering():
    template = compile_template(build("{{Name}}"))
    first = template.render({"Name": "Anna"})
    template.render({"Name": "Bert"})
    template.render_combined([{"Name": "Carl"}, {}])
    assert template.render({"Name": "Anna"}) == first
    assert template.field_names == ["Name"]


def test_values_are_not_changed():
    rows = [{"Name": "Anna", "Orders": [{"Item": "x"}]}]
    copy = [{"Name": "Anna", "Orders": [{"Item": "x"}]}]
    template = compile_template(make_letter().build())
    template.render(rows[0])
    template.render_combined(rows)
    assert rows == copy


def test_result_is_a_template_again():
    template = compile_template(make_letter().build())
    again = compile_template(template.render(make_contacts(1)[0]))
    assert again.field_names == []
    with pytest.raises(TemplateError):
        compile_template(template.render({})[:-100])
