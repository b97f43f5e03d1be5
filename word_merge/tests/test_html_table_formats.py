# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables of a Word document in an e-mail: widths, spans, lines, parts of styles."""

import pytest

from word_merge import to_html

from .documents import Document
from .html_reading import parse
from .markup import insertion, paragraph, root, run
from .test_html_styles import based_on, lines, make_style, text

# The page of the tests is 9072 wide between its margins.
PAGE = '<w:sectPr><w:pgSz w:w="{}"/><w:pgMar w:left="{}" w:right="{}"/></w:sectPr>'
PADDING = "padding:0 5.4pt 0 5.4pt"


def cell(content="x", properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(content)}</w:tc>"


def row(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows, grid=(), properties=""):
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return (
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def make(*body, styles="", page=None):
    document = Document(*body, section_properties=page)
    document.add_part("styles.xml", root("styles", styles), "styles")
    return document.build()


def read(*body, styles="", page=None):
    """Return the tables of an e-mail."""
    return list(parse(make(*body, styles=styles, page=page)).iter("table"))


def get_styles(found):
    """Return the declarations of the cells of a table."""
    return [cell.get("style").split(";") for cell in found.iter("td")]


def get_spans(found):
    return [
        [(cell.get("colspan"), cell.get("rowspan")) for cell in row]
        for row in found.findall("tr")
    ]


def test_a_whole_table():
    assert to_html(make(table(row(cell("a"), cell("b"))))) == (
        '<table cellspacing="0" cellpadding="0" style="border-collapse:collapse;'
        'font:inherit;color:inherit"><tr>'
        f'<td style="vertical-align:top;{PADDING}"><p style="margin:0 0 0 0">a</p></td>'
        f'<td style="vertical-align:top;{PADDING}"><p style="margin:0 0 0 0">b</p></td>'
        "</tr></table>"
    )


@pytest.mark.parametrize("body", [table(), table(row()), table(row(), row())])
def test_tables_of_nothing(body):
    assert to_html(make(body, paragraph("x"))) == '<p style="margin:0 0 0 0">x</p>'


def test_rows_and_cells_that_word_wraps():
    inner = f"<w:sdt><w:sdtContent>{row(cell('b'))}</w:sdtContent></w:sdt>"
    cells = insertion(cell("c")) + f"<w:customXml>{cell('d')}</w:customXml>"
    (found,) = read(table(row(cell("a")), inner, row(cells)))
    assert [[cell.text_content() for cell in row] for row in found] == [
        *(["a"], ["b"], ["c", "d"]),
    ]


@pytest.mark.parametrize(
    ("align", "attribute", "margin"),
    [
        ("center", "center", "margin:0 auto"),
        ("right", "right", "margin-left:auto"),
        ("end", "right", "margin-left:auto"),
        ("left", None, None),
    ],
)
def test_where_a_table_stands(align, attribute, margin):
    (found,) = read(table(row(cell()), properties=f'<w:jc w:val="{align}"/>'))
    assert found.get("align") == attribute
    declared = found.get("style").split(";")
    assert [each for each in declared if each.startswith("margin")] == (
        [margin] if margin else []
    )


def get_width(found):
    widths = [
        each.removeprefix("width:")
        for each in found.get("style").split(";")
        if each.startswith("width:")
    ]
    return widths[0] if widths else None


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        # fiftieths of a percent, and percents of newer versions
        ('w:type="pct" w:w="5000"', "100%"),
        ('w:type="pct" w:w="2500"', "50%"),
        ('w:type="pct" w:w="50%"', "50%"),
        ('w:type="pct" w:w="150%"', "100%"),
        ('w:type="pct" w:w="9999"', "100%"),
        ('w:type="pct" w:w="0"', None),
        ('w:type="pct" w:w="-20%"', None),
        ('w:type="pct" w:w="x"', None),
        ('w:type="pct" w:w="x%"', None),
        ('w:type="pct"', None),
        # else what its columns have of the width of the text
        ('w:type="dxa" w:w="5000"', "25%"),
        ('w:type="auto" w:w="0"', "25%"),
        ("", "25%"),
    ],
)
def test_widths_of_tables(width, shown):
    properties = f"<w:tblW {width}/>"
    (found,) = read(table(row(cell()), grid=[2268], properties=properties))
    assert get_width(found) == shown


