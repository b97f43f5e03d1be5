# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError

from ..common import SegmentCommon


class TestPicture(SegmentCommon):
    """Where the contacts of a segment are, and how they are reached."""

    def setUp(self):
        super().setUp()
        country = self.env["res.country"].create({"name": "Picture", "code": "P9"})
        # people take over the address of their company
        self.contacts.country_id = self.env.ref("base.nl")
        (self.carl | self.dora).country_id = country
        self.segment = self._fill(
            self._create_segment(template_id=self.template.id), self.contacts
        )
        self._line(self.segment, self.anna).channel = "phone"
        self.country = country

    def _get(self, user=None):
        segment = self.segment.with_user(user or self.user)
        return {kind["name"]: kind for kind in segment.get_picture()}

    def _count(self, kind):
        return {row["value"]: row["count"] for row in self._get()[kind]["values"]}

    def test_values_are_those_that_count(self):
        channels = self._count("channel")
        self.assertEqual(channels.get("phone"), 1)
        self.assertEqual(sum(channels.values()), 5)
        self.assertEqual(self._count("user"), {self.user.id: 5})
        countries = self._count("country")
        self.assertEqual(countries, {self.country.id: 2, self.env.ref("base.nl").id: 3})
        self.segment.channel = "letter"
        self.assertEqual(self._count("channel"), {"letter": 4, "phone": 1})

    def test_each_value_finds_its_lines(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        own = [("segment_id", "=", self.segment.id)]
        for kind in self._get().values():
            for row in kind["values"]:
                with self.subTest(kind=kind["name"], value=row["value"]):
                    found = lines.search_count(own + row["domain"])
                    self.assertEqual(found, row["count"])
                    self.assertTrue(row["label"])

    def test_the_most_frequent_are_told(self):
        countries = self.env["res.country"].search([], limit=7)
        partners = self.Partner.create(
            [
                {"name": f"Far {number}", "country_id": country.id}
                for number, country in enumerate(countries)
            ]
        )
        self._fill(self.segment, partners)
        kind = self._get()["country"]
        self.assertEqual(len(kind["values"]), 5)
        told = sum(row["count"] for row in kind["values"])
        self.assertEqual(told + kind["others"], self.segment.line_count)
        counts = [row["count"] for row in kind["values"]]
        self.assertEqual(counts, sorted(counts, reverse=True))

    def test_removed_and_hidden_contacts_are_left_out(self):
        self.segment.reduce_contacts([("id", "=", self.carl.id)])
        self.assertEqual(self._count("country")[self.country.id], 1)
        self._hide(self.dora)
        self.assertNotIn(self.country.id, self._count("country"))

    def test_a_segment_one_may_not_see(self):
        with self.assertRaises(AccessError):
            self._get(self.colleague)
