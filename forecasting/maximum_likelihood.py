# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Finding the parameters that make what was seen most likely."""

import numpy as np

# Parameters that run off to zero or infinity stop at these logarithms: nothing that is
# predicted changes beyond, and nothing overflows before.
BOUND = 12.0


def maximize(likelihood, starts, bound=BOUND):
    """Return the logarithms of the parameters with the highest likelihood.

    L-BFGS-B (Byrd, Lu, Nocedal & Zhu 1995) from each start, with the gradient given.

    :param likelihood: function of an array of logarithms that returns the mean log
        likelihood and its gradient
    :param starts: logarithms of parameters, one sequence for each start
    :param float bound: the largest absolute logarithm
    :return: (array of logarithms, mean log likelihood there)
    """
    from scipy.optimize import minimize

    def negative(logs):
        value, gradient = likelihood(logs)
        return -value, -gradient

    best, best_value = None, -np.inf
    for start in starts:
        start = np.clip(np.asarray(start, dtype=float), -bound, bound)
        found = minimize(
            negative,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=[(-bound, bound)] * len(start),
            options={"ftol": 1e-15, "gtol": 1e-8, "maxiter": 1000, "maxls": 50},
        )
        if best is None or -found.fun > best_value:
            best, best_value = found.x, -found.fun
    return best, best_value
