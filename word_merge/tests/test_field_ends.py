# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands in the place of a field, and what around it stays."""

import re

import pytest
from lxml import etree

from word_merge import TemplateError, compile_template

from .documents import Document, build, unpack
from .markup import (
    W,
    complex_field,
    content_control,
    if_field,
    instruction_runs,
    merge_field,
    paragraph,
    quoted,
    run,
    table,
)
from .merging import render
from .reading import get_markup, get_text

BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
    for kind in ("begin", "separate", "end")
)
INSTRUCTION = instruction_runs(" MERGEFIELD Name ")
RESULT = SEPARATE + run("old")
CENTRED = '<w:jc w:val="center"/>'
BOOKMARK = '<w:bookmarkStart w:id="3" w:name="mark"/>', '<w:bookmarkEnd w:id="3"/>'
VALUES = {"Name": "Anna"}


def get_paragraphs(data):
    """Return the texts of the paragraphs of a letter, also of those without any."""
    return get_text(data).split("\n")


def merge(*body):
    """Return the paragraphs of a letter of these paragraphs."""
    return get_paragraphs(render(build(*body), VALUES))


def refuse(words, *body):
    """Check with which words a document is refused."""
    with pytest.raises(TemplateError, match=words):
        compile_template(build(*body))


# fields over several paragraphs


@pytest.mark.parametrize(
    "body",
    [
        [paragraph("a ", BEGIN), paragraph(INSTRUCTION, RESULT, END, " b")],
        [paragraph("a ", BEGIN, INSTRUCTION), paragraph(RESULT, END, " b")],
        [paragraph("a ", BEGIN, INSTRUCTION, RESULT), paragraph(END, " b")],
        [
            paragraph("a ", BEGIN, INSTRUCTION, RESULT),
            paragraph("old"),
            paragraph(),
            paragraph("old", END, " b", properties=CENTRED),
        ],
    ],
)
def test_it_makes_one_paragraph_of_those_it_reaches_over(body):
    assert merge("before", *body, "after") == ["before", "a Anna b", "after"]


def test_the_paragraph_is_formatted_as_its_beginning():
    right = CENTRED.replace("center", "right")
    body = [
        paragraph(BEGIN, INSTRUCTION, RESULT, properties=CENTRED),
        paragraph(END, properties=right),
    ]
    markup = get_markup(render(build(*body), VALUES))
    assert markup.count("<w:pPr>") == 1 and CENTRED in markup and right not in markup


def test_a_bookmark_in_it_ends_before_what_follows():
    start, end = BOOKMARK
    body = paragraph(start, BEGIN, INSTRUCTION, RESULT), end, paragraph(END, "after")
    markup = get_markup(render(Document(*body).build(), VALUES))
    assert markup.index("Anna") < markup.index("bookmarkEnd") < markup.index("after")


def test_it_stands_where_it_began():
    start, end = BOOKMARK
    pieces = BEGIN, start, INSTRUCTION, end, RESULT, END
    markup = get_markup(render(build(paragraph(*pieces)), VALUES))
    assert markup.index("Anna") < markup.index("bookmarkStart")


def test_a_table_in_its_result_is_refused():
    begin, end = paragraph(BEGIN, INSTRUCTION, RESULT), paragraph(END)
    refuse("contains a table; put it into a branch", begin, table(["x"]), end)


@pytest.mark.parametrize("number", [0, 1])
def test_an_end_in_another_content_control_is_refused(number):
    pieces = [paragraph(BEGIN, INSTRUCTION, RESULT), paragraph(END)]
    pieces[number] = content_control(pieces[number])
    refuse("reaches out of its table cell or text box", *pieces)


@pytest.mark.parametrize(
    "body",
    [
        [BEGIN, INSTRUCTION, RESULT, END],
        [BEGIN, paragraph(INSTRUCTION, RESULT, END)],
        [paragraph(BEGIN, INSTRUCTION, RESULT), END],
        [
            paragraph(BEGIN, instruction_runs(" MERGEFIELD ")),
            instruction_runs("Name "),
            RESULT,
            END,
        ],
    ],
)
def test_a_field_outside_a_paragraph_is_refused(body):
    refuse("is outside a paragraph; insert it again", *body, paragraph("x"))


# tables in branches

CELLS = table([instruction_runs("cell")])


def choose(*pieces, rest=()):
    """Return the paragraphs of a field with a table, where it is and is not chosen."""
    data = build("before", *pieces, *rest, "after")
    return [render(data, {"X": value}) for value in ("yes", "no")]