@pytest.mark.parametrize(
    ("width", "page", "shown"),
    [
        (2268, None, "25%"),
        (4536, None, "50%"),
        (9000, None, "99%"),
        (20000, None, "100%"),
        (0, None, None),
        ("x", None, None),
        (-5, None, None),
        (2000, PAGE.format(6000, 500, 1500), "50%"),
        (500, PAGE.format(2000, 500, 500), "50%"),
        # what is no page is A4 with the margins of Word, 9070 wide
        (907, PAGE.format(1999, 500, 500), "10%"),
        (907, PAGE.format("x", 500, 500), "10%"),
        (907, PAGE.format(6000, "x", 500), "10%"),
        (907, PAGE.format(6000, 500, "x"), "10%"),
        (907, '<w:sectPr><w:pgSz w:w="4000"/></w:sectPr>', "10%"),
        (907, '<w:sectPr><w:pgMar w:left="0" w:right="0"/></w:sectPr>', "10%"),
        (907, "<w:p/>", "10%"),
        # margins that are outside of the page count as none
        (2000, PAGE.format(4000, -500, -500), "50%"),
    ],
)
def test_widths_of_tables_in_percents_of_the_text(width, page, shown):
    (found,) = read(table(row(cell()), grid=[width]), page=page)
    assert get_width(found) == shown


def test_the_first_section_tells_the_width_of_the_text():
    first = PAGE.format(4000, 0, 0)
    body = paragraph("x", properties=first), table(row(cell()), grid=[2000])
    (found,) = read(*body, page=PAGE.format(8000, 0, 0))
    assert get_width(found) == "50%"


def test_widths_of_columns():
    body = table(row(cell(), cell(), cell()), grid=[1000, 2000, 5000])
    (found,) = read(body)
    assert [get_width(each) for each in found.iter("td")] == ["12%", "25%", "62%"]
    wide = cell(properties='<w:gridSpan w:val="2"/>')
    (found,) = read(table(row(wide, cell()), grid=[1000, 2000, 1000]))
    assert [get_width(each) for each in found.iter("td")] == ["75%", "25%"]
    # a width that is none counts as nothing
    (found,) = read(table(row(cell(), cell()), grid=[1000, "x"]))
    assert [get_width(each) for each in found.iter("td")] == ["100%", "0%"]


@pytest.mark.parametrize(
    ("span", "shown"),
    [("2", "2"), ("3", "3"), ("1", None), ("0", None), ("x", None), ("99", "63")],
)
def test_cells_over_columns(span, shown):
    (found,) = read(table(row(cell(properties=f'<w:gridSpan w:val="{span}"/>'))))
    assert get_spans(found) == [[(shown, None)]]


RESTART, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
CONTINUE = '<w:vMerge w:val="continue"/>'
WIDE = '<w:gridSpan w:val="2"/>'
ONE = (None, None)


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        (
            [["", RESTART], ["", GOES_ON], ["", CONTINUE], ["", ""]],
            [[ONE, (None, "3")], [ONE], [ONE], [ONE, ONE]],
        ),
        # one ends and the next one begins
        (
            [[RESTART, ""], [GOES_ON, ""], [RESTART, ""], [GOES_ON, ""]],
            [[(None, "2"), ONE], [ONE], [(None, "2"), ONE], [ONE]],
        ),
        # nothing is above
        ([[GOES_ON, ""], ["", ""]], [[ONE, ONE], [ONE, ONE]]),
        ([[GOES_ON, ""], [GOES_ON, ""]], [[(None, "2"), ONE], [ONE]]),
        # another width is above
        ([[WIDE + RESTART], [GOES_ON, ""]], [[("2", None)], [ONE, ONE]]),
        ([[WIDE + RESTART], [WIDE + GOES_ON]], [[("2", "2")]]),
        # the column counts, not the number of the cell
        (
            [[WIDE, RESTART], ["", "", GOES_ON]],
            [[("2", None), (None, "2")], [ONE, ONE]],
        ),
        (
            [[WIDE, "", RESTART], ["", "", "", GOES_ON]],
            [[("2", None), ONE, (None, "2")], [ONE, ONE, ONE]],
        ),
    ],
)
def test_cells_over_rows(rows, spans):
    (found,) = read(
        table(*(row(*(cell(properties=each) for each in cells)) for cells in rows))
    )
    assert get_spans(found) == spans


