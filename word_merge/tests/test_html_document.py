# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word documents as HTML for an e-mail."""

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt, RGBColor

from word_merge import compile_template, to_html

from .documents import OFFICE, Document, build
from .html_reading import get_lines, parse, save
from .letters import add_numbering, make_contacts
from .markup import (
    complex_field,
    content_control,
    hyperlink,
    insertion,
    paragraph,
    root,
    run,
    simple_field,
    text_box,
)
from .test_fuzzing import LETTER


def level(depth, number=1):
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def test_text_of_runs():
    data = build(
        paragraph(
            run("bold", "<w:b/>"),
            run("italic", "<w:i/>"),
            run("under", '<w:u w:val="single"/>'),
            run("gone", "<w:strike/>"),
            run("high", '<w:vertAlign w:val="superscript"/>'),
            run("hidden", "<w:vanish/>"),
            run("plain", '<w:b w:val="0"/><w:u w:val="none"/>'),
            run("red", '<w:color w:val="FF0000"/><w:sz w:val="28"/>'),
        )
    )
    assert to_html(data) == (
        '<p style="margin:0 0 0 0"><b>bold</b><i>italic</i><u>under</u><s>gone</s>'
        '<sup>high</sup>plain<span style="font-size:14pt;color:#ff0000">red</span></p>'
    )


def test_formats_of_python_docx():
    document = docx.Document()
    document.add_heading("Title", 1)
    text = document.add_paragraph("x").add_run("y")
    text.font.highlight_color = WD_COLOR_INDEX.YELLOW
    text.font.color.rgb = RGBColor(1, 2, 3)
    document.paragraphs[1].alignment = 1
    document.paragraphs[1].paragraph_format.space_after = Pt(6)
    document.add_paragraph("one", style="List Number")
    document.add_paragraph("two", style="List Number")
    document.add_paragraph("dot", style="List Bullet")
    heading, centred, numbered, bulleted = parse(save(document))
    assert heading.tag == "h1" and "font-size:14pt" in heading.get("style")
    assert "text-align:center" in centred.get("style")
    assert "margin:0 0 6pt 0" in centred.get("style")
    assert "background-color:#ffff00" in centred[0].get("style")
    assert (numbered.tag, len(numbered)) == ("ol", 2)
    assert (bulleted.tag, bulleted.text_content()) == ("ul", "dot")


def test_no_classes_and_no_style_sheets():
    letter = compile_template(LETTER).render(make_contacts(3)[2])
    html = to_html(letter)
    assert "class=" not in html and "<style" not in html and "<html" not in html
    assert "header of" not in html and "footer of" not in html
    for text in ("Dear Contact3x", "first step", "footnote of", "endnote of"):
        assert text in html
    # a text box is there once, whichever versions of Word it was saved for
    assert sum(line == "Contact3x" for line in get_lines(letter)) == 2


def test_breaks_tabs_and_spaces():
    page = '<w:r><w:br w:type="page"/></w:r>'
    data = build(
        paragraph("a", "<w:r><w:br/><w:t>b</w:t><w:tab/></w:r>", run("c  d")),
        paragraph(page),
        paragraph(),
        paragraph(page, "e"),
    )
    first, empty, last = parse(data)
    assert first.text_content() == "ab\u00a0\u00a0\u00a0 c\u00a0 d"
    assert [child.tag for child in first] == ["br"]
    assert [child.tag for child in empty] == ["br"]
    assert last.text_content() == "e"


@pytest.mark.parametrize(
    ("target", "is_kept"),
    [
        ("https://example.com/?a=1&amp;b=2", True),
        ("HTTP://example.com", True),
        ("mailto:a@example.com", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("data:text/html,x", False),
    ],
)
def test_links(target, is_kept):
    document = Document(paragraph("a ", hyperlink(run("b") + run("c", "<w:b/>")), "d"))
    document.add_relation("rIdLink", f"{OFFICE}hyperlink", target, True)
    shown = parse(document.build())
    assert shown.text_content() == "a bcd"
    links = [link.get("href") for link in shown.iter("a")]
    assert links == ([target.replace("&amp;", "&")] if is_kept else [])
    field = complex_field(f' HYPERLINK "{target.replace("&amp;", "&")}" ', run("x"))
    assert ("<a href" in to_html(build(paragraph(field)))) == is_kept


def test_fields_and_controls():
    data = build(
        paragraph("p ", complex_field(" PAGE ", run("7")), simple_field("DATE")),
        paragraph(content_control(run("control")), insertion(run(" new"))),
        "<w:sdt><w:sdtContent>" + paragraph("block") + "</w:sdtContent></w:sdt>",
        paragraph(text_box(run("box"))),
        paragraph(f"<w:smartTag>{run('smart')}</w:smartTag>"),
        paragraph("a", f'<w:del w:id="1">{run("b")}</w:del>', "c"),
    )
    assert get_lines(data) == [
        "p 7«simple»",
        "control new",
        "block",
        "box",
        "smart",
        "ac",
    ]


def test_lists():
    document = Document(
        paragraph("one", properties=level(0)),
        paragraph("dot", properties=level(0, 2)),
        paragraph("between"),
        paragraph("two", properties=level(0)),
        paragraph("three", properties=level(0)),
    )
    add_numbering(document)
    first, dots, between, second = parse(document.build())
    assert [first.tag, dots.tag, between.tag, second.tag] == ["ol", "ul", "p", "ol"]
    assert first.get("start") is None and second.get("start") == "2"
    assert [item.text for item in second] == ["two", "three"]


def make_levels(*texts):
    """Return a document with a list of many levels, with paragraphs on them."""
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (kind, text) in enumerate(texts)
    )
    document = Document(
        *(paragraph(f"t{n}", properties=level(n)) for n in (0, 1, 1, 2, 0, 1))
    )
    numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    document.add_part("numbering.xml", root("numbering", numbering), "numbering")
    return document.build()


def test_nested_lists():
    data = make_levels(("decimal", "%1."), ("lowerLetter", "%2)"), ("bullet", "-"))
    (numbers,) = parse(data)
    letters = numbers[0][0]
    assert (len(numbers), letters.tag, letters.get("type")) == (2, "ol", "a")
    assert len(letters) == 2 and letters[1][0].tag == "ul"
    assert numbers[1][0].get("start") is None
    assert numbers.text_content() == "t0t1t1t2t0t1"


def test_lists_of_the_styles_for_inner_lists():
    document = docx.Document()
    for style in ("List Bullet", "List Bullet 2", "List Bullet 2", "List Bullet"):
        document.add_paragraph(style[-1], style=style)
    (bullets,) = parse(save(document))
    assert len(bullets) == 2
    assert [item.text for item in bullets[0][0]] == ["2", "2"]


def test_numbers_that_html_does_not_know():
    data = make_levels(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerRoman", "%3:"))
    lines = [line.replace("\u00a0", " ") for line in get_lines(data)]
    assert lines == ["t0", "1.1  t1", "1.2  t1", "i:  t2", "t0", "2.1  t1"]
