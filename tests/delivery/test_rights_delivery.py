# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.delivery.contact_interaction import MERGED_FIELDS
from ..letters_common import LettersCommon
from ..word_file import encode_word


@tagged("post_install", "-at_install")
class TestRightsDelivery(LettersCommon):
    """With whose rights a letter or an e-mail is merged."""

    def _log_for(self, user):
        """Log a segment as an administrator, for a salesperson."""
        segment = self._create_segment(
            user=self.manager,
            template_id=self.template.id,
            user_id=user.id,
            date="2026-01-01",
        )
        self._fill(segment, self.anna | self.bob)
        segment.log()
        return segment.interaction_ids.with_user(user)

    def test_what_waits_cannot_be_changed(self):
        interactions = self._log_for(self.user)
        self.assertEqual(set(interactions.mapped("delivery_state")), {"queued"})
        values = {
            "subject": "{{partner_id.user_ids.login}}",
            "lang": "en_US",
            "partner_id": self.dora.id,
            "name": "{{user_id.login}}",
            "user_id": self.user.id,
            "note": "x",
        }
        for user in (self.user, self.manager):
            for name, value in values.items():
                with self._assert_refused(UserError, "waits to be sent.*cancel"):
                    interactions[0].with_user(user).write({name: value})
        relations = {
            name
            for name, field in interactions._fields.items()
            if field.type == "many2one"
            and field._module == "contact_segment"
            and field.store
            and not field.readonly
        }
        self.assertLessEqual(relations, MERGED_FIELDS)
        interactions[0].write({"evaluation": "positive", "attempt_failed": True})
        interactions[0].cancel_delivery()
        interactions[0].write({"subject": "Changed"})

    def test_whoever_sends_again_is_asked(self):
        interactions = self._log_for(self.user)
        self.assertEqual(interactions.sender_id, self.manager)
        interactions.cancel_delivery()
        first, second = interactions
        first.resend()
        second.with_user(self.manager).resend()
        self.assertEqual(first.sender_id, self.user)
        self.assertEqual(second.sender_id, self.manager)
        self.assertEqual(interactions.logged_by_id, self.manager)

    def test_whoever_tries_again_is_asked(self):
        interactions = self._log_for(self.user)
        interactions._set_delivery("failed", "x")
        interactions.retry_delivery()
        self.assertEqual(interactions.sender_id, self.user)

    def test_a_copy_is_merged_for_who_sends_it(self):
        interactions = self._log_for(self.user)
        self._deliver_words()
        interactions[0].resend()
        copy = self.Interaction.search([("resent_from_id", "=", interactions[0].id)])
        self.assertEqual(copy.sender_id, self.user)

    def test_the_letter_shows_what_its_sender_may_read(self):
        """What the administrator may read is not read for the salesperson."""
        self.manager.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.env["crm.lead"].create({"name": "Secret", "partner_id": self.anna.id})
        self.document.content = encode_word("{{partner_id.opportunity_ids.name}}")
        interactions = self._log_for(self.user)
        interactions.cancel_delivery()
        first = self._of(interactions, self.anna)
        first.resend()
        self._deliver_words()
        self.assertFailed(first, "may not read")
        first.with_user(self.manager).resend()
        self._deliver_words()
        self.assertDelivered(first)
        self.assertIn("Secret", str(first.sudo().merge_values))

    def test_others_resend_nothing(self):
        interactions = self._log_for(self.user)
        interactions._set_delivery("failed", "x")
        for call in ("resend", "retry_delivery", "cancel_delivery"):
            with self.assertRaises(AccessError):
                getattr(interactions.with_user(self.colleague), call)()
