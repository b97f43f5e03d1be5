# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an e-mail says that was made from a Word document."""

import io

from lxml import html as lxml_html

from word_merge import to_html


def parse(data, keep=None):
    """Return the result in a div."""
    return lxml_html.fragment_fromstring(to_html(data, keep), create_parent="div")


def get_lines(data):
    return [element.text_content() for element in parse(data)]


def save(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
