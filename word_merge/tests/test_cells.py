# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which cells a formula reads, and how many at most."""

from contextlib import ExitStack

import pytest

from word_merge import cells
from word_merge.cells import MAX_DEPTH, MAX_FILLED, Budget
from word_merge.formula import FormulaError

from .documents import Document
from .markup import merge_field, paragraph, picture, run, table
from .merging import merge, render
from .reading import get_text
from .test_computed import field
from .test_pictures import PNG

ROWS = [{"Price": 2}, {"Price": 3}]


def test_a_budget_is_used_up():
    budget = Budget({})
    for _number in range(MAX_FILLED):
        budget.take()
    with pytest.raises(FormulaError, match="!Circular"):
        budget.take()


def test_formulas_read_each_other_in_so_many_levels():
    budget = Budget({})
    for _again in range(2):
        with ExitStack() as stack:
            for _number in range(MAX_DEPTH):
                stack.enter_context(budget)
            for _refused in range(2):
                with pytest.raises(FormulaError, match="!Circular"), budget:
                    pass
        assert budget.depth == 0


@pytest.mark.parametrize(("most", "expected"), [(12, "6"), (11, "!Circular")])
def test_each_column_is_taken_from_the_budget(monkeypatch, most, expected):
    """Of four columns the cells above, beside and below."""
    monkeypatch.setattr(cells, "MAX_FILLED", most)
    row = [run("1"), run("2"), run("3"), field(" =SUM(1:1) ")]
    assert merge(table(row)).split("\n")[-1] == expected


def make_ragged(*rows):
    """Return a table whose rows have different numbers of cells."""
    lines = "".join(
        table(row).partition("</w:tblGrid>")[2].removesuffix("</w:tbl>") for row in rows
    )
    grid = '<w:tblGrid><w:gridCol w:w="1"/><w:gridCol w:w="1"/></w:tblGrid>'
    return f"<w:tbl><w:tblPr/>{grid}{lines}</w:tbl>"


def test_rows_of_fewer_cells():
    total = field(" =SUM(A1:C3) ")
    body = make_ragged([run("1"), run("2")], [total], [run("3"), run("4"), run("5")])
    assert merge(body).split("\n")[2] == "15"
    # where there is no cell a total ends, as at one without a number
    body = make_ragged(
        [run("1"), run("2")], [run("3")], [run("4"), field(" =SUM(ABOVE) ")]
    )
    assert merge(body).split("\n")[-1] == "0"


def test_the_first_cell_beside_the_formula_counts_and_itself_does_not():
    row = [run("1"), run("2"), field(" =SUM(LEFT) "), run("4"), run("8")]
    assert merge(table(row)).split("\n")[2] == "3"
    row[2] = field(" =SUM(RIGHT) ")
    assert merge(table(row)).split("\n")[2] == "12"
    row[2] = field(" =SUM(A1:E1) ")
    assert merge(table(row)).split("\n")[2] == "15"


def test_the_text_of_a_cell_is_in_one():
    row = [run("1") + run("2", "<w:b/>"), field(" =SUM(LEFT) ")]
    assert merge(table(row)).split("\n")[-1] == "12"


def test_rows_with_a_picture_are_added_up():
    document = Document(
        table(
            [picture("rIdPicture") + merge_field("Orders.Price")],
            [field(" =SUM(ABOVE) ")],
        ),
        paragraph("end"),
    )
    document.add_picture("a.png", PNG)
    text = get_text(render(document.build(), {"Orders": ROWS}))
    assert text.split("\n")[-2:] == ["5", "end"]
