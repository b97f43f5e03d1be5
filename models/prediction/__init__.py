# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What customers will do: definition, phases, scores, words and segments of it."""

from . import (
    contact_prediction,
    contact_prediction_score,
    contact_prediction_results,
    contact_prediction_trust,
    contact_prediction_card,
    contact_prediction_phases,
    contact_prediction_moves,
    contact_prediction_segment,
    contact_segment,
    contact_segment_value,
    res_partner,
    source,
    feature,
    kind,
)