def test_cells_that_begin_further_in():
    before = '<w:gridBefore w:val="2"/>'
    first = row(cell("a"), cell("b"), cell("c", RESTART))
    second = row(cell("d", GOES_ON), properties=before)
    (found,) = read(table(first, second, row(cell("e"), properties=before)))
    shown = [[cell.text_content() for cell in row] for row in found]
    assert shown == [["a", "b", "c"], ["", ""], ["", "", "e"]]
    assert found[2][0].get("style") is None and found[0][2].get("rowspan") == "2"
    for nothing in ("0", "x", "-1"):
        before = f'<w:gridBefore w:val="{nothing}"/>'
        (found,) = read(table(row(cell("a"), properties=before)))
        assert len(found[0]) == 1


@pytest.mark.parametrize(
    ("align", "shown"),
    [("center", "middle"), ("bottom", "bottom"), ("top", "top"), ("both", "top")],
)
def test_height_of_text_in_cells(align, shown):
    (found,) = read(table(row(cell(properties=f'<w:vAlign w:val="{align}"/>'))))
    assert f"vertical-align:{shown}" in get_styles(found)[0]


def margins(name, **sides):
    inside = "".join(f'<w:{side} w:w="{width}"/>' for side, width in sides.items())
    return f"<w:{name}>{inside}</w:{name}>"


@pytest.mark.parametrize(
    ("of_table", "of_cell", "padding"),
    [
        ({}, {}, "0 5.4pt 0 5.4pt"),
        ({"top": 20, "left": 40, "bottom": 60, "right": 80}, {}, "1pt 4pt 3pt 2pt"),
        ({"start": 40, "end": 80}, {}, "0 4pt 0 2pt"),
        ({"left": 20, "start": 400}, {}, "0 5.4pt 0 1pt"),
        ({"left": 40}, {"left": 100}, "0 5.4pt 0 5pt"),
        ({"top": 40}, {"left": 100}, "2pt 5.4pt 0 5pt"),
        ({"left": 0, "right": "x"}, {}, "0 5.4pt 0 0"),
        ({"left": -40, "right": 9999}, {}, "0 100pt 0 0"),
    ],
)
def test_space_in_cells(of_table, of_cell, padding):
    (found,) = read(
        table(
            row(cell(properties=margins("tcMar", **of_cell))),
            properties=margins("tblCellMar", **of_table),
        )
    )
    assert f"padding:{padding}" in get_styles(found)[0]


def line(side, size=6, kind="single", color="auto"):
    return f'<w:{side} w:val="{kind}" w:sz="{size}" w:color="{color}"/>'


def get_lines(found):
    """Return the sides of each cell that have a line, and how thick it is."""
    return [
        {
            each.split(":")[0].removeprefix("border-"): each.split(":")[1][:3]
            for each in style
            if each.startswith("border")
        }
        for style in get_styles(found)
    ]


def test_lines_around_and_inside():
    borders = "".join(
        line(side, 6 * number)
        for number, side in enumerate(
            ("top", "left", "bottom", "right", "insideH", "insideV"), start=1
        )
    )
    properties = f"<w:tblBorders>{borders}</w:tblBorders>"
    rows = [row(cell(), cell(), cell())] * 3
    (found,) = read(table(*rows, properties=properties))
    top, left, bottom, right, across, down = (f"{n}px" for n in range(1, 7))
    expected = [
        {
            "top": across if y else top,
            "right": right if x == 2 else down,
            "bottom": bottom if y == 2 else across,
            "left": down if x else left,
        }
        for y in range(3)
        for x in range(3)
    ]
    assert get_lines(found) == expected
    # a cell over all of them has those around
    big = cell(properties='<w:gridSpan w:val="3"/>')
    (found,) = read(table(row(big), properties=properties))
    outer = {"top": top, "right": right, "bottom": bottom, "left": left}
    assert get_lines(found) == [outer]
    (found,) = read(
        table(row(cell("", RESTART)), row(cell("", GOES_ON)), properties=properties)
    )
    assert get_lines(found) == [outer]
    rows = row(cell("", RESTART)), row(cell("", GOES_ON)), row(cell())
    (found,) = read(table(*rows, properties=properties))
    assert [each["bottom"] for each in get_lines(found)] == [across, bottom]


def test_the_line_on_the_right_of_a_wide_cell():
    borders = f"<w:tblBorders>{line('right', 12)}{line('insideV')}</w:tblBorders>"
    wide = cell(properties=WIDE)
    (found,) = read(table(row(cell(), wide), properties=borders))
    assert get_lines(found) == [{"right": "1px"}, {"right": "2px", "left": "1px"}]
    (found,) = read(table(row(wide, cell()), properties=borders))
    assert get_lines(found) == [{"right": "1px"}, {"right": "2px", "left": "1px"}]


