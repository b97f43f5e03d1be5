# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Grades A, B and C: how much better a prediction was than a simple rule.

Better is always meant relatively: 22 of 100 are 10 % more than 20 of 100.
"""

LEAST_ACCURACY = 0.5
# With fewer customers who were tested, and with fewer who were to be found among them
# or fewer others, one more or less changes the grade.
LEAST_TESTED = 100
LEAST_FOUND = 10
A_LITTLE = 1e-9


def get_doubt(happened, others, difference):
    """Tell why a prediction cannot be graded.

    :param int happened: how many of the customers it was tried on were to be found
    :param int others: how many were not; None: everybody was to be found
    :param Difference difference: of the prediction and the simple rule
    :return: ``nobody`` or ``everybody`` was to be found, ``few`` were tested, the
        difference is within ``chance``; empty: it can be graded
    """
    if not happened:
        return "nobody"
    if others == 0:
        return "everybody"
    fewest = happened if others is None else min(happened, others)
    if happened + (others or 0) < LEAST_TESTED or fewest < LEAST_FOUND:
        return "few"
    return "chance" if difference.is_within_chance else ""


def get_gain(value, baseline):
    """Return by which share of the baseline a value is above it.

    :param float value: of the model
    :param float baseline: of the simple rule
    :return: float, 0.1 = a tenth more; infinite if only the baseline is 0
    """
    if baseline:
        return value / baseline - 1
    return float("inf") if value > 0 else 0.0


def grade_lifetime_value(success_rate, baseline):
    """Grade by the share of the customers of high value that was predicted.

    :return: "A" from 5 % more than the baseline on, "B" as good or better, else "C"
    """
    return _grade(get_gain(success_rate, baseline), 0.05)


def grade_transactional_churn(accuracy, accuracy_of_churned, baseline):
    """Grade by the accuracy over all and over those who churned.

    :param float baseline: accuracy of the best rule of recency over those who churned
    :return: "A" if half of all are right, and 10 % more than by the baseline of those
        who churned, "B" if half of all are right and not fewer than by the baseline of
        those who churned, else "C"
    """
    if accuracy < LEAST_ACCURACY:
        return "C"
    return _grade(get_gain(accuracy_of_churned, baseline), 0.10)


def grade_subscription_churn(accuracy, accuracy_of_churned, churn_rate):
    """Grade by the accuracy over all and over those who churned.

    :param float churn_rate: share of customers who churned on average until now
    :return: as ``grade_transactional_churn``, with the rate as baseline
    """
    return grade_transactional_churn(accuracy, accuracy_of_churned, churn_rate)


def grade_recommendation(success_at_k, baseline):
    """Grade by the share of customers who bought something of what was recommended.

    :param float baseline: the same of the most popular products
    :return: "A" from 10 % more than the baseline on, "B" as good or better, else "C"
    """
    return _grade(get_gain(success_at_k, baseline), 0.10)


def grade_purchase(found, baseline):
    """Grade by the share of the customers who bought, or did what was asked, found.

    :param float baseline: the same by the simple rule
    :return: "A" from 10 % more than the baseline on, "B" as good or better, else "C"
    """
    return _grade(get_gain(found, baseline), 0.10)


def _grade(gain, much):
    if gain >= much - A_LITTLE:
        return "A"
    return "B" if gain >= -A_LITTLE else "C"
