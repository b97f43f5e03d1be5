# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A program that may hang, run with a time limit and ended with all its children."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

SHELL = "/bin/sh"
# Odoo's workers limit their own processor time, and a child would inherit what happens
# to be left of it, so the child gets a limit of its own. A process that is killed can't
# end its children: so one of them reads from a pipe that nobody ever writes to. When
# the other end closes, its owner is dead, and the reader kills the group. (The signal
# that Linux sends at the death of a parent reaches neither grandchildren, nor is it
# sent at the right time: it waits for the thread, not for the process.)
GUARDED = """
exec 3<&0 </dev/null
{ read -r _ <&3; kill -9 0; } &
exec 3<&-
ulimit -S -t "$1" 2>/dev/null
shift
exec "$@"
"""


def run_limited(command: Sequence[str], folder: Path, limit: float) -> bool:
    """Run a program; when this returns, neither it nor its children run any more.

    :param command: the program and its arguments
    :param folder: its working directory, its home and its place for temporary files
    :param limit: how many seconds it may run
    :return: whether it ended by itself within the limit
    :raise OSError: it can't be started
    """
    if os.path.exists(SHELL):
        command = [SHELL, "-c", GUARDED, SHELL, str(int(limit) * 2 + 1), *command]
    guarded, owned = os.pipe()
    try:
        # Output goes nowhere: through a pipe, a child that keeps it open would block.
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_get_environment(folder),
            stdin=guarded,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            return False
        finally:
            _kill_group(process)
    finally:
        os.close(guarded)
        os.close(owned)
    return True


def _get_environment(folder: Path) -> dict[str, str]:
    """Return only what a program needs: no passwords, nothing of the user's settings.

    :param folder: stands for the home directory
    """
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {
        **kept,
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "TEMP": str(folder),
        # The server's language must not show in letters.
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _kill_group(process: subprocess.Popen) -> None:
    """Kill a process and what it started; those that ended are no error.

    :param process: the leader of its group
    """
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
