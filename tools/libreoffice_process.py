# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A program that may hang, run with a time limit and ended with all its children."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

# Odoo's workers limit their own processor time, and a child would inherit what happens
# to be left of it. The child gets a limit of its own, which also ends it when this
# process is killed and can't see to it any more.
SHELL = "/bin/sh"
LIMIT_CPU = 'ulimit -S -t "$1" 2>/dev/null; shift; exec "$@"'


def run_limited(command: Sequence[str], folder: Path, limit: float) -> bool:
    """Run a program; when this returns, neither it nor its children run any more.

    :param command: the program and its arguments
    :param folder: its working directory, its home and its place for temporary files
    :param limit: how many seconds it may run
    :return: whether it ended by itself within the limit
    :raise OSError: it can't be started
    """
    if os.path.exists(SHELL):
        command = [SHELL, "-c", LIMIT_CPU, SHELL, str(int(limit) * 2 + 1), *command]
    # Output goes nowhere: through a pipe, a child that keeps it open would block.
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_get_environment(folder),
        stdin=subprocess.DEVNULL,
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
