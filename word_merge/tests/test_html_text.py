# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands in paragraphs of a Word document, in an e-mail: signs, fields, links."""

import pytest

from word_merge import to_html

from .documents import OFFICE, Document, build
from .markup import (
    complex_field,
    drawing,
    hyperlink,
    instruction_runs,
    paragraph,
    root,
    run,
    simple_field,
    text_box,
)

PLAIN = "margin:0 0 0 0"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
URL = "https://e.com/"


def show(*content):
    """Return the HTML of a paragraph."""
    html = to_html(build(paragraph(*content)))
    start, end = f'<p style="{PLAIN}">', "</p>"
    assert html.startswith(start) and html.endswith(end)
    return html.removeprefix(start).removesuffix(end)


def inside(markup, properties=""):
    """Return a run of any markup."""
    return f"<w:r><w:rPr>{properties}</w:rPr>{markup}</w:r>"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<w:t>x</w:t>", "x"),
        ("<w:t/>", ""),
        ("<w:tab/>", "\u00a0\u00a0\u00a0 "),
        ("<w:ptab/>", "\u00a0\u00a0\u00a0 "),
        ("<w:cr/>", "<br/>"),
        ("<w:br/>", "<br/>"),
        ('<w:br w:type="textWrapping"/>', "<br/>"),
        ('<w:br w:type="page"/>', ""),
        ('<w:br w:type="column"/>', ""),
        ("<w:noBreakHyphen/>", "\u2011"),
        ("<w:softHyphen/>", "\u00ad"),
        ("<w:lastRenderedPageBreak/>", ""),
        ("<w:delText>x</w:delText>", ""),
        ('<w:sym w:font="Wingdings" w:char="F0FE"/>', "☒"),
        ('<w:sym w:font="Wingdings" w:char="F0A8"/>', "☐"),
        ('<w:sym w:font="Wingdings" w:char="F0FC"/>', "✓"),
        ('<w:sym w:font="Wingdings" w:char="F0E0"/>', "→"),
        ('<w:sym w:font="Wingdings" w:char="F001"/>', ""),
        ('<w:sym w:font="Arial" w:char="0041"/>', "A"),
        ('<w:sym w:font="Arial" w:char="003C"/>', "&lt;"),
        ('<w:sym w:font="Arial" w:char="263A"/>', "☺"),
        ('<w:sym w:font="Arial" w:char="0020"/>', " "),
        ('<w:sym w:font="Arial" w:char="001F"/>', ""),
        ('<w:sym w:font="Arial" w:char="EFFF"/>', "\uefff"),
        ('<w:sym w:font="Arial" w:char="1FFFF"/>', ""),
        ('<w:sym w:font="Arial" w:char="-41"/>', ""),
        ('<w:sym w:font="Arial" w:char="x"/>', ""),
        ('<w:sym w:font="Arial"/>', ""),
        ("<w:unknown><w:t>x</w:t></w:unknown>", ""),
        (
            "<w:ruby><w:rt><w:r><w:t>over</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>x"
            "</w:t></w:r></w:rubyBase></w:ruby>",
            "x",
        ),
    ],
)
def test_signs(markup, shown):
    assert show("a", inside(markup), "b") == f"a{shown}b"


def test_formulas_are_text():
    formula = f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>x &lt; 1</m:t></m:r></m:oMath>'
    whole = f'<m:oMathPara xmlns:m="{MATH}">{formula}</m:oMathPara>'
    for markup in (formula, whole):
        html = to_html(build(paragraph("a").replace("</w:p>", markup + "</w:p>")))
        assert html == f'<p style="{PLAIN}">ax &lt; 1</p>'