def begin_if(text=""):
    """Return the beginning of an IF up to a text in its first branch."""
    field = instruction_runs(f' = "yes" "{text}')
    return BEGIN + instruction_runs(" IF ") + merge_field("X") + field


REST = instruction_runs('" "none"') + SEPARATE + END


@pytest.mark.parametrize(
    "pieces",
    [
        (paragraph(begin_if()), CELLS, paragraph(REST)),
        (paragraph(begin_if(), properties=CENTRED), CELLS, paragraph(REST)),
        (
            paragraph(BEGIN),
            paragraph(begin_if().removeprefix(BEGIN)),
            CELLS,
            paragraph(REST),
        ),
        (
            paragraph(begin_if()),
            CELLS,
            paragraph(REST.removesuffix(END)),
            paragraph(END),
        ),
    ],
)
def test_nothing_is_left_of_the_paragraphs_of_the_field(pieces):
    yes, no = map(get_paragraphs, choose(*pieces))
    # what the field ends in is a paragraph of what follows it
    assert yes == ["before", "cell", "", "after"]
    assert no == ["before", "none", "", "after"]


def test_paragraphs_of_a_branch_keep_their_formatting():
    pieces = (
        paragraph(begin_if("one"), properties=CENTRED),
        CELLS,
        paragraph(instruction_runs("2"), REST),
    )
    yes, no = choose(*pieces)
    assert get_paragraphs(yes) == ["before", "one", "cell", "2", "", "after"]
    body = etree.fromstring(unpack(yes)["word/document.xml"])
    centred = [node.getparent().getparent() for node in body.iter(f"{W}jc")]
    assert ["".join(node.itertext(f"{W}t")) for node in centred] == ["one"]


def test_fields_in_a_cell_of_a_branch_keep_their_instructions():
    page = complex_field(" PAGE ", run("1"))
    text = instruction_runs("a"), page, instruction_runs("b")
    pieces = paragraph(begin_if()), table(["".join(text)]), paragraph(REST)
    yes, no = choose(*pieces)
    assert get_paragraphs(yes) == ["before", "a1b", "", "after"]
    assert re.findall(r"<w:instrText[^>]*>([^<]*)<", get_markup(yes)) == [" PAGE "]
    assert "PAGE" not in get_markup(no)


def test_tables_that_are_not_beside_the_field_are_none_of_its_branch():
    inside = content_control(paragraph(begin_if("x")))
    body = inside, CELLS, content_control(paragraph(REST))
    refuse("reaches out of its table cell or text box", *body)


# breaks and tabs, nested fields


@pytest.mark.parametrize(
    ("markup", "expected"),
    [("<w:br/>", "a\nb"), ("<w:cr/>", "a\nb"), ("<w:tab/>", "a\tb")],
)
def test_breaks_and_tabs_in_an_instruction(markup, expected):
    text = instruction_runs("a") + f"<w:r>{markup}</w:r>" + instruction_runs("b")
    field = if_field("1", "=", "1", quoted(text), "no")
    assert get_text(render(build(paragraph(field)), VALUES)) == expected


def test_a_paragraph_in_a_text_of_a_branch_is_a_line():
    first = BEGIN + instruction_runs(' IF 1 = 1 "one')
    nested = BEGIN + INSTRUCTION + RESULT + END
    rest = instruction_runs('three" "no"') + SEPARATE + END
    lines = paragraph(first), paragraph(nested), paragraph(rest)
    assert get_text(render(build(*lines), VALUES)) == "one\nAnna\nthree"


def test_fields_in_the_result_of_a_field_of_word_are_filled_in():
    # the text of the result must not look like a typed field
    inner = merge_field("Name", shown=run("old"))
    link = complex_field(" HYPERLINK https://example.com ", inner)
    assert merge(paragraph("[", link, "]")) == ["[Anna]"]
    page = complex_field(" PAGE ", run("1"))
    around = complex_field(" TOC ", complex_field(" PAGEREF x ", inner) + page)
    assert merge(paragraph("[", around, "]")) == ["[Anna1]"]


def test_a_field_of_word_over_paragraphs_in_a_branch_is_refused():
    page = BEGIN + instruction_runs(" PAGE ") + SEPARATE, run("1") + END
    begin = BEGIN + instruction_runs(' IF 1 = 1 "') + page[0]
    end = page[1] + instruction_runs('" "no"') + SEPARATE + END
    refuse(
        r"The field \{ PAGE \} in an IF field .* over several paragraphs",
        paragraph(begin),
        paragraph(end),
    )
