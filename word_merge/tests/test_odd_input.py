# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents and values that Word never makes: used, or refused in a sentence."""

import datetime
import decimal
import io
import struct
import zipfile

import pytest
from lxml import etree

from word_merge import (
    FormattedText,
    TemplateError,
    compile_html,
    compile_template,
    merge_text,
)

from .checking import check_document
from .documents import OFFICE, XML, Document, build, pack, replace_part, unpack
from .fuzzing_seeds import PNG
from .letters import make_letter
from .markup import (
    NAMESPACES,
    complex_field,
    hyperlink,
    if_field,
    instruction_runs,
    merge_field,
    paragraph,
    picture,
    root,
    run,
    simple_field,
    table,
)
from .reading import get_markup, get_text

# pytest would show the number itself
HUGE = pytest.param(10**5000, id="huge")
MAIN = "word/document.xml"
W_URI = NAMESPACES["w"]
ROWS = [{"Item": "a"}, None, 7, "text", b"x", [], ["Item"], {None: 1, "Item": "b"}]


def render(data, *rows):
    """Return the letters of a document, one by one and in one, after checking them."""
    template = compile_template(data)
    results = [*template.render_many(rows), template.render_combined(rows)]
    for result in results:
        check_document(result)
    return results


def refuse(data, words=""):
    """Check that a document is refused in a sentence."""
    with pytest.raises(TemplateError, match=rf"(?s)^[A-Z].*{words}.*\.$"):
        compile_template(data)


# values


@pytest.mark.parametrize("cells", ["{{Orders.Item}}", "{{Item}} {{Orders}}"])
@pytest.mark.parametrize("rows", [ROWS, tuple(ROWS)])
def test_entries_of_a_list_that_are_no_rows(cells, rows):
    data = build("head", table([run(f"[{cells}]")]))
    for result in render(data, {"Orders": rows}):
        lines = get_text(result).replace(" ", "").split()
        assert lines == ["head", "[a]", "[b]"]
    email = compile_html(f"<table><tr><td>[{cells}]</td></tr></table>")
    html = email.render({"Orders": rows}).replace(" ", "")
    assert html.count("[a]") == html.count("[b]") == html.count("<tr>") / 2 == 1


@pytest.mark.parametrize("rows", [[None], [[]], ["a", 1], []])
def test_lists_without_rows(rows):
    data = build(table(["head"], [run("[{{Orders.Item}}]")]))
    for result in render(data, {"Orders": rows}):
        assert get_text(result).strip() == "head"


@pytest.mark.parametrize(
    "value",
    [
        *([{"a": 1}], (1,), {"a": 1}, {"x"}, object(), range(3), complex(1, 2)),
        *(bytearray(), memoryview(b"x"), False, None, b""),
        HUGE,
    ],
)
def test_values_that_have_no_text(value):
    pieces = (
        merge_field("Name"),
        merge_field("Name", '\\# "0.00" \\* Upper'),
        merge_field("Name", '\\@ "d MMMM"'),
        if_field(merge_field("Name"), "=", "1", "x", ""),
        run("{{Name}}"),
        complex_field(instruction_runs(" REF ") + merge_field("Name"), run("")),
    )
    data = build(paragraph("[", *pieces, "]"))
    for result in render(data, {"Name": value}):
        assert get_text(result).strip() == "[]"
    assert merge_text("[{{Name}}]", {"Name": value}) == "[]"
    text = '<p title="[{{Name}}]">[«Name»]</p><a href="x:{{Name}}">[]</a>'
    assert compile_html(text).render({"Name": value}).count("[]") == 3


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (10**30, "1" + "0" * 30),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        (decimal.Decimal("sNaN"), "sNaN"),
        (decimal.Decimal("1e999999"), "1E+999999"),
        (datetime.time(8, 30), "08:30:00"),
        (datetime.date(2026, 1, 31), "2026-01-31"),
        (FormattedText("x", 10**5000), "x"),
        (FormattedText("x", {}), "x"),
        (True, "True"),
    ],
)
def test_values_that_are_strange_but_have_a_text(value, shown):
    pieces = merge_field("Name"), if_field(merge_field("Name"), "<", "1", "", "")
    for result in render(build(paragraph("[", *pieces, "]")), {"Name": value}):
        assert get_text(result).strip() == f"[{shown}]"