@pytest.mark.parametrize(
    "markup",
    [
        "<w:smartTag>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:ins w:id="1">{}</w:ins>',
        '<w:moveTo w:id="1">{}</w:moveTo>',
        '<w:dir w:val="rtl">{}</w:dir>',
        '<w:bdo w:val="rtl">{}</w:bdo>',
    ],
)
def test_what_word_wraps(markup):
    assert show("a", markup.format(run("x", "<w:b/>")), "b") == "a<b>x</b>b"
    assert show("a", markup.format(markup.format(run("x"))), "b") == "axb"


def test_what_was_moved_away_is_gone():
    assert show("a", f'<w:moveFrom w:id="1">{run("x")}</w:moveFrom>', "b") == "ab"
    body = f"<w:moveFrom>{paragraph('x')}</w:moveFrom>"
    assert to_html(build(body, paragraph("y"))) == f'<p style="{PLAIN}">y</p>'


@pytest.mark.parametrize(
    "markup",
    [
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:customXml>{}</w:customXml>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:ins>{}</w:ins>",
        "<w:moveTo>{}</w:moveTo>",
    ],
)
def test_paragraphs_that_word_wraps(markup):
    assert to_html(build(markup.format(paragraph("x")))) == f'<p style="{PLAIN}">x</p>'


def choice(requires, content):
    return f'<mc:Choice Requires="{requires}">{content}</mc:Choice>'


@pytest.mark.parametrize(
    ("alternatives", "shown"),
    [
        (choice("wps", "{a}") + "<mc:Fallback>{b}</mc:Fallback>", "a"),
        (choice("wps w14", "{a}") + "<mc:Fallback>{b}</mc:Fallback>", "a"),
        (choice("new", "{a}") + "<mc:Fallback>{b}</mc:Fallback>", "b"),
        (choice("wps new", "{a}") + "<mc:Fallback>{b}</mc:Fallback>", "b"),
        (choice("new", "{a}") + choice("wpg", "{b}"), "b"),
        (choice("wps", "{a}") + choice("wpg", "{b}"), "a"),
        # better than nothing
        (choice("new", "{a}") + choice("newer", "{b}"), "a"),
        ("<mc:Fallback>{b}</mc:Fallback>", "b"),
        ("<mc:Choice>{a}</mc:Choice>", "a"),
        ("", ""),
    ],
)
def test_alternatives(alternatives, shown):
    """Among runs, in a run and among paragraphs."""
    whole = f"<mc:AlternateContent>{alternatives}</mc:AlternateContent>"
    runs = whole.format(a=run("a"), b=run("b"))
    assert show("1", runs, "2") == f"1{shown}2"
    texts = whole.format(a="<w:t>a</w:t>", b="<w:t>b</w:t>")
    assert show("1", inside(texts), "2") == f"1{shown}2"
    blocks = whole.format(a=paragraph("a"), b=paragraph("b"))
    html = to_html(build(paragraph("1") + blocks))
    last = f'<p style="{PLAIN}">{shown}</p>' if shown else ""
    assert html == f'<p style="{PLAIN}">1</p>{last}'


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        # nothing, which is an empty line
        ([], "<br/>"),
        ([run("")], "<br/>"),
        ([run("x", "<w:vanish/>")], "<br/>"),
        ([inside("<w:br/>")], "<br/>"),
        # what is no line
        ([inside('<w:br w:type="page"/>')], None),
        ([inside("<w:drawing/>")], None),
        ([inside("<w:pict/>")], None),
        ([inside("<w:object/>")], None),
        ([inside('<w:fldChar w:fldCharType="begin"/>')], None),
    ],
)
def test_empty_lines(content, shown):
    html = to_html(build(paragraph(*content)))
    assert html == ("" if shown is None else f'<p style="{PLAIN}">{shown}</p>')


def test_the_end_of_a_section_is_no_line():
    end = "<w:sectPr/>"
    assert to_html(build(paragraph(properties=end))) == ""
    html = to_html(build(paragraph("x", properties=end)))
    assert html == f'<p style="{PLAIN}">x</p>'


