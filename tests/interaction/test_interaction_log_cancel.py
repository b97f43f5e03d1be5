# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..interaction_log_common import InteractionCommon
from ..word_file import WORD_FILE


@tagged("post_install", "-at_install")
class TestInteractionLogCancel(InteractionCommon):
    """Interactions cancelled, brought back and deleted, and what becomes of files."""

    def _dialog(self, interactions, method="action_cancel"):
        """Open a dialog as the user of the interactions; return its record."""
        action = getattr(interactions, method)()
        return Form.from_action(interactions.env, action).save()

    def test_uploaded_files_belong_to_the_interaction(self):
        talk = self._interact()
        attachment = self._attach(talk)
        self.assertEqual(attachment.res_id, talk.id)
        for user in (self.colleague, self.user_all, self.manager):
            self.assertEqual(talk.with_user(user).attachment_ids, attachment)
            self.assertEqual(attachment.with_user(user).raw, b"What was said")
        loose = self._attach(name="plan.txt")
        other = self._interact(attachment_ids=[(6, 0, loose.ids)])
        self.assertEqual(loose.res_id, other.id)
        message = self.dora.message_post(attachments=[("a.txt", b"a")])
        theirs = message.attachment_ids
        other.sudo().attachment_ids += theirs
        self.assertEqual(theirs.res_model, "res.partner")

    def test_cancel_one_without_documents_asks_plainly(self):
        talk = self._interact()
        dialog = self._dialog(talk)
        self.assertEqual((dialog.interaction_count, dialog.document_count), (1, 0))
        self.assertIs(dialog.action_cancel(), True)
        self.assertEqual(talk.state, "cancelled")

    def test_cancel_keeps_documents_unless_told_otherwise(self):
        talk = self._interact()
        attachment = self._attach(talk)
        dialog = self._dialog(talk)
        self.assertEqual(dialog.document_count, 1)
        self.assertEqual(dialog.document_names, "notes.txt")
        self.assertFalse(dialog.remove_documents)
        dialog.action_cancel()
        self.assertTrue(attachment.exists())
        self.assertIs(talk.uncancel(), True)
        self.assertEqual(talk.attachment_ids, attachment)
        self.assertIs(talk.cancel(), True)
        self.assertTrue(attachment.exists())

    def test_cancel_many_removes_documents_of_their_own_only(self):
        first, second, third = (self._interact() for _number in range(3))
        both = self._attach(first, second, name="both.txt")
        shared = self._attach(first, third, name="shared.txt")
        own = self._attach(second, name="own.txt")
        message = self.dora.message_post(attachments=[("mail.txt", b"a")])
        mail = message.attachment_ids
        quoted = self._attach(first, name="quoted.txt")
        message.sudo().attachment_ids += quoted
        second.sudo().attachment_ids += mail
        dialog = self._dialog(first | second)
        self.assertEqual(dialog.interaction_count, 2)
        self.assertEqual(
            set(dialog.document_names.split("\n")), {"both.txt", "own.txt"}
        )
        dialog.remove_documents = True
        dialog.action_cancel()
        self.assertFalse((both | own).exists())
        self.assertEqual((shared | mail | quoted).exists(), shared | mail | quoted)
        self.assertEqual(set((first | second).mapped("state")), {"cancelled"})
        self.assertEqual(third.state, "done")
        (first | second).uncancel()
        self.assertEqual(first.attachment_ids, shared | quoted)

    def test_many_documents_are_counted_and_the_first_named(self):
        talk = self._interact()
        for number in range(7):
            self._attach(talk, name=f"{number}.txt")
        dialog = self._dialog(talk)
        self.assertEqual(dialog.document_count, 7)
        self.assertIn("and 2 more", dialog.document_names)
        self.assertIs(talk.cancel(remove_documents=True), True)
        self.assertFalse(talk.attachment_ids)

    def test_a_removed_letter_cannot_be_made_again(self):
        talk = self._interact()
        letter = self._attach(talk, name="letter.pdf")
        documents = self.env["contact.interaction.template.document"]
        document = documents.create(
            {
                "template_id": self.template.id,
                "kind": "word",
                "filename": "a.docx",
                "content": WORD_FILE,
            }
        )
        version = self.env["contact.document.version"].sudo()._get_version(document)
        talk.sudo().write(
            {
                "document_attachment_id": letter.id,
                "document_version_id": version.id,
                "merge_values": {"name": "Anna"},
                "delivery_state": "sent",
            }
        )
        self.assertTrue(talk.action_open_document())
        talk.cancel(remove_documents=True)
        talk.uncancel()
        with self._assert_refused(UserError, "has no document"):
            talk.action_open_document()

    def test_nobody_removes_files_of_others_through_an_interaction(self):
        private = self.env["ir.attachment"].with_user(self.manager)
        private = private.create({"name": "secret.txt", "raw": b"x"})
        talk = self._interact()
        talk.sudo().attachment_ids = private.sudo()
        self.assertFalse(self._dialog(talk).document_count)
        talk.cancel(remove_documents=True)
        self.assertTrue(private.exists())

    def test_cancelling_others_is_for_administrators(self):
        mine, theirs = self._interact(), self._interact(user=self.colleague)
        attachment = self._attach(mine)
        both = mine | theirs
        for user in (self.user, self.colleague, self.user_all):
            for change in (
                both.with_user(user).action_cancel,
                both.with_user(user).cancel,
                lambda user=user: both.with_user(user).cancel(remove_documents=True),
            ):
                with self._assert_refused(AccessError, "only an administrator"):
                    change()
        self.assertEqual(set(both.mapped("state")), {"done"})
        self.assertTrue(attachment.exists())
        dialog = self._dialog(both.with_user(self.manager))
        dialog.remove_documents = True
        dialog.action_cancel()
        self.assertEqual(set(both.mapped("state")), {"cancelled"})
        self.assertFalse(attachment.exists())
        with self._assert_refused(AccessError, "only an administrator"):
            both.uncancel()
        with self._assert_refused(UserError, r"All of these .*cancelled already \(2\)"):
            both.with_user(self.manager).action_cancel()

    def test_postponed_ones_come_back_postponed(self):
        postponed, done = self._interact(state="draft"), self._interact()
        (postponed | done).cancel()
        self.assertEqual(postponed.state, "cancelled")
        (postponed | done).uncancel()
        self.assertEqual((postponed.state, done.state), ("draft", "done"))
        self.assertFalse(postponed.was_postponed)

    def test_uncancel_names_the_one_whose_segment_is_cancelled(self):
        segment = self._create_segment(template_id=self.template.id)
        self._fill(segment, self.bob)
        segment.log(send=False)
        single = self._interact()
        single.cancel()
        segment.with_user(self.manager).cancel_logged()
        both = single | segment.interaction_ids
        with self._assert_refused(UserError, f"Test letter.*{segment.number}"):
            both.with_user(self.manager).action_uncancel()
        self.assertEqual(set(both.mapped("state")), {"cancelled"})

    def test_delete_cancelled_is_for_administrators(self):
        talk = self._interact()
        talk.cancel()
        for user in (self.user, self.user_all):
            theirs = talk.with_user(user)
            for change in (
                theirs.action_delete_cancelled,
                theirs.delete_cancelled,
                theirs.unlink,
            ):
                with self.assertRaises(AccessError):
                    change()
            wizards = self.env["contact.interaction.delete.wizard"].with_user(user)
            with self.assertRaises(AccessError):
                wizards.create({"interaction_ids": [(6, 0, talk.ids)]})
            arch = talk.with_user(user).get_views([(False, "list")])
            self.assertNotIn("action_delete_cancelled", arch["views"]["list"]["arch"])
        self.assertTrue(talk.exists())

    def test_delete_cancelled_takes_comments_and_own_documents_along(self):
        cancelled = self._interact(note="Was rude") | self._interact()
        kept = self._interact()
        own = self._attach(cancelled[0], name="own.txt")
        both = self._attach(*cancelled, name="both.txt")
        shared = self._attach(cancelled[0], kept, name="shared.txt")
        cancelled.cancel()
        everything = (cancelled | kept).with_user(self.manager)
        with self._assert_refused(UserError, r"None of these interactions .* \(1\)"):
            kept.with_user(self.manager).action_delete_cancelled()
        dialog = self._dialog(everything, "action_delete_cancelled")
        self.assertEqual(dialog.cancelled_count, 2)
        self.assertEqual((dialog.kept_count, dialog.document_count), (1, 2))
        action = dialog.action_delete()
        self.assertIn("deleted: 2; documents deleted: 2", action["params"]["message"])
        self.assertFalse(cancelled.exists())
        self.assertFalse((own | both).exists())
        self.assertEqual(kept.exists().attachment_ids, shared)
        self.assertEqual(shared.res_id, kept.id)
        self.assertEqual(shared.with_user(self.colleague).raw, b"What was said")
        self.assertEqual(
            everything.exists().delete_cancelled(),
            {"deleted": 0, "documents": 0, "kept": 1},
        )
