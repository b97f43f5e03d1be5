# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import fields, models

from ..tools.merge.format import format_day, to_local


class ContactMergeMixin(models.AbstractModel):
    """Merge fields about the contact, the own company and the date that are no path."""

    _inherit = "contact.merge.mixin"

    def _merge_contact_name(self):
        partners = self._get_merge_partners()
        return {id_: self._get_merge_name(partner) for id_, partner in partners.items()}

    def _merge_contact_first_name(self):
        partners = self._get_merge_partners()
        return {
            id_: self._get_merge_first_name(partner)
            for id_, partner in partners.items()
        }

    def _merge_contact_address(self):
        partners = self._get_merge_partners()
        return {
            record.id: self._get_merge_address(
                partners[record.id],
                record.company_id.country_id,
                without_company=partners[record.id].is_company,
            )
            for record in self
        }

    def _merge_company_address(self):
        self.company_id.check_access("read")
        self.company_id.partner_id.check_access("read")
        return {
            record.id: self._get_merge_address(
                record.company_id.partner_id,
                record.company_id.country_id,
                without_company=True,
            )
            for record in self
        }

    def _merge_date(self):
        # the date of a letter is the day at the sender, wherever it is going
        zone = str(self.env.tz)
        is_moment = self._fields["date"].type == "datetime"
        days = {
            record.id: to_local(record.date, zone).date()
            if is_moment and record.date
            else record.date
            for record in self
        }
        return {id_: format_day(self.env, day) for id_, day in days.items()}

    def _merge_today(self):
        today = format_day(self.env, fields.Date.context_today(self))
        return dict.fromkeys(self._ids, today)

    def _get_merge_partners(self):
        """Return the contact of each record by id.

        :raise AccessError: the user may not read one of them
        """
        self.partner_id.check_access("read")
        return {record.id: record.partner_id for record in self}

    def _get_merge_name(self, partner):
        """Return the name of a contact; an address without one has its company's."""
        return partner.name or partner.commercial_company_name or ""

    def _get_merge_first_name(self, partner):
        """Return the first name of a person.

        The field of an addon for names wins. Else it is the first word, but for
        initials and titles ("J. Smith", "Dr. Smith"): they stay with the whole name.
        """
        name = self._get_merge_name(partner)
        if partner.is_company or not partner.name:
            return name
        if "firstname" in partner._fields:
            return partner.firstname or name
        given = name.partition(",")[2].strip() or name
        first = given.split()[0] if given.split() else ""
        return name if not first or first.endswith(".") else first

    def _get_merge_address(self, partner, home, without_company):
        """Return the lines of an address in the manner of its country.

        :param home: the country whose own letters do not name it
        :param bool without_company: leave out the company of a person
        :rtype: str
        """
        layout, values = partner._prepare_display_address(without_company)
        if partner.country_id == home:
            values["country_name"] = ""
        lines = [
            re.sub(r"\s+", " ", line).strip(" ,")
            for line in (layout % values).split("\n")
        ]
        return "\n".join(filter(None, lines))
