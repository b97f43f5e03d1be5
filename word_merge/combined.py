# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One document with many letters, each a section that shares nothing it should not."""

import copy
import re

from .combined_body import CombinedBody
from .errors import TemplateError
from .escaping import escape
from .identities import Repeated
from .letter import Letter, Media
from .margins import Margin
from .note_numbers import are_numbers_known
from .notes import Notes
from .numbering import Numbering, read_style_numbers
from .package import CONTENT_TYPES_PART, parse_xml, serialise
from .part import close_relations
from .program import fill
from .relations import relations_name
from .sentences import Sentence as _lt
from .zip_writer import Member, ZipBase

BLANK_PARTS = {"BlankHeader": ("header", "hdr"), "BlankFooter": ("footer", "ftr")}
RELATION_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml"
# Large parts repeat themselves, and packing them hard takes longer than making them.
LEVEL = 3


class Combiner:
    """Makes combined documents of one template.

    :ivar bool are_notes_known: False when LibreOffice would number the footnotes of
        letters otherwise than in documents of their own
    """

    def __init__(self, template, page_counts):
        self.template = template
        self.main, *others = template.parts
        self.repeated = Repeated(self.main.identities)
        # before the parts are taken apart
        self.counting = page_counts.mark()
        self.notes = self._make_notes(others)
        self.numbering = self._make_numbering()
        self.are_notes_known = are_numbers_known(
            self.main.root,
            self.main.slots,
            template.package.get(self._get_part_of("settings")),
        )
        notes = [note.part for note in self.notes]
        self.margins = self._make_margins([p for p in others if p not in notes])
        self.body = CombinedBody(
            self.main,
            self.margins,
            self.notes,
            self.numbering,
            self.repeated,
            template.prefix,
            page_counts.are_found,
            self.are_notes_known,
        )
        self.own_relations = self._get_own_relations()
        self.base = self._pack_base()

    def _make_notes(self, parts):
        return [
            Notes(part, self.repeated, self.template.prefix)
            for part in parts
            if part.kind in ("footnotes", "endnotes")
        ]

    def _make_margins(self, parts):
        """Return the headers and footers that letters have for themselves, by name."""
        margins = [Margin(part, self.repeated, part in self.counting) for part in parts]
        return {margin.name: margin for margin in margins if margin.is_own}

    def _get_part_of(self, kind):
        relations = self.main.relations
        # a part with text is written for itself, whatever else a relation calls it
        texts = {part.name for part in self.template.parts}
        for rel_id in relations.items:
            if relations.kind(rel_id) == kind:
                name = relations.target(rel_id)
                if name in self.template.package and name not in texts:
                    return name
        return None

    def _make_numbering(self):
        name, styles = self._get_part_of("numbering"), self._get_part_of("styles")
        if not name:
            return None
        package = self.template.package
        numbers = (
            read_style_numbers(parse_xml(package[styles], styles)) if styles else {}
        )
        return Numbering(package[name], name, numbers)

    def _get_own_relations(self):
        """Return the headers and footers of a letter: (relation, type, margin).

        The type is ready to be written.
        """
        relations = self.main.relations
        return [
            (rel_id, escape(element.get("Type") or ""), self.margins[target])
            for rel_id, element in relations.items.items()
            if (target := relations.target(rel_id)) in self.margins
        ]

    def _pack_base(self):
        changing = {CONTENT_TYPES_PART, self.main.name, self.main.relations.name}
        own = [margin.part for margin in self.margins.values()]
        for part in own + [note.part for note in self.notes]:
            changing |= {part.name, part.relations.name}
        if self.numbering:
            changing.add(self.numbering.name)
        return ZipBase(
            [
                Member(name, data)
                for name, data in self.template.package.items()
                if name not in changing
            ]
        )

    def render(self, scopes, for_pdf):
        """Return the document with a letter for every scope of values."""
        if not scopes:
            raise TemplateError(_lt("There are no letters to combine."))
        return CombinedDocument(self, scopes, for_pdf).render()


