# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From a .docx to a template: read once, checked, and made into programs."""

import posixpath
import re

from lxml import etree

from .cleaning import clean, detach
from .errors import TemplateError
from .field_reader import FieldReader
from .fields import FieldParser
from .identities import Identities
from .names import ROOTS, W
from .package import (
    CONTENT_TYPES_PART,
    MAIN_TYPE,
    TEMPLATE_TYPE,
    ContentTypes,
    check_xml,
    parse_xml,
    read_package,
    serialise,
)
from .page_counts import count_whole_letters
from .part import Part, bind_prefix
from .pictures import mark_pictures
from .program import Slots
from .relations import Relations, relations_name
from .rows import mark_rows
from .runs import iter_stories, prepare_runs
from .sentences import Sentence as _lt
from .strict import REFUSAL, to_ordinary
from .template import Template
from .typed_text import TypedText, mark_url
from .values import normalise

TEXT_PARTS = ("header", "footer", "footnotes", "endnotes")
COMMENT_PARTS = {
    "comments",
    "commentsExtended",
    "commentsIds",
    "commentsExtensible",
    "people",
}
NAMESPACE = re.compile(r' xmlns:(\w+)="([^"]*)"')
IMAGES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif"}


def compile_template(data, keep_unknown=False):
    """Read a Word document once, so that many letters can be made from it.

    :param bytes data: a .docx file
    :param bool keep_unknown: whether what was typed as ``{{Name}}`` stays as it is in
        letters that have no value of that name, as ``«Name»`` always does; for those
        who give a value for every name that is a field
    :return: the template
    :rtype: Template
    :raise TemplateError: the file is no Word document, is not safe, or has fields that
        cannot be understood or used in a letter
    """
    return Compiler(data, keep_unknown).compile()


