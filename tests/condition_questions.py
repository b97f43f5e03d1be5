# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Twelve questions that people ask, as conditions: tested, and shown in the guide.

Plain data, read by tests and by scripts/screenshots_conditions.py. A text that begins
with @ stands for the id of a record: of a measure by its key, or of what a test or a
picture names.
"""

COMPANY_REVENUE = {
    "name": "Revenue of the whole company",
    "model": "sale.order",
    "partner_path": "partner_id",
    "domain": "[('state', '=', 'sale')]",
    "aggregate": "sum",
    "field_name": "amount_untaxed",
    "date_field": "date_order",
    "by_company": True,
}
LAST_YEAR = {
    "name": "Orders, last year",
    "model": "sale.order",
    "partner_path": "partner_id",
    "domain": "[('state', '=', 'sale')]",
    "aggregate": "count",
    "date_field": "date_order",
    "date_from": "today -1y =1m =1d",
    "date_to": "today =1m =1d",
}
THIS_YEAR = {
    **LAST_YEAR,
    "name": "Orders, this year",
    "date_from": "today =1m =1d",
    "date_to": False,
}
HALF_A_YEAR = {
    "name": "Interactions, last half year",
    "model": "contact.interaction",
    "partner_path": "partner_id",
    "domain": "[('state', '=', 'done')]",
    "aggregate": "count",
    "date_field": "date",
    "date_from": "today -182d",
}
# Measures that the questions need and the addon does not bring.
MEASURES = {
    "@interactions_182": HALF_A_YEAR,
    "@company_revenue": COMPANY_REVENUE,
    "@orders_last_year": LAST_YEAR,
    "@orders_this_year": THIS_YEAR,
}


def figure(measure, *conditions):
    """Return a condition on the value of a measure."""
    return ("measure_value_ids", "any", [("measure_id", "in", [measure]), *conditions])


def order_of(product, operator="any"):
    """Return a condition on an order with a product."""
    bought = [("state", "=", "sale"), ("order_line.product_id", "in", [product])]
    return ("sale_order_ids", operator, bought)


# What every database with the addon knows.
QUESTIONS = {
    "countries": [
        ("country_id", "in", ["@belgium", "@netherlands"]),
        ("email", "!=", False),
    ],
    "no_contact": [figure("@interactions_182", ("value", "<", 1))],
    "wrote_to_us": [figure("@interactions_inbound_90", ("value", ">=", 1))],
    "open_and_silent": [
        figure("@opportunities_open", ("value", ">=", 1)),
        figure("@interactions_outbound_30", ("value", "<", 1)),
    ],
    "lost_not_open": [
        figure("@opportunities_lost_value", ("value", ">=", 5000)),
        figure("@opportunities_open", ("value", "<", 1)),
    ],
    "here_not_there": [
        ("segment_ids", "in", ["@spring"]),
        ("segment_ids", "not in", ["@autumn"]),
    ],
}
# What Sales knows.
SALE_QUESTIONS = {
    "never_bought": [figure("@orders", ("value", "<", 1))],
    "a_never_b": [order_of("@product_a"), order_of("@product_b", "not any")],
    "three_in_a_month": [figure("@orders_30", ("value", ">=", 3))],
    "whole_company": [figure("@company_revenue", ("value", ">=", 10000))],
    "last_year_only": [
        figure("@orders_last_year", ("value", ">=", 1)),
        figure("@orders_this_year", ("value", "<", 1)),
    ],
    "one_big_order": [
        (
            "sale_order_ids",
            "any",
            [
                ("state", "=", "sale"),
                ("amount_untaxed", ">=", 1000),
                # as the editor writes the last 30 days
                ("date_order", ">=", "today -30d"),
                ("date_order", "<", "today"),
            ],
        )
    ],
}


def fill(value, ids):
    """Return a condition with ids in the place of names.

    :param value: a condition, or a part of one
    :param dict[str, int] ids: what the names stand for
    """
    if isinstance(value, list | tuple):
        return type(value)(fill(one, ids) for one in value)
    if isinstance(value, str) and value.startswith("@"):
        return ids[value]
    return value