@pytest.mark.parametrize(
    ("instruction", "url"),
    [
        (f'HYPERLINK "{URL}"', URL),
        (f' hyperlink  "{URL}" \\o "tip" ', URL),
        ('HYPERLINK "mailto:a@e.com"', "mailto:a@e.com"),
        (f'HYPERLINK " {URL} "', URL),
        ('HYPERLINK "https://"', None),
        ('HYPERLINK "ftp://e.com"', None),
        ('HYPERLINK "javascript:alert(1)"', None),
        ('HYPERLINK ""', None),
        (f"HYPERLINK {URL}", None),
        (f'OTHER "{URL}"', None),
        ("PAGE", None),
        (" ", None),
    ],
)
def test_fields_that_link(instruction, url):
    shown = f'<a href="{url}">x</a>' if url else "x"
    field = complex_field(instruction_runs(instruction), run("x"))
    assert show("a", field, "b") == f"a{shown}b"
    assert show("a", simple_field(instruction, run("x")), "b") == f"a{shown}b"


@pytest.mark.parametrize(("length", "is_kept"), [(2083, True), (2084, False)])
def test_addresses_as_long_as_word_has_them(length, is_kept):
    url = URL + "x" * (length - len(URL))
    document = Document(paragraph(hyperlink(run("b"))))
    document.add_relation("rIdLink", f"{OFFICE}hyperlink", url, True)
    assert (f'href="{url}"' in to_html(document.build())) == is_kept


def test_runs_of_one_link_are_together():
    document = Document(
        paragraph("a", hyperlink(run("b") + run("c", "<w:b/>")), hyperlink(run("d"))),
        paragraph(hyperlink(run("e"), "rIdOther"), hyperlink(run("f"))),
        paragraph(hyperlink(run("g"), "rIdMissing"), hyperlink(run("h"), "rIdInside")),
    )
    document.add_relation("rIdLink", f"{OFFICE}hyperlink", URL, True)
    document.add_relation("rIdOther", f"{OFFICE}hyperlink", f"{URL}?a&amp;b", True)
    document.add_relation("rIdInside", f"{OFFICE}hyperlink", "settings.xml")
    assert to_html(document.build()) == (
        f'<p style="{PLAIN}">a<a href="{URL}">b<b>c</b>d</a></p>'
        f'<p style="{PLAIN}"><a href="{URL}?a&amp;b">e</a><a href="{URL}">f</a></p>'
        f'<p style="{PLAIN}">gh</p>'
    )


def test_a_link_ends_where_it_ends():
    link = simple_field(f'HYPERLINK "{URL}"', run("b") + run("c", "<w:b/>"))
    assert show("a", link, "d") == f'a<a href="{URL}">b<b>c</b></a>d'
    assert show(run("a", "<w:b/>") + run("b", "<w:b/>"), "c", run("d", "<w:i/>")) == (
        "<b>ab</b>c<i>d</i>"
    )


def test_links_in_links():
    """The inner one, or the outer one where that is none."""
    link = f'HYPERLINK "{URL}"'
    inner = simple_field('HYPERLINK "https://i.com"', run("i"))
    assert show(simple_field(link, run("a") + inner + run("b"))) == (
        f'<a href="{URL}">a</a><a href="https://i.com">i</a><a href="{URL}">b</a>'
    )
    inner = simple_field("PAGE", run("1"))
    assert show(simple_field(link, run("a") + inner)) == f'<a href="{URL}">a1</a>'
    inner = complex_field(" PAGE ", run("1"))
    assert show(complex_field(link, run("a") + inner + run("b")), "c") == (
        f'<a href="{URL}">a1b</a>c'
    )
    inner = complex_field('HYPERLINK "https://i.com"', run("i"))
    assert show(complex_field(link, run("a") + inner + run("b")), "c") == (
        f'<a href="{URL}">a</a><a href="https://i.com">i</a><a href="{URL}">b</a>c'
    )


