# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import clean_context

from ..interaction.contact_interaction_key import EVENT_PREFIX
from .contact_interaction_mail_event import OUTBOUND

_logger = logging.getLogger(__name__)
NOTED = "contact_segment.noted_events"


class ContactInteraction(models.Model):
    """Interactions logged by themselves.

    Events are noted when they happen and logged together just before the transaction
    is committed. By then it is known what belongs together: the quotation, that it was
    marked as sent, the e-mail it went with; and what a user logged by hand is there, so
    the event is not logged again. Whatever goes wrong here stays here.
    """

    _inherit = "contact.interaction"

    _document = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    @api.model
    def _note_event(self, kind, **facts):
        """Note that something happened that may have to be logged.

        :param str kind: which ``_prepare_<kind>_event`` makes values of it
        :param facts: the arguments of that method
        """
        precommit = self.env.cr.precommit
        model = self.sudo().with_context(clean_context(self.env.context))
        if NOTED not in precommit.data:
            precommit.data[NOTED] = []
            precommit.add(model._log_noted_events)
        precommit.data[NOTED].append((model, kind, facts))

    @api.model
    def _log_noted_events(self):
        """Log what was noted in this transaction."""
        events = self.env.cr.precommit.data.pop(NOTED, [])
        # e-mails first, because the document that goes with one is sent to its readers
        mails = [event for event in events if event[1] == "mail"]
        others = [event for event in events if event[1] != "mail"]
        for group in filter(None, (mails, others)):
            self._log_events(group)

    @api.model
    def _log_events(self, events):
        """Log events; an error costs the interaction and nothing else.

        :param list events: the model with the user's environment, the kind and the
            facts of every event
        :return: the new interactions, and those that were there
        :rtype: contact.interaction
        """
        # what is still to be written is not ours: its errors must be seen
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                interactions = self.create(self._prepare_events(events))
                self.env.flush_all()
                return interactions
        except Exception as error:
            self.env.clear()
            failure = error
        if len(events) > 1:
            # all but the one that is to blame
            return self.union(*(self._log_events([event]) for event in events))
        [(_model, kind, facts)] = events
        if isinstance(failure, ConcurrencyError):
            _logger.info("Another worker logged the event %s: %s", kind, facts)
        else:
            _logger.error(
                "Could not log the event %s: %s", kind, facts, exc_info=failure
            )
        return self.browse()

    @api.model
    def _prepare_events(self, events):
        """Return the values of the interactions of some events."""
        vals_list = []
        for model, kind, facts in events:
            vals_list += getattr(model, f"_prepare_{kind}_event")(**facts)
        return vals_list

    @api.model
    def _prepare_event_vals(self, event, record, contacts, source, values):
        """Return the values of the interactions of one event, one for each contact.

        :param str event: which template is used
        :param record: the business document that the interaction opens
        :param res.partner contacts: everybody who may have been there
        :param source: the record that is the event, for the key
        :param dict values: what the event says about the interaction
        :return: empty if the company does not log such events
        :rtype: list[dict]
        """
        company = values.pop("company", None) or self._get_event_company(record)
        template_id = self._get_event_template_id(event, company)
        if not template_id:
            return []
        via = values.pop("via", None)
        user = values.pop("user", self.env["res.users"])
        shared = {
            "template_id": template_id,
            "company_id": company.id,
            "res_model": record._name if record else False,
            "res_id": record.id,
            "logged_by_id": self.env.uid,
            **self._prepare_event_links(record),
            **{name: value for name, value in values.items() if value},
        }
        return [
            {
                **shared,
                "partner_id": contact.id,
                "user_id": (user or self._get_salesperson(contact)).id,
                "contact_via": contact[via] if via else False,
                **self._prepare_event_channel(template_id, contact),
                "external_key": self._get_event_key(source, contact),
            }
            for contact in self._filter_event_contacts(contacts, company)
        ]

    @api.model
    def _prepare_event_channel(self, template_id, contact):
        """Return the channel where the template's cannot have been it.

        A quotation that was marked as sent did not go by e-mail to who has no address.
        """
        template = self.env["contact.interaction.template"].browse(template_id)
        if template.channel != "email" or contact.email_normalized:
            return {}
        codes = contact._get_gate_codes("letter").get(contact.id, ())
        return {"channel": False if "no_address" in codes else "letter"}

    @api.model
    def _get_event_template_id(self, event, company):
        settings = self.env["res.company"]._get_event_templates()
        return settings.get(company.id, {}).get(event)

    @api.model
    def _get_salesperson(self, contact):
        """Return the salesperson of a contact, else that of its company."""
        return contact.user_id or contact.commercial_partner_id.user_id

    @api.model
    def _prepare_event_links(self, record):
        """Return the opportunity and the campaign of a business document."""
        links = {}
        lead = record if record._name == "crm.lead" else record.browse()
        if self._has_field(record, "opportunity_id", "crm.lead"):
            lead = record.opportunity_id
        if lead:
            links["lead_id"] = lead.id
        holders = [record, lead]
        if self._has_field(record, "segment_id", "contact.segment"):
            holders.append(record.segment_id)
        for holder in holders:
            if self._has_field(holder, "campaign_id", "utm.campaign"):
                if holder.campaign_id:
                    links.setdefault("campaign_id", holder.campaign_id.id)
        return links

    @api.model
    def _has_field(self, record, name, comodel):
        field = record._fields.get(name)
        return field is not None and field.comodel_name == comodel

    @api.model
    def _get_event_company(self, record):
        """Return the company of a business document, else that of the user."""
        if self._has_field(record, "company_id", "res.company") and record.company_id:
            return record.company_id
        return self.env.company

    @api.model
    def _get_event_user(self, record):
        """Return the user who is responsible for a business document."""
        if self._has_field(record, "invoice_user_id", "res.users"):
            return record.invoice_user_id
        if self._has_field(record, "user_id", "res.users"):
            return record.user_id
        return self.env["res.users"]

    @api.model
    def _filter_event_contacts(self, partners, company):
        """Return the contacts among partners: not our users, not our companies."""
        # pylint: disable-next=no-search-all
        ours = company.with_context(active_test=False).search([]).partner_id
        return (partners.exists() - ours).filtered(
            lambda partner: (
                partner.partner_share
                and partner.company_id in (company.browse(), company)
            )
        )

    @api.model
    def _find_logged(self, record, source):
        """Return the interactions of an event, with whomever they are.

        :param record: the business document
        :param source: the record that is the event
        """
        prefix = f"{EVENT_PREFIX}{source._name},{source.id},"
        return self.search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("external_key", "=like", f"{prefix}%"),
            ]
        )

    # --------------------------------------------------------------------------------
    # Calls that were planned as activities.
    # --------------------------------------------------------------------------------

    @api.model
    def _prepare_call_event(self, activity, record, name, user, feedback):
        """Return the values of a call, unless it was logged by hand, with whomever.

        :param mail.activity activity: for the key; it may be gone by now
        :param record: the document it was planned on
        :param str name: what the call was about
        :param res.users user: who had to call
        :param feedback: what came of it, a text; may be empty
        """
        record = record.exists()
        if not record or self._find_logged(record, activity):
            return []
        contact = record._mail_get_partners()[record.id][:1]
        company = self._get_event_company(record)
        template = self.env["contact.interaction.template"].browse(
            self._get_event_template_id("call", company)
        )
        values = {
            "company": company,
            "direction": template.direction or OUTBOUND["direction"],
            "initiated_by": template.initiated_by or OUTBOUND["initiated_by"],
            "name": name or record.display_name,
            "note": feedback,
            "user": user,
            "via": "phone",
        }
        return self._prepare_event_vals("call", record, contact, activity, values)

    # --------------------------------------------------------------------------------
    # Meetings that were held, with every contact who did not decline.
    # --------------------------------------------------------------------------------

    @api.model
    def _prepare_meeting_event(self, meeting):
        """Return the values of the interactions of a meeting.

        :param calendar.event meeting: one that ended, or whose activity was done
        """
        meeting = meeting.exists().filtered("active")
        if not meeting:
            return []
        attendees = meeting.attendee_ids.filtered(lambda one: one.state != "declined")
        company = meeting._get_log_company()
        template = self.env["contact.interaction.template"].browse(
            self._get_event_template_id("meeting", company)
        )
        is_private = meeting.effective_privacy == "private"
        hours = 0 if meeting.allday else meeting.duration
        contacts = attendees.partner_id
        if meeting.recurrence_id:
            contacts -= self._take_over_meeting(meeting, contacts)
        values = {
            "company": company,
            "direction": template.direction or OUTBOUND["direction"],
            "initiated_by": template.initiated_by or OUTBOUND["initiated_by"],
            "name": template.name if is_private else meeting.name,
            "date": min(meeting.start, fields.Datetime.now()),
            # how long one of whole days took, the template knows better
            "duration": hours * 60,
            "user": meeting.user_id.filtered(lambda user: not user.share),
        }
        return self._prepare_event_vals("meeting", meeting, contacts, meeting, values)

    @api.model
    def _take_over_meeting(self, meeting, contacts):
        """Link interactions to a meeting that was made anew, and return their contacts.

        Changing all meetings of a series archives them, those of the past too, and
        creates them again. Of the meetings that are gone, it is the nearest one.
        """
        half_day = timedelta(hours=12)
        candidates = self.search(
            [
                ("partner_id", "in", contacts.ids),
                ("date", ">=", meeting.start - half_day),
                ("date", "<", meeting.start + half_day),
                ("res_model", "=", meeting._name),
                ("external_key", "!=", False),
            ]
        ).sorted(lambda interaction: abs(interaction.date - meeting.start))
        existing = meeting.browse(candidates.mapped("res_id")).exists()
        existing = existing.filtered("active")
        taken = contacts.browse()
        for interaction in candidates:
            contact = interaction.partner_id
            if interaction.res_id in existing.ids or contact in taken:
                continue
            interaction.write(
                {
                    "res_id": meeting.id,
                    "external_key": self._get_event_key(meeting, contact),
                }
            )
            taken |= contact
        return taken