def test_numbers_longer_than_python_writes_are_compared():
    field = if_field(merge_field("Name"), ">", "5", "more", "less")
    for result in render(build(paragraph(field)), {"Name": 10**5000}):
        assert get_text(result).strip() == "more"


def test_names_that_are_no_text():
    for name in (None, 7, b"x", ("a",)):
        for result in render(build("[{{Name}}]"), {name: "x", "Name": "Anna"}):
            assert get_text(result).strip() == "[Anna]"


@pytest.mark.parametrize("values", [None, "text", [("Name", "Anna")], 7])
def test_values_without_names(values):
    template = compile_template(build("{{Name}}"))
    for call in (
        lambda: template.render(values),
        lambda: list(template.render_many([values])),
        lambda: template.render_combined([values]),
        lambda: compile_html("{{Name}}").render(values),
        lambda: merge_text("{{Name}}", values),
    ):
        with pytest.raises(TemplateError, match="names of its fields"):
            call()


@pytest.mark.parametrize(
    "value",
    [
        *(
            PNG[:20],
            PNG[:40],
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\xff",
        ),
        *(
            b"\xff\xd8\xff\xe1\0\x20Exif\0\0" + b"\xff" * 90,
            b"GIF89a",
            b"BM" + b"\0" * 9,
        ),
        *(b"MM\0*" + b"\xff" * 50, b"II*\0" + b"\0" * 50, bytearray(b"x")),
    ],
)
def test_damaged_pictures(value):
    data = build(paragraph("{{Logo}}"))
    template = compile_template(data)
    for call in (template.render, lambda values: template.render_combined([values])):
        with pytest.raises(TemplateError, match=r"picture of the field Logo"):
            call({"Logo": value})


# elements


@pytest.mark.parametrize(
    "tag", ["fldSimple", "r", "p", "tr", "tbl", "sdt", "ins", "body"]
)
@pytest.mark.parametrize("part", [MAIN, "word/header1.xml", "word/footnotes.xml"])
def test_roots_that_are_no_root(tag, part):
    document = make_letter()
    markup = f'<w:{tag} xmlns:w="{W_URI}" w:instr="MERGEFIELD Name">'
    markup += f"{run('{{Name}}')}{simple_field('PAGE')}</w:{tag}>"
    refuse(replace_part(document.build(), part, markup), part)


def test_rows_and_runs_in_odd_places():
    rows = "<w:tr><w:tc><w:p><w:r><w:t>{{Name}}</w:t></w:r></w:p></w:tc></w:tr>"
    nested = f"<w:r>{merge_field('City')}<w:t>x</w:t></w:r>"
    simple = simple_field("PAGE", simple_field(" MERGEFIELD Name "))
    data = build(rows, f"<w:p>{rows}{nested}{simple}</w:p>")
    for result in compile_template(data).render_many([{"Name": "Anna"}]):
        etree.fromstring(unpack(result)[MAIN])


@pytest.mark.parametrize("number", ["²", "٣", "1_0", "9" * 4300, "9" * 5000, "1e9", ""])
def test_numbers_that_are_none(number):
    document = make_letter()
    numbering = document.parts["word/numbering.xml"]
    document.parts["word/numbering.xml"] = numbering.replace(
        'w:numId="2"', f'w:numId="{number}"'
    ).replace('w:numId="1"', f'w:numId="{number}"', 0)
    notes = document.parts["word/footnotes.xml"]
    document.parts["word/footnotes.xml"] = notes.replace('w:id="0"', f'w:id="{number}"')
    document.body = document.body.replace('w:val="2"', f'w:val="{number}"')
    template = compile_template(document.build())
    template.render_combined([{}, {"Name": "Anna"}])
    data = Document(paragraph(picture("rIdPicture", description="{{Logo}}")))
    data.add_picture("logo.png", PNG)
    data.body = data.body.replace('cx="900000"', f'cx="{number}"')
    for result in render(data.build(), {"Logo": PNG}):
        assert result


