# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# A program for a terminal.
# pylint: disable=print-used
"""Breaks deliveries on purpose and checks what came of them: see docs/chaos.md.

    scripts/chaos [--mode NAME ...] [--rounds N] [--seed N] [--round N] [--lanes N]

Prints a line for every mode, and the rounds that failed with what is wrong and how to
repeat them. Ends with 1 if something is wrong.
"""

import argparse
import fcntl
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

SEED = 1
# One more than a small machine has cores: rounds also wait.
LANES = 3


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=__doc__)
    parser.add_argument("--mode", action="append", default=[], metavar="NAME")
    parser.add_argument("--rounds", type=int, default=10, help="of each mode")
    parser.add_argument("--round", type=int, help="only this one")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--lanes", type=int, default=LANES)
    parser.add_argument(
        "--retry-hours", type=int, default=1, help="of e-mails, by themselves"
    )
    parser.add_argument("--kind", action="append", help="only segments of this kind")
    parser.add_argument("--libreoffice", help="the real one, instead of a fast fake")
    parser.add_argument("--verbose", action="store_true", help="tell every round")
    parser.add_argument("--junit-xml", type=Path, help="write the results there")
    parser.add_argument("--dump", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--files", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--programs", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def take_number(queue):
    """Return 0, 1, 2 ..., each of them to one process only.

    :param Path queue: the file in which processes write what they took
    """
    with queue.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(".")
        return file.tell() - 1


def make_lane(arguments, folder):
    """Load Odoo in this process.

    :return: a lane that has not begun
    """
    folder.mkdir(mode=0o755)
    os.environ.update(PGUSER="odoo", PGPORT="5432")
    os.environ.pop("PGPASSWORD", None)
    # before anything else of Odoo
    import odoo.init  # noqa: F401
    from odoo.tools import config

    # from here on there are addons to import
    config.parse_config(["--max-cron-threads=0"])
    from .lane import Lane

    return Lane(folder, arguments)


def run_lane(lane, folder, queue, output):
    """Run rounds until all are done; write a line of JSON about each."""
    from .all_modes import MODES
    from .rounds import get_groups, run_group

    arguments = lane.arguments
    chosen = [
        mode for mode in MODES if not arguments.mode or mode.name in arguments.mode
    ]
    numbers = range(arguments.rounds)
    if arguments.round is not None:
        numbers = [arguments.round]
    groups = get_groups(chosen, numbers)
    try:
        lane.move(folder)
        while (taken := take_number(queue)) < len(groups):
            mode, numbers = groups[taken]
            for one, seconds in run_group(lane, mode, arguments.seed, numbers):
                line = {
                    "place": MODES.index(mode),
                    "mode": mode.name,
                    "number": one.number,
                    "told": str(one),
                    "seconds": seconds,
                    "problems": [list(problem) for problem in one.problems],
                    "outcomes": dict(getattr(one, "outcomes", {})),
                    "minutes": one.travelled.total_seconds() / 60,
                }
                output.write(json.dumps(line) + "\n")
                output.flush()
                if arguments.verbose:
                    print(
                        line["told"], line["outcomes"], f"{seconds:.2f} s", flush=True
                    )
                    for problem in one.problems:
                        print("   ", problem, flush=True)
    finally:
        lane.close()


def start_lane(lane, folder, number):
    """Start a process for a lane; return its id and where it writes its results."""
    own = folder / str(number)
    own.mkdir(mode=0o755)
    path = folder / f"results{number}"
    pid = os.fork()
    if pid:
        return pid, path
    code = 1
    try:
        with path.open("w") as output:
            run_lane(lane, own, folder / "taken", output)
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        sys.stdout.flush()
        os._exit(code)


def main():
    arguments = parse_arguments()
    if arguments.round is not None:
        arguments.lanes = 1
    begin = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    folder.chmod(0o755)
    try:
        lane = make_lane(arguments, folder / "first")
        lanes = [start_lane(lane, folder, n) for n in range(arguments.lanes)]
        codes = [
            os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid, _path in lanes
        ]
        results = [
            json.loads(line)
            for _pid, path in lanes
            for line in path.read_text().splitlines()
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    failed = report(results, arguments)
    print(
        f"{len(results)} rounds with seed {arguments.seed}, {failed} of them failed, "
        f"{time.monotonic() - begin:.0f} s"
    )
    if arguments.junit_xml:
        write_junit(results, arguments.junit_xml)
    return 1 if failed or any(codes) or not results else 0


def report(results, arguments):
    """Print the results; return how many rounds failed."""
    failed = 0
    results.sort(key=lambda result: (result["place"], result["number"]))
    for mode in dict.fromkeys(result["mode"] for result in results):
        own = [result for result in results if result["mode"] == mode]
        bad = [result for result in own if result["problems"]]
        failed += len(bad)
        outcomes = {}
        for result in own:
            for name, count in result["outcomes"].items():
                outcomes[name] = outcomes.get(name, 0) + count
        seconds = sum(result["seconds"] for result in own) / len(own)
        minutes = max(result["minutes"] for result in own)
        told = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
        print(
            f"{mode:22} {len(own):4} rounds {len(bad):4} failed  {seconds:5.2f} s each"
            f"  up to {minutes:5.0f} min later  {told}"
        )
        for result in bad[:5]:
            print(f"  {result['told']}")
            for code, text in result["problems"][:6]:
                print(f"    {code}: {text}")
            print(
                f"    repeat: scripts/chaos --seed {arguments.seed} --mode {mode} "
                f"--round {result['number']}"
            )
    return failed


def write_junit(results, path):
    """Write the results as other test programs do."""
    bad = [result for result in results if result["problems"]]
    suite = ElementTree.Element(
        "testsuite",
        name="chaos",
        tests=str(len(results)),
        failures=str(len(bad)),
        errors="0",
        skipped="0",
    )
    for result in results:
        case = ElementTree.SubElement(
            suite, "testcase", classname=result["mode"], name=str(result["number"])
        )
        if result["problems"]:
            texts = [": ".join(problem) for problem in result["problems"]]
            ElementTree.SubElement(case, "failure").text = "\n".join(texts)
    ElementTree.ElementTree(suite).write(path)


if __name__ == "__main__":
    sys.exit(main())
