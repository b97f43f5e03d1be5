# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bookmarks have two ends and a name of their own, and what refers to them follows."""

import random
import re

import pytest
from lxml import etree

from word_merge import compile_template
from word_merge.bookmarks import MAX_NAME, MAX_STEM, BookmarkNames

from .checking import check_document
from .documents import OFFICE, RELATIONSHIPS, Document, unpack
from .letters import make_contacts, make_letter
from .markup import (
    W,
    complex_field,
    content_control,
    hyperlink,
    merge_field,
    paragraph,
    picture,
    run,
    table,
)
from .reading import get_markup, get_relations, get_text
from .test_pictures import PNG

NAME = merge_field("Name")
CONTACTS = make_contacts(3)


def mark(name, content="", number=5):
    """Return a bookmark."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def combine(*body, contacts=None):
    """Return the main part of letters in one document, which is checked."""
    document = body[0] if isinstance(body[0], Document) else Document(*body)
    template = compile_template(document.build())
    check_document(template.render(CONTACTS[0]))
    data = template.render_combined(contacts or CONTACTS)
    check_document(data)
    return data


def get_names(data, part="word/document.xml"):
    """Return the names of the bookmarks of a part, without those of letters."""
    names = re.findall(
        r'<w:bookmarkStart [^>]*w:name="([^"]*)"', get_markup(data, part)
    )
    return [name for name in names if not re.fullmatch(r"letter_\d+", name)]


# names


def test_names_of_letters_never_meet():
    rng = random.Random(7)
    stems = ["X", "x_2", "letter", "own_letter", "a" * 29, "a" * 40, "Ä" * 35, "_Toc"]
    for _example in range(200):
        names = {}
        for _number in range(rng.randint(1, 12)):
            name = rng.choice(stems)
            for _end in range(rng.randint(0, 2)):
                name += rng.choice(["_1", "_2", "_3", "_1x", "x", "_", "B"])
            names.setdefault(name[:MAX_NAME].lower(), name[:MAX_NAME])
        found = BookmarkNames(names)
        made = [found.get(key, index) for index in range(12) for key in names]
        made += [f"letter_{number}" for number in range(1, 13)]
        assert len({name.lower() for name in made}) == len(made), names
        assert max(map(len, made)) <= MAX_NAME


def test_a_name_that_looks_like_that_of_the_second_letter():
    body = [paragraph(mark(name, NAME)) for name in ("X", "X_2", "x_3")]
    body += [paragraph(complex_field(f" REF {name} ")) for name in ("X", "X_2", "X_3")]
    data = combine(*body)
    names = get_names(data)
    assert names[:3] == ["X", "X_2", "x_3"] and len(set(names)) == 9
    fields = re.findall(r"> REF (\w+) <", get_markup(data))
    assert [name.lower() for name in fields] == [name.lower() for name in names]


def test_names_that_begin_alike():
    long = "a" * MAX_STEM
    names = [long, *(f"{long}{number}" for number in range(1, 12))]
    found = BookmarkNames({name.lower(): name for name in names})
    ends = [f"_{number}x" for number in range(1, 12)]
    stems = [long, *(long[: MAX_STEM - len(end)] + end for end in ends)]
    assert list(found.stems.values()) == stems
    assert [found.get(name, 0) for name in names] == names
    assert found.get(names[1], 41) == f"{stems[1]}_42"


def test_names_of_letters_are_spared():
    found = BookmarkNames({"letter_2": "Letter_2", "letter_end_7": "letter_end_7"})
    assert found.first["letter_2"] == "own_Letter_2"
    assert found.first["letter_end_7"] == "own_letter_end_7"
    taken = {"letter_2": "letter_2", "own_letter_2": "own_letter_2"}
    assert BookmarkNames(taken).first["letter_2"] == "own_letter_2_1x"


def test_names_that_differ_in_their_case_are_one():
    data = combine(paragraph(mark("Total", run("1")), mark("TOTAL", run("2"), 6)))
    assert [name for name in get_names(data) if name.lower() == "total"] == ["Total"]


# references


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        (" REF Sum \\h ", " REF {} \\h "),
        (' REF "sum" ', ' REF "{}" '),
        (" Sum ", " {} "),
        (" PAGEREF Sum \\h ", " PAGEREF {} \\h "),
        (' HYPERLINK \\l "Sum" ', ' HYPERLINK \\l "{}" '),
        (" TOC \\b Sum ", " TOC \\b {} "),
        (" = Sum*2+Summer ", " = {}*2+Summer "),
        (" =Sum*2 ", " ={}*2 "),
        (' CREATEDATE \\@ "d" ', ' CREATEDATE \\@ "d" '),
        # a part of a word is no name outside formulas
        (" REF Sum-x ", " REF Sum-x "),
        (" PAGEREF sum.1 ", " PAGEREF sum.1 "),
        (" PAGE Sum ", " PAGE {} "),
    ],
)
@pytest.mark.parametrize("pieces", [1, 4])
def test_fields_follow_their_bookmark(instruction, expected, pieces):
    field = complex_field(instruction, run("x"), pieces=pieces)
    marks = mark("Sum", run("1")) + mark("CREATEDATE", run("2"), 6)
    # what is left of the names of fields without their first letter
    marks += "".join(mark(name, "", 7) for name in ("AGE", "EF", "OC", "YPERLINK"))
    data = combine(paragraph(marks, field, NAME))
    body = etree.fromstring(unpack(data)["word/document.xml"])
    joined = "".join(node.text or "" for node in body.iter(f"{W}instrText"))
    names = ["Sum", "Sum_2", "Sum_3"]
    if "sum" in instruction:
        assert joined.lower() == "".join(map(expected.format, names)).lower()
    else:
        assert joined == "".join(map(expected.format, names))


def test_links_follow_their_bookmark():
    link = '<w:hyperlink w:anchor="there">' + run("x") + "</w:hyperlink>"
    data = combine(paragraph(mark("There", NAME), link))
    anchors = re.findall('w:anchor="([^"]*)"', get_markup(data))
    assert anchors == get_names(data) == ["There", "There_2", "There_3"]


def test_pictures_follow_their_bookmark_and_the_address_of_the_letter():
    drawn = picture("rIdPicture")
    linked = [
        drawn.replace(
            'descr=""/>', f'descr=""><a:hlinkClick r:id="{rel_id}"/></wp:docPr>'
        )
        for rel_id in ("rIdHere", "rIdAway")
    ]
    document = Document(paragraph(mark("There", NAME), *linked))
    document.add_picture("a.png", PNG)
    document.add_relation("rIdHere", f"{OFFICE}hyperlink", "#There", True)
    address = "https://example.com/%7B%7BName%7D%7D"
    document.add_relation("rIdAway", f"{OFFICE}hyperlink", address, True)
    data = combine(document)
    parts = unpack(data)
    relations = get_relations(parts, "word/document.xml")
    used = re.findall('hlinkClick r:id="([^"]*)"', get_markup(data))
    assert [relations[rel_id][0] for rel_id in used] == [
        target
        for number, contact in enumerate(CONTACTS)
        for target in (
            f"#There_{number + 1}" if number else "#There",
            f"https://example.com/{contact['Name']}",
        )
    ]


def test_links_in_notes_have_the_address_of_the_letter():
    document = make_letter()
    document.parts["word/footnotes.xml"] = document.parts["word/footnotes.xml"].replace(
        "</w:p></w:footnote></w:footnotes>",
        hyperlink(run("x"), "rId1") + "</w:p></w:footnote></w:footnotes>",
    )
    document.parts["word/_rels/footnotes.xml.rels"] = (
        f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}hyperlink" Target="https://example.com/%7B%7BName%7D%7D" '
        'TargetMode="External"/></Relationships>'
    )
    data = combine(document)
    relations = get_relations(unpack(data), "word/footnotes.xml")
    used = re.findall(
        'hyperlink r:id="([^"]*)"', get_markup(data, "word/footnotes.xml")
    )
    targets = [relations[rel_id][0] for rel_id in used]
    assert targets == [f"https://example.com/{item['Name']}" for item in CONTACTS]


# notes, headers and footers


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_have_numbers_and_names_of_their_own(kind):
    document = make_letter()
    marked = mark("note", run("n")) + content_control("c").replace(
        "<w:sdtPr>", '<w:sdtPr><w:id w:val="7"/>'
    )
    name = f"word/{kind}s.xml"
    document.parts[name] = (
        document.parts[name]
        .replace('w:id="1"><w:p ', 'w:id="1"><w:p w14:paraId="12345678" ')
        .replace(
            "</w:p></w:footnote></w:footnotes>".replace("foot", kind[:-4]),
            f"{marked}</w:p></w:{kind}></w:{kind}s>",
        )
    )
    data = combine(document)
    assert get_names(data, name) == ["note", "note_2", "note_3"]


@pytest.mark.parametrize("field", [NAME, merge_field("Same"), ""])
def test_headers_have_numbers_and_names_of_their_own(field):
    document = Document(paragraph(NAME, complex_field(" REF head ", run("x"))))
    drawn = picture("rIdPicture", 60)
    document.add_header(paragraph(mark("head", run("h"), 0), field, drawn))
    document.add_footer(paragraph(complex_field(" REF Body "), drawn))
    document.body += paragraph(mark("body", NAME, 0), drawn)
    document.add_picture("a.png", PNG)
    for part in ("header1", "footer1"):
        document.parts[f"word/_rels/{part}.xml.rels"] = (
            f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rIdPicture" '
            f'Type="{OFFICE}image" Target="media/a.png"/></Relationships>'
        )
    data = combine(document)
    parts = unpack(data)
    headers = [name for name in parts if name.startswith("word/header")]
    footers = [name for name in parts if name.startswith("word/footer")]
    names = sorted(name for part in headers for name in get_names(data, part))
    assert names == ["head", "head_2", "head_3"]
    assert re.findall(r"REF (head\w*)", get_markup(data)) == names
    markup = "".join(get_markup(data, part) for part in footers)
    found = re.findall(r"REF (body\w*)", markup, re.IGNORECASE)
    assert sorted(found) == ["body", "body_2", "body_3"]


def test_equal_headers_with_a_drawing_are_one():
    document = Document(paragraph(NAME, picture("rIdPicture", 60)))
    document.add_picture("a.png", PNG)
    document.add_header(paragraph(merge_field("Same"), picture("rIdPicture", 60)))
    document.parts["word/_rels/header1.xml.rels"] = (
        f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rIdPicture" '
        f'Type="{OFFICE}image" Target="media/a.png"/></Relationships>'
    )
    contacts = [{"Name": str(number), "Same": number % 2} for number in range(6)]
    parts = unpack(combine(document, contacts=contacts))
    assert sum(name.startswith("word/header") for name in parts) == 2


# ends


START, END = mark("over", "@").split("@")
DELETED = '<w:del w:id="902" w:author="A">{}</w:del>'
OLD = "<w:r><w:delText>old</w:delText></w:r>"


@pytest.mark.parametrize(
    "body",
    [
        [paragraph(DELETED.format(START + OLD), NAME, END)],
        [paragraph(START, NAME, DELETED.format(OLD + END))],
        [paragraph(START, DELETED.format(OLD + END + OLD)), paragraph(NAME)],
        [paragraph(START.join(["", DELETED.format(OLD)]), END)],
        [
            table(["x"], [START + run("y")]).replace(
                '<w:trPr></w:trPr><w:tc><w:tcPr/><w:p w:rsidR="00A1B2C3"><w:book',
                '<w:trPr><w:del w:id="1" w:author="A"/></w:trPr><w:tc><w:tcPr/><w:p '
                'w:rsidR="00A1B2C3"><w:book',
            ),
            paragraph(END),
        ],
    ],
)
def test_deletions_do_not_take_one_end_along(body):
    data = combine(*body)
    assert get_names(data) == ["over", "over_2", "over_3"]
    assert "old" not in get_text(data)


@pytest.mark.parametrize(
    "content", [START, END, END + START, START + START + END, START.replace("over", "")]
)
def test_ends_that_are_alone_are_left_out(content):
    data = combine(paragraph(content, NAME), paragraph(run("x")))
    assert len(get_names(data)) in (0, 3)


def test_bookmarks_in_a_run_are_left_out():
    for body in (f"<w:r>{START}{END}</w:r>", f"{START}<w:r>{END}</w:r>"):
        assert get_names(combine(paragraph(body, NAME))) == []


def test_bookmarks_of_only_old_versions_of_word_are_left_out():
    fallback = (
        '<mc:AlternateContent><mc:Choice Requires="wps">{}</mc:Choice>'
        "<mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
    )
    here, there = mark("here", run("x")), mark("there", run("x"), 8)
    data = combine(paragraph(NAME, fallback.format(here, there)))
    assert get_names(data) == ["here", "here_2", "here_3"]


def test_both_ends_in_a_deletion_go_with_it():
    data = combine(paragraph(DELETED.format(START + OLD + END), NAME))
    assert get_names(data) == []


def test_table_whose_rows_were_deleted():
    deleted = table(["x"], ["y"], row_properties='<w:del w:id="1" w:author="A"/>')
    around = table(["cell"]).replace("</w:p></w:tc>", f"</w:p>{deleted}</w:tc>")
    data = combine(deleted, around, paragraph(NAME))
    assert get_text(data).startswith("cell\n\nContact1x")


def test_range_of_a_comment_or_permission_that_was_cut():
    pieces = "".join(
        f'<w:{kind}Start w:id="3"/>' for kind in ("commentRange", "perm", "moveToRange")
    )
    data = combine(paragraph(pieces, NAME), paragraph('<w:permEnd w:id="8"/>', "x"))
    assert "Range" not in get_markup(data) and "perm" not in get_markup(data)


def test_bookmarks_around_a_field_over_paragraphs():
    begin, end = complex_field(" MERGEFIELD Name ", run("x@y")).split("@")
    begin += "</w:t></w:r>"
    end = '<w:r><w:t xml:space="preserve">' + end
    other_start, other_end = mark("other", "@", 8).split("@")
    for body in (
        [paragraph(START, begin), END, paragraph(end)],
        [paragraph(begin), paragraph(START), paragraph(end, END)],
        [
            paragraph(START, begin),
            paragraph(END, other_start),
            paragraph(end, other_end),
        ],
        [START, paragraph(begin), END, other_start, paragraph(end), other_end],
    ):
        names = get_names(combine(*body))
        assert names[0] == "over" and len(names) in (3, 6)
        assert ("other" in names) == (other_start in "".join(body))
