# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Stored HTML with typed fields, and subjects: values are text and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from word_merge import FormattedText, TemplateError, compile_html, merge_text
from word_merge.escaping import DROPPED

from .test_pictures import PNG

TEXT = st.text(max_size=60) | st.sampled_from(
    (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</p></td></table><!--",
        "&lt;b&gt;",
        "{{Name}} «City» %7B%7BName%7D%7D",
        "javascript:alert(1)",
        "' onmouseover='alert(1)",
        "]]><!--",
        "\\1\\g<0>",
    )
)


def render(text, **values):
    return compile_html(text).render(values)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Dear {{Name}}!</p>",
        "<p>Dear «Name»!</p>",
        "<p>Dear &laquo;Name&raquo;!</p>",
        "<p>Dear {{&nbsp;Name&nbsp;}}!</p>",
        "<p>Dear {{ name }}!</p>",
        "<p>Dear {{\n  NAME\n}}!</p>",
        "<p>Dear &#123;&#123;Name}}!</p>",
        "<p>Dear {{Na\u200bme}}!</p>",
        "<p>Dear {<!-- x -->{Name}}!</p>",
    ],
)
def test_typed_in_all_ways(text):
    template = compile_html(text)
    result = lxml_html.fromstring(template.render({"Name": "A & B"}))
    assert result.text_content().replace("\u200b", "") == "Dear A & B!"
    assert [name.casefold() for name in template.field_names] == ["name"]
    assert not template.warnings


def test_cut_up_by_tags():
    assert render("<p>{{<b>Name</b>}}</p>", Name="A") == "<p><b>A</b></p>"
    assert (
        render("<p>x{<i>{Na</i><u>me}</u>}y</p>", Name="A")
        == "<p>x<i>A</i><u></u>y</p>"
    )
    # no name goes from one paragraph or line to the next
    for text in ("<p>{{Na</p><p>me}}</p>", "<p>{{Na<br>me}}</p>"):
        template = compile_html(text)
        assert template.render({"Name": "A"}) == text
        assert template.field_names == [] and template.warnings


def test_names_in_the_order_of_appearance():
    template = compile_html(
        '<p title="{{B}}">{{First Name}} {{a.b}} <a href="{{C}}">{{b}}</a></p>{{D}}'
    )
    assert template.field_names == ["B", "First Name", "a.b", "C", "D"]


def test_values():
    assert render("{{X}}") == ""
    assert render("<p>[{{X}}]</p>", X=None) == "<p>[]</p>"
    assert render("<p>[{{X}}]</p>", X=[{"X": 1}]) == "<p>[]</p>"
    assert render("<p>{{X}}</p>", X=FormattedText("1 %", 0.01)) == "<p>1 %</p>"
    assert render("<p>{{X Y}}</p>", x_y=3) == "<p>3</p>"
    assert render("<p>{{X}}</p>", X="a\r\nb\nc") == "<p>a<br/>b<br/>c</p>"
    assert render("{{X}} < b", X="{{Y}}", Y="no") == "{{Y}} &lt; b"


def test_addresses():
    link = '<a href="{}">x</a>'

    def href(address, value):
        return lxml_html.fromstring(render(link.format(address), X=value)).get("href")

    for typed in ("{{X}}", "%7B%7BX%7D%7D", "«X»", "{{ X }}"):
        assert href(f"https://e.com/?a={typed}&amp;b", "1&c=2 é/") == (
            "https://e.com/?a=1%26c%3D2%20%C3%A9%2F&b"
        )
    assert href("{{X}}", "https://e.com/?a=1&b=%20") == "https://e.com/?a=1&b=%20"
    assert href("{{X}}", "javascript:alert(1)") == "javascript%3Aalert%281%29"
    assert href("{{X}}", " data:text/html,x").startswith("%20data%3A")
    assert href("mailto:{{X}}", "a@b.com") == "mailto:a@b.com"
    assert href("mailto:{{X}}", "a@b.com?bcc=c") == "mailto:a@b.com%3Fbcc%3Dc"
    assert href("tel:{{X}}", "+31 6") == "tel:+31%206"


def test_attributes():
    assert render('<p title="{{X}}">y</p>', X='a"\nb') == ('<p title="a&quot; b">y</p>')
    assert render('<p style="color:{{X}}">y</p>', X="red;background:url(x)") == (
        '<p style="color:redbackgroundurlx">y</p>'
    )
    for name in ("onclick", "t-out", "srcdoc"):
        template = compile_html(f'<p {name}="{{{{X}}}}">y</p>')
        assert "{{X}}" in template.render({"X": "1"})
        assert template.warnings and not template.field_names


def test_scripts_styles_and_comments_stay():
    text = "<style>a{{X}}</style><p>x</p><!-- {{X}} -->"
    assert render(text, X="1") == text


