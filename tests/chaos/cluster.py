# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PostgreSQL cluster of its own, that may be stopped and broken."""

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2

# What is lost when the machine itself breaks is not what this is about.
SETTINGS = """
listen_addresses = ''
fsync = off
full_page_writes = off
autovacuum = off
jit = off
shared_buffers = 64MB
max_connections = 50
log_min_messages = warning
"""


class Cluster:
    """PostgreSQL in a folder, on a unix socket.

    :ivar folder: holds the data and the socket; others may enter it
    :ivar programs: the folder with PostgreSQL's programs
    """

    def __init__(self, folder, programs):
        self.folder = Path(folder)
        self.programs = Path(programs)
        self._kept = None
        self._user = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root
            self._user = {"user": find_user(), "group": "nogroup", "extra_groups": []}

    @property
    def data(self):
        """Where its files are."""
        return self.folder / "data"

    @property
    def log(self):
        """Where it says what goes on."""
        return self.folder / "log"

    def _make_folder(self):
        self.folder.mkdir()
        if self._user:
            shutil.chown(self.folder, self._user["user"])

    def make(self):
        """Make the cluster and start it."""
        self._make_folder()
        self._run(
            "initdb",
            *("-D", self.data, "-U", "postgres", "--auth=trust", "-N"),
            *("-E", "UTF8", "--locale=C.UTF-8"),
        )
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        self.start()
        self.execute("CREATE ROLE odoo LOGIN SUPERUSER", database="postgres")

    def move(self, folder):
        """Be a copy of this one, which was stopped, and start it."""
        source, self.folder = self.data, Path(folder)
        self._make_folder()
        subprocess.run(["cp", "-a", source, self.data], check=True)
        self.start()

    def _run(self, program, *arguments):
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            **self._user,
        )

    def _control(self, *arguments):
        files = ("-D", self.data, "-l", self.log)
        self._run("pg_ctl", *files, "-o", f"-k {self.folder}", "-w", "-s", *arguments)

    def start(self):
        """Start it and wait for it."""
        self._control("start")

    def stop(self, mode="fast"):
        """Stop it: fast, or at once as in a crash (immediate)."""
        if (self.data / "postmaster.pid").exists():
            self._control("-m", mode, "stop")

    def restart(self, mode="fast"):
        """Stop it and start it again."""
        self._control("-m", mode, "restart")

    def connect(self, database="chaos"):
        """Return a connection as its superuser, whose statements commit at once."""
        connection = psycopg2.connect(
            host=str(self.folder), user="postgres", dbname=database
        )
        connection.autocommit = True
        return connection

    def execute(self, statement, parameters=None, database="chaos"):
        """Run one statement; return its rows, if it has any."""
        if database != "chaos":
            with closing(self.connect(database)) as connection:
                return execute(connection, statement, parameters)
        if self._kept and not self._kept.closed:
            try:
                return execute(self._kept, statement, parameters)
            except psycopg2.Error as error:
                # unless the server was restarted meanwhile; after a crash that is no
                # error of a class of its own, and the connection does not know it
                if not self._kept.closed and type(error) is not psycopg2.DatabaseError:
                    raise
        self._kept = self.connect()
        return execute(self._kept, statement, parameters)

    def keep(self):
        """Return the connection that is kept from one statement to the next."""
        self.execute("SELECT 1")
        return self._kept

    def leave(self):
        """Do without the connection that another process keeps."""
        self._kept = None

    def release(self):
        """End the connection that is kept from one statement to the next."""
        if self._kept:
            self._kept.close()

    def load(self, dump, database="chaos"):
        """Make a database of a dump.

        :param dump: a folder that pg_dump wrote
        """
        self.execute(f"CREATE DATABASE {database} OWNER odoo", database="postgres")
        subprocess.run(
            ["pg_restore", "-h", self.folder, "-U", "odoo", "-j2"]
            + ["-d", database, dump],
            check=True,
        )
        self.execute("VACUUM ANALYZE")

    def end_connections(self, database="chaos"):
        """End all other connections to a database, and wait for that."""
        self.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = %s AND pid <> pg_backend_pid()",
            [database],
            database="postgres",
        )

    def make_copy(self, source, target):
        """Make a database anew as a copy of another, to which nobody is connected."""
        self.release()
        self.end_connections(source)
        self.end_connections(target)
        self.execute(f"DROP DATABASE IF EXISTS {target}", database="postgres")
        self.execute(
            f"CREATE DATABASE {target} TEMPLATE {source} OWNER odoo STRATEGY file_copy",
            database="postgres",
        )


def execute(connection, statement, parameters):
    """Run one statement; return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def find_user():
    """Return a user that may run PostgreSQL."""
    import pwd

    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit("no user that PostgreSQL could run as")
