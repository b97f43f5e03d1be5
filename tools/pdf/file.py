# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PDF that is written from pages of others."""

import hashlib
from collections.abc import Iterable

from .pages import Parts, PdfPages

# The second line tells programs that transfer files that this one is binary.
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
CATALOG, PAGES = 1, 2


class PdfFile:
    """A PDF under construction. The same pages give the same bytes."""

    def __init__(self, share: bool = False):
        """Start without pages.

        :param share: write equal objects of several sources, such as fonts, once
        """
        self._share = share
        self._chunks = [HEADER]
        self._size = len(HEADER)
        # where each object begins, by its number; the first two are written last
        self._offsets = [0, 0, 0]
        self._pages: list[int] = []
        self._language = b""
        self._source: PdfPages | None = None
        # from a number in the source to one here; 0 while it is being written
        self._numbers: dict[int, int] = {}
        self._known: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def add_page(self, source: PdfPages, index: int) -> None:
        """Add a page with all it shows.

        :param source: the PDF to take it from
        :param index: the page's place there, from 0
        """
        if source is not self._source:
            self._source = source
            self._numbers = {}
            self._language = self._language or source.get_language()
        self._append(self._fill(source.encode_page(index)))

    def add_blank_page(self, source: PdfPages, index: int) -> None:
        """Add an empty page that is as large as another one.

        :param source: the PDF with that page
        :param index: the page's place there, from 0
        """
        parts = source.encode_size(index)
        self._append(b"%s/Resources<<>>" % self._fill(parts))

    def put_in_order(self, places: Iterable[int]) -> None:
        """Put the pages into another order.

        They can so be added in the order of their sources, each of which is read once.

        :param places: the present place of each page, from 0
        """
        self._pages = [self._pages[place] for place in places]

    def get_content(self) -> bytes:
        """Return the file, to which no pages can be added any more."""
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        count = len(self._pages)
        self._write(PAGES, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count))
        language = b"/Lang %s" % self._language if self._language else b""
        self._write(CATALOG, b"<</Type/Catalog/Pages %d 0 R%s>>" % (PAGES, language))
        length = len(self._offsets)
        entries = b"".join(b"%010d 00000 n \n" % at for at in self._offsets[1:])
        self._chunks.append(
            b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %d 0 R>>\n"
            b"startxref\n%d\n%%%%EOF\n" % (length, entries, length, CATALOG, self._size)
        )
        return b"".join(self._chunks)

    def _append(self, body: bytes) -> None:
        """Write a page.

        :param body: what is written of it, without its type and parent
        """
        number = self._reserve()
        self._write(number, b"<</Type/Page/Parent %d 0 R%s>>" % (PAGES, body))
        self._pages.append(number)

    def _fill(self, parts: Parts) -> bytes:
        """Return parts as one, with the numbers that objects have here.

        :param parts: what is written, with the numbers of the source
        """
        return b"".join(
            part if isinstance(part, bytes) else b"%d 0 R" % self._place(part)
            for part in parts
        )

    def _place(self, number: int) -> int:
        """Write an object and all it refers to, unless they are here already.

        :param number: the object's number in the source
        :return: its number here
        """
        here = self._numbers.get(number)
        if here:
            return here
        if here == 0:
            # It refers to itself, by way of others: its number is needed now.
            self._numbers[number] = self._reserve()
            return self._numbers[number]
        self._numbers[number] = 0
        body = self._fill(self._source.encode_object(number))
        here = self._numbers[number]
        if here:
            self._write(here, body)
        else:
            here = self._numbers[number] = self._find(body)
        return here

    def _find(self, body: bytes) -> int:
        """Return the number of an object that is complete, a new one if need be.

        :param body: what is written of it
        """
        digest = hashlib.sha256(body).digest() if self._share else b""
        number = self._known.get(digest, 0)
        if not number:
            number = self._reserve()
            self._write(number, body)
            if self._share:
                self._known[digest] = number
        return number

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _write(self, number: int, body: bytes) -> None:
        chunk = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        self._offsets[number] = self._size
        self._chunks.append(chunk)
        self._size += len(chunk)
