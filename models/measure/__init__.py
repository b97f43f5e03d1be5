# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures about a contact, such as the revenue of a year, for every condition."""

from . import (
    contact_measure,
    contact_measure_definition,
    contact_measure_telling,
    contact_measure_examples,
    contact_measure_useful,
    contact_measure_value,
    contact_measure_column,
    contact_measure_columns_mixin,
    res_lang,
    res_partner,
    ir_module_module,
)
