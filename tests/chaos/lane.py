# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the rounds of one process share: a world, a mail server, a LibreOffice.

To load Odoo and to learn what a delivery takes costs as much as ten rounds: it is done
once, and lanes are copies.
"""

import os
import shutil
import signal
import sys
import time
from functools import partial
from pathlib import Path

from . import work
from .check_left import LeftoverCheck, find_processes
from .cluster import Cluster
from .evidence import Reader
from .post import PostOffice
from .world import World

SECONDS = 1
FAKE = Path(__file__).with_name("fake_libreoffice.py")


class Lane:
    """A process that runs rounds, one after the other, after it moved to its place.

    :param Path folder: an empty one, for what is made before there are copies
    :param arguments: those of the command line
    :ivar found: the ids of what all rounds use
    :ivar counts: statements, commits and files of an undisturbed delivery, by kind
    :ivar seconds: what such a delivery takes, by kind
    """

    def __init__(self, folder, arguments):
        self._times = []
        self.arguments = arguments
        self.cluster = Cluster(folder / "postgres", arguments.programs)
        self.cluster.make()
        try:
            self.cluster.load(arguments.dump)
            seconds = 60 if arguments.libreoffice else SECONDS
            self.world = World(folder, self.cluster, seconds, arguments.files)
            self._open_offices(folder)
            self.found = self.world.call(
                partial(
                    work.set_up,
                    program=self.program.name,
                    port=self.post.port,
                    retry_hours=arguments.retry_hours,
                )
            )
            self.world.settle()
            self._measure()
        except BaseException:
            self.close()
            raise
        self.cluster.release()
        self.cluster.stop()

    def _open_offices(self, folder):
        """Have a mail server and a LibreOffice of its own."""
        self.post = PostOffice()
        office = folder / "office"
        office.mkdir()
        # Odoo looks for it by its name
        self.program = office / "office-of-chaos"
        os.environ["PATH"] = f"{office}{os.pathsep}{os.environ['PATH']}"
        self.libreoffice()

    def move(self, folder):
        """Go on in a folder, with a copy of everything.

        :param Path folder: an empty one
        """
        self.cluster.move(folder / "postgres")
        self.world.move(folder)
        self._open_offices(folder)
        self.set_port(self.post.port)
        self.left = LeftoverCheck(
            Reader(None), self.world.filestore, self.world.temporary
        )

    def close(self):
        """Stop everything."""
        self.cluster.stop("immediate")

    def libreoffice(self, behaviour="", missing=False, broken=False):
        """Say how LibreOffice behaves; the real one, if asked for, always well."""
        program = self.program
        program.with_name("behave").write_text(behaviour)
        program.unlink(missing_ok=True)
        if broken:
            program.write_text("#!/nowhere\n")
        elif self.arguments.libreoffice and not missing and not behaviour:
            program.symlink_to(self.arguments.libreoffice)
        elif not missing:
            _line, code = FAKE.read_text().split("\n", 1)
            program.write_text(f"#!{sys.executable} -IS\n{code}")
        if program.exists() and not program.is_symlink():
            program.chmod(0o755)

    def get_kinds(self, mode):
        """Return the kinds of segments with which a mode is tried."""
        asked = self.arguments.kind
        return [kind for kind in mode.kinds if not asked or kind in asked] or mode.kinds

    def sweep(self):
        """Remove what was left over, and is reported: the next round starts clean."""
        for pid, _command in find_processes(self.world.temporary):
            if pid != os.getpid():
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.world.temporary)
        self.world.temporary.mkdir()

    def set_port(self, port):
        """Say where Odoo's mail server listens."""
        self.cluster.execute(
            "UPDATE ir_mail_server SET smtp_port = %s WHERE active", [port]
        )

    def get_times(self, tables, without):
        """Return the columns that hold times, and their tables."""
        if not self._times:
            self._times = self.cluster.execute(
                "SELECT table_name, column_name FROM information_schema.columns "
                "WHERE table_name = ANY(%s) AND column_name <> ALL(%s) "
                "AND data_type = 'timestamp without time zone'",
                [list(tables), list(without)],
            )
        return self._times

    def _measure(self):
        """Deliver each kind undisturbed.

        First in this process, so that children find in memory what it takes; then in
        children, which count what they do.
        """
        self.counts, self.seconds = {}, {}
        for turn in range(2):
            for kind in work.KINDS:
                self.libreoffice(missing=kind == "word")
                make = partial(
                    work.make_segment,
                    found=self.found,
                    kind=kind,
                    size=8,
                    mark=f"warm{turn}{kind}",
                )
                run = self.world.run if turn else call
                segment_id, _persons = self.world.call(make, run=run)
                begin = time.monotonic()
                deliver = partial(work.deliver, self.world, count=bool(turn))
                self.counts[kind] = run(deliver)
                self.seconds[kind] = time.monotonic() - begin
                self.world.call(partial(work.look, segment_id=segment_id), run=run)
        self.libreoffice()
        self.world.freeze()


def call(work):
    """Do something in this process."""
    return work()
