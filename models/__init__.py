# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One room for each capability; docs/architecture.md is the map.

The rooms are loaded in this order: what a room builds on comes before it.
"""

from . import (
    contact,
    measure,
    document,
    interaction,
    segment,
    letter,
    delivery,
    output,
    live,
    call,
    work,
    event,
    result,
    prediction,
    insight,
    res_config_settings,
    res_company,
    res_users_settings,
)
