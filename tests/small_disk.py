# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import resource
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

PIECE = bytes(4096)


class SmallDisk:
    """A directory that is a file system of its own, and small.

    Where tests may not mount one, ``is_real`` is false: then see ``limited_files``.
    """

    def __init__(self, test, kilobytes):
        self.path = Path(tempfile.mkdtemp())
        test.addCleanup(shutil.rmtree, self.path, ignore_errors=True)
        mount = shutil.which("mount")
        options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs"]
        self.is_real = bool(mount) and not subprocess.call(  # noqa: S603
            [mount, *options, str(self.path)], stderr=subprocess.DEVNULL
        )
        if self.is_real:
            umount = [shutil.which("umount"), "-l", str(self.path)]
            test.addCleanup(subprocess.check_call, umount)

    def fill(self, leave=0):
        """Write a file that leaves some bytes free, at most."""
        free = os.statvfs(self.path)
        pieces = (free.f_bavail * free.f_frsize - leave) // len(PIECE)
        with open(self.path / "filler", "wb") as filler:
            for _piece in range(pieces):
                filler.write(PIECE)

    def free(self):
        """Remove what fill wrote."""
        (self.path / "filler").unlink(missing_ok=True)


@contextmanager
def limited_files(size):
    """Let no file grow beyond a size, which is how a disk of that size is met."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
