# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ...models.live import contact_segment_history_screen, res_partner
from ..live_common import LiveCommon

TODAY = "2026-03-20 12:00:00"


@tagged("post_install", "-at_install")
class TestHistoryScreens(LiveCommon):
    """Sizes, changes and the segments of a contact, as screens show them."""

    def _make_history(self, **values):
        """Create a segment: on March 3 Carl left and Bob came, on 5 Acme came too."""
        segment = self._create_live(**values)
        self._later()
        self.carl.function = "Butcher"
        self.bob.function = "Baker"
        segment.refresh()
        self._later(days=2)
        self.acme.function = "Baker"
        segment.refresh()
        return segment

    # --------------------------------------------------------------------------------
    # The chart of the form.
    # --------------------------------------------------------------------------------

    def test_size_history(self):
        segment = self._make_history()
        self.assertEqual(
            segment.get_size_history(),
            [
                # who was on it from the start has not joined
                {"date": "2026-03-02", "joined": 0, "left": 0, "size": 3},
                {"date": "2026-03-03", "joined": 1, "left": 1, "size": 3},
                {"date": "2026-03-05", "joined": 1, "left": 0, "size": 4},
            ],
        )
        self.assertEqual(
            segment.get_sizes(),
            [
                {"date": one["date"], "size": one["size"]}
                for one in segment.get_size_history()
            ],
        )
        self._hide(self.bob)
        self.assertEqual(segment.get_size_history()[1]["joined"], 1)
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).get_size_history()

    def test_merged_contacts_neither_join_nor_leave(self):
        segment = self._make_history()
        self._later()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.anna | self.dora).ids, self.dora)
        last = segment.get_size_history()[-1]
        self.assertEqual((last["size"], last["left"]), (3, 0))

    def test_days_are_those_of_the_reader(self):
        segment = self._make_history()
        for zone, day in (("Pacific/Kiritimati", "02"), ("Pacific/Midway", "01")):
            first = segment.with_context(tz=zone).get_size_history()[0]
            self.assertEqual(first["date"], f"2026-03-{day}")

    # --------------------------------------------------------------------------------
    # The line in the list.
    # --------------------------------------------------------------------------------

    @freeze_time(TODAY)
    def test_trend(self):
        segment = self._make_history()
        self.assertEqual(segment.size_trend, segment.get_sizes())
        ordinary = self._fill(self._create_segment(), self.people)
        self.assertIs(ordinary.size_trend, False)
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).read(["size_trend"])

    def test_trend_is_of_the_last_days(self):
        segment = self._make_history()
        with freeze_time("2026-06-02 12:00:00"):
            self.assertEqual(
                segment.size_trend,
                # how many it were before that is known, and is no change
                [{"date": "2026-03-04", "size": 3}, {"date": "2026-03-05", "size": 4}],
            )
        segment.invalidate_recordset()
        with freeze_time("2026-12-02 12:00:00"):
            self.assertEqual(segment.size_trend, [{"date": "2026-09-03", "size": 4}])

    @freeze_time(TODAY)
    def test_trend_of_many_changes_begins_later(self):
        segment = self._make_history()
        whole = segment.size_trend
        for latest, length in ((5, 3), (3, 3), (2, 2), (1, 1)):
            segment.invalidate_recordset()
            with patch.object(contact_segment_history_screen, "LATEST", latest):
                self.assertEqual(segment.size_trend, whole[-length:], latest)

    @freeze_time(TODAY)
    def test_trend_is_one_statement_for_a_list(self):
        segments = self._make_history()
        specification = {"name": {}, "line_count": {}}
        read = segments.web_search_read

        def count(specification):
            domain = [("id", "in", segments.ids)]
            return self._count_queries_of(lambda: read(domain, specification))

        for number in range(4):
            segments |= self._create_live(name=f"Live {number}")
        count(specification)
        plain = count(specification)
        with_trend = count({**specification, "size_trend": {}})
        self.assertEqual(with_trend - plain, 1)
        rows = read([("id", "in", segments.ids)], {"size_trend": {}})["records"]
        self.assertEqual(len([row for row in rows if row["size_trend"]]), 5)

    # --------------------------------------------------------------------------------
    # Who came and who went.
    # --------------------------------------------------------------------------------

    def test_changes(self):
        segment = self._make_history()
        for user in (self.user, self.user_all, self.manager):
            self.assertEqual(
                segment.with_user(user).get_changes("2026-03-02", "2026-03-31"),
                {
                    "size_from": 3,
                    "size_to": 4,
                    "came": {
                        "count": 2,
                        "hidden": 0,
                        "contacts": [
                            {
                                "partner_id": self.acme.id,
                                "name": "Acme",
                                "on": "2026-03-05 09:00:00",
                                "reason": "Meets the conditions",
                            },
                            {
                                "partner_id": self.bob.id,
                                "name": "Acme, Bob",
                                "on": "2026-03-03 09:00:00",
                                "reason": "Meets the conditions",
                            },
                        ],
                    },
                    "went": {
                        "count": 1,
                        "hidden": 0,
                        "contacts": [
                            {
                                "partner_id": self.carl.id,
                                "name": "Carl",
                                "on": "2026-03-03 09:00:00",
                                "reason": "Meets the conditions no more",
                            }
                        ],
                    },
                    "reasons": [
                        {
                            "code": "no_match",
                            "label": "Meets the conditions no more",
                            "count": 1,
                        }
                    ],
                },
            )
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).get_changes("2026-03-02")
        self.assertEqual(segment.get_changes("2026-03-05")["came"]["count"], 0)

    def test_changes_say_what_compare_says(self):
        segment = self._make_history()
        changes = segment.get_changes("2026-03-02")
        compared = segment.compare("2026-03-02")
        for side, key in (("came", "entered"), ("went", "left")):
            self.assertEqual(
                {one["partner_id"]: one["on"] for one in changes[side]["contacts"]},
                {one["partner_id"]: one["on"] for one in compared[key]},
            )
        self.assertEqual(
            compared["stayed"], changes["size_from"] - changes["went"]["count"]
        )

    def test_changes_by_reason(self):
        segment = self._make_history()
        self._later()
        segment.reduce_contacts([("id", "=", self.dora.id)])
        changes = segment.get_changes("2026-03-02", reason="reduced")
        reasons = {one["code"]: one["count"] for one in changes["reasons"]}
        self.assertEqual(reasons, {"no_match": 1, "reduced": 1})
        names = [one["name"] for one in changes["went"]["contacts"]]
        self.assertEqual(names, ["Dora"])
        self.assertEqual(len(changes["came"]["contacts"]), 2)
        with self.assertRaisesRegex(UserError, "reason"):
            segment.get_changes("2026-03-02", reason="bored")

    def test_changes_come_in_pages(self):
        segment = self._make_history()
        with patch.object(contact_segment_history_screen, "SHOWN", 1):
            pages = [
                segment.get_changes("2026-03-02", offset=offset)["came"]
                for offset in range(3)
            ]
        names = [[one["name"] for one in page["contacts"]] for page in pages]
        self.assertEqual(names, [["Acme"], ["Acme, Bob"], []])
        self.assertEqual({page["count"] for page in pages}, {2})

    def test_changes_count_whom_they_do_not_name(self):
        segment = self._make_history()
        self._hide(self.bob)
        self.carl.with_user(self.manager).unlink()
        changes = segment.get_changes("2026-03-02")
        for side, names in (("came", ["Acme"]), ("went", [])):
            contacts = changes[side]["contacts"]
            self.assertEqual([one["name"] for one in contacts], names)
            self.assertEqual(changes[side]["hidden"], 1)
        self.assertEqual(changes["reasons"], [])

    def test_changes_of_wrong_days(self):
        segment = self._make_history()
        for days, pattern in (
            (("2026-03-05", "2026-03-03"), "exchange"),
            (("2026-02-01",), "not known"),
            (("yesterday",), "date_from"),
        ):
            for method in (segment.get_changes, segment.compare):
                with self.assertRaisesRegex(UserError, pattern):
                    method(*days)

    @freeze_time(TODAY)
    def test_opens_the_changes(self):
        segment = self._make_history()
        params = segment.action_compare()["params"]
        self.assertEqual(
            (params["first"], params["date_from"], params["date_to"]),
            ("2026-03-02", "2026-03-02", "2026-03-20"),
        )
        segment.sudo()._write_header({"live_since": datetime(2025, 1, 1)})
        self.assertEqual(segment.action_compare()["params"]["date_from"], "2026-02-18")
        with self.assertRaisesRegex(UserError, "not known"):
            self._create_segment().action_compare()
        with self.assertRaises(AccessError):
            segment.with_user(self.colleague).action_compare()

    # --------------------------------------------------------------------------------
    # The segments of a contact.
    # --------------------------------------------------------------------------------

    def _ask(self, partner, user=None):
        return partner.with_user(user or self.user).get_segment_memberships()

    def test_memberships_of_a_contact(self):
        segment = self._make_history(name="Bakers")
        self.carl.function = "Baker"
        self._later()
        segment.refresh()
        found = self._ask(self.carl)
        self.assertEqual(found["count"], 2)
        now, before = found["memberships"]
        self.assertEqual(
            (now["segment"], now["joined_on"], now["left_on"], now["left_because"]),
            ("Bakers", "2026-03-06 09:00:00", "", ""),
        )
        self.assertEqual(now["joined_because"], "Meets the conditions")
        self.assertIn("Baker", now["joined_by"])
        self.assertEqual(before["left_on"], "2026-03-03 09:00:00")
        self.assertEqual(before["left_because"], "Meets the conditions no more")
        self.assertEqual(before["joined_because"], "On it when it became live")

    def test_memberships_tell_the_step_that_dropped_the_contact(self):
        segment = self._make_history()
        segment.reduce_contacts([("function", "=", "Baker"), ("name", "=", "Dora")])
        [left] = self._ask(self.dora)["memberships"]
        self.assertEqual(left["left_because"], "Removed by a step")
        self.assertIn("Dora", left["left_by"])
        # by hand needs no condition
        segment.line_ids.filtered(lambda one: one.partner_id == self.anna).unlink()
        [left] = self._ask(self.anna)["memberships"]
        self.assertEqual(
            (left["left_because"], left["left_by"]), ("Removed by hand", "")
        )

    def test_memberships_in_the_language_of_the_reader(self):
        self._make_history()
        self.env["res.lang"]._activate_lang("nl_NL")
        values = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "=", "contact.segment.membership"),
                ("field_id.name", "=", "leave_reason"),
                ("value", "=", "no_match"),
            ]
        )
        values.with_context(lang="nl_NL").name = "Voldoet niet meer"
        carl = self.carl.with_user(self.user).with_context(lang="nl_NL")
        [left] = carl.get_segment_memberships()["memberships"]
        self.assertEqual(left["left_because"], "Voldoet niet meer")

    def test_memberships_of_others_are_not_told(self):
        segment = self._make_history()
        self.assertEqual(self._ask(self.anna)["count"], 1)
        self.assertEqual(self._ask(self.anna, self.user_all)["count"], 1)
        nothing = {"count": 0, "memberships": []}
        self.assertEqual(self._ask(self.anna, self.colleague), nothing)
        self.env["ir.rule"].create(
            {
                "name": "Only others",
                "model_id": self.env["ir.model"]._get_id("contact.segment"),
                "domain_force": [("id", "!=", segment.id)],
            }
        )
        self.assertEqual(self._ask(self.anna), nothing)

    def test_memberships_of_archived_segments_are_told(self):
        segment = self._make_history()
        segment.action_archive()
        self.assertEqual(self._ask(self.anna)["count"], 1)

    def test_memberships_are_for_users_with_a_role(self):
        self._make_history()
        employee = new_test_user(self.env, login="history", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._ask(self.anna, employee)
        partners = self.env["res.partner"]
        for user, is_there in ((employee, False), (self.user, True)):
            arch = partners.with_user(user).get_view(view_type="form")["arch"]
            self.assertEqual("contact_memberships" in arch, is_there)
        self._hide(self.anna)
        with self.assertRaises(AccessError):
            self._ask(self.anna)

    def test_memberships_cost_the_same_however_many(self):
        self._make_history(name="First")
        self._ask(self.anna)
        one = self._count_queries_of(lambda: self._ask(self.anna))
        for number in range(5):
            self._create_live(name=f"Segment {number}")
        many = self._count_queries_of(lambda: self._ask(self.anna))
        self.assertEqual(self._ask(self.anna)["count"], 6)
        self.assertLessEqual(many, one)
        with patch.object(res_partner, "SHOWN", 2):
            found = self._ask(self.anna)
        self.assertEqual((found["count"], len(found["memberships"])), (6, 2))
