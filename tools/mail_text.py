# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The text of an e-mail: what no mail program runs or loads is taken out of it.

A text comes from the editor, from a file or from a program; it is kept as it came and
cleaned where it is read, so that there is one rule for what is shown and sent.
"""

import base64
import re
from dataclasses import dataclass, field

from lxml.html import clean

from ..word_merge import parse_html, write_html

# What is counted when it is taken out, by the names of elements.
SCRIPTS = {"script", "noscript", "applet"}
FORMS = {"form", "input", "button", "select", "textarea"}
FRAMES = {"iframe", "frame", "frameset", "object", "embed", "base"}
STYLES = {"link"}
# Attributes that hold code, or HTML of their own.
CODE = ("on", "t-")
CODE_NAMES = {"srcdoc", "formaction"}
REMOVED = {
    "scripts": SCRIPTS,
    "forms": FORMS,
    "frames": FRAMES,
    "styles": STYLES,
}
FIELD_LINK = re.compile(r"https?://({{[^{}]*}}|«[^«»]*»)$", re.IGNORECASE)
IMPORT = re.compile(r"@import[^;]*;?", re.IGNORECASE)


@dataclass
class MailText:
    """The text of an e-mail, cleaned.

    :param root: the element around it, None where there is nothing
    :param bool is_whole: whether it is a whole document
    :param set removed: what was taken out: ``scripts``, ``forms``, ``frames`` or
        ``styles``
    :param list links: what is shown of each link, and where it led to
    """

    root: object
    is_whole: bool
    removed: set = field(default_factory=set)
    links: list = field(default_factory=list)

    def __str__(self):
        """Return its HTML."""
        return write_html(self.root, self.is_whole)


class _Cleaner(clean.Cleaner):
    """Takes out what is code, and leaves everything that is looks.

    Styles stay, in attributes and in elements, and comments for Outlook.
    """

    def __init__(self):
        super().__init__(
            comments=False,
            style=False,
            inline_style=False,
            meta=False,
            page_structure=False,
            annoying_tags=False,
            remove_unknown_tags=False,
            safe_attrs_only=False,
            kill_tags=["base", "noscript"],
        )

    def kill_conditional_comments(self, doc):
        """Leave them: no program but Outlook reads what is in them."""


def read_mail_text(content):
    """Return the text of an e-mail as it is shown and sent.

    :param content: HTML, or the bytes of it
    :rtype: MailText
    :raise TemplateError: it cannot be read
    """
    if isinstance(content, bytes):
        content = content.decode(errors="replace")
    root, is_whole = parse_html(content)
    if root is None:
        return MailText(None, False)
    tags = {element.tag for element in root.iter() if isinstance(element.tag, str)}
    removed = {kind for kind, names in REMOVED.items() if tags & names}
    links = [_read_link(element) for element in root.iter("a", "area")]
    for style in root.iter("style"):
        if IMPORT.search(style.text or ""):
            removed.add("styles")
            style.text = IMPORT.sub("", style.text)
    _Cleaner()(root)
    for element in root.iter():
        if isinstance(element.tag, str):
            _clean_attributes(element)
    links = [link for link in links if link]
    return MailText(root, is_whole, removed, links)


def _read_link(element):
    """Return what is shown of a link, and its address; None where it has none."""
    if "href" not in element.attrib:
        return None
    shown = " ".join("".join(element.itertext()).split())
    image = element.find(".//img")
    if not shown and image is not None:
        shown = image.get("alt", "")
    return shown, element.get("href", "").strip()


def _clean_attributes(element):
    """Take away what holds code or leads elsewhere, and what the editor puts before.

    It takes a merge field for the name of a server, and begins a link with https://.
    """
    if link := FIELD_LINK.match(element.get("href", "")):
        element.set("href", link.group(1))
    for name in list(element.attrib):
        if name.lower().startswith(CODE) or name.lower() in CODE_NAMES:
            del element.attrib[name]
    if element.tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
        element.attrib.clear()


def make_data_url(content, content_type):
    """Return the address of a picture that is in its own address.

    :param bytes content: the picture
    :param str content_type: what it is
    :rtype: str
    """
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"
