# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase

from ...tools.mail_links import find_links, replace_links
from ...tools.mail_reader import is_machine

BASE = "https://odoo.company.example.com"
PERSONS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)",
)
MACHINES = (
    "",
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com "
    "GoogleImageProxy)",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "python-requests/2.32",
    "curl/8.5.0",
    "BarracudaCentral",
)


class TestMailLinks(BaseCase):
    """The links of a text, and who follows them."""

    def _find(self, *urls, quote='"'):
        body = "".join(f"<p><a href={quote}{url}{quote}>x</a></p>" for url in urls)
        return find_links(body, BASE)

    def test_what_is_counted(self):
        for url in (
            "https://shop.example.com",
            "http://shop.example.com/a?b=1#c",
            f"{BASE}/shop",
            "HTTPS://SHOP.example.com/",
        ):
            self.assertEqual(self._find(url), [url])
            self.assertEqual(self._find(url, quote="'"), [url])

    def test_what_is_not(self):
        for url in (
            "",
            "#top",
            "/shop",
            "mailto:bob@example.com",
            "tel:+3212345",
            "sms:+3212345",
            "javascript:alert(1)",
            "//shop.example.com",
            "https://[broken",
            f"{BASE}/contact_segment/unsubscribe/7/abc",
            f"{BASE}/r/abc",
            f"{BASE}/web/image/7?access_token=abc",
            f"{BASE}/my/invoices/7?access_token=abc",
            "https://lists.example.com/unsubscribe?u=7",
        ):
            self.assertEqual(self._find(url), [], url)

    def test_each_once_and_read_as_a_browser_does(self):
        urls = self._find("https://a.example.com/?a=1&amp;b=2", "https://b.example.com")
        self.assertEqual(
            urls, ["https://a.example.com/?a=1&b=2", "https://b.example.com"]
        )
        urls = ["https://a.example.com"] * 3
        self.assertEqual(self._find(*urls), urls[:1])

    def test_all_else_stays_as_it_is(self):
        body = (
            "<!--[if mso]><v:rect href='https://a.example.com'/><![endif]-->"
            '<A title="a > b" HREF = "https://a.example.com">A &amp; <br>B</A>'
            '<abbr href="https://a.example.com">x</abbr>'
            '<a data-href="https://a.example.com">y</a>'
            "<a href='https://a.example.com?q=%C3%A9&amp;r=2'>z</a> https://a.example.com"
        )
        links = {url: "https://o/r/1" for url in find_links(body, BASE)}
        self.assertEqual(len(links), 2)
        expected = body.replace(
            'HREF = "https://a.example.com"', 'HREF = "https://o/r/1"'
        ).replace("'https://a.example.com?q=%C3%A9&amp;r=2'", "'https://o/r/1'")
        self.assertEqual(replace_links(body, links), expected)
        self.assertEqual(replace_links(body, {}), body)

    def test_a_long_text_takes_no_time(self):
        body = "<a " + "title='x' " * 20_000 + "<a href=" * 5_000
        self.assertEqual(find_links(body, BASE), [])

    def test_who_reads(self):
        for agent in PERSONS:
            self.assertFalse(is_machine(agent), agent)
        for agent in (*MACHINES, None):
            self.assertTrue(is_machine(agent), agent)
