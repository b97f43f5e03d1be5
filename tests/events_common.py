# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from ..models.res_company import EVENT_FIELDS


class EventsMixin:
    """Helpers for what is logged by itself; beside SegmentCommon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_off()

    @classmethod
    def _switch_off(cls):
        """Have no company log anything; the sample data does."""
        names = dict.fromkeys(EVENT_FIELDS.values(), False)
        cls.env["res.company"].search([]).write(names)

    @classmethod
    def _switch_on(cls, *events, company=None, days=0):
        """Have a company log some events, each with the template of the addon.

        Meetings of so many days before are logged too.
        """
        company = company or cls.env.company
        company.write(
            {
                f"contact_{event}_template_id": cls.env.ref(
                    f"contact_segment.template_{event}"
                ).id
                for event in events
            }
        )
        if company.contact_meeting_since:
            company.contact_meeting_since -= timedelta(days=days)

    def _commit(self):
        """Do what happens before a transaction is committed."""
        self.env.cr.flush()

    def _find(self, *partners):
        """Return the interactions of contacts, after the commit."""
        self._commit()
        return self.env["contact.interaction"].search(
            [("partner_id", "in", [partner.id for partner in partners])], order="id"
        )

    def _post(self, record, *partners, user=None, **values):
        """Write an e-mail to contacts in the chatter of a record."""
        values = {
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        } | values
        return record.with_user(user or self.user).message_post(
            body="Hello", partner_ids=[partner.id for partner in partners], **values
        )
