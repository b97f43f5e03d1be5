# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How large pictures are drawn, and how large files may be: to the last one."""

import pytest
from lxml import etree

from word_merge import TemplateError, compile_template, package

from .documents import Document, build, pack, unpack
from .markup import merge_field, paragraph, picture
from .merging import render
from .test_pictures import EXTENT, PNG, make_picture

# Pictures that do not say otherwise have 72 points an inch.
PIXEL = 914400 // 72
WIDEST, HIGHEST = int(6.3 * 914400), 3 * 914400


def get_size(data):
    """Return the size of the only picture of a document."""
    (extent,) = etree.fromstring(unpack(data)["word/document.xml"]).iter(EXTENT)
    return int(extent.get("cx")), int(extent.get("cy"))


@pytest.mark.parametrize(
    ("pixels", "size"),
    [
        ((60, 20), (60 * PIXEL, 20 * PIXEL)),
        ((1, 1), (PIXEL, PIXEL)),
        ((450, 210), (450 * PIXEL, 210 * PIXEL)),
        # no wider than the text, no higher than a third of the page, not distorted
        ((1000, 100), (WIDEST, WIDEST // 10)),
        ((100, 1000), (HIGHEST // 10, HIGHEST)),
        ((1000, 1000), (HIGHEST, HIGHEST)),
        ((2000, 800), (WIDEST, WIDEST * 2 // 5)),
        ((3000, 1), (WIDEST, WIDEST // 3000)),
    ],
)
def test_sizes_of_pictures_in_text(pixels, size):
    data = build(paragraph(merge_field("Logo")))
    found = get_size(render(data, {"Logo": make_picture("PNG", pixels)}))
    assert found == pytest.approx(size, abs=1)


@pytest.mark.parametrize(
    ("pixels", "size"),
    [
        ((60, 20), (900_000, 300_000)),
        ((20, 20), (300_000, 300_000)),
        ((90, 10), (900_000, 100_000)),
        ((10, 90), (33_333, 300_000)),
        ((3000, 1000), (900_000, 300_000)),
    ],
)
def test_sizes_of_pictures_in_the_place_of_another(pixels, size):
    document = Document(paragraph(picture("rIdPicture", 60, "{{Logo}}")))
    document.add_picture("old.png", PNG)
    found = get_size(render(document.build(), {"Logo": make_picture("PNG", pixels)}))
    assert found == pytest.approx(size, abs=1)


@pytest.mark.parametrize("value", [b"no picture", PNG[:20], make_picture("TIFF")])
def test_values_that_are_no_pictures(value):
    message = "^The picture of the field Logo is no PNG, JPEG or GIF file; convert it.$"
    with pytest.raises(TemplateError, match=message):
        render(build(paragraph(merge_field("Logo"))), {"Logo": value})


def test_files_may_be_so_large(monkeypatch):
    data = build("x")
    monkeypatch.setattr(package, "MAX_FILE", len(data))
    assert compile_template(data)
    monkeypatch.setattr(package, "MAX_FILE", len(data) - 1)
    with pytest.raises(TemplateError, match="larger than 0 MB; compress its pictures"):
        compile_template(data)


@pytest.mark.parametrize("name", ["MAX_PARTS", "MAX_ENTRIES"])
def test_files_may_have_so_many_parts(monkeypatch, name):
    data = build("x")
    count = len(unpack(data))
    monkeypatch.setattr(package, name, count)
    assert compile_template(data)
    monkeypatch.setattr(package, name, count - 1)
    message = f"has {count} parts, more than the {count - 1} that are allowed"
    with pytest.raises(TemplateError, match=message):
        compile_template(data)


def test_parts_may_be_so_large_when_they_are_unpacked(monkeypatch):
    data = build("x" * 5000)
    sizes = {name: len(content) for name, content in unpack(data).items()}
    for name, limit, message in (
        ("MAX_UNPACKED", sum(sizes.values()), "too large when it is unpacked; make it"),
        (
            "MAX_XML_PART",
            max(sizes.values()),
            "The part word/document.xml is too large",
        ),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(package, name, limit)
            assert compile_template(data)
            patch.setattr(package, name, limit - 1)
            with pytest.raises(TemplateError, match=message):
                compile_template(data)


def test_templates_of_word_become_documents():
    parts = Document(paragraph(merge_field("Name"))).get_parts()
    kind = "wordprocessingml.{}.main+xml"
    for name in ("document", "template"):
        types = parts["[Content_Types].xml"]
        types = types.replace(kind.format("document"), kind.format(name))
        result = unpack(render(pack({**parts, "[Content_Types].xml": types}), {}))
        assert kind.format("document").encode() in result["[Content_Types].xml"]
        assert kind.format("template").encode() not in result["[Content_Types].xml"]
