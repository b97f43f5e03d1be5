# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Names in a document beside those that letters add, and names that are no names."""

import pytest

from word_merge import TemplateError, compile_template

from .checking import check_document
from .documents import OFFICE, RELATIONSHIPS, XML, Document, build, pack, unpack
from .letters import make_letter_of_two_sections
from .markup import complex_field, merge_field, paragraph, run
from .reading import get_letters, get_text
from .test_pictures import PNG

VALUES = {"Name": "Anna", "Logo": PNG}
LINK = "https://example.com/%7B%7BName%7D%7D"


def merge_again(template, more, count=3):
    """Use letters as templates and return what they become."""
    again = []
    for data in (template.render(VALUES), template.render_combined([VALUES] * 2)):
        parts = unpack(data)
        for name, content in parts.items():
            if name.startswith("word/") and name.endswith(".xml"):
                # on its own side of the last closing tag of a paragraph
                before, end, after = content.rpartition(b"</w:p>")
                parts[name] = before + more.encode() * bool(end) + end + after
        renewed = compile_template(pack(parts))
        again += [renewed.render(VALUES), renewed.render_combined([VALUES] * count)]
    for data in again:
        check_document(data)
    return again


def test_letter_with_a_picture_that_becomes_a_template():
    template = compile_template(build(paragraph("{{Logo}}", "x")))
    for data in merge_again(template, run("{{Logo}}")):
        assert set(get_text(data)) == {"x", "\n"} or get_text(data) == "x"


def test_letters_with_headers_that_become_a_template():
    template = compile_template(make_letter_of_two_sections().build())
    letters = get_letters(merge_again(template, merge_field("Name"))[-1])
    assert len(letters) == 3


def test_letters_with_links_that_become_a_template():
    document = Document(
        '<w:p><w:hyperlink r:id="rIdLink"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>'
    )
    document.add_relation("rIdLink", f"{OFFICE}hyperlink", LINK, True)
    for data in merge_again(compile_template(document.build()), run("{{Name}}")):
        assert "Anna" in get_text(data)


@pytest.mark.parametrize("name", ["a&amp;b", "&quot;x&quot;", "&lt;x", "a&amp;" * 20])
def test_bookmarks_named_with_signs_of_xml(name):
    mark = f'<w:bookmarkStart w:id="0" w:name="{name}"/><w:bookmarkEnd w:id="0"/>'
    field = complex_field(f" PAGEREF {name} ".replace("&amp;", "&"), run("1"))
    template = compile_template(build(paragraph(mark, field, "{{Name}}")))
    check_document(template.render_combined([VALUES] * 3))


@pytest.mark.parametrize(
    "name",
    [
        "word/_rels/header9.xml.RELS",
        "word/_RELS/document.xml.rels",
        "word/document.xml.rels",
        "_Rels/.rels",
    ],
)
def test_relations_under_other_names_are_no_way_out(name):
    relation = f'<Relationship Id="a" Type="{OFFICE}image" TargetMode="External" '
    relation += 'Target="http://example.com/x.png"/>'
    content = f'{XML}<Relationships xmlns="{RELATIONSHIPS}">{relation}</Relationships>'
    parts = unpack(build("{{Name}}"))
    # beside the part that it stands for, or in its place
    kept = {key: part for key, part in parts.items() if key.lower() != name.lower()}
    for others in (parts, kept):
        with pytest.raises(TemplateError):
            compile_template(pack({**others, name: content}))


def test_comments_that_are_the_document():
    document = Document(paragraph("{{Name}}"))
    document.add_relation("rIdX", f"{OFFICE}comments", "document.xml")
    with pytest.raises(TemplateError):
        compile_template(document.build())
