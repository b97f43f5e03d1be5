# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One file for each kind: it trains, scores, and says what its figures mean.

What all kinds share stands in three: the hooks, the grade, and the reasons of a score.

Forms offer the kinds in the order in which they are loaded here.
"""

from . import (
    contact_prediction_kind,
    contact_prediction_grade,
    contact_prediction_reasons,
    contact_prediction_lifetime_value,
    contact_prediction_value_ways,
    contact_prediction_churn,
    contact_prediction_transaction_churn,
    contact_prediction_subscription_churn,
    contact_prediction_recommendation,
    contact_prediction_rfm,
    contact_prediction_next_purchase,
    contact_prediction_propensity,
)
