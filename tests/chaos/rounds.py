# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One round: a segment is logged, its delivery broken, gone on with and checked."""

import math
import os
import random
import re
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import psycopg2

from . import work
from .checker import Checker, get_outcome
from .evidence import Evidence, Person, Problem, Reader
from .traps import Point

# How long things may be due later, and how often it may be gone on with.
LONGEST = timedelta(days=3)
MOST_TURNS = 60
TIMED = ("contact_interaction", "mail_mail", "ir_cron", "ir_cron_trigger")
# Left alone when the clock moves: nothing is planned by them.
UNTIMED = ("create_date", "write_date", "date", "call_back_on")
# Now, when the first of what waits is due, and when the scheduler comes by itself.
DUE = """
    SELECT now() AT TIME ZONE 'UTC',
           (SELECT MIN(COALESCE(waiting.at, now() AT TIME ZONE 'UTC')) FROM (
               SELECT delivery_waits_until AS at FROM contact_interaction
               WHERE delivery_state = 'queued' AND state = 'done'
                 AND mail_mail_id IS NULL
               UNION ALL
               SELECT scheduled_date FROM mail_mail WHERE state = 'outgoing'
           ) AS waiting),
           (SELECT MIN(nextcall) FROM ir_cron WHERE active)
"""
METHODS = {
    "letter": [
        ("contact.interaction", "_deliver"),
        ("contact.interaction", "_lock_noted"),
        ("contact.interaction", "_set_delivery"),
        ("contact.interaction", "_make_letters"),
        ("contact.interaction", "_add_print_file"),
        ("contact.interaction", "_attach_letters"),
        ("contact.print.file", "_create_part"),
        ("contact.print.file", "_join_places"),
        ("contact.print.file", "_finish"),
    ],
    "email": [
        ("contact.interaction", "_deliver"),
        ("contact.interaction", "_set_delivery"),
        ("mail.mail", "create"),
        ("mail.mail", "_take_claim"),
        ("mail.mail", "_hold_claim"),
        ("mail.mail", "_delete_sent"),
        ("mail.mail", "_prepare_outgoing_list"),
        ("mail.mail", "_postprocess_sent_message"),
        ("mail.mail", "unlink"),
        ("smtp", "connect"),
        ("smtp", "mail"),
        ("smtp", "rcpt"),
        ("smtp", "data"),
        ("smtp", "getreply"),
        ("smtp", "quit"),
    ],
}


