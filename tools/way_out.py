# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The address by which a contact leaves: signed, for one e-mail and its readers.

What counts is the address that the e-mail was sent to, and the signature over it. So
the link goes on working when the contact is changed, merged or deleted, and serves
nobody else.
"""

from urllib.parse import quote

from odoo.tools import consteq, email_normalize_all, hmac

PATH = "/contact_segment/unsubscribe"
# Shown where nobody is written to: previews, and documents that are made again.
EXAMPLE = f"{PATH}/example"
SCOPE = "contact_segment.unsubscribe"


class OneLine(str):
    """The value of a header that is never folded.

    Python writes a longer line than 78 characters as encoded words, which mail programs
    do not read in an address (RFC 2047, section 5).
    """

    def __new__(cls, name, value):
        """Return the value.

        :param str name: the name of the header, by which Python takes it as it is
        :param str value: plain letters, without a line break
        """
        header = super().__new__(cls, value)
        header.name = name
        return header

    def fold(self, policy):
        """Return the line of the header; called by Python.

        :param policy: how the message is written
        :rtype: str
        """
        return f"{self.name}: {self}{policy.linesep}"


def make_path(env, interaction_id, emails):
    """Return the address for who gets an e-mail, without the host.

    :param int interaction_id: the interaction whose e-mail it is
    :param list[str] emails: the normalised addresses that it goes to
    :rtype: str
    """
    addresses = ",".join(emails)
    token = _sign(env, interaction_id, addresses)
    # no further parameter: an ampersand is written in another way in every kind of text
    return f"{PATH}/{interaction_id}/{token}?email={quote(addresses, safe='')}"


def read_emails(env, interaction_id, token, addresses):
    """Return the addresses that a link was made for; none, if it was not made here.

    :param int interaction_id: the interaction that the link names
    :param str token: its signature
    :param str addresses: the addresses that it names
    :rtype: list[str]
    """
    emails = email_normalize_all(addresses)
    expected = _sign(env, interaction_id, ",".join(emails))
    if not emails or not token.isascii() or not consteq(token, expected):
        return []
    return emails


def _sign(env, interaction_id, addresses):
    # sudo: nobody may read the secret of the database, and only a signature leaves here
    return hmac(env(su=True), SCOPE, (interaction_id, addresses))
