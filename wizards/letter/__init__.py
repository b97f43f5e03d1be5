# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The preview of letters, and what it says of each document."""

from . import (
    contact_letter_preview,
    contact_letter_check,
    contact_letter_file,
    contact_document_take_over,
)
