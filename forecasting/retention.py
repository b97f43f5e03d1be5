# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long subscriptions last."""

from .shifted_beta_geometric import ShiftedBetaGeometric, fit_sbg

__all__ = ["ShiftedBetaGeometric", "fit_sbg"]
