# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lists of HTML, opened and closed as the levels of the paragraphs ask for."""

from ..limits import LEVELS
from .formats import get_align, make_style, points

TYPES = {
    "lower-alpha": "a",
    "upper-alpha": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}


class OpenLists:
    """The lists that are open at a place of a text."""

    def __init__(self):
        self.open = []

    def add_item(self, content, number, depth, level, count, wanted):
        """Return the HTML of an item, with the lists opened or closed for it.

        :param str content: the HTML of the item
        :param str number: the identifier of the list
        :param int depth: the level, from 0
        :param level: the Level
        :param int count: the number of the item
        :param dict wanted: the format of the paragraph
        """
        html = ""
        # Word's styles for inner lists are lists of their own that begin further in
        place = wanted.get("left", 0), depth
        while self.open and self.open[-1][0] > place:
            html += self._close_one()
        tag = "ul" if level.is_bullet else "ol"
        if self.open and self.open[-1][0] == place:
            if self.open[-1][1:] == (number, tag):
                html += "</li>"
            else:
                html += self._close_one()
        if not self.open or self.open[-1][0] < place:
            html += self._open_one(number, place, tag, level, count)
        css = [f"margin:{points(wanted.get('before', 0))} 0"]
        css[0] += f" {points(wanted.get('after', 0))} 0"
        if get_align(wanted):
            css.append(f"text-align:{get_align(wanted)}")
        direction = ' dir="rtl"' if wanted.get("rtl") else ""
        return f"{html}<li{direction}{make_style(css)}>{content}"

    def _open_one(self, number, place, tag, level, count):
        nested = len(self.open)
        self.open.append((place, number, tag))
        kind = level.get_css_kind(min(nested, LEVELS))
        css = ["margin:0", "padding:0 0 0 24pt", f"list-style-type:{kind}"]
        attributes = f' type="{TYPES[kind]}"' if kind in TYPES else ""
        if tag == "ol" and count != 1:
            attributes += f' start="{count}"'
        return f"<{tag}{attributes}{make_style(css)}>"

    def _close_one(self):
        return f"</li></{self.open.pop()[2]}>"

    def close(self):
        """Return the HTML that closes all lists."""
        html = ""
        while self.open:
            html += self._close_one()
        return html
