# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is left over on the machine: processes, folders, damaged files, transactions."""

import hashlib
import os
from pathlib import Path

from .evidence import Problem


class LeftoverCheck:
    """Checks one database, its filestore and the processes around it.

    :ivar reader: the database
    :ivar filestore: the folder with the files of its attachments
    :ivar temporary: the folder where servers put temporary files
    """

    def __init__(self, reader, filestore, temporary):
        self.reader = reader
        self.filestore = Path(filestore)
        self.temporary = Path(temporary)
        self._seen = {}
        self._deadlocks = None

    def check(self, ignored=()):
        """Return what is left over.

        :param ignored: ids of processes that may run
        :rtype: list[Problem]
        """
        ignored = set(ignored)
        processes = list(self._check_processes(ignored))
        return [
            *processes,
            *self._check_temporary(),
            *self._check_files(),
            *self._check_attachments(),
            *self._check_database(ignored),
        ]

    def _check_processes(self, ignored):
        """No program runs that works in the folder for temporary files."""
        for pid, command in find_processes(self.temporary):
            if pid not in ignored:
                yield Problem("left over", f"process {pid} still runs: {command}")

    def _check_temporary(self):
        for path in sorted(self.temporary.iterdir()):
            yield Problem("left over", f"temporary {path.name}")

    def _check_files(self):
        """The name of each file of the filestore is its checksum: it is whole.

        A write that was broken off leaves a part of a file, which Odoo cannot know of.
        Only those count that an attachment refers to, be it of whatever model.
        """
        for path in self.filestore.glob("??/*"):
            stat = path.stat()
            seen = (stat.st_size, stat.st_mtime_ns)
            if self._seen.get(path) == seen:
                continue
            if hashlib.sha1(path.read_bytes()).hexdigest() == path.name:
                self._seen[path] = seen
            elif self._is_used(f"{path.parent.name}/{path.name}"):
                # reported once
                self._seen[path] = seen
                yield Problem(
                    "damaged", f"file {path.name} holds {stat.st_size} other bytes"
                )

    def _is_used(self, fname):
        return self.reader.value(
            "SELECT COUNT(*) FROM ir_attachment WHERE store_fname = %s", fname
        )

    def _check_attachments(self):
        """Each attachment has its file."""
        for row in self.reader.rows(
            "SELECT id, name, store_fname, file_size FROM ir_attachment "
            "WHERE store_fname IS NOT NULL AND res_model LIKE 'contact.%%'"
        ):
            path = self.filestore / row["store_fname"]
            size = path.stat().st_size if path.is_file() else None
            if size != row["file_size"]:
                yield Problem(
                    "lost",
                    f"the file of attachment {row['id']} ({row['name']}) has {size} "
                    f"bytes instead of {row['file_size']}",
                )

    def _check_database(self, ignored):
        deadlocks = self.reader.value(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        if self._deadlocks is not None and deadlocks > self._deadlocks:
            yield Problem("deadlock", f"{deadlocks - self._deadlocks} deadlocks")
        self._deadlocks = deadlocks
        for row in self.reader.rows(
            "SELECT pid, state, left(query, 80) AS query FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend' AND usename = 'odoo' "
            "AND application_name <> ALL(%s)",
            # as Odoo names its connections
            [f"odoo-{pid}" for pid in ignored],
        ):
            yield Problem(
                "left over",
                f"connection {row['pid']} is {row['state']}: {row['query']}",
            )


def find_processes(folder):
    """Return the processes that were started to work in a folder.

    :return: id and command of each
    :rtype: list[tuple[int, str]]
    """
    mark = os.fsencode(str(folder))
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes()
            environment = (path / "environ").read_bytes()
        except OSError:
            # it has ended, or is somebody else's
            continue
        if command and mark in command + environment:
            text = command.replace(b"\0", b" ").decode(errors="replace")
            found.append((int(path.name), text[:200]))
    return found
