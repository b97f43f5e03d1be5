# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Damages documents: the zip, its members, their text and their elements."""

import io
import struct
import zipfile

from lxml import etree

from .documents import pack
from .markup import NAMESPACES, R, W

SIGNATURES = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")
SIZES = (0, 1, 100, 0xFFFF, 1 << 20, 1 << 30, 0xFFFFFFFE, 0xFFFFFFFF)
ENCODINGS = ("utf-16", "utf-32", "latin-1", "utf-8-sig", "cp037")
TAGS = (
    "p r t tbl tr tc sectPr fldChar instrText fldSimple sdt sdtContent body hdr ins "
    "del moveFrom moveTo txbxContent hyperlink bookmarkStart bookmarkEnd rPr pPr trPr "
    "tcPr numPr numId footnote footnoteReference headerReference smartTag customXml "
    "drawing br tab document fldData delText num abstractNum style tblGrid gridCol"
).split()
NUMBERS = (
    *("", "-1", "0", "1", "²", "1_0", "99999999999", "9" * 400, "9" * 4300),
    *("9" * 5000, "1e400", "nan", "0x10", "٣", "2147483648"),
)
KINDS = ("begin", "separate", "end", "", "start")
INSTRUCTIONS = (
    *(" MERGEFIELD Name ", " MERGEFIELD ", ' MERGEFIELD "', " IF ", " IF 1 = ", "="),
    ' MERGEFIELD "a b" \\* Upper \\@ "yyyy" \\# "0,00" \\b "(" \\f ")" ',
    " MERGEFIELD Amount \\# 0" + "0" * 300 + ".0" + "0" * 300,
    ' MERGEFIELD Amount \\# "+#;-#;x" ',
    ' MERGEFIELD Day \\@ "dddd d MMMM yyyy HH:mm AM/PM" ',
    ' IF "a" = "a" "b" "c" ',
    ' IF "[x*?]" <> "*[a-" "b"',
    *(" PAGE ", " NUMPAGES ", " = 1 + ", "\\", '"', "\\* \\* \\*", " REF letter_1 "),
    *(" HYPERLINK \\l start ", " ASK x y ", "NEXT", " QUOTE ", " FORMTEXT "),
    "IF{{Name}}=«Name»",
)
TEXTS = (
    *("{{Name}}", "{{", "}}", "«", "«Name»", "{{Orders.Item}}", "{{ }}", "x" * 300),
    *("letter_1", "start", "\uf8f0s0\uf8f1", "\uf8f0end0\uf8f1", "<?m s0?>"),
    *("&#xF8F0;s1&#xF8F1;", "\u2028\x85\t", "\U0010ffff", "]]>"),
)
TARGETS = (
    *("", ".", "..", "/", "//x", "../../x", "document.xml", "/word/document.xml"),
    *("header1.xml", "styles.xml", "numbering.xml", "http://example.com/{{Name}}"),
    *("%7B%7BName%7D%7D", "#{{Name}}", "mailto:«Mail»", "media/", "\\\\x\\y"),
)
PIECES = (
    *(b"<", b">", b"&", b'"', b"&#0;", b"&#xD800;", b"&x;", b"\0", b"\xff", b"]]>"),
    *(b"<!DOCTYPE x>", b"<!--x-->", b"<?m s0?>", b"<?m end0?>", b"</w:p>", b"<w:p>"),
    *(b"\xef\xa3\xb0s0\xef\xa3\xb1", b"&#xF8F0;s9&#xF8F1;", b"<![CDATA[{{Name}}]]>"),
    *(b"{{Name}}", "«".encode(), b"xmlns:w='urn:x'", b"<w:fldSimple w:instr='PAGE'/>"),
)
# Larger is copied no further, so that damage does not make documents large.
MAX_COPY = 300


def copy(node):
    """Return an element again."""
    return parse(etree.tostring(node, with_tail=False))


def parse(text):
    """Return a tree, also a deeper one than the package reads."""
    return etree.fromstring(text, etree.XMLParser(huge_tree=True))


