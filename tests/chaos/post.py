# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The mail server of a round: behaves as the round wants, and remembers all of it."""

import threading

from smtp_server import SmtpServer

from .check_letters import read_texts
from .evidence import Message


class PostOffice:
    """A mail server, and what it knows of each address.

    :ivar port: where it listens
    """

    def __init__(self):
        self.server = SmtpServer()
        self.port = self.server.port
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        """Behave well again, and forget everything."""
        self.server.rules = {"end": self._note_end}
        self.server.messages = []
        self.unanswered = set()

    def behave(self):
        """Behave well again."""
        self.server.rules = {"end": self._note_end}

    def misbehave(self, point, rule):
        """Behave badly at a point.

        :param rule: a function of the connection; see tests/smtp_server.py
        """
        if point != "end":
            self.server.rules[point] = rule
            return

        def end(connection):
            answer = rule(connection)
            if answer and answer.startswith(("drop", "silent")):
                with self._lock:
                    self.unanswered.add(connection.recipient)
            return answer

        self.server.rules["end"] = end

    def _note_end(self, connection):
        return ""

    def get_messages(self):
        """Return what was accepted."""
        with self.server.lock:
            found = list(self.server.messages)
        return [Message(recipient, get_text(message)) for recipient, message in found]


def get_text(message):
    """Return all text of a message, that of attached letters included.

    :param email.message.Message message: the message
    """
    texts = [message["Subject"] or ""]
    for part in message.walk():
        content = part.get_payload(decode=True)
        if not content:
            continue
        if part.get_content_maintype() == "text":
            texts.append(content.decode(errors="replace"))
        else:
            texts += read_texts(content)
    return "\n".join(texts)
