# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest import SkipTest

from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import get_db_name

from ..delivery_processes import LETTERS, DeliveryProcesses

BATCH_OF_GATEWAY = "sms.session.batch.size"


@tagged("post_install", "-at_install")
class TestDeliveryTextsKilled(DeliveryProcesses):
    """Servers that are killed, and several at once, while text messages are sent."""

    @classmethod
    def setUpClass(cls):
        if "sms.sms" not in Registry(get_db_name()):
            raise SkipTest("sms is not installed")
        super().setUpClass()

    @classmethod
    def _create_data(cls, env):
        result = super()._create_data(env)
        for number, partner in enumerate(env["res.partner"].browse(cls.partner_ids)):
            partner.phone = f"+32470123{number:03}"
        template = env["contact.interaction.template"].create(
            {"name": "Killed text", "channel": "sms", "ignore_contact_channel": True}
        )
        env["contact.interaction.template.document"].create(
            {
                "template_id": template.id,
                "kind": "text",
                "body_text": "Hi {{Contact_Name}}!",
            }
        )
        cls.template_ids.append(template.id)
        env["sms.sms"].search([("state", "=", "outgoing")]).unlink()
        # an offer to all of them is asked for in four requests
        env["ir.config_parameter"].set_param(BATCH_OF_GATEWAY, 4)
        return result

    @classmethod
    def _remove_data(cls, env):
        env["ir.config_parameter"].set_param(BATCH_OF_GATEWAY, False)
        env["sms.sms"].search([("partner_id", "in", cls.partner_ids)]).unlink()
        return super()._remove_data(env)

    def _get_rows(self, env):
        return env["sms.sms"].search([("partner_id", "in", self.partner_ids)])

    def tearDown(self):
        with self._connect() as env:
            self._get_rows(env).unlink()
        super().tearDown()

    def test_killed_while_texts_are_sent(self):
        segment_id = self._log(2)
        # before they are in the queue, and when some are
        self._kill_at("contact.interaction", "_queue_texts", 1, after=True)
        self._kill_at("cursor", "commit", 3)
        self._wait(self._start())
        with self._connect() as env:
            interactions = env["contact.segment"].browse(segment_id).interaction_ids
            self.assertEqual(len(set(interactions.mapped("sms_uuid"))), LETTERS)
            self.assertEqual(len(self._get_rows(env)), LETTERS)
        # not claimed yet: as if nothing had been
        self._kill_at("contact.interaction", "_set_text_claim", 1, "texts")
        self.assertFalse(self._get_mails())
        # the gateway has the first four, but nobody wrote it down
        self._kill_at("contact.interaction", "_settle_texts", 1, "texts")
        self.assertEqual(len(self._get_mails()), 4)
        self._wait(self._start("texts"))
        sent = self._get_mails()
        self.assertEqual(len(sent), LETTERS)
        self.assertEqual(len(set(sent)), LETTERS)
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            self.assertEqual(segment.delivery_sent_count, LETTERS - 4)
            failed = segment.interaction_ids.filtered(
                lambda one: one.delivery_state == "failed"
            )
            self.assertEqual(len(failed), 4)
            for interaction in failed:
                self.assertIn("may have arrived", interaction.delivery_message)

    def test_servers_at_once(self):
        segment_id = self._log(2)
        self._wait(self._start())
        for process in [self._start("texts") for _server in range(3)]:
            process.communicate(timeout=120)
        self._wait(self._start("texts"))
        sent = self._get_mails()
        self.assertEqual(len(sent), len(set(sent)))
        with self._connect() as env:
            segment = env["contact.segment"].browse(segment_id)
            self.assertEqual(segment.delivery_queued_count, 0)
            # one that a server found between the claim and its lock was not sent
            self.assertEqual(len(sent), segment.delivery_sent_count)
