# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What most tests do: compile, render, check the result and read it."""

from word_merge import compile_template

from .checking import check_document
from .documents import build
from .markup import paragraph
from .reading import get_text


def render(data, values):
    """Return a rendered document that has been checked, as have two in one."""
    template = compile_template(data)
    result = template.render(values)
    check_document(result)
    check_document(template.render_combined([values, values]))
    return result


def merge(*body, **values):
    """Return the text of a document of this body merged with these values."""
    return get_text(render(build(*body), values))


def merge_field_text(markup, **values):
    """Return the text of one paragraph, between brackets so that blanks are seen."""
    text = merge(paragraph("[", markup, "]"), **values)
    assert text.startswith("[") and text.endswith("]")
    return text[1:-1]
