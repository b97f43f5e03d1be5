# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a mail server says of an e-mail that it could not deliver.

Servers report as RFC 3464 says (Postfix, Exim, Sendmail, Exchange, Gmail), or in words
with a copy of the e-mail below (qmail, older Exim). What is no such report is none: a
receipt, a complaint, the note of somebody who is on holiday.
"""

import re
from dataclasses import dataclass
from email import message_from_string, policy

from odoo.tools import email_normalize

HARD, SOFT, DELAYED = "hard", "soft", "delayed"
# Of several recipients the worst counts; others, as "relayed", say that it went on.
ACTIONS = ("failed", "delayed")
REPORTS = ("delivery-status", "")
SENDERS = ("mailer-daemon", "postmaster")
ID_HEADERS = ("Message-ID", "X-Microsoft-Original-Message-ID")
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
COPIED_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")
# Where the copy of the e-mail begins in a report in words.
COPY = re.compile(
    r"^---[^\n]*?(?:copy of|original message|body of the message)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
UNDELIVERED = re.compile(
    r"could not be delivered|couldn't be delivered|undeliver|not able to deliver"
    r"|wasn't able to deliver|unable to deliver|delivery (?:has )?failed"
    r"|permanent error|returned to sender|has been delayed|not (?:yet )?been delivered",
    re.IGNORECASE,
)
WAITING = re.compile(
    r"\bwarning\b|\bdelayed\b|not yet been delivered|will be retried", re.IGNORECASE
)
GIVEN_UP = re.compile(r"permanent|fatal|given up", re.IGNORECASE)
ADDRESS = re.compile(
    r"^[ \t]{0,9}<?([^\s<>@:;]{1,64}@[^\s<>@:;]{1,255})>?:?[ \t\r]*$", re.MULTILINE
)
LONGEST_REASON = 300
# The rest is a copy of the e-mail; who writes more wants to keep us busy.
LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class Bounce:
    """What a report says.

    :ivar tuple message_ids: of the e-mail that it is about, the likely ones first
    :ivar str kind: ``hard``: it is of no use to send it again; ``soft``: the server
        gave up, but it may work another time; ``delayed``: it goes on trying
    :ivar str status: such as 5.1.1 (RFC 3463); empty if the report has none
    :ivar str address: whom it was for; may be empty
    :ivar str reason: what the server said; may be empty
    """

    message_ids: tuple
    kind: str
    status: str
    address: str
    reason: str


def read_bounce(message):
    """Return what a report says, or None for what is no report of that kind.

    :param email.message.EmailMessage message: what came in
    :rtype: Bounce or None
    """
    if _get_report_type(message) not in REPORTS:
        return None
    blocks = _get_recipients(message)
    found = _read_worst(blocks) if blocks else _read_words(message)
    if not found:
        return None
    return Bounce(tuple(_get_message_ids(message)), *found)


def _get_report_type(message):
    if message.get_content_type() != "multipart/report":
        return ""
    return str(message.get_param("report-type") or "").lower()


# ------------------------------------------------------------------------------------
# Reports as RFC 3464 says.
# ------------------------------------------------------------------------------------


def _get_recipients(message):
    """Return what a report says of each recipient."""
    return [
        block
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status" and part.is_multipart()
        for block in part.get_payload()
        if block.get("Action")
    ]


def _read_worst(blocks):
    """Return kind, status, address and reason of the worst recipient, or None."""
    for action in ACTIONS:
        for block in blocks:
            if _get_text(block, "Action").lower() == action:
                return _read_recipient(block, action)
    return None


def _read_recipient(block, action):
    reason = _cut(_strip_type(_get_text(block, "Diagnostic-Code")))
    status = _find_status(_get_text(block, "Status"))
    if not status or status.endswith(".0.0"):
        # many say no more than that it failed, and why in the words of the other server
        status = _find_status(reason) or status
    kind = DELAYED
    if action == "failed":
        kind = SOFT if status.startswith("4") else HARD
    address = _get_text(block, "Original-Recipient") or _get_text(
        block, "Final-Recipient"
    )
    return kind, status, _read_address(_strip_type(address)), reason


def _get_text(block, name):
    return " ".join(str(block.get(name) or "").split())


def _strip_type(text):
    """Return what stands behind a type, as in ``rfc822;bob@example.com``."""
    return text.partition(";")[2].strip() or text


# ------------------------------------------------------------------------------------
# Reports in words.
# ------------------------------------------------------------------------------------


def _read_words(message):
    """Return kind, status, address and reason of a report in words, or None."""
    sender = email_normalize(str(message.get("From") or ""), strict=False) or ""
    if sender.partition("@")[0] not in SENDERS:
        return None
    text = COPY.split(_get_words(message), maxsplit=1)[0]
    subject = str(message.get("Subject") or "")
    if not UNDELIVERED.search(f"{subject}\n{text}"):
        return None
    failed = _get_text(message, "X-Failed-Recipients").partition(",")[0]
    address = ADDRESS.search(text)
    reason = _cut(_get_paragraph(text, address))
    status = _find_status(reason) or _find_status(text)
    address = _read_address(failed or (address[1] if address else ""))
    return _get_kind(f"{subject}\n{text}", status), status, address, reason


def _get_words(message):
    """Return the first text of a message."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            try:
                text = part.get_content()
            except (LookupError, ValueError):
                text = str(part.get_payload())
            return text[:LONGEST_TEXT]
    return ""


def _get_paragraph(text, address):
    """Return what is said about an address: from there to the next empty line."""
    if not address:
        return ""
    return re.split(r"\n\s*\n", text[address.end() :].strip("\n"), maxsplit=1)[0]


def _get_kind(text, status):
    if WAITING.search(text) and not GIVEN_UP.search(text):
        return DELAYED
    return SOFT if status.startswith("4") else HARD


def _find_status(text):
    """Return the status that a text names, or what its reply code means, or nothing."""
    if found := STATUS.search(text):
        return found[1]
    found = REPLY_CODE.search(text)
    return f"{found[1]}.0.0" if found else ""


def _read_address(text):
    return email_normalize(text, strict=False) or ""


def _cut(text):
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_REASON else f"{text[: LONGEST_REASON - 1]}…"


# ------------------------------------------------------------------------------------
# Which e-mail it is about.
# ------------------------------------------------------------------------------------


def _get_message_ids(message):
    """Return the ids that the e-mail may have: of its copy, or what the report answers.

    :rtype: list[str]
    """
    found = []
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            found += _get_ids(part.get_payload()[0], *ID_HEADERS)
        elif kind == "text/rfc822-headers":
            copy = message_from_string(part.get_content(), policy=policy.SMTP)
            found += _get_ids(copy, *ID_HEADERS)
    if not found:
        found += COPIED_ID.findall(_get_words(message))
    found += _get_ids(message, "In-Reply-To", "References")
    return list(dict.fromkeys(found))


def _get_ids(message, *names):
    return [
        id_
        for name in names
        for id_ in MESSAGE_ID.findall(str(message.get(name) or ""))
    ]
