# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The number of pages of a letter among others: which field shows it, and when."""

import random
import re

import pytest
from lxml import etree

from word_merge import compile_template

from .checking import check_document
from .documents import Document, unpack
from .letters import make_contacts
from .markup import (
    W,
    complex_field,
    if_field,
    instruction_runs,
    merge_field,
    paragraph,
    quoted,
    run,
    section,
    simple_field,
    table,
    text_box,
)

NAME = merge_field("Name")
PAGES = complex_field(" NUMPAGES ", run("9"))
PLACES = {
    "body": Document(paragraph("of ", PAGES)),
    "simple": Document(paragraph("of ", simple_field(r"NUMPAGES \* MERGEFORMAT"))),
    "pieces": Document(paragraph(complex_field(" numpages ", run("9"), 5, noise=True))),
    "cell": Document(table([run("of ") + PAGES]), paragraph("end")),
    "row": Document(
        paragraph(), table([run("{{Orders.Item}}") + PAGES]), paragraph("end")
    ),
    "box": Document(paragraph(text_box(PAGES))),
    "branch": Document(
        paragraph(if_field(NAME, "=", "", "nobody", quoted(PAGES)), "end")
    ),
    "words": Document(paragraph(complex_field(r" SECTIONPAGES \* Arabic", run("9")))),
}


def get_instructions(data, part="word/document.xml"):
    """Return the names and first arguments of the fields of a part."""
    root = etree.fromstring(unpack(data)[part])
    text = "".join(
        "{" if node.get(f"{W}fldCharType") == "begin" else node.text or ""
        for node in root.iter(f"{W}fldChar", f"{W}instrText")
        if node.get(f"{W}fldCharType") in (None, "begin")
    )
    return [" ".join(found.split()) for found in text.split("{")[1:]]


def get_bookmarks(data):
    root = etree.fromstring(unpack(data)["word/document.xml"])
    names = [node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")]
    return [name for name in names if name.startswith("letter_end_")]


@pytest.mark.parametrize("place", PLACES)
def test_every_letter_counts_its_own_pages(place):
    template = compile_template(PLACES[place].build())
    assert template.is_combinable and template.counts_pages
    contacts = make_contacts(3)
    for_word = template.render_combined(contacts)
    for_pdf = template.render_combined(contacts, for_pdf=True)
    shown = [words.split()[0] for words in get_instructions(for_word)]
    assert set(shown) == {"SECTIONPAGES"}
    shown = [words.split()[:2] for words in get_instructions(for_pdf)]
    # in repeated rows and in text boxes it is more than once
    ends = list(dict.fromkeys(end for _name, end in shown))
    assert ends == ["letter_end_1", "letter_end_2", "letter_end_3"]
    assert {name for name, _end in shown} == {"PAGEREF"}
    for data in (for_word, for_pdf):
        check_document(data)
        assert get_bookmarks(data) == ends


@pytest.mark.parametrize("place", PLACES)
def test_letters_of_their_own_count_all_their_pages(place):
    contact = {"Name": "x", "Orders": [{}]}
    letter = compile_template(PLACES[place].build()).render(contact)
    names = {words.split()[0].upper() for words in get_instructions(letter)}
    # LibreOffice knows no other name
    assert names == {"NUMPAGES"}


def test_sections_of_a_letter_of_its_own():
    document = Document(paragraph("one"))
    document.end_section()
    document.body += complex_field(" SECTIONPAGES ").join(["<w:p>", "</w:p>"])
    document.add_footer(paragraph(simple_field("SECTIONPAGES")))
    letter = compile_template(document.build()).render({})
    for part in ("word/document.xml", "word/footer1.xml"):
        assert get_instructions(letter, part) == ["SECTIONPAGES"]


def test_static_footers_of_a_letter_of_its_own():
    document = Document(paragraph("Dear ", NAME))
    document.add_footer(paragraph("of ", complex_field(" SECTIONPAGES ", pieces=4)))
    letter = compile_template(document.build()).render({})
    assert get_instructions(letter, "word/footer1.xml") == ["NUMPAGES"]


def test_switches_stay():
    field = complex_field(r" NUMPAGES  \* Arabic \* MERGEFORMAT ", run("9"), pieces=4)
    template = compile_template(Document(paragraph(field)).build())
    data = template.render_combined([{}], for_pdf=True)
    assert get_instructions(data) == [r"PAGEREF letter_end_1 \* Arabic \* MERGEFORMAT"]


def test_margins_without_fields_of_contacts():
    document = Document(paragraph("Dear ", NAME))
    document.add_header(paragraph(PAGES))
    document.add_footer(paragraph("the same for all"))
    template = compile_template(document.build())
    contacts = make_contacts(3)
    parts = unpack(template.render_combined(contacts))
    headers = [name for name in parts if name.startswith("word/header")]
    assert len(headers) == 1, "Word counts in one header for all letters"
    data = template.render_combined(contacts, for_pdf=True)
    headers = [name for name in unpack(data) if name.startswith("word/header")]
    shown = sorted(get_instructions(data, name)[0] for name in headers)
    assert shown == [f"PAGEREF letter_end_{number}" for number in (1, 2, 3)]
    footers = [name for name in unpack(data) if name.startswith("word/footer")]
    assert len(footers) == 1
    check_document(data)


@pytest.mark.parametrize(
    "instruction",
    [
        r" NUMPAGES \* roman ",
        r" NUMPAGES \* Ordinal \* MERGEFORMAT",
        r' NUMPAGES \# "00" ',
        r" SECTIONPAGES\*CardText ",
    ],
)
def test_other_formats_need_a_document_of_their_own(instruction):
    document = Document(paragraph(complex_field(instruction, run("9"))))
    template = compile_template(document.build())
    assert not template.is_combinable
    # Word has them all
    (shown,) = get_instructions(template.render_combined([{}]))
    assert shown == " ".join(re.sub("NUMPAGES", "SECTIONPAGES", instruction).split())


def test_conditions_on_the_number_of_pages():
    for name in ("NUMPAGES", "SECTIONPAGES"):
        field = complex_field(f" {name} ", run("9"))
        asked = if_field(field, ">", "1", "many pages", "one page")
        template = compile_template(Document(paragraph(asked)).build())
        assert not template.is_combinable
        shown = get_instructions(template.render_combined([{}]))
        assert shown[1].startswith("SECTIONPAGES")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" = 1 + ", " "),
        (" = IF(", " > 1; 2; 3)"),
        (" COMPARE ", " = 1"),
    ],
)
def test_what_word_works_out_with_the_number_of_pages(before, after):
    asked = complex_field(
        instruction_runs(before) + PAGES + instruction_runs(after), run("9")
    )
    template = compile_template(Document(paragraph(asked), paragraph("end")).build())
    assert not template.is_combinable and template.warnings
    data = template.render_combined([{}, {}])
    check_document(data)
    assert sum("SECTIONPAGES" in text for text in get_instructions(data)) == 2


