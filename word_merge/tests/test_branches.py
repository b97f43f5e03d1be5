# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Branches of IF that are more than text: symbols, pictures, fields of Word's own."""

import re

import pytest

from word_merge import TemplateError, compile_template

from .checking import check_document
from .documents import Document, build
from .markup import (
    complex_field,
    content_control,
    if_field,
    instruction_runs,
    merge_field,
    paragraph,
    picture,
    quoted,
    run,
    section,
    table,
)
from .merging import render
from .reading import get_markup, get_text
from .test_pictures import PNG, get_pictures

X = merge_field("X")
CHECKED = '<w:r><w:rPr><w:b/></w:rPr><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
EMPTY = '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'


def render_both(markup, document=None):
    """Return the letter where X is yes, and the one where it is not."""
    document = document or Document()
    document.body = paragraph("[", markup, "]")
    template = compile_template(document.build())
    assert not template.warnings
    letters = [template.render({"X": value}) for value in ("yes", "no")]
    combined = template.render_combined([{"X": "yes"}, {"X": "no"}, {"X": "yes"}])
    for letter in (*letters, combined):
        check_document(letter)
    return letters


def test_symbols():
    field = if_field(X, "=", "yes", quoted(CHECKED), quoted(EMPTY))
    checked, empty = map(get_markup, render_both(field))
    for markup, char, other in ((checked, "F0FE", "F0A8"), (empty, "F0A8", "F0FE")):
        assert f'w:char="{char}"' in markup
        assert other not in markup
    # each with the formatting of its own run
    assert checked.count("<w:b/>") == 1
    assert "<w:b/>" not in empty


def test_symbols_between_text_and_fields():
    branch = (
        instruction_runs('"a ') + CHECKED + instruction_runs(" b ") + X
    ) + instruction_runs('\n c\td"')
    field = if_field(X, "=", "yes", branch, "none")
    yes, no = render_both(field)
    assert get_text(yes) == "[a  b yes\n c\td]"
    assert get_markup(yes).index("F0FE") < get_markup(yes).index("b </w:t>")
    assert get_text(no) == "[none]"


def test_pictures():
    document = Document()
    document.add_picture("logo.png", PNG)
    field = if_field(X, "=", "yes", quoted(picture("rIdPicture")), "none")
    yes, no = render_both(field, document)
    assert get_pictures(yes) == [PNG]
    assert get_pictures(no) == []
    assert get_text(no) == "[none]"


def test_branches_in_branches():
    inner = if_field(X, "=", "yes", quoted(CHECKED), "inner")
    for outer in (
        if_field(X, "<>", "", quoted(inner), "none"),
        if_field(X, "=", "", "none", quoted(inner)),
        if_field(X, "<>", "", quoted(run("") + inner + EMPTY), "none"),
    ):
        yes, no = render_both(outer)
        assert "F0FE" in get_markup(yes)
        assert "F0FE" not in get_markup(no)
        assert get_text(no) == "[inner]"


def test_fields_of_word_in_a_branch():
    page = complex_field(" PAGE ", run("1"))
    field = if_field(X, "=", "yes", quoted(page), "none")
    yes, no = render_both(field)
    assert " PAGE " in get_markup(yes)
    assert get_markup(yes).count('w:fldCharType="begin"') == 1
    assert "PAGE" not in get_markup(no)
    link = complex_field(
        instruction_runs(' HYPERLINK "https://example.com/')
        + X
        + instruction_runs('"'),
        run("go"),
    )
    yes, no = render_both(if_field(X, "=", "yes", quoted(link), "none"))
    assert 'HYPERLINK "https://example.com/yes"' in "".join(
        get_markup(yes)
        .replace("</w:instrText>", "")
        .split('<w:instrText xml:space="preserve">')
    ).replace("</w:r><w:r>", "")
    assert get_text(no) == "[none]"


def test_no_control_is_left_empty():
    control = content_control(run("☒").replace("w:t", "w:instrText"))
    field = if_field(X, "=", "yes", quoted(control), "☐")
    yes, no = render_both(field)
    assert (get_text(yes), get_text(no)) == ("[☒]", "[☐]")
    assert "w:sdt" not in get_markup(yes) + get_markup(no)


def test_rows_are_repeated_with_their_choices():
    cell = if_field(
        merge_field("Orders.Paid"), "=", "1", quoted(CHECKED), quoted(EMPTY)
    )
    data = build(table([merge_field("Orders.Name"), cell]))
    rows = [
        {"Name": "a", "Paid": 1},
        {"Name": "b", "Paid": 0},
        {"Name": "c", "Paid": 1},
    ]
    markup = get_markup(render(data, {"Orders": rows}))
    assert (markup.count("F0FE"), markup.count("F0A8")) == (2, 1)


