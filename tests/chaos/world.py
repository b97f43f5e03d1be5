# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo in this process, loaded once; what may be broken is done by forked children.

A child has everything loaded and is ready in a moment, and may be killed. What people
do meanwhile is done in this process, which keeps its connection to the database: a new
one costs the database more than most of what is asked of it.
"""

import gc
import json
import logging
import os
import pickle
import select
import shutil
import signal
import tempfile
import traceback
from contextlib import closing, suppress
from pathlib import Path

import psycopg2

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

DATABASE = "chaos"
CRONS = ("contact_segment.ir_cron_deliver", "mail.ir_cron_mail_scheduler_action")
# What the slowest round takes several times over.
PATIENCE = 60


class LogFile(logging.Handler):
    """Appends what is logged, as lines of JSON that children may write too."""

    def __init__(self, path):
        super().__init__(logging.WARNING)
        self.path = path

    def emit(self, record):
        """Write one record."""
        text = self.format(record)
        line = json.dumps([record.levelname, record.name, text]) + "\n"
        with open(self.path, "a") as file:
            file.write(line)


class World:
    """A cluster, a database with the addon in it, and Odoo, which works in children.

    :ivar cluster: the PostgreSQL cluster
    :ivar temporary: where children put temporary files
    :ivar filestore: where the files of the attachments are
    :ivar seconds: after how long LibreOffice and mail servers are given up
    :param Path files: the attachments of the database
    """

    def __init__(self, folder, cluster, seconds, files):
        self.seconds = seconds
        self.cluster = cluster
        logging.getLogger().setLevel(logging.WARNING)
        logging.captureWarnings(True)
        self._settle_in(folder)
        shutil.copytree(files, self.filestore, dirs_exist_ok=True)
        self.registry = Registry(DATABASE)
        self.settle()

    def _settle_in(self, folder):
        """Use a folder, and the cluster where it is now."""
        self.folder = Path(folder)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        tempfile.tempdir = str(self.temporary)
        config["data_dir"] = str(self.folder / "data")
        config["db_host"] = str(self.cluster.folder)
        self.filestore = Path(config.filestore(DATABASE))
        self.filestore.mkdir(parents=True, exist_ok=True)
        self.log = self.folder / "odoo.log"
        self.log.touch()
        logging.getLogger().handlers[:] = [LogFile(self.log)]
        self._read = 0

    def move(self, folder):
        """Go on in another folder with a copy of the files; the cluster moved."""
        files = self.filestore
        self._settle_in(folder)
        shutil.copytree(files, self.filestore, dirs_exist_ok=True)
        self.registry._db = sql_db.db_connect(DATABASE)

    def settle(self):
        """Take over what children changed that this process keeps in memory."""
        with closing(self._open_cursor()) as cr:
            self.registry = self.registry.check_signaling(cr)

    def _open_cursor(self):
        try:
            return self.registry.cursor()
        except psycopg2.Error:
            # the database was stopped since; Odoo knows only of polite endings
            sql_db.close_all()
            return self.registry.cursor()

    def freeze(self):
        """Let children share the memory of this process."""
        sql_db.close_all()
        gc.collect()
        gc.freeze()

    def read_log(self):
        """Return what was logged since the last time.

        :return: level, logger and text of each record
        :rtype: list[list[str]]
        """
        with self.log.open("rb") as file:
            file.seek(self._read)
            content = file.read()
        self._read += len(content)
        records = []
        for line in content.decode(errors="replace").splitlines():
            with suppress(ValueError):
                records.append(json.loads(line))
        return records

    # --- children -------------------------------------------------------------

    def start(self, work):
        """Start a child.

        :param work: a function that takes nothing
        :rtype: Child
        """
        return Child(self, work)

    def run(self, work, patience=PATIENCE):
        """Do something in a child and wait for it.

        :return: what it returned
        """
        child = self.start(work)
        status = child.wait(patience)
        if status:
            raise RuntimeError(f"a child ended with {status}: {child.result}")
        return child.result

    def call(self, work, uid=SUPERUSER_ID, run=None):
        """Do something with an environment, and commit it.

        :param work: a function of the environment
        :param run: runs it somewhere else than in this process
        :return: what it returned
        :raise RuntimeError: it failed
        """

        def with_environment():
            with self._open_cursor() as cr:
                self.registry = self.registry.check_signaling(cr)
                # nothing else works now: what has to wait would wait for ever
                cr.execute("SET statement_timeout = %s", [PATIENCE * 1000])
                env = api.Environment(cr, uid, {"tracking_disable": True})
                result = work(env)
                env.flush_all()
            self.registry.signal_changes()
            return result

        if run:
            return run(with_environment)
        try:
            return with_environment()
        except Exception as error:
            self.registry.reset_changes()
            raise RuntimeError(traceback.format_exc()) from error


class Child:
    """A forked child of this process.

    :ivar pid: its process id
    :ivar result: what its work returned, or the traceback of what it raised
    """

    def __init__(self, world, work):
        self.world = world
        self.result = None
        reader, writer = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(reader)
            self._live(work, writer)
        os.close(writer)
        self._reader = reader
        self._handle = os.pidfd_open(self.pid)

    def _live(self, work, writer):
        """Do the work in the child; does not return."""
        code = 1
        try:
            # it is over before that pays
            gc.disable()
            os.environ["TMPDIR"] = str(self.world.temporary)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            # they are the parent's, and would be closed for both
            self.world.cluster.leave()
            for pool in (sql_db._Pool, sql_db._Pool_readonly):
                if pool:
                    pool._connections.clear()
            # what dying interpreters say
            with open(self.world.folder / "stderr", "ab") as errors:
                os.dup2(errors.fileno(), 2)
            try:
                result, code = work(), 0
            except Exception:
                result = traceback.format_exc()
            with suppress(BrokenPipeError):
                os.write(writer, pickle.dumps(result))
        finally:
            os._exit(code)

    def kill(self, number=signal.SIGKILL):
        """Send it a signal."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def is_over(self, seconds):
        """Return whether it ended within some seconds."""
        ready, _write, _error = select.select([self._handle], [], [], seconds)
        return bool(ready)

    def wait(self, seconds=PATIENCE):
        """Wait until it has ended.

        :return: 0, its exit code, or the number of the signal that killed it, negative
        :raise TimeoutError: it did not end; it is killed then
        """
        is_over = self.is_over(seconds)
        if not is_over:
            self.kill()
        _pid, status = os.waitpid(self.pid, 0)
        os.close(self._handle)
        with os.fdopen(self._reader, "rb") as reader:
            # what it started may keep the other end open
            os.set_blocking(reader.fileno(), False)
            content = reader.read() or b""
        if content:
            self.result = pickle.loads(content)
        if not is_over:
            raise TimeoutError(f"a child did not end within {seconds} seconds")
        return os.waitstatus_to_exitcode(status)