def test_whole_document():
    text = "<!DOCTYPE html><html><head><title>{{X}}</title></head><body>{{X}}</body>"
    result = render(text, X="<b>")
    assert result.startswith("<!DOCTYPE html>")
    assert result.count("&lt;b&gt;") == 2


def test_nested_too_deep():
    assert compile_html("<b>" * 1000 + "{{x}}").field_names == ["x"]
    with pytest.raises(TemplateError):
        compile_html("<b>" * 5000 + "{{x}}")


def test_rows():
    text = (
        "<table><tbody><tr><td>Name</td></tr>"
        "<tr><td>{{Orders.name}}</td><td>{{Orders.n}} {{City}}</td></tr>"
        "<tr><td>{{City}}</td></tr></tbody></table>"
    )
    rows = [{"name": "A"}, {"name": "<B>", "n": 2}, {"Orders.name": "C"}]
    result = lxml_html.fromstring(render(text, Orders=rows, City="Bern"))
    shown = [[cell.text for cell in row] for row in result.iter("tr")]
    assert shown == [
        ["Name"],
        ["A", " Bern"],
        ["<B>", "2 Bern"],
        ["C", " Bern"],
        ["Bern"],
    ]
    assert render(text, Orders=[]).count("<tr>") == 2
    assert render(text).count("<tr>") == 3


def test_rows_inside_rows():
    text = (
        "<table><tr><td>{{Name}}<table><tr><td>{{L.x}}</td></tr></table></td></tr>"
        "</table>"
    )
    result = render(text, Name="N", L=[{"x": 1}, {"x": 2}])
    assert lxml_html.fromstring(result).text_content() == "N12"


def test_pictures():
    kept = []

    def keep(content, content_type):
        kept.append((content, content_type))
        return "/web/1?a&b"

    template = compile_html('<p>{{Logo}}</p><img src="{{Logo}}">')
    result = template.render({"Logo": PNG}, keep_picture=keep)
    images = lxml_html.fragment_fromstring(result, create_parent=True).findall(".//img")
    assert [image.get("src") for image in images] == ["/web/1?a&b"] * 2
    assert kept == [(PNG, "image/png")] * 2
    assert "<p></p>" in template.render({"Logo": PNG})


@given(TEXT, TEXT)
def test_nothing_in_a_value_is_markup(name, city):
    text = (
        '<div><p title="{{Name}}">[{{Name}}]</p><a href="https://e.com/{{City}}">'
        "«City»</a><table><tr><td>{{Rows.x}}</td></tr></table></div>"
    )
    values = {"Name": name, "City": city, "Rows": [{"x": name}, {"x": city}]}
    result = lxml_html.fromstring(compile_html(text).render(values))
    tags = [element.tag for element in result.iter() if element.tag != "br"]
    assert tags == ["div", "p", "a", "table", "tr", "td", "tr", "td"]
    for element in result.iter("br"):
        element.text = "\n"
    paragraph, link, table = result
    assert squeeze(paragraph.text_content()) == squeeze(f"[{name}]")
    assert squeeze(paragraph.get("title")) == squeeze(name)
    assert squeeze(link.text_content()) == squeeze(city)
    assert list(link.attrib) == ["href"] and list(paragraph.attrib) == ["title"]
    assert re.fullmatch(r"https://e\.com/[\w.~%-]*", link.get("href"))
    cells = [squeeze(cell.text_content()) for cell in table.iter("td")]
    assert cells == [squeeze(name), squeeze(city)]


def squeeze(text):
    """Return a text as it can be in HTML, whatever its lines and blanks."""
    return "".join(DROPPED.sub("", text).split())


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_is_a_template(text, value):
    template = compile_html(text + "{{Name}}<p>«Name»</p>" + text)
    assert isinstance(template.render({"Name": value}), str)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("A\r\nBcc: x", "A Bcc: x"),
        ("A\x00\x1b\u202e\x7fB", "AB"),
        ("A\u2028B\x85C\x0bD", "A B C D"),
        ("<b> & {{City}}", "<b> & {{City}}"),
        (None, ""),
        ([{"x": 1}], ""),
        (b"x", ""),
        (12, "12"),
    ],
)
def test_subject(value, shown):
    assert merge_text("[{{Name}}]", {"name": value}) == f"[{shown}]"
    assert merge_text("[«Name»]", {"NAME": value}) == f"[{shown}]"


@given(TEXT)
def test_subject_is_one_line(value):
    result = merge_text("Dear {{First\u00a0Name}}: {{x!}}", {"First_Name": value})
    assert len(result.splitlines()) == 1
    assert result.startswith("Dear ") and result.endswith(": {{x!}}")