def test_the_branch_that_is_shown_has_the_number_of_pages():
    yes, no = quoted(run("yes ") + PAGES), quoted(PAGES + run(" no ") + PAGES)
    field = if_field(NAME, "=", "x", yes, no)
    quote = complex_field(
        instruction_runs(' QUOTE "of ') + PAGES + instruction_runs('"'), run("9")
    )
    template = compile_template(
        Document(paragraph(field), paragraph(quote), paragraph("end")).build()
    )
    assert template.is_combinable and template.counts_pages
    data = template.render_combined([{"Name": "x"}, {"Name": "y"}], for_pdf=True)
    check_document(data)
    expected = ["PAGEREF letter_end_1"] * 2 + ["PAGEREF letter_end_2"] * 3
    assert get_instructions(data) == expected


def test_format_that_a_contact_chooses():
    field = complex_field(
        instruction_runs(" NUMPAGES ") + merge_field("Format"), run("9")
    )
    template = compile_template(Document(paragraph(field)).build())
    assert not template.is_combinable
    (shown,) = get_instructions(template.render({"Format": "x"}))
    assert shown.split() == ["NUMPAGES", "x"]


def test_page_and_other_words_are_no_matter():
    text = complex_field(" PAGE ", run("1")) + complex_field(' REF "NUMPAGES" ')
    template = compile_template(Document(paragraph("NUMPAGES ", text)).build())
    assert template.is_combinable and not template.counts_pages
    assert not get_bookmarks(template.render_combined([{}], for_pdf=True))


@pytest.mark.parametrize(
    ("properties", "is_combinable"),
    [
        ("", True),
        ('<w:pgNumType w:start="1"/>', True),
        ('<w:pgNumType w:fmt="lowerRoman"/>', True),
        ('<w:pgNumType w:start="0"/>', False),
        ('<w:pgNumType w:start="5"/>', False),
        ('<w:type w:val="oddPage"/>', True),
        ('<w:type w:val="evenPage"/>', False),
    ],
)
def test_page_numbers_must_be_those_of_the_letter(properties, is_combinable):
    document = Document(
        paragraph(PAGES), section_properties=section(properties=properties)
    )
    assert compile_template(document.build()).is_combinable is is_combinable


