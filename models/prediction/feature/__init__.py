# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From rows to arrays: figures of customers, added up from lines read once."""

from . import contact_prediction_features