def test_the_same_line_on_all_sides_is_said_once():
    sides = ("top", "left", "bottom", "right")
    own = f"<w:tcBorders>{''.join(map(line, sides))}</w:tcBorders>"
    (found,) = read(table(row(cell(properties=own))))
    assert get_styles(found) == [
        ["vertical-align:top", PADDING, "border:1px solid #000000"]
    ]
    own = f"<w:tcBorders>{''.join(map(line, sides[:3]))}</w:tcBorders>"
    (found,) = read(table(row(cell(properties=own))))
    assert get_lines(found) == [dict.fromkeys(("top", "bottom", "left"), "1px")]


def test_lines_of_the_cell_come_before_those_of_the_table():
    of_table = "".join(line(side, 12) for side in ("top", "left", "bottom", "right"))
    of_cell = line("top", 24) + line("left", kind="nil") + line("end", 36)
    (found,) = read(
        table(
            row(cell(properties=f"<w:tcBorders>{of_cell}</w:tcBorders>")),
            properties=f"<w:tblBorders>{of_table}</w:tblBorders>",
        )
    )
    assert get_lines(found) == [{"top": "4px", "bottom": "2px", "right": "6px"}]


def test_background_of_a_cell():
    shading = '<w:shd w:val="clear" w:fill="AABBCC"/>'
    (found,) = read(table(row(cell(properties=shading), cell())))
    first, second = found.iter("td")
    assert first.get("bgcolor") == "#aabbcc" and second.get("bgcolor") is None
    assert get_styles(found)[0][-1] == "background-color:#aabbcc"


PARTS = {
    "firstRow": "FF0000",
    "lastRow": "00FF00",
    "firstCol": "0000FF",
    "lastCol": "FFFF00",
    "band1Horz": "111111",
    "band2Horz": "222222",
}


def shade(color):
    return f'<w:tcPr><w:shd w:val="clear" w:fill="{color}"/></w:tcPr>'


def part(kind, content):
    return f'<w:tblStylePr w:type="{kind}">{content}</w:tblStylePr>'


def colours(style, look, height=4, width=3):
    """Return the names of the parts whose background the cells have."""
    properties = f'<w:tblStyle w:val="T"/>{look}'
    rows = [row(*(cell() for _cell in range(width)))] * height
    (found,) = read(table(*rows, properties=properties), styles=style)
    names = {f"#{color.lower()}": name for name, color in PARTS.items()}
    names[None] = ""
    return [[names[cell.get("bgcolor")] for cell in row] for row in found]


ALL_PARTS = make_style(
    "T", "".join(part(kind, shade(color)) for kind, color in PARTS.items()), "table"
)
BANDS = [["band1Horz"] * 3, ["band2Horz"] * 3] * 2


@pytest.mark.parametrize(
    ("look", "shown"),
    [
        ("", [[""] * 3] * 4),
        ('<w:tblLook w:val="0200"/>', [[""] * 3] * 4),
        ('<w:tblLook w:val="0000"/>', BANDS),
        ("<w:tblLook/>", BANDS),
        ('<w:tblLook w:val="x"/>', BANDS),
        ('<w:tblLook w:noHBand="1"/>', [[""] * 3] * 4),
        ('<w:tblLook w:val="0220"/>', [["firstRow"] * 3] + [[""] * 3] * 3),
        ('<w:tblLook w:val="0240"/>', [[""] * 3] * 3 + [["lastRow"] * 3]),
        ('<w:tblLook w:val="0280"/>', [["firstCol", "", ""]] * 4),
        ('<w:tblLook w:val="0300"/>', [["", "", "lastCol"]] * 4),
        # bands begin below the first row
        ('<w:tblLook w:val="0020"/>', [["firstRow"] * 3, *BANDS[:3]]),
        # what is said in words comes first
        ('<w:tblLook w:val="0220" w:firstRow="0"/>', [[""] * 3] * 4),
        (
            '<w:tblLook w:val="0200" w:firstRow="true"/>',
            [["firstRow"] * 3] + [[""] * 3] * 3,
        ),
        (
            '<w:tblLook w:val="0200" w:firstRow="on" w:lastColumn="1"/>',
            [["firstRow"] * 3] + [["", "", "lastCol"]] * 3,
        ),
        (
            '<w:tblLook w:val="03E0"/>',
            [["firstRow"] * 3] + [["firstCol", "", "lastCol"]] * 2 + [["lastRow"] * 3],
        ),
    ],
)
def test_parts_of_a_style(look, shown):
    assert colours(ALL_PARTS, look) == shown


