# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Word says of runs and paragraphs, and the inline style that an e-mail has."""

import pytest

from word_merge import to_html

from .documents import build
from .markup import paragraph, run

PLAIN = "margin:0 0 0 0"


def show_run(properties):
    """Return the HTML of a run in a paragraph."""
    html = to_html(build(paragraph(run("x", properties))))
    start, end = f'<p style="{PLAIN}">', "</p>"
    assert html.startswith(start) and html.endswith(end)
    return html.removeprefix(start).removesuffix(end)


def show_paragraph(properties):
    """Return what stands in the tag of a paragraph."""
    html = to_html(build(paragraph("x", properties=properties)))
    assert html.startswith("<p") and html.endswith(">x</p>")
    return html.removeprefix("<p").removesuffix(">x</p>").strip()


def show_style(properties):
    """Return the declarations of a paragraph."""
    shown = show_paragraph(properties)
    assert shown.startswith('style="') and shown.endswith('"')
    return shown[len('style="') : -1]


def span(style):
    return f'<span style="{style}">x</span>'


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ("", "x"),
        ("<w:b/>", "<b>x</b>"),
        ('<w:b w:val="1"/>', "<b>x</b>"),
        ('<w:b w:val="true"/>', "<b>x</b>"),
        ('<w:b w:val="on"/>', "<b>x</b>"),
        ('<w:b w:val="0"/>', "x"),
        ('<w:b w:val="false"/>', "x"),
        ('<w:b w:val="FALSE"/>', "x"),
        ('<w:b w:val="off"/>', "x"),
        ('<w:i w:val="false"/>', "x"),
        ("<w:dstrike/>", "<s>x</s>"),
        ("<w:strike/><w:u/><w:i/><w:b/>", "<b><i><u><s>x</s></u></i></b>"),
        ("<w:u/>", "<u>x</u>"),
        ('<w:u w:val="double"/>', "<u>x</u>"),
        ('<w:u w:val="none"/>', "x"),
        ('<w:vertAlign w:val="subscript"/>', "<sub>x</sub>"),
        ('<w:vertAlign w:val="superscript"/>', "<sup>x</sup>"),
        ('<w:vertAlign w:val="baseline"/>', "x"),
        ('<w:vertAlign w:val="superscript"/><w:b/>', "<b><sup>x</sup></b>"),
        ("<w:caps/>", span("text-transform:uppercase")),
        ('<w:caps w:val="0"/>', "x"),
        ("<w:smallCaps/>", span("font-variant:small-caps")),
        ('<w:smallCaps w:val="0"/>', "x"),
        ("<w:vanish/>", "<br/>"),
        ('<w:vanish w:val="0"/>', "x"),
        ("<w:unknown/>", "x"),
    ],
)
def test_what_is_on_and_off(properties, shown):
    assert show_run(properties) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ("24", "12pt"),
        ("21", "10.5pt"),
        ("2", "1pt"),
        ("1", "1pt"),
        ("400", "200pt"),
        ("401", "200pt"),
        ("x", None),
        ("", None),
    ],
)
def test_sizes_are_in_half_points(size, shown):
    html = show_run(f'<w:sz w:val="{size}"/>')
    assert html == ("x" if shown is None else span(f"font-size:{shown}"))
    assert show_run("<w:sz/>") == "x"


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ('<w:color w:val="00FF7f"/>', "color:#00ff7f"),
        ('<w:color w:val="auto"/>', None),
        ('<w:color w:val="00FF7"/>', None),
        ('<w:color w:val="00FF7FF"/>', None),
        ('<w:color w:val=""/>', None),
        ("<w:color/>", None),
        ('<w:highlight w:val="yellow"/>', "background-color:#ffff00"),
        ('<w:highlight w:val="darkRed"/>', "background-color:#800000"),
        ('<w:highlight w:val="none"/>', None),
        ('<w:shd w:val="clear" w:fill="AABBCC"/>', "background-color:#aabbcc"),
        ('<w:shd w:val="clear" w:fill="auto"/>', None),
        # the highlight comes first and covers the shading
        (
            '<w:highlight w:val="red"/><w:shd w:val="clear" w:fill="AABBCC"/>',
            "background-color:#ff0000",
        ),
        ('<w:rFonts w:ascii="Open Sans"/>', "font-family:'Open Sans',sans-serif"),
        ('<w:rFonts w:ascii="Arial-Bold"/>', "font-family:'Arial-Bold',sans-serif"),
        # neither ends the declaration nor the attribute
        ('<w:rFonts w:ascii="A;color:red"/>', None),
        ('<w:rFonts w:ascii="A\'"/>', None),
        ('<w:rFonts w:ascii="A&quot;"/>', None),
        ('<w:rFonts w:ascii=""/>', None),
        ('<w:rFonts w:hAnsi="Arial"/>', None),
        (
            '<w:rFonts w:ascii="Arial"/><w:color w:val="112233"/><w:sz w:val="30"/>',
            "font-size:15pt;color:#112233;font-family:'Arial',sans-serif",
        ),
    ],
)
def test_colours_and_fonts(properties, shown):
    assert show_run(properties) == (span(shown) if shown else "x")


def test_runs_of_one_format_are_together():
    html = to_html(build(paragraph(run("a", "<w:b/>"), run("b", "<w:b/>"), "c", "d")))
    assert html == f'<p style="{PLAIN}"><b>ab</b>cd</p>'
    html = to_html(build(paragraph("a", run("b", "<w:b/>"), run("c", "<w:i/>"))))
    assert html == f'<p style="{PLAIN}">a<b>b</b><i>c</i></p>'


