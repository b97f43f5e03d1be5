# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What kind of document a file is, by what its user says and by its name."""

DOCUMENT_KINDS = [
    ("word", "Word letter"),
    ("html", "E-mail text"),
    ("file", "File"),
    ("text", "Text message"),
]


def get_extension(filename):
    """Return the extension of a file, in lower case and without the dot.

    :param str filename: its name, maybe none
    :rtype: str
    """
    return (filename or "").rpartition(".")[2].lower()


def is_word(kind, filename):
    """Whether a document is merged by Word's rules.

    :param str kind: word, html, file or text
    :param str filename: its name, maybe none
    :rtype: bool
    """
    return kind == "word" or kind == "file" and get_extension(filename) == "docx"


def is_pdf(kind, filename):
    """Whether a document is printed as it is.

    :param str kind: word, html, file or text
    :param str filename: its name, maybe none
    :rtype: bool
    """
    return kind == "file" and get_extension(filename) == "pdf"
