# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a round of breaking things tells the checker: who was addressed, and what else
was seen from outside of Odoo."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Person(NamedTuple):
    """Whom an interaction addresses.

    :ivar partner_id: the contact
    :ivar token: a word that is in the contact's name, and in no other name
    :ivar email: its address
    """

    partner_id: int
    token: str
    email: str


class Message(NamedTuple):
    """An e-mail that the mail server accepted.

    :ivar recipient: the address in the envelope
    :ivar text: the whole text of the message
    """

    recipient: str
    text: str


@dataclass
class Evidence:
    """One segment after its delivery.

    :ivar segment_id: the segment
    :ivar persons: by the id of every interaction that logging wrote, and of every copy
        that was sent again, whom it addresses
    :ivar line_count: how many lines were logged
    :ivar accepted: what the mail server accepted, of this segment
    :ivar unanswered: addresses of messages of which the server had the end, and to
        which it gave no answer
    :ivar shown: the counters that a user sees on the segment, by name
    :ivar zips: the ids of the zip files that were made of its print files
    :ivar outcomes: by id of an interaction, how it may end: ``sent``, ``failed``,
        ``unknown`` (it may have arrived) or ``skipped``; ``gone``: deleted; without
        an entry only ``sent`` will do
    :ivar max_unknown: how many more may be unknown, because a server was killed at
        work
    :ivar repeated: addresses that may have got their e-mail twice
    :ivar one_of: interactions of which exactly one is sent, the others not
    """

    segment_id: int
    persons: dict[int, Person]
    line_count: int = 0
    accepted: list[Message] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    shown: dict[str, int] = field(default_factory=dict)
    zips: list[int] = field(default_factory=list)
    outcomes: dict[int, set[str]] = field(default_factory=dict)
    max_unknown: int = 0
    repeated: set[str] = field(default_factory=set)
    one_of: list[set[int]] = field(default_factory=list)

    def may_end(self, interaction_id):
        """Return how an interaction may end."""
        return self.outcomes.get(interaction_id, {"sent"})


class Problem(NamedTuple):
    """Something the checker found.

    :ivar code: of what kind it is
    :ivar text: what it is
    """

    code: str
    text: str

    def __str__(self):
        return f"{self.code}: {self.text}"


class Reader:
    """Rows of a database, by plain SQL.

    :ivar cursor: of whatever connection; nothing is written through it
    """

    def __init__(self, cursor):
        self.cursor = cursor

    def rows(self, query, *parameters):
        """Return rows as dictionaries."""
        self.cursor.execute(query, parameters)
        names = [column[0] for column in self.cursor.description]
        return [dict(zip(names, row, strict=True)) for row in self.cursor.fetchall()]

    def value(self, query, *parameters):
        """Return the only value of a query."""
        self.cursor.execute(query, parameters)
        return self.cursor.fetchone()[0]
