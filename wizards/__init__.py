# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The dialogs, in the same rooms as the models."""

from . import (
    contact,
    interaction,
    segment,
    letter,
    delivery,
    output,
    live,
    call,
    work,
    result,
    prediction,
)
