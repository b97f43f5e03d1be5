# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents of any size, to see what becomes of time and memory when they double.

python -m word_merge.tests.growing [NAME ...]
"""

import gc
import json
import sys
import time
import tracemalloc
import zipfile

from word_merge import TemplateError, compile_html, compile_template, to_html

from .documents import OFFICE, Document, build, pack, unpack
from .letters import NUMBERED, add_numbering
from .markup import (
    complex_field,
    content_control,
    hyperlink,
    if_field,
    insertion,
    instruction_runs,
    merge_field,
    paragraph,
    quoted,
    root,
    run,
    section,
    simple_field,
    table,
)

NAME = merge_field("Name")
# The best of so many runs counts.
RUNS = 3


def nest(before, after, count, inside=NAME):
    """Return something inside so many others."""
    return before * count + inside + after * count


def _in_one_paragraph(markup):
    return lambda count: build(paragraph(markup * count))


def _in_paragraphs(markup):
    return lambda count: build(paragraph(markup) * count)


def make_long(count):
    """Return a letter of many paragraphs as Word writes them, few with a field."""
    properties = (
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="20"/>'
        '<w:lang w:val="en-US"/>'
    )
    body = []
    for number in range(count):
        content = "".join(
            run(f"some words of {number} {place} ", properties) for place in range(6)
        )
        if number % 30 == 0:
            content += NAME
        if number % 50 == 0:
            content = (
                f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number}"/>{content}'
                f'<w:bookmarkEnd w:id="{number}"/>'
            )
        if number % 40 == 0:
            body.append(table(*[[run("cell"), run("another")]] * 5))
        settings = '<w:spacing w:after="120"/><w:jc w:val="both"/>'
        body.append(paragraph(content, properties=settings))
    return build(*body)


def _make_rows(count):
    return build(table(*[[run("{{Orders.Item}}")]] * count))


def _make_sections(count):
    document = Document(paragraph(NAME))
    document.add_header(paragraph(NAME))
    references, document.references = document.references, ""
    last = section(references)
    document.body += paragraph("x", properties=last) * count
    return document.build()


def _make_lists(count):
    document = Document()
    add_numbering(document)
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/></w:num>'
        for number in range(1, count + 1)
    )
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"/></w:abstractNum>'
        for number in range(count)
    )
    document.parts["word/numbering.xml"] = root("numbering", kinds + numbers)
    for number in range(1, count + 1):
        document.body += paragraph(
            "x",
            properties=NUMBERED.replace('numId w:val="1"', f'numId w:val="{number}"'),
        )
    return document.build()


def _make_styles(count):
    document = Document()
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{number}">'
        f'<w:basedOn w:val="s{number + 1}"/></w:style>'
        for number in range(count)
    )
    for number in range(count):
        document.body += paragraph("x", properties=f'<w:pStyle w:val="s{number}"/>')
    document.add_part("styles.xml", root("styles", styles), "styles")
    add_numbering(document)
    return document.build()


def _make_headers(count):
    document = Document(paragraph(NAME))
    for _number in range(count):
        document.add_header(paragraph(NAME), kind="default")
    return document.build()


def _make_relations(count):
    """Return a document in which many relations lead to one header."""
    document = Document(paragraph(NAME))
    document.add_header(paragraph(NAME * 50))
    document.add_part("comments.xml", root("comments", ""), "comments")
    for number in range(count):
        document.add_relation(f"rId{number + 200}", f"{OFFICE}header", "header1.xml")
        document.add_relation(f"rIdC{number}", f"{OFFICE}comments", "comments.xml")
    return document.build()


def _make_notes(count):
    document = Document(paragraph(NAME))
    document.add_notes(*[NAME] * count)
    for number in range(1, count + 1):
        document.body += paragraph(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>')
    return document.build()


def _make_bookmarks(count):
    marks = "".join(
        f'<w:bookmarkStart w:id="{number}" w:name="mark-{number}"/>'
        f'<w:bookmarkEnd w:id="{number}"/>'
        + complex_field(f" REF mark-{number} ", run("x"))
        for number in range(count)
    )
    return build(paragraph(marks))


def _make_links(count):
    links = hyperlink(run("x")) * count
    document = Document(paragraph(links))
    document.add_relation(
        "rIdLink", f"{OFFICE}hyperlink", "https://x.org/{{Name}}", True
    )
    return document.build()


def _make_long_instruction(count):
    text = "ab " * count
    return build(paragraph(complex_field(f' IF 1 = 1 "{text}" "no" ', run("x"))))


def _make_words(count):
    return build(paragraph(complex_field(" MERGEFIELD Name " + "\\x " * count)))


def _make_nested_ifs(count):
    """Return fields in ten levels, over and over."""
    markup = NAME
    for _level in range(10):
        markup = if_field(NAME, "=", "x", quoted(markup), "no")
    return build(paragraph(markup * count))


def _make_deep_fields(count):
    inside = NAME
    for _level in range(min(count, 400)):
        inside = complex_field(instruction_runs("= ") + inside, run("x"))
    return build(paragraph(inside))


def _make_children(count):
    inside = NAME * count
    return build(paragraph(complex_field(instruction_runs(" QUOTE ") + inside, NAME)))


def _make_deleted_rows(count):
    rows = table(*[["x"]] * count, row_properties='<w:del w:id="1" w:author="A"/>')
    return build(rows, paragraph(insertion(NAME + run("x")) * count))


def _make_nested_changes(count):
    opened, closed = insertion("@").split("@")
    depth = min(count, 400)
    return build(paragraph(nest(opened, closed, depth)))


def _make_nested_controls(count):
    opened, closed = content_control("@").split("@")
    return build(paragraph(nest(opened, closed, min(count, 400))))


def _make_nested_tables(count):
    opened, closed = table(["@"]).split(run("@"))
    opened = opened.removesuffix('<w:p w:rsidR="00A1B2C3">')
    closed = paragraph("") + closed.removeprefix("</w:p>")
    return build(nest(opened, closed, min(count, 400), paragraph(NAME)))


def _make_columns(count):
    """Return a table of many columns and cells, in its grid and in its style."""
    grid = '<w:gridCol w:w="9"/>' * count
    cells = f"<w:tc>{paragraph('x')}</w:tc>" * count
    document = Document(
        '<w:tbl><w:tblPr><w:tblStyle w:val="t"/><w:tblLook w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"
    )
    kinds = '<w:tblStylePr w:type="firstRow"/>' * 2
    kinds += '<w:tblStylePr w:type="neCell"/>' * count
    style = f'<w:style w:type="table" w:styleId="t">{kinds}</w:style>'
    document.add_part("styles.xml", root("styles", style), "styles")
    return document.build()


def _make_drawings(count):
    blip = '<a:blip r:embed="rIdPicture"/>'
    document = Document(paragraph(f"<w:r><w:drawing>{blip * count}</w:drawing></w:r>"))
    document.add_picture("a.png", b"\x89PNG\r\n\x1a\n")
    return document.build()


def _make_broken(count):
    return build(paragraph(" ".join(f"{{{{{number} " + "«" for number in range(count))))


def _make_open_fields(count):
    marks = '<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
    return build(paragraph((marks % "begin" + marks % "separate" + run("x")) * count))


def _make_shared_note(count):
    document = Document(paragraph(NAME))
    document.add_notes(run("x" * count))
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    document.body += paragraph(reference * count)
    return document.build()


# What is made, and a size of which double and twice double is still measured quickly.
SHAPES = {
    "a long letter": (make_long, 400),
    "rows of a table": (_make_rows, 500),
    "columns of a table": (_make_columns, 1000),
    "paragraphs": (_in_paragraphs(run("{{Name}}")), 2000),
    "lists": (_make_lists, 1000),
    "styles, each based on the next": (_make_styles, 400),
    "sections": (_make_sections, 1000),
    "headers": (_make_headers, 200),
    "relations to one header": (_make_relations, 1000),
    "notes": (_make_notes, 1000),
    "references to one long note": (_make_shared_note, 1000),
    "bookmarks and references": (_make_bookmarks, 1000),
    "links": (_make_links, 2000),
    "pictures in one drawing": (_make_drawings, 2000),
    "merge fields in a paragraph": (_in_one_paragraph(NAME), 1000),
    "simple fields in a paragraph": (
        _in_one_paragraph(simple_field(" MERGEFIELD Name ")),
        1000,
    ),
    "typed fields in a paragraph": (_in_one_paragraph(run("{{Name}}")), 2000),
    "typed fields over runs": (_in_one_paragraph(run("{{Na") + run("me}}")), 2000),
    "text": (lambda count: build(paragraph(run("some text " * count))), 50_000),
    "signs that look like fields": (_make_broken, 2000),
    "a long condition": (_make_long_instruction, 20_000),
    "words of an instruction": (_make_words, 20_000),
    "conditions in ten levels": (_make_nested_ifs, 20),
    "fields in one field": (_make_children, 1000),
    "fields in fields": (_make_deep_fields, 5),
    "fields that are not closed": (_make_open_fields, 1000),
    "tracked changes": (_make_deleted_rows, 1000),
    "changes in changes": (_make_nested_changes, 50),
    "content controls": (_in_one_paragraph(content_control(NAME)), 1000),
    "controls in controls": (_make_nested_controls, 50),
    "tables in tables": (_make_nested_tables, 10),
}
EMAILS = {
    "rows of an e-mail": (
        lambda count: "<table>" + "<tr><td>{{Orders.Item}}</td></tr>" * count,
        2000,
    ),
    "fields in an address": (
        lambda count: '<a href="' + "{{Name}}" * count + '">x</a>',
        2000,
    ),
    "fields of an e-mail": (lambda count: "<p>{{Name}} <b>x</b>" * count, 2000),
    "tags in tags": (lambda count: "<div>" * count + "{{Name}}", 100),
}
ROWS = [{"Name": "Anna", "Orders": [{"Item": "x"}]}, {"Name": "Bern"}, {}]


def use_document(data):
    """Do everything that is done with a document; return whether it was refused."""
    try:
        to_html(data, lambda _content, _kind: "https://example.com/x")
        template = compile_template(data)
        template.render(ROWS[0])
        template.render_combined(ROWS)
    except TemplateError as error:
        return str(error)
    return ""


def use_email(text):
    """Do everything that is done with an e-mail; return whether it was refused."""
    try:
        compile_html(text).render(ROWS[0])
    except TemplateError as error:
        return str(error)
    return ""


class Growth:
    """What a size of something takes, and larger ones.

    :param str name: what grows
    :param sizes: how often it is there, by default some number, twice and four times it
    """

    def __init__(self, name, sizes=()):
        make, size = (SHAPES | EMAILS)[name]
        is_document = name in SHAPES
        self.use = use_document if is_document else use_email
        self.sizes = sizes or [size, 2 * size, 4 * size]
        self.data = [make(size) for size in self.sizes]
        if is_document:
            # what repeats itself packs better than any document may
            self.data = [pack(unpack(data), zipfile.ZIP_STORED) for data in self.data]
        # the sentence with which a size was refused
        self.refusals = [self.use(data) for data in self.data]

    def measure_seconds(self):
        """Return the seconds of CPU time of every size, the best of a few."""
        return [min(self._time(data) for _run in range(RUNS)) for data in self.data]

    def _time(self, data):
        gc.collect()
        start = time.process_time()
        self.use(data)
        return time.process_time() - start

    def measure_bytes(self):
        """Return the peak of the memory of every size."""
        return [self._trace(data) for data in self.data]

    def _trace(self, data):
        gc.collect()
        tracemalloc.start()
        try:
            self.use(data)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def main(names):
    for name in names or SHAPES | EMAILS:
        growth = Growth(name)
        found = {"seconds": growth.measure_seconds(), "bytes": growth.measure_bytes()}
        found.update(name=name, sizes=growth.sizes, refusals=growth.refusals)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