class Compiler:
    """The steps from the bytes of a document to a template."""

    def __init__(self, data, keep_unknown=False):
        self.parts = to_ordinary(read_package(data))
        self.keep_unknown = keep_unknown
        self.typed = {}
        self.bookmarks = {}
        self.uses = set()
        self.list_separator = None
        self.types = ContentTypes(self.parts)
        self.warnings = {}
        self.relations = {}
        self.identities = Identities()

    def compile(self):
        """Return the template."""
        self.types.check_no_macros(self.parts)
        main = self._find_main()
        self._check_parts()
        self._detach()
        relations = self.relations.setdefault(main, Relations(self.parts, main))
        names = [main] + [
            relations.target(rel_id)
            for kind in TEXT_PARTS
            for rel_id in relations.items
            if relations.kind(rel_id) == kind and not relations.is_external(rel_id)
        ]
        self._drop_comments(relations)
        self._clean_settings(relations)
        language = self._get_language(relations)
        compiled = [
            self._compile_part(name, language)
            for name in dict.fromkeys(names)
            if name in self.parts
        ]
        compiled = count_whole_letters(compiled)
        for extension, kind in IMAGES.items():
            self.types.add_default(extension, kind)
        self._write_changed(compiled)
        warnings = list(self.warnings)
        return Template(
            self.parts, compiled, self.types.root, warnings, self.typed, self.uses
        )

    def _find_main(self):
        """Return the name of the part with the text of the document."""
        root = Relations(self.parts, "")
        root.check()
        for rel_id in root.items:
            name = root.target(rel_id)
            if root.kind(rel_id) == "officeDocument" and name in self.parts:
                if self.types.get(name) in (MAIN_TYPE, TEMPLATE_TYPE):
                    return name
        raise TemplateError(_lt("The file is no Word document (.docx)."))

    def _check_parts(self):
        """Check every part, also those that only Word or LibreOffice will read."""
        for name, data in self.parts.items():
            if name.lower().endswith(".rels"):
                folder, rels = posixpath.split(name)
                part = posixpath.join(posixpath.dirname(folder), rels[: -len(".rels")])
                if relations_name(part) != name:
                    # others may read it all the same, as they ignore case
                    raise TemplateError(
                        _lt(
                            "The part %(part)s has a name that Word does not give; "
                            "save the document again in Word.",
                            part=name,
                        )
                    )
                relations = Relations(self.parts, part)
                if relations.check():
                    self.parts[name] = serialise(relations.root).encode()
                self.relations[part] = relations
            elif name.lower().endswith(".xml") or self.types.get(name).endswith("xml"):
                check_xml(data, name)

    def _detach(self):
        """Forget the data source and the template: where they are is not told."""
        orphans, kept, found = set(), set(), {}
        for relations in self.relations.values():
            orphans |= relations.orphans
            for rel_id in relations.items:
                kept.add(relations.target(rel_id))
            for kind in ("settings", "extended-properties"):
                found.update(dict.fromkeys(self._get_targets(relations, kind)))
        for name in found:
            root = parse_xml(self.parts[name], name)
            if detach(root):
                self.parts[name] = serialise(root).encode()
        self._drop_parts(orphans - kept)

    def _drop_parts(self, names):
        """Leave parts out, with their types and what they are related to."""
        for name in names:
            self.parts.pop(name, None)
            self.parts.pop(relations_name(name), None)
            self.relations.pop(name, None)
        for override in list(self.types.root):
            if (override.get("PartName") or "").lstrip("/") in names:
                self.types.root.remove(override)

    def _drop_comments(self, relations):
        """Leave out the comments: they are not for the contact."""
        dropped = set()
        for rel_id in list(relations.items):
            if relations.kind(rel_id) in COMMENT_PARTS:
                dropped.add(relations.target(rel_id))
                relations.drop(rel_id)
        if relations.part in dropped:
            raise TemplateError(
                _lt(
                    "The document is said to be its own comments; open it in Word "
                    "and save it again."
                )
            )
        self._drop_parts(dropped)

    def _clean_settings(self, relations):
        """Stop tracking changes: they were accepted, and are none of the contact's.

        Note what separates the values of functions where the author writes.
        """
        for name in self._get_targets(relations, "settings"):
            root = parse_xml(self.parts[name], name)
            separator = root.find(W + "listSeparator")
            if separator is not None:
                self.list_separator = separator.get(W + "val")
            for element in root.findall(W + "trackRevisions"):
                root.remove(element)
            self.parts[name] = serialise(root).encode()

    def _get_targets(self, relations, kind):
        names = [
            relations.target(rel_id)
            for rel_id in relations.items
            if relations.kind(rel_id) == kind
        ]
        # a part may be the target of many relations
        return [name for name in dict.fromkeys(names) if name in self.parts]

    def _get_language(self, relations):
        """Return the language of the document's text."""
        for name in self._get_targets(relations, "styles"):
            root = parse_xml(self.parts[name], name)
            for language in root.findall(f"{W}docDefaults//{W}lang"):
                if language.get(W + "val"):
                    return language.get(W + "val")
        return "en"

    def _compile_part(self, name, language):
        data = self.parts[name]
        root = parse_xml(data, name)
        if not str(root.tag).startswith(W):
            raise TemplateError(REFUSAL)
        if root.tag not in ROOTS:
            raise TemplateError(
                _lt(
                    "The part %(part)s is not written the way Word does; save the "
                    "document again as a Word document (.docx).",
                    part=name,
                )
            )
        root = bind_prefix(root)
        self._warn(clean(root))
        self.identities.renew(root)
        slots = Slots()
        self._mark(root, slots, language)
        relations = self.relations.get(name) or Relations(self.parts, name)
        for rel_id, element in relations.items.items():
            if relations.kind(rel_id) == "hyperlink":
                target = mark_url(element.get("Target") or "", slots, self.keep_unknown)
                element.set("Target", target)
        return Part(name, root, slots, relations, self.identities)

    def _mark(self, root, slots, language):
        """Replace everything that is a field by a mark."""
        prepare_runs(root)
        properties = _PropertiesText(root)
        reader = FieldReader(
            language, properties.get, self.bookmarks, self.list_separator
        )
        FieldParser(slots, reader).replace(list(iter_stories(root)))
        self.uses |= reader.uses
        typed = TypedText(slots, self.keep_unknown)
        typed.replace(root)
        self._warn(typed.warnings)
        for name, shown in typed.typed.items():
            self.typed.setdefault(normalise(name), shown)
        mark_pictures(root, slots, self.keep_unknown)
        _unbind_controls(root)
        mark_rows(root, slots)
        for formula in reader.formulas:
            formula.bind(slots)
        reader.warn_of_references(root)
        self._warn(reader.warnings)

    def _warn(self, sentences):
        self.warnings.update(dict.fromkeys(sentences))

    def _write_changed(self, compiled):
        """Write down what was cleaned in parts that stay the same in every letter."""
        self.parts[CONTENT_TYPES_PART] = serialise(self.types.root).encode()
        for part in compiled:
            # those that differ are written from their programs
            self.parts[part.name] = b"" if part.is_dynamic else part.xml.encode()
            if part.relations.items:
                self.parts[part.relations.name] = part.relations_xml.encode()


class _PropertiesText:
    """The properties of runs as text, for runs that are written anew."""

    def __init__(self, root):
        self.known = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
        self.texts = {None: None}

    def get(self, run):
        """Return the text of the properties of a run."""
        if run not in self.texts:
            properties = run.find(W + "rPr")
            text = ""
            if properties is not None:
                text = etree.tostring(properties, encoding="unicode", with_tail=False)
                text = NAMESPACE.sub(self._drop_known, text)
            self.texts[run] = text
        return self.texts[run]

    def _drop_known(self, found):
        is_known = self.known.get(found.group(1)) == found.group(2)
        return "" if is_known else found.group()


def _unbind_controls(root):
    """Free content controls with fields from the data that would overwrite them."""
    marked = set()
    for mark in root.iter(etree.ProcessingInstruction):
        for control in mark.iterancestors(W + "sdt"):
            if control in marked:
                break
            marked.add(control)
    for control in marked:
        properties = control.find(W + "sdtPr")
        for element in list(properties) if properties is not None else ():
            if element.tag in (W + "dataBinding", W + "showingPlcHdr"):
                properties.remove(element)
