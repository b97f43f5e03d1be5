# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents that are allowed and were made to take long, or to mislead the compiler."""

import time
import tracemalloc
import zipfile

import pytest

from word_merge import TemplateError, compile_html, compile_template, to_html

from .documents import Document, build, pack, replace_part
from .markup import complex_field, if_field, merge_field, paragraph, quoted, run
from .reading import get_text

MEGABYTE = 1024 * 1024


def test_one_text_of_9_megabytes_and_many_paragraphs():
    """Large, but within the limits: whatever happens, it happens soon."""
    start = time.perf_counter()
    for data in (
        build(paragraph(run("a" * 9 * MEGABYTE), "{{Name}}")),
        build(paragraph("x") * 100_000 + paragraph("{{Name}}")),
        build(paragraph("{{" * 500_000)),
        build(paragraph("«" * 1_000_000)),
    ):
        try:
            compile_template(data).render({"Name": "Anna"})
        except TemplateError as error:
            assert str(error).endswith(".")
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("count", [100, 2000])
def test_fields_nested_deeply(count):
    field = merge_field("Name")
    begin, end = complex_field(' IF 1 = 1 "@" "no" ', run("old")).split("@")
    opened = begin + '"</w:instrText></w:r>'
    opened = opened.replace('""</w:instrText>', '"</w:instrText>')
    closed = '<w:r><w:instrText xml:space="preserve">' + end
    start = time.perf_counter()
    try:
        template = compile_template(
            build(paragraph(opened * count + field + closed * count))
        )
        template.render({"Name": "Anna"})
    except TemplateError as error:
        assert "field" in str(error).lower()
    assert time.perf_counter() - start < 5


def test_texts_that_take_long_to_search():
    begin = '<w:r><w:instrText xml:space="preserve"> IF '
    pattern = "*a" * 30 + "*b"
    condition = complex_field(
        begin.replace("IF ", f'IF "{"a" * 5000}" = "{pattern}" "x" "y"')
        + "</w:instrText></w:r>"
    )
    spaces = " " * 100_000
    start = time.perf_counter()
    for text in (
        condition,
        run("{{a" + spaces),
        run(("{{a" + " " * 300) * 300),
        run("«a" + "b" * 100_000),
        merge_field("Name", '\\# "' + "#," * 5000 + '"'),
        merge_field("Name", '\\@ "' + "'" * 20_001 + '"'),
    ):
        compile_template(build(paragraph(text))).render({"Name": "1" + spaces})
    field = if_field(merge_field("Name"), "=", "2", "x", "y")
    template = compile_template(build(paragraph(field)))
    for value in ("1" + spaces + "x", "1" * 100_000 + "x", "1,111" * 20_000):
        template.render({"Name": value})
    assert time.perf_counter() - start < 4


def test_conditions_in_the_operands_of_conditions():
    """Each is asked once, or the outermost asks the innermost a million times."""
    field = merge_field("Name")
    for _level in range(18):
        field = if_field(quoted(field), "=", "x", "x", "y")
    template = compile_template(build(paragraph(field)))
    start = time.perf_counter()
    assert get_text(template.render({"Name": "x"})) == "x"
    assert get_text(template.render({"Name": "z"})) == "y"
    assert time.perf_counter() - start < 1


def test_fields_over_two_paragraphs():
    """What is between is found beside the field, not among all that is there."""
    begin, end = complex_field(" MERGEFIELD Name ", run("x@y")).split("@")
    begin += "</w:t></w:r>"
    end = '<w:r><w:t xml:space="preserve">' + end
    data = build_stored(f"<w:p>{begin}</w:p><w:p>{end}</w:p>" * 8_000)
    start = time.process_time()
    compile_template(data)
    assert time.process_time() - start < 8


def test_paragraphs_of_an_email():
    """Many in one place take as long as in many places."""
    many = 80_000
    cells = f"<w:tc>{'<w:p/>' * 1000}</w:tc>" * (many // 1000)
    seconds = []
    for body in ("<w:p/>" * many, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"):
        data = build_stored(body)
        start = time.process_time()
        to_html(data)
        seconds.append(time.process_time() - start)
    assert seconds[0] < 2 * seconds[1]


def test_memory_for_a_long_text_of_an_email():
    size = 600_000
    text = f"<p>{{{{Name}}}} {'ab cd ' * (size // 6)}</p>"
    tracemalloc.start()
    try:
        compile_html(text)
        assert tracemalloc.get_traced_memory()[1] < 30 * size
    finally:
        tracemalloc.stop()


def test_more_elements_than_fit_into_the_memory():
    data = build_stored("<w:p/>" * 1_000_000)
    for make in (compile_template, to_html):
        with pytest.raises(TemplateError, match="1,000,000 tags"):
            make(data)


def build_stored(body):
    """Return a .docx that is not packed; it may have the same over and over."""
    return pack(Document(body).get_parts(), zipfile.ZIP_STORED)


@pytest.mark.parametrize("mark", ["&#xF8F0;s0&#xF8F1;", "\uf8f0s99\uf8f1", "<?m s7?>"])
def test_text_that_looks_like_what_the_compiler_writes(mark):
    data = build(paragraph("[{{Name}}MARK]"))
    for encoding in ("utf-8", "utf-16"):
        changed = replace_part(
            data,
            "word/document.xml",
            lambda content, encoding=encoding: (
                content.decode()
                .replace("MARK", mark)
                .replace("UTF-8", encoding)
                .encode(encoding)
            ),
        )
        template = compile_template(changed)
        for result in (template.render({"Name": "A"}), template.render_combined([{}])):
            assert get_text(result) in ("[A]", "[As0]", "[As99]", "[]", "[s0]", "[s99]")
    value = {"Name": mark}
    assert get_text(compile_template(data).render(value)) == f"[{mark}MARK]"
    assert get_text(compile_template(data).render_combined([value])) == f"[{mark}MARK]"


def test_letters_larger_than_a_zip_can_be(monkeypatch):
    template = compile_template(build(paragraph("{{Name}}")))
    values = {"Name": "x" * 5000}
    size = len(template.render({}))
    monkeypatch.setattr("word_merge.zip_writer.MAX_SIZE", size)
    for make in (
        lambda: template.render(values),
        lambda: list(template.render_many([values])),
        lambda: template.render_combined([values]),
    ):
        with pytest.raises(TemplateError, match="4 GB"):
            make()