def test_only_results_of_fields_are_shown():
    field = complex_field(" PAGE ", run("7"))
    assert show("a", field, "b") == "a7b"
    # text between the names of the field is not, nor is the result of one in it
    name = instruction_runs(" IF ") + run("no") + field + instruction_runs(" = 7 ")
    assert show("a", complex_field(name, run("yes")), "b") == "ayesb"
    assert show("a", complex_field(" X ", run("1") + field + run("2")), "b") == "a172b"


def test_fields_in_fields_in_fields():
    page = complex_field(" PAGE ", run("7"))
    # what stands in the name of the inner one is not shown
    name = instruction_runs(" IF ") + run("no") + page + instruction_runs(" = 7 ")
    inner = complex_field(name, run("yes"))
    assert show("a", complex_field(" X ", run("1") + inner), "b") == "a1yesb"
    name = instruction_runs(" IF ") + complex_field(" X ", page + run("no"))
    inner = complex_field(name, run("yes"))
    assert show("a", complex_field(" X ", run("1") + inner), "b") == "a1yesb"
    # a link is that of all in it, and of nothing else
    link = complex_field(f' HYPERLINK "{URL}" ', run("a") + page)
    whole = complex_field(" X ", run("1") + link + run("2"))
    assert show(whole) == f'1<a href="{URL}">a7</a>2'


def mark(kind):
    return inside(f'<w:fldChar w:fldCharType="{kind}"/>')


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        # marks of no field
        ([mark("end"), "a", mark("separate"), "b"], "ab"),
        # a field that has no result
        (["a", mark("begin"), instruction_runs("X"), mark("end"), "b"], "ab"),
        (["a", mark("begin"), "no", mark("end"), "b"], "ab"),
        (["a", mark("begin"), mark("odd"), "no", mark("end"), "b"], "ab"),
        # one that never ends
        (["a", mark("begin"), mark("separate"), "b"], "ab"),
        (["a", instruction_runs("X"), "b"], "ab"),
    ],
)
def test_marks_of_fields(content, shown):
    assert show(*content) == shown


def test_a_field_over_paragraphs():
    link = mark("begin") + instruction_runs(f'HYPERLINK "{URL}"') + mark("separate")
    html = to_html(
        build(paragraph("a", link, "b"), paragraph("c", mark("end"), "d"), "e")
    )
    assert html == (
        f'<p style="{PLAIN}">a<a href="{URL}">b</a></p>'
        f'<p style="{PLAIN}"><a href="{URL}">c</a>d</p><p style="{PLAIN}">e</p>'
    )


def test_what_is_in_the_result_is_no_instruction():
    """Not even where it looks like one."""
    other = instruction_runs(' HYPERLINK "https://i.com" ')
    begin = (
        mark("begin") + instruction_runs(" HYPER") + instruction_runs(f'LINK "{URL}" ')
    )
    field = begin + mark("separate") + other + mark("separate") + run("x") + mark("end")
    assert show(field) == f'<a href="{URL}">x</a>'


def note(kind, number):
    return inside(f'<w:{kind}Reference w:id="{number}"/>', "<w:b/>")


def test_notes_stand_at_the_end():
    document = Document(
        paragraph("a", note("endnote", 1), "b", note("footnote", 2)),
        paragraph(note("footnote", 1), note("footnote", 2), note("footnote", 9)),
    )
    document.add_notes(run("first"), run("second", "<w:b/>"), kind="footnote")
    document.add_notes(run("end"), kind="endnote")
    assert to_html(document.build()) == (
        f'<p style="{PLAIN}">a<sup>1</sup>b<sup>2</sup></p>'
        f'<p style="{PLAIN}"><sup>3</sup><sup>2</sup></p>'
        '<hr style="border:0;border-top:1px solid #999999;width:33%" align="left"/>'
        f'<div style="font-size:85%"><p style="{PLAIN}"><sup>1</sup> end</p></div>'
        f'<div style="font-size:85%"><p style="{PLAIN}"><sup>2</sup> <b>second</b></p>'
        "</div>"
        f'<div style="font-size:85%"><p style="{PLAIN}"><sup>3</sup> first</p></div>'
    )


