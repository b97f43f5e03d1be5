# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Points in the work of a server, and what happens there.

A point is reached at the n-th call of a method, at the n-th statement or commit, or at
the n-th file that is written. Set up in the child that does the work.
"""

import errno
import os
import signal
import smtplib
import sys
from contextlib import closing

from odoo import sql_db

from odoo.addons.base.models import ir_attachment

NO_SPACE = (
    "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend "
    'file "base/1/1": No space left on device\'; END $$'
)


class Point:
    """Where something happens.

    :ivar where: ``statement``, ``commit``, ``file``, ``smtp`` or the name of a model
    :ivar name: the method of the model or of the SMTP connection
    :ivar number: at which call, from 1
    :ivar after: whether it happens after the call instead of before
    """

    def __init__(self, where, name="", number=1, after=False):
        self.where, self.name, self.number, self.after = where, name, number, after

    def __repr__(self):
        place = "after" if self.after else "before"
        return f"{place} {self.where} {self.name} #{self.number}".replace("  ", " ")

    def arm(self, registry, action):
        """Have something happen at this point.

        :param action: a function without arguments
        """
        if self.where == "file":
            ir_attachment.open = FileTrap(self.number, action)
            return
        owner, name = self._find_owner(registry)
        original = getattr(owner, name)
        calls = 0

        def method(*args, **kwargs):
            nonlocal calls
            calls += 1
            is_here = calls == self.number
            if is_here and not self.after:
                action()
            # a commit returns nothing, others do
            # pylint: disable-next=assignment-from-none
            result = original(*args, **kwargs)
            if is_here and self.after:
                action()
            return result

        setattr(owner, name, method)

    def _find_owner(self, registry):
        if self.where == "statement":
            return sql_db.Cursor, "execute"
        if self.where == "commit":
            return sql_db.Cursor, "commit"
        if self.where == "smtp":
            return smtplib.SMTP, self.name
        return registry[self.where], self.name


class FileTrap:
    """Opens files for ir.attachment; with the n-th something happens in the middle."""

    def __init__(self, number, action):
        self.number, self.action, self.opened = number, action, 0

    def __call__(self, path, mode="r", *args, **kwargs):
        file = open(path, mode, *args, **kwargs)
        if "w" in mode:
            self.opened += 1
            if self.opened == self.number:
                return HalfFile(file, self.action)
        return file


class HalfFile:
    """A file of which half is written when something happens."""

    def __init__(self, file, action):
        self.file, self.action = file, action

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def write(self, content):  # pylint: disable=method-required-super
        """Write half of it, then let it happen, then write the rest."""
        half = len(content) // 2
        self.file.write(content[:half])
        self.file.flush()
        self.action()
        return half + self.file.write(content[half:])

    def __getattr__(self, name):
        return getattr(self.file, name)


class Counter:
    """Counts the statements, commits and files of a server."""

    def __init__(self):
        self.counts = {"statement": 0, "commit": 0, "file": 0}
        self._count(sql_db.Cursor, "execute", "statement")
        self._count(sql_db.Cursor, "commit", "commit")
        ir_attachment.open = self._open

    def _count(self, owner, name, kind):
        original = getattr(owner, name)

        def method(*args, **kwargs):
            self.counts[kind] += 1
            return original(*args, **kwargs)

        setattr(owner, name, method)

    def _open(self, path, mode="r", *args, **kwargs):
        self.counts["file"] += "w" in mode
        return open(path, mode, *args, **kwargs)


# --- what happens ---------------------------------------------------------------


def kill():
    """End this process at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def stop_politely():
    """Ask this process to end, as whoever restarts a server does."""
    os.kill(os.getpid(), signal.SIGTERM)


def terminate(cluster):
    """End the connections of this server to the database, at the other end."""
    with closing(cluster.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = 'odoo'"
        )


def fill_disk():
    """Let the disk be full where a file is written."""
    raise OSError(errno.ENOSPC, "No space left on device")


def fill_temporary(folder):
    """Let there be no room for temporary files from now on."""

    def hook(event, arguments):
        is_writing = event == "open" and isinstance(arguments[1], str)
        is_writing = is_writing and set(arguments[1]) & set("wax+")
        if event == "os.mkdir" or is_writing:
            path = str(arguments[0])
            if path.startswith(f"{folder}/"):
                raise OSError(errno.ENOSPC, "No space left on device", path)

    sys.addaudithook(hook)


def fill_database():
    """Let the disk of the database be full at the next statement."""
    original = sql_db.Cursor.execute

    def execute(cursor, query, params=None, log_exceptions=True):
        sql_db.Cursor.execute = original
        # the error as PostgreSQL reports it, in a transaction that is broken then
        return original(cursor, NO_SPACE, None, log_exceptions)

    sql_db.Cursor.execute = execute
