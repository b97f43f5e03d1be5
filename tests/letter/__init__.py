# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_letter_preview,
    test_letters_pdf,
    test_libreoffice,
    test_next_step,
    test_page_counts,
    test_sample_letters,
    test_tours_letters,
)
