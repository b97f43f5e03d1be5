# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A template: what every letter has in common, and the programs of what differs."""

import posixpath
import re

from .combined import Combiner
from .letter import Letter, Media
from .package import CONTENT_TYPES_PART
from .page_counts import PageCounts
from .values import LETTER_NUMBER, make_scope, normalise
from .zip_writer import Member, ZipBase

PREFIX = re.compile(r"merge([0-9]{1,9})", re.IGNORECASE)


class Template:
    """A Word document ready to be merged; made by ``compile_template``.

    :ivar list field_names: the names of the fields, in the order of their first
        appearance (text, headers, footers, notes), once each
    :ivar list value_names: these, and ``word_merge.NOW`` and ``LETTER_NUMBER`` where
        the document shows the moment or the number of the letter
    :ivar list warnings: sentences about what will not come out as in Word
    :ivar bool is_combinable: False when a letter has notes or asks for its number of
        pages in a way that LibreOffice gets right only in a document of its own
    :ivar bool counts_pages: whether letters in a combined document show their number
        of pages; a bookmark ``letter_end_1`` … then says where each ends
    """

    def __init__(self, parts, compiled, types, warnings, typed, uses):
        self.parts = compiled
        self.package = parts
        self.types = types
        self.warnings = warnings
        self._typed = typed
        self.field_names = self._get_field_names()
        self.value_names = [*self.field_names, *sorted(uses)]
        main = compiled[0]
        self.folder = posixpath.dirname(main.name)
        self.folder = self.folder and self.folder + "/"
        self.generation = self._get_generation()
        # no name of a part or relation begins with it yet
        self.prefix = f"merge{self.generation}"
        self.dynamic = [part for part in compiled if part.is_dynamic]
        self._base = self._pack_base()
        page_counts = PageCounts(compiled)
        self.counts_pages = page_counts.are_found
        # made at once, so that what it cannot use is refused with the template
        self._combiner = Combiner(self, page_counts)
        self.is_combinable = page_counts.are_exact and self._combiner.are_notes_known

    def _get_field_names(self):
        names = {}
        for part in self.parts:
            for name in part.names:
                names.setdefault(normalise(name), name)
        return list(names.values())

    def _get_generation(self):
        """Return 1, or more for a template that is itself a letter that was merged."""
        names = [rel_id for part in self.parts for rel_id in part.relations.items]
        found = PREFIX.findall("\n".join([*self.package, *names]))
        return 1 + max(map(int, found), default=0)

    def _pack_base(self):
        """Pack what is the same in every letter, the content types first."""
        changing = {part.name for part in self.dynamic}
        changing |= {part.relations.name for part in self.dynamic}
        names = [CONTENT_TYPES_PART] + [
            name for name in self.package if name != CONTENT_TYPES_PART
        ]
        return ZipBase(
            [Member(name, self.package[name]) for name in names if name not in changing]
        )

    def get_typed(self, name):
        """Return what was typed for a field, ``«Name»`` say; "" where nothing was.

        :param str name: the name of the field
        :rtype: str
        """
        return self._typed.get(normalise(name), "")

    def render(self, values):
        """Return one letter.

        :param dict values: texts, numbers, dates, lists of dicts (table rows) and bytes
            (pictures) by field name; missing ones and any other values are blank, and
            entries of a list that are no dicts make no row. Under the name
            ``word_merge.LANGUAGE`` the language of the letter, as in ``nl_NL``, in
            which names of months and days are; else the one that the document has;
            under ``NOW`` the datetime that DATE and TIME show, else now; under
            ``LETTER_NUMBER`` the number that MERGEREC and MERGESEQ show, else 1
        :return: a .docx file
        :rtype: bytes
        :raise TemplateError: a picture cannot be read
        """
        scope = make_scope(values)
        media = Media(self)
        members = []
        for part in self.dynamic:
            members += part.pack(scope, Letter(media))
        return self._base.pack(members + media.pack())

    def render_many(self, rows):
        """Yield one letter after the other.

        :param rows: the values of every letter, see ``render``
        :return: .docx files
        :rtype: iterator of bytes
        """
        for values in rows:
            yield self.render(values)

    def render_combined(self, rows, for_pdf=False):
        """Return one document with all letters.

        Every letter begins a section with its own headers and footers, its pages are
        numbered from 1, and a bookmark ``letter_1``, ``letter_2`` … marks where it
        begins.

        :param rows: the values of every letter, see ``render``
        :param bool for_pdf: whether LibreOffice is to show the number of pages of each
            letter, and not Word
        :return: a .docx file
        :rtype: bytes
        :raise TemplateError: there are no rows, or a picture cannot be read
        """
        scopes = [make_scope(values) for values in rows]
        for number, scope in enumerate(scopes, start=1):
            scope.setdefault(LETTER_NUMBER, number)
        return self._combiner.render(scopes, for_pdf)