# namespaces


@pytest.mark.parametrize(
    ("opening", "prefix"),
    [
        (f'<x:document xmlns:x="{W_URI}">', "x:"),
        (f'<document xmlns="{W_URI}">', ""),
        (f'<x:document xmlns:x="{W_URI}" xmlns:w="urn:other">', "x:"),
        (f'<x:document xmlns:x="{W_URI}" xmlns:w="{W_URI}">', "x:"),
    ],
)
def test_other_prefixes(opening, prefix):
    p, r, t, body = (prefix + tag for tag in ("p", "r", "t", "body"))
    field = f'<{prefix}fldSimple y:instr=" MERGEFIELD City "/>'
    field += f'<{r}><o:x xmlns:o="urn:o" o:a="1">kept</o:x></{r}>'
    markup = (
        f"{XML}{opening}<{body}><{p} xmlns:y='{W_URI}'><{r}><{t}>[{{{{Name}}}}]</{t}>"
        f'</{r}>{field}</{p}><{prefix}box xmlns:w="urn:q"><w:row w:a="1"/>'
        f"</{prefix}box></{body}></{prefix}document>"
    )
    data = replace_part(build("x"), MAIN, markup)
    for result in render(data, {"Name": "Anna\nBern\tx", "City": PNG}):
        assert get_text(result).startswith("[Anna\nBern\tx]")
        text = unpack(result)[MAIN].decode()
        assert "kept" in text and "urn:q" in text and "urn:o" in text


# relations, types and names


def test_relations_that_are_none():
    data = make_letter().build()
    name = "word/_rels/document.xml.rels"
    for markup in (
        "<x/>",
        f'<w:p xmlns:w="{W_URI}"/>',
        '<Relationships xmlns="urn:x"><Relationship Id="rId1"/></Relationships>',
    ):
        for result in render_all(replace_part(data, name, markup)):
            etree.fromstring(unpack(result).get(name, "<x/>"))
    nameless = b'<Relationship Type="x" Target="header1.xml"/></Relationships>'
    changed = replace_part(
        data, name, lambda text: text.replace(b"</Relationships>", nameless)
    )
    for result in render_all(changed):
        assert b'Type="x"' not in unpack(result)[name]


def render_all(data):
    template = compile_template(data)
    return template.render({}), template.render_combined([{}, {}])


def test_a_second_relation_of_an_id_is_no_way_out():
    """What is looked at is what is written, in parts that never change too."""
    for part in ("document", "settings"):
        document = Document(paragraph("x"))
        names = [f"word/_rels/{part}.xml.rels"]
        markup = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships"><Relationship Id="a" Type="{OFFICE}image" '
            'Target="media/a.png"/><Relationship Id="a" Type="'
            f'{OFFICE}image" Target="http://example.com/x.png" TargetMode="External"/>'
            "</Relationships>"
        )
        data = replace_part(document.build(), names[0], markup)
        for result in render_all(data):
            assert b"example.com" not in unpack(result).get(names[0], b"")


def test_relations_with_signs_of_xml_in_them():
    document = Document(
        paragraph("{{Name}}", hyperlink(run("x"), "a&lt;&quot;&amp;b")),
    )
    document.add_header(paragraph("{{Name}}"))
    document.add_relation(
        "a&lt;&quot;&amp;b", f"{OFFICE}hyperlink", "https://example.com/{{Name}}", True
    )
    parts = document.get_parts()
    for name in ("word/header1.xml", "word/_rels/document.xml.rels"):
        parts[name.replace("header1", "a&b'1")] = parts.pop(name)
    for name, content in parts.items():
        parts[name] = content.replace("header1.xml", "a&amp;b'1.xml")
    for result in render(pack(parts), {"Name": "Anna"}, {"Name": "Bern"}):
        assert "Anna" in get_text(result) or "Bern" in get_text(result)


