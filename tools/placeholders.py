# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Placeholders of Odoo's mailings and mail templates, turned into merge fields.

They are expressions of Python; here they are read and never evaluated. Those that only
follow a path from the record have a merge field that shows the same, or have none.
"""

import re
from dataclasses import dataclass, field

from ..word_merge import parse_html, write_html

# object.a.b, maybe with what stands in for nothing
PATH = re.compile(
    r"^object((?:\.[a-z_]\w*)+)(?:\s+or\s+(?P<quote>['\"])(?P<default>[^'\"]*)(?P=quote))?$"
)
# object.partner_id and object.partner_id.name or '', the careful way to say so
CAREFUL = re.compile(r"^(object(?:\.\w+)+)\s+and\s+(?=\1\.)")
INLINE = re.compile(r"{{(.*?)(?:\|\|\|(.*?))?}}", re.DOTALL)
SHOWING = ("t-out", "t-esc", "t-field")
# Of these the element makes no sense without what it asks.
STEERING = ("t-if", "t-elif", "t-else", "t-foreach", "t-set", "t-call", "t-value")
ENDPOINTS = {"/unsubscribe_from_list": "Unsubscribe_Link"}


@dataclass
class Translation:
    """Turns the placeholders of one text into merge fields.

    :param find_field: a function that returns the name of the merge field of a path
        from the record, or ""
    :param dict missing: the expressions that have none, each once, in their order
    """

    find_field: object
    missing: dict = field(default_factory=dict)
    _made: set = field(default_factory=set)

    def translate_subject(self, subject):
        """Return a subject with merge fields.

        :param str subject: with ``{{ object.name }}`` in it
        :rtype: str
        """
        subject = INLINE.sub(self._translate_inline, subject or "")
        return " ".join(subject.split())

    def translate_text(self, text):
        """Return HTML with merge fields.

        :param str text: with ``{{ object.name }}`` and ``<t t-out="object.name"/>``
        :rtype: str
        :raise TemplateError: it cannot be read
        """
        root, is_whole = parse_html(text)
        if root is None:
            return ""
        for element in list(root.iter()):
            if isinstance(element.tag, str):
                self._translate_attributes(element)
                self._translate_element(element)
        for element in list(root.iter("t")):
            element.drop_tag()
        return INLINE.sub(self._translate_inline, write_html(root, is_whole))

    def _translate_element(self, element):
        """Show a merge field where an element shows an expression."""
        shown = [name for name in SHOWING if name in element.attrib]
        for name in shown:
            value = self._translate(element.attrib.pop(name))
            for child in list(element):
                element.remove(child)
            element.text = value
        for name in STEERING:
            expression = element.attrib.pop(name, None)
            if expression is not None:
                self._miss(f'{name}="{expression}"' if expression else name)

    def _translate_attributes(self, element):
        for name, value in list(element.attrib.items()):
            if name.startswith("t-attf-"):
                value = re.sub(r"#{(.*?)}", r"{{\1}}", value)
                element.set(name[7:], INLINE.sub(self._translate_inline, value))
                del element.attrib[name]
            elif name.startswith("t-att-"):
                element.set(name[6:], self._translate(value))
                del element.attrib[name]
            elif name == "href" and value.partition("?")[0] in ENDPOINTS:
                self._translate_endpoint(element, value)

    def _translate_endpoint(self, element, url):
        name = ENDPOINTS[url.partition("?")[0]]
        if self.find_field(name):
            element.set("href", self._make(name))
        else:
            element.drop_tag()
            self._miss(url)

    def _translate_inline(self, found):
        if found.group() in self._made:
            return found.group()
        return self._translate(found.group(1), (found.group(2) or "").strip())

    def _translate(self, expression, default=""):
        """Return the merge field of an expression; its default, where it has none."""
        expression = " ".join(expression.split())
        if expression.startswith("(") and expression.endswith(")"):
            expression = expression[1:-1].strip()
        found = PATH.match(CAREFUL.sub("", expression))
        name = self.find_field(found.group(1)[1:]) if found else ""
        default = default or (found and found.group("default")) or ""
        if not name or default:
            self._miss(expression)
        if not name:
            return default
        return self._make(name)

    def _make(self, name):
        """Return a merge field, which is not taken for an expression of Odoo."""
        made = f"{{{{{name}}}}}"
        self._made.add(made)
        return made

    def _miss(self, expression):
        self.missing.setdefault(expression)
