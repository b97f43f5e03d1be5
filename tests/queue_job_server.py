# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A server with several workers that do the jobs of OCA's queue_job."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from odoo.tests.common import get_db_name
from odoo.tools import config

from .delivery_processes import OPTIONS

WORKERS = 2
PATIENCE = 90
FAKE = Path(__file__).parent / "chaos" / "fake_libreoffice.py"
RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,)", re.MULTILINE)
ERROR = re.compile(r" (?:ERROR|CRITICAL) |^Traceback", re.MULTILINE)
CONFLICT = "could not serialize access"
# Waits while there is a file beside it.
PROGRAM = """#!/bin/sh
echo $$ >>"{folder}/started"
while [ -e "{folder}/hold" ]; do sleep 0.1; done
exec "{python}" -IS "{folder}/fake.py" "$@"
"""


class HeldLibreOffice:
    """A fast fake of LibreOffice that can be made to wait.

    :ivar path: the program
    """

    def __init__(self, folder):
        self.path = folder / "soffice"
        self._hold = folder / "hold"
        self._started = folder / "started"
        self._started.touch()
        (folder / "behave").touch()
        (folder / "fake.py").write_bytes(FAKE.read_bytes())
        self.path.write_text(PROGRAM.format(folder=folder, python=sys.executable))
        self.path.chmod(0o755)

    def hold(self):
        """Let it wait from now on."""
        self._started.write_text("")
        self._hold.touch()

    def release(self):
        """Let it go on."""
        self._hold.unlink(missing_ok=True)

    def count(self):
        """Return how often it was started since it was held."""
        return len(self._started.read_text().splitlines())


class QueueJobServer:
    """Odoo with worker processes, and the job runner of queue_job.

    :param Path folder: where its log and its temporary files lie
    """

    def __init__(self, folder):
        self.log = folder / "server.log"
        self._configuration = folder / "odoo.conf"
        # Odoo starts another process by the name of its program
        self._program = folder / "odoo"
        self._program.write_text("from odoo.cli.command import main\n\nmain()\n")
        temporary = folder / "tmp"
        temporary.mkdir()
        self._environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "TMPDIR": str(temporary),
        }

    def start(self):
        """Start the server; it answers a little later."""
        self._configuration.write_text(self._configure())
        with self.log.open("w") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, self._program, "--config", self._configuration],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _configure(self):
        """Return the configuration file that an administrator would write."""
        options = {name: config[name] for name in OPTIONS if config[name]}
        options |= {
            "addons_path": ",".join(config["addons_path"]),
            "db_name": get_db_name(),
            "server_wide_modules": "base,web,queue_job",
            "workers": WORKERS,
            "max_cron_threads": 0,
            "http_interface": "127.0.0.1",
            "http_port": find_free_port(),
            "gevent_port": find_free_port(),
        }
        lines = [f"{name} = {value}" for name, value in options.items()]
        channels = f"channels = root:{WORKERS}"
        return "\n".join(["[options]", *lines, "[queue_job]", channels, ""])

    def stop(self):
        """Stop the server and whatever it started."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def wait_until(self, condition):
        """Wait until something is so.

        :raise TimeoutError: it did not come; what the server logged is told
        """
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end or self._process.poll() is not None:
                raise TimeoutError(self.log.read_text()[-5000:])
            time.sleep(0.1)

    def read_errors(self):
        """Return what its log reports as errors.

        Two that want the same rows at once are none: the database refuses one of them,
        which Odoo logs, and queue_job does its job a little later.
        """
        records = RECORD.split(self.log.read_text())
        return [
            record
            for record in records
            if ERROR.search(record) and CONFLICT not in record
        ]


def find_free_port():
    """Return a port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
