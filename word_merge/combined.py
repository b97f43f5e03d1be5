# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One document with many letters, each a section that shares nothing it should not."""

import copy
import re

from lxml import etree

from .combined_body import CombinedBody, parse_marked
from .errors import TemplateError
from .escaping import escape
from .letter import Letter, Media
from .notes import Notes
from .numbering import Numbering, read_style_numbers
from .package import CONTENT_TYPES_PART, parse_xml, serialise
from .part import close_relations
from .program import fill
from .zip_writer import Member, ZipBase

BLANK_PARTS = {"BlankHeader": ("header", "hdr"), "BlankFooter": ("footer", "ftr")}
RELATION_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml"
# Large parts repeat themselves, and packing them hard takes longer than making them.
LEVEL = 3


class Combiner:
    """Makes combined documents of one template."""

    def __init__(self, template):
        self.template = template
        self.main, *others = template.parts
        self.notes = self._make_notes(others)
        self.numbering = self._make_numbering()
        margins = [
            part for part in others if not any(part is note.part for note in self.notes)
        ]
        self.margins = {part.name: part for part in margins if part.is_dynamic}
        self.body = CombinedBody(
            self.main,
            self.margins,
            self.notes,
            self.numbering,
            self._get_links(),
            template.prefix,
        )
        self.own_relations = self._get_own_relations()
        self.base = self._pack_base()

    def _make_notes(self, parts):
        notes = []
        for part in parts:
            root = parse_marked(part.xml)
            tag = etree.QName(root).localname.removesuffix("s")
            if tag in ("footnote", "endnote"):
                notes.append(Notes(part, root, tag))
        return notes

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

    def _get_links(self):
        """Return the hyperlinks whose address has fields in it."""
        relations = self.main.relations
        return {
            rel_id
            for rel_id, element in relations.items.items()
            if "\uf8f0" in (element.get("Target") or "")
        }

    def _get_own_relations(self):
        """Return what every letter has for itself: (relation, type, part or None).

        The type is ready to be written.
        """
        relations = self.main.relations
        own = []
        for rel_id, element in relations.items.items():
            part = self.margins.get(relations.target(rel_id))
            if part is not None or rel_id in self.body.link_items:
                own.append((rel_id, escape(element.get("Type") or ""), part))
        return own

    def _pack_base(self):
        changing = {CONTENT_TYPES_PART, self.main.name, self.main.relations.name}
        for part in [*self.margins.values(), *(note.part for note in self.notes)]:
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

    def render(self, scopes):
        """Return the document with a letter for every scope of values."""
        if not scopes:
            raise TemplateError("There are no letters to combine.")
        return CombinedDocument(self, scopes).render()


class CombinedDocument:
    """One combined document being written."""

    def __init__(self, combiner, scopes):
        self.combiner = combiner
        self.scopes = scopes
        self.prefix = combiner.template.prefix
        self.media = Media(combiner.template)
        self.letter = Letter(self.media)
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
            self._relate(scope, index)
            program = body.last_items if index == last else body.items
            chunks.append(fill(program, scope, self.letter))
            for note in self.combiner.notes:
                note.add(scope, index)
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
        margins = {}
        for place, (rel_id, kind, part) in enumerate(self.combiner.own_relations):
            if part is not None:
                # many relations may lead to one part
                if part not in margins:
                    margins[part] = self._get_margin(part, scope, kind)
                own = margins[part]
            else:
                own = f"{self.prefix}Link{index}x{place}"
                target = fill(self.combiner.body.link_items[rel_id], scope, self.letter)
                self.letter.relate(own, kind, target, external=True)
            self.letter.rel_ids[rel_id] = own

    def _get_margin(self, part, scope, kind):
        """Return the relation to a header or footer with some content, made once."""
        letter = Letter(self.media)
        text = fill(part.items, scope, letter)
        relations = part.pack_relations(scope, letter, "")
        key = part.name, text, relations[0].body if relations else b""
        if key in self.margin_names:
            return self.margin_names[key]
        number = len(self.margin_names) + 1
        stem = part.name.removesuffix(".xml")
        name = f"{stem}_{self.prefix}_{number}.xml"
        self._add(name, text)
        rels = part.relations.name.replace(
            part.name.rsplit("/", 1)[-1], name.rsplit("/", 1)[-1]
        )
        self.members += part.pack_relations(scope, letter, rels)
        local = kind.rsplit("/", 1)[-1]
        self.types.append((name, TYPE % local))
        rel_id = self.margin_names[key] = f"{self.prefix}Margin{number}"
        self.letter.relate(rel_id, kind, f"/{name}")
        return rel_id

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
            self.members += note.part.pack_relations(
                self.scopes[0], note.letter, note.part.relations.name
            )

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
