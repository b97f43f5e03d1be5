# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Temporary directories that do not outlive the process they belong to for long.

They hold personal letters. A process that is killed cannot remove its own, so whoever
makes the next one does. A lock that ends with its process tells which are left behind;
numbers of processes would not, because containers may share a directory.
"""

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:
    # Windows, where directories have no locks: nothing is swept
    fcntl = None

PREFIX = "contact_segment-"
ATTEMPTS = 10


@contextmanager
def work_folder() -> Iterator[Path]:
    """Give a temporary directory, which is removed at the end.

    What dead processes left behind is removed before.

    :raise OSError: it cannot be made
    """
    sweep()
    folder, lock = _make()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def sweep() -> int:
    """Remove the directories of processes that are dead; return how many there were."""
    if not fcntl:
        return 0
    count = 0
    with os.scandir(_get_place()) as entries:
        names = [entry.path for entry in entries if entry.name.startswith(PREFIX)]
    for name in names:
        # whoever else removes it, or has no right to, is no obstacle
        with contextlib.suppress(OSError), _lock(name) as lock:
            if lock is not None and os.fstat(lock).st_uid == os.geteuid():
                shutil.rmtree(name, ignore_errors=True)
                count += 1
    return count


def _get_place() -> str:
    """Return where temporary directories are made.

    :raise OSError: there is no such place, as when all are full
    """
    try:
        return tempfile.gettempdir()
    except FileNotFoundError as error:
        raise OSError(errno.EIO, error.strerror) from error


def _make() -> tuple[Path, int | None]:
    """Return a new directory and its lock, which others find free when we are dead."""
    for _attempt in range(ATTEMPTS):
        folder = tempfile.mkdtemp(prefix=PREFIX)
        if not fcntl:
            return Path(folder).resolve(), None
        # between its making and its lock, somebody may have swept it
        with contextlib.suppress(FileNotFoundError, BlockingIOError):
            lock = _open_locked(folder)
            if os.path.isdir(folder):
                return Path(folder).resolve(), lock
            os.close(lock)
    raise OSError(errno.EIO, "temporary directories vanish", folder)


@contextmanager
def _lock(name: str) -> Iterator[int | None]:
    lock = _open_locked(name)
    try:
        yield lock
    finally:
        os.close(lock)


def _open_locked(name: str) -> int:
    """Return a descriptor of a directory that nobody else has locked.

    :raise OSError: it is locked, or is no directory
    """
    lock = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock
