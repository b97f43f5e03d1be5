# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Guillemets are fields and quotation marks, and braces may stay as they were typed."""

import pytest

from word_merge import compile_html, compile_template, merge_text

from .checking import check_document
from .documents import OFFICE, Document, build, unpack
from .markup import hyperlink, merge_field, paragraph, picture, run, split_runs, table
from .merging import merge, merge_field_text
from .reading import get_letters, get_markup, get_relations, get_text
from .test_pictures import PNG

QUOTED = (
    "Sehr geehrte Damen und Herren, unser «Sommerfest» und die Aktion «Herbst-Rabatt» "
    "– nicht verpassen! Ваш «пакет». El «verano». Le « mot ». «zwei Worte»."
)


def merge_kept(*body, **values):
    """Return the text of a document in which unknown fields stay as they are."""
    result = compile_template(build(*body), keep_unknown=True).render(values)
    check_document(result)
    return get_text(result)


def test_quotations_stay():
    assert merge_field_text(run(QUOTED)) == QUOTED
    assert merge_field_text(split_runs(QUOTED, 40, noise=True)) == QUOTED
    assert merge_text(QUOTED, {}) == QUOTED
    assert QUOTED in compile_html(f"<p>{QUOTED}</p>").render({})


@pytest.mark.parametrize("value", ["Ann", "", None, False, 7])
def test_what_has_a_value_is_a_field(value):
    shown = "" if value in (None, False) else str(value)
    text = "unser «Sommerfest», «Name»"
    expected = f"unser «Sommerfest», {shown}"
    assert merge_field_text(run(text), NAME=value) == expected
    assert merge_text(text, {"name": value}) == expected
    assert expected in compile_html(f"<p>{text}</p>").render({"Name": value})


def test_names_and_how_they_were_typed():
    template = compile_template(
        build(paragraph("«City» {{ Name }} «city»", merge_field("Other")))
    )
    assert template.field_names == ["City", "Name", "Other"]
    assert template.get_typed("CITY") == "«City»"
    assert template.get_typed("Name") == "{{ Name }}"
    assert template.get_typed("Other") == ""


def test_braces_stay_where_it_is_asked_for():
    text = "Dear {{Nmae}}, {{Name}} «Fest»"
    body = paragraph(text, merge_field("Wrong"))
    assert merge(body, Name="Ann") == "Dear , Ann «Fest»"
    assert merge_kept(body, Name="Ann") == "Dear {{Nmae}}, Ann «Fest»"
    assert (
        merge_text(text, {"Name": "A"}, keep_unknown=True) == "Dear {{Nmae}}, A «Fest»"
    )
    html = compile_html(f'<p title="{text}">{text}</p>', keep_unknown=True)
    assert html.render({"Name": "A"}).count("Dear {{Nmae}}, A «Fest»") == 2


def test_rows_without_a_value():
    body = table([run("{{Orders.Item}} «Orders.Price» «Fest»")])
    rows = [{"Item": "Oak"}, {"Price": "5"}]
    assert merge(body, Orders=rows).split("\n") == ["Oak  «Fest»", " 5 «Fest»"]
    assert merge_kept(body) == "{{Orders.Item}} «Orders.Price» «Fest»"


def test_addresses():
    document = Document(paragraph(hyperlink(run("link"))))
    address = "https://example.com/«Name»"
    document.add_relation("rIdLink", f"{OFFICE}hyperlink", address, external=True)
    template = compile_template(document.build())
    for values, expected in (({}, "%C2%ABName%C2%BB"), ({"Name": "a b"}, "a%20b")):
        result = template.render(values)
        check_document(result)
        relations = get_relations(unpack(result), "word/document.xml")
        assert relations["rIdLink"][0] == f"https://example.com/{expected}"


def test_a_picture_of_a_quotation_stays():
    document = Document(paragraph("x", picture("rIdPicture", description="«Fest»")))
    document.add_picture("logo.png", PNG)
    template = compile_template(document.build())
    for values, count in (({}, 1), ({"Fest": ""}, 0), ({"Fest": PNG}, 1)):
        result = template.render(values)
        check_document(result)
        assert get_markup(result).count("<w:drawing") == count
    own = get_markup(template.render({}))
    assert 'r:embed="rIdPicture"' in own
    combined = template.render_combined([{}, {"Fest": PNG}, {}])
    check_document(combined)
    assert len(get_letters(combined)) == 3
