#!/usr/bin/env python3
"""Compares what record_tests.py wrote with the addon and without it.

    compare_tests.py again FOLDER MODULE    the tags of the tests that differ
    compare_tests.py report FOLDER [--json FILE] MODULE ...

The folder holds MODULE.with.N.jsonl and MODULE.without.N.jsonl: first the whole suite,
then, for N from 2, the classes in which tests differed the time before. Only what
fails each time with the addon, and never without, is a difference. The report ends
with 1 when there is one.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

# From bad to worse; "unfinished" is known by nothing else having followed.
OUTCOMES = ("unfinished", "passed", "skipped", "failed", "error")
BAD = ("unfinished", "failed", "error")
SIDES = ("with", "without")
HEADINGS = ("module", "tests", "without", "skipped", "in both", "only with")
HEADINGS += ("only without", "seconds")
OUR_CODE = "/contact_segment/"
# What follows the last frame of a traceback.
REASON = re.compile(r"^  .*\n", re.MULTILINE)
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
            if entry["outcome"] in BAD and entry["text"]:
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
        (self.ours, self.texts), (self.theirs, self.other_texts) = self.runs[0]
        seconds = folder / f"{module}.seconds"
        self.seconds = seconds.read_text().strip() if seconds.exists() else "?"

    @property
    def is_clean(self):
        """Whether tests ran, the same on both sides, and none fails because of us."""
        return bool(self.ours) and not (self.missing() or self.only_with())

    def only_with(self):
        """Return the tests that fail only with the addon, in each of the runs."""
        return sorted(
            set.intersection(
                *(
                    self._bad(ours) - self._bad(theirs)
                    for (ours, _), (theirs, _) in self.runs
                )
            )
        )

    def only_without(self):
        return sorted(self._bad(self.theirs) - self._bad(self.ours))

    def missing(self):
        """Return the tests that ran only without the addon."""
        # those of a class that could not be set up are known by it
        ran = self._ran(self.theirs) - self._ran(self.ours)
        return sorted(ran - self._in_broken_classes())

    def once(self):
        """Return the tests that failed only with the addon, but not each time."""
        (ours, _), (theirs, _) = self.runs[0]
        return sorted(self._bad(ours) - self._bad(theirs) - set(self.only_with()))

    def in_both(self):
        return sorted(self._bad(self.ours) & self._bad(self.theirs))

    def differently(self):
        """Return what fails on both sides, but with us for another reason."""
        return [
            name
            for name in self.in_both()
            if any(OUR_CODE in text for text in self.texts[name])
            or self._reasons(self.texts[name]) != self._reasons(self.other_texts[name])
        ]

    def _reasons(self, texts):
        """Return why a test failed, without what is another number each time."""
        return [re.sub(r"\d+", "", REASON.split(text)[-1]) for text in texts]

    def tags(self):
        """Return the classes of the tests that differ, as tags of Odoo's tests."""
        tags = set()
        for name in self.only_with():
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
            len(self.only_with()),
            len(self.only_without()),
            self.seconds,
        )

    def _bad(self, outcomes):
        return {name for name, outcome in outcomes.items() if outcome in BAD}

    def _ran(self, outcomes):
        return {name for name, outcome in outcomes.items() if outcome != "skipped"}

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


def print_tests(comparison):
    """Print the tests that one should know of."""
    name = comparison.module
    texts = comparison.texts
    differing = comparison.only_with()
    last_texts = comparison.runs[-1][0][1]
    print_list(f"{name}: fails only with the addon", differing, last_texts)
    print_list(f"{name}: failed with the addon, not each time", comparison.once())
    print_list(f"{name}: fails only without it", comparison.only_without())
    different = comparison.differently()
    print_list(f"{name}: fails in both, with it in another way", different, texts)
    print_list(f"{name}: ran only without it", comparison.missing())


def report(comparisons):
    """Print the difference; return whether it is empty."""
    for comparison in comparisons:
        print_tests(comparison)
    print()
    for row in (HEADINGS, *(comparison.as_row() for comparison in comparisons)):
        print(f"{row[0]:<24}" + "".join(f"{figure:>13}" for figure in row[1:]))
    return all(comparison.is_clean for comparison in comparisons)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["again", "report"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("modules", nargs="+", metavar="module")
    parser.add_argument("--json", type=Path, help="write the figures to it")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    comparisons = [Comparison(arguments.folder, name) for name in arguments.modules]
    if arguments.command == "again":
        print(",".join(tag for comparison in comparisons for tag in comparison.tags()))
        return 0
    if arguments.json:
        rows = [
            dict(zip(HEADINGS, comparison.as_row(), strict=True))
            for comparison in comparisons
        ]
        arguments.json.write_text(json.dumps(rows), encoding="utf-8")
    return 0 if report(comparisons) else 1


if __name__ == "__main__":
    sys.exit(main())