@pytest.mark.parametrize(
    ("spacing", "style"),
    [
        ('w:before="240"', "margin:12pt 0 0 0"),
        ('w:after="150"', "margin:0 0 7.5pt 0"),
        ('w:before="20" w:after="40"', "margin:1pt 0 2pt 0"),
        ('w:before="-20"', PLAIN),
        ('w:before="x"', PLAIN),
        ('w:before="240" w:beforeAutospacing="1"', "margin:14pt 0 0 0"),
        ('w:after="240" w:afterAutospacing="true"', "margin:0 0 14pt 0"),
        ('w:after="240" w:afterAutospacing="0"', "margin:0 0 12pt 0"),
        ('w:after="240" w:afterAutospacing="False"', "margin:0 0 12pt 0"),
        ('w:after="240" w:afterAutospacing="off"', "margin:0 0 12pt 0"),
        ('w:after="99999999"', "margin:0 0 1584pt 0"),
        ('w:line="480" w:lineRule="auto"', f"{PLAIN};line-height:2.4"),
        ('w:line="360"', f"{PLAIN};line-height:1.8"),
        ('w:line="259"', f"{PLAIN};line-height:1.29"),
        ('w:line="240"', PLAIN),
        ('w:line="0"', f"{PLAIN};line-height:0.005"),
        # so many points, whatever the text
        ('w:line="480" w:lineRule="exact"', PLAIN),
        ('w:line="480" w:lineRule="atLeast"', PLAIN),
    ],
)
def test_space_around_paragraphs_and_lines(spacing, style):
    assert show_style(f"<w:spacing {spacing}/>") == style


@pytest.mark.parametrize(
    ("indents", "style"),
    [
        ('w:left="720"', "margin:0 0 0 36pt"),
        ('w:right="720"', "margin:0 36pt 0 0"),
        ('w:start="400" w:end="200"', "margin:0 10pt 0 20pt"),
        ('w:left="20" w:start="400"', "margin:0 0 0 1pt"),
        ('w:left="-720"', "margin:0 0 0 -36pt"),
        ('w:left="-99999999"', "margin:0 0 0 -1584pt"),
        ('w:firstLine="280"', f"{PLAIN};text-indent:14pt"),
        ('w:hanging="280"', f"{PLAIN};text-indent:-14pt"),
        ('w:firstLine="280" w:hanging="560"', f"{PLAIN};text-indent:-28pt"),
        ('w:firstLine="0"', PLAIN),
        ('w:firstLine="x"', PLAIN),
    ],
)
def test_indents(indents, style):
    assert show_style(f"<w:ind {indents}/>") == style


@pytest.mark.parametrize(
    ("align", "shown", "in_rtl"),
    [
        ("left", None, None),
        ("start", None, None),
        ("center", "center", "center"),
        ("right", "right", "left"),
        ("end", "right", "left"),
        ("both", "justify", "justify"),
        ("distribute", "justify", "justify"),
        ("odd", None, None),
    ],
)
def test_alignment_and_direction(align, shown, in_rtl):
    def get_style(name):
        return f'style="{PLAIN}{f";text-align:{name}" if name else ""}"'

    align = f'<w:jc w:val="{align}"/>'
    assert show_paragraph(align) == get_style(shown)
    assert show_paragraph(f'{align}<w:bidi w:val="0"/>') == get_style(shown)
    # there Word's left is where lines begin
    assert show_paragraph(f"{align}<w:bidi/>") == f'dir="rtl" {get_style(in_rtl)}'


def test_direction_without_alignment():
    assert show_paragraph("<w:bidi/>") == f'dir="rtl" style="{PLAIN}"'
    assert show_paragraph("<w:keepNext/>") == f'style="{PLAIN}"'


@pytest.mark.parametrize(
    ("border", "line"),
    [
        ('w:val="single" w:sz="6" w:color="FF0000"', "1px solid #ff0000"),
        ('w:val="single" w:sz="12" w:color="auto"', "2px solid #000000"),
        ('w:val="single" w:sz="1"', "1px solid #000000"),
        ('w:val="single" w:sz="0"', "1px solid #000000"),
        ('w:val="single"', "1px solid #000000"),
        ('w:val="single" w:sz="96"', "16px solid #000000"),
        ('w:val="single" w:sz="960"', "16px solid #000000"),
        ('w:val="dashed" w:sz="24"', "4px dashed #000000"),
        ('w:val="dashSmallGap" w:sz="24"', "4px dashed #000000"),
        ('w:val="dotted" w:sz="24"', "4px dotted #000000"),
        ('w:val="double" w:sz="24"', "4px double #000000"),
        ('w:val="wave" w:sz="24"', "4px solid #000000"),
        ('w:val="none" w:sz="24"', None),
        ('w:val="nil" w:sz="24"', None),
        ('w:sz="24"', None),
    ],
)
def test_lines_above_and_below(border, line):
    for side in ("top", "bottom"):
        shown = f"{PLAIN};border-{side}:{line}" if line else PLAIN
        assert show_style(f"<w:pBdr><w:{side} {border}/></w:pBdr>") == shown
    assert show_style(f"<w:pBdr><w:between {border}/></w:pBdr>") == PLAIN


def test_background_of_paragraphs():
    style = show_style('<w:shd w:val="clear" w:fill="EEF0F2"/>')
    assert style == f"{PLAIN};background-color:#eef0f2"


def test_spaces_stay():
    html = to_html(build(paragraph("a b  c   d")))
    assert html == f'<p style="{PLAIN}">a b\u00a0 c\u00a0\u00a0 d</p>'
    html = to_html(build(paragraph('a < b & c > "d"')))
    assert html == f'<p style="{PLAIN}">a &lt; b &amp; c &gt; &quot;d&quot;</p>'
