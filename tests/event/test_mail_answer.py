# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from time import perf_counter

from odoo.tests import BaseCase

from ...tools.mail_answer import get_answer_text, get_answered_ids


class TestMailAnswer(BaseCase):
    """What an e-mail answers, and what is new in it."""

    def test_the_nearest_comes_first(self):
        ids = get_answered_ids(
            {"in_reply_to": "<d@x>", "references": "<a@x> <b@x>\n <c@x> <d@x>"}
        )
        self.assertEqual(ids, ["<d@x>", "<c@x>", "<b@x>", "<a@x>"])
        self.assertEqual(get_answered_ids({}), [])
        many = " ".join(f"<{number}@x>" for number in range(100))
        ids = get_answered_ids({"references": many})
        self.assertEqual((len(ids), ids[0]), (32, "<99@x>"))

    def test_what_is_new(self):
        for body, text in {
            "": "",
            "<p></p>": "",
            "<p>Yes</p>": "Yes",
            "<pre>Yes\n\n> Hello\n> Bob</pre>": "Yes",
            "<pre>Yes\n\nOn Friday, Anna wrote:\n> Hello</pre>": "Yes",
            "<pre>Ja\nOp vr 27 nov om 10:15 schreef Anna Peeters &lt;\nanna@example.com"
            "&gt;:\n\n> x</pre>": "Ja",
            "<pre>Ja. Op vrijdag schreef ik al\niets</pre>": (
                "Ja. Op vrijdag schreef ik al\niets"
            ),
            "<p>Yes</p><p>-----Original Message-----</p><p>Hello</p>": "Yes",
            "<div>Yes</div><div class='gmail_quote'>Hello</div>": "Yes",
            "<div>Yes<blockquote>Hello</blockquote></div>": "Yes",
            "<script>alert(1)</script><p>Yes</p>": "Yes",
        }.items():
            with self.subTest(body):
                self.assertEqual(get_answer_text(body), text)

    def test_a_long_one_is_cut(self):
        self.assertEqual(len(get_answer_text(f"<p>{'yes ' * 1000}</p>")), 1000)

    def test_nobody_keeps_it_busy(self):
        for part in ("wrote\n", "On wrote ", "On\n", "_", "-", "> ", "On ", "\n"):
            began = perf_counter()
            get_answer_text(f"<pre>{part * 50_000}x</pre>")
            self.assertLess(perf_counter() - began, 10, part)
