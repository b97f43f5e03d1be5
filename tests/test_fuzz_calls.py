# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import TransactionCase, tagged

from .fuzz_calls import FuzzCalls

SEED = 9
CALLS = 500


@tagged("post_install", "-at_install")
class TestFuzzCalls(TransactionCase):
    """Random calls; benchmarks/fuzz.py makes many more of them."""

    def test_random_calls_give_refusals_and_results_only(self):
        fuzz = FuzzCalls(self.env, SEED)
        found = fuzz.run(CALLS)
        self.assertFalse(found, "\n" + "\n".join(map(str, found)))
        self.assertGreater(fuzz.answered, CALLS / 20)
        self.assertGreater(fuzz.refused, CALLS / 20)
