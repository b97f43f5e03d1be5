# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reports of mail servers, in their formats and with invented addresses."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "delivery" / "data"
# The kind, the status and a part of the reason of each.
REPORTS = {
    "postfix": ("hard", "5.1.1", "User unknown in local recipient table"),
    "postfix_expired": ("soft", "4.2.2", "Mailbox full"),
    "postfix_delayed": ("delayed", "4.4.1", "Connection timed out"),
    "exim": ("hard", "5.7.1", "Message refused as spam"),
    "exim_words": ("hard", "5.1.1", "unknown user"),
    "exim_delayed": ("delayed", "", "Connection timed out"),
    "exchange": ("hard", "5.1.10", "Recipient not found by SMTP address lookup"),
    "gmail": ("hard", "5.2.2", "over quota"),
    "qmail": ("hard", "5.1.1", "no mailbox here by that name"),
    "sendmail": ("hard", "5.4.4", "Host unknown"),
}
# What is no report of a delivery that failed.
OTHERS = ("receipt", "complaint", "holiday", "delivered")


def write_report(name, message_id, address="bob@example.com"):
    """Return an e-mail of a mail server as it comes in.

    :param str name: the name of a file
    :param str message_id: of the e-mail that it is about
    :param str address: whom that e-mail was for
    :rtype: str
    """
    text = (FOLDER / f"{name}.eml").read_text(encoding="utf-8")
    return text.replace("{message_id}", message_id).replace("{address}", address)
