# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customer lifetime value: how often customers will buy, and for how much.

BG/NBD, MBG/NBD and Pareto/NBD tell the number of purchases, Gamma-Gamma their value;
the lifetime value over a period is the product of the two, as spending and buying are
independent in the models.
"""

from .bg_nbd import BgNbd, fit_bg_nbd
from .gamma_gamma import GammaGamma, fit_gamma_gamma
from .mbg_nbd import MbgNbd, fit_mbg_nbd
from .pareto_nbd import ParetoNbd, fit_pareto_nbd

__all__ = [
    "BgNbd",
    "GammaGamma",
    "MbgNbd",
    "ParetoNbd",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_mbg_nbd",
    "fit_pareto_nbd",
]
