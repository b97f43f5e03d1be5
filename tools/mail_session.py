# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An SMTP session that knows how far each message got.

Whether a message that failed may be sent again depends on one moment: when the line
with the dot, which ends it, went to the server. A connection that breaks before it has
delivered nothing (RFC 5321, 4.2.5 and 6.1); after it nobody knows.
"""

import select
import smtplib
import socket
from collections.abc import Callable
from smtplib import SMTP

END_OF_DATA = b"\r\n.\r\n"
# Messages in a row, each with a new connection: then it is not the messages.
MAX_DROPS = 3
# The seconds that the first message of a connection waits before its end is sent.
PATIENCE = 0.05


class Attempt:
    """How the sending of one message went.

    :ivar outcome: ``sent``; ``later``: the server does not take it now; ``dropped``:
        the connection broke, and the server cannot have it; ``unknown``: it broke when
        the server may have had it; ``refused``: the server will not take it; empty
        while nothing was tried
    :ivar reason: what the server said, or what was wrong with the connection
    """

    def __init__(self):
        """Start with nothing tried."""
        self.outcome = ""
        self.reason = ""
        self.is_complete = False


class MailSession:
    """A connection to a mail server that is made anew when the server dropped it.

    Everything but the sending of messages is that of the connection itself.
    """

    def __init__(self, connection: SMTP, connect: Callable[[], SMTP]):
        """Send messages through a connection.

        :param connection: the open connection; who opened it closes it
        :param connect: opens another one to the same server
        """
        self._first = self._connection = connection
        self._connect = connect
        self._drops = 0
        self._is_new = True
        self.attempt = Attempt()

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def begin(self) -> None:
        """Begin with another message, of which nothing is known yet."""
        self.attempt = Attempt()

    @property
    def is_down(self) -> bool:
        """Whether there is no use in trying the next message now."""
        return self._drops >= MAX_DROPS

    def send_message(self, message, from_addr, to_addrs):
        """Send a message; once more when the connection broke before its end.

        The result is in ``attempt``, also when this raises.

        :param message: an email.message.Message
        :param from_addr: the sender in the envelope
        :param to_addrs: the recipients in the envelope
        :raise smtplib.SMTPException: it was not sent; never SMTPServerDisconnected
        """
        attempt = self.attempt
        try:
            return self._send_once(message, from_addr, to_addrs)
        except smtplib.SMTPServerDisconnected as error:
            # a server that does not answer would not answer the next time either
            if attempt.outcome == "dropped" and not is_timeout(error):
                return self._send_again(message, from_addr, to_addrs)
            if attempt.outcome == "dropped":
                self._drops = MAX_DROPS
            # Odoo would leave the whole queue alone at SMTPServerDisconnected
            raise smtplib.SMTPException(attempt.reason) from error

    def _send_again(self, message, from_addr, to_addrs):
        attempt = self.attempt
        try:
            self._reconnect()
        except Exception as error:
            attempt.reason = tell_error(error)
            self._drops = MAX_DROPS
            raise smtplib.SMTPException(attempt.reason) from error
        try:
            return self._send_once(message, from_addr, to_addrs)
        except smtplib.SMTPServerDisconnected as error:
            if attempt.outcome == "dropped":
                self._drops += 1
            raise smtplib.SMTPException(attempt.reason) from error

    def _send_once(self, message, from_addr, to_addrs):
        attempt = self.attempt
        attempt.outcome, attempt.is_complete = "dropped", False
        self._watch_end()
        try:
            result = self._connection.send_message(message, from_addr, to_addrs)
        except smtplib.SMTPServerDisconnected as error:
            attempt.outcome = "unknown" if attempt.is_complete else "dropped"
            attempt.reason = tell_error(error)
            raise
        except Exception as error:
            attempt.outcome = self._judge(error)
            attempt.reason = tell_error(error)
            raise
        else:
            attempt.outcome = "sent"
            self._drops = 0
            self._is_new = False
            return result
        finally:
            # back to the method of the class
            self._connection.__dict__.pop("send", None)

    def _judge(self, error: Exception) -> str:
        """Return the outcome that an error means, with the connection still there."""
        if self.attempt.is_complete:
            # only a clear no is one, when the server has the message
            code = getattr(error, "smtp_code", 0)
            is_answer = isinstance(error, smtplib.SMTPDataError)
            if not is_answer or not 400 <= code < 600:
                return "unknown"
        return "later" if is_temporary(error) else "refused"

    def _watch_end(self):
        """Note the moment at which the end of the message goes to the server.

        All but the end goes first. A server that is gone by then cannot have it.
        """
        connection, attempt = self._connection, self.attempt
        send = connection.send
        # A server that takes nothing closes at once, but not before we could go on.
        # With a connection that took a message already, this would be lost time.
        patience = PATIENCE if self._is_new else 0

        def send_watched(data):
            if not isinstance(data, bytes) or not data.endswith(END_OF_DATA):
                return send(data)
            _send_at_once(connection.sock)
            send(data[:-3])
            if _is_gone(connection.sock, patience):
                connection.close()
                raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
            attempt.is_complete = True
            return send(data[-3:])

        connection.send = send_watched

    def _reconnect(self):
        self._close_own()
        self._connection = self._connect()
        self._is_new = True

    def _close_own(self):
        """Close the connection, unless it is the one of who opened the session."""
        if self._connection is self._first:
            return
        try:
            self._connection.quit()
        except (smtplib.SMTPException, OSError):
            self._connection.close()

    def close(self):
        """Close what this session opened."""
        self._close_own()
        self._connection = self._first


def can_watch(connection) -> bool:
    """Return whether messages that go through a connection can be watched.

    :param connection: what Odoo sends through; None where it does not connect
    """
    return isinstance(connection, SMTP)


def _send_at_once(sock) -> None:
    """Let the end of a message not wait for the receipt of what came before it."""
    if isinstance(sock, socket.socket):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            return


def _is_gone(sock, seconds: float) -> bool:
    """Return whether the other side has closed a connection.

    :param sock: the socket of the connection
    :param seconds: how long to wait for that
    """
    if not isinstance(sock, socket.socket):
        return False
    try:
        readable, _write, _error = select.select([sock], [], [], seconds)
        # the method of the plain socket: an encrypted one cannot be looked at
        return bool(readable) and not socket.socket.recv(sock, 1, socket.MSG_PEEK)
    except (OSError, ValueError):
        return True


def is_timeout(error: BaseException) -> bool:
    """Return whether a server did not answer in time.

    :param error: of a connection; smtplib keeps what happened as its context
    """
    return isinstance(error, TimeoutError) or isinstance(
        error.__context__, TimeoutError
    )


def is_temporary(error: BaseException) -> bool:
    """Return whether a server asked to come again later (RFC 5321, 4.2.1: 4yz).

    :param error: what the sending of a message, or a connection, raised
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return any(400 <= code < 500 for code in codes)
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500
    return False


def tell_error(error: BaseException) -> str:
    """Return what a server said, on one line; else what was wrong.

    :param error: what the sending of a message, or a connection, raised
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
        code, text = next((one for one in answers if 400 <= one[0] < 500), answers[0])
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return " ".join(str(error).split())
    text = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return " ".join(f"{code} {text}".split())
