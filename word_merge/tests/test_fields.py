# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Merge fields: how they are written and named."""

import pytest
from docx.shared import Pt

from word_merge import compile_template

from .checking import check_document
from .documents import build
from .markup import (
    complex_field,
    insertion,
    instruction_runs,
    merge_field,
    paragraph,
    quoted,
    run,
    simple_field,
    split_runs,
)
from .merging import merge, merge_field_text, render
from .reading import get_markup, get_text


@pytest.mark.parametrize("noise", [False, True])
@pytest.mark.parametrize("pieces", range(1, 7))
def test_instruction_split_over_runs(pieces, noise):
    field = merge_field("Contact_Name", pieces=pieces, noise=noise)
    assert merge_field_text(field, Contact_Name="Anna") == "Anna"


@pytest.mark.parametrize("noise", [False, True])
@pytest.mark.parametrize("pieces", range(1, 7))
@pytest.mark.parametrize("text", ["«Contact_Name»", "{{Contact_Name}}"])
def test_typed_field_split_over_runs(text, pieces, noise):
    typed = split_runs(text, pieces, noise)
    assert merge_field_text(typed, Contact_Name="Anna") == "Anna"


@pytest.mark.parametrize(
    "field",
    [
        simple_field(" MERGEFIELD Name "),
        simple_field("MERGEFIELD Name \\* MERGEFORMAT"),
        simple_field(' MERGEFIELD "Name" '),
        complex_field(" MERGEFIELD Name "),
        complex_field(" MERGEFIELD Name ", run("one") + run("two", "<w:b/>")),
        complex_field(" MERGEFIELD  Name  "),
        complex_field("MERGEFIELD Name"),
        complex_field(' mergefield "Name" \\* mergeformat '),
        complex_field(" MERGEFIELD Name \\* MERGEFORMAT ", pieces=5, noise=True),
        complex_field(' MERGEFIELD "Name" \\* CHARFORMAT '),
        run("{{Name}}"),
        run("{{ Name }}"),
        run("«Name»"),
    ],
)
def test_ways_to_write_a_field(field):
    assert merge_field_text(field, Name="Anna") == "Anna"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("contact_name", "Contact_Name"),
        ("CONTACT_NAME", "Contact_Name"),
        ('"Contact Name"', "Contact_Name"),
        ('"Contact Name"', "contact name"),
        ("Contact_Name", "Contact Name"),
        ("partner_id.country_id.name", "partner_id.country_id.name"),
        ("Straße", "Straße"),
        ("Prénom", "prénom"),
        ("名前", "名前"),
    ],
)
def test_names_are_found(written, key):
    assert merge_field_text(merge_field(written), **{key: "Anna"}) == "Anna"


def test_field_names_in_order_of_appearance_once_each():
    template = compile_template(
        build(
            paragraph(merge_field("Second"), " ", merge_field("First")),
            paragraph("{{Third}} «Second»", simple_field(" MERGEFIELD First ")),
        )
    )
    assert template.field_names == ["Second", "First", "Third"]
    assert template.warnings == []


def test_names_that_differ_in_case_are_one_field():
    template = compile_template(build(paragraph(merge_field("Name"), "{{NAME}}")))
    assert len(template.field_names) == 1


def test_missing_values_are_blank():
    assert merge_field_text(merge_field("Name")) == ""
    assert merge_field_text(merge_field("Name"), Name=None) == ""
    assert merge_field_text(run("{{Name}}"), Other="x") == ""
    assert merge_field_text(simple_field("MERGEFIELD Name")) == ""


def test_several_fields_in_a_run_and_text_around():
    text = merge_field_text(run("a{{X}}b«Y»c{{ X }}{{Y}}"), X="1", Y="2")
    assert text == "a1b2c12"


def test_typed_and_true_fields_beside_each_other():
    text = merge_field_text(
        run("{{X}}") + merge_field("Y") + run("{{") + run("X}}"), X="1", Y="2"
    )
    assert text == "121"


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}}",
        "{{ a.__class__() }}",
        "{{",
        "}}",
        "{Name}",
        "{{}}",
        "«»",
        "{% if 1 %}",
    ],
)
def test_no_expression_language(text):
    shown = merge_field_text(run(text), a="x", Name="Anna")
    assert shown in (text, "")


def test_field_over_two_paragraphs():
    begin, rest = complex_field(" MERGEFIELD Name ", run("@")).split(run("@"))
    text = merge(
        paragraph("a", begin, run("old")),
        paragraph(run("older"), rest, "b"),
        Name="Anna",
    )
    assert text.replace("\n", "") == "aAnnab"


def test_field_keeps_the_formatting_of_its_result():
    field = merge_field("Name", properties='<w:b/><w:sz w:val="40"/>')
    document = render(build(paragraph("Dear ", field)), {"Name": "Anna"})
    runs = check_document(document).paragraphs[0].runs
    (found,) = (piece for piece in runs if piece.text == "Anna")
    assert found.bold
    assert found.font.size == Pt(20)


def test_typed_field_keeps_the_formatting_of_its_first_run():
    typed = run("{{Na", "<w:i/>") + run("me}}", "<w:b/>")
    document = render(build(paragraph("Dear ", typed)), {"Name": "Anna"})
    markup = get_markup(document)
    before_name = markup[: markup.index("Anna")]
    assert before_name[before_name.rindex("<w:r>") :].count("<w:i/>") == 1


def test_inserted_fields():
    assert merge_field_text(insertion(merge_field("Name")), Name="Anna") == "Anna"
    assert merge_field_text(insertion(run("{{Name}}")), Name="Anna") == "Anna"


def test_fields_of_word_itself_are_left_alone():
    page = complex_field(" PAGE ", run("7"))
    document = render(build(paragraph(page, merge_field("Name"))), {"Name": "Anna"})
    assert " PAGE " in get_markup(document)
    assert get_text(document) == "7Anna"


def test_merge_field_in_the_instruction_of_another_field():
    instruction = (
        instruction_runs(" HYPERLINK ")
        + quoted(merge_field("Site"))
        + instruction_runs(" ")
    )
    document = render(
        build(paragraph(complex_field(instruction, run("site")))),
        {"Site": "https://example.com/?a=1&b=2"},
    )
    assert "«Site»" not in get_text(document)
    assert "https://example.com/?a=1&amp;b=2" in get_markup(document)


def test_same_values_give_the_same_bytes():
    data = build(paragraph(merge_field("Name")), paragraph("{{Other}}"))
    values = {"Name": "Anna", "Other": "x"}
    first = compile_template(data)
    assert first.render(values) == first.render(values)
    assert first.render(values) == compile_template(data).render(values)
    rows = [values, {"Name": "Bert"}]
    assert list(first.render_many(rows)) == [first.render(row) for row in rows]
    assert first.render_combined(rows) == compile_template(data).render_combined(rows)


def test_many_documents_are_made_one_by_one():
    template = compile_template(build("{{Name}}"))

    def rows():
        yield {"Name": "Anna"}
        raise AssertionError("asked for a second contact before the first was taken")

    assert get_text(next(iter(template.render_many(rows())))) == "Anna"
