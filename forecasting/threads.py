# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One thread for whatever the numeric libraries compute."""

import functools


def single_threaded(function):
    """Let a function, and all libraries it calls, use one thread only.

    A process that is forked after OpenMP has started threads waits for them for ever
    when it trains itself; and threads count several times against a limit of CPU time.
    """

    @functools.wraps(function)
    def wrapper(*arguments, **named):
        try:
            from threadpoolctl import threadpool_limits
        except ImportError:
            # it comes with scikit-learn, without which there is no OpenMP
            return function(*arguments, **named)
        with threadpool_limits(limits=1):
            return function(*arguments, **named)

    return wrapper
