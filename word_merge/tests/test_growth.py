# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Four times as much takes four times as long, not sixteen; ``growing`` says of what.

``make bench ARGS=growth_word`` measures larger ones, and the memory.
"""

import sys
import zipfile

import pytest

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
    """No step of it looks at every element, of which a paragraph has about 45.

    Steps of Python are counted, because they are the same on every machine: about 320
    a paragraph, and 140 more for one loop over all elements that does nothing.
    """
    count = 1000
    data = make_long(count)
    assert _count_steps(lambda: compile_template(data)) < 450 * count


def _count_steps(use):
    """Return how many instructions of Python somebody's use takes."""
    steps = 0

    def trace(frame, event, _argument):
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        use()
    finally:
        sys.settrace(before)
    return steps


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
