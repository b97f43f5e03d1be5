# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from ..letters_common import LettersCommon

HTML = "<p>Hello <b>{{Contact_Name}}</b></p>"


@tagged("post_install", "-at_install")
class TestDeliveryReasons(LettersCommon):
    """Why something was not sent, in the language of whoever reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.user.lang = "nl_NL"

    def assertTold(self, interactions, english, dutch):
        """Check what a colleague and somebody else read of interactions."""
        self.env.flush_all()
        self.env.invalidate_all()
        for lang, text in (("en_US", english), ("nl_NL", dutch)):
            reader = interactions.with_user(self.user_all).with_context(lang=lang)
            for told in reader.mapped("delivery_message"):
                self.assertIn(text, told)
            for values in reader.read(["delivery_message"]):
                self.assertIn(text, values["delivery_message"])
                self.assertIs(type(values["delivery_message"]), str)

    def test_reasons_of_the_gate(self):
        self._add_html(HTML)
        interactions = self._log(self._create_mail_segment())
        self.env["mail.blacklist"]._add("bob@example.com")
        self._deliver_batches()
        bobs = self._of(interactions, self.bob)
        self.assertTold(
            bobs,
            "Bob does not want to be addressed this way",
            "Bob wil niet op deze manier worden benaderd",
        )
        self.assertEqual(bobs.delivery_code, "opted_out")

    def test_reasons_of_the_mail_server(self):
        self._add_html(HTML)
        interactions = self._mailing(self.anna | self.bob)
        interactions._set_unreachable(ConnectionRefusedError())
        self.assertTold(
            interactions,
            "The mail server cannot be reached (nobody answers at its address).",
            "De mailserver is niet bereikbaar (op zijn adres antwoordt niemand).",
        )
        mails = interactions.sudo().mail_mail_id
        interactions.sudo().delivery_retries = 20
        interactions._set_unreachable(ConnectionRefusedError())
        self.assertTold(interactions, "It was tried 21 times", "21 keer")
        # the mail queue of Odoo keeps one text, for the sender
        self.assertIn("niet bereikbaar", mails[0].failure_reason)

    def test_results_tell_reasons_to_their_reader(self):
        self._add_html(HTML)
        segment = self._create_mail_segment(self.anna | self.bob)
        interactions = self._log(segment)
        interactions.with_context(lang="nl_NL").cancel_delivery()
        self.assertTold(interactions, "Cancelled by", "Geannuleerd door")
        for lang, word in (("en_US", "Cancelled by"), ("nl_NL", "Geannuleerd door")):
            results = segment.with_context(lang=lang).get_results()
            [reason] = results["reasons"]["skipped"]
            self.assertEqual(reason["count"], 2)
            self.assertEqual(reason["message"], f"{word} Segment User.")

    def test_reasons_can_be_searched_and_are_no_groups(self):
        self._add_html(HTML)
        interactions = self._log(self._create_mail_segment(self.anna))
        interactions.with_context(lang="nl_NL").cancel_delivery()
        found = interactions.search([("delivery_message", "ilike", "Cancelled by")])
        self.assertLessEqual(interactions, found)
        description = interactions.fields_get(["delivery_message"])["delivery_message"]
        self.assertFalse(description["groupable"])

    def test_what_was_stored_before_stays(self):
        self._add_html(HTML)
        interactions = self._log(self._create_mail_segment(self.anna))
        interactions._set_delivery("failed", "550 no such user")
        self.assertTold(interactions, "550 no such user", "550 no such user")
