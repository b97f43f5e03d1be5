# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters as files: many at once through LibreOffice, or as Word documents.

Letters of one template share a document of up to fifty sections, because LibreOffice
takes as long to begin a document as to lay out forty letters. Whose letter is where is
read back from the PDF.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from typing import NamedTuple

from ..word_merge import TemplateError
from .libreoffice import ConversionError, convert_to_pdf
from .pdf.file import PdfFile
from .pdf.letters import (
    MISPLACED,
    Letter,
    LetterMixupError,
    count_pages,
    split_letters,
)
from .pdf.pages import PdfPages

CHUNK = 50
# More letters in one file, and programs that show or print it slow down.
MAX_LETTERS = 1000
# Made later: nobody knows yet whether they take too long.
PUT_OFF = ("shared_timeout", "not_reached")
# What file systems do not take in names, and control characters.
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
MAX_NAME = 120


class LetterJob(NamedTuple):
    """A letter to be made: a template and its values, or a PDF that is there."""

    template: object
    values: dict
    pdf: bytes = b""


def make_pdfs(jobs, program, deadline=None):
    """Make the letters as PDF.

    :param list[LetterJob] jobs: the letters; those of one template should be together
    :param str program: the path of LibreOffice
    :param Deadline deadline: when all must be done; nothing: there is no such time
    :return: for each of them a ``Letter`` or the error that says why there is none
    :rtype: list[Letter or Exception]
    :raise OSError: the machine has no room for it, or cannot start a process
    """
    results = [None] * len(jobs)
    failed = []
    for chunk, letters in _convert(jobs, _get_chunks(jobs), program, deadline):
        if isinstance(letters, Exception):
            letters = _share_timeout(letters, chunk)
            if not is_put_off(letters):
                failed += chunk
            letters = [letters] * len(chunk)
        for index, letter in zip(chunk, letters, strict=True):
            results[index] = letter
    # one bad letter must not take the others of its chunk along
    alone = [
        [index]
        for index in failed
        if jobs[index].template.is_combinable and not _has_hung(results[index])
    ]
    for [index], letters in _convert(jobs, alone, program, deadline):
        results[index] = letters if isinstance(letters, Exception) else letters[0]
    for index, job in enumerate(jobs):
        if job.pdf:
            results[index] = _read_pdf(job.pdf)
    return results


def is_put_off(error):
    """Whether a letter was not made only for lack of time.

    :param Exception error: why it was not made
    """
    return isinstance(error, ConversionError) and error.code in PUT_OFF


def _has_hung(error):
    return isinstance(error, ConversionError) and error.code == "timeout"


def _share_timeout(error, chunk):
    """Return what it means for each letter that their document hung, or failed."""
    if _has_hung(error) and len(chunk) > 1:
        return ConversionError("shared_timeout")
    return error


def make_letter(job):
    """Make one letter without LibreOffice.

    :param LetterJob job: the letter
    :return: a Word document, which has no pages yet, or the PDF that is there; or the
        error that says why there is none
    :rtype: Letter or Exception
    """
    if job.pdf:
        return _read_pdf(job.pdf)
    try:
        return Letter(job.template.render(job.values), 0)
    except TemplateError as error:
        return error


def _convert(jobs, chunks, program, deadline):
    """Yield the chunks with their letters, or with the error that prevents them."""
    documents, ready = [], []
    for chunk in chunks:
        try:
            documents.append(_render(jobs, chunk))
        except TemplateError as error:
            yield chunk, error
        else:
            ready.append(chunk)
    if not ready:
        return
    pdfs = convert_to_pdf(documents, program, deadline=deadline)
    for chunk, pdf in zip(ready, pdfs, strict=True):
        yield chunk, _split(pdf, len(chunk), jobs[chunk[0]].template.counts_pages)


def _get_chunks(jobs):
    """Return the indexes of the letters that share a document."""
    chunks, template = [], None
    for index, job in enumerate(jobs):
        if job.pdf:
            continue
        is_full = chunks and len(chunks[-1]) >= CHUNK
        if job.template is not template or is_full or not template.is_combinable:
            chunks.append([])
        template = job.template
        chunks[-1].append(index)
    return chunks


def _render(jobs, chunk):
    """Return the document with the letters of a chunk."""
    template = jobs[chunk[0]].template
    if len(chunk) == 1:
        return template.render(jobs[chunk[0]].values)
    rows = [jobs[index].values for index in chunk]
    return template.render_combined(rows, for_pdf=True)


def _split(pdf, count, has_ends):
    """Return the letters of a PDF, or the error that says what is wrong with it."""
    if isinstance(pdf, ConversionError):
        return pdf
    if count == 1:
        letter = _read_pdf(pdf)
        return letter if isinstance(letter, Exception) else [letter]
    try:
        return split_letters(pdf, count, has_ends)
    except LetterMixupError as error:
        return error


def _read_pdf(pdf):
    try:
        return Letter(pdf, count_pages(pdf))
    except LetterMixupError as error:
        return error


def cut_pages(pdf: bytes, ranges: Iterable[tuple[int, int]]):
    """Yield the PDFs of ranges of pages.

    :param pdf: a PDF
    :param ranges: first page, from 1, and number of pages
    :raise LetterMixupError: the PDF has other pages than that
    """
    source = PdfPages(pdf)
    for first, count in ranges:
        if first < 1 or first + count - 1 > len(source):
            raise LetterMixupError(MISPLACED)
        part = PdfFile()
        for index in range(first - 1, first - 1 + count):
            part.add_page(source, index)
        yield part.get_content()


def make_zip(files):
    """Return a zip of files, each under a name of its own.

    :param files: names and contents
    :rtype: bytes
    """
    stream, taken = io.BytesIO(), set()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            # the date that ZipInfo has by itself: equal letters are equal files
            archive.writestr(zipfile.ZipInfo(make_unique(name, taken)), content)
    return stream.getvalue()


def make_unique(name, taken):
    """Return a file name that is not taken yet, and take it."""
    stem, dot, extension = name.rpartition(".")
    unique, number = name, 1
    while unique.lower() in taken:
        number += 1
        unique = f"{stem} ({number}){dot}{extension}"
    taken.add(unique.lower())
    return unique


def make_filename(parts, extension):
    """Return a safe file name of some texts."""
    stem = " - ".join(" ".join(UNSAFE.sub(" ", part).split()) for part in parts if part)
    return f"{stem[:MAX_NAME].strip(' .') or 'letter'}.{extension}"
