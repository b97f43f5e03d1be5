# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is checked of arrays before anything is computed with them."""

import functools

import numpy as np

# Times that were divided may differ in the last digits.
TOLERANCE = 1e-9


def as_numbers(**columns):
    """Return columns as floats of the same length.

    :param columns: one-dimensional arrays, or numbers, by name
    :return: a list of float64 arrays of one dimension
    :raise ValueError: if they differ in length, or if one is negative or no number
    """
    arrays = [_as_floats(name, column) for name, column in columns.items()]
    arrays = np.broadcast_arrays(*map(np.atleast_1d, arrays))
    if arrays[0].ndim != 1:
        raise ValueError(f"{', '.join(columns)} must have one dimension")
    return arrays


def as_histories(frequency, recency, age):
    """Return the purchase histories of customers as floats.

    :param frequency: array of n counts
    :param recency: array of n times, not after ``age``
    :param age: array of n times
    :return: a list of three float64 arrays of one dimension
    :raise ValueError: if the lengths differ, or if a value is negative, no number or
        contradicts the others
    """
    frequency, recency, age = as_numbers(frequency=frequency, recency=recency, age=age)
    if np.any(recency > age * (1 + TOLERANCE)):
        raise ValueError("recency must not be larger than age")
    return [frequency, np.minimum(recency, age), age]


def as_timed_histories(t, frequency, recency, age):
    """Return times to come and purchase histories, all in the same length.

    :param t: array of n times, or one for all
    :param frequency: array of n counts
    :param recency: array of n times, not after ``age``
    :param age: array of n times
    :return: a list of four float64 arrays of one dimension
    :raise ValueError: as ``as_histories``
    """
    histories = as_histories(frequency, recency, age)
    names = ("frequency", "recency", "age")
    return as_numbers(t=t, **dict(zip(names, histories, strict=True)))


def as_amounts(values):
    """Return amounts as floats, of any sign and unknown where they are no number.

    :param values: array of n, or a number
    :return: float64 array of one dimension
    """
    if not hasattr(values, "__array__") and hasattr(values, "__len__"):
        values = list(values)
    array = np.atleast_1d(np.asarray(values, dtype=float))
    return np.where(np.isfinite(array), array, np.nan)


def elementwise(method):
    """Let a method of arrays also take numbers only, and return a number then."""

    @functools.wraps(method)
    def wrapper(self, *arguments, **named):
        found = method(self, *arguments, **named)
        given = [*arguments, *named.values()]
        return found if any(map(np.ndim, given)) else float(found[0])

    return wrapper


def _as_floats(name, values):
    if not hasattr(values, "__array__") and hasattr(values, "__len__"):
        values = list(values)
    array = np.asarray(values, dtype=float)
    if not np.all(np.isfinite(array)) or np.any(array < 0):
        raise ValueError(f"{name} must hold numbers that are not negative")
    return array
