# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDFs of many letters: taken apart by page, told apart by letter, and joined."""
