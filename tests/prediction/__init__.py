# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_prediction_access,
    test_prediction_amounts,
    test_prediction_churn,
    test_prediction_concurrency,
    test_prediction_data_report,
    test_prediction_features,
    test_prediction_fifth_kind,
    test_prediction_killed,
    test_prediction_lifetime_value,
    test_prediction_mapping,
    test_prediction_merged,
    test_prediction_nothing_left,
    test_prediction_reasons,
    test_prediction_recommendation,
    test_prediction_run,
    test_prediction_screens,
    test_prediction_segment,
    test_prediction_sources,
    test_prediction_subscription_churn,
    test_prediction_subscription_features,
    test_prediction_trust,
    test_sample_predictions,
    test_sight_scores,
    test_tours_predictions,
)
