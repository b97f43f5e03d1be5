# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo.tests import HttpCase, tagged

from ..common_apps import AppsCommon
from .test_mail_seen import PERSON, PROXY, SeenCommon

LINK = re.compile(r'href="[^"]*?(/r/(\w+)/s/(\d+)/(\w+))"')


@tagged("-standard", "-at_install", "post_install", "apps")
class TestMailClicks(AppsCommon, SeenCommon, HttpCase):
    """Links of e-mails are counted where Odoo's link tracker is installed."""

    APPS = ("link_tracker",)
    TEXT = (
        '<p>Hello {{Contact_Name}}: <a href="https://shop.example.com/new?a=1&amp;b=2">'
        'new</a>, <a href="https://shop.example.com/old">old</a>, '
        '<a href="https://shop.example.com/old">once more</a>, '
        '<a href="mailto:sales@example.com">mail</a>, <a href="#top">top</a></p>'
    )

    def _header(self):
        self.campaign = self.env["utm.campaign"].create({"name": "Spring"})
        return {"campaign_id": self.campaign.id}

    def _get_link_url(self, body=None):
        return LINK.search(body or self.body)[1]

    def _get_trackers(self):
        return self.env["link.tracker"].search([("campaign_id", "=", self.campaign.id)])

    def test_each_address_has_one_counter(self):
        trackers = self._get_trackers()
        self.assertEqual(
            sorted(trackers.mapped("url")),
            ["https://shop.example.com/new?a=1&b=2", "https://shop.example.com/old"],
        )
        medium = self.env.ref("utm.utm_medium_email")
        self.assertEqual(trackers.medium_id, medium)
        found = LINK.findall(self.body)
        self.assertEqual(len(found), 3)
        self.assertEqual({int(link[2]) for link in found}, {self.bobs.id})
        self.assertEqual(len({link[1] for link in found}), 2)
        self.assertIn('href="mailto:sales@example.com"', self.body)
        self.assertIn('href="#top"', self.body)
        # a later batch finds them again
        self._mailing(self.carl, campaign_id=self.campaign.id)
        self._send_queue()
        self.assertEqual(self._get_trackers(), trackers)

    def test_a_person_who_follows_a_link(self):
        response = self._open(self._get_link_url())
        self.assertEqual(response.status_code, 302)
        target = response.headers["Location"]
        self.assertTrue(target.startswith("https://shop.example.com/new?a=1&b=2"))
        self.assertIn("utm_campaign=Spring", target)
        self.assertIn("utm_medium=Email", target)
        self.assertTrue(self.bobs.clicked_on)
        self.assertEqual(self.bobs.opened_by, "person")
        self.assertEqual(self.bobs.opened_on, self.bobs.clicked_on)
        self.assertFalse(self._of(self.interactions, self.anna).clicked_on)
        first = self.bobs.clicked_on
        self._open(self._get_link_url())
        self.assertEqual(self.bobs.clicked_on, first)
        self.assertEqual(sum(self._get_trackers().mapped("count")), 2)
        figures = self.interactions.segment_id.get_results()["figures"]
        self.assertEqual((figures["clicked"], figures["opened"]), (1, 1))

    def test_machines_are_led_on_and_do_not_count(self):
        url = self._get_link_url()
        self._open(url, PROXY)
        self._open(url, "")
        self._open(url, "Mozilla/5.0 (compatible; bingbot/2.0)")
        response = self._open(url, method="HEAD")
        self.assertEqual(response.status_code, 302)
        self._age(seconds=2)
        self._open(url)
        self.assertFalse(self.bobs.clicked_on)
        self.assertFalse(sum(self._get_trackers().mapped("count")))

    def test_users_and_whoever_guesses_do_not_count(self):
        url, code, own, token = LINK.search(self.body).groups()
        for other in (
            url.replace(token, "x"),
            url.replace(f"/{own}/", f"/{self._of(self.interactions, self.anna).id}/"),
        ):
            self.assertEqual(self._open(other).status_code, 302)
        self.assertEqual(self._open(url.replace(code, "nothing")).status_code, 404)
        target = url.replace(code, "https:%2F%2Fevil.example.com")
        # the way of a code has no slashes; Odoo looks for it here, without them
        response = self._open(target)
        self.assertFalse(
            response.headers.get("Location", "").startswith("https://evil")
        )
        self.authenticate(self.user.login, self.user.login)
        self._open(url)
        self.assertFalse(any(self.interactions.mapped("clicked_on")))
        self.assertFalse(sum(self._get_trackers().mapped("count")))

    def test_nobody_is_followed_where_the_company_does_not_want_it(self):
        self.env.company.contact_follow_mails = False
        self.env.flush_all()
        self.assertEqual(self._open(self._get_link_url(), PERSON).status_code, 302)
        self.assertFalse(self.bobs.clicked_on)
        self._mailing(self.carl)
        [mail] = self._send_queue()
        self.assertIn('href="https://shop.example.com/old"', mail["body"])

    def test_queries_do_not_grow_with_the_contacts(self):
        names = "abcdefghijklmnopqrstuvwxyz"
        many = self.Partner.create(
            [{"name": name, "email": f"{name}@example.com"} for name in names]
        )

        def count(partners):
            interactions = self._log(self._create_mail_segment(partners))
            ready = self.Interaction.browse(interactions.ids)._as_sender()
            written = {id_: {"body_html": self.TEXT} for id_ in ready.ids}
            return self._count_queries_of(lambda: ready._replace_links(written))

        # the first time, counters are made
        count(many[:1])
        few = count(many[1:3])
        self.assertLessEqual(count(many[3:]), few + 1)

    def test_two_counters_of_a_kind(self):
        """Workers that make the same ones at once do not stop the e-mails after."""
        trackers = self._get_trackers().sorted("id")
        twin = self.env["link.tracker"].create(
            {
                "url": "https://shop.example.com/twin",
                "title": "x",
                "campaign_id": self.campaign.id,
                "medium_id": trackers.medium_id.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE link_tracker SET url = %s WHERE id = %s",
            [trackers[0].url, twin.id],
        )
        self.env.invalidate_all()
        found = self.Interaction._find_link_trackers(
            {
                (self.campaign.id, trackers[0].url),
                (self.campaign.id, "https://shop.example.com/another"),
            }
        )
        self.assertEqual(found[self.campaign.id, trackers[0].url], trackers[0])
        self.assertEqual(len(found), 2)
