# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How much there can be in a document of Word, and how deep it is followed."""

# Fields, parentheses and formulas in one another: each level takes some of the stack
# of Python.
MAX_DEPTH = 20
# Of a table.
MAX_COLUMNS = 63
# Of a list.
LEVELS = 9
