# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
import re
from pathlib import Path

from odoo.tests import tagged

from ..live_common import LiveCommon

GUIDE = Path(__file__).parents[2] / "docs" / "integration.md"


@tagged("post_install", "-at_install")
class TestSubscription(LiveCommon):
    """The example of the guide for programs that follow joins and leaves."""

    def setUp(self):
        super().setUp()
        text = GUIDE.read_text().split("**Who joined and left.**")[1]
        [self.example] = re.findall(r"```python\n(def follow.*?)```", text, re.DOTALL)
        self.bob.function = "Baker"
        self.segment = self._create_live()
        self.random = random.Random(18)
        namespace = {"search_read": self._search_read}
        exec(compile(self.example, str(GUIDE), "exec"), namespace)
        self.follow = namespace["follow"]

    def _search_read(self, domain, names):
        """Ask as a program does that signed in as the user of the segment."""
        self.env.invalidate_all()
        ranges = self.env["contact.segment.membership"].with_user(self.user)
        return ranges.search_read(domain, names, load=None)

    def _change(self):
        """Let something happen to the segment."""
        self._later(hours=self.random.randint(0, 30))
        people = (self.contacts - self.acme).exists()
        one = self.random.choice(people)
        kind = self.random.randint(0, 9)
        if kind == 0:
            one.active = not one.active
        elif kind == 1 and (line := self._line(self.segment, one)):
            line.unlink()
        elif kind == 2 and self.segment.step_ids:
            self.segment.go_back()
            self.segment.redo()
        else:
            one.function = "Butcher" if one.function == "Baker" else "Baker"
        self.segment.refresh()

    def _get_members(self):
        return set(self.segment.get_members())

    def test_misses_nothing_and_gets_nothing_twice(self):
        members, last, seen = {}, 0, []
        for _turn in range(30):
            for _change in range(self.random.randint(1, 4)):
                self._change()
            before = last
            last, news = self.follow(self.segment.id, members, last)
            self.assertEqual(set(members.values()), self._get_members())
            seen += news
            # whoever stops before writing down how far it came asks again
            again = dict(members)
            self.assertEqual(self.follow(self.segment.id, again, before)[0], last)
            self.assertEqual(again, members)
        self.assertEqual(len(seen), len(set(seen)))
        self.assertGreater(len(seen), 30)

    def test_one_that_begins_late_has_the_same(self):
        for _turn in range(20):
            self._change()
        members = {}
        self.follow(self.segment.id, members, 0)
        self.assertEqual(set(members.values()), self._get_members())

    def test_merged_contacts(self):
        members = {}
        last, _news = self.follow(self.segment.id, members, 0)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.carl | self.bob).ids, self.bob
        )
        self.segment.refresh()
        self.follow(self.segment.id, members, last)
        self.assertEqual(sorted(members.values()), sorted(self._get_members()))