def test_notes_in_hidden_places_and_without_a_part():
    document = Document(
        paragraph(complex_field(instruction_runs("X") + note("footnote", 1), run("a")))
    )
    document.add_notes(run("first"), kind="footnote")
    assert to_html(document.build()) == f'<p style="{PLAIN}">a</p>'
    assert show("a", note("footnote", 1)) == "a"


def test_a_note_that_begins_with_a_table():
    table = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    document = Document(paragraph("a", note("footnote", 1)))
    notes = f'<w:footnote w:id="1">{table}</w:footnote>'
    document.add_part("footnotes.xml", root("footnotes", notes), "footnotes")
    html = to_html(document.build())
    assert '<div style="font-size:85%"><sup>1</sup> <table ' in html


def test_fields_that_are_open_do_not_reach_into_notes():
    open_field = mark("begin") + instruction_runs("X")
    document = Document(paragraph("a", note("footnote", 1), open_field))
    document.add_notes(run("first"), kind="footnote")
    assert "<sup>1</sup> first</p>" in to_html(document.build())


def test_links_of_a_note_are_those_of_its_part():
    document = Document(paragraph("a", note("footnote", 1)))
    document.add_notes(hyperlink(run("x"), "rId7"), kind="footnote")
    document.add_relation("rId7", f"{OFFICE}hyperlink", "https://body.com", True)
    relation = (
        f'<Relationship Id="rId7" Type="{OFFICE}hyperlink" Target="{URL}" '
        'TargetMode="External"/>'
    )
    document.parts["word/_rels/footnotes.xml.rels"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{relation}</Relationships>"
    )
    html = to_html(document.build())
    assert f'<a href="{URL}">x</a>' in html and "body.com" not in html


def test_text_boxes_follow_their_paragraph():
    html = to_html(build(paragraph("a", text_box(run("box")), "b"), "c"))
    assert html == "".join(
        f'<p style="{PLAIN}">{text}</p>' for text in ("ab", "box", "c")
    )
    # that of a field which is not shown is not shown
    field = complex_field(instruction_runs("X") + text_box(run("box")), run("y"))
    assert show("a", field) == "ay"


def test_alternatives_in_a_drawing():
    """A text box for new versions of Word, and what older ones show instead."""

    def box(text):
        return f"<wps:txbx><w:txbxContent>{paragraph(text)}</w:txbxContent></wps:txbx>"

    for alternatives, text in (
        (choice("wps", box("new")) + f"<mc:Fallback>{box('old')}</mc:Fallback>", "new"),
        (choice("x", box("new")) + f"<mc:Fallback>{box('old')}</mc:Fallback>", "old"),
        ("", None),
    ):
        whole = f"<mc:AlternateContent>{alternatives}</mc:AlternateContent>"
        html = to_html(build(paragraph("a", inside(drawing(whole, 1)))))
        shown = ["a", text] if text else ["a"]
        assert html == "".join(f'<p style="{PLAIN}">{each}</p>' for each in shown)


def test_a_text_box_in_a_text_box():
    inner = text_box(run("inner"))
    html = to_html(build(paragraph("a", text_box(run("outer") + inner))))
    texts = ("a", "outer", "inner")
    assert html == "".join(f'<p style="{PLAIN}">{text}</p>' for text in texts)


def test_the_format_of_a_style_is_not_that_of_its_text_boxes():
    centred = '<w:jc w:val="center"/>'
    html = to_html(build(paragraph("a", text_box(run("box")), properties=centred)))
    assert html == (
        f'<p style="{PLAIN};text-align:center">a</p><p style="{PLAIN}">box</p>'
    )
