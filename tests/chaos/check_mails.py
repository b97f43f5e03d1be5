# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""E-mails: what the mail server accepted against what the interactions say."""

from collections import Counter

from .evidence import Problem


class MailCheck:
    """Checks the e-mails of one segment."""

    def __init__(self, checker):
        self.reader = checker.reader
        self.evidence = checker.evidence
        self.interactions = [
            row for row in checker.interactions if row["channel"] == "email"
        ]
        self.problems = []

    def check(self):
        """Return what is wrong."""
        self._check_accepted()
        self._check_texts()
        self._check_queue()
        return self.problems

    def _found(self, code, text):
        self.problems.append(Problem(code, text))

    def _check_accepted(self):
        """Sent: accepted once. Failed or skipped: not accepted. Unknown: maybe."""
        evidence = self.evidence
        accepted = Counter(message.recipient for message in evidence.accepted)
        least, most = Counter(), Counter()
        for row in self.interactions:
            person = evidence.persons.get(row["id"])
            if not person:
                continue
            sent = row["delivery_state"] == "sent"
            unknown = row["delivery_code"] == "unknown"
            least[person.email] += sent
            most[person.email] += sent or unknown
            if unknown and not self._may_be_unknown(row, person):
                self._found(
                    "outcome",
                    f"{person.email} may have arrived, though the server answered",
                )
        for id_, person in evidence.persons.items():
            if "gone" in evidence.may_end(id_):
                most[person.email] += 1
        for email in accepted.keys() | least.keys() | most.keys():
            count = accepted[email]
            allowed = most[email] + (email in evidence.repeated)
            if count < least[email]:
                self._found("lost", f"{email} is sent, the server accepted {count}")
            elif count > allowed:
                self._found(
                    "twice",
                    f"the server accepted {count} for {email}, {allowed} were sent",
                )

    def _may_be_unknown(self, row, person):
        evidence = self.evidence
        return person.email in evidence.unanswered or evidence.max_unknown

    def _check_texts(self):
        """Everybody gets his own text."""
        evidence = self.evidence
        people = set(evidence.persons.values())
        for message in evidence.accepted:
            tokens = {person.token for person in people if person.token in message.text}
            own = {
                person.token for person in people if person.email == message.recipient
            }
            if tokens != own:
                self._found(
                    "text", f"the e-mail to {message.recipient} names {sorted(tokens)}"
                )

    def _check_queue(self):
        """Nothing is left in the mail queue that the interaction does not tell."""
        by_mail = {
            row["mail_mail_id"]: row for row in self.interactions if row["mail_mail_id"]
        }
        partner_ids = {person.partner_id for person in self.evidence.persons.values()}
        mails = self.reader.rows(
            "SELECT q.id, q.state, m.res_id FROM mail_mail q "
            "JOIN mail_message m ON m.id = q.mail_message_id "
            "WHERE q.id = ANY(%s) OR m.model = 'res.partner' AND m.res_id = ANY(%s)",
            list(by_mail),
            list(partner_ids),
        )
        for mail in mails:
            row = by_mail.get(mail["id"])
            if mail["state"] == "outgoing":
                self._found("stuck", f"e-mail {mail['id']} is still in the queue")
            elif not row:
                self._found(
                    "left over", f"e-mail {mail['id']} ({mail['state']}) is nobody's"
                )
            elif row["delivery_state"] not in ("failed", "skipped"):
                self._found(
                    "stuck",
                    f"e-mail {mail['id']} is {mail['state']}, its interaction "
                    f"{row['delivery_state']}",
                )
