# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The same letters by this addon and by the libraries that others use.

Separate ones come one after the other, as the delivery takes them: to keep a thousand
of them would measure how long the system takes to hand out the memory.
"""

import io

from docxtpl import DocxTemplate
from letters_document import add_merge_field, add_typed_field, make_letter
from mailmerge import MailMerge

from word_merge import compile_template

LETTER = make_letter(add_merge_field)
TYPED_LETTER = make_letter(add_typed_field)


def merge_separate(rows):
    """Yield a document for each row, by this addon."""
    yield from compile_template(LETTER).render_many(rows)


def merge_combined(rows):
    """Return one document, by this addon."""
    return compile_template(LETTER).render_combined(rows)


def merge_by_mailmerge(rows):
    """Yield a document for each row, by docx-mailmerge2."""
    for row in rows:
        yield _write_mailmerge(lambda document: document.merge(**row))  # noqa: B023


def combine_by_mailmerge(rows):
    """Return one document with a section for each row, by docx-mailmerge2."""
    return _write_mailmerge(
        lambda document: document.merge_templates(rows, separator="nextPage_section")
    )


def merge_by_docxtpl(rows):
    """Yield a document for each row, by docxtpl."""
    for row in rows:
        template = DocxTemplate(io.BytesIO(TYPED_LETTER))
        template.render(row, autoescape=True)
        buffer = io.BytesIO()
        template.save(buffer)
        yield buffer.getvalue()


SEPARATE = {"docx-mailmerge2": merge_by_mailmerge, "docxtpl": merge_by_docxtpl}


def _write_mailmerge(merge):
    buffer = io.BytesIO()
    with MailMerge(io.BytesIO(LETTER)) as document:
        merge(document)
        document.write(buffer)
    return buffer.getvalue()
