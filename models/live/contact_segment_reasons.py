# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..segment.step_reasons import StepReasons
from .refresh_statement import get_pins


class LiveReasons(StepReasons):
    """The conditions of the steps of a live segment, on which hands are stronger.

    Whom somebody entered or removed by hand is in or out whatever the other steps do:
    here those come first, and what was done by hand decides after them.
    """

    def __init__(self, segment, steps):
        super().__init__(segment, steps.sorted(lambda one: one.source == "manual"))

    def _make_gates(self, step):
        """Let who was entered by hand stay in, unless archived."""
        if step.source == "manual":
            return [self._make_gate("archived")]
        return super()._make_gates(step)


class ContactSegment(models.Model):
    """Why a contact is on a live segment or not, those by hand included."""

    _inherit = "contact.segment"

    def _get_reasons(self, steps):
        return LiveReasons(self, steps) if self.is_live else super()._get_reasons(steps)

    def _find_effects(self, steps, partner):
        """Let no step after it change what was done by hand."""
        effects, included = super()._find_effects(steps, partner)
        if not self.is_live:
            return effects, included
        # the last step by hand that is about the contact
        pin, is_in = get_pins(steps).get(partner.id, (0, False))
        if not pin:
            return effects, included
        after = steps.ids.index(pin)
        rest = [(step, "kept" if is_in else "none") for step in steps[after + 1 :]]
        return [
            *effects[:after],
            (steps[after], "added" if is_in else "removed"),
            *rest,
        ], included
