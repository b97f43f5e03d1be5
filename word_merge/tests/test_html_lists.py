# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Numbered and bulleted lists of a Word document in an e-mail."""

import pytest

from word_merge import to_html
from word_merge.html.list_numbers import format_number

from .documents import Document
from .html_reading import get_lines
from .markup import paragraph, root, run, text_box
from .test_html_styles import lines, make_style, named, use

ITEM = "margin:0 0 0 0"
MARKS = "margin:0;padding:0 0 0 24pt;list-style-type:"


def level(depth, kind="decimal", text=None, start="1", more=""):
    """Return a level of a list; its text is the number and a point."""
    text = f"%{depth + 1}." if text is None else text
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def abstract(number, *levels):
    content = "".join(levels)
    return f'<w:abstractNum w:abstractNumId="{number}">{content}</w:abstractNum>'


def num(number, of, more=""):
    """Return a list of a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def override(depth, content):
    return f'<w:lvlOverride w:ilvl="{depth}">{content}</w:lvlOverride>'


def item(text, depth=0, number=1, more=""):
    """Return a paragraph of a list."""
    listed = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=listed + more)


def make(numbering, *body, styles=""):
    """Return a document with lists."""
    document = Document(*body)
    document.add_part("numbering.xml", root("numbering", numbering), "numbering")
    document.add_part("styles.xml", root("styles", styles), "styles")
    return document.build()


def show(numbering, *body, styles=""):
    return to_html(make(numbering, *body, styles=styles))


def read(numbering, *body, styles=""):
    """Return the lines of the e-mail, with plain blanks."""
    data = make(numbering, *body, styles=styles)
    return [line.replace("\u00a0", " ") for line in get_lines(data)]


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [
        (0, "decimal", "0"),
        (7, "decimal", "7"),
        (7, "ordinal", "7"),
        (7, "none", ""),
        (1, "lowerLetter", "a"),
        (2, "upperLetter", "B"),
        (26, "lowerLetter", "z"),
        # Word goes on with aa, bb
        (27, "lowerLetter", "aa"),
        (28, "upperLetter", "BB"),
        (53, "lowerLetter", "aaa"),
        (26 * 50 - 1, "lowerLetter", "y" * 50),
        (26 * 50, "lowerLetter", "1300"),
        (0, "lowerLetter", "0"),
        (-1, "upperLetter", "-1"),
        (1, "lowerRoman", "i"),
        (4, "lowerRoman", "iv"),
        (9, "upperRoman", "IX"),
        (40, "lowerRoman", "xl"),
        (49, "lowerRoman", "xlix"),
        (90, "lowerRoman", "xc"),
        (444, "upperRoman", "CDXLIV"),
        (1994, "upperRoman", "MCMXCIV"),
        (3999, "lowerRoman", "mmmcmxcix"),
        (4000, "lowerRoman", "4000"),
        (0, "upperRoman", "0"),
    ],
)
def test_numbers_as_they_are_shown(number, kind, shown):
    assert format_number(number, kind) == shown


@pytest.mark.parametrize(
    ("kind", "tag", "marks"),
    [
        ("decimal", "ol", "decimal"),
        ("decimalZero", "ol", "decimal"),
        ("ordinal", "ol", "decimal"),
        ("lowerLetter", 'ol type="a"', "lower-alpha"),
        ("upperLetter", 'ol type="A"', "upper-alpha"),
        ("lowerRoman", 'ol type="i"', "lower-roman"),
        ("upperRoman", 'ol type="I"', "upper-roman"),
        ("bullet", "ul", "disc"),
    ],
)
def test_kinds_of_lists(kind, tag, marks):
    numbering = abstract(0, level(0, kind)) + num(1, 0)
    assert show(numbering, item("x"), item("y")) == (
        f'<{tag} style="{MARKS}{marks}"><li style="{ITEM}">x</li>'
        f'<li style="{ITEM}">y</li></{tag[:2]}>'
    )


@pytest.mark.parametrize("text", ["%1", "%1.", "%1)", "(%1)", " %1. "])
def test_numbers_alone_are_lists_of_html(text):
    numbering = abstract(0, level(0, text=text)) + num(1, 0)
    assert show(numbering, item("x")).startswith("<ol ")


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("decimal", "Article %1", "Article 1"),
        ("decimal", "%1:", "1:"),
        ("decimal", "%1.%1", "1.1"),
        ("decimal", "%2.%1", ".1"),
        ("upperRoman", "Part %1.", "Part I."),
        ("decimal", "%1 %", "1 %"),
        ("decimal", "%0", "%0"),
        ("decimal", "*", "*"),
        ("cardinalText", "%1.", "1."),
        ("none", "%1", ""),
        ("decimal", "", ""),
        ("decimal", "x" * 300, "x" * 255),
    ],
)
def test_other_numbers_are_text(kind, text, shown):
    numbering = abstract(0, level(0, kind, text)) + num(1, 0)
    label = f"{shown}\u00a0\u00a0" if shown else ""
    assert show(numbering, item("y")) == f'<p style="{ITEM}">{label}y</p>'


def test_a_number_before_an_empty_paragraph():
    numbering = abstract(0, level(0, text="§ %1")) + num(1, 0)
    assert show(numbering, item("")) == f'<p style="{ITEM}">§ 1\u00a0\u00a0<br/></p>'
    plain = abstract(0, level(0)) + num(1, 0)
    assert f'<li style="{ITEM}"><br/></li>' in show(plain, item(""))


def test_bullets_by_their_level():
    levels = [level(depth, "bullet", "-") for depth in range(4)]
    html = show(
        abstract(0, *levels) + num(1, 0), *(item("x", depth) for depth in range(4))
    )
    kinds = ("disc", "circle", "square", "disc")
    opened = (f'<ul style="{MARKS}{kind}"><li style="{ITEM}">x' for kind in kinds)
    assert html == "".join(opened) + "</li></ul>" * 4


def test_a_list_that_begins_further_in():
    """Its marks are those of a list that is in no other."""
    levels = [level(depth, "bullet", "-") for depth in range(2)]
    html = show(abstract(0, *levels) + num(1, 0), item("x", 1))
    assert html == f'<ul style="{MARKS}disc"><li style="{ITEM}">x</li></ul>'


def test_levels_are_opened_and_closed():
    numbering = abstract(0, *(level(depth) for depth in range(3))) + num(1, 0)
    depths = (0, 1, 2, 0, 2, 1, 0, 1, 1)
    html = show(numbering, *(item(str(depth), depth) for depth in depths))
    opened, each = f'<ol style="{MARKS}decimal">', f'<li style="{ITEM}">'
    assert html == (
        f"{opened}{each}0{opened}{each}1{opened}{each}2</li></ol></li></ol></li>"
        f"{each}0{opened}{each}2</li></ol>{opened}{each}1</li></ol></li>"
        f"{each}0{opened}{each}1</li>{each}1</li></ol></li></ol>"
    )


@pytest.mark.parametrize(
    ("start", "attribute"),
    [
        ("1", ""),
        ("5", ' start="5"'),
        ("0", ' start="0"'),
        ("x", ""),
        ("-4", ' start="0"'),
    ],
)
def test_where_a_list_begins(start, attribute):
    numbering = abstract(0, level(0, start=start)) + num(1, 0)
    html = show(numbering, item("x"))
    assert html.startswith(f'<ol{attribute} style="')
    # a level that says nothing begins at 1
    numbering = numbering.replace(f'<w:start w:val="{start}"/>', "")
    assert show(numbering, item("x")).startswith('<ol style="')


def test_a_list_goes_on_after_other_text():
    numbering = abstract(0, level(0), level(1)) + num(1, 0)
    body = item("x"), item("y"), paragraph("between"), item("z"), item("w", 1)
    html = show(numbering, *body, paragraph("b"), item("v", 1))
    assert html.count("<ol") == 4
    assert html.count(' start="3"') == 1 and html.count(' start="2"') == 1


def test_inner_numbers_begin_again():
    text = [level(0, text="§ %1"), level(1, text="§ %1.%2"), level(2, text="%1.%2.%3")]
    numbering = abstract(0, *text) + num(1, 0)
    depths = (0, 1, 1, 2, 2, 1, 2, 0, 1, 2)
    assert read(numbering, *(item("", depth) for depth in depths)) == [
        *("§ 1  ", "§ 1.1  ", "§ 1.2  ", "1.2.1  ", "1.2.2  ", "§ 1.3  ", "1.3.1  "),
        *("§ 2  ", "§ 2.1  ", "2.1.1  "),
    ]


def test_a_level_that_was_not_counted_shows_where_it_begins():
    text = [level(0, start="4"), level(1, text="%1.%2.%3"), level(2, "lowerLetter")]
    assert read(abstract(0, *text) + num(1, 0), item("x", 1)) == ["4.1.a  x"]


def test_numbers_of_outer_levels_are_decimal_where_the_law_wants_it():
    def get(more):
        text = [
            level(0, "upperRoman", "Part %1"),
            level(1, "lowerLetter", "%1.%2", more=more),
        ]
        return read(abstract(0, *text) + num(1, 0), item("", 0), item("", 1))[1]

    assert get("") == "I.a  "
    assert get("<w:isLgl/>") == "1.a  "
    assert get('<w:isLgl w:val="0"/>') == "I.a  "


def test_two_lists_of_one_definition_count_together():
    numbering = abstract(0, level(0, text="§ %1")) + num(1, 0) + num(2, 0)
    body = item("x"), item("y", number=2), item("z")
    assert read(numbering, *body) == ["§ 1  x", "§ 2  y", "§ 3  z"]
    # of another definition they do not
    numbering = abstract(0, level(0, text="§ %1")) + abstract(1, level(0, text="§ %1"))
    body = item("x"), item("y", number=2), item("z")
    assert read(numbering + num(1, 0) + num(2, 1), *body) == [
        "§ 1  x",
        "§ 1  y",
        "§ 2  z",
    ]


def test_a_list_that_begins_anew():
    again = override(0, '<w:startOverride w:val="1"/>')
    numbering = abstract(0, level(0, text="§ %1")) + num(1, 0) + num(2, 0, again)
    body = item("x"), item("y"), item("z", number=2), item("w", number=2)
    assert read(numbering, *body) == ["§ 1  x", "§ 2  y", "§ 1  z", "§ 2  w"]
    # only once
    body = item("x", number=2), item("y"), item("z", number=2)
    assert read(numbering, *body) == ["§ 1  x", "§ 2  y", "§ 3  z"]


@pytest.mark.parametrize(
    ("start", "first", "second"), [("7", 7, 8), ("0", 0, 1), ("-3", 0, 1), ("x", 1, 2)]
)
@pytest.mark.parametrize("depth", [0, 8])
def test_a_list_that_begins_elsewhere(start, first, second, depth):
    begin = override(depth, f'<w:startOverride w:val="{start}"/>')
    text = f"§ %{depth + 1}"
    numbering = abstract(0, level(depth, text=text)) + num(1, 0, begin)
    body = item("x", depth), item("y", depth)
    assert read(numbering, *body) == [f"§ {first}  x", f"§ {second}  y"]


@pytest.mark.parametrize("depth", ["x", "-1", "9", "40"])
def test_a_level_that_there_is_not(depth):
    again = override(depth, '<w:startOverride w:val="3"/>')
    numbering = abstract(0, level(0, text="§ %1")) + num(1, 0, again)
    (line,) = read(numbering, item("x"))
    assert line == ("§ 3  x" if depth == "-1" else "§ 1  x")


def test_a_level_that_a_list_changes():
    change = override(0, level(0, text="No. %1"))
    text = level(0, text="§ %1"), level(1, text="%1.%2")
    numbering = abstract(0, *text) + num(1, 0) + num(2, 0, change)
    body = item("x"), item("y", number=2), item("z", 1, number=2)
    assert read(numbering, *body) == ["§ 1  x", "No. 2  y", "2.1  z"]


@pytest.mark.parametrize(
    ("number", "depth"), [("0", 0), ("9", 0), ("1", 1), ("1", 8), ("3", 0)]
)
def test_paragraphs_of_no_list(number, depth):
    """0 takes a paragraph out of the list of its style; the others are missing."""
    numbering = abstract(0, level(0)) + num(1, 0) + num(3, 7)
    html = show(numbering, item("x", depth, number))
    assert html == f'<p style="{ITEM}">x</p>'


@pytest.mark.parametrize(("depth", "shown"), [("8", "9th"), ("9", "9th"), ("-1", "§")])
def test_levels_are_nine(depth, shown):
    numbering = abstract(0, level(0, text="§"), level(8, text="9th")) + num(1, 0)
    assert read(numbering, item("", depth)) == [f"{shown}  "]
    # and so are those of the definition
    numbering = abstract(0, level(0, text="§"), level(depth, text=shown)) + num(1, 0)
    assert read(numbering, item("", 0 if depth == "-1" else 8)) == [f"{shown}  "]


def test_the_first_and_the_last_level():
    text = level(0, text="§ %1"), level(8, text="§ %1.%9")
    numbering = abstract(0, *text) + num(1, 0)
    body = item("", 0), item("", 8), item("", 8), item("", 0), item("", 8)
    assert read(numbering, *body) == [
        *("§ 1  ", "§ 1.1  ", "§ 1.2  ", "§ 2  ", "§ 2.1  "),
    ]


def test_a_level_that_says_little():
    """It has decimal numbers; where it has no text it shows none."""
    silent = '<w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl>'
    html = show(abstract(0, silent) + num(1, 0), item("x"))
    assert html.startswith(f'<ol style="{MARKS}decimal">')
    silent = '<w:lvl w:ilvl="0"/>'
    html = show(abstract(0, silent) + num(1, 0), item("x"))
    assert html == f'<p style="{ITEM}">x</p>'


def test_lists_of_styles():
    list_of = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    inner = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    styles = make_style("L", lines(list_of)) + make_style("M", lines(inner))
    styles += make_style("H", lines(list_of) + named("heading 2"))
    numbering = abstract(0, level(0, text="§ %1"), level(1, text="%1.%2")) + num(1, 0)
    out = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    deeper = '<w:numPr><w:ilvl w:val="1"/></w:numPr>'
    body = [
        paragraph("a", properties=use("L")),
        paragraph("b", properties=use("M")),
        paragraph("c", properties=use("H")),
        paragraph("d", properties=use("L") + out),
        paragraph("e", properties=use("L") + deeper),
    ]
    assert read(numbering, *body, styles=styles) == [
        *("§ 1  a", "1.1  b", "§ 2  c", "d", "2.1  e"),
    ]
    assert "<h2 " in show(numbering, *body, styles=styles)


def test_numbered_headings_are_headings():
    styles = make_style(
        "H", named("heading 1") + lines('<w:numPr><w:numId w:val="1"/></w:numPr>')
    )
    numbering = abstract(0, level(0)) + num(1, 0)
    body = [paragraph(text, properties=use("H")) for text in "ab"]
    assert read(numbering, *body, styles=styles) == ["1.  a", "2.  b"]
    bullets = abstract(0, level(0, "bullet", "-")) + num(1, 0)
    assert read(bullets, *body, styles=styles) == ["a", "b"]


def test_a_definition_that_is_a_style():
    """The list says by a style which list defines it."""
    styles = make_style(
        "S", lines('<w:numPr><w:numId w:val="2"/></w:numPr>'), "numbering"
    )
    numbering = abstract(0, '<w:numStyleLink w:val="S"/>')
    numbering += abstract(1, level(0, text="§ %1")) + num(1, 0) + num(2, 1)
    body = item("x"), item("y", number=2), item("z")
    assert read(numbering, *body, styles=styles) == ["§ 1  x", "§ 2  y", "§ 3  z"]


def test_what_paragraphs_say_of_items():
    numbering = abstract(0, level(0, "bullet", "-")) + num(1, 0)
    space = '<w:spacing w:before="120" w:after="240"/>'
    html = show(numbering, item("x", more=f'{space}<w:jc w:val="center"/>'))
    assert '<li style="margin:6pt 0 12pt 0;text-align:center">x</li>' in html
    html = show(numbering, item("x", more="<w:bidi/>"))
    assert f'<li dir="rtl" style="{ITEM}">x</li>' in html


def test_indents_tell_what_is_inside_of_what():
    """Of two lists the one further in is in the other, whatever their levels."""

    def indent(left):
        return f'<w:ind w:left="{left}"/>'

    numbering = abstract(0, level(0, "bullet", "-")) + num(1, 0) + num(2, 0)
    opened, each = f'<ul style="{MARKS}', f'<li style="{ITEM}">'
    near, far = indent(360), indent(720)
    html = show(
        numbering,
        item("a", more=near),
        item("b", number=2, more=far),
        item("c", more=near),
    )
    assert html == (
        f'{opened}disc">{each}a{opened}circle">{each}b</li></ul></li>{each}c</li></ul>'
    )
    # no indent is one of nothing
    html = show(numbering, item("a", more=indent(0)), item("b"))
    assert html == f'{opened}disc">{each}a</li>{each}b</li></ul>'
    # side by side are two lists
    html = show(numbering, item("a", more=near), item("b", number=2, more=near))
    assert html == f'{opened}disc">{each}a</li></ul>{opened}disc">{each}b</li></ul>'
    html = show(numbering, item("a", more=far), item("b", number=2, more=near))
    assert html == f'{opened}disc">{each}a</li></ul>{opened}disc">{each}b</li></ul>'


def test_whose_indents_count():
    """The list's where it was put on the paragraph, the style's where it has it."""
    level_of = lines('<w:ind w:left="400"/>')
    numbering = abstract(0, level(0, text="§ %1", more=level_of)) + num(1, 0)
    listed = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = make_style("L", lines(listed + '<w:ind w:left="200"/>'))
    styles += make_style("I", lines('<w:ind w:left="100"/>'))
    for properties, left in (
        (listed, "20pt"),
        (use("L"), "10pt"),
        (use("I") + listed, "20pt"),
        (use("I") + listed + '<w:ind w:left="40"/>', "2pt"),
    ):
        html = show(numbering, paragraph("x", properties=properties), styles=styles)
        assert html.startswith(f'<p style="margin:0 0 0 {left}">§ 1')


def test_lists_end_before_tables():
    numbering = abstract(0, level(0)) + num(1, 0)
    table = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    html = show(numbering, item("x"), table, item("y"))
    assert html.index("</ol>") < html.index("<table") < html.rindex("<ol ")


def test_text_boxes_are_not_in_the_list():
    numbering = abstract(0, level(0)) + num(1, 0)
    box = text_box(run("box"))
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    html = show(numbering, paragraph("x", box, properties=listed), item("y"))
    assert html == (
        f'<ol style="{MARKS}decimal"><li style="{ITEM}">x</li></ol>'
        f'<p style="{ITEM}">box</p>'
        f'<ol start="2" style="{MARKS}decimal"><li style="{ITEM}">y</li></ol>'
    )