def test_a_symbol_is_not_compared():
    for left, right in ((CHECKED, "a"), (X, quoted(CHECKED))):
        with pytest.raises(TemplateError, match="compares with a picture or a symbol"):
            compile_template(build(paragraph(if_field(left, "=", right, "a", "b"))))


def test_spaces_are_asked_for_and_the_field_is_shown():
    field = complex_field(
        instruction_runs("IF ") + X + instruction_runs('="M" "Mr" "Ms"')
    )
    with pytest.raises(TemplateError) as raised:
        compile_template(build(paragraph(field)))
    assert '{ IF { MERGEFIELD X }="M" "Mr" "Ms" }' in str(raised.value)
    assert "a space between" in str(raised.value)


def with_table(*rows, before="", after="", first="", last=""):
    """Return a field over several paragraphs with a table in a branch."""
    cells = (
        table(*rows)
        .replace("<w:t ", "<w:instrText ")
        .replace("</w:t>", "</w:instrText>")
    )
    begin = run("").replace(
        '<w:t xml:space="preserve"></w:t>', '<w:fldChar w:fldCharType="begin"/>'
    )
    end = begin.replace("begin", "end")
    return (
        paragraph(before or run(""), begin, instruction_runs(" IF "), X).replace(
            "</w:p>", instruction_runs(f' = "yes" "{first}') + "</w:p>"
        )
        + cells
        + paragraph(
            instruction_runs(f'{last}" "none"'), begin.replace("begin", "separate")
        )
        + table([run("OLD")])
        + paragraph(run("OLD"), end, after or run(""))
    )


def test_tables():
    body = with_table([run("a"), run("b")])
    yes, no = (render(build(body), {"X": value}) for value in ("yes", "no"))
    assert "<w:tbl>" in get_markup(yes)
    assert "instrText" not in get_markup(yes)
    assert get_text(yes).split() == ["a", "b"]
    assert "<w:tbl>" not in get_markup(no)
    assert get_text(no).strip() == "none"


def test_tables_with_text_around_and_rows_in_them():
    body = with_table(
        [run("Name"), run("Price")],
        [merge_field("Orders.Name"), merge_field("Orders.Price")],
        before=run("before"),
        after=run("after"),
        first="Your orders:",
        last="Thank you.",
    )
    rows = [{"Name": "Oak", "Price": 5}, {"Name": "Ash", "Price": 6}]
    template = compile_template(build(body))
    yes, no = (template.render({"X": value, "Orders": rows}) for value in ("yes", "no"))
    expected = "before|Your orders:|Name|Price|Oak|5|Ash|6|Thank you.|after"
    assert "|".join(get_text(yes).replace("\t", "\n").split("\n")) == expected
    assert get_text(no).split() == ["before", "none", "after"]
    combined = template.render_combined([{"X": "yes", "Orders": rows}, {"X": "no"}])
    for document in (yes, no, combined):
        check_document(document)
    assert get_markup(combined).count("<w:tbl>") == 1


def test_tables_in_branches_of_branches_are_refused():
    inner = with_table([run("a")])
    outer = (
        paragraph(
            run("").replace(
                '<w:t xml:space="preserve"></w:t>', '<w:fldChar w:fldCharType="begin"/>'
            ),
            instruction_runs(' IF 1 = 1 "'),
        )
        + inner
        + paragraph(
            instruction_runs('" ""'),
            run("").replace(
                '<w:t xml:space="preserve"></w:t>', '<w:fldChar w:fldCharType="end"/>'
            ),
        )
    )
    with pytest.raises(TemplateError, match="inside another one contains a table"):
        compile_template(build(outer))


def test_letters_that_begin_with_a_branch_are_found():
    """The bookmark of a letter is not in a branch that was not chosen."""
    body = with_table([run("a")], first="Dear").replace(run(""), "", 1)
    template = compile_template(build(body, paragraph("rest")))
    data = template.render_combined([{"X": "yes"}, {"X": "no"}, {"X": "yes"}])
    check_document(data)
    names = re.findall(r'w:name="(letter_\d+)"', get_markup(data))
    assert names == ["letter_1", "letter_2", "letter_3"]


@pytest.mark.parametrize("place", [0, 1])
def test_fields_over_a_section_break_are_refused(place):
    field = merge_field("X")
    cut = field.index('<w:r><w:fldChar w:fldCharType="end"/>')
    pieces = [field[:cut], field[cut:]]
    body = [
        paragraph(piece, properties=section() if number == place else "")
        for number, piece in enumerate(pieces)
    ]
    with pytest.raises(TemplateError, match="section break"):
        compile_template(build(*body, paragraph("rest")))
