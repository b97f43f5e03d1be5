# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One thread for whatever the numeric libraries compute."""

import contextlib
import functools


def one_thread():
    """Return a context in which all libraries that are loaded use one thread only.

    A process that is forked after OpenMP has started threads waits for them for ever
    when it trains itself; and threads count several times against a limit of CPU time.
    A library that is imported inside of the context is not limited: import it before.
    """
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        # it comes with scikit-learn, without which there is no OpenMP
        return contextlib.nullcontext()
    return threadpool_limits(limits=1)


def single_threaded(function):
    """Let a function, and the libraries it calls, use one thread only."""

    @functools.wraps(function)
    def wrapper(*arguments, **named):
        with one_thread():
            return function(*arguments, **named)

    return wrapper
