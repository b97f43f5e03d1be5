# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The styles of a Word document in an e-mail: defaults, headings, styles in styles."""

import pytest

from word_merge import to_html

from .documents import Document
from .markup import paragraph, root, run

PLAIN = "margin:0 0 0 0"


def make_style(name, properties="", kind="paragraph", **attributes):
    """Return a style; its properties are markup, with the name Word shows among it."""
    more = "".join(f' w:{key}="{value}"' for key, value in attributes.items())
    return f'<w:style w:type="{kind}" w:styleId="{name}"{more}>{properties}</w:style>'


def named(name):
    return f'<w:name w:val="{name}"/>'


def based_on(name):
    return f'<w:basedOn w:val="{name}"/>'


def text(properties):
    return f"<w:rPr>{properties}</w:rPr>"


def lines(properties):
    return f"<w:pPr>{properties}</w:pPr>"


def size(half_points):
    return f'<w:sz w:val="{half_points}"/>'


def use(name):
    return f'<w:pStyle w:val="{name}"/>'


def make(styles, *body):
    """Return a document with styles."""
    document = Document(*body)
    document.add_part("styles.xml", root("styles", styles), "styles")
    return document.build()


def show(styles, *body):
    return to_html(make(styles, *body))


DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/>'
    '<w:color w:val="333333"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
    '<w:spacing w:after="160" w:line="259"/></w:pPr></w:pPrDefault></w:docDefaults>'
)


def test_what_all_text_has_is_left_to_the_mail():
    """Size, colour and font of a mail client, but spaces as in the document."""
    html = show(DEFAULTS, paragraph("x"))
    assert html == '<p style="margin:0 0 8pt 0">x</p>'
    # what differs is said
    own = lines('<w:spacing w:line="480"/>')[7:-8]
    html = show(DEFAULTS, paragraph(run("x", size(30)), properties=own))
    assert html == (
        '<p style="margin:0 0 8pt 0;line-height:2.4">'
        '<span style="font-size:15pt">x</span></p>'
    )
    html = show(DEFAULTS, paragraph(run("x", '<w:color w:val="auto"/>')))
    assert '<span style="color:#000000">x</span>' in html


def test_what_a_style_repeats_is_not_said():
    """Size, colour and font of all text, of a style and of a run again."""
    look = size(22) + '<w:color w:val="333333"/><w:rFonts w:ascii="Arial"/>'
    styles = f"<w:docDefaults><w:rPrDefault>{text(look)}</w:rPrDefault></w:docDefaults>"
    styles += make_style("A", text(look))
    html = show(styles, paragraph(run("x", look), properties=use("A")))
    assert html == f'<p style="{PLAIN}">x</p>'
    other = '<w:rFonts w:ascii="Calibri"/>'
    html = show(styles, paragraph(run("x", other), properties=use("A")))
    assert "<span style=\"font-family:'Calibri',sans-serif\">x</span>" in html


@pytest.mark.parametrize("default", ["1", "true", "on", "TRUE"])
def test_the_style_of_paragraphs_without_one(default):
    normal = text(size(20) + "<w:i/>") + lines('<w:jc w:val="center"/>')
    styles = make_style("Normal", normal, default=default)
    styles += make_style("Other", default=default)
    html = show(styles, paragraph("x"), paragraph("y", properties=use("Missing")))
    style = f"{PLAIN};text-align:center;font-style:italic"
    assert html == f'<p style="{style}">x</p><p style="{style}">y</p>'


def test_a_style_that_is_no_default():
    styles = make_style("Normal", text("<w:i/>"), default="0")
    assert show(styles, paragraph("x")) == f'<p style="{PLAIN}">x</p>'
    # a default of characters is none of paragraphs
    styles = make_style("Text", text("<w:i/>"), "character", default="1")
    assert show(styles, paragraph("x")) == f'<p style="{PLAIN}">x</p>'


def test_the_first_of_two_styles_of_the_same_name_counts():
    styles = make_style("A", text("<w:b/>")) + make_style("A", text("<w:i/>"))
    html = show(styles, paragraph("x", properties=use("A")))
    assert html == f'<p style="{PLAIN};font-weight:bold">x</p>'


def test_styles_based_on_each_other():
    styles = (
        make_style("C", based_on("B") + text(size(30)))
        + make_style("B", based_on("A") + text(size(40) + "<w:b/>"))
        + make_style("A", text(size(50) + "<w:i/>") + lines('<w:jc w:val="right"/>'))
    )
    html = show(styles, paragraph("x", properties=use("C")))
    assert html == (
        f'<p style="{PLAIN};text-align:right;font-size:15pt;font-weight:bold;'
        'font-style:italic">x</p>'
    )


