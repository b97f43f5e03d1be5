# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The table on the screen and in docs/benchmarks.md."""

import datetime
import os
import platform
from pathlib import Path

from measure import HEADINGS

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def print_table(results):
    """Print results as lines of a table."""
    for result in results:
        work, ours, reference, found, aim, met = result.as_row()
        print(f"{work:<62} {ours:>9} {reference:>9} {found:>12} {aim:>10} {met}")
    # scripts may show the output through a pipe
    print(end="", flush=True)


def write_document(results, bench):
    """Replace the tables of these benchmarks in the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, found in results.items():
        table = _format_table(found)
        text = replace_part(text, name, *table, "", _get_conditions(bench))
    DOCUMENT.write_text(text, encoding="utf-8")


def replace_part(text, name, *lines):
    """Return the text of a document with other lines between two marks."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before, rest = text.split(begin)
    _old, after = rest.split(end)
    return before + "\n".join([begin, *lines, end]) + after


def _format_table(results):
    yield "| " + " | ".join(HEADINGS) + " |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for result in results:
        yield "| " + " | ".join(result.as_row()) + " |"


def _get_conditions(bench):
    """Return under what conditions the figures were found."""
    ((version,),) = bench.database.execute("SHOW server_version")
    return (
        f"Measured on {datetime.date.today()}: {os.cpu_count()} cores, "
        f"PostgreSQL {version.split()[0]}, Python {platform.python_version()}, "
        f"{bench.pairs} pairs."
    )
