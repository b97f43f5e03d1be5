# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The dialog that makes a segment of a prediction."""

from . import base_partner_merge, contact_prediction_segment_wizard