def test_of_styles_in_each_other_the_nearest_counts():
    styles = (
        make_style("C", based_on("B"))
        + make_style("B", based_on("A") + text(size(40)))
        + make_style("A", text(size(50)))
    )
    html = show(styles, paragraph("x", properties=use("C")))
    assert html == f'<p style="{PLAIN};font-size:20pt">x</p>'


def test_styles_in_a_circle():
    styles = make_style("A", based_on("B") + text("<w:b/>"))
    styles += make_style("B", based_on("A") + text("<w:i/>"))
    html = show(styles, paragraph("x", properties=use("A")))
    assert "font-weight:bold" in html and "font-style:italic" in html


def test_so_many_styles_in_each_other():
    """Fifty; what comes before them is left out."""
    count = 60
    styles = "".join(
        make_style(
            f"S{n}",
            based_on(f"S{n + 1}") + text(size(60) if n in (49, 50) else ""),
        )
        for n in range(count)
    )
    html = show(styles, paragraph("x", properties=use("S0")))
    assert "font-size:30pt" in html
    html = show(
        styles.replace(f"{based_on('S50')}{text(size(60))}", based_on("S50")),
        paragraph("x", properties=use("S0")),
    )
    assert "font-size" not in html


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("heading 1", "h1"),
        ("Heading 3", "h3"),
        ("heading 6", "h6"),
        # HTML has six
        ("heading 7", "h6"),
        ("heading 9", "h6"),
        ("heading 0", "p"),
        ("heading 10", "p"),
        ("my heading 1", "p"),
        ("Title", "h1"),
        ("Subtitle", "p"),
    ],
)
def test_headings(name, tag):
    styles = make_style("H", named(name))
    styles += make_style("Mine", named("Mine") + based_on("H"))
    for style in ("H", "Mine"):
        html = show(styles, paragraph("x", properties=use(style)))
        assert html.startswith(f"<{tag} ") and html.endswith(f">x</{tag}>")


@pytest.mark.parametrize(
    ("outline", "tag"),
    [
        ("0", "h1"),
        ("-1", "h1"),
        ("2", "h3"),
        ("5", "h6"),
        ("6", "p"),
        ("9", "p"),
        ("x", "p"),
    ],
)
def test_levels_of_an_outline(outline, tag):
    styles = make_style("H", lines(f'<w:outlineLvl w:val="{outline}"/>'))
    html = show(styles, paragraph("x", properties=use("H")))
    assert html.startswith(f"<{tag} ") and html.endswith(f">x</{tag}>")


def test_the_nearest_name_makes_the_heading():
    styles = make_style("A", named("heading 1"))
    styles += make_style("B", named("heading 4") + based_on("A"))
    html = show(styles, paragraph("x", properties=use("B")))
    assert html.startswith("<h4 ")


@pytest.mark.parametrize(
    ("properties", "style"),
    [
        # a mail client would make it large and bold
        ("", "font-weight:normal;font-size:10pt"),
        ("<w:b/>", "font-size:10pt"),
        (size(32) + "<w:b/>", "font-size:16pt"),
        (size(32), "font-size:16pt;font-weight:normal"),
        ("<w:i/><w:b/>", "font-style:italic;font-size:10pt"),
    ],
)
def test_the_look_of_headings(properties, style):
    styles = make_style("H", named("heading 2") + text(properties))
    html = show(styles, paragraph("x", properties=use("H")))
    assert html == f'<h2 style="{PLAIN};{style}">x</h2>'


def test_bold_in_a_heading_is_not_said_twice():
    styles = make_style("H", named("heading 2") + text(size(32) + "<w:b/>"))
    body = run("a", "<w:b/>") + run("b", '<w:b w:val="0"/>')
    html = show(styles, paragraph(body, properties=use("H")))
    assert html == (
        f'<h2 style="{PLAIN};font-size:16pt">a'
        '<span style="font-weight:normal">b</span></h2>'
    )


