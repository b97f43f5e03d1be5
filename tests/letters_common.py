# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.mail.tests.common import MockEmail

from .letters import get_texts
from .merge_common import MergeCommon
from .word_file import encode_word, read_word

WITHOUT_PROGRAM = (
    "odoo.addons.contact_segment.models.document.contact_merge_output.find_libreoffice"
)
ADDRESSES = {
    "Acme": "Rue Haute 1",
    "Bob": "Rue Basse 2",
    "Dora": "Rue Longue 3",
}


class LettersCommon(MergeCommon, MockEmail):
    """A segment whose contacts can get letters and e-mails, and their delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in cls.contacts:
            if partner.name in ADDRESSES:
                partner.write({"street": ADDRESSES[partner.name], "city": "Brussel"})
        cls.acme.email = "acme@example.com"
        cls.Interaction = cls.env["contact.interaction"]
        cls.document = cls._add_document("Dear {{Contact_Name}}, yours {{note}}")
        cls.mail_template = cls.env["contact.interaction.template"].create(
            {"name": "Test e-mail", "channel": "email", "ignore_contact_channel": True}
        )

    @classmethod
    def _add_document(cls, *texts, template=None, **values):
        """Give a template a Word document."""
        template = template or cls.template
        return cls.env["contact.interaction.template.document"].create(
            {
                "template_id": template.id,
                "kind": "word",
                "filename": "letter.docx",
                "content": encode_word(*texts),
                **values,
            }
        )

    @classmethod
    def _add_html(cls, text, template=None, **values):
        """Give a template the text of an e-mail."""
        return cls._add_document(
            template=template or cls.mail_template,
            kind="html",
            filename="mail.html",
            content=base64.b64encode(text.encode()),
            **values,
        )

    @classmethod
    def _create_mail_segment(cls, partners=None, **values):
        segment = cls._create_segment(
            template_id=cls.mail_template.id,
            name="Mailing",
            subject=values.pop("subject", "Our offer"),
            date="2026-04-05",
            lang="en_US",
            **values,
        )
        return cls._fill(segment, cls.contacts if partners is None else partners)

    def _log(self, segment=None, **options):
        """Log a segment as its user; return the interactions, seen by its user."""
        segment = segment or self.segment
        segment.log(**options)
        return segment.interaction_ids

    @contextmanager
    def _without_libreoffice(self):
        with patch(WITHOUT_PROGRAM, return_value=""):
            yield

    def _deliver(self):
        """Work off the queue, and finish the print files."""
        self._deliver_batches()
        self._finish()

    def _deliver_batches(self):
        while self.Interaction._deliver_next():
            continue

    def _finish(self):
        while self.env["contact.print.file"]._finish_next():
            continue

    def _deliver_words(self):
        """Deliver letters as Word documents, which is faster."""
        with self._without_libreoffice():
            self._deliver()

    def _send_queue(self):
        """Run the mail queue; return what went out."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.env["mail.mail"].process_email_queue()
            return list(self._mails)

    def _mailing(self, partners=None, **values):
        """Log a mailing and hand it to the mail queue; return the interactions."""
        interactions = self._log(self._create_mail_segment(partners, **values))
        self._deliver_batches()
        return interactions

    def _mail_of(self, mails, partner):
        found = [mail for mail in mails if partner.email in mail["email_to"][0]]
        self.assertEqual(len(found), 1)
        return found[0]

    def _of(self, interactions, partner):
        return interactions.filtered(lambda one: one.partner_id == partner)

    def _states(self, interactions):
        return {one.partner_id.name: one.delivery_state for one in interactions}

    def _text(self, interaction):
        """Return the text of the stored document of an interaction."""
        attachment = interaction.sudo().document_attachment_id
        if attachment.name.endswith(".docx"):
            return "\n".join(read_word(attachment.raw))
        return "\n".join(get_texts(attachment.raw))

    def assertDelivered(self, interactions, state="sent"):
        problems = {
            one.partner_id.name: (one.delivery_state, one.delivery_message)
            for one in interactions
            if one.delivery_state != state
        }
        self.assertFalse(problems)

    def assertFailed(self, interaction, pattern):
        self.assertEqual(interaction.delivery_state, "failed")
        self.assertRegex(interaction.delivery_message, pattern)

    def assertSkipped(self, interaction, pattern):
        self.assertEqual(interaction.delivery_state, "skipped")
        self.assertRegex(interaction.delivery_message, pattern)
