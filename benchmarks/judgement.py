# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Predictions on public data, beside what was published about these.

The tables of all ways are written to docs/judgement.md; here are the aims.
"""

import datetime
import math
import sys
from pathlib import Path

from apart import run_program
from judgement_data import install
from measure import Result

from report import replace_part

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "judgement.md"
# The best of Microsoft's table on the same data and a random quarter held out: BiVAE.
PUBLISHED_NDCG = 0.47
PRODUCTS = {
    "movielens": "MovieLens 100K, a random quarter held out",
    "movielens_later": "MovieLens 100K, the last 60 days held out",
    "journey_again": "The Complete Journey, the last 30 days, repeat purchases count",
    "journey_new": "The Complete Journey, the last 30 days, new products only",
}
VALUES = {
    "cdnow": "CDNOW, the last 180 days",
    "cdnow_long": "CDNOW, the last 39 weeks (too short to learn weights from)",
    "journey": "The Complete Journey, the last 120 days",
    "simulated": "Simulated: a year ahead, three years of data",
}
# The one that is told in words.
EXAMPLE = "journey"


class JudgementBenchmark:
    """What predictions find on public data."""

    name = "judgement"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        install()
        text = DOCUMENT.read_text(encoding="utf-8")
        for name, title in PRODUCTS.items():
            found = self._run_apart("products", name)
            text = replace_part(text, name, *_show_products(title, found))
            yield from self._judge_products(name, title, found)
        for name, title in VALUES.items():
            found = self._run_apart("values", name)
            text = replace_part(text, f"{name}_values", *_show_values(title, found))
            if name == EXAMPLE:
                text = replace_part(text, "example", *_show_example(found))
            yield from self._judge_values(title, found)
        DOCUMENT.write_text(text, encoding="utf-8")

    def _judge_products(self, name, title, found):
        ways = found["ways"]
        if name == "movielens":
            ndcg = ways["ease"]["ndcg"]
            yield Result(
                f"nDCG@10 of EASE: {title} (reference: published)",
                f"{ndcg:.4f}",
                "0.4751",
                ndcg,
                PUBLISHED_NDCG,
                at_most=False,
                unit="",
            )
        chosen = ways[found["chosen"]]
        best = max(ways.values(), key=lambda way: way["success"])
        yield Result(
            f"Success@10 of the way that is used: {title} (reference: best way)",
            f"{chosen['success']:.4f}",
            f"{best['success']:.4f}",
            chosen["success"],
            _round_down(best["success"] - best["noise"]),
            at_most=False,
            unit="",
        )
        yield Result(
            f"CPU of choosing among all ways: {title} (reference: limit)",
            f"{found['cpu_seconds']:.1f} s",
            "60 s",
            found["cpu_seconds"],
            60,
            unit="CPU s",
        )

    def _judge_values(self, title, found):
        yield Result(
            f"Customers worth most that were found: {title} (reference: simple rule)",
            f"{found['judged']:.4f}",
            f"{found['rule']:.4f}",
            found["judged"],
            _round_down(found["rule"]),
            at_most=False,
            unit="",
        )

    def _run_apart(self, *arguments):
        """Return what a part finds in a process of its own."""
        return run_program("judgement_process.py", *arguments, folders=[ROOT])


def _round_down(value):
    """Return an aim as it is shown, not above what it is."""
    return math.floor(value * 10_000) / 10_000


def _show_products(title, found):
    yield from _open(
        title, f"{found['customers']:,} customers, {found['products']:,} products"
    )
    yield "| Way | nDCG@10 | Recall@10 | Success@10 |"
    yield "| --- | ---: | ---: | ---: |"
    for method, way in found["ways"].items():
        figures = (f"{way[name]:.4f}" for name in ("ndcg", "recall", "success"))
        yield f"| {_mark(method, found)} | {' | '.join(figures)} |"
    yield ""
    chosen = ", ".join(f"{name} {some:.0f}" for name, some in found["settings"].items())
    yield f"Settings of EASE, chosen before the tested days: {chosen or 'the usual'}."


def _show_values(title, found):
    yield from _open(title, f"{found['customers']:,} active customers")
    yield "| Way | Rank correlation | Error ÷ total | Expected ÷ real total | Found |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    names = ("rank_correlation", "normalised_error", "total_ratio", "found")
    for method, way in found["ways"].items():
        figures = (f"{way[name]:.3f}" for name in names)
        yield f"| {_mark(method, found)} | {' | '.join(figures)} |"
    yield ""
    yield (
        f"Found by the choice, judged on others than it was made on: "
        f"{found['judged']:.3f}; by the simple rule: {found['rule']:.3f}; the "
        f"difference lies between {found['low']:.3f} and {found['high']:.3f} in 95 of "
        f"100 cases."
    )


def _show_example(found):
    """Tell of one prediction what its page with the results tells."""
    lift, total = found["lift"], found["total"]
    yield ""
    yield (
        f"> Of 100 customers who turned out to be worth most it found "
        f"{100 * found['judged']:.1f}, the simple rule {100 * found['rule']:.1f}. With "
        f"other customers of the same kind the difference lies between "
        f"{100 * found['low']:.1f} and {100 * found['high']:.1f}, in 95 of 100 cases."
    )
    yield ">"
    yield (
        f"> * The {lift['count']} customers it valued most bought for "
        f"{lift['found']:,.0f}; {lift['count']} at random would have bought for "
        f"{lift['random']:,.0f}."
    )
    yield (
        f"> * For all tested customers it expected {total['predicted']:,.0f}; it was "
        f"{total['actual']:,.0f}."
    )
    yield ""
    yield (
        f"{found['customers']:,} customers were tested, {found['best']:,} of them were "
        f"those worth most (who make 80 % of what is bought). The way that was used: "
        f"**{found['chosen'].replace('_', ' ')}**."
    )
    yield ""


def _open(title, size):
    yield ""
    yield f"**{title}** ({size}; measured on {datetime.date.today()})"
    yield ""


def _mark(method, found):
    name = method.replace("_", " ")
    return f"**{name}** (used)" if method == found["chosen"] else name


def main():
    """Write the tables without a database, for which nothing here asks."""
    missed = 0
    for result in JudgementBenchmark(None).run():
        sys.stdout.write(" | ".join(result.as_row()) + "\n")
        missed += not result.is_met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