class CombinedDocument:
    """One combined document being written."""

    def __init__(self, combiner, scopes, for_pdf):
        self.combiner = combiner
        self.scopes = scopes
        self.prefix = combiner.template.prefix
        self.media = Media(combiner.template)
        self.letter = Letter(self.media)
        self.letter.for_pdf = for_pdf
        self.members = []
        self.types = []
        self.margin_names = {}
        for note in combiner.notes:
            note.begin(Letter(self.media))

    def render(self):
        """Return the bytes of the document."""
        body = self.combiner.body
        chunks = [body.before]
        last = len(self.scopes) - 1
        for index, scope in enumerate(self.scopes):
            self.letter.index = index
            self.letter.end = f"letter_end_{index + 1}"
            self._relate(scope, index)
            program = body.last_items if index == last else body.items
            chunks.append(fill(program, scope, self.letter))
            for note in self.combiner.notes:
                note.add(scope, self.letter)
        chunks.append(body.after)
        main = self.combiner.main
        self._add(main.name, "".join(chunks))
        self._add_relations(main)
        self._add_notes()
        self._add_lists()
        types = Member(CONTENT_TYPES_PART, self._get_types().encode())
        return self.combiner.base.pack([types, *self.members, *self.media.pack()])

    def _relate(self, scope, index):
        """Relate a letter to its own headers, footers and links."""
        self.letter.rel_ids = {}
        made = {}
        for rel_id, kind, margin in self.combiner.own_relations:
            # many relations may lead to one part
            if margin not in made:
                made[margin] = self._get_margin(margin, scope, kind, index)
            self.letter.rel_ids[rel_id] = made[margin]
        self.combiner.body.links.relate(scope, self.letter)

    def _get_margin(self, margin, scope, kind, index):
        """Return the relation to a header or footer with some content, made once."""
        letter = self._make_letter(index if margin.has_names else 0)
        text, key = margin.fill(scope, letter)
        if key in self.margin_names:
            return self.margin_names[key]
        number = len(self.margin_names) + 1
        if margin.has_numbers and not margin.has_names:
            letter = self._make_letter(number)
            text, _key = margin.fill(scope, letter)
        name = margin.get_name(f"{self.prefix}_{number}")
        self._add(name, text)
        self.members += margin.part.pack_relations(scope, letter, relations_name(name))
        self.types.append((name, TYPE % kind.rsplit("/", 1)[-1]))
        rel_id = self.margin_names[key] = f"{self.prefix}Margin{number}"
        self.letter.relate(rel_id, kind, f"/{name}")
        return rel_id

    def _make_letter(self, index):
        """Return what a part of the letter that is being written adds."""
        letter = Letter(self.media, index)
        letter.end, letter.for_pdf = self.letter.end, self.letter.for_pdf
        return letter

    def _add(self, name, text):
        self.members.append(Member(name, text.encode(), LEVEL))

    def _add_relations(self, main):
        """Add the relations of the main part: the shared ones and those of letters."""
        for blank in sorted(self.combiner.body.blanks):
            kind, tag = BLANK_PARTS[blank]
            name = f"{self.combiner.template.folder}{kind}_{self.prefix}.xml"
            self._add(name, self.combiner.body.make_blank(tag))
            self.types.append((name, TYPE % kind))
            self.letter.relate(self.prefix + blank, RELATION_TYPES + kind, f"/{name}")
        text = self.combiner.body.relations_xml
        self._add(main.relations.name, close_relations(text, self.letter.relations))

    def _add_notes(self):
        for note in self.combiner.notes:
            self._add(note.part.name, note.end())
            self.members += note.pack_relations()

    def _add_lists(self):
        numbering = self.combiner.numbering
        if numbering:
            letter = Letter(self.media, len(self.scopes))
            text = fill(self.combiner.body.numbering_items, {}, letter)
            self._add(numbering.name, text)

    def _get_types(self):
        """Return the content types with those of the parts that were added."""
        root = copy.deepcopy(self.combiner.template.types)
        for element in list(root):
            # every letter has its own instead
            if (element.get("PartName") or "").lstrip("/") in self.combiner.margins:
                root.remove(element)
        known = serialise(root)
        overrides = "".join(
            f'<Override PartName="/{escape(name)}" ContentType="{kind}"/>'
            for name, kind in self.types
        )
        return re.sub(r"</Types>\s*$", lambda _end: f"{overrides}</Types>", known)
