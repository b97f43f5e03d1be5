# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import quote, urlsplit

from odoo.tests import HttpCase, tagged

from ..unsubscribe_common import UnsubscribeCommon

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
EVERYTHING = {"action": "unsubscribe", "scope": "all"}
TOPIC = {"action": "unsubscribe", "scope": "topic"}
AGAIN = {"action": "subscribe"}


@tagged("post_install", "-at_install")
class TestUnsubscribePage(UnsubscribeCommon, HttpCase):
    """What the link of an e-mail does for who presses it: nobody has a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")

    def setUp(self):
        super().setUp()
        self.interactions = self._mailing(self.anna | self.bob)
        self.interaction = self._of(self.interactions, self.anna)
        self.link = self._link(self.interaction)

    def _open(self, link=None, data=None, **options):
        """Open a link, or send a form to it."""
        parts = urlsplit(link or self.link)
        self.env.flush_all()
        answer = self.url_open(f"{parts.path}?{parts.query}", data=data, **options)
        self.env.invalidate_all()
        return answer

    def assertAsBefore(self):
        """Check that nobody is unsubscribed."""
        self.assertFalse(self.blacklist.search_count([]))
        self.assertFalse(self._get_left())
        self.assertFalse(any(self.interactions.mapped("unsubscribed_on")))

    def test_opening_changes_nothing(self):
        for _time in range(2):
            answer = self._open()
            self.assertEqual(answer.status_code, 200)
        self.assertIn("Unsubscribe from all", answer.text)
        self.assertIn("anna@example.com", answer.text)
        self.assertNotIn('name="reason"', answer.text)
        self.assertIn(self.env.company.name, answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self._open(method="HEAD").status_code, 200)
        self.assertAsBefore()

    def test_one_click(self):
        for _time in range(2):
            answer = self._open(data=ONE_CLICK, allow_redirects=False)
            self.assertEqual(answer.status_code, 200)
        self.assertTrue(self._is_blacklisted("anna@example.com"))
        self.assertFalse(self._is_blacklisted("bob@example.com"))
        self.assertFalse(self._get_left())
        self.assertTrue(self.interaction.unsubscribed_on)
        self.assertEqual(self.interaction.unsubscribed_from, "Everything")
        self.assertFalse(self._of(self.interactions, self.bob).unsubscribed_on)
        entry = self.blacklist.search([("email", "=", "anna@example.com")])
        notes = " ".join(str(body) for body in entry.message_ids.mapped("body"))
        self.assertIn("Unsubscribed by the link in an e-mail: ", notes)
        self.assertEqual(notes.count("Unsubscribed by"), 1)
        self.assertTrue(self.anna.is_blacklisted)

    def test_next_segment_leaves_out_who_unsubscribed(self):
        for form, topic, count in (
            (TOPIC, self.newsletter, 1),
            (TOPIC, self.newsletter.copy(), 0),
            (ONE_CLICK, self.newsletter.copy(), 1),
        ):
            with self.subTest(form=form, topic=topic):
                self._open(data=form)
                self.mail_template.topic_id = topic
                segment = self._create_mail_segment(self.anna | self.bob)
                problems = segment.check_log()
                codes = [one["code"] for one in problems]
                self.assertEqual(codes, ["opted_out"] * count)
                interactions = self._log(segment, skip_blocked=True)
                self.assertEqual(len(interactions), 2 - count)
                self.mail_template.topic_id = self.newsletter

    def test_one_click_by_several_parts(self):
        # some programs send the form as a mail with parts
        answer = self._open(files={"List-Unsubscribe": (None, "One-Click")}, data={})
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(self._is_blacklisted("anna@example.com"))

    def test_form_for_everything(self):
        form = {**EVERYTHING, "reason": "too_many", "note": " Every day!\x00 "}
        answer = self._open(data=form)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("You are unsubscribed", answer.text)
        self.assertIn("Thank you", answer.text)
        self.assertTrue(self._is_blacklisted("anna@example.com"))
        self.assertEqual(self.interaction.unsubscribe_reason, "too_many")
        self.assertEqual(self.interaction.unsubscribe_note, "Every day!")
        self.assertIn("You are unsubscribed", self._open().text)

    def test_form_for_the_topic(self):
        answer = self._open()
        self.assertIn("Newsletter", answer.text)
        self.assertIn("What is new, every month", answer.text)
        answer = self._open(data={**TOPIC, "reason": "not_relevant"})
        self.assertIn("gets no more e-mails about", answer.text)
        self.assertFalse(self._is_blacklisted("anna@example.com"))
        self.assertEqual(self._get_left(), {("Newsletter", "anna@example.com")})
        self.assertEqual(self.opt_outs.search([]).reason, "not_relevant")
        self.assertEqual(self.interaction.unsubscribed_from, "Newsletter")
        self.assertEqual(self.anna.opted_out_topic_ids, self.newsletter)
        first = self.interaction.unsubscribed_on
        self._open(data=TOPIC)
        self.assertEqual(len(self.opt_outs.search([])), 1)
        self.assertEqual(self.interaction.unsubscribed_on, first)
        # and then from everything
        self.assertIn("no more of these", self._open(data=EVERYTHING).text)
        self.assertTrue(self._is_blacklisted("anna@example.com"))
        self.assertEqual(self.interaction.unsubscribed_from, "Everything")

    def test_without_a_topic_it_is_everything(self):
        self.mail_template.topic_id = False
        self.assertNotIn("Newsletter", self._open().text)
        self._open(data=TOPIC)
        self.assertTrue(self._is_blacklisted("anna@example.com"))

    def test_reason_afterwards(self):
        self._open(data=ONE_CLICK)
        answer = self._open()
        self.assertIn('name="reason"', answer.text)
        self._open(data={"action": "reason", "reason": "never_asked"})
        self.assertEqual(self.interaction.unsubscribe_reason, "never_asked")
        self.assertIn("Thank you", self._open().text)

    def test_reasons_are_bounded(self):
        form = {"action": "reason", "reason": "'; DROP TABLE", "note": "x" * 5000}
        self.assertEqual(self._open(data=form).status_code, 200)
        self.assertFalse(self.interaction.unsubscribe_reason)
        self.assertEqual(len(self.interaction.unsubscribe_note), 1000)
        answer = self._open(files={"note": ("a.txt", b"x"), "action": (None, "reason")})
        self.assertEqual(answer.status_code, 200)

    def test_subscribe_again(self):
        self._open(data={**EVERYTHING, "reason": "too_many"})
        answer = self._open(data=AGAIN)
        self.assertIn("Unsubscribe from all", answer.text)
        self.assertAsBefore()
        self.assertFalse(self.interaction.unsubscribe_reason)
        self._open(data=TOPIC)
        self._open(data=EVERYTHING)
        # one step after the other
        self.assertIn("gets no more e-mails about", self._open(data=AGAIN).text)
        self.assertEqual(self.interaction.unsubscribed_from, "Newsletter")
        self._open(data=AGAIN)
        self.assertAsBefore()
        self._open(data=AGAIN)
        self.assertAsBefore()

    def test_forged_links(self):
        parts = urlsplit(self.link)
        *start, number, token = parts.path.split("/")
        other = self._of(self.interactions, self.bob).id
        own = quote("anna@example.com")
        paths = [
            f"{number}/{token}?email={quote('bob@example.com')}",
            f"{number}/{token}?email={quote('anna@example.com,bob@example.com')}",
            f"{number}/{token}",
            f"{number}/{token}?email=",
            f"{number}/{token}?email=%00%ff",
            f"{number}/{token[:-1]}?email={own}",
            f"{number}/{quote('é' * 64)}?email={own}",
            f"{number}/0?email={own}",
            f"{other}/{token}?email={own}",
            f"999999999999999999/{token}?email={own}",
        ]
        for path in paths:
            for data in (None, ONE_CLICK, EVERYTHING, AGAIN):
                with self.subTest(path=path, data=data):
                    answer = self._open("/".join([*start, path]), data=data)
                    self.assertEqual(answer.status_code, 404)
                    self.assertIn("This link does not work", answer.text)
                    self.assertNotIn("anna@example.com", answer.text)
                    self.assertNotIn(self.env.company.name, answer.text)
        # the address of the link counts, not the one of a form
        answer = self._open(data={**ONE_CLICK, "email": "bob@example.com"})
        self.assertFalse(self._is_blacklisted("bob@example.com"))

    def test_link_in_another_spelling(self):
        answer = self._open(self.link.replace("anna%40", "ANNA@"))
        self.assertEqual(answer.status_code, 200)

    def test_example(self):
        path = "/contact_segment/unsubscribe/example"
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("This is an example", answer.text)
        self.assertNotIn("<form", answer.text)
        self.assertEqual(self.url_open(path, data=ONE_CLICK).status_code, 405)

    def test_contact_merged_changed_archived_or_deleted(self):
        self.anna.write({"email": "new@example.com", "active": False})
        self._open(data=TOPIC)
        self.assertEqual(self._get_left(), {("Newsletter", "anna@example.com")})
        other = self._create_contact("Emma")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.anna | other).ids, other)
        self.assertEqual(self.interaction.partner_id, other)
        self._open(data=ONE_CLICK)
        self.assertTrue(self._is_blacklisted("anna@example.com"))
        self.assertFalse(self._is_blacklisted("emma@example.com"))
        self.assertTrue(self.interaction.unsubscribed_on)
        self._open(data=AGAIN)
        self.segment.line_ids.filtered(lambda line: line.partner_id == other).unlink()
        other.unlink()
        self._open(data=ONE_CLICK)
        self.assertTrue(self._is_blacklisted("anna@example.com"))

    def test_interaction_cancelled_or_deleted(self):
        self.interaction.with_user(self.manager).cancel()
        self.assertIn("Unsubscribe from all", self._open().text)
        self.interaction.with_user(self.manager).unlink()
        self.assertFalse(self.interaction.exists())
        self.interactions -= self.interaction
        answer = self._open()
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("Newsletter", answer.text)
        self.assertAsBefore()
        answer = self._open(data={**TOPIC, "reason": "other", "note": "x"})
        self.assertNotIn('name="reason"', answer.text)
        self.assertTrue(self._is_blacklisted("anna@example.com"))
        self._open(data=AGAIN)
        self._open(data=ONE_CLICK)
        self.assertTrue(self._is_blacklisted("anna@example.com"))

    def test_several_addresses(self):
        self.dora.email = "Dora <Dora@Example.com>, second@example.com"
        interaction = self._mailing(self.dora)
        link = self._link(interaction)
        self.assertIn("dora@example.com, second@example.com", self._open(link).text)
        self._open(link, data=ONE_CLICK)
        self.assertTrue(self._is_blacklisted("dora@example.com"))
        self.assertTrue(self._is_blacklisted("second@example.com"))

    def test_company(self):
        other = self.env["res.company"].create({"name": "Tulip & Sons"})
        self.user.company_ids |= other
        segment = self._create_mail_segment(self.Partner.browse(), company_id=other.id)
        self._fill(segment, self.dora)
        segment.log()
        self._deliver_batches()
        text = self._open(self._link(segment.interaction_ids)).text
        self.assertIn("Tulip &amp; Sons", text)
        self.assertNotIn(self.env.company.name, text)

    def test_language_of_the_reader(self):
        self.assertIn('lang="en-US"', self._open().text)
        view = self.env.ref("contact_segment.unsubscribe_page")
        view.update_field_translations(
            "arch_db", {"nl_NL": {"Unsubscribe": "Uitschrijven"}}
        )
        self.newsletter.with_context(lang="nl_NL").name = "Nieuwsbrief"
        interaction = self._mailing(self.carl)
        self.assertEqual(interaction.lang, "nl_NL")
        text = self._open(self._link(interaction)).text
        self.assertIn('lang="nl-NL"', text)
        self.assertIn("<h1>Uitschrijven</h1>", text)
        self.assertIn("Nieuwsbrief", text)
        interaction.sudo().lang = False
        self.assertEqual(self.carl.lang, "nl_NL")
        self.assertIn("<h1>Uitschrijven</h1>", self._open(self._link(interaction)).text)

    def test_a_user_who_is_logged_in_presses_it(self):
        self.authenticate(self.colleague.login, self.colleague.login)
        self._open(data=TOPIC)
        self.assertEqual(self._get_left(), {("Newsletter", "anna@example.com")})
