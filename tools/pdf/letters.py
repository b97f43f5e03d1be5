# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters that were made into one PDF: told apart, counted and joined.

Whose letter begins on which page is read back from the PDF. It is never computed:
nothing else says how many pages a letter became.
"""

import contextlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from odoo.tools.pdf import PdfReadError

from ...word_merge import Sentence as _lt
from .file import PdfFile
from .pages import PdfPages

# LibreOffice writes other characters than letters and digits by their codes.
BOOKMARK = re.compile(r"letter(?:_|5F)([1-9]\d*)")
END_BOOKMARK = re.compile(r"letter(?:_|5F)end(?:_|5F)([1-9]\d*)")
MISPLACED = _lt("The print file has other pages than its letters.")


class LetterMixupError(Exception):
    """A PDF that does not hold the letters it should; a sentence for users."""


class Letter(NamedTuple):
    """The PDF of one letter."""

    content: bytes
    page_count: int


class Place(NamedTuple):
    """Where the pages of a letter are."""

    file: int  # which of several files, from 0
    page: int  # its first page there, from 1
    page_count: int


def split_letters(pdf: bytes, count: int, has_ends: bool = False) -> list[Letter]:
    """Take a PDF of many letters apart.

    Letter k begins on the page of the named destination ``letter_k`` and ends where the
    next one begins. What a file gets of the others are the fonts, which they share.

    :param pdf: the letters, one after the other
    :param count: how many there must be
    :param has_ends: whether ``letter_end_k`` must be on the last page of letter k,
        since it shows the number of that page as the number of its pages
    :return: the letters in their order
    :raise LetterMixupError: they are not all there, or not in their order
    """
    with _reading():
        source = PdfPages(pdf)
        starts = _get_starts(source, count)
        ends = [*starts[1:], len(source)]
        if has_ends:
            _check_ends(source, ends)
        letters = []
        for start, end in zip(starts, ends, strict=True):
            letter = PdfFile()
            for index in range(start, end):
                letter.add_page(source, index)
            letters.append(Letter(letter.get_content(), len(letter)))
        return letters


def join(pdfs: Iterable[bytes]) -> bytes:
    """Return one PDF with the pages of several, for printing.

    :param pdfs: the files in their order
    :raise LetterMixupError: one of them can't be read
    """
    joined = PdfFile(share=True)
    with _reading():
        for pdf in pdfs:
            source = PdfPages(pdf)
            for index in range(len(source)):
                joined.add_page(source, index)
    return joined.get_content()


def arrange(
    pdfs: Iterable[bytes], letters: Sequence[Place], new_sheets: bool = False
) -> tuple[bytes, list[int]]:
    """Return one PDF with letters out of several, in an order of their own.

    Each file is read once, so only one is in memory at a time. Pages that belong to
    none of the letters are left out.

    :param pdfs: the files
    :param letters: where each letter is, in the order to print them
    :param new_sheets: let each letter begin on an odd page, after a blank one where the
        letter before has an odd number of pages
    :return: the file, and the page on which each letter begins, from 1
    :raise LetterMixupError: a file can't be read, or has other pages
    """
    arranged = PdfFile(share=True)
    wanted = defaultdict(list)
    for index, letter in enumerate(letters):
        wanted[letter.file].append(index)
    pages: dict[int, range] = {}
    with _reading():
        for number, pdf in enumerate(pdfs):
            indexes = wanted.pop(number, ())
            source = PdfPages(pdf) if indexes else None
            for index in indexes:
                is_last = index == len(letters) - 1
                padded = new_sheets and not is_last and letters[index].page_count % 2
                pages[index] = _add_letter(arranged, source, letters[index], padded)
    if wanted:
        raise LetterMixupError(MISPLACED)
    order, starts = [], []
    for index in range(len(letters)):
        starts.append(len(order) + 1)
        order += pages[index]
    arranged.put_in_order(order)
    return arranged.get_content(), starts


def _add_letter(
    arranged: PdfFile, source: PdfPages, letter: Place, padded: bool
) -> range:
    """Add the pages of a letter, and return their places.

    :param padded: add a blank page after them
    """
    first, end = letter.page - 1, letter.page - 1 + letter.page_count
    if not 0 <= first < end <= len(source):
        raise LetterMixupError(MISPLACED)
    start = len(arranged)
    for index in range(first, end):
        arranged.add_page(source, index)
    if padded:
        arranged.add_blank_page(source, end - 1)
    return range(start, len(arranged))


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF has.

    :param pdf: the content of the file
    :raise LetterMixupError: it can't be read
    """
    with _reading():
        return len(PdfPages(pdf))


def _get_starts(source: PdfPages, count: int) -> list[int]:
    """Return the page on which each letter begins, from 0.

    :param source: the PDF of all letters
    :param count: how many there must be
    """
    found: dict[int, int | None] = {}
    for name, page in source.get_destinations():
        if match := BOOKMARK.fullmatch(name):
            number = int(match[1])
            if found.setdefault(number, page) != page:
                raise LetterMixupError(
                    _lt("Letter %(number)s begins twice in the PDF.", number=number)
                )
    starts = [found.get(number) for number in range(1, count + 1)]
    if None in starts:
        raise LetterMixupError(
            _lt(
                "Letter %(number)s of %(count)s is missing in the PDF.",
                number=starts.index(None) + 1,
                count=count,
            )
        )
    if len(found) > count or not count:
        raise LetterMixupError(
            _lt("The PDF holds more than the %(count)s letters expected.", count=count)
        )
    if starts[0] != 0:
        raise LetterMixupError(
            _lt(
                "The first letter begins on page %(page)s of the PDF.",
                page=starts[0] + 1,
            )
        )
    for number, (start, following) in enumerate(
        zip(starts, starts[1:], strict=False), start=2
    ):
        if following <= start:
            raise LetterMixupError(
                _lt(
                    "Letter %(number)s does not begin after letter %(previous)s in "
                    "the PDF.",
                    number=number,
                    previous=number - 1,
                )
            )
    return starts


def _check_ends(source: PdfPages, ends: list[int]) -> None:
    """Check that each letter ends on its last page.

    :param source: the PDF of all letters
    :param ends: the page after each of them, from 0
    """
    found: dict[int, set[int | None]] = {}
    for name, page in source.get_destinations():
        if match := END_BOOKMARK.fullmatch(name):
            found.setdefault(int(match[1]), set()).add(page)
    for number, end in enumerate(ends, start=1):
        if found.get(number) != {end - 1}:
            raise LetterMixupError(
                _lt(
                    "Letter %(number)s does not end on its last page in the PDF.",
                    number=number,
                )
            )


@contextlib.contextmanager
def _reading():
    """Turn whatever a damaged PDF makes its reader raise into one error."""
    try:
        yield
    except (
        PdfReadError,
        ArithmeticError,
        AttributeError,
        LookupError,
        NotImplementedError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise LetterMixupError(_lt("The PDF of the letters is damaged.")) from error