class Round:
    """One segment and what happens to its delivery.

    :ivar lane: what all rounds of a process share
    :ivar mode: how the delivery is broken
    :ivar random: from the seed and the number of the round
    :ivar kind: ``letter``, ``word`` (without LibreOffice), ``email`` or ``attached``
    :ivar evidence: for the checker
    :ivar told: what happened, for those who read the report
    """

    def __init__(self, lane, mode, seed, number):
        self.lane, self.world, self.mode = lane, lane.world, mode
        self.seed, self.number = seed, number
        self.random = random.Random(f"{mode.name} {seed} {number}")
        self.kind = self.random.choice(lane.get_kinds(mode))
        self.size = self.random.randint(3, 6)
        self.problems = []
        self.evidence = None
        self.told = []
        self.travelled = timedelta()
        self.uid = lane.found["user"]
        self.company_id = False

    @property
    def is_letter(self):
        """Whether it is printed."""
        return self.kind in ("letter", "word")

    def __str__(self):
        told = "; ".join(self.told)
        return f"{self.mode.name} #{self.number} ({self.size} {self.kind}) {told}"

    def tell(self, text):
        """Remember what happened."""
        self.told.append(str(text))

    # --- steps ----------------------------------------------------------------

    def log(self):
        """Log the segment."""
        self.lane.libreoffice(missing=self.kind == "word")
        self.mode.arrange(self)
        mark = f"{self.mode.name.replace('-', '')}x{self.seed}r{self.number:03}"
        make = partial(
            work.make_segment,
            found=self.lane.found,
            kind=self.kind,
            size=self.size,
            mark=mark,
            uid=self.uid,
            company_id=self.company_id,
        )
        self.segment_id, persons = self.world.call(make)
        self.evidence = Evidence(self.segment_id, persons, len(persons))

    def break_off(self):
        """Break the delivery."""
        self.mode.break_off(self)

    def recover(self):
        """Let Odoo go on as it would, with the clock put forward to what is due."""
        for _turn in range(MOST_TURNS):
            self._go_on()
            if not self.count_waiting():
                return
            pause = self.get_pause()
            if pause is None or self.travelled > LONGEST:
                return
            self.travel(pause)

    def _go_on(self):
        try:
            self.world.run(partial(work.deliver, self.world))
        except (RuntimeError, TimeoutError) as error:
            self.problems.append(Problem("stopped", str(error)))

    def check(self):
        """Return what is wrong.

        :rtype: list[Problem]
        """
        evidence = self.evidence
        evidence.shown = self.world.call(partial(work.look, segment_id=self.segment_id))
        emails = {person.email for person in evidence.persons.values()}
        post = self.lane.post
        evidence.accepted = [
            message for message in post.get_messages() if message.recipient in emails
        ]
        evidence.unanswered |= emails & post.unanswered
        with self.world.cluster.keep().cursor() as cursor:
            checker = Checker(Reader(cursor), self.world.filestore)
            self.problems += checker.check(evidence)
            self.outcomes = Counter(map(get_outcome, checker.interactions))
            self.lane.left.reader = Reader(cursor)
            self.problems += self.lane.left.check({os.getpid()})
        self.lane.sweep()
        self._check_log()
        return self.problems

    def _check_log(self):
        allowed = [re.compile(text) for text in self.mode.log]
        for level, name, text in self.world.read_log():
            if level in ("ERROR", "CRITICAL") and not any(
                one.search(text) or one.search(name) for one in allowed
            ):
                self.problems.append(Problem("log", f"{name}: {text[-600:]}"))

    # --- what modes use ---------------------------------------------------------

    def serve(self, trap=None, action=None, **options):
        """Let a server work, at which something may happen.

        :return: 0, its exit code, or the negative number of the signal that ended it
        """
        child = self.world.start(
            partial(work.deliver, self.world, trap, action, **options)
        )
        return self.wait(child)

    def wait(self, child, patience=20):
        """Wait for a server; one that never ends is a problem."""
        try:
            return child.wait(patience)
        except TimeoutError as error:
            self.problems.append(Problem("hangs", str(error)))
            return None

    def choose_point(self):
        """Return a point in the work of a server, anywhere."""
        group = "letter" if self.is_letter else "email"
        counts = self.lane.counts[self.kind]
        kinds = ["statement", "statement", "commit", "method", "method"]
        if counts["file"]:
            kinds.append("file")
        where, after = self.random.choice(kinds), self.random.random() < 0.5
        if where == "method":
            owner, name = self.random.choice(METHODS[group])
            return Point(owner, name, self.random.randint(1, 4), after)
        return Point(where, "", self.random.randint(1, counts[where]), after)

    def choose_ids(self, least=1, most=3):
        """Return some of the interactions."""
        ids = sorted(self.evidence.persons)
        return self.random.sample(ids, self.random.randint(least, most))

    def may_end(self, ids, *outcomes):
        """Say how interactions may end."""
        for id_ in ids:
            self.evidence.outcomes[id_] = set(outcomes)

    def move(self, kept_id, other_id):
        """Say that the contact of one interaction became that of another."""
        persons = self.evidence.persons
        persons[other_id] = Person(*persons[kept_id])

    def count_waiting(self):
        """Return how much is still to be done."""
        [(count,)] = self.world.cluster.execute(
            "SELECT (SELECT COUNT(*) FROM contact_interaction "
            "WHERE delivery_state = 'queued' AND state = 'done') "
            "+ (SELECT COUNT(*) FROM mail_mail WHERE state = 'outgoing') "
            # what went out and could not be deleted is by the next run of the queue
            "+ (SELECT COUNT(*) FROM mail_mail m JOIN contact_interaction i "
            "ON i.mail_mail_id = m.id WHERE m.state = 'sent' AND m.auto_delete "
            "AND i.delivery_state = 'sent') "
            "+ (SELECT COUNT(*) FROM contact_print_file WHERE is_part)"
        )
        return count

    def get_pause(self):
        """Return how long it is until the scheduler does what waits.

        When that is due, and then the first time at which the scheduler is asked for or
        comes by itself; what it does before has nothing to do.
        """
        cluster = self.world.cluster
        [(now, due, coming)] = cluster.execute(DUE)
        if coming is None:
            return None
        due = max(due or now, now)
        [(asked,)] = cluster.execute(
            "SELECT MIN(call_at) FROM ir_cron_trigger t JOIN ir_cron c "
            "ON c.id = t.cron_id WHERE c.active AND call_at >= %s",
            [due],
        )
        while coming < due:
            coming += timedelta(hours=1)
        pause = max(min(asked or coming, coming) - now, timedelta())
        # whole seconds, as all times that Odoo plans have
        return timedelta(seconds=math.ceil(pause.total_seconds()))

    def travel(self, pause):
        """Move the clock, by moving everything that is planned the other way."""
        self.travelled += pause
        self.world.cluster.execute(
            ";".join(
                f"UPDATE {table} SET {column} = {column} - %(pause)s "
                f"WHERE {column} IS NOT NULL"
                for table, column in self.lane.get_times(TIMED, UNTIMED)
            ),
            {"pause": pause},
        )


# What waits is tried again after each stop of a server, and left alone after five.
TOGETHER = 4


def get_groups(modes, numbers):
    """Return the rounds of modes, those that are done together in one group.

    The modes take turns, so that those that wait run beside those that work. What Odoo
    keeps in memory is lost in those that settle: they come last.

    :return: the mode and the numbers of the rounds, for each group
    :rtype: list[tuple[Mode, list[int]]]
    """
    groups = []
    for at, mode in enumerate(modes):
        size = TOGETHER if mode.together else 1
        for turn, start in enumerate(range(0, len(numbers), size)):
            order = mode.settles, mode.together, turn, at
            groups.append((order, mode, [*numbers[start : start + size]]))
    groups.sort(key=lambda group: group[0])
    return [group[1:] for group in groups]


def run_group(lane, mode, seed, numbers):
    """Run rounds of one mode; yield each with its problems and seconds."""
    group = [Round(lane, mode, seed, number) for number in numbers]
    begin = time.monotonic()
    lane.post.reset()
    lane.libreoffice()
    for one in group:
        try:
            one.log()
            one.break_off()
        except (RuntimeError, TimeoutError, psycopg2.Error) as error:
            one.problems.append(Problem("harness", str(error)[-2000:]))
    mode.between(lane, group)
    for one in group:
        if not one.evidence:
            continue
        try:
            lane.libreoffice(missing=one.kind == "word")
            mode.mend(one)
            one.recover()
            mode.afterwards(one)
            one.check()
        except (RuntimeError, TimeoutError, psycopg2.Error) as error:
            one.problems.append(Problem("harness", str(error)[-2000:]))
    if mode.settles:
        lane.world.settle()
    seconds = (time.monotonic() - begin) / len(group)
    for one in group:
        yield one, seconds
