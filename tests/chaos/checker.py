# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Nothing lost, nothing twice, nothing stuck, nothing left over: judged from outside.

Reads the database by plain SQL, the files, what the mail server wrote down, and the
processes of the machine. No method of the addon is called: it is what is judged.
"""

import re
from collections import Counter

from .check_letters import LetterCheck
from .check_mails import MailCheck
from .evidence import Problem

# What no user should have to read.
UNREADABLE = re.compile(
    r"\b[A-Z]\w*(?:Error|Exception|Warning|Disconnected|Refused|Failure|Full)\b"
    r"|Traceback|psycopg2|[Ee]rrno|<class|\bNone\b|%\(|/tmp/|\n"
)
MARK = "\x1f"
COLUMNS = """id, partner_id, state, channel, delivery_state, delivery_message,
    delivery_code, sending_since, delivery_attempts, delivery_waits_until, mail_mail_id,
    print_file_id, print_page, page_count, document_attachment_id, segment_line_id,
    resent_from_id"""
COUNTED = ("queued", "sent", "failed", "skipped")


def get_outcome(row):
    """Return how the delivery of an interaction ended, in one word."""
    if row["delivery_state"] == "failed" and row["delivery_code"] == "unknown":
        return "unknown"
    return row["delivery_state"] or "nothing"


class Checker:
    """Checks one segment after its delivery.

    :ivar reader: the database
    :ivar filestore: the folder with the files of its attachments
    """

    def __init__(self, reader, filestore):
        self.reader = reader
        self.filestore = filestore

    def check(self, evidence):
        """Return what is wrong with a segment.

        :param Evidence evidence: what is known of it from outside
        :rtype: list[Problem]
        """
        self.evidence = evidence
        self.problems = []
        self.interactions = self.reader.rows(
            f"SELECT {COLUMNS} FROM contact_interaction WHERE segment_id = %s "
            "ORDER BY id",
            evidence.segment_id,
        )
        self._check_lines()
        self._check_outcomes()
        self._check_claims()
        self._check_counters()
        self.problems += MailCheck(self).check()
        self.problems += LetterCheck(self).check()
        return self.problems

    def found(self, code, text):
        """Note a problem."""
        self.problems.append(Problem(code, text))

    def _check_lines(self):
        """Every line that was logged has one interaction, and no other is there."""
        evidence = self.evidence
        lines = self.reader.rows(
            "SELECT id FROM contact_segment_line WHERE segment_id = %s AND active",
            evidence.segment_id,
        )
        originals = [row for row in self.interactions if not row["resent_from_id"]]
        of_lines = Counter(row["segment_line_id"] for row in originals)
        for line_id in sorted({line["id"] for line in lines} - of_lines.keys()):
            self.found("lost", f"line {line_id} has no interaction")
        for line_id, count in of_lines.items():
            if line_id and count > 1:
                self.found("twice", f"line {line_id} has {count} interactions")
        known = {row["id"] for row in self.interactions}
        for id_ in sorted(evidence.persons.keys() - known):
            if "gone" not in evidence.may_end(id_):
                self.found("lost", f"interaction {id_} is gone")
        for id_ in sorted(known - evidence.persons.keys()):
            self.found("twice", f"interaction {id_} is one too many")
        if evidence.line_count and len(lines) > evidence.line_count:
            self.found("twice", f"{len(lines)} lines instead of {evidence.line_count}")

    def _check_outcomes(self):
        """Each is sent, failed or skipped in the end, and says why if not sent."""
        unknown = 0
        for row in self.interactions:
            outcome, may_end = get_outcome(row), self.evidence.may_end(row["id"])
            # what follows the mark are its parts, of which readers' languages make it
            message = (row["delivery_message"] or "").partition(MARK)[0]
            if outcome == "queued":
                self.found("stuck", f"interaction {row['id']} still waits: {message}")
            elif outcome == "unknown" and outcome not in may_end:
                unknown += 1
            elif outcome not in may_end:
                self.found(
                    "outcome",
                    f"interaction {row['id']} is {outcome}, not "
                    f"{' or '.join(sorted(may_end))}: {message}",
                )
            if outcome == "sent":
                if message:
                    self.found("message", f"sent, but with a message: {message}")
            elif outcome != "queued" and not is_sentence(message):
                self.found(
                    "message", f"interaction {row['id']} ({outcome}) says: {message!r}"
                )
        states = {row["id"]: row["delivery_state"] for row in self.interactions}
        for ids in self.evidence.one_of:
            sent = [id_ for id_ in ids if states.get(id_) == "sent"]
            if len(sent) != 1:
                code = "twice" if sent else "lost"
                self.found(code, f"of {sorted(ids)} these are sent: {sorted(sent)}")
        if unknown > self.evidence.max_unknown:
            self.found(
                "outcome",
                f"{unknown} interactions are unknown; there may be "
                f"{self.evidence.max_unknown}",
            )

    def _check_claims(self):
        for row in self.interactions:
            for name in ("sending_since", "delivery_attempts", "delivery_waits_until"):
                if row[name] and row["delivery_state"] != "queued":
                    self.found("claim", f"interaction {row['id']}: {name} is left")

    def _check_counters(self):
        """What users are shown is what there is."""
        counts = Counter(
            row["delivery_state"]
            for row in self.interactions
            if row["state"] == "done" and row["delivery_state"]
        )
        counted = {f"delivery_{name}_count": counts[name] for name in COUNTED}
        counted["delivery_count"] = counts.total()
        counted["interaction_count"] = len(
            [row for row in self.interactions if row["state"] == "done"]
        )
        for name, shown in self.evidence.shown.items():
            if shown != counted[name]:
                self.found("counter", f"{name} shows {shown}, not {counted[name]}")


def is_sentence(message):
    """Return whether a message can be read by whoever sent the letters."""
    return (
        len(message.split()) > 2
        and not message[0].islower()
        and not UNREADABLE.search(message)
    )
