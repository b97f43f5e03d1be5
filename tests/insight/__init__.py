# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    test_circles,
    test_differences,
    test_overlap,
    test_similar,
    test_suggest,
    test_tours_insights,
)
