# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_document_lint,
    test_document_sentences,
    test_document_versions,
    test_letter_check,
    test_mail_text,
    test_merge_documents,
    test_merge_fields,
    test_merge_rights,
    test_merge_storage,
    test_salutations,
    test_survey_apps,
    test_take_over,
    test_take_over_apps,
    test_template,
    test_text_messages,
    test_word_templates,
)
