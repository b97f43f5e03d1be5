# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import arguments
from ..tools.postal_order import get_postal_order

# So much can be made while somebody waits.
MAX_PRINTED = 10_000
ORDERS = ("segment", "country", "name")
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")


class ContactSegment(models.Model):
    """Whom something is printed for, and who is left out and why."""

    _inherit = "contact.segment"

    def _get_addressees(self, order, needs_address):
        """Return the lines to print for, one for each contact.

        :param str order: ``segment``, ``country`` (and postal code) or ``name``
        :param bool needs_address: leave out contacts without a postal address
        :return: pairs of a line id and the key of its address, in the order to print;
            and how many contacts are left out by ``archived``, ``no_access`` and
            ``no_address``
        :rtype: tuple[list[tuple[int, str]], dict[str, int]]
        """
        self.check_access("read")
        arguments.read_choice(self.env, "order", order, ORDERS)
        query, contact = self._get_addressee_query(order)
        partner_id = SQL.identifier(query.table, "partner_id")
        with self._planned_for_many():
            rows = self.env.execute_query(
                query.select(
                    SQL.identifier(query.table, "id"),
                    partner_id,
                    self._get_left_out_code(partner_id, contact, needs_address),
                    self._get_address_key(contact),
                )
            )
        seen, found, left_out = set(), [], {}
        for line_id, partner_id, code, address in rows:
            if partner_id in seen:
                continue
            seen.add(partner_id)
            if code:
                left_out[code] = left_out.get(code, 0) + 1
            else:
                found.append((line_id, address))
        return found, left_out

    def _get_addressee_query(self, order):
        """Return the query of the lines in an order, and the alias of the contact."""
        # the lines of hidden contacts too, to count them as left out
        lines = self.env["contact.segment.line"].sudo()
        lines.flush_model()
        partners = self.env["res.partner"]
        partners.flush_model(["name", "complete_name", "active", *ADDRESS])
        query = lines._search([("segment_id", "=", self.id), ("active", "=", True)])
        contact = lines._join_contact(query.table, query)
        query.order = self._get_addressee_order(order, query, contact)
        return query, contact

    def _get_addressee_order(self, order, query, contact):
        """Return the SQL of the order to print in; joins are added to the query."""
        line_id = SQL.identifier(query.table, "id")
        name = SQL.identifier(contact, "complete_name")
        if order == "segment":
            return line_id
        if order == "name":
            return SQL("%s, %s", name, line_id)
        country = query.left_join(contact, "country_id", "res_country", "id", "country")
        return SQL(
            "%s, %s", get_postal_order(self.company_id, contact, country), line_id
        )

    def _get_left_out_code(self, partner_id, contact, needs_address):
        """Return the SQL of why nothing is printed for a contact; NULL for most."""
        partners = self.env["res.partner"]
        readable = partners.with_context(active_test=False)._search([])
        readable.add_where(
            SQL("%s = %s", SQL.identifier(readable.table, "id"), partner_id)
        )
        # a contact that is excluded is on the segment because somebody wants it there
        gate = partners._get_gate_conditions(contact, SQL("'letter'"))
        codes = ["archived", "no_address"] if needs_address else ["archived"]
        return SQL(
            "CASE WHEN NOT EXISTS %s THEN 'no_access' %s END",
            readable.subselect(),
            SQL(" ").join(SQL("WHEN %s THEN %s", gate[code], code) for code in codes),
        )

    def _get_address_key(self, contact):
        """Return the SQL of a text that is equal for equal addresses."""
        parts = [
            SQL(
                "TRIM(LOWER(REGEXP_REPLACE(%s::text, '[[:space:].,]+', ' ', 'g')))",
                SQL.identifier(contact, name),
            )
            for name in ADDRESS
        ]
        return SQL("CONCAT_WS('|', %s)", SQL(", ").join(parts))

    def _check_printable(self, count):
        """Refuse to print for nobody, or for so many that it takes too long."""
        if not count:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no contact to print for; add contacts, or "
                    "enter their addresses.",
                    segment=self.display_name,
                )
            )
        if count > MAX_PRINTED:
            raise UserError(self._get_too_many_message(count))

    def _get_too_many_message(self, count):
        """Return why nothing is printed for so many contacts."""
        return self.env._(
            "Segment %(segment)s has %(count)s contacts, too many to print for while "
            "you wait (%(max)s at most); export the contacts instead.",
            segment=self.display_name,
            count=count,
            max=MAX_PRINTED,
        )

    def _preview_addressees(self, needs_address):
        """Return what a dialog shows before anything is printed.

        With very many lines nobody is counted: it takes seconds, and printing is
        refused anyway.

        :param bool needs_address: leave out contacts without a postal address
        :return: the keys of the addresses, one for each contact, and a message
        :rtype: tuple[list[str], str]
        """
        if not self:
            return [], ""
        if self.line_count > 2 * MAX_PRINTED:
            return [], self._get_too_many_message(self.line_count)
        found, left_out = self._get_addressees("segment", needs_address)
        return [key for _line_id, key in found], self._explain_left_out(left_out)

    def _explain_left_out(self, left_out):
        """Return a sentence about contacts that are left out; empty for none.

        :param dict left_out: their number by reason
        """
        reasons = {
            "archived": self.env._("archived"),
            "no_access": self.env._("not visible to you"),
            "no_address": self.env._("without a postal address"),
            "no_email": self.env._("without a valid e-mail address"),
            "opted_out": self.env._("opted out"),
            "excluded": self.env._("excluded from segments"),
            "duplicate": self.env._("with the address of another contact"),
        }
        parts = [
            f"{count} {reasons[code]}"
            for code, count in sorted(left_out.items())
            if count
        ]
        if not parts:
            return ""
        return self.env._("Contacts left out: %(reasons)s.", reasons=", ".join(parts))
