# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How deliveries are broken, part two: mail servers."""

import time
from collections import Counter
from functools import partial

from .modes import MAILS, Mode

POINTS = ("connect", "mail", "rcpt", "data", "end")
ANSWERS = {"connect": "421 busy", "later": "450 4.2.0 come later"}


class Mail(Mode):
    """The mail server behaves badly at a point.

    :ivar point: of the conversation
    :ivar answer: what it does; see tests/smtp_server.py
    :ivar forever: the share of rounds in which it never does better
    """

    kinds = MAILS
    # Odoo itself logs each e-mail that was not sent
    log = (r"mail\.models\.mail_mail", r"ir_mail_server")
    outcome = "sent"
    forever = 0.0

    def __init__(self, name, point="", answer=""):
        self.name, self.point, self.answer = name, point, answer

    def break_off(self, one):
        bad = {one.evidence.persons[id_].email for id_ in one.choose_ids()}
        times = one.random.randint(1, 3)
        if one.random.random() < self.forever:
            times = 10_000
        one.tell(f"{self.point} {self.answer!r} {times} times")
        self.misbehave(one, bad, times)
        one.serve()

    def misbehave(self, one, bad, times):
        """Have the server behave badly.

        :param bad: the addresses at which it does so
        :param times: how often, at each of them
        """
        seen = Counter()

        def rule(connection):
            address = getattr(connection, "recipient", "")
            is_bad = self.point in ("connect", "mail") or address in bad
            seen[
                address if is_bad and self.point not in ("connect", "mail") else ""
            ] += 1
            key = "" if self.point in ("connect", "mail") else address
            return self.answer if is_bad and seen[key] <= times else ""

        one.lane.post.misbehave(self.point, rule)
        self.expect(one, bad, times)

    def expect(self, one, bad, times):
        """Say how the interactions may end."""


class Later(Mail):
    """4xx: it is to be tried again later."""

    forever = 0.2

    def __init__(self, point):
        answer = ANSWERS["connect"] if point == "connect" else ANSWERS["later"]
        super().__init__(f"smtp-later-{point}", point, answer)

    def expect(self, one, bad, times):
        if times > 100:
            ids = get_ids(one, bad)
            if self.point in ("connect", "mail"):
                ids = one.evidence.persons
            one.may_end(ids, "failed")


class Never(Mail):
    """5xx: it will not be taken."""

    forever = 1.0

    def __init__(self, point):
        super().__init__(f"smtp-never-{point}", point, "550 5.1.1 no")
        if point == "connect":
            self.answer = "554 no service"

    def expect(self, one, bad, times):
        ids = get_ids(one, bad)
        if self.point in ("connect", "mail"):
            ids = one.evidence.persons
        one.may_end(ids, "failed")


class Drop(Mail):
    """The connection is dropped before the server has the message."""

    forever = 0.1

    def __init__(self, point):
        super().__init__(f"smtp-drop-{point}", point, "drop")

    def expect(self, one, bad, times):
        if self.point == "body":
            # short messages are in the network before the client learns of it
            one.evidence.unanswered |= bad
            one.may_end(get_ids(one, bad), "sent", "unknown", "failed")
        elif times > 100:
            # those behind it in the queue wait for a server that works
            one.may_end(one.evidence.persons, "sent", "failed")
            one.may_end(get_ids(one, bad), "failed")


class Unknown(Mail):
    """The connection is dropped when the server has the message, or may have it."""

    def __init__(self, name, answer):
        super().__init__(name, "end", answer)

    def expect(self, one, bad, times):
        one.may_end(get_ids(one, bad), "unknown")


class After(Mail):
    """The connection is dropped after a message was accepted, or after several."""

    def misbehave(self, one, bad, times):
        one.lane.post.misbehave(
            "after", lambda connection: "drop" if connection.accepted >= times else ""
        )


class Greylist(Mail):
    """Everybody has to come a second time."""

    def misbehave(self, one, bad, times):
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

    def misbehave(self, one, bad, times):
        one.lane.set_port(1)
        if times > 100:
            one.may_end(one.evidence.persons, "failed")
            return
        for _time in range(times):
            one.serve()
            one.travel(one.get_pause())

    def mend(self, one):
        if not one.evidence.outcomes:
            one.lane.set_port(one.lane.post.port)

    def afterwards(self, one):
        one.lane.set_port(one.lane.post.port)


class Slow(Mail):
    """The server takes its time, but answers."""

    def misbehave(self, one, bad, times):
        for point in POINTS:
            one.lane.post.misbehave(point, partial(wait, one.random.random() / 20))


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
                time.sleep(0.6)
                return "silent" if point == "end" else "drop"
            return ""

        one.lane.post.misbehave(point, rule)
        if point == "end":
            one.may_end(get_ids(one, bad), "unknown")
        one.serve(seconds=0.3)


def wait(seconds, _connection):
    """Let the client wait."""
    time.sleep(seconds)


def get_ids(one, emails):
    """Return the interactions of addresses."""
    persons = one.evidence.persons.items()
    return [id_ for id_, person in persons if person.email in emails]


MODES = [
    *map(Later, POINTS),
    *map(Never, POINTS),
    *map(Drop, ("connect", "mail", "rcpt", "data", "body")),
    Unknown("smtp-unanswered", "drop"),
    Unknown("smtp-unseen", "drop unseen"),
    After("smtp-after"),
    Greylist("smtp-greylist"),
    Refused("smtp-refused"),
    Slow("smtp-slow"),
    Silent("smtp-silent"),
]
