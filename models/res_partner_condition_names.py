# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from collections import defaultdict

from odoo import api, models

# what steps by hand are about; thousands of ids need not be read as a domain
PLAIN_IDS = re.compile(r"\[[(\[]'id', 'in', \[(\d+(?:, \d+)*)\][)\]]\]")


class NameBook:
    """The names of records in conditions: first asked for, then read all at once."""

    def __init__(self):
        self.wanted = defaultdict(set)
        self.names = defaultdict(dict)


class ResPartner(models.Model):
    """The names in conditions, as far as the user may read them."""

    _inherit = "res.partner"

    @api.model
    def _describe_segment_domains(self, domains):
        """Return conditions on contacts as readable phrases, in the same order.

        :param list[str] domains: the texts of domains
        :rtype: list[str]
        """
        book = NameBook()
        # not as sudo, even where Odoo asks what a step is called as sudo
        partners = self.sudo(False).with_context(condition_names=book)
        for domain in domains:
            partners._describe_segment_domain(domain)
        for name, ids in book.wanted.items():
            book.names[name] = self._read_readable_names(partners.env[name].browse(ids))
        return [partners._describe_segment_domain(domain) for domain in domains]

    @api.model
    def _describe_segment_domain(self, domain):
        plain = PLAIN_IDS.fullmatch(domain or "")
        if plain:
            ids = [int(id_) for id_ in plain[1].split(",")]
            return self._describe_value(self, self._fields["id"], ids)
        return super()._describe_segment_domain(domain)

    @api.model
    def _get_condition_names(self, records):
        """Return what records in a condition are called, those the user may read.

        :return: the names by id
        :rtype: dict[int, str]
        """
        book = self.env.context.get("condition_names")
        if not isinstance(book, NameBook):
            return self._read_readable_names(records)
        book.wanted[records._name].update(records.ids)
        return book.names[records._name]

    @api.model
    def _read_readable_names(self, records):
        readable = records.exists()._filtered_access("read")
        return {record.id: record.display_name for record in readable}
