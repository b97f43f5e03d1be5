# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Runs a part of a benchmark in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path


def run_apart(name, size, pairs, measured, env=None):
    """Call the method ``measure`` of a benchmark in a process of its own.

    :param str name: the benchmark
    :param int size: how many contacts the benchmarks are about
    :param int pairs: how often to measure
    :param int measured: what the method is called with
    :param dict env: the variables of the process, if not those of this one
    :return: what it returns
    """
    command = [sys.executable, Path(__file__).with_name("run.py"), name]
    command += ["--size", str(size), "--pairs", str(pairs), "--apart", str(measured)]
    output = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=env
    )
    return json.loads(output.stdout)


def run_program(name, *arguments, folders=()):
    """Run a program beside this file without Odoo, on one thread.

    :param str name: of its file
    :param arguments: what it is called with
    :param folders: where it finds packages, before those of this process
    :return: what it prints as JSON
    """
    paths = [*map(str, folders), os.environ.get("PYTHONPATH", "")]
    program = Path(__file__).with_name(name)
    output = subprocess.run(
        [sys.executable, "-W", "ignore", program, *map(str, arguments)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        },
    )
    return json.loads(output.stdout)