def test_the_first_row_has_no_band():
    """Not even where its own part of the style has no background."""
    bands = [part(kind, shade(PARTS[kind])) for kind in ("band1Horz", "band2Horz")]
    styles = make_style("T", "".join(bands), "table")
    assert colours(styles, '<w:tblLook w:val="0020"/>') == [[""] * 3, *BANDS[:3]]


def test_of_a_single_row_and_column():
    look = '<w:tblLook w:val="03E0"/>'
    assert colours(ALL_PARTS, look, height=1) == [["firstRow"] * 3]
    assert colours(ALL_PARTS, look, width=1) == [
        *(["firstRow"], ["lastCol"], ["lastCol"], ["lastRow"]),
    ]


def test_of_styles_in_each_other_the_nearest_counts():
    base = part("firstRow", shade(PARTS["lastRow"])) + part(
        "lastRow", shade(PARTS["lastRow"])
    )
    twice = part("firstRow", shade(PARTS["lastCol"])) * 2
    own = twice + part("firstRow", shade(PARTS["firstRow"]))
    styles = make_style("B", base, "table")
    styles += make_style("T", based_on("B") + own, "table")
    look = '<w:tblLook w:val="0260"/>'
    assert colours(styles, look, height=2) == [["firstRow"] * 3, ["lastRow"] * 3]
    # one that says nothing leaves what was said
    silent = styles.replace(own, part("firstRow", "<w:tcPr/>"))
    assert colours(silent, look, height=2)[0] == ["lastRow"] * 3


def test_a_cell_comes_before_its_style():
    own = f'<w:shd w:val="clear" w:fill="{PARTS["lastCol"]}"/>'
    properties = '<w:tblStyle w:val="T"/><w:tblLook w:val="0220"/>'
    (found,) = read(
        table(row(cell(properties=own), cell()), properties=properties),
        styles=ALL_PARTS,
    )
    assert [each.get("bgcolor") for each in found.iter("td")] == ["#ffff00", "#ff0000"]


def test_text_and_lines_of_a_part():
    border = f"<w:tcPr><w:tcBorders>{line('bottom', 12)}</w:tcBorders></w:tcPr>"
    head = text("<w:b/>") + lines('<w:jc w:val="center"/>') + border
    style = text("<w:i/>") + lines('<w:spacing w:after="40"/>')
    styles = make_style("T", style + part("firstRow", head), "table")
    properties = '<w:tblStyle w:val="T"/><w:tblLook w:val="0220"/>'
    (found,) = read(
        table(row(cell("a")), row(cell("b")), properties=properties), styles=styles
    )
    first, second = (each.get("style") for each in found.iter("p"))
    assert first == (
        "margin:0 0 2pt 0;text-align:center;font-weight:bold;font-style:italic"
    )
    assert second == "margin:0 0 2pt 0;font-style:italic"
    assert get_lines(found) == [{"bottom": "2px"}, {}]


def test_lines_and_space_of_a_style():
    borders = f"<w:tblBorders>{line('top', 12)}{line('left', 24)}</w:tblBorders>"
    style = f"<w:tblPr>{borders}{margins('tblCellMar', left=40)}</w:tblPr>"
    styles = make_style("T", style, "table")
    own = f"<w:tblBorders>{line('left', 6)}</w:tblBorders>"
    properties = '<w:tblStyle w:val="T"/>' + own
    (found,) = read(table(row(cell()), properties=properties), styles=styles)
    assert get_lines(found) == [{"top": "2px", "left": "1px"}]
    assert "padding:0 5.4pt 0 2pt" in get_styles(found)[0]


def test_the_style_of_tables_without_one():
    style = f"<w:tblPr><w:tblBorders>{line('top', 12)}</w:tblBorders></w:tblPr>"
    styles = make_style("T", style, "table", default="1")
    for properties in ("", '<w:tblStyle w:val="Missing"/>'):
        (found,) = read(table(row(cell()), properties=properties), styles=styles)
        assert get_lines(found) == [{"top": "2px"}]


def test_a_table_without_any_properties():
    body = f"<w:tbl><w:tr><w:tc>{paragraph('x')}</w:tc></w:tr></w:tbl>"
    (found,) = read(body)
    assert found.text_content() == "x" and get_width(found) is None


def test_the_format_around_a_table_is_not_that_in_it():
    """Text has that of its own paragraph."""
    inner = table(row(cell(run("in", "<w:b/>"))))
    outer, found = read(table(row(cell("out"))), inner)
    assert outer.text_content() == "out" and found.find(".//b").text == "in"
