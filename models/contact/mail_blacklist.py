# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import idna

from odoo import api, models
from odoo.tools import SQL

# An address whose domain has letters that servers write otherwise, in either spelling.
INTERNATIONAL = SQL("email ~ '@.*([^ -~]|xn--)'")


class MailBlacklist(models.Model):
    """Opt-outs of addresses with two spellings: jos@münchen.example and its code."""

    _inherit = "mail.blacklist"

    _international = models.Index("(email) WHERE email ~ '@.*([^ -~]|xn--)'")

    @api.model
    def _get_other_spellings(self):
        """Return the addresses that opted out in their other spelling.

        :rtype: list[str]
        """
        self.flush_model(["email", "active"])
        rows = self.env.execute_query(
            SQL("SELECT email FROM mail_blacklist WHERE active AND %s", INTERNATIONAL)
        )
        spellings = (self._get_other_spelling(email) for (email,) in rows)
        return [spelling for spelling in spellings if spelling]

    @api.model
    def _get_other_spelling(self, email):
        """Return an address with its domain as servers write it, or as people do.

        :return: empty if there is none
        :rtype: str
        """
        name, _at, domain = email.rpartition("@")
        try:
            if domain.isascii():
                domain = idna.decode(domain)
            else:
                domain = idna.encode(domain, uts46=True).decode()
        except UnicodeError:
            return ""
        return f"{name}@{domain}"
