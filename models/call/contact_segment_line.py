# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import pytz

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html_sanitize

from ...tools import arguments
from ...word_merge import TemplateError

# What the call of a line takes from what the line resolves.
FROM_LINE = ("name", "lang", "subject", "cost", "duration")
FROM_LINE += ("campaign_target", "campaign_response")
HISTORY_LENGTH = 8


class ContactSegmentLine(models.Model):
    """The call to one contact of a segment."""

    _inherit = "contact.segment.line"

    def action_make_call(self):
        """Open the dialog to call this contact for the segment.

        Nobody else gets the contact from the call list meanwhile.

        :return: a window action
        :rtype: dict
        :raise UserError: somebody else is calling the contact, or it is handled
        """
        arguments.check_one(self)
        segment = self.segment_id
        segment._check_callable()
        segment._check_not_called(self)
        segment._claim_line(segment._get_call_line(self.id))
        return self.env["contact.call.wizard"]._open(
            {"partner_id": self.partner_id.id, "segment_line_id": self.id}
        )

    def _prepare_call_vals(self):
        """Return what the call of this line says, as the line resolves it.

        The salesperson is who calls, not who the contacts belong to.
        """
        self.ensure_one()
        segment = self.segment_id
        template = self.template_id or segment.company_id._get_outgoing_call_template()
        return {
            **{name: self[name] for name in FROM_LINE},
            "template_id": template.id,
            "group_id": template.group_id.id,
            "campaign_id": self.campaign_id.id,
            "partner_id": self.partner_id.id,
            "segment_id": segment.id,
            "segment_line_id": self.id,
            "company_id": segment.company_id.id,
            "date": self.env.cr.now().replace(microsecond=0),
            "user_id": self.env.uid,
        }

    def _check_callable_contact(self):
        """Refuse a line that was removed from its segment."""
        if not self.active:
            raise UserError(
                self.env._(
                    "%(contact)s was removed from segment %(segment)s; take the next "
                    "contact.",
                    contact=self.partner_id.display_name,
                    segment=self.segment_id.display_name,
                )
            )

    # --------------------------------------------------------------------------------
    # What a caller sees of a contact, read with the rights of the user.
    # --------------------------------------------------------------------------------

    def _prepare_call_card(self):
        """Return a contact as the call list shows it.

        :return: line_id, partner_id, name, company, function, numbers (number, label,
            link, opted_out), email, address, tz, subject, note (the personal one),
            script (HTML), duration (planned minutes), tags and history
        :rtype: dict
        """
        self.ensure_one()
        partner = self.partner_id
        company = partner.commercial_partner_id._filtered_access("read")
        return {
            "line_id": self.id,
            "partner_id": partner.id,
            "name": partner.name or partner.display_name,
            "company": company.name or "" if company != partner else "",
            "function": partner.function or "",
            "email": partner.email or "",
            "address": self._get_call_address(),
            "tz": self._get_call_zone(),
            "numbers": partner._get_call_numbers(),
            "tags": partner.category_id.mapped("name"),
            "subject": self.subject or "",
            "note": self.note or "",
            "script": self._get_call_script(),
            "duration": self.duration,
            "history": self._get_call_history(),
        }

    def _get_call_address(self):
        """Return the postal address in lines, without empty ones."""
        address = self.partner_id._display_address(without_company=True)
        return "\n".join(filter(str.strip, address.splitlines()))

    def _get_call_number(self):
        """Return the number that is dialled if nobody says otherwise.

        :raise UserError: all numbers of the contact opted out
        """
        numbers = self.partner_id._get_call_numbers()
        free = [n["number"] for n in numbers if not n["opted_out"]]
        if numbers and not free:
            self.partner_id._check_call_number(numbers[0]["number"])
        return free[0] if free else False

    def _get_call_zone(self):
        """Return the contact's time zone, or that of a country that has only one."""
        partner = self.partner_id
        zones = pytz.country_timezones.get(partner.country_id.code or "", [])
        return partner.tz or (zones[0] if len(zones) == 1 else "")

    def _get_call_script(self):
        """Return what to say: the text of the line's document, if it is one."""
        document = self._get_effective_document()
        if document.kind != "html":
            return ""
        try:
            _name, content = self._render(document, "docx")
        except TemplateError:
            # a caller can do nothing about it; whoever maintains the text sees it there
            return ""
        return str(html_sanitize(content.decode(errors="replace")))

    def _get_call_history(self):
        """Return the latest interactions with the contact, the latest first."""
        interactions = self.env["contact.interaction"].search(
            [("partner_id", "=", self.partner_id.id), ("state", "=", "done")],
            limit=HISTORY_LENGTH,
        )
        labels = dict(
            interactions._fields["evaluation"]._description_selection(self.env)
        )
        return [
            {
                "id": interaction.id,
                "title": interaction.title,
                "date": str(interaction.date),
                "name": interaction.name,
                "evaluation": interaction.evaluation or "",
                "evaluation_label": labels.get(interaction.evaluation, ""),
                "attempt_failed": interaction.attempt_failed,
                "note": interaction.note or "",
            }
            for interaction in interactions
        ]
