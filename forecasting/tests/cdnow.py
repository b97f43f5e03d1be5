# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The CDNOW data of Fader & Hardie, which the wheel of lifetimes brings along."""

import importlib.util
from pathlib import Path

import numpy as np

from forecasting.features import summarize


def read(name, headings=0):
    """Return customers, dates and amounts of a file below lines of headings."""
    (folder,) = importlib.util.find_spec("lifetimes").submodule_search_locations
    table = np.loadtxt(Path(folder) / "datasets" / name, skiprows=headings)
    customers, days, amounts = table[:, -4], table[:, -3], table[:, -1]
    days = days.astype(int)
    text = [f"{day // 10000}-{day // 100 % 100:02}-{day % 100:02}" for day in days]
    return customers.astype(int), np.array(text, dtype="datetime64[D]"), amounts


def read_sample():
    """Return the histories of the sample of a tenth after 39 weeks, in weeks."""
    customers, dates, amounts = read("CDNOW_sample.txt")
    # the sample numbers its customers in the second column
    return summarize(customers, dates, amounts, np.datetime64("1997-09-30"), 7.0)
