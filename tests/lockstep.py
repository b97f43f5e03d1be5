# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor

LOCKING = re.compile(
    r"^\s*(INSERT|UPDATE|DELETE)\b|\bFOR (NO KEY )?UPDATE\b|\bFOR (KEY )?SHARE\b"
)
OURS = re.compile(r"\b(contact_(segment|interaction|print_file)|mail_mail|res_partner)")
# Whoever waits for a row of the other one is not waited for longer than this.
PATIENCE = 0.05


class Lockstep:
    """Lets threads go on with one locking statement each in turn.

    So what they lock is taken as crosswise as can be, each time anew.
    """

    def __init__(self, count):
        self.count = count
        self.done = {}
        # how far the slowest was when it was waited for in vain
        self.stuck_at = -1
        self.turn = threading.Condition()

    @contextmanager
    def patched(self):
        """Patch the cursors of Odoo as long as the threads run."""
        execute = Cursor.execute
        lockstep = self

        def execute_in_turn(cursor, query, *args, **kwargs):
            execute(cursor, query, *args, **kwargs)
            text = getattr(query, "code", query)
            if LOCKING.search(text) and OURS.search(text):
                lockstep.wait()

        with patch.object(Cursor, "execute", execute_in_turn):
            yield

    @contextmanager
    def taking_part(self):
        """Take part in the turns with this thread, from here to the end."""
        me = threading.get_ident()
        with self.turn:
            self.done[me] = 0
            self.turn.notify_all()
            self.turn.wait_for(lambda: len(self.done) == self.count, 10)
        try:
            yield
        finally:
            with self.turn:
                self.done[me] = float("inf")
                self.turn.notify_all()

    def wait(self):
        """Count a statement of this thread, and wait for the others to follow."""
        me = threading.get_ident()
        with self.turn:
            if me not in self.done:
                return
            self.done[me] += 1
            self.turn.notify_all()
            if min(self.done.values()) == self.stuck_at:
                return
            if not self.turn.wait_for(
                lambda: min(self.done.values()) >= self.done[me], PATIENCE
            ):
                self.stuck_at = min(self.done.values())
