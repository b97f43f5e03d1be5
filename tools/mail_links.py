# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The links in the text of an e-mail, found and replaced; all else stays as it is."""

import re
from html import escape, unescape
from urllib.parse import urlsplit

LINK = re.compile(
    r"""(<a(?=\s)(?:[^>"']|"[^"]*"|'[^']*')*?\shref\s*=\s*)(["'])(.*?)\2""",
    re.IGNORECASE | re.DOTALL,
)
# Addresses of this Odoo that are no pages: files, what is counted already, ways out.
OWN_PATHS = ("/contact_segment/", "/r/", "/mail/", "/web/")
# Who follows such a link must not be sent around, and what it holds is a secret.
PRIVATE = re.compile(r"unsubscribe|opt_?out|token=", re.IGNORECASE)


# The picture that tells that an e-mail was opened.
PICTURE_PATH = "/contact_segment/opened/"
PICTURE = re.compile(rf'<img src="[^"]*{PICTURE_PATH}[^"]*"[^>]*>')


def drop_picture(body):
    """Return the text of an e-mail without the picture that tells of its reader.

    :param str body: HTML
    :rtype: str
    """
    return PICTURE.sub("", body)


def find_links(body, base_url):
    """Return the addresses in a text that may be counted, each once.

    :param str body: HTML
    :param str base_url: the address of this Odoo
    :rtype: list[str]
    """
    found = (unescape(match[3]).strip() for match in LINK.finditer(body))
    return [url for url in dict.fromkeys(found) if _is_counted(url, base_url)]


def replace_links(body, links):
    """Return a text with other addresses behind its links.

    :param str body: HTML
    :param dict links: the new addresses by those in the text
    :rtype: str
    """

    def replace(match):
        url = links.get(unescape(match[3]).strip())
        return f"{match[1]}{match[2]}{escape(url)}{match[2]}" if url else match[0]

    return LINK.sub(replace, body)


def _is_counted(url, base_url):
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    if PRIVATE.search(url):
        return False
    is_own = parts.netloc == urlsplit(base_url).netloc
    return not (is_own and parts.path.startswith(OWN_PATHS))