@pytest.mark.parametrize("target", ["document.xml", "footnotes.xml", "header1.xml"])
def test_lists_that_are_in_a_part_of_text(target):
    data = replace_part(
        make_letter().build(),
        "word/_rels/document.xml.rels",
        lambda text: text.replace(b'"numbering.xml"', f'"{target}"'.encode()),
    )
    result = compile_template(data).render_combined([{"Name": "Anna"}, {}])
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        names = archive.namelist()
    assert len(names) == len(set(names))


def test_types_with_a_prefix():
    data = replace_part(
        make_letter().build(),
        "[Content_Types].xml",
        lambda text: (
            text.replace(b"<Default", b"<x:Default")
            .replace(b"<Override", b"<x:Override")
            .replace(b"<Types xmlns=", b"<x:Types xmlns:x=")
            .replace(b"</Types", b"</x:Types")
        ),
    )
    render(data, {"Name": "Anna"}, {"Name": "Bern"})


def test_names_of_parts_that_are_too_long():
    refuse(pack([*unpack(build("x")).items(), ("x" * 300, "x")]), "name")
    # a character of the old table of characters takes three bytes in the new one
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in unpack(build("x")).items():
            archive.writestr(name, content)
        archive.writestr("y" * 60_000, "x")
    data = buffer.getvalue().replace(b"y" * 60_000, b"\xc4" * 60_000)
    refuse(data, "name")


def test_a_directory_with_100_000_entries():
    data = build("x")
    entry = b"PK\1\2" + struct.pack("<6H3L5H2L", *[0] * 16)
    refuse(data[:-22] + entry * 100_000 + data[-22:], "parts")


# e-mails


def test_attributes_that_cannot_be_set():
    template = compile_html('<p {{x}="{{Name}}" title="{{Name}}">{{Name}}</p>')
    assert template.render({"Name": "Anna"}).count("Anna") == 2


def test_part_without_root():
    for markup in ("", root("body", ""), "<w:document/>", "<document/>", XML):
        refuse(replace_part(build("x"), MAIN, markup))


@pytest.mark.parametrize("place", ["before", "between", "twice"])
def test_properties_of_the_last_section_that_do_not_end_the_text(place):
    size = '<w:sectPr><w:pgSz w:w="10000" w:h="20000"/></w:sectPr>'
    pieces = {
        "before": [size, paragraph("{{Name}}"), paragraph("x")],
        "between": [paragraph("{{Name}}"), size, paragraph("x")],
        "twice": ["<w:sectPr/>", paragraph("{{Name}}"), size, paragraph("x"), size],
    }[place]
    markup = root("document", f"<w:body>{''.join(pieces)}</w:body>")
    for result in render(replace_part(build("x"), MAIN, markup), {"Name": "A"}):
        assert 'w:w="10000"' in get_markup(result)


def test_rows_of_no_table():
    row = "<w:tr><w:tc>" + paragraph("{{Name}}") + "</w:tc></w:tr>"
    for result in render(build(row * 3), {"Name": "A"}):
        assert get_text(result).split() in (["A"] * 3, ["A"] * 6, ["A"] * 9)


def test_bookmarks_in_runs_and_in_each_other():
    start = '<w:bookmarkStart w:id="0" w:name="a"/>'
    inside = start.replace("/>", f">{start}</w:bookmarkStart>")
    end = '<w:bookmarkEnd w:id="0"/>'
    for markup in (start + f"<w:r>{end}</w:r>", inside + end, f"<w:r>{start}</w:r>"):
        for result in render(build(paragraph(markup, "{{Name}}")), {"Name": "A"}):
            assert get_text(result).split("A")[0] == ""
