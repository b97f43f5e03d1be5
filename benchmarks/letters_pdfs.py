# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDFs of letters: many by one process of LibreOffice, and a process for each."""

import io
import subprocess
import tempfile
from pathlib import Path

from letters_document import add_merge_field, make_contacts, make_letter
from measure import stopwatch
from pypdf import PdfReader

from tools.libreoffice import convert_to_pdf, find_libreoffice
from tools.pdf.letters import split_letters
from word_merge import compile_template

CHUNK = 50


class LetterPdfs:
    """The same letters both ways; the time is that for one letter.

    The processes of the reference share a profile that is there already, so that they
    start as quickly as they can.
    """

    def __init__(self, count, processes):
        self.program = find_libreoffice()
        if not self.program:
            raise SystemExit("LibreOffice is not installed")
        self.template = compile_template(make_letter(add_merge_field))
        self.counting = compile_template(make_letter(add_merge_field, True))
        self.rows = list(make_contacts(count))
        self.processes = processes
        self.folder = None

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        return self

    def __exit__(self, *_error):
        self.folder.cleanup()

    def make_in_chunks(self):
        """Return the seconds of a letter when the addon makes them."""
        return self._time_chunks(self.template)

    def make_with_counts(self):
        """Return the seconds of such a letter that shows "page 1 of 1" too."""
        return self._time_chunks(self.counting, "page 1 of 1")

    def make_one_by_one(self):
        """Return the seconds of a letter when each has a process."""
        rows = self.rows[: self.processes]
        return stopwatch(lambda: self._make_one_by_one(rows)) / len(rows)

    def _time_chunks(self, template, *texts):
        work = stopwatch(lambda: self._make_in_chunks(template, *texts))
        return work / len(self.rows)

    def _make_in_chunks(self, template, *texts):
        chunks = [
            self.rows[start : start + CHUNK]
            for start in range(0, len(self.rows), CHUNK)
        ]
        combined = [template.render_combined(chunk, for_pdf=True) for chunk in chunks]
        letters = []
        for pdf, chunk in zip(
            convert_to_pdf(combined, self.program), chunks, strict=True
        ):
            made = split_letters(pdf, len(chunk), template.counts_pages)
            letters += [letter.content for letter in made]
        self._check(letters[-1], self.rows[-1], *texts)
        if len(letters) != len(self.rows):
            raise SystemExit(f"{len(letters)} letters instead of {len(self.rows)}")

    def _make_one_by_one(self, rows):
        folder = Path(self.folder.name)
        command = [self.program, f"-env:UserInstallation={folder.as_uri()}/profile"]
        command += ["--headless", "--convert-to", "pdf", "--outdir", folder]
        for number, letter in enumerate(self.template.render_many(rows)):
            path = folder / f"{number}.docx"
            path.write_bytes(letter)
            subprocess.run([*command, path], check=True, stdout=subprocess.DEVNULL)
        self._check(path.with_suffix(".pdf").read_bytes(), rows[-1])

    def _check(self, pdf, row, *texts):
        """Stop if a PDF is not the letter of a contact, on one page."""
        (page,) = PdfReader(io.BytesIO(pdf)).pages
        shown = page.extract_text()
        if not all(text in shown for text in (row["Salutation"], *texts)):
            raise SystemExit(f"The letter is not that to {row['Contact_Name']}")
