#!/usr/bin/env python3
"""Renews a row of the table between the marks of scripts/install_matrix.

    matrix_table.py FILE --order "a b c" NAME WHAT VERSIONS RESULT

VERSIONS are those of Python, PostgreSQL and Odoo, divided by spaces. Rows of cases
that --order does not name go away.
"""

import argparse
import datetime
from pathlib import Path

BEGIN, END = "<!-- begin matrix -->\n", "<!-- end matrix -->"
HEAD = """| case | what was run | Python | PostgreSQL | Odoo | result | date |
|---|---|---|---|---|---|---|
"""


def read_rows(table):
    """Return the lines of the table by the name of their case."""
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    return {line.split("`")[1]: line for line in lines}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--order", required=True)
    for name in ("name", "what", "versions", "result"):
        parser.add_argument(name)
    args = parser.parse_args()

    before, __, rest = args.file.read_text(encoding="utf-8").partition(BEGIN)
    table, __, after = rest.partition(END)
    if not after:
        parser.error(f"{args.file} lacks the marks")
    rows = read_rows(table)
    versions = (args.versions.split() + ["–"] * 3)[:3]
    date = datetime.date.today().isoformat()
    cells = [f"`{args.name}`", args.what, *versions, args.result, date]
    rows[args.name] = f"| {' | '.join(cells)} |"
    ordered = "".join(f"{rows[name]}\n" for name in args.order.split() if name in rows)
    text = before + BEGIN + HEAD + ordered + END + after
    args.file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