class Damage:
    """Makes a document from one that is sound.

    :param rng: a random.Random
    """

    def __init__(self, rng):
        self.rng = rng

    def make(self, parts):
        """Return the bytes of a damaged document.

        :param dict parts: the parts of a sound one
        """
        parts = dict(parts)
        level = self.rng.random()
        if level < 0.6:
            ElementDamage(self.rng).apply(parts)
        elif level < 0.75:
            self._damage_text(parts)
        if level < 0.7:
            return pack(parts)
        if level < 0.88:
            return self._pack_badly(parts)
        return self._damage_bytes(pack(parts))

    def _damage_bytes(self, data):
        """Flip, cut or repeat bytes of a zip, most of them near its headers."""
        rng = self.rng
        data = bytearray(data)
        for _change in range(rng.choice((1, 1, 2, 5, 20))):
            if not data:
                break
            place = self._find_place(data)
            kind = rng.randrange(6)
            if kind < 3:
                data[place] = rng.randrange(256)
            elif kind == 3:
                del data[place : place + rng.randint(1, 40)]
            elif kind == 4:
                data[place:place] = data[place : place + rng.randint(1, 40)]
            else:
                data[place : place + 4] = struct.pack("<L", rng.choice(SIZES))
        if not rng.randrange(6):
            del data[rng.randrange(len(data) + 1) :]
        return bytes(data)

    def _find_place(self, data):
        rng = self.rng
        if rng.randrange(3):
            start = data.find(rng.choice(SIGNATURES), rng.randrange(len(data)))
            if start >= 0:
                return min(start + rng.randrange(46), len(data) - 1)
        return rng.randrange(len(data))

    def _pack_badly(self, parts):
        """Remove, rename, swap or repeat members of a zip, or lie about them."""
        rng = self.rng
        members = list(parts.items())
        kind = rng.randrange(6)
        first, second = rng.randrange(len(members)), rng.randrange(len(members))
        name, content = members[first]
        if kind == 0:
            del members[first]
        elif kind == 1:
            members[first] = rng.choice(self._make_names(name)), content
        elif kind == 2:
            members[first] = name, members[second][1]
            members[second] = members[second][0], content
        elif kind == 3:
            members.append((rng.choice((name, name.upper())), members[second][1]))
        elif kind == 4:
            members[first] = name, rng.choice((b"", b" " * 3_000_000, b"<a/>", content))
        else:
            rng.shuffle(members)
        return self._write(members, lies=not rng.randrange(4))

    @staticmethod
    def _make_names(name):
        return (
            *(name.upper(), "/" + name, "./" + name, name + "/", name + ".bak"),
            *("", "x" * 250, "x" * 30_000, "é" * 250, "é" * 30_000, "word//x.xml"),
            *("word/vbaProject.bin", "_rels/x.rels", "word/_rels/.rels", ".rels", "."),
            "\ud7ffü.xml",
        )

    def _write(self, members, lies):
        rng = self.rng
        buffer = io.BytesIO()
        methods = (zipfile.ZIP_DEFLATED,) * 4 + (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2)
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in members:
                info = zipfile.ZipInfo(name)
                info.compress_type = rng.choice(methods) if lies else methods[0]
                info.extra = rng.randbytes(rng.randrange(20)) if lies else b""
                archive.writestr(info, content)
            if lies:
                self._lie(archive)
        return buffer.getvalue()

    def _lie(self, archive):
        info = self.rng.choice(archive.infolist())
        size = self.rng.choice(SIZES[:-1])
        setattr(info, self.rng.choice(("file_size", "compress_size")), size)
        info.header_offset += self.rng.choice((0, 0, 1, 1 << 20))

    def _damage_text(self, parts):
        """Change the text of a part, which need be no XML then."""
        rng = self.rng
        name = choose_part(rng, parts)
        text = bytearray(parts[name])
        for _change in range(rng.randint(1, 4)):
            place = rng.randrange(len(text) + 1)
            text[place : place + rng.choice((0, 0, 1, 5, 30))] = rng.choice(PIECES)
        content = bytes(text)
        if not rng.randrange(6):
            encoding = rng.choice(ENCODINGS)
            content = content.decode("utf-8", "replace").encode(encoding, "replace")
        parts[name] = content


def choose_part(rng, parts):
    """Return the name of a part of text, every other time of the document itself."""
    if rng.randrange(2) and "word/document.xml" in parts:
        return "word/document.xml"
    return rng.choice(sorted(n for n in parts if n.endswith((".xml", ".rels"))))


