# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What may come out of the text of an e-mail otherwise than it was meant.

Every function returns sentences that `tools.told.tell` reads.
"""

import re

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Gmail shows no more of a message than this many bytes of HTML.
MAX_BYTES = 102 * 1024
# What mail programs show of a subject, and what a header holds on one line.
MAX_SUBJECT = 78
# Nobody reads more sentences about links or pictures.
MAX_TOLD = 10
SCHEMES = ("http://", "https://", "mailto:", "tel:", "sms:")
CODE = re.compile(r"(javascript|vbscript|data|file):", re.IGNORECASE)
LOCAL = re.compile(
    r"https?://(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])([:/?#]|$)",
    re.IGNORECASE,
)
FIELD = ("{{", "«", "%7b%7b", "%c2%ab")
INVISIBLE_SIZES = {"0", "1", "0px", "1px"}
REMOVED = {
    "scripts": _lt("Scripts are taken out; no mail program runs them."),
    "forms": _lt("Forms are taken out; link to a page with the form instead."),
    "frames": _lt("Frames and objects are taken out; no mail program shows them."),
    "styles": _lt(
        "External style sheets are taken out; mail programs load none, so write the "
        "styles into the text."
    ),
}


def lint_text(text):
    """Return sentences about the text of an e-mail.

    :param MailText text: what `read_mail_text` returned
    :rtype: list
    """
    if text.root is None:
        return []
    return [
        *(sentence for kind, sentence in REMOVED.items() if kind in text.removed),
        *_lint_links(text.links),
        *_lint_images(text.root),
        *_lint_size(str(text)),
    ]


def lint_subject(subject):
    """Return sentences about the subject of an e-mail.

    :param str subject: with its merge fields, maybe empty
    :rtype: list
    """
    # a field is as long as its value, which nobody knows
    length = len(re.sub(r"{{.*?}}|«.*?»", "", subject or ""))
    if length <= MAX_SUBJECT:
        return []
    return [
        _lt(
            "The subject has %(count)s characters, and many mail programs show "
            "%(limit)s at most; make it shorter.",
            count=length,
            limit=MAX_SUBJECT,
        )
    ]


def _lint_links(links):
    problems = (_find_link_problem(shown, url) for shown, url in links)
    return list(filter(None, problems))[:MAX_TOLD]


def _find_link_problem(shown, url):
    """Return what is wrong with a link, or None."""
    shown = shown[:40] or "?"
    lower = url.lower()
    if lower.startswith(FIELD):
        return None
    if url in ("", "#"):
        return _lt("The link %(link)s leads nowhere; give it an address.", link=shown)
    if CODE.match(re.sub(r"\s", "", lower)):
        return _lt(
            "The link %(link)s is taken out: it is no address of the web or of mail.",
            link=shown,
        )
    if LOCAL.match(url):
        return _lt(
            "The link %(link)s leads to this computer (%(url)s), which nobody else "
            "can open.",
            link=shown,
            url=url[:80],
        )
    # Odoo makes whole addresses of those that begin with a slash
    if lower.startswith(SCHEMES) or url[0] in "/#":
        return None
    return _lt(
        "The link %(link)s leads to %(url)s, which is no whole address; begin it with "
        "https://.",
        link=shown,
        url=url[:80],
    )


def _lint_images(root):
    """Return a sentence about images that say nothing where they are not shown."""
    silent = [
        image
        for image in root.iter("img")
        if not (image.get("alt") or "").strip()
        and image.get("width") not in INVISIBLE_SIZES
    ]
    if not silent:
        return []
    return [
        _lt(
            "Images without an alternative text: %(count)s; many mail programs show "
            "images later or not at all.",
            count=len(silent),
        )
    ]


def _lint_size(text):
    size = len(text.encode())
    if size <= MAX_BYTES:
        return []
    return [
        _lt(
            "The text has %(size)s kB, and Gmail shows %(limit)s kB at most; take "
            "images that are in the text, or a part of it, out.",
            size=size // 1024,
            limit=MAX_BYTES // 1024,
        )
    ]
