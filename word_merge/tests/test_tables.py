# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Table rows that are repeated over a list."""

import pytest

from word_merge import compile_template

from .checking import check_document
from .documents import Document, build
from .markup import if_field, merge_field, paragraph, picture, quoted, run, table
from .merging import merge, render
from .reading import get_letters, get_markup, get_text
from .test_pictures import PNG

END = paragraph("end")
HEAD = ["Product", "Price"]
ROWS = [{"Product": "Tea", "Price": "3.00"}, {"Product": "Cake", "Price": "5.00"}]
PLAIN = [merge_field("Product"), merge_field("Price")]
DOTTED = [merge_field("Orders.Product"), merge_field("Orders.Price")]
CONVENTIONS = pytest.mark.parametrize(
    ("cells", "key"),
    [
        (PLAIN, "Product"),
        (PLAIN, "Price"),
        (DOTTED, "Orders"),
        ([run("{{Orders.Product}}"), run("«Orders.Price»")], "Orders"),
        ([run("{{Product}}"), run("«Price»")], "Product"),
    ],
)


@CONVENTIONS
def test_rows(cells, key):
    text = merge(table(HEAD, cells), END, **{key: ROWS})
    assert text.split("\n") == [*HEAD, "Tea", "3.00", "Cake", "5.00", "end"]


@CONVENTIONS
def test_one_row_and_many(cells, key):
    for count in (1, 500):
        rows = [{"Product": f"P{n}", "Price": str(n)} for n in range(count)]
        text = merge(table(HEAD, cells), END, **{key: rows})
        shown = [cell for n in range(count) for cell in (f"P{n}", str(n))]
        assert text.split("\n") == [*HEAD, *shown, "end"]


@CONVENTIONS
def test_no_rows(cells, key):
    text = merge(table(HEAD, cells), END, **{key: []})
    assert text.split("\n") == [*HEAD, "end"]
    # a table without rows is none that Word opens
    alone = render(build(table(cells), END), {key: []})
    assert get_text(alone).split("\n") == ["", "", "end"]
    assert get_markup(alone).count("<w:tr>") + get_markup(alone).count("<w:tr ") == 1


def test_row_keeps_its_formatting():
    cells = [merge_field("Product", properties="<w:b/>"), merge_field("Price")]
    data = build(table(HEAD, cells, row_properties="<w:cantSplit/>"), END)
    markup = get_markup(render(data, {"Product": ROWS}))
    assert markup.count("<w:cantSplit/>") == 3
    assert markup.count("<w:b/>") == 2


def test_values_of_the_contact_in_the_rows():
    cells = [run("{{Orders.Product}}"), run("{{Currency}}"), run("{{Orders.Price}}")]
    text = merge(table(cells), END, Orders=ROWS, Currency="EUR")
    assert text.split("\n") == ["Tea", "EUR", "3.00", "Cake", "EUR", "5.00", "end"]


def test_values_of_rows_are_not_shown_outside():
    text = merge(table(PLAIN), paragraph("[", merge_field("Price"), "]"), Product=ROWS)
    assert text.split("\n")[-1] == "[]"


def test_missing_and_strange_values_in_rows():
    rows = [{}, {"Product": None}, {"Product": "a & <b>\n{{Price}}", "Price": 7}]
    text = merge(table(PLAIN), END, Product=rows)
    assert text == "\n\n\n\na & <b>\n{{Price}}\n7\nend"


def test_row_is_not_repeated_over_a_text():
    text = merge(table(HEAD, PLAIN), END, Product="Tea", Price="3.00")
    assert text.split("\n") == [*HEAD, "Tea", "3.00", "end"]


def test_two_tables_and_a_table_in_a_header():
    document = Document(table(DOTTED), END, table(PLAIN), END)
    document.add_header(table(DOTTED), END)
    data = render(document.build(), {"Orders": ROWS, "Product": ROWS[:1]})
    lines = ["Tea", "3.00", "Cake", "5.00", "end"]
    assert get_text(data).split("\n") == [*lines, "Tea", "3.00", "end"]
    assert get_text(data, "word/header1.xml").split("\n") == lines


