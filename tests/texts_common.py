# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest import SkipTest

from odoo.tests import tagged

from .letters_common import LettersCommon

NUMBERS = {
    "Acme": "+3225551234",
    "Anna": "+32470123401",
    "Bob": "+32470123402",
    "Carl": "+31612345678",
    "Dora": "+32470123404",
}


@tagged("post_install", "-at_install")
class TextsCommon(LettersCommon):
    """Contacts with numbers and a text message for them; a gateway that is none.

    The gateway knows what was sent, and says what it is told to, by number.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sms.sms" not in cls.env:
            raise SkipTest("sms is not installed")
        cls.env["sms.sms"].search([("state", "=", "outgoing")]).unlink()
        for partner in cls.contacts:
            partner.phone = NUMBERS[partner.name.split()[0]]
        cls.text_template = cls.env["contact.interaction.template"].create(
            {"name": "Test text", "channel": "sms", "ignore_contact_channel": True}
        )
        cls.text = cls._add_text("Dear {{Contact_Name}},\nsee you at «Company_Name»!")

    def setUp(self):
        super().setUp()
        self.sent, self.answers, self.error = [], {}, None
        self.patch(self._get_gateway(), "_send_sms_batch", self._make_gateway())
        # a test has one transaction
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60)

    @classmethod
    def _get_gateway(cls):
        from odoo.addons.sms.tools.sms_api import SmsApi  # noqa: PLC0415

        return SmsApi

    def _make_gateway(self):
        test = self

        def _send_sms_batch(gateway, messages, delivery_reports_url=False):
            if test.error:
                raise test.error
            results = []
            for message in messages:
                for number in message["numbers"]:
                    state = test.answers.get(number["number"], "success")
                    results.append({"uuid": number["uuid"], "state": state})
                    if state in ("success", "processing"):
                        test.sent.append((number["number"], message["content"]))
            return results

        return _send_sms_batch

    @classmethod
    def _add_text(cls, text, template=None, **values):
        """Give a template the text of a text message."""
        return cls.env["contact.interaction.template.document"].create(
            {
                "template_id": (template or cls.text_template).id,
                "kind": "text",
                "body_text": text,
                **values,
            }
        )

    @classmethod
    def _create_text_segment(cls, partners=None, **values):
        segment = cls._create_segment(
            template_id=cls.text_template.id,
            name="Texts",
            date="2026-04-05",
            lang="en_US",
            **values,
        )
        return cls._fill(segment, cls.contacts if partners is None else partners)

    def _send_texts(self, partners=None, **values):
        """Log a segment and hand its texts to the queue; return the interactions."""
        interactions = self._log(self._create_text_segment(partners, **values))
        self._deliver_batches()
        return interactions

    def _run_sms_queue(self):
        """Run Odoo's queue; return what went out since the last time."""
        self.sent.clear()
        self.env["sms.sms"].sudo()._process_queue()
        return sorted(self.sent)

    def _rows(self, interactions):
        return interactions._get_text_rows()

    def _report(self, interaction, status):
        """Let the gateway report on a text message, as its route takes it."""
        trackers = self.env["sms.tracker"].sudo()
        tracker = trackers.search([("sms_uuid", "=", interaction.sudo().sms_uuid)])
        queue = self.env["sms.sms"]
        state = queue.IAP_TO_SMS_STATE_SUCCESS.get(status)
        if state:
            tracker._action_update_from_sms_state(state)
        else:
            tracker._action_update_from_provider_error(status)