class ElementDamage:
    """Changes the elements of parts.

    :param rng: a random.Random
    """

    def __init__(self, rng):
        self.rng = rng
        changes = (
            *(self._remove, self._double, self._copy_into, self._unwrap, self._wrap),
            *(self._nest, self._move, self._rename, self._set, self._field),
            *(self._comment, self._redeclare),
        )
        # what happens more often stands there more often
        often = (self._set, self._set, self._set, self._field, self._field, self._move)
        self.changes = (*changes, *often, self._rename, self._copy_into)

    def apply(self, parts):
        """Change elements of one or a few parts."""
        rng = self.rng
        for _part in range(rng.choice((1, 1, 2, 3))):
            name = choose_part(rng, parts)
            root = parse(parts[name])
            for _change in range(rng.choice((1, 2, 3, 6, 15))):
                root = self._change(root)
            parts[name] = etree.tostring(root)

    def _change(self, root):
        """Change one element; return the root, which may be another one then."""
        rng = self.rng
        nodes = list(root.iter(etree.Element))
        node, other = rng.choice(nodes), rng.choice(nodes)
        if not rng.randrange(20):
            return copy(node)
        if node is root:
            if rng.randrange(2):
                root.tag = W + rng.choice(TAGS)
            return root
        rng.choice(self.changes)(node, other)
        return root

    def _remove(self, node, _other):
        node.getparent().remove(node)

    def _double(self, node, _other):
        node.addnext(copy(node))

    def _copy_into(self, node, other):
        if len(list(node.iter())) < MAX_COPY:
            other.insert(self.rng.randrange(len(other) + 1), copy(node))

    def _unwrap(self, node, _other):
        for child in list(node):
            node.addprevious(child)
        node.getparent().remove(node)

    def _wrap(self, node, _other, tag=None):
        wrapper = etree.Element(W + (tag or self.rng.choice(TAGS)))
        node.addprevious(wrapper)
        wrapper.append(node)

    def _nest(self, node, _other):
        """Put an element into many others of a kind."""
        tag = self.rng.choice(TAGS)
        for _level in range(self.rng.choice((3, 30, 100))):
            self._wrap(node, None, tag)

    def _move(self, node, other):
        if node is not other and node not in other.iterancestors():
            other.insert(self.rng.randrange(len(other) + 1), node)

    def _rename(self, node, _other):
        space = self.rng.choice((W, W, W, "", R, "{urn:x}"))
        node.tag = space + self.rng.choice(TAGS)

    def _set(self, node, _other):
        """Change an attribute, or the text."""
        rng = self.rng
        if node.attrib and rng.randrange(4):
            name = rng.choice(sorted(node.attrib))
            if not rng.randrange(4):
                del node.attrib[name]
            else:
                node.set(name, rng.choice(self._get_words(name)))
        elif rng.randrange(2):
            node.text = rng.choice((None, *INSTRUCTIONS, *TEXTS))
        else:
            name = rng.choice(("id", "val", "name", "type", "instr", "numId", "w"))
            node.set(W + name, rng.choice(self._get_words(name)))

    @staticmethod
    def _get_words(name):
        local = name.rpartition("}")[2]
        if local == "fldCharType":
            return KINDS
        if local == "instr":
            return INSTRUCTIONS
        if local in ("Target", "PartName"):
            return TARGETS
        return (*NUMBERS, *TEXTS, *KINDS, "rId1", "rId2", "default", "External")

    def _field(self, node, _other):
        """Put a mark or the instruction of a field somewhere."""
        rng = self.rng
        kind = rng.choice((*KINDS, "instr", "simple", "typed"))
        run = etree.Element(W + "r")
        if kind == "simple":
            run = etree.Element(W + "fldSimple")
            run.set(W + "instr", rng.choice(INSTRUCTIONS))
        elif kind == "instr":
            etree.SubElement(run, W + "instrText").text = rng.choice(INSTRUCTIONS)
        elif kind == "typed":
            etree.SubElement(run, W + "t").text = rng.choice(TEXTS)
        else:
            etree.SubElement(run, W + "fldChar").set(W + "fldCharType", kind)
        rng.choice((node.addnext, node.addprevious, node.append))(run)

    def _comment(self, node, _other):
        node.append(self.rng.choice((etree.Comment("x"), etree.PI("m", "s0"))))

    def _redeclare(self, node, _other):
        """Write an element with a prefix of its own."""
        prefix = self.rng.choice((None, "x", "w", "a"))
        uri = self.rng.choice((NAMESPACES["w"], "urn:x"))
        local = node.tag.rpartition("}")[2]
        renewed = etree.Element(f"{{{uri}}}{local}", node.attrib, {prefix: uri})
        renewed.text = node.text
        renewed.extend(list(node))
        node.addprevious(renewed)
        node.getparent().remove(node)
