# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A mail server that behaves badly on purpose, at the point that a test chooses."""

import socketserver
import threading
from email import message_from_bytes


class Dropped(Exception):
    """The server closes the connection."""


class Handler(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self):
        """Answer commands until the other side has gone, or is to be left."""
        server = self.server
        server.connections += 1
        self.accepted = 0
        try:
            self._answer(server.rule("connect", self), "220 test")
            while line := self.rfile.readline():
                self._command(line.decode().strip())
        except (Dropped, ConnectionError):
            return

    def _command(self, line):
        server = self.server
        verb = line.partition(" ")[0].upper()
        if verb == "QUIT":
            self._reply("221 bye")
            raise Dropped
        if verb in ("EHLO", "HELO", "RSET"):
            self._reply("250 test")
        elif verb == "MAIL":
            self._answer(server.rule("mail", self), "250 ok")
        elif verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
            self._answer(server.rule("rcpt", self), "250 ok")
        elif verb == "DATA":
            self._data()
        else:
            self._reply("502 unknown")

    def _data(self):
        server = self.server
        if not self._answer(server.rule("data", self), "354 go on"):
            return
        rule = server.rule("body", self)
        if rule == "drop":
            raise Dropped
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Dropped
            lines.append(line)
        rule = server.rule("end", self)
        if rule and rule[0] in "45":
            self._reply(rule)
            return
        if rule == "drop unseen":
            raise Dropped
        message = message_from_bytes(b"".join(lines))
        with server.lock:
            server.messages.append((self.recipient, message))
        self.accepted += 1
        if rule == "drop":
            raise Dropped
        self._reply(rule or "250 accepted")
        if server.rule("after", self) == "drop":
            raise Dropped

    def _answer(self, rule, usual):
        """Give the usual answer or that of a rule; return whether it was the usual."""
        if rule == "drop":
            raise Dropped
        self._reply(rule or usual)
        return not rule

    def _reply(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class SmtpServer(socketserver.ThreadingTCPServer):
    """Listens on a free port and keeps what it accepted.

    :ivar rules: by point (connect, mail, rcpt, data, body, end, after) a function of
        the connection that returns ``drop``, an answer such as ``450 later``, or none
    :ivar messages: recipient and message of each that was accepted
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.rules = {}
        self.messages = []
        self.connections = 0
        self.lock = threading.Lock()
        self.port = self.server_address[1]
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)
        self._thread.start()

    def rule(self, point, connection):
        """Return what a rule says at a point of a connection, or nothing."""
        found = self.rules.get(point)
        return found(connection) if callable(found) else found

    def get_recipients(self):
        """Return the addresses that got a message, each as often as it did."""
        return sorted(recipient for recipient, _message in self.messages)

    def stop(self):
        """Stop listening."""
        self.shutdown()
        self.server_close()
        self._thread.join()
