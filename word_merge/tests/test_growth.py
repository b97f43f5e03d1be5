# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Four times as much takes four times as long, not sixteen; ``growing`` says of what.

``make bench ARGS=growth_word`` measures larger ones, and the memory.
"""

import gc
import time
import zipfile

import pytest
from lxml import etree

from word_merge import TemplateError, compile_template

from .documents import build, pack, unpack
from .growing import EMAILS, SHAPES, Growth, make_long
from .letters import make_letter
from .markup import complex_field, merge_field, paragraph, run, table

# Twice what is expected, and what may happen besides in milliseconds.
MOST, SLACK = 8, 0.03


@pytest.mark.parametrize("name", [*SHAPES, *EMAILS])
def test_time_grows_with_the_size(name):
    size = (SHAPES | EMAILS)[name][1]
    growth = Growth(name, [size // 4, size])
    few, many = growth.measure_seconds()
    assert many < MOST * few + SLACK, (few, many)


def test_compiling_a_long_letter():
    """It takes little more than reading and writing it, which LXML does."""
    data = make_long(3000)
    text = unpack(data)["word/document.xml"]

    def read():
        etree.tostring(etree.fromstring(text), encoding="unicode")

    # in turns, because a machine with other work is slow for seconds at a time
    runs = [
        (_measure(read), _measure(lambda: compile_template(data))) for _ in range(5)
    ]
    fastest, seconds = map(min, zip(*runs, strict=True))
    # four times as long; it was eight when each element was looked at
    assert seconds < 6 * fastest + SLACK, (seconds, fastest)


def _measure(use):
    gc.collect()
    start = time.process_time()
    use()
    return time.process_time() - start


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (complex_field(" MERGEFIELD Name " + "x " * 1_000_001), "2,000,000 characters"),
        (complex_field(' IF "a" = "*' + "a" * 255 + '" "b" '), "255 characters"),
        (
            f"<w:r><w:rPr>{'<w:b/>' * 2000}</w:rPr>"
            + '<w:fldChar w:fldCharType="end"/>' * 2000
            + "</w:r>",
            "4 MB of formatting",
        ),
    ],
)
def test_limits_are_said(markup, words):
    with pytest.raises(TemplateError, match=words):
        # stored, because what repeats itself packs better than any document may
        compile_template(pack(unpack(build(paragraph(markup))), zipfile.ZIP_STORED))


def test_rows_inside_rows_have_a_limit():
    inner = table([run("{{B.x}}" + "x" * 1000)])
    markup = inner
    for name in ("C", "D"):
        markup = table([run("{{" + name + ".x}}")]).replace(
            "</w:tc>", markup + "</w:tc>"
        )
    template = compile_template(build(markup, paragraph("x")))
    rows = [{"x": "1"}] * 60
    with pytest.raises(TemplateError, match="field D.x are more than 64 MB"):
        template.render({"B": rows, "C": rows, "D": rows})
    assert template.render({"B": rows[:3], "C": rows[:3], "D": rows[:3]})


def test_a_letter_with_many_relations_to_a_header_fills_it_once():
    document = make_letter()
    for number in range(300):
        document.add_relation(
            f"rIdMore{number}",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header",
            "header1.xml",
        )
    document.parts["word/header1.xml"] = document.parts["word/header1.xml"].replace(
        "<w:p ", paragraph(merge_field("Name")) * 50 + "<w:p ", 1
    )
    template = compile_template(document.build())
    assert len(template.render_combined([{"Name": "A"}, {"Name": "B"}])) < 200_000
