#!/usr/bin/env python3
"""Reads Odoo's log from standard input, keeps it in a file, and judges it.

Prints each test class as it starts and everything that is wrong: failed tests
with their tracebacks, skipped tests, and every line of level WARNING or above
that allowed_log_lines.txt does not explain. Fails on any of them, and with
--tests when no test ran.

    odoo ... 2>&1 | check_log.py --log FILE [--tests] [--result FILE]
"""

import argparse
import re
import sys
from pathlib import Path

RECORD = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) (?P<db>\S+) (?P<logger>[\w.\-]+): (?P<text>.*)",
    re.DOTALL,
)
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
START = re.compile(r"Starting (\w+)\.\w+ \.\.\.")
SKIPPED = re.compile(r"skipped (\S+) : (.*)", re.DOTALL)
BAD_LEVELS = ("WARNING", "ERROR", "CRITICAL")
# What docutils and Python write outside of Odoo's log.
BAD_BARE = re.compile(r"\((WARNING|ERROR|SEVERE)/\d\)|^\S+:\d+: \w*Warning: ")


def read_allowed():
    lines = (Path(__file__).parent / "allowed_log_lines.txt").read_text().splitlines()
    return [re.compile(li) for li in lines if li.strip() and not li.startswith("#")]


class Judge:
    def __init__(self):
        self.allowed = read_allowed()
        self.bad = []
        self.totals = None
        self.skipped = 0
        self.test_class = None

    def record(self, lines):
        """Judge one record: its first line and those that continue it."""
        text = "".join(lines).rstrip()
        match = RECORD.match(text)
        if not match:
            if BAD_BARE.search(text):
                self.report(text, text)
            return
        level, logger, message = match["level"], match["logger"], match["text"]
        if total := TOTAL.search(message):
            self.totals = [int(number) for number in total.groups()]
        elif level in BAD_LEVELS:
            self.report(f"{level} {logger}: {message}", text)
        elif level == "INFO":
            self.info(message, text)

    def info(self, message, text):
        if start := START.match(message):
            if start[1] != self.test_class:
                self.test_class = start[1]
                print(f"    {self.test_class}", flush=True)
        elif skipped := SKIPPED.match(message):
            self.skipped += 1
            self.report(f"SKIPPED {skipped[1]}: {skipped[2]}", text)

    def report(self, key, text):
        if not any(pattern.search(key) for pattern in self.allowed):
            self.bad.append(text)
            print(text, flush=True)


def judge_stream(stream, log):
    judge, lines = Judge(), []
    for line in stream:
        log.write(line)
        log.flush()
        if lines and (RECORD.match(line) or not RECORD.match(lines[0])):
            judge.record(lines)
            lines = []
        lines.append(line)
    if lines:
        judge.record(lines)
    return judge


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--tests", action="store_true", help="fail when no test ran")
    parser.add_argument("--result", type=Path, help="write 'passed failed' to it")
    args = parser.parse_args()

    sys.stdin.reconfigure(errors="replace")
    with args.log.open("w") as log:
        judge = judge_stream(sys.stdin, log)

    failures, errors, total = judge.totals or (0, 0, 0)
    # A failing test may count several times, once for each of its subtests.
    failed = min(failures + errors, total) if total else failures + errors
    passed = total - failed - judge.skipped
    problems = []
    if args.tests and not total:
        problems.append("no test ran")
    if failures or errors:
        problems.append(f"{failures} tests failed, {errors} had an error")
    if judge.skipped:
        print(f"    {judge.skipped} tests were skipped")
    if judge.bad:
        problems.append(
            f"{len(judge.bad)} log lines, printed above, are not explained in "
            "scripts/allowed_log_lines.txt"
        )
    for problem in problems:
        print(f"error: {problem} (log: {args.log})")
    if args.result:
        args.result.write_text(f"{passed} {max(failed, len(problems) and 1)}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
