#!/usr/bin/env python3
"""Compares what record_tests.py wrote with the addon and without it.

    compare_tests.py again FOLDER MODULE    the tags of the tests that differ
    compare_tests.py report FOLDER [MODULE ...]

The folder holds MODULE.with.N.jsonl and MODULE.without.N.jsonl: first the whole suite,
then, for N from 2, the classes in which tests differed the time before. Only what
fails each time with the addon, and never without, is a difference. The report ends
with 1 when there is one.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

# From bad to worse; "unfinished" is known by nothing else having followed.
OUTCOMES = ("unfinished", "passed", "skipped", "failed", "error")
BAD = ("unfinished", "failed", "error")
SIDES = ("with", "without")
HEADINGS = ("module", "tests", "without", "skipped", "in both", "only with", "seconds")
# The setUpClass of a class stands for all its tests.
CLASS_LEVEL = re.compile(r"\w+Class \((?P<name>.*)\)")


def read_record(path):
    """Return the outcome and the texts of each test."""
    outcomes, texts = {}, defaultdict(list)
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            name = entry["test"]
            known = outcomes.get(name, OUTCOMES[0])
            outcomes[name] = max(known, entry["outcome"], key=OUTCOMES.index)
            if entry["outcome"] in BAD:
                texts[name].append(entry["text"])
    return outcomes, texts


class Comparison:
    """What a module's suite gave on both sides."""

    def __init__(self, folder, module):
        self.module = module
        self.runs = []
        for number in range(1, 1 + len(list(folder.glob(f"{module}.with.*.jsonl")))):
            paths = [folder / f"{module}.{side}.{number}.jsonl" for side in SIDES]
            self.runs.append([read_record(path) for path in paths])
        (self.ours, self.texts), (self.theirs, _texts) = self.runs[0]
        seconds = folder / f"{module}.seconds"
        self.seconds = seconds.read_text().strip() if seconds.exists() else "?"

    @property
    def complete(self):
        """Whether tests ran, and the same on both sides."""
        return bool(self.ours) and not (self.differing("missing") or not self.theirs)

    def differing(self, kind="ours"):
        """Return the tests that differ in a way, in each of the runs."""
        found = None
        for (ours, _), (theirs, _) in self.runs:
            if kind == "missing":
                # those of a class that could not be set up are known by it
                return sorted(set(theirs) - set(ours) - self._in_broken_classes())
            ours, theirs = self._bad(ours), self._bad(theirs)
            now = ours - theirs if kind == "ours" else theirs - ours
            found = now if found is None else found & now
        return sorted(found)

    def once(self):
        """Return the tests that failed only with the addon, but not each time."""
        (ours, _), (theirs, _) = self.runs[0]
        return sorted(self._bad(ours) - self._bad(theirs) - set(self.differing()))

    def in_both(self):
        return sorted(self._bad(self.ours) & self._bad(self.theirs))

    def naming_us(self):
        """Return what fails on both sides with our code in its trace."""
        return [
            name
            for name in self.in_both()
            if any("/contact_segment/" in text for text in self.texts[name])
        ]

    def tags(self):
        """Return the classes of the tests that differ, as tags of Odoo's tests."""
        tags = set()
        for name in self.differing():
            match = CLASS_LEVEL.match(name)
            path = (match["name"] if match else name.rpartition(".")[0]).split(".")
            tags.add(f"/{path[0]}:{path[-1]}")
        return sorted(tags)

    def as_row(self):
        return (
            self.module,
            len(self.ours),
            len(self.theirs),
            list(self.ours.values()).count("skipped"),
            len(self.in_both()),
            len(self.differing()),
            self.seconds,
        )

    def _bad(self, outcomes):
        return {name for name, outcome in outcomes.items() if outcome in BAD}

    def _in_broken_classes(self):
        classes = {
            match["name"]
            for name in self._bad(self.ours)
            if (match := CLASS_LEVEL.match(name))
        }
        return {name for name in self.theirs if name.rpartition(".")[0] in classes}


def print_list(title, names, texts=None):
    if names:
        print(f"{title}:")
    for name in names:
        print(f"    {name}")
        for text in (texts or {}).get(name, [])[:1]:
            print("        " + "\n        ".join(text.rstrip().splitlines()[-12:]))


def report(comparisons):
    """Print the difference; return whether it is empty."""
    for comparison in comparisons:
        name = comparison.module
        print_list(
            f"{name}: fails only with the addon",
            comparison.differing(),
            comparison.runs[-1][0][1],
        )
        print_list(
            f"{name}: failed with the addon once, and not again", comparison.once()
        )
        print_list(
            f"{name}: fails only without the addon", comparison.differing("theirs")
        )
        print_list(
            f"{name}: fails in both, with our code in the trace",
            comparison.naming_us(),
            comparison.texts,
        )
        print_list(
            f"{name}: ran only without the addon", comparison.differing("missing")
        )
    print()
    for row in (HEADINGS, *(comparison.as_row() for comparison in comparisons)):
        print(f"{row[0]:<24}" + "".join(f"{figure:>11}" for figure in row[1:]))
    return all(
        comparison.complete and not comparison.differing() for comparison in comparisons
    )


def main():
    command, folder, *modules = sys.argv[1:]
    comparisons = [Comparison(Path(folder), module) for module in modules]
    if command == "again":
        print(",".join(tag for comparison in comparisons for tag in comparison.tags()))
        return 0
    return 0 if report(comparisons) else 1


if __name__ == "__main__":
    sys.exit(main())
