# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Prediction models: arrays in, arrays out, nothing of Odoo.

- ``lifetime_value``: BG/NBD, MBG/NBD, Pareto/NBD and Gamma-Gamma, what customers will
  buy and for how much
- ``retention``: shifted-beta-geometric, how long subscriptions last
- ``churn``: a classifier of who will stop, and what it looks at
- ``recommendation``: which products a customer may want next
- ``features``: from purchases to what the models want
- ``evaluation`` and ``grades``: how good a prediction was, beside a simple one
- ``trust``: how sure that is, and what it is good for
- ``contrast`` and ``lookalike``: what sets a group apart, and who else is like it

Needs numpy and scipy, and scikit-learn for ``churn``. They are imported when they are
first used: importing this package costs nothing and needs none of them.
"""

import importlib

_MODULES = (
    "churn",
    "contrast",
    "evaluation",
    "features",
    "grades",
    "lifetime_value",
    "lookalike",
    "recommendation",
    "retention",
    "trust",
)
__all__ = list(_MODULES)


def __getattr__(name):
    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
