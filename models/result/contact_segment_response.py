# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.selections import EVALUATIONS

# So many contacts are named in one message.
CONTACTS_NAMED = 10


class ContactSegment(models.Model):
    """Responses to a logged segment: who came back to us, and how they liked it."""

    _inherit = "contact.segment"

    def register_responses(
        self,
        partner_ids,
        evaluation="",
        note="",
        template_id=0,
        date="",
        allow_repeat=False,
    ):
        """Log that contacts of this logged segment responded.

        Each response is an inbound interaction, begun by the contact, that keeps the
        campaign and the segment. Contacts who responded already are left out, so
        calling this twice does nothing twice.

        :param list[int] partner_ids: contacts with an interaction on the segment
        :param str evaluation: very_positive, positive, neutral, negative,
            very_negative or empty
        :param str note: what they said
        :param int template_id: the interaction template of the responses; 0 for none
        :param str date: when they responded, in UTC; empty for now
        :param bool allow_repeat: log another response of those who responded already
        :return: how many responses were logged
        :rtype: int
        :raise UserError: the segment is not logged, a contact has no interaction on
            it, or a value does not exist; nothing is written then
        """
        arguments.check_one(self)
        self._check_takes_responses()
        allow_repeat = arguments.read_boolean(self.env, "allow_repeat", allow_repeat)
        ids = arguments.read_ids(self.env, "partner_ids", partner_ids)
        if not ids:
            raise UserError(
                self.env._("Nobody is chosen; choose the contacts who responded.")
            )
        values = self._prepare_response_values(evaluation, note, template_id, date)
        self._lock()
        self._check_takes_responses()
        addressed = self._get_addressed(ids)
        if not allow_repeat:
            answered = self._get_answered_ids(ids)
            addressed = addressed.filtered(lambda i: i.partner_id.id not in answered)
        responses = self.env["contact.interaction"].create(
            [self._prepare_response(addressee, values) for addressee in addressed]
        )
        return len(responses)

    def _check_takes_responses(self):
        """Refuse segments that nobody can have responded to."""
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is not logged yet; log it first, then "
                    "register responses.",
                    segment=self.display_name,
                )
            )
        if self.state == "cancelled":
            raise UserError(
                self.env._(
                    "Segment %(segment)s is cancelled; bring it back first, then "
                    "register responses.",
                    segment=self.display_name,
                )
            )

    def _prepare_response_values(self, evaluation, note, template_id, date):
        """Return what all responses have in common, after checking it."""
        env = self.env
        evaluation = arguments.read_choice(
            env, "evaluation", evaluation, dict(EVALUATIONS), optional=True
        )
        note = arguments.read_text(env, "note", note)
        template = arguments.read_record(
            env, "template_id", template_id, "contact.interaction.template", True
        )
        values = {
            "date": arguments.read_datetime(env, "date", date) or fields.Datetime.now(),
            "evaluation": evaluation or False,
            "note": note or False,
            "segment_id": self.id,
            "company_id": self.company_id.id,
            "direction": "inbound",
            "initiated_by": "them",
            "campaign_target": False,
            "campaign_response": True,
        }
        if template:
            return {**values, "template_id": template.id, "name": template.name}
        name = self.env._("Response to %(segment)s", segment=self.name)
        return {**values, "name": name, "channel": self.channel}

    def _get_addressed(self, partner_ids):
        """Return the interaction of each contact, in their order.

        :raise UserError: some have none; they are named
        """
        interactions = self.env["contact.interaction"].search_fetch(
            [*self._get_addressed_domain(), ("partner_id", "in", partner_ids)],
            ["partner_id", "campaign_id", "user_id"],
            order="id desc",
        )
        by_partner = {record.partner_id.id: record for record in interactions}
        missing = [id_ for id_ in partner_ids if id_ not in by_partner]
        if missing:
            raise UserError(
                self.env._(
                    "%(contacts)s: nothing was logged for them on segment "
                    "%(segment)s; choose contacts who have an interaction there.",
                    contacts=self._name_contacts(missing),
                    segment=self.display_name,
                )
            )
        return interactions.browse(by_partner[id_].id for id_ in partner_ids)

    def _get_addressed_domain(self):
        """Return the condition of the interactions that a response can answer."""
        return [
            ("segment_id", "=", self.id),
            ("segment_line_id", "!=", False),
            ("state", "=", "done"),
        ]

    def _get_answered_ids(self, partner_ids):
        """Return which of some contacts responded to this segment already.

        :rtype: set[int]
        """
        groups = self.env["contact.interaction"]._read_group(
            [
                ("segment_id", "=", self.id),
                ("partner_id", "in", partner_ids),
                ("campaign_response", "=", True),
                ("state", "=", "done"),
            ],
            ["partner_id"],
        )
        return {partner.id for (partner,) in groups}

    @api.model
    def _name_contacts(self, partner_ids):
        """Return the names of contacts the user may see, the first of many."""
        contacts = self.env["res.partner"].browse(partner_ids[:CONTACTS_NAMED])
        names = {
            contact.id: contact.display_name
            for contact in contacts.exists()._filtered_access("read")
        }
        parts = [names.get(contact.id, f"#{contact.id}") for contact in contacts]
        if len(partner_ids) > CONTACTS_NAMED:
            parts.append("…")
        return ", ".join(parts)

    def _prepare_response(self, addressee, values):
        """Return the values of the response to one interaction."""
        campaign = addressee.campaign_id or self.campaign_id
        return {
            **values,
            "partner_id": addressee.partner_id.id,
            "campaign_id": campaign.id,
            "user_id": addressee.user_id.id or self.env.uid,
        }

    def action_register_responses(self):
        """Ask who responded.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        self._check_takes_responses()
        return self._open_wizard(
            "contact.segment.response.wizard", self.env._("Register Responses")
        )
