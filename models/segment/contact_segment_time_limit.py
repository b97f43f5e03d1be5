# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import logging
import math
import time
from contextlib import contextmanager

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.literals import abridge
from ...tools.numbers import show_count

# The key of the context under which a call says by what it can be stopped.
TOKEN = "contact_segment_token"
TOKEN_LENGTHS = range(16, 101)
DEADLINE = "contact_segment_deadline"


class ContactSegment(models.Model):
    """How long a step, a preview or a count may take, and how its user stops it.

    The database keeps the time. What runs is registered by the name of its connection,
    which other connections see at once, though nothing of it is committed.
    """

    _inherit = "contact.segment"

    @api.model
    def cancel_step(self, token):
        """Stop a step, a preview or a count of one's own that is running.

        The call that is stopped changes nothing, and says so to who waits for it. What
        is between two statements cannot be stopped; ask again in a moment.

        :param str token: 16 to 100 characters that nobody can guess; what is to be
            stopped was called with it as ``contact_segment_token`` in its context
        :return: whether something was stopped
        :rtype: bool
        :raise UserError: that is no token
        """
        self.browse().check_access("read")
        if not self._is_token(token):
            raise UserError(
                self.env._(
                    "%(token)s is no token to stop a step by; it has 16 to 100 "
                    "characters.",
                    token=abridge(token),
                )
            )
        self.env.cr.execute("SELECT pg_stat_clear_snapshot()")
        # one statement, so that a connection that went on to other work is not hit
        rows = self.env.execute_query(
            SQL(
                """SELECT pg_cancel_backend(pid)
                FROM pg_stat_activity
                WHERE application_name = %s AND state = 'active'
                  AND backend_type = 'client backend'
                  AND datname = current_database() AND usename = current_user
                  AND pid <> pg_backend_pid()""",
                self._get_connection_name(token),
            )
        )
        return any(stopped for (stopped,) in rows)

    @api.model
    def _is_token(self, token):
        return isinstance(token, str) and len(token) in TOKEN_LENGTHS

    @api.model
    def _get_connection_name(self, token):
        """Return the name of a connection that works under a token of the user.

        Whoever reads it cannot stop the work: it does not give the token away, and no
        token gives the same name to another user.
        """
        digest = hashlib.sha256(f"{self.env.uid} {token}".encode()).hexdigest()
        return f"contact_segment {digest[:40]}"

    @contextmanager
    def _within_time(self, flush=True):
        """Do something that ends when its time is over, or when its user stops it.

        What is done inside is undone then. Inside another one, the time that is left
        counts.

        :param bool flush: whether the ORM writes inside; then it also forgets what it
            holds when that is undone
        :raise UserError: the time is over, or the user has stopped it
        """
        outer = deadline = self.env.cr.cache.get(DEADLINE)
        try:
            with self.env.cr.savepoint(flush=flush):
                deadline, previous = self._start_timer(outer)
                yield
                # not in a finally: after an error the rollback does it
                self._set_local(previous)
        except psycopg2.errors.QueryCanceled as error:
            self._tell_stopped(deadline or (math.inf, 0), error)
        finally:
            self.env.cr.cache[DEADLINE] = outer

    def _start_timer(self, outer):
        """Set the time limit, and the name by which the work can be stopped.

        :param outer: when the time of the work around this one is over, and its limit
        :return: the same of this one, and the settings as they were
        :rtype: tuple[tuple[float, float], dict[str, str]]
        """
        ((timeout, seconds, name),) = self.env.execute_query(
            SQL(
                """SELECT current_setting('statement_timeout'),
                EXTRACT(EPOCH FROM current_setting('statement_timeout')::interval),
                current_setting('application_name')"""
            )
        )
        # that of the database counts too, if it is lower
        limits = [self._get_time_limit(), float(seconds)]
        limit = min(filter(None, limits), default=0)
        deadline = outer or (time.monotonic() + limit if limit else math.inf, limit)
        self.env.cr.cache[DEADLINE] = deadline
        settings = {}
        if deadline[0] != math.inf:
            left = math.ceil((deadline[0] - time.monotonic()) * 1000)
            if left <= 0:
                raise psycopg2.errors.QueryCanceled
            settings["statement_timeout"] = str(left)
        token = self.env.context.get(TOKEN)
        if self._is_token(token):
            settings["application_name"] = self._get_connection_name(token)
        self._set_local(settings)
        previous = {"statement_timeout": timeout, "application_name": name}
        return deadline, {key: previous[key] for key in settings}

    def _set_local(self, settings):
        """Change settings of the database for the rest of the transaction.

        The time may be over in this very statement too, which is no error in the log.
        """
        if settings:
            changes = [
                SQL("set_config(%s, %s, TRUE)", name, value)
                for name, value in settings.items()
            ]
            statement = SQL("SELECT %s", SQL(", ").join(changes))
            self.env.cr.execute(statement, log_exceptions=False)

    def _get_time_limit(self):
        """Return how many seconds the statements of one call may take; 0: any."""
        company = self.company_id if len(self) == 1 else self.env.company
        # sudo: the settings of a company are no secret to its users
        return (company or self.env.company).sudo().contact_step_timeout

    def _tell_stopped(self, deadline, error):
        """Raise that something was stopped: by the time, or by its user.

        :raise psycopg2.errors.QueryCanceled: neither; somebody at the database did it
        """
        names = self.mapped("display_name")
        if time.monotonic() >= deadline[0]:
            raise UserError(
                self.env._(
                    "This was stopped after %(seconds)s s, and nothing was changed; "
                    "choose a narrower condition, or ask an administrator for more "
                    "time in the settings of Segments.",
                    seconds=show_count(self.env, round(deadline[1])),
                )
                if not names
                else self.env._(
                    "Segment %(segment)s: this was stopped after %(seconds)s s, and "
                    "nothing was changed; choose a narrower condition, or ask an "
                    "administrator for more time in the settings of Segments.",
                    segment=names[0],
                    seconds=show_count(self.env, round(deadline[1])),
                )
            ) from error
        if not self._is_token(self.env.context.get(TOKEN)):
            raise error
        stopped = UserError(
            self.env._("Stopped by you; nothing was changed.")
            if not names
            else self.env._(
                "Segment %(segment)s: stopped by you; nothing was changed.",
                segment=names[0],
            )
        )
        stopped.loglevel = logging.INFO  # that is no fault of the program
        raise stopped from error

    def _execute_bounded(self, statement):
        """Execute a statement that may be stopped; return its rows.

        What is wrong about it is told to the user, so it is no error in the log.

        :rtype: list[tuple]
        """
        self.env.flush_query(statement)
        self.env.cr.execute(statement, log_exceptions=False)
        return [] if self.env.cr.description is None else self.env.cr.fetchall()

    @api.model
    def _count_contacts(self, *domains):
        """Count the contacts that meet each of some conditions, within the time.

        :rtype: list[int]
        :raise UserError: the time is over, or the user has stopped it
        """
        partners, counts = self.env["res.partner"], []
        with self._within_time(flush=False):
            for domain in domains:
                query = partners._search(domain)
                ((count,),) = self._execute_bounded(query.select(SQL("COUNT(*)")))
                counts.append(count)
        return counts

    @contextmanager
    def _planned_for_many(self):
        """Keep the database from planning a statement for a handful of lines.

        It knows nothing yet about a segment that was filled a moment ago, takes its
        lines for none, and would join 300,000 of them one by one. Without that way out
        it overestimates small segments instead, and would compile machine code for
        seconds to handle ten lines.
        """
        self.env.cr.execute("SET LOCAL enable_nestloop TO off; SET LOCAL jit TO off")
        yield
        # not in a finally: after an error only a rollback works, which resets it too
        self.env.cr.execute(
            "SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL jit TO DEFAULT"
        )

    @contextmanager
    def _planned_for_one(self):
        """Keep the database from compiling a statement that is about one contact.

        It thinks that a figure is worked out for everybody, and would spend more than
        half a second on machine code for what takes a millisecond.
        """
        self.env.cr.execute("SET LOCAL jit TO off")
        yield
        # as above
        self.env.cr.execute("SET LOCAL jit TO DEFAULT")
