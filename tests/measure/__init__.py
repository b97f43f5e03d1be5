# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_measure,
    test_measure_apps,
    test_measure_columns,
    test_measure_random,
    test_questions,
    test_questions_apps,
    test_tours_measure,
)
