# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever the file is: a template that renders, or a TemplateError.

More examples with ``--hypothesis-profile=long``.
"""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from word_merge import TemplateError, compile_template

from .documents import build, pack, unpack
from .letters import make_contacts, make_letter
from .markup import W, merge_field, paragraph

LETTER = make_letter().build()
PARTS = unpack(LETTER)
SMALL = build(paragraph(merge_field("Name")))
CONTACTS = make_contacts(2)
CHANGES = ("remove", "double", "unwrap", "move", "empty", "rename", "kind", "text")
KINDS = ("begin", "separate", "end", "")
TAGS = (
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "sectPr",
    "fldChar",
    "instrText",
    "sdt",
    "body",
)
TEXTS = (
    "IF",
    " MERGEFIELD ",
    "{{Name}}",
    "«",
    "}}",
    '"',
    "\\",
    ' IF 1 = "*" "x',
    "\\* Upper",
    "\ue000",
    "\U000f0000",
    "letter_1",
)


def accept(data):
    """Compile and render a document; what is no template is refused politely."""
    try:
        template = compile_template(data)
    except TemplateError as error:
        assert str(error)
        return
    assert all(isinstance(name, str) for name in template.field_names)
    assert all(isinstance(warning, str) for warning in template.warnings)
    for result in (template.render(CONTACTS[0]), template.render_combined(CONTACTS)):
        with zipfile.ZipFile(io.BytesIO(result)) as archive:
            names = archive.namelist()
            assert len(names) == len(set(names))
            for name in names:
                content = archive.read(name)
                if name.startswith("word/document"):
                    etree.fromstring(content)


@given(st.binary(max_size=2000))
def test_random_bytes(data):
    accept(data)
    accept(b"PK\x03\x04" + data)


@given(
    st.lists(
        st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)),
        min_size=1,
        max_size=8,
    )
)
def test_bytes_of_the_zip(flips):
    changed = bytearray(SMALL)
    for place, value in flips:
        changed[place] = value
    accept(bytes(changed))


@given(st.sampled_from(sorted(PARTS)), st.data())
def test_bytes_of_a_part(name, data):
    content = bytearray(PARTS[name])
    for _number in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(
            st.one_of(st.binary(max_size=3), st.sampled_from([b"<", b">", b"&", b'"']))
        )
        content[place : place + data.draw(st.integers(0, 12))] = piece
    accept(pack({**PARTS, name: bytes(content)}))


@given(
    st.sampled_from(sorted(name for name in PARTS if name.endswith((".xml", ".rels")))),
    st.lists(
        st.tuples(
            st.sampled_from(CHANGES), st.integers(0, 10_000), st.integers(0, 10_000)
        ),
        min_size=1,
        max_size=12,
    ),
)
def test_elements_of_a_part(name, changes):
    tree = etree.fromstring(PARTS[name])
    for change, first, second in changes:
        nodes = list(tree.iter(etree.Element))[1:]
        if nodes:
            _change(change, nodes, first, second)
    accept(pack({**PARTS, name: etree.tostring(tree)}))


@given(st.data())
def test_marks_of_fields_in_any_order(data):
    tree = etree.fromstring(PARTS["word/document.xml"])
    marks = list(tree.iter(f"{W}fldChar", f"{W}instrText"))
    for mark in marks:
        if mark.tag == f"{W}fldChar":
            if data.draw(st.integers(0, 3)) == 0:
                mark.set(f"{W}fldCharType", data.draw(st.sampled_from(KINDS)))
        elif data.draw(st.booleans()):
            mark.text = data.draw(st.sampled_from(TEXTS))
    accept(pack({**PARTS, "word/document.xml": etree.tostring(tree)}))


def _change(change, nodes, first, second):
    """Damage one element as a bad program might."""
    node, other = nodes[first % len(nodes)], nodes[second % len(nodes)]
    parent = node.getparent()
    if change == "remove":
        parent.remove(node)
    elif change == "double":
        parent.insert(parent.index(node), etree.fromstring(etree.tostring(node)))
    elif change == "unwrap":
        for child in list(node):
            parent.insert(parent.index(node), child)
        parent.remove(node)
    elif change == "move" and node not in other.iterancestors() and node is not other:
        other.append(node)
    elif change == "empty":
        for key in list(node.attrib):
            del node.attrib[key]
        node.text = None
    elif change == "rename":
        node.tag = W + TAGS[second % len(TAGS)]
    elif change == "kind":
        for key in list(node.attrib):
            node.set(key, (*KINDS, *TEXTS)[second % (len(KINDS) + len(TEXTS))])
    elif change == "text":
        node.text = TEXTS[second % len(TEXTS)]
