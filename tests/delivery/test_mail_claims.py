# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..delivery_processes import LETTERS, DeliveryProcesses
from ..letters_common import LettersCommon

# Of one e-mail, of Odoo and of the addon together; Odoo's mailings need 26.
MOST_STATEMENTS = 22


@tagged("post_install", "-at_install")
class TestMailClaims(LettersCommon):
    """What happens while the e-mails before are being sent counts for those after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html("<p>Hello</p>")
        cls.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        cls.many = cls.Partner.create(
            [
                {"name": f"Many {number}", "email": f"many{number}@example.com"}
                for number in range(4)
            ]
        )

    def _send_meanwhile(self, happen):
        """Run the mail queue; let something happen when the first e-mail goes out."""
        original = IrMail_Server.send_email
        sent = []

        def send_email(server, message, *args, **kwargs):
            sent.append(message["To"])
            if len(sent) == 1:
                happen()
                self.env.flush_all()
            return original(server, message, *args, **kwargs)

        with patch.object(IrMail_Server, "send_email", send_email):
            mails = self._send_queue()
        self.assertEqual(len(mails), len(sent))
        return mails

    def _get_waiting(self, interactions):
        """Return those that did not go out yet, the first one first."""
        waiting = interactions.filtered(lambda one: one.delivery_state == "queued")
        return waiting.sorted(lambda one: one.sudo().mail_mail_id.id)

    def _get_last(self, interactions):
        """Return the one whose turn comes last."""
        return self._get_waiting(interactions)[-1]

    def test_opted_out_meanwhile(self):
        interactions = self._mailing(self.many)
        late = self._get_last(interactions)
        mails = self._send_meanwhile(
            lambda: self.env["mail.blacklist"]._add(late.partner_id.email)
        )
        self.assertEqual(len(mails), 3)
        self.assertSkipped(late, "opted out|unsubscribed|does not want")
        self.assertFalse(late.sending_since)
        self.assertDelivered(interactions - late)

    def test_archived_and_excluded_meanwhile(self):
        interactions = self._mailing(self.many)
        *_others, excluded, archived = self._get_waiting(interactions)

        def happen():
            archived.partner_id.active = False
            excluded.partner_id.exclude_from_segments = True

        self.assertEqual(len(self._send_meanwhile(happen)), 2)
        self.assertSkipped(archived, "archived")
        self.assertSkipped(excluded, "excluded")

    def test_an_exclusion_that_was_known_does_not_matter(self):
        interactions = self._mailing(self.many)
        late = self._get_last(interactions)
        late.sudo().is_exclusion_accepted = True

        def happen():
            late.partner_id.exclude_from_segments = True

        self.assertEqual(len(self._send_meanwhile(happen)), 4)
        self.assertDelivered(interactions)

    def test_a_topic_left_meanwhile(self):
        topic = self.env["contact.topic"].create({"name": "Offers"})
        self.mail_template.topic_id = topic
        interactions = self._mailing(self.many)
        late = self._get_last(interactions)

        def happen():
            self.env["contact.topic.opt.out"].create(
                {"topic_id": topic.id, "email": late.partner_id.email}
            )

        self.assertEqual(len(self._send_meanwhile(happen)), 3)
        self.assertDelivered(late, "skipped")

    def test_held_meanwhile(self):
        interactions = self._mailing(self.many)
        segment = interactions.segment_id

        def happen():
            segment.sudo()._write_header({"delivery_is_held": True})

        self.assertEqual(len(self._send_meanwhile(happen)), 1)
        waiting = self._get_waiting(interactions)
        self.assertEqual(len(waiting), 3)
        self.assertEqual(set(waiting.mapped("delivery_code")), {"held"})
        self.assertFalse(any(waiting.mapped("sending_since")))
        segment.continue_delivery()
        self.assertEqual(len(self._send_queue()), 3)

    def test_paced_meanwhile(self):
        interactions = self._mailing(self.many)

        def happen():
            self.env.company.contact_mail_rate = 2

        self.assertEqual(len(self._send_meanwhile(happen)), 2)
        waiting = self._get_waiting(interactions)
        self.assertEqual(set(waiting.mapped("delivery_code")), {"mail_rate"})

    def test_merged_meanwhile(self):
        interactions = self._mailing(self.many)
        *_others, kept, merged = self._get_waiting(interactions)

        def happen():
            wizard = self.env["base.partner.merge.automatic.wizard"]
            pair = kept.partner_id | merged.partner_id
            wizard._merge(pair.ids, kept.partner_id)

        self.assertEqual(len(self._send_meanwhile(happen)), 3)
        states = (kept | merged).mapped("delivery_state")
        self.assertEqual(sorted(states), ["sent", "skipped"])

    def test_cancelled_meanwhile(self):
        interactions = self._mailing(self.many)
        late = self._get_last(interactions)

        def happen():
            late.with_user(self.user).cancel_delivery()

        self.assertEqual(len(self._send_meanwhile(happen)), 3)
        self.assertSkipped(late, "Cancelled by")

    def test_what_went_out_is_deleted_with_what_belongs_to_it(self):
        interactions = self._mailing(self.many)
        mails = interactions.sudo().mail_mail_id
        messages = mails.mail_message_id
        self.assertEqual(len(messages), 4)
        self._send_queue()
        self.assertFalse(mails.exists() or messages.exists())
        self.assertFalse(interactions.sudo().mail_mail_id)

    def test_what_a_killed_server_left_is_deleted(self):
        interactions = self._mailing(self.many)
        mails = interactions.sudo().mail_mail_id
        left, kept, refused = mails[0], mails[1], mails[2]
        (left | kept).write({"state": "sent"})
        refused.write({"state": "exception"})
        (left | kept).interaction_ids._set_delivery("sent")
        refused.interaction_ids._set_delivery("failed", "No")
        kept.auto_delete = False
        self.assertEqual(len(self._send_queue()), 1)
        self.assertEqual(mails.exists(), kept | refused)

    def test_nobody_keeps_e_mails_by_a_context(self):
        [one] = self._mailing(self.many[0])
        mail = one.sudo().mail_mail_id
        mail.state = "sent"
        for user in (self.user, self.user_all, self.manager):
            own = mail.with_user(user).sudo().with_context(contact_hand_over="run")
            self.assertFalse(own._get_hand_over())
            self.assertFalse(own._is_deleted_later())
        own.unlink()
        self.assertFalse(mail.exists())


@tagged("post_install", "-at_install")
class TestMailClaimsAtOnce(DeliveryProcesses):
    """Claims, and others who want the same e-mails at the same moment."""

    def _make_mails(self):
        """Return the id of a segment whose e-mails are in the queue."""
        segment_id = self._log(1)
        self._wait(self._start())
        return segment_id

    def _begin(self, env, segment_id):
        """Return the e-mails of a segment as a worker has them who begins."""
        interactions = env["contact.segment"].browse(segment_id).interaction_ids
        mails = interactions.mail_mail_id.sorted("id")
        return mails._begin_hand_over(None)

    def _cancel(self, segment_id):
        with self._connect() as env:
            env["contact.segment"].browse(segment_id).cancel_delivery()

    @contextmanager
    def _sending(self, look=lambda env: None):
        """Stand for a mail server; yield the recipients in their order.

        :param look: what is called with the environment of each e-mail
        """
        sent = []

        def send_email(server, message, *_args, **_options):
            sent.append(message["To"])
            look(server.env)
            return message["Message-Id"]

        with (
            patch.object(IrMail_Server, "_disable_send", lambda server: False),
            patch.object(IrMail_Server, "_connect__", lambda *_args, **_named: None),
            patch.object(IrMail_Server, "send_email", send_email),
        ):
            yield sent

    def test_few_statements_and_one_commit_for_each(self):
        segment_id = self._make_mails()
        counts = {}
        with self._connect() as env, self._sending() as sent:
            mails = self._begin(env, segment_id).with_context(contact_hand_over=None)
            cursor = type(env.cr)
            commits = patch.object(
                cursor, "commit", autospec=True, side_effect=cursor.commit
            )
            for part in (mails[:4], mails[4:]):
                before = env.cr.sql_log_count
                with commits as committed:
                    part.send(auto_commit=True)
                counts[len(part)] = env.cr.sql_log_count - before, committed.call_count
        self.assertEqual(len(sent), LETTERS)
        (few, few_commits), (many, many_commits) = counts[4], counts[LETTERS - 4]
        more = LETTERS - 8
        self.assertLessEqual((many - few) / more, MOST_STATEMENTS)
        self.assertEqual(many_commits - few_commits, more)
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            self.assertEqual(segment.delivery_sent_count, LETTERS)
            self.assertFalse(segment.interaction_ids.mail_mail_id)

    def test_the_texts_of_others_are_not_read_again_for_each(self):
        segment_id = self._make_mails()
        texts = []

        def look(env):
            mails = env["mail.mail"]
            texts.append(len(mails._fields["body_html"]._get_cache(mails.env)))

        with self._connect() as env, self._sending(look) as sent:
            mails = self._begin(env, segment_id).with_context(contact_hand_over=None)
            mails.send(auto_commit=True)
        self.assertEqual(len(sent), LETTERS)
        # the first one was read with the queue
        self.assertEqual(set(texts[1:]), {1})

    def test_a_conflict_does_not_undo_what_was_done(self):
        segment_id = self._make_mails()
        with self._connect() as first, self._connect() as second:
            mail, other = self._begin(first, segment_id)[:2]
            mail._get_interactions()._set_delivery("sent")
            # somebody changes the next one after this transaction began
            changed = other._get_interactions().with_env(second)
            changed.note = "Changed"
            second.cr.commit()
            self.assertFalse(other._take_claim())
            first.cr.commit()
            self.assertEqual(mail._get_interactions().delivery_state, "sent")
            # it is seen now
            self.assertTrue(other._take_claim())
            first.cr.rollback()
        self._cancel(segment_id)

    def test_a_claim_that_somebody_else_has_locked_is_let_go(self):
        segment_id = self._make_mails()
        with self._connect() as first, self._connect() as second:
            mails = self._begin(first, segment_id)
            mail, run = mails[0], mails._get_hand_over()
            interaction = mail._get_interactions()
            keep = type(mails)._keep

            def lock_after_commit(records, auto_commit):
                keep(records, auto_commit)
                second.cr.rollback()
                interaction.with_env(second).try_lock_for_update()

            with patch.object(type(mails), "_keep", lock_after_commit):
                self.assertFalse(mail._claim(auto_commit=True))
            self.assertEqual(run.unheld, mail.ids)
            second.cr.rollback()
            self.assertTrue(interaction.sending_since)
            first.cr.commit()
            mails._release_unheld()
            self.assertFalse(interaction.sending_since)
            self.assertEqual(interaction.delivery_state, "queued")
        with self._connect() as env, self._sending() as sent:
            env["mail.mail"].browse(mails.ids).send(auto_commit=True)
            self.assertEqual(len(sent), LETTERS)

    def test_claims_of_the_living_and_of_the_dead(self):
        segment_id = self._make_mails()
        with self._connect() as first, self._connect() as second:
            mails = self._begin(first, segment_id)
            dead, living = mails[:2]
            dead_one, living_one = dead._get_interactions(), living._get_interactions()
            dead_one.sending_since = fields.Datetime.now()
            first.flush_all()
            first.cr.commit()
            self.assertTrue(living._claim(auto_commit=True))
            with self._sending() as sent:
                second["mail.mail"].browse(mails.ids).send(auto_commit=True)
            self.assertEqual(len(sent), LETTERS - 2)
            first.cr.rollback()
            self.assertEqual(dead_one.delivery_state, "failed")
            self.assertEqual(dead_one.delivery_code, "unknown")
            self.assertEqual(living_one.delivery_state, "queued")
            self.assertTrue(living_one.sending_since)
            living_one._set_delivery("sent")
            first.flush_all()

    def test_killed_between_the_claim_and_its_outcome(self):
        segment_id = self._make_mails()
        # after the claim is committed, before anybody else could see that we live
        self._kill_at("mail.mail", "_hold_claim", 2, "mails")
        self.assertEqual(len(self._get_mails()), 1)
        # what became of it and the next claim are lost together
        self._kill_at("mail.mail", "_take_claim", 3, "mails", after=True)
        self._kill_at("mail.mail", "_delete_sent", 2, "mails")
        self._wait(self._start("mails"))
        sent = self._get_mails()
        self.assertEqual(len(sent), len(set(sent)))
        with self._connect() as env:
            interactions = env["contact.segment"].browse(segment_id).interaction_ids
            unknown = interactions.filtered(lambda one: one.delivery_code == "unknown")
            self.assertEqual(len(unknown), 2)
            others = interactions - unknown
            self.assertEqual(set(others.mapped("delivery_state")), {"sent"})
            self.assertFalse(others.mail_mail_id)
            self.assertEqual(len(sent), len(others) + 1)
            unknown._queue_again("")
            unknown.cancel_delivery()
