# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How deliveries are broken, part two: mail servers."""

import time
from collections import Counter
from functools import partial

from .modes import MAILS, Mode

POINTS = ("connect", "mail", "rcpt", "data", "end")
# At these, it is not known yet for whom a message is.
EARLY = ("connect", "mail")
FOREVER = 10_000


class Mail(Mode):
    """The mail server behaves badly at a point.

    :ivar points: of the conversation; the rounds take them in turn
    :ivar answer: what it does; see tests/smtp_server.py
    :ivar forever: the share of rounds in which it never does better
    """

    kinds = MAILS
    # Odoo itself logs each e-mail that was not sent
    log = (r"mail\.models\.mail_mail", r"ir_mail_server")
    forever = 0.0

    def __init__(self, name, points=("",), answer=""):
        self.name, self.points, self.answer = name, points, answer

    def break_off(self, one):
        point = self.points[one.number % len(self.points)]
        bad = {one.evidence.persons[id_].email for id_ in one.choose_ids()}
        times = one.random.randint(1, 3)
        if one.random.random() < self.forever:
            times = FOREVER
        one.tell(f"{point} {self.answer!r} {times} times")
        self.misbehave(one, point, bad, times)
        one.serve()

    def misbehave(self, one, point, bad, times):
        """Have the server behave badly, and say how the interactions may end.

        :param bad: the addresses at which it does so
        :param times: how often, at each of them
        """
        seen = Counter()

        def rule(connection):
            address = "" if point in EARLY else connection.recipient
            seen[address] += 1
            is_bad = point in EARLY or address in bad
            return self.answer if is_bad and seen[address] <= times else ""

        one.lane.post.misbehave(point, rule)
        ids = one.evidence.persons if point in EARLY else get_ids(one, bad)
        self.expect(one, ids, times == FOREVER)

    def expect(self, one, ids, forever):
        """Say how interactions may end at which the server behaves badly."""


class Later(Mail):
    """4xx: it is to be tried again later."""

    forever = 0.2

    def expect(self, one, ids, forever):
        if forever:
            one.may_end(ids, "failed")


class Never(Mail):
    """5xx: it will not be taken."""

    forever = 1.0

    def expect(self, one, ids, forever):
        one.may_end(ids, "failed")


class Drop(Mail):
    """The connection is dropped before the server has the message."""

    forever = 0.1

    def expect(self, one, ids, forever):
        if forever:
            # those behind it in the queue wait for a server that works
            one.may_end(one.evidence.persons, "sent", "failed")
            one.may_end(ids, "failed")


class DropBody(Drop):
    """The connection is dropped in the middle of the message.

    A short one is in the network by then as a whole, so that the client cannot always
    know that the server did not read its end.
    """

    def expect(self, one, ids, forever):  # pylint: disable=missing-return
        super().expect(one, ids, forever)
        one.may_end(ids, "sent", "unknown", "failed")
        persons = one.evidence.persons
        one.evidence.unanswered |= {persons[id_].email for id_ in ids}


class Unknown(Mail):
    """The connection is dropped when the server has the message, or may have it."""

    def expect(self, one, ids, forever):
        one.may_end(ids, "unknown")


class After(Mail):
    """The connection is dropped after a message was accepted, or after several."""

    def misbehave(self, one, point, bad, times):
        one.lane.post.misbehave(
            "after", lambda connection: "drop" if connection.accepted >= times else ""
        )


class Greylist(Mail):
    """Everybody has to come a second time."""

    def misbehave(self, one, point, bad, times):
        seen = set()

        def rule(connection):
            if connection.recipient in seen:
                return ""
            seen.add(connection.recipient)
            return "450 4.7.1 greylisted"

        one.lane.post.misbehave("rcpt", rule)


class Refused(Mail):
    """Nobody listens for a while."""

    forever = 0.2

    def misbehave(self, one, point, bad, times):
        one.lane.set_port(1)
        if times == FOREVER:
            one.may_end(one.evidence.persons, "failed")
            return
        for _time in range(times - 1):
            one.serve()
            one.travel(one.get_pause())

    def mend(self, one):
        if not one.evidence.outcomes:
            one.lane.set_port(one.lane.post.port)

    def afterwards(self, one):
        one.lane.set_port(one.lane.post.port)


class Slow(Mail):
    """The server takes its time, but answers."""

    def misbehave(self, one, point, bad, times):
        for slow in POINTS:
            one.lane.post.misbehave(slow, partial(wait, one.random.random() / 20))


# Longer than an answer takes on a machine that has much else to do.
PATIENCE = 1.0


class Silent(Mail):
    """The server does not answer in time."""

    def break_off(self, one):
        bad = {one.evidence.persons[id_].email for id_ in one.choose_ids(1, 1)}
        point = one.random.choice(("rcpt", "data", "end"))
        one.tell(point)
        asked = set()

        def rule(connection):
            if connection.recipient in bad - asked:
                asked.add(connection.recipient)
                if point == "end":
                    one.evidence.unanswered.add(connection.recipient)
                time.sleep(2 * PATIENCE)
                return "silent" if point == "end" else "drop"
            return ""

        one.lane.post.misbehave(point, rule)
        if point == "end":
            one.may_end(get_ids(one, bad), "unknown")
        one.serve(seconds=PATIENCE)


def wait(seconds, _connection):
    """Let the client wait."""
    time.sleep(seconds)


def get_ids(one, emails):
    """Return the interactions of addresses."""
    persons = one.evidence.persons.items()
    return [id_ for id_, person in persons if person.email in emails]


MODES = [
    Later("smtp-later", POINTS, "450 4.2.0 come later"),
    Never("smtp-never", POINTS, "550 5.1.1 no"),
    Drop("smtp-drop", POINTS[:-1], "drop"),
    DropBody("smtp-drop-body", ("body",), "drop"),
    Unknown("smtp-unanswered", ("end",), "drop"),
    Unknown("smtp-unseen", ("end",), "drop unseen"),
    After("smtp-after"),
    Greylist("smtp-greylist"),
    Refused("smtp-refused"),
    Slow("smtp-slow"),
    Silent("smtp-silent"),
]
