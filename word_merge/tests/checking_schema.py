# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents through the rules of the Open XML SDK, as openxml-audit has them."""

import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest

# What Word does without, as do these documents; and what python-docx brings along.
UNIMPORTANT = re.compile("required relationship type|stylesWithEffects")


def find_errors(data):
    """Return what is wrong with a document, counted by part and sentence."""
    # a new one: it remembers the numbers of notes from document to document
    validator = pytest.importorskip("openxml_audit").OpenXmlValidator()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "letter.docx")
        path.write_bytes(data)
        errors = validator.validate(path).errors
    return Counter(
        f"{error.part_uri}: {error.description}"
        for error in errors
        if not UNIMPORTANT.search(error.description)
    )
