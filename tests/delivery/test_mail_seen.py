# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..letters_common import LettersCommon
from .test_mail_links import PERSONS

PERSON = PERSONS[0]
PROXY = "Mozilla/5.0"
OPENED = re.compile(r"/contact_segment/opened/(\d+)/(\w+)/blank\.gif")


class SeenCommon(LettersCommon):
    """E-mails that went out some time ago, and the addresses in them."""

    TEXT = "<p>Hello {{Contact_Name}}</p>"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html(cls.TEXT)

    def setUp(self):
        super().setUp()
        self.interactions = self._mailing(self.anna | self.bob, **self._header())
        self.mails = self._send_queue()
        self.bobs = self._of(self.interactions, self.bob)
        self.body = self._mail_of(self.mails, self.bob)["body"]
        self._age()

    def _header(self):
        return {}

    def _age(self, **ago):
        """Let the e-mails have gone out some time ago."""
        ago = timedelta(**(ago or {"minutes": 5}))
        self.interactions.sudo().delivered_on = fields.Datetime.now() - ago
        self.env.flush_all()

    def _get_opened_url(self, body=None):
        return OPENED.search(body or self.body)[0]

    def _open(self, url, agent=PERSON, method="GET"):
        """Fetch an address, as whoever is logged in."""
        response = self.opener.request(
            method,
            self.base_url() + url,
            headers={"User-Agent": agent},
            allow_redirects=False,
        )
        self.env.invalidate_all()
        return response


@tagged("post_install", "-at_install")
class TestMailOpened(SeenCommon, HttpCase):
    """E-mails tell that they are opened."""

    def test_the_first_time_counts(self):
        response = self._open(self._get_opened_url())
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "image/gif")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertTrue(response.content.startswith(b"GIF89a"))
        self.assertEqual(self.bobs.opened_by, "person")
        self.assertFalse(self._of(self.interactions, self.anna).opened_on)
        moment = fields.Datetime.to_datetime("2026-04-06 10:00:00")
        self.bobs.sudo().opened_on = moment
        self.env.flush_all()
        self._open(self._get_opened_url())
        self.assertEqual(self.bobs.opened_on, moment)

    def test_a_person_counts_more_than_a_proxy(self):
        self._open(self._get_opened_url(), PROXY)
        self.assertEqual(self.bobs.opened_by, "proxy")
        moment = fields.Datetime.to_datetime("2026-04-06 10:00:00")
        self.bobs.sudo().opened_on = moment
        self.env.flush_all()
        self._open(self._get_opened_url(), PROXY)
        self.assertEqual(self.bobs.opened_on, moment)
        self._open(self._get_opened_url())
        self.assertEqual(self.bobs.opened_by, "person")
        self.assertGreater(self.bobs.opened_on, moment)
        self._open(self._get_opened_url(), PROXY)
        self.assertEqual(self.bobs.opened_by, "person")

    def test_whoever_is_too_fast_is_a_scanner(self):
        self._age(seconds=3)
        self._open(self._get_opened_url())
        self.assertEqual(self.bobs.opened_by, "proxy")
        self._age(seconds=30)
        self._open(self._get_opened_url())
        self.assertEqual(self.bobs.opened_by, "person")

    def test_who_only_asks_does_not_read(self):
        self._open(self._get_opened_url(), method="HEAD")
        self.assertFalse(self.bobs.opened_on)

    def test_a_wrong_token_counts_for_nobody(self):
        url = self._get_opened_url()
        own, token = OPENED.search(url).groups()
        for other in (
            url.replace(token, token[::-1]),
            url.replace(f"/{own}/", f"/{self._of(self.interactions, self.anna).id}/"),
            url.replace(f"/{own}/", "/99999999999999999999/"),
            url.replace(f"/{own}/", "/0/"),
            url.replace(token, "é"),
        ):
            response = self._open(other)
            self.assertEqual(response.content[:6], b"GIF89a", other)
        self.assertFalse(any(self.interactions.mapped("opened_on")))

    def test_users_who_look_at_it_do_not_count(self):
        for user in (self.user, self.user_all, self.manager):
            self.authenticate(user.login, user.login)
            self._open(self._get_opened_url())
            self.assertFalse(self.bobs.opened_on)

    def test_an_email_that_was_not_sent_is_not_opened(self):
        self.bobs._set_delivery("queued")
        self.env.flush_all()
        self._open(self._get_opened_url())
        self.assertFalse(self.bobs.opened_on)

    def test_of_an_interaction_that_is_gone(self):
        url = self._get_opened_url()
        self.bobs.cancel()
        self.bobs.sudo().unlink()
        self.env.flush_all()
        self.assertEqual(self._open(url).status_code, 200)

    def test_nobody_is_followed_where_the_company_does_not_want_it(self):
        self.env.company.contact_follow_mails = False
        self.env.flush_all()
        # what went out before tells nothing any more
        self._open(self._get_opened_url())
        self.assertFalse(self.bobs.opened_on)
        self._mailing(self.carl)
        [mail] = self._send_queue()
        self.assertNotRegex(mail["body"], OPENED)

    def test_one_statement_and_no_write_when_it_is_known(self):
        self._open(self._get_opened_url())
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.Interaction.sudo()._note_opened(self.bobs.id, PERSON)

    def test_what_is_kept_and_shown_has_no_picture(self):
        content, _extension = self.bobs._make_again()
        self.assertNotRegex(content.decode(), OPENED)

    def test_a_text_that_is_a_whole_page(self):
        self.mail_template.document_ids.unlink()
        self._add_html("<html><head></head><body><p>Hello</p></body></html>")
        self._mailing(self.carl)
        [mail] = self._send_queue()
        self.assertRegex(mail["body"], r"(?s)blank\.gif.*</body></html>$")

    def test_figures(self):
        self._open(self._get_opened_url(), PROXY)
        segment = self.interactions.segment_id
        for user in (self.user, self.user_all, self.manager):
            results = segment.with_user(user).get_results()
            figures = results["figures"]
            self.assertEqual((figures["mailed"], figures["opened"]), (2, 1))
            self.assertEqual(figures["opened_by_person"], 0)
            bars = {bar["code"]: bar for bar in results["waterfall"]}
            self.assertEqual(bars["opened"]["count"], 1)
            self.assertEqual(bars["opened"]["kind"], "level")
            self.assertNotIn("clicked", bars)
            action = segment.with_user(user).action_view_result("opened")
            self.assertEqual(
                self.Interaction.with_user(user).search(action["domain"]), self.bobs
            )
            found = self.Partner.with_user(user).search(
                [
                    (
                        "interaction_ids",
                        "any",
                        [("opened_on", "!=", False), ("segment_id", "=", segment.id)],
                    )
                ]
            )
            self.assertEqual(found, self.bob)
        self.assertEqual((segment.result_opened, segment.result_clicked), (1, 0))
        [row] = self.env["contact.segment.report"]._read_group(
            [("segment_id", "=", segment.id)],
            [],
            ["opened_count:sum", "clicked_count:sum", "bounced_count:sum"],
        )
        self.assertEqual(row, (1, 0, 0))
