# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reads the HTML of e-mails, however it was written, and writes it again."""

import re

from lxml import etree
from lxml import html as lxml_html

from ..errors import TemplateError
from ..escaping import DROPPED, escape
from ..sentences import Sentence as _lt

WHOLE = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!doctype|<html[\s>])", re.IGNORECASE)


def parse_html(text):
    """Read HTML: a whole document, or a part of one.

    :param str text: HTML
    :return: the element around all of it, None where there is nothing; and whether it
        is a whole document
    :rtype: tuple[lxml.html.HtmlElement or None, bool]
    :raise TemplateError: it cannot be read
    """
    text = DROPPED.sub("", str(text or ""))
    if not text.strip():
        return None, False
    is_whole = bool(WHOLE.match(text))
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        if is_whole:
            root = lxml_html.document_fromstring(text.encode(), parser=parser)
        else:
            root = lxml_html.fragment_fromstring(
                text.encode(), create_parent="div", parser=parser
            )
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise TemplateError(
            _lt(
                "The text of the e-mail cannot be read as HTML; write it again in the "
                "editor."
            )
        ) from error
    # the parser leaves out what is deeper, and only says so in its log
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise TemplateError(
            _lt(
                "The text of the e-mail has too many tags inside each other; write it "
                "again in the editor."
            )
        )
    return root, is_whole


def write_html(root, is_whole):
    """Return the HTML of what was read.

    :param root: what ``parse_html`` returned, changed or not
    :param bool is_whole: whether it is a whole document
    :rtype: str
    """
    if root is None:
        return ""
    if is_whole:
        return lxml_html.tostring(root.getroottree(), encoding="unicode")
    text = escape(root.text or "").replace("&quot;", '"')
    return text + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in root
    )
