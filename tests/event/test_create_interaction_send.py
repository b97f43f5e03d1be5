# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..letters_common import LettersCommon


@tagged("post_install", "-at_install")
class TestCreateInteractionSend(LettersCommon):
    """Letters and e-mails of single interactions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html("<p>Hello {{Contact_Name}}, {{note}}</p>", subject="Our news")

    def _interact(self, partner, template=None, user=None, **values):
        template = template or self.mail_template
        return self.Interaction.with_user(user or self.user).create(
            {"partner_id": partner.id, "template_id": template.id, **values}
        )

    def _open(self, partner, template=None):
        action = partner.with_user(self.user).action_create_interaction()
        wizard = self.env["contact.interaction.wizard"].with_user(self.user)
        form = Form(wizard.with_context(**action["context"]))
        form.template_id = template or self.mail_template
        return form

    def _find(self, partner):
        return self.Interaction.search(
            [("partner_id", "=", partner.id)], order="id desc", limit=1
        )

    def test_finish_and_send_an_email(self):
        form = self._open(self.dora)
        self.assertTrue(form.is_sendable)
        self.assertEqual(form.subject, "Our news")
        form.note = "see you"
        form.save().action_finish_and_send()
        interaction = self._find(self.dora)
        self.assertEqual(interaction.state, "done")
        self.assertEqual(interaction.delivery_state, "queued")
        self.assertEqual(interaction.logged_by_id, self.user)
        self._deliver_batches()
        mail = self._mail_of(self._send_queue(), self.dora)
        self.assertEqual(mail["subject"], "Our news")
        self.assertIn("Hello Dora, see you", mail["body"])
        self.assertDelivered(interaction)

    def test_finish_and_send_a_letter(self):
        form = self._open(self.bob, self.template)
        self.assertEqual(form.channel, "letter")
        form.note = "Bob"
        form.save().action_finish_and_send()
        interaction = self._find(self.bob)
        self._deliver_words()
        self.assertDelivered(interaction)
        self.assertIn("yours Bob", self._text(interaction))
        self.assertFalse(interaction.print_file_id.is_part)

    def test_finish_without_sending(self):
        self._open(self.dora).save().action_finish()
        self.assertFalse(self._find(self.dora).delivery_state)

    def test_document_is_the_one_of_its_time(self):
        interaction = self._interact(self.dora)
        self.assertIs(interaction.send(), True)
        self.mail_template.document_ids.content = "PHA+Q2hhbmdlZDwvcD4="
        self._deliver_batches()
        mail = self._mail_of(self._send_queue(), self.dora)
        self.assertIn("Hello Dora", mail["body"])

    def test_document_in_the_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        dutch = self._add_html("<p>Hallo</p>", subject="Ons nieuws", lang="nl_NL")
        self.mail_template.document_ids[0].lang = "en_US"
        self.mail_template.lang = "en_US"
        self.dora.lang = "nl_NL"
        self.carl.lang = "fr_FR" if "fr_FR" in self.env["res.lang"] else False
        form = self._open(self.dora)
        self.assertEqual((form.lang, form.subject), ("nl_NL", "Ons nieuws"))
        contacts = self.dora | self.carl
        interactions = self.Interaction.with_user(self.user)
        for partner in contacts:
            interactions |= self._interact(partner)
        interactions |= self._interact(self.dora, lang="en_US")
        interactions.send()
        self.assertEqual(
            interactions.mapped("subject"), ["Ons nieuws", "Our news", "Our news"]
        )
        self.assertEqual(interactions.mapped("lang"), ["nl_NL", "en_US", "en_US"])
        versions = interactions.sudo().mapped("document_version_id")
        self.assertEqual(len(versions), 2)
        dutch.unlink()
        with self._assert_refused(UserError, "no document to send to Dora"):
            self._interact(self.dora, lang="nl_NL").send()

    def test_refused(self):
        done = self._interact(self.dora)
        done.send()
        self.env["mail.blacklist"]._add("carl@example.com")
        self.anna.email = False
        cases = [
            (done, "waiting to be sent already"),
            (self._interact(self.dora, state="draft"), "is not done"),
            (self._interact(self.dora, self.call), "cannot be sent by its channel"),
            (self._interact(self.dora, channel="letter"), "no document to send"),
            (self._interact(self.carl), "Carl does not want to be addressed"),
            (self._interact(self.anna), "has no valid e-mail address"),
            (
                self._interact(self._create_contact("Eva"), self.template),
                "no postal address",
            ),
        ]
        for interaction, pattern in cases:
            with self.subTest(pattern), self._assert_refused(UserError, pattern):
                interaction.send()
        with self.assertRaises(AccessError):
            self._interact(self.dora).with_user(self.colleague).send()
        self._deliver_batches()
        self._send_queue()
        with self._assert_refused(UserError, "sent already.*Resend"):
            done.send()
        self.dora.active = False
        with self._assert_refused(UserError, "Dora is archived; restore"):
            self._interact(self.dora).send()

    def test_one_that_cannot_be_sent_holds_all_back(self):
        self.anna.email = False
        interactions = self._interact(self.dora) | self._interact(self.anna)
        with self._assert_refused(UserError, "no valid e-mail"):
            interactions.send()
        self.assertEqual(interactions.mapped("delivery_state"), [False, False])

    def test_refused_in_the_dialog(self):
        self.anna.email = False
        form = self._open(self.anna)
        self.assertFalse(form.is_sendable)
        self.assertRegex(form.send_problem, "has no valid e-mail")
        wizard = form.save()
        with self._assert_refused(UserError, "has no valid e-mail"):
            wizard.action_finish_and_send()
        self.assertFalse(self._find(self.anna))

    def test_excluded_contact_is_no_obstacle(self):
        self.dora.exclude_from_segments = True
        interaction = self._interact(self.dora)
        interaction.send()
        self._deliver_batches()
        self._send_queue()
        self.assertDelivered(interaction)

    def test_whoever_sends_it_answers_for_it(self):
        interaction = self._interact(self.dora)
        logged_by = interaction.logged_by_id
        interaction.with_user(self.manager).send()
        self.assertEqual(interaction.sender_id, self.manager)
        self.assertEqual(interaction.logged_by_id, logged_by)

    def test_preview(self):
        form = self._open(self.dora)
        form.note = "before"
        wizard = form.save()
        self.assertIs(wizard.action_preview(), True)
        self.assertIn("Hello Dora, before", wizard.html)
        self.assertFalse(self._find(self.dora))
        wizard = self._open(self.bob, self.template).save()
        wizard.action_preview()
        self.assertTrue(wizard.pdf)
        self.assertTrue(wizard.filename.endswith(".pdf"))
        with self._without_libreoffice():
            wizard.action_preview()
        self.assertFalse(wizard.pdf)
        self.assertRegex(wizard.message, "cannot be shown here")
        self.assertEqual(wizard.revision, 2)

    def test_preview_of_a_mail_template(self):
        template = self.env["contact.interaction.template"].create(
            {"name": "By mail template", "channel": "email"}
        )
        template.ignore_contact_channel = True
        template.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Text",
                "model_id": self.env.ref(
                    "contact_segment.model_contact_interaction"
                ).id,
                "subject": "Hello",
                "body_html": "<p>From <t t-out='object.partner_id.name'/></p>",
            }
        )
        form = self._open(self.dora, template)
        self.assertTrue(form.is_sendable)
        wizard = form.save()
        wizard.action_preview()
        self.assertIn("From Dora", wizard.html)
        wizard.action_finish_and_send()
        self._deliver_batches()
        mail = self._mail_of(self._send_queue(), self.dora)
        self.assertIn("From Dora", mail["body"])
