# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a letter shows, whoever it is for: documents, merge fields, salutations."""

from . import (
    contact_print_choices_mixin,
    contact_merge_mixin,
    contact_salutation,
    contact_document_mixin,
    contact_document_text,
    contact_document_source,
    contact_document_version,
    contact_merge_check,
    contact_merge_survey,
    contact_merge_output,
)
