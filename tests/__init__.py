# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_line,
    test_preview,
    test_steps,
    test_steps_model,
    test_template,
    test_tours,
)
