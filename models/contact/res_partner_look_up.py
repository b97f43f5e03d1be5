# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

# What is in such an address is all there is to normalize.
PLAIN_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
INTERNATIONAL_PHONE = re.compile(r"(?:\+|00)[\d\s./\-]{7,}")
LOOKED_UP = ["name", "complete_name", "email_normalized", "phone_sanitized"]


class ResPartner(models.Model):
    """Contacts looked up by what a list says of them, all of it at once."""

    _inherit = "res.partner"

    @api.model
    def _get_look_up_keys(self, kind, text, country):
        """Return by what to look for the contact that a text names.

        :param str kind: external_id, email, phone or name
        :param str text: what a list says
        :param res.country country: where numbers without a country are dialled
        :return: the spellings that contacts may have; none, if it names nobody
        :rtype: list[str]
        """
        if kind == "email":
            return self._get_email_keys(text)
        if kind == "phone":
            return self._get_phone_keys(text, country)
        if kind == "external_id":
            # as Odoo imports those without a module, and as it exports them
            spaces = ("",) if "." in text else ("__import__.", "__export__.")
            return [f"{space}{text}" for space in spaces]
        return [text.lower()]

    @api.model
    def _get_email_keys(self, text):
        if PLAIN_EMAIL.fullmatch(text):
            key = text.lower()
        else:
            key = email_normalize(text, strict=False)
        if not key:
            return []
        if key.isascii() and "xn--" not in key:
            return [key]
        other = self.env["mail.blacklist"]._get_other_spelling(key)
        return [key, other] if other else [key]

    @api.model
    def _get_phone_keys(self, text, country):
        if INTERNATIONAL_PHONE.fullmatch(text):
            # reading a number as one takes much longer
            digits = re.sub(r"\D", "", text)
            return [f"+{digits.removeprefix('00')}"]
        key = self._phone_format_number(text, country)
        return [key] if key else []

    @api.model
    def _select_looked_up(self, kind, keys, domain, reasons):
        """Select which contacts have a key, and why they may not be addressed.

        :param str kind: as for ``_get_look_up_keys``
        :param dict keys: lists of keys by a number
        :param Domain domain: what contacts must meet besides; the rules of the user
            are added
        :param reasons: codes of the gate that count
        :return: SQL of rows with the number, the id of a contact and a reason
        :rtype: SQL
        """
        contacts = self.with_context(active_test=False)
        contacts.flush_model(LOOKED_UP)
        query = contacts._search(Domain(domain))
        gate = contacts._get_gate_conditions(query.table)
        cases = [SQL("WHEN %s THEN %s", gate[code], code) for code in reasons]
        reason = SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL")
        pairs = [(number, key) for number in keys for key in keys[number]]
        return SQL(
            """WITH wanted AS MATERIALIZED (
                SELECT number, %(wanted)s AS key
                FROM UNNEST(%(numbers)s::integer[], %(keys)s::text[])
                    AS given (number, value)
            ), contact AS MATERIALIZED (%(contacts)s)
            SELECT DISTINCT wanted.number, contact.id, contact.reason
            FROM wanted JOIN (%(found)s) found ON found.key = wanted.key
            JOIN contact ON contact.id = found.id
            ORDER BY wanted.number, contact.id""",
            wanted=self._make_name_key(SQL("value"))
            if kind == "name"
            else SQL("value"),
            numbers=[number for number, _key in pairs],
            keys=[key for _number, key in pairs],
            contacts=query.select(
                SQL.identifier(query.table, "id"), SQL("%s AS reason", reason)
            ),
            found=self._select_keys(kind),
        )

    @api.model
    def _select_keys(self, kind):
        """Select what contacts are found by; whether they may be, is asked elsewhere.

        :return: SQL of rows with the id of a contact and a key
        :rtype: SQL
        """
        if kind == "external_id":
            # Odoo looks up external ids for everybody; it hides contacts, not names
            self.env["ir.model.data"].flush_model()
            return SQL(
                "SELECT res_id AS id, CONCAT(module, '.', name) AS key "
                "FROM ir_model_data WHERE model = 'res.partner'"
            )
        if kind == "name":
            return SQL(
                "SELECT id, %s AS key FROM res_partner "
                "UNION ALL SELECT id, %s FROM res_partner "
                "WHERE complete_name IS DISTINCT FROM name",
                self._make_name_key(SQL("name")),
                self._make_name_key(SQL("complete_name")),
            )
        column = {"email": "email_normalized", "phone": "phone_sanitized"}[kind]
        return SQL("SELECT id, %s AS key FROM res_partner", SQL.identifier(column))

    @api.model
    def _make_name_key(self, expression):
        """Return the SQL of a name without accents, capitals and outer spaces."""
        return self.env.registry.unaccent(SQL("LOWER(TRIM(%s))", expression))