@pytest.mark.parametrize(
    ("properties", "is_combinable"),
    [
        ("", True),
        ('<w:pgNumType w:start="1"/>', False),
        ('<w:type w:val="oddPage"/>', False),
        ('<w:type w:val="continuous"/>', True),
    ],
)
def test_letters_of_two_sections(properties, is_combinable):
    document = Document(paragraph("one"))
    document.end_section()
    document.body += paragraph("two of ", PAGES)
    document.section_properties = section(properties=properties)
    template = compile_template(document.build())
    assert template.is_combinable is is_combinable
    if is_combinable:
        # a section is not the letter, to Word neither
        data = template.render_combined([{}, {}])
        expected = ["PAGEREF letter_end_1", "PAGEREF letter_end_2"]
        assert get_instructions(data) == expected
        check_document(data)


def test_pages_of_one_section_of_several():
    document = Document(paragraph("one"))
    document.end_section()
    document.body += paragraph("two of ", complex_field(" SECTIONPAGES ", run("9")))
    template = compile_template(document.build())
    # nobody but Word knows it, in whatever document
    assert template.is_combinable and not template.counts_pages
    data = template.render_combined([{}, {}], for_pdf=True)
    assert get_instructions(data) == ["SECTIONPAGES", "SECTIONPAGES"]


def test_letter_that_ends_otherwise():
    control = f"<w:sdt><w:sdtContent>{paragraph('end')}</w:sdtContent></w:sdt>"
    for last in (table(["end"]), control):
        document = Document(paragraph(PAGES), last)
        assert not compile_template(document.build()).is_combinable


def test_bookmarks_of_the_document_are_no_ends():
    own = '<w:bookmarkStart w:id="0" w:name="letter_end_2"/><w:bookmarkEnd w:id="0"/>'
    reference = complex_field(" PAGEREF letter_end_2 ", run("1"))
    document = Document(own, paragraph(PAGES, reference), paragraph("end"))
    data = compile_template(document.build()).render_combined([{}, {}], for_pdf=True)
    assert get_bookmarks(data) == ["letter_end_1", "letter_end_2"]
    assert get_instructions(data) == [
        "PAGEREF letter_end_1",
        "PAGEREF own_letter_end_2",
        "PAGEREF letter_end_2",
        "PAGEREF own_letter_end_2_2",
    ]
    check_document(data)


def test_ends_have_names_and_numbers_of_their_own():
    names = ("letter_end", "Letter_End_1", "letter_1", "letter")
    own = "".join(
        f'<w:bookmarkStart w:id="{n}" w:name="{name}"/><w:bookmarkEnd w:id="{n}"/>'
        for n, name in enumerate(names)
    )
    document = Document(own, paragraph(PAGES), paragraph("end"))
    document.add_header(
        f'<w:p><w:bookmarkStart w:id="3" w:name="top"/>{PAGES}'
        '<w:bookmarkEnd w:id="3"/></w:p>'
    )
    template = compile_template(document.build())
    # finds numbers and names that are there twice, in whatever part
    check_document(template.render_combined([{}, {}, {}]))
    data = template.render_combined([{}, {}, {}], for_pdf=True)
    check_document(data)
    root = etree.fromstring(unpack(data)["word/document.xml"])
    found = [node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")]
    assert len({name.lower() for name in found}) == len(found) == 18
    assert sum(name.startswith("letter_end_") for name in found) >= 3
    for number in (1, 2, 3):
        assert f"letter_end_{number}" in found


def test_drawings_in_headers_that_count_pages():
    document = Document(paragraph("Dear ", NAME))
    document.add_header(paragraph(text_box(PAGES)))
    template = compile_template(document.build())
    for for_pdf, count in ((False, 1), (True, 3)):
        data = template.render_combined(make_contacts(3), for_pdf=for_pdf)
        check_document(data)
        headers = [name for name in unpack(data) if name.startswith("word/header")]
        assert len(headers) == count
        shown = [" ".join(get_instructions(data, name)) for name in headers]
        assert len(set(shown)) == count


def test_fields_in_any_number_of_pieces():
    draw = random.Random(5)
    for _turn in range(60):
        name = "".join(map(draw.choice, zip("NUMPAGES", "numpages", strict=True)))
        instruction = f"{' ' * draw.randrange(3)}{name}{' ' * draw.randrange(3)}"
        switch = draw.choice(("", r"\* mergeformat", r"\*MERGEFORMAT", r"\* Arabic "))
        instruction += switch
        pieces, noise = draw.randrange(1, len(instruction) + 1), draw.random() < 0.5
        field = complex_field(instruction, run("9"), pieces, noise)
        template = compile_template(Document(paragraph("of ", field)).build())
        assert template.is_combinable, instruction
        (shown,) = get_instructions(template.render_combined([{}], for_pdf=True))
        expected = f"PAGEREF letter_end_1 {switch}"
        assert "".join(shown.split()) == "".join(expected.split())
        assert re.match(r"PAGEREF letter_end_1( |$)", shown)
