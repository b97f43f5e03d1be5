# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import models
from odoo.exceptions import UserError

from ...tools import arguments

# Everything but what a telephone dials.
NOT_DIALLED = re.compile(r"[^0-9+*#,;]")
# Numbers that were used before are worth remembering, but not all of them.
FORMER_NUMBERS = 3


class ResPartner(models.Model):
    """At which numbers a contact can be called."""

    _inherit = "res.partner"

    def _get_call_numbers(self):
        """List the numbers of a contact in the order in which they are tried.

        The contact's own come first, then those of its further addresses, those of its
        company, and other ones at which it was called before.

        :return: number, label (whose it is), link (tel:) and opted_out
        :rtype: list[dict]
        """
        self.ensure_one()
        numbers = {}
        for partner, label in self._get_call_partners():
            for name in partner._phone_get_number_fields():
                if partner[name]:
                    numbers.setdefault(partner[name].strip(), (partner, label))
        for number in self._get_former_numbers():
            numbers.setdefault(number, (self, self.env._("called before")))
        result, known = [], set()
        for number, (partner, label) in numbers.items():
            dialled = self._dial(number, partner)
            if dialled and dialled not in known:
                known.add(dialled)
                result.append(
                    {
                        "number": number,
                        "label": label,
                        "link": f"tel:{dialled}",
                        "opted_out": partner._is_number_opted_out(number),
                    }
                )
        return result

    def _get_call_partners(self):
        """Return whose numbers reach a contact, and what to call them."""
        # a contact can be seen while its company or an address of it cannot
        company = self.commercial_partner_id._filtered_access("read")
        types = dict(self._fields["type"]._description_selection(self.env))
        result = [(self, self.env._("direct"))]
        if not self.is_company:
            result += [
                (address, address.name or types.get(address.type, ""))
                for address in self.child_ids._filtered_access("read")
            ]
        if company and company != self:
            result.append((company, company.name or ""))
        return result

    def _get_former_numbers(self):
        """Return other numbers at which this contact was called before."""
        calls = self.env["contact.interaction"].search(
            [
                ("partner_id", "=", self.id),
                ("channel", "=", "phone"),
                ("contact_via", "!=", False),
                ("state", "=", "done"),
            ],
            limit=FORMER_NUMBERS,
        )
        return [number for number in calls.mapped("contact_via") if number.strip()]

    def _dial(self, number, partner=None):
        """Return a number as a telephone dials it."""
        formatted = (partner or self)._phone_format(number=number)
        return formatted or NOT_DIALLED.sub("", number)

    def _is_number_opted_out(self, number):
        """Whether nobody may call a number any more.

        The one gate decides about the contact's own number; any other number is looked
        up in the same list of opt-outs.
        """
        self.ensure_one()
        dialled = self._dial(number)
        if dialled == self.phone_sanitized:
            return "opted_out" in self._get_gate_codes("phone").get(self.id, ())
        blacklist = self.env["phone.blacklist"].sudo()
        return bool(blacklist.search_count([("number", "=", dialled)], limit=1))

    def _check_call_number(self, number):
        """Refuse a number that opted out or that is none.

        :param str number: what the user wants to dial; an empty one is no problem here
        :raise UserError: it cannot be called
        """
        if not number:
            return
        if not any(char.isdigit() for char in number):
            raise UserError(
                self.env._(
                    "%(number)s is no phone number of %(contact)s; enter digits.",
                    number=number,
                    contact=self.display_name,
                )
            )
        if self._is_number_opted_out(number):
            raise UserError(
                self.env._(
                    "%(number)s of %(contact)s is on the list of numbers that do not "
                    "want to be called; choose another number.",
                    number=number,
                    contact=self.display_name,
                )
            )

    def action_make_call(self):
        """Open the dialog to call this contact.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.env["contact.call.wizard"]._open({"partner_id": self.id})
