# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measures the addon and compares it with its aims: see docs/benchmarks.md.

    benchmarks/run.py [name ...] [--size N] [--pairs N]

scripts/bench runs it with all it needs. Without names all benchmarks run; it ends with
1 if an aim is missed. Runs of the full size are written to docs/benchmarks.md.
"""

import argparse
import json
import sys

# before anything else of Odoo
import odoo.init  # noqa: F401  # isort: skip

from breaking import BreakingBenchmark
from conditions import ConditionsBenchmark
from contacts import Contacts
from database import open_database
from dynamic_list import DynamicListBenchmark
from explain import ExplainBenchmark
from forecasting_speed import ForecastingBenchmark
from fuzz import FuzzBenchmark
from guest import GuestBenchmark
from header import HeaderBenchmark
from insights import InsightsBenchmark
from interactions import InteractionsBenchmark
from judgement import JudgementBenchmark
from letters import LettersBenchmark
from live import LiveBenchmark
from live_broken import LiveBrokenBenchmark
from log import LogBenchmark
from mail_queue import MailQueueBenchmark
from mails import MailsBenchmark
from measures import MeasuresBenchmark
from memory import MemoryBenchmark
from odoo_suites import OdooSuitesBenchmark
from opening import OpeningBenchmark
from prediction_features import PredictionFeaturesBenchmark
from prediction_phases import PredictionPhasesBenchmark
from segments import Segments
from steps import StepsBenchmark
from words import FuzzWordBenchmark, GrowthWordBenchmark

from report import print_table, write_document

FULL_SIZE = 300_000
BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        StepsBenchmark,
        MeasuresBenchmark,
        ExplainBenchmark,
        LiveBenchmark,
        ConditionsBenchmark,
        LogBenchmark,
        HeaderBenchmark,
        OpeningBenchmark,
        InteractionsBenchmark,
        DynamicListBenchmark,
        LettersBenchmark,
        MailsBenchmark,
        MailQueueBenchmark,
        ForecastingBenchmark,
        MemoryBenchmark,
        PredictionFeaturesBenchmark,
        InsightsBenchmark,
        PredictionPhasesBenchmark,
        FuzzBenchmark,
        FuzzWordBenchmark,
        GrowthWordBenchmark,
        BreakingBenchmark,
        LiveBrokenBenchmark,
        GuestBenchmark,
        OdooSuitesBenchmark,
        JudgementBenchmark,
    )
}
# Two take as long as all others together, one gets data of others, one needs a database
# of the tests; only when named.
ON_REQUEST = {
    BreakingBenchmark.name,
    LiveBrokenBenchmark.name,
    JudgementBenchmark.name,
    OdooSuitesBenchmark.name,
}


class Bench:
    """What all benchmarks share: the database, the contacts and the size."""

    full_size = FULL_SIZE

    def __init__(self, size, pairs, suffix=""):
        self.size = size
        self.pairs = pairs
        self.database = open_database(suffix)
        self.contacts = Contacts(self.database, size)
        self.segments = Segments(self.database, self.contacts)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    parser.add_argument("--size", type=int, default=FULL_SIZE, help="contacts")
    parser.add_argument("--pairs", type=int, default=5, help="measurements of a side")
    # how a benchmark measures in a process of its own
    parser.add_argument("--apart", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark {sorted(unknown)}; there are {list(BENCHMARKS)}")
    return arguments


def main():
    arguments = parse_arguments()
    if arguments.apart:
        benchmark = BENCHMARKS[arguments.names[0]]
        bench = Bench(arguments.size, arguments.pairs, benchmark.suffix)
        print(json.dumps(benchmark(bench).measure(arguments.apart)))
        return 0
    bench = Bench(arguments.size, arguments.pairs)
    results = {}
    usual = [name for name in BENCHMARKS if name not in ON_REQUEST]
    for name in arguments.names or usual:
        results[name] = []
        for result in BENCHMARKS[name](bench).run():
            results[name].append(result)
            print_table([result])
    everything = [result for found in results.values() for result in found]
    if arguments.size >= FULL_SIZE:
        write_document(results, bench)
    missed = [result.work for result in everything if not result.is_met]
    for work in missed:
        print(f"missed: {work}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
