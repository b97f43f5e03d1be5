# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io
import re
import zipfile
from unittest.mock import patch

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from odoo.tests import BaseCase

from ...tools import letter_files
from ...tools.deadline import Deadline
from ...tools.letter_files import LetterJob, is_put_off, make_pdfs
from ...tools.libreoffice import ConversionError, convert_to_pdf, find_libreoffice
from ...tools.pdf.letters import Letter, LetterMixupError, split_letters
from ...word_merge import compile_template
from ..letters import get_texts, save

# So many lines are so many pages.
LINES = {1: 3, 2: 60, 3: 110}
BOX = (
    f"<w:r {nsdecls('w')}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' "
    "style='width:200pt;height:40pt'><v:textbox><w:txbxContent><w:p/>"
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
PLACES = ("header", "body", "box", "footer")
SHOWN = re.compile(r"(header|body|box|footer) page (\d+) of (\d+)\.")


def add_field(paragraph, instruction, bold=False):
    """Add a field of Word that shows a number that is too old."""
    for kind in ("begin", instruction, "separate", "77", "end"):
        run = paragraph.add_run()
        run.bold = bold
        if kind == "77":
            run.text = kind
        elif kind == instruction:
            element = OxmlElement("w:instrText")
            element.text = f" {instruction} "
            run._r.append(element)
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def add_count(paragraph, place, instruction):
    """Add "page x of y" to a paragraph."""
    paragraph.add_run(f"{place} page ")
    add_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    add_field(paragraph, instruction)
    paragraph.add_run(".")


def make_template(instruction=r"NUMPAGES \* MERGEFORMAT", before=""):
    """Return a letter that shows its number of pages in many places."""
    document = docx.Document()
    section = document.sections[0]
    add_count(section.header.paragraphs[0], "header", instruction)
    add_count(section.footer.paragraphs[0], "footer", instruction)
    document.add_paragraph("Dear {{Name}}")
    add_count(document.add_paragraph(before), "body", instruction)
    box = document.add_paragraph()
    box._p.append(parse_xml(BOX))
    add_count(
        docx.text.paragraph.Paragraph(next(box._p.iter(qn("w:txbxContent")))[0], box),
        "box",
        instruction,
    )
    document.add_paragraph("{{Text}}")
    document.add_paragraph("end")
    return compile_template(save(document))


def make_jobs(template, page_counts):
    return [
        LetterJob(
            template,
            {"Name": f"Contact{number}x", "Text": "\n".join(["line"] * LINES[count])},
        )
        for number, count in enumerate(page_counts)
    ]


def read_document(data):
    """Return the main part of a Word document."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/document.xml")


def replace_in_document(data, old, new):
    """Return a Word document with other text in its main part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        with zipfile.ZipFile(buffer, "w") as written:
            for name in package.namelist():
                content = package.read(name)
                if name == "word/document.xml":
                    content = content.replace(old, new)
                written.writestr(name, content)
    return buffer.getvalue()


class TestPageCounts(BaseCase):
    """Letters that show their number of pages share the work of LibreOffice."""

    def setUp(self):
        super().setUp()
        self.program = find_libreoffice()
        self.converted = []

        def convert(documents, *arguments, **options):
            self.converted.append(len(documents))
            return convert_to_pdf(documents, *arguments, **options)

        patcher = patch.object(letter_files, "convert_to_pdf", convert)
        patcher.start()
        self.addCleanup(patcher.stop)

    def assert_letters(self, letters, page_counts):
        for number, (letter, count) in enumerate(
            zip(letters, page_counts, strict=True)
        ):
            self.assertIsInstance(letter, Letter)
            self.assertEqual(letter.page_count, count)
            texts = get_texts(letter.content)
            self.assertIn(f"Contact{number}x", texts[0])
            for page, text in enumerate(texts, start=1):
                places = PLACES if page == 1 else ("header", "footer")
                expected = {(place, str(page), str(count)) for place in places}
                self.assertEqual(set(SHOWN.findall(text)), expected)

    def test_all_places_of_all_letters(self):
        counts = [1, 2, 3, 1, 3, 2, 2, 1]
        for instruction in ("NUMPAGES", r"SECTIONPAGES \* Arabic \* MERGEFORMAT"):
            letters = make_pdfs(
                make_jobs(make_template(instruction), counts), self.program
            )
            self.assert_letters(letters, counts)
        self.assertEqual(self.converted, [1, 1], "a document each for all letters")

    def test_a_letter_alone(self):
        for instruction in ("NUMPAGES", "SECTIONPAGES"):
            template = make_template(instruction)
            letters = make_pdfs(make_jobs(template, [2]), self.program)
            self.assert_letters(letters, [2])

    def test_several_documents(self):
        counts = [1, 2, 1, 1, 3]
        with patch.object(letter_files, "CHUNK", 2):
            letters = make_pdfs(make_jobs(make_template(), counts), self.program)
        self.assert_letters(letters, counts)
        self.assertEqual(self.converted, [3])

    def test_other_formats_are_made_one_by_one(self):
        jobs = make_jobs(make_template(r"NUMPAGES \* roman"), [2, 3])
        letters = make_pdfs(jobs, self.program)
        self.assertEqual(self.converted, [2])
        for letter, shown in zip(letters, ("ii", "iii"), strict=True):
            self.assertIn(f"header page 1 of {shown}.", get_texts(letter.content)[0])

    def test_the_same_as_alone(self):
        """The width of the number decides where the lines and the pages end."""
        before = "long enough to reach the end of the line, so that the number is "
        template = make_template(before=before * 3)
        jobs = [
            LetterJob(
                template,
                {"Name": f"Contact{number}x", "Text": "\n".join(["line"] * lines)},
            )
            for number, lines in enumerate(range(375, 405, 2))
        ]
        letters = make_pdfs(jobs, self.program)
        self.assertEqual(self.converted, [1])
        counts = [letter.page_count for letter in letters]
        self.assertEqual(set(map(str, counts)), {"9", "10"})
        self.assert_letters(letters, counts)

    def test_one_letter_that_fails(self):
        counts = [1, 2, 3]
        jobs = make_jobs(make_template(), counts)
        jobs[1].values["Text"] += "REFUSED"

        def convert(documents, *arguments, **options):
            self.converted.append(len(documents))
            results = convert_to_pdf(documents, *arguments, **options)
            for number, document in enumerate(documents):
                if b"REFUSED" in read_document(document):
                    results[number] = ConversionError("no_output")
            return results

        with patch.object(letter_files, "convert_to_pdf", convert):
            letters = make_pdfs(jobs, self.program)
        self.assertEqual(self.converted, [1, 3])
        self.assertIsInstance(letters[1], ConversionError)
        for number in (0, 2):
            self.assertEqual(letters[number].page_count, counts[number])
            text = get_texts(letters[number].content)[0]
            self.assertIn(f"body page 1 of {counts[number]}.", text)

    def test_letters_that_do_not_end_on_their_last_pages_are_made_alone(self):
        counts = [1, 2, 3]
        jobs = make_jobs(make_template(), counts)
        render = jobs[0].template.render_combined

        def render_combined(rows, for_pdf=False):
            # as if the paragraph with the bookmark were at another place
            data = render(rows, for_pdf)
            return replace_in_document(data, b"letter_end_2", b"another_end")

        with patch.object(jobs[0].template, "render_combined", render_combined):
            letters = make_pdfs(jobs, self.program)
        self.assert_letters(letters, counts)
        self.assertEqual(self.converted, [1, 3])

    def test_time_that_is_over(self):
        counts = [1, 2, 3]
        jobs = make_jobs(make_template(), counts)
        letters = make_pdfs(jobs, self.program, Deadline(60, elapsed=59))
        self.assertTrue(all(map(is_put_off, letters)))
        self.assertEqual(len(self.converted), 1)
        self.assert_letters(make_pdfs(jobs, self.program, Deadline(60)), counts)

    def test_ends_are_checked(self):
        template = make_template()
        rows = [job.values for job in make_jobs(template, [1, 2])]
        combined = template.render_combined(rows, for_pdf=True)
        moved = replace_in_document(combined, b"letter_end_2", b"letter_end_3")
        pdf, other = convert_to_pdf([combined, moved], self.program)
        self.assertEqual(
            [letter.page_count for letter in split_letters(pdf, 2, True)], [1, 2]
        )
        with self.assertRaisesRegex(LetterMixupError, "Letter 2 does not end on its"):
            split_letters(other, 2, True)
        self.assertEqual(len(split_letters(other, 2)), 2)
