# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where the rows come from: apps, imports, any mapped model; the data report."""

from . import (
    contact_prediction_source_adapter,
    contact_prediction_source,
    mapped_adapters,
    subscription_adapters,
    imported,
    sales_adapters,
    contact_prediction_source_mapping,
    contact_prediction_source_check,
)
