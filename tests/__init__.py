# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_architecture,
    test_bad_arguments,
    test_bad_input,
    test_bounds,
    test_compare_tests,
    test_every_screen,
    test_fuzz_calls,
    test_guest,
    test_guest_cost,
    test_lock_order,
    test_lock_waits,
    test_numbers,
    test_order_of_work,
    test_packaging,
    test_read_arguments,
    test_rights_named,
    test_rights_values,
    test_rpc,
    test_rpc_guide,
    test_security_guide,
    test_themes,
)

# Odoo looks for tests in this package only, so it takes over those of the rooms.
from .contact import *
from .measure import *
from .document import *
from .interaction import *
from .segment import *
from .letter import *
from .delivery import *
from .output import *
from .live import *
from .call import *
from .work import *
from .event import *
from .result import *
from .prediction import *
from .insight import *
