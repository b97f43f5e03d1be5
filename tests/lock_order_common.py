# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from .at_once_common import AtOnceCommon
from .word_file import encode_word

CONTACTS = 6
GROUPS = "contact_segment.group_manager,base.group_partner_manager"
QUEUE = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"
# so that the rows of a table are not found in the order of their ids
SHUFFLED = (3, 0, 5, 1, 4, 2)


class LockOrderCommon(AtOnceCommon):
    """A segment in any state, for tests of who waits for whom."""

    @classmethod
    def _create_data(cls, env):
        cls._create_users(env, ["order_one", "order_two"], GROUPS)
        template = env["contact.interaction.template"].create(
            {"name": "Order", "channel": "letter"}
        )
        template.ignore_contact_channel = True
        cls.template_ids, cls.all_partner_ids, cls.mail_ids = template.ids, [], []
        cls.partner_ids = cls.all_partner_ids
        env["contact.interaction.template.document"].create(
            {
                "template_id": template.id,
                "kind": "word",
                "filename": "letter.docx",
                "content": encode_word("Dear {{Contact_Name}}!"),
            }
        )

    @classmethod
    def _remove_data(cls, env):
        # those of contacts that were deleted have none, and could not be cancelled
        env.cr.execute(
            "DELETE FROM contact_interaction WHERE template_id IN %s",
            (tuple(cls.template_ids),),
        )
        # the mail queue would send them like any other
        env["mail.mail"].browse(cls.mail_ids).exists().unlink()

    @classmethod
    def _remove_segments(cls, env):
        for segment in env["contact.segment"].search(
            [("template_id", "in", cls.template_ids)]
        ):
            if segment.state == "logged":
                segment.cancel_logged()
            segment.unlink()

    def setUp(self):
        super().setUp()
        interactions = self.registry["contact.interaction"]
        for patcher in (
            # no other server on this database is to be woken up
            patch.object(self.registry["ir.cron"], "_notifydb", lambda model: 0),
            # letters as Word documents are made at once
            patch.object(interactions, "_get_libreoffice", lambda model: None),
        ):
            patcher.start()
            self.addCleanup(patcher.stop)

    def _create_contacts(self):
        with self._connect() as env:
            contacts = env["res.partner"].create(
                [
                    {"name": f"Order {i}", "email": f"{i}@example.com", "street": "1"}
                    for i in range(CONTACTS)
                ]
            )
            self.all_partner_ids.extend(contacts.ids)
            self.partner_ids = contacts.ids

    def _prepare(self, state):
        """Make the segment of a round; its deliveries are in one state.

        That is ``draft`` for a segment that is not logged, ``parts`` with print files
        to be finished, ``sorted`` with such that take letters out of all of them,
        ``mails`` with failed e-mails, or a state of the delivery.
        """
        self._create_contacts()
        with self._connect(self.uids[0]) as env:
            segment = self._create_segment(env)
            segment.add_contacts([("id", "in", self.partner_ids)])
            if state == "draft":
                return
            segment.log()
            self.interaction_ids = segment.interaction_ids.sorted().ids
        if state in ("parts", "sorted"):
            self._make_parts(is_sorted=state == "sorted")
            return
        for number in SHUFFLED:
            with self._connect() as env:
                interaction = env["contact.interaction"].browse(
                    self.interaction_ids[number]
                )
                values = {}
                if state == "mails":
                    mail = env["mail.mail"].create({"subject": "Order"})
                    self.mail_ids.append(mail.id)
                    values = {"mail_mail_id": mail.id}
                delivery = "failed" if state == "mails" else state
                interaction._set_delivery(delivery, **values)

    def _make_parts(self, is_sorted):
        """Deliver the letters in two batches, and leave their print file."""
        with patch(f"{QUEUE}.SMALLER_BATCHES", (3, 3, 1, 1)), self._connect() as env:
            while env["contact.interaction"]._deliver_next():
                env.cr.commit()
            interaction = env["contact.interaction"].browse(self.interaction_ids[0])
            parts = env["contact.print.file"].search(
                [("segment_id", "=", interaction.segment_id.id)]
            )
            if is_sorted:
                parts.letter_order = "country"

    def _interactions(self, env, backwards=False):
        ids = self.interaction_ids
        interactions = env.env["contact.interaction"].browse(
            reversed(ids) if backwards else ids
        )
        return interactions.exists()