def test_conditions_and_switches_in_rows():
    price = merge_field("Orders.Price")
    cells = [
        merge_field("Orders.Product", "\\* Upper"),
        if_field(price, ">", "4", quoted(price), "cheap"),
    ]
    text = merge(table(cells), END, Orders=ROWS)
    assert text.split("\n") == ["TEA", "cheap", "CAKE", "5.00", "end"]


def test_innermost_row_is_repeated():
    inner = table(DOTTED)
    outer = (
        '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid><w:tr><w:tc>'
        f"<w:tcPr/>{paragraph('title')}{inner}{paragraph('inside')}</w:tc></w:tr></w:tbl>"
    )
    text = merge(outer, END, Orders=ROWS)
    lines = ["title", "Tea", "3.00", "Cake", "5.00", "inside", "end"]
    assert text.split("\n") == lines


def test_rows_of_combined_letters():
    template = compile_template(build(table(HEAD, DOTTED), END))
    letters = get_letters(
        template.render_combined(
            [{"Orders": ROWS}, {"Orders": []}, {"Orders": ROWS[1:]}]
        )
    )
    assert [letter.text.count("Tea") for letter in letters] == [1, 0, 0]
    assert [letter.text.count("Cake") for letter in letters] == [1, 0, 1]


def test_bookmarks_in_repeated_rows_stay_unique():
    mark = '<w:bookmarkStart w:id="3" w:name="row"/><w:bookmarkEnd w:id="3"/>'
    render(build(table([run("{{Orders.Product}}") + mark]), END), {"Orders": ROWS})


@pytest.mark.parametrize("count", [0, 1, 3])
def test_letters_that_begin_with_a_repeated_row(count):
    """Their bookmark is there once, also where there are no rows."""
    rows = [{"Item": f"Item{number}"} for number in range(count)]
    for after in (paragraph("end"), ""):
        first = table([run("{{Orders.Item}}")], ["x"])
        template = compile_template(build(first, table(["{{Orders.Item}}"]), after))
        data = template.render_combined([{"Orders": rows}] * 3)
        check_document(data)
        letters = get_letters(data)
        assert [letter.number for letter in letters] == [1, 2, 3]
        for letter in letters:
            assert letter.text.count("Item") == 2 * count


def test_table_of_repeated_rows_keeps_one():
    markup = table(
        [run("{{Orders.Item}}")], [run("{{Parts.Item}}")], [merge_field("A.b")]
    )
    template = compile_template(build(markup, paragraph("end")))
    for values, text in (
        ({"Orders": [], "Parts": [], "A": []}, ""),
        ({"Orders": [], "Parts": [{"Item": "x"}], "A": []}, "x"),
        ({"Orders": [{"Item": "y"}], "Parts": [], "A": []}, "y"),
        ({"Orders": [], "Parts": [], "A": [{"b": "z"}, {"b": "z"}]}, "z\nz"),
    ):
        data = template.render(values)
        check_document(data)
        assert get_text(data) == f"{text}\nend"


def test_bookmarks_that_reach_out_of_a_repeated_row():
    start = '<w:bookmarkStart w:id="3" w:name="over"/>'
    end = '<w:bookmarkEnd w:id="3"/>'
    row = table([start + run("{{Orders.Item}}")], ["x"])
    row_before = table(["x"], [run("{{Orders.Item}}") + end])
    for body in ((row, paragraph(end)), (paragraph(start), row_before, paragraph("x"))):
        template = compile_template(build(*body))
        for count in (0, 1, 3):
            data = template.render({"Orders": [{"Item": "a"}] * count})
            check_document(data)
            assert get_markup(data).count('w:name="over"') == 1


def test_drawings_in_repeated_rows_have_numbers_of_their_own():
    cell = picture("rIdPicture", 60) + run("{{Orders.Item}}")
    document = Document(table([cell]), paragraph(picture("rIdPicture", 60)))
    document.add_picture("a.png", PNG)
    template = compile_template(document.build())
    values = {"Orders": [{"Item": "a"}] * 3}
    check_document(template.render(values))
    check_document(template.render_combined([values, values]))
