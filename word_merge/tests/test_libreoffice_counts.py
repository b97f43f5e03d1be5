# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Numbers of pages and of footnotes: LibreOffice shows combined letters as single ones.

Whoever has another release than 7.4 sees here whether it still does.
"""

import re
import shutil
import subprocess

import pypdf
import pytest

from word_merge import compile_template

from .documents import OFFICE, Document
from .markup import (
    complex_field,
    hyperlink,
    if_field,
    merge_field,
    paragraph,
    quoted,
    run,
    simple_field,
    table,
    text_box,
)

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
OPTIONS = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":'
    '{"type":"boolean","value":"true"}}'
)
NAME = merge_field("Name")
PAGES = complex_field(r" NUMPAGES \* MERGEFORMAT ", run("77", "<w:b/>"), 3)
SIMPLE = simple_field(" NUMPAGES ", run("77"))
NOTE_MARK = "<w:r><w:footnoteRef/></w:r>"
LINES = (1, 60, 120, 30, 480)
PAGE_COUNTS = (1, 2, 3, 1, 10)


def refer(number):
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def make(*last):
    """Return a letter with its number of pages everywhere, and some last paragraph."""
    document = Document(
        paragraph("Dear ", NAME),
        paragraph("body of ", PAGES, "."),
        table([run("cell of ") + SIMPLE]),
        paragraph(text_box(run("box of ") + PAGES)),
        paragraph(merge_field("Text")),
        paragraph(*last),
    )
    page = complex_field(" PAGE ", run("1"))
    document.add_header(paragraph("header ", page, " of ", PAGES, "."))
    document.add_footer(paragraph("footer ", page, " of ", SIMPLE, " for ", NAME))
    document.add_relation("rIdLink", f"{OFFICE}hyperlink", "https://example.com", True)
    return document


def make_with_notes():
    document = make("last ", refer(1), " and ", refer(2), ".")
    document.add_notes(NOTE_MARK + run(" first of ") + NAME, NOTE_MARK + run(" second"))
    return document


DOCUMENTS = {
    "text": make("last"),
    "empty": make(),
    "field": make("last of ", PAGES),
    "text_after": make("last of ", SIMPLE, "."),
    "link": make(hyperlink(run("last"))),
    "branch": make("of ", PAGES, if_field(NAME, "=", "Name1", "x", quoted(PAGES))),
    "notes": make_with_notes(),
}


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    """The PDFs by name, all converted in one call."""
    folder = tmp_path_factory.mktemp("counts")
    rows = [
        {"Name": f"Name{number}", "Text": "\n".join(["line"] * lines)}
        for number, lines in enumerate(LINES)
    ]
    for name, document in DOCUMENTS.items():
        template = compile_template(document.build())
        assert template.is_combinable
        combined = template.render_combined(rows, for_pdf=True)
        (folder / f"{name}.docx").write_bytes(combined)
        for number, letter in enumerate(template.render_many(rows)):
            (folder / f"{name}_{number}.docx").write_bytes(letter)
    command = [PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--headless", "--convert-to", OPTIONS, "--outdir", folder]
    command += sorted(folder.glob("*.docx"))
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    return {path.stem: pypdf.PdfReader(path) for path in folder.glob("*.pdf")}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_combined_letters_look_like_single_ones(readers, name):
    shown = [page.extract_text() for page in readers[name].pages]
    single = [
        [page.extract_text() for page in readers[f"{name}_{number}"].pages]
        for number in range(len(LINES))
    ]
    assert tuple(map(len, single)) == PAGE_COUNTS
    assert shown == [text for letter in single for text in letter]
    for letter in single:
        for number, text in enumerate(letter, start=1):
            assert re.search(rf"header {number} of {len(letter)}\.", text)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_letter_says_where_it_ends(readers, name):
    reader = readers[name]
    ends = {
        int(found[1]): reader.get_destination_page_number(destination)
        for key, destination in reader.named_destinations.items()
        if (found := re.fullmatch(r"/letter(?:_|5F)end(?:_|5F)(\d+)", key))
    }
    last = [sum(PAGE_COUNTS[: place + 1]) - 1 for place in range(len(LINES))]
    assert [ends.get(number) for number in range(1, len(LINES) + 1)] == last
