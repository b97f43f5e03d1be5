# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an e-mail that came in answers, whether a person wrote it, and what it says."""

import re

from lxml import html

from odoo.tools import html2plaintext, html_sanitize
from odoo.tools.mail import unfold_references

# No thread is that long; Odoo looks at as many.
MOST_REFERENCES = 32
# What programs set that answer by themselves, beside the header of RFC 3834.
AUTOMATIC_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponse",
    "X-Auto-Reply",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
)
AUTOMATIC_PRECEDENCE = ("auto_reply", "bulk", "junk")
# What stands above the text that somebody answers, in the mail programs of our users.
QUOTE = re.compile(
    r"^(?:(?s:(?:On|Op|Am|Le)\b.{0,150}?\b(?:wrote|schreef|schrieb|a écrit)\b"
    r".{0,150}?:)"
    r"|-{2,} ?(?:original message|oorspronkelijk bericht|ursprüngliche nachricht"
    r"|message d'origine) ?-{2,}|_{10,})[ \t\r]*$",
    re.IGNORECASE | re.MULTILINE,
)
LONGEST_TEXT = 1000


def is_automatic(message):
    """Return whether a program wrote an e-mail by itself, as far as its headers tell.

    :param email.message.EmailMessage message: what came in
    :rtype: bool
    """
    submitted = _get(message, "Auto-Submitted").partition(";")[0].strip()
    return (
        submitted not in ("", "no")
        or any(_get(message, name) not in ("", "no") for name in AUTOMATIC_HEADERS)
        or _get(message, "Precedence") in AUTOMATIC_PRECEDENCE
        # nobody is to answer it; so says RFC 5321 of reports, and RFC 3834 of notes
        or _get(message, "Return-Path") == "<>"
        or message.get_content_type() == "multipart/report"
    )


def _get(message, name):
    return str(message.get(name) or "").strip().lower()


def get_answered_ids(message_dict):
    """Return the ids of what an e-mail answers, the nearest first.

    :param dict message_dict: what Odoo read of it
    :rtype: list[str]
    """
    direct = unfold_references(message_dict.get("in_reply_to") or "")
    thread = unfold_references(message_dict.get("references") or "")
    ids = [id_.strip() for id_ in [*direct, *reversed(thread)]]
    return list(dict.fromkeys(ids))[:MOST_REFERENCES]


def get_answer_text(body):
    """Return what somebody wrote, as text and without what it answers.

    :param str body: the text as Odoo read it, HTML
    :rtype: str
    """
    # Odoo marks what it takes for a quotation or a signature
    marked = str(html_sanitize(body or ""))
    if not marked.strip():
        return ""
    root = html.fragment_fromstring(marked, create_parent="div")
    for quote in root.xpath(".//*[@data-o-mail-quote] | .//blockquote"):
        quote.drop_tree()
    text = html2plaintext(html.tostring(root, encoding="unicode"))
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    text = QUOTE.split("\n".join(lines), maxsplit=1)[0]
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
