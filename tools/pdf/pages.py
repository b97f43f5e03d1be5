# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pages of a PDF, taken apart so that other files can be made of them.

Odoo runs with pypdf or an old PyPDF2, whose writers copy a page with everything that
hangs on it: in a file of LibreOffice, the pictures of all other pages too. Here a page
brings what it shows, and each object is turned into bytes once for all letters.
"""

import io
import re
from collections.abc import Iterator

from odoo.tools.pdf import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfReader,
    generic,
)

# Bytes as they are written, and numbers of the objects that are referred to.
Parts = list[bytes | int]

INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
SIZE = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
KEPT = (*INHERITED, "/Contents", "/Group", "/UserUnit")
# The kinds of resources that a page's content calls by name.
NAMED = ("/Font", "/XObject", "/ExtGState", "/Pattern", "/Shading", "/ColorSpace")
# What ties an annotation to other pages and to the document.
TIES = ("/P", "/Parent", "/Dest", "/A", "/AA", "/Popup", "/IRT", "/StructParent")

NAME = re.compile(rb"/([^\s()<>\[\]{}/%]+)")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


class PdfPages:
    """A PDF that was read."""

    def __init__(self, content: bytes):
        """Read a PDF.

        :param content: the file's content
        """
        self._reader = PdfReader(io.BytesIO(content), strict=False)
        self._root = _resolve(self._reader.trailer["/Root"])
        self._objects: dict[int, tuple[IndirectObject, Parts | None]] = {}
        self._pages = list(self._walk(_get_raw(self._root, "/Pages"), {}, set()))

    def __len__(self) -> int:
        return len(self._pages)

    def get_language(self) -> bytes:
        """Return the document's language as it is written; empty when unknown."""
        language = self._root.get("/Lang")
        return _write(language) if language else b""

    def get_destinations(self) -> Iterator[tuple[str, int | None]]:
        """Return the name of each named destination, and the page that it is on.

        :return: pairs; pages count from 0, and None is none of this document
        """
        indexes = {number: index for index, (number, __) in enumerate(self._pages)}
        for name, value in self._get_named():
            value = _resolve(value)
            if isinstance(value, DictionaryObject):
                value = _resolve(value.get("/D"))
            page = value[0] if isinstance(value, ArrayObject) and value else None
            if isinstance(page, IndirectObject):
                yield str(name).removeprefix("/"), indexes.get(page.idnum)
            else:
                yield str(name).removeprefix("/"), None

    def encode_page(self, index: int) -> Parts:
        """Return what is written of a page, without its parent.

        :param index: the page's place, from 0
        """
        page = self._pages[index][1]
        parts: Parts = []
        for key in KEPT:
            if key == "/Resources" and key in page:
                parts.append(b"/Resources")
                names = self._get_used_names(_resolve(page.get("/Contents")))
                self._encode_resources(_resolve(page[key]), names, parts)
            elif key in page:
                parts.append(key.encode() + b" ")
                self._encode(page[key], parts)
        self._encode_annotations(page, parts)
        return parts

    def encode_size(self, index: int) -> Parts:
        """Return what is written of a page's size alone.

        :param index: the page's place, from 0
        """
        page = self._pages[index][1]
        parts: Parts = []
        for key in SIZE:
            if key in page:
                parts.append(key.encode() + b" ")
                self._encode(page[key], parts)
        return parts

    def encode_object(self, number: int) -> Parts:
        """Return what is written of an object.

        :param number: its number in this file, as found among the parts of another
        """
        reference, parts = self._objects[number]
        if parts is None:
            parts = []
            self._encode(_resolve(reference), parts)
            self._objects[number] = reference, parts
        return parts

    def _walk(self, reference, inherited, seen):
        """Return the object number and the entries of each page below a node.

        :param reference: the node of the tree of pages
        :param inherited: the entries that its parents give it
        :param seen: the numbers of the nodes that were met
        """
        number = getattr(reference, "idnum", 0)
        node = _resolve(reference)
        if number in seen or not isinstance(node, DictionaryObject):
            return
        seen.add(number)
        entries = {**inherited, **dict(dict.items(node))}
        kids = node.get("/Kids")
        if kids is None:
            yield number, entries
            return
        inherited = {key: entries[key] for key in INHERITED if key in entries}
        for kid in list.__iter__(kids):
            yield from self._walk(kid, inherited, seen)

    def _get_named(self):
        """Return name and value of each destination, of both places they can be in."""
        dests = self._root.get("/Dests")
        if isinstance(dests, DictionaryObject):
            yield from dict.items(dests)
        names = self._root.get("/Names")
        nodes = []
        if isinstance(names, DictionaryObject) and "/Dests" in names:
            nodes.append(_get_raw(names, "/Dests"))
        seen = set()
        while nodes:
            node = nodes.pop()
            number = getattr(node, "idnum", None)
            if number is not None and number in seen:
                continue
            seen.add(number)
            node = _resolve(node)
            nodes.extend(list.__iter__(node.get("/Kids") or ArrayObject()))
            pairs = list(list.__iter__(node.get("/Names") or ArrayObject()))
            for name, value in zip(pairs[::2], pairs[1::2], strict=False):
                yield _to_text(_resolve(name)), value

    def _get_used_names(self, contents) -> set[str]:
        """Return all names in a page's, or a form's, content.

        :param contents: a stream or an array of them
        """
        streams = contents if isinstance(contents, ArrayObject) else [contents]
        names = set()
        for stream in streams:
            stream = _resolve(stream)
            if not isinstance(stream, generic.StreamObject):
                continue
            for name in NAME.findall(_get_data(stream)):
                name = ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), name)
                names.add("/" + name.decode("latin-1"))
        return names

    def _encode(self, value, parts: Parts) -> None:
        """Append what is written of a value.

        :param value: any object of a PDF
        :param parts: what was written before it
        """
        if isinstance(value, IndirectObject):
            self._objects.setdefault(value.idnum, (value, None))
            parts.append(value.idnum)
        elif isinstance(value, generic.StreamObject):
            self._encode_stream(value, parts)
        elif isinstance(value, DictionaryObject):
            self._encode_items(dict.items(value), parts)
        elif isinstance(value, ArrayObject):
            parts.append(b"[")
            for item in list.__iter__(value):
                self._encode(item, parts)
                parts.append(b" ")
            parts.append(b"]")
        else:
            parts.append(_write(value))

    def _encode_items(self, items, parts: Parts) -> None:
        parts.append(b"<<")
        for key, value in items:
            parts += [_write(key), b" "]
            self._encode(value, parts)
        parts.append(b">>")

    def _encode_stream(self, stream, parts: Parts) -> None:
        data = stream._data
        if isinstance(data, str):
            data = data.encode("latin-1")
        parts.append(b"<</Length %d" % len(data))
        for key, value in dict.items(stream):
            if key == "/Resources":
                parts.append(b"/Resources")
                names = self._get_used_names(stream)
                self._encode_resources(_resolve(value), names, parts)
            elif key != "/Length":
                parts += [_write(key), b" "]
                self._encode(value, parts)
        parts += [b">>\nstream\n", data, b"\nendstream"]

    def _encode_resources(self, resources, names: set[str], parts: Parts) -> None:
        """Append resources without those that are not used, which others' pages use.

        :param resources: the dictionary of them
        :param names: the names in use
        :param parts: what was written before
        """
        parts.append(b"<<")
        for kind, value in dict.items(resources):
            parts += [_write(kind), b" "]
            found = _resolve(value)
            if kind in NAMED and isinstance(found, DictionaryObject):
                used = [item for item in dict.items(found) if item[0] in names]
                self._encode_items(used, parts)
            else:
                self._encode(value, parts)
        parts.append(b">>")

    def _encode_annotations(self, page, parts: Parts) -> None:
        """Append the annotations; of links, those that lead to the web.

        :param page: the page's entries
        :param parts: what was written before
        """
        annotations = _resolve(page.get("/Annots"))
        if not annotations:
            return
        parts.append(b"/Annots[")
        for annotation in list.__iter__(annotations):
            annotation = _resolve(annotation)
            if not isinstance(annotation, DictionaryObject):
                continue
            items = [item for item in dict.items(annotation) if item[0] not in TIES]
            if annotation.get("/Subtype") == "/Link":
                action = annotation.get("/A")
                if not action or action.get("/S") != "/URI":
                    continue
                items.append((generic.NameObject("/A"), action))
            self._encode_items(items, parts)
        parts.append(b"]")


def _resolve(value):
    """Return an object itself when it is a reference to one."""
    while isinstance(value, IndirectObject):
        value = (getattr(value, "get_object", None) or value.getObject)()
    return value


def _get_raw(dictionary, key):
    """Return an entry as it is there, a reference where it is one."""
    return dict.__getitem__(dictionary, key)


def _get_data(stream) -> bytes:
    """Return a stream's content, decoded."""
    data = (getattr(stream, "get_data", None) or stream.getData)()
    return data.encode("latin-1") if isinstance(data, str) else data


def _to_text(value) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _write(value) -> bytes:
    """Return how an object that holds no others is written."""
    if value is None:
        return b"null"
    buffer = io.BytesIO()
    (getattr(value, "write_to_stream", None) or value.writeToStream)(buffer, None)
    return buffer.getvalue()