def test_text_that_is_bold_throughout():
    """No mail says so by itself, whatever the style of all paragraphs is."""
    styles = make_style("N", text("<w:b/><w:i/>"), default="1")
    body = run("a") + run("b", '<w:b w:val="0"/><w:i w:val="0"/>')
    assert show(styles, paragraph(body)) == (
        f'<p style="{PLAIN};font-weight:bold;font-style:italic">a'
        '<span style="font-weight:normal;font-style:normal">b</span></p>'
    )


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ("<w:u/>", "<u>x</u>"),
        ("<w:strike/>", "<s>x</s>"),
        ('<w:vertAlign w:val="subscript"/>', "<sub>x</sub>"),
        (
            '<w:shd w:val="clear" w:fill="FFEE00"/>',
            '<span style="background-color:#ffee00">x</span>',
        ),
    ],
)
def test_what_no_run_could_take_back_is_on_the_runs(properties, shown):
    styles = make_style("A", text(properties))
    html = show(styles, paragraph("x", properties=use("A")))
    assert html == f'<p style="{PLAIN}">{shown}</p>'
    off = '<w:u w:val="none"/><w:strike w:val="0"/><w:shd w:fill="auto"/>'
    off += '<w:vertAlign w:val="baseline"/>'
    html = show(styles, paragraph(run("x", off), properties=use("A")))
    assert html == f'<p style="{PLAIN}">x</p>'


def test_hidden_paragraphs():
    styles = make_style("A", text("<w:vanish/>"))
    body = run("x") + run("y", '<w:vanish w:val="0"/>')
    html = show(styles, paragraph(body, properties=use("A")))
    assert html == f'<p style="{PLAIN}">y</p>'


def test_capitals_of_a_style_are_taken_back():
    styles = make_style("A", text("<w:caps/><w:smallCaps/>"))
    off = '<w:caps w:val="0"/><w:smallCaps w:val="0"/>'
    html = show(styles, paragraph("x", run("y", off), properties=use("A")))
    assert html == (
        f'<p style="{PLAIN};text-transform:uppercase;font-variant:small-caps">x'
        '<span style="text-transform:none;font-variant:normal">y</span></p>'
    )


@pytest.mark.parametrize(
    ("toggle", "shown"),
    [
        ("b", "<b>x</b>"),
        ("i", "<i>x</i>"),
        ("strike", "<s>x</s>"),
        ("caps", '<span style="text-transform:uppercase">x</span>'),
        ("smallCaps", '<span style="font-variant:small-caps">x</span>'),
    ],
)
def test_styles_of_characters(toggle, shown):
    style = '<w:rStyle w:val="C"/>'
    characters = make_style("C", text(f"<w:{toggle}/>"), "character")
    assert shown in show(characters, paragraph(run("x", style)))
    # twice is not at all, as in Word, and what the run says itself counts
    styles = characters + make_style("P", text(f"<w:{toggle}/>"))
    twice = show(styles, paragraph(run("x", style), properties=use("P")))
    off = run("x", f'<w:{toggle} w:val="0"/>')
    assert twice == show(styles, paragraph(off, properties=use("P")))
    own = show(
        styles, paragraph(run("x", style + f"<w:{toggle}/>"), properties=use("P"))
    )
    assert own == show(styles, paragraph("x", properties=use("P")))


def test_hidden_by_the_styles_of_paragraph_and_characters():
    styles = make_style("C", text("<w:vanish/>"), "character")
    styles += make_style("P", text("<w:vanish/>"))
    body = run("x") + run("y", '<w:rStyle w:val="C"/>')
    html = show(styles, paragraph(body, properties=use("P")))
    assert html == f'<p style="{PLAIN}">y</p>'


@pytest.mark.parametrize(
    ("styles_used", "margins"),
    [
        (("A", "A", "A"), ("12pt 0 0 0", "0 0 0 0", "0 0 6pt 0")),
        (("A", "B", "A"), ("12pt 0 6pt 0",) * 3),
        (("A", "A", "B"), ("12pt 0 0 0", "0 0 6pt 0", "12pt 0 6pt 0")),
    ],
)
def test_no_space_between_paragraphs_of_one_style(styles_used, margins):
    space = '<w:spacing w:before="240" w:after="120"/><w:contextualSpacing/>'
    styles = "".join(make_style(name, lines(space)) for name in "AB")
    body = [paragraph("x", properties=use(name)) for name in styles_used]
    html = show(styles, *body)
    assert html == "".join(f'<p style="margin:{each}">x</p>' for each in margins)
    # paragraphs without any style have none in common
    body = [paragraph("x", properties=space)] * 2
    assert show("", *body) == '<p style="margin:12pt 0 6pt 0">x</p>' * 2
    off = space.replace("contextualSpacing", 'contextualSpacing w:val="0"')
    body = [paragraph("x", properties=use("A") + off)] * 2
    assert show(styles, *body) == '<p style="margin:12pt 0 6pt 0">x</p>' * 2
