# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What LibreOffice shows of combined letters, page by page."""

import re
import shutil
import subprocess

import pypdf
import pytest

from word_merge import compile_template

from .documents import Document
from .letters import make_contacts, make_letter, make_letter_of_two_sections
from .markup import merge_field, paragraph, picture
from .producers import PRODUCERS
from .test_pictures import PNG

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
CASES = {
    "one": (make_letter(2, endnote=False), 1, 2),
    "two": (make_letter(2, endnote=False), 2, 2),
    "fifty": (make_letter(endnote=False), 50, 1),
    "sections": (make_letter_of_two_sections(), 3, 2),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The texts of the pages of each case, all converted in one call."""
    folder = tmp_path_factory.mktemp("letters")
    for name, (document, count, _pages) in CASES.items():
        template = compile_template(document.build())
        combined = template.render_combined(make_contacts(count))
        (folder / f"{name}.docx").write_bytes(combined)
    (folder / "picture.docx").write_bytes(render_pictures())
    for name, make in PRODUCERS.items():
        contacts = [{**contact, "Logo": PNG} for contact in make_contacts(2)]
        letters = compile_template(make()).render_combined(contacts)
        (folder / f"{name}.docx").write_bytes(letters)
    command = [PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--headless", "--convert-to", "pdf", "--outdir", folder]
    command += sorted(folder.glob("*.docx"))
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return {
        path.stem: [page.extract_text() for page in pypdf.PdfReader(path).pages]
        for path in folder.glob("*.pdf")
    }


def render_pictures():
    """Return a letter with a picture by field and one by alternative text."""
    document = Document(
        paragraph("by field ", merge_field("Logo")),
        paragraph("by text ", picture("rIdPicture", 60, "{{Logo}}")),
    )
    document.add_picture("old.png", PNG)
    return compile_template(document.build()).render({"Logo": PNG})


@pytest.mark.parametrize("case", CASES)
def test_pages_of_the_letters(pages, case):
    _document, count, length = CASES[case]
    assert len(pages[case]) == count * length
    for number, text in enumerate(pages[case]):
        name = f"Contact{number // length + 1}x"
        assert set(re.findall(r"Contact\d+x", text)) == {name}, (number, text)


@pytest.mark.parametrize("case", ["one", "two", "fifty"])
def test_margins_numbers_and_lists(pages, case):
    _document, _count, length = CASES[case]
    for number, text in enumerate(pages[case]):
        name = f"Contact{number // length + 1}x"
        assert f"header of {name}" in text
        assert f"footer of {name}" in text
        assert f"page-{number % length + 1}-" in text
        if number % length == 0:
            assert re.search(r"1\.\s*first step", text)
            assert re.search(r"2\.\s*second step", text)
            assert f"footnote of {name}" in text


def test_title_page_has_no_header(pages):
    for text in pages["sections"][::2]:
        assert "default of" not in text
        assert "two" not in text


def test_pictures_are_shown(pages):
    (text,) = pages["picture"]
    assert "by field" in text and "by text" in text


@pytest.mark.parametrize("name", PRODUCERS)
def test_letters_of_other_programs(pages, name):
    text = "\n".join(pages[name])
    assert "Contact1x" in text and "Contact2x" in text
    assert "{{" not in text and "«" not in text
