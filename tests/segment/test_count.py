# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ...models.segment import contact_segment_count as counting
from ..measure_common import MeasureCommon

COUNT = 400
BELGIANS = 300


@tagged("post_install", "-at_install")
class TestCount(MeasureCommon):
    """How many contacts a condition finds, while a user of each group writes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.Partner.create(
            [
                {
                    "name": f"Counted {number}",
                    "ref": "counted",
                    "country_id": cls.belgium.id if number < BELGIANS else False,
                }
                for number in range(COUNT)
            ]
        )
        cls.counted = [("ref", "=", "counted")]
        cls.belgians = [*cls.counted, ("country_id", "=", cls.belgium.id)]
        cls.value = cls._create_measure(
            name="Pipeline", aggregate="sum", field_name="expected_revenue"
        )
        cls.users = cls.user | cls.user_all | cls.manager

    def _estimate(self, domain, user=None):
        segments = self.env["contact.segment"].with_user(user or self.user)
        return segments.estimate_count(domain)

    def _count(self, domain, user=None):
        segments = self.env["contact.segment"].with_user(user or self.user)
        return segments.count_conditions(domain)

    @contextmanager
    def _sampled(self, found=5):
        """Make the contacts of the tests too many to be counted at once."""
        first, last = self.people[0].id, self.people[-1].id
        with (
            patch.object(counting, "FEW", 0),
            patch.object(counting, "SAMPLE", COUNT // 2),
            patch.object(counting, "FOUND", found),
            patch.object(
                self.env.registry["contact.segment"],
                "_get_range",
                lambda _segments: (first, last),
            ),
        ):
            yield

    @contextmanager
    def _slow(self):
        cls = self.env.registry["contact.segment"]
        execute = cls._execute_bounded

        def execute_slowly(segments, statement):
            self.env.cr.execute(SQL("SELECT pg_sleep(20)"), log_exceptions=False)
            return execute(segments, statement)

        with patch.object(cls, "_execute_bounded", execute_slowly):
            yield

    def _get_settings(self):
        self.env.cr.execute(
            "SELECT current_setting('statement_timeout'), current_setting('jit')"
        )
        return self.env.cr.fetchone()

    def test_few_are_counted(self):
        for user in self.users:
            found = self._estimate(self.belgians, user)
            self.assertEqual((found["kind"], found["count"]), ("exact", BELGIANS))
            self.assertEqual(found["text"], "300 contacts")
            self.assertIn("Country is Belgium", found["condition"])
        found = self._estimate([("id", "=", self.anna.id)])
        self.assertEqual(found["text"], "1 contact")

    def test_many_are_estimated(self):
        with self._sampled():
            for user in self.users:
                found = self._estimate(repr(self.belgians), user)
                self.assertEqual(found["kind"], "about")
                self.assertAlmostEqual(found["count"], BELGIANS, delta=40)
                self.assertEqual(found["text"], f"about {found['count']} contacts")
                # the same again: nothing moves by itself
                self.assertEqual(self._estimate(self.belgians, user), found)

    def test_rare_ones_are_counted_as_long_as_that_is_fast(self):
        domain = self._domain(self.people[:3])
        with self._sampled():
            found = self._estimate(domain)
            self.assertEqual((found["kind"], found["count"]), ("exact", 3))
            count = counting.ContactSegment._count_briefly

            def forget(segments, domain, milliseconds, ids=None):
                return count(segments, domain, milliseconds, ids) if ids else None

            with patch.object(
                self.env.registry["contact.segment"], "_count_briefly", forget
            ):
                found = self._estimate(domain)
            self.assertEqual(found["kind"], "below")
            self.assertGreater(found["count"], 3)
            self.assertTrue(found["text"].startswith("fewer than "))

    def test_what_takes_long_is_not_waited_for(self):
        before = self._get_settings()
        for many in (False, True):
            start = time.monotonic()
            with self._slow():
                if many:
                    with self._sampled():
                        found = self._estimate(self.belgians)
                else:
                    found = self._estimate(self.belgians)
            self.assertLess(time.monotonic() - start, 1)
            self.assertEqual((found["kind"], found["count"]), ("unknown", 0))
            self.assertIn("Belgium", found["condition"])
            self.assertEqual(self._get_settings(), before)
        self._estimate(self.belgians)
        self.assertEqual(self._get_settings(), before)

    def test_hidden_contacts_are_in_no_number(self):
        self._hide(self.people[:BELGIANS])
        self.env.cr.execute("ANALYZE res_partner")
        self.assertEqual(self._estimate(self.belgians)["count"], 0)
        self.assertEqual(self._count(self.belgians)["count"], 0)
        with self._sampled():
            found = self._estimate(self.belgians)
            self.assertEqual(found["count"], 0)
            rest = self._estimate(self.counted)
        self.assertAlmostEqual(rest["count"], COUNT - BELGIANS, delta=40)

    def test_figures_of_the_sample_only(self):
        for person in self.people[:200]:
            self._create_lead(person, expected_revenue=100)
        self.env.flush_all()
        domains = (
            self._condition([("value", ">=", 50)]),
            self._condition([("value", "<", 50)]),
            ["!", *self._condition([("value", ">=", 50)])],
            [("parent_id.measure_value_ids", "any", self._inner())],
        )
        partners = self.Partner.with_user(self.user)
        segments = self.env["contact.segment"].with_user(self.user)
        ids = self.people.ids[100:300]
        for domain in domains:
            parsed = partners._parse_segment_domain(domain)[1]
            wanted = partners.search_count([*domain, ("id", "in", ids)])
            self.assertEqual(segments._count_briefly(parsed, 5000, ids), wanted)
        by_company = self._create_measure(name="Company", by_company=True)
        self.people[100:200].parent_id = self.acme
        self.env.flush_all()
        domain = self._condition([("value", ">=", 50)], by_company)
        parsed = partners._parse_segment_domain(domain)[1]
        self.assertEqual(segments._count_briefly(parsed, 5000, ids), 100)

    def _inner(self):
        return [("measure_id", "=", self.value.id), ("value", "<", 50)]

    def test_what_is_asked_of_others_is_not_narrowed(self):
        segments = self.env["contact.segment"].with_user(self.user)
        partners = self.Partner.with_user(self.user)
        figure = ("measure_value_ids", "any", self._inner())
        for domain, elsewhere in (
            ([figure], False),
            (["|", "!", figure, ("name", "=", "a")], False),
            ([("parent_id.measure_value_ids", "any", self._inner())], True),
            ([("parent_id", "any", [figure])], True),
            ([("criteria_ids", "in", [1])], True),
            ([("child_ids", "any", [("criteria_ids", "in", [1])])], True),
        ):
            parsed = partners._parse_segment_domain(domain)[1]
            self.assertIs(segments._looks_elsewhere(parsed), elsewhere, domain)

    def test_what_is_wrong_is_said(self):
        stranger = new_test_user(self.env, "no_segments", groups="base.group_user")
        for method in (self._estimate, self._count):
            with self.assertRaises(AccessError):
                method([], stranger)
            for wrong in ([("gone", "=", 1)], "[(", "1"):
                with self.assertRaises(ValidationError):
                    method(wrong)
        unfinished = [("country_id", "in", [])]
        with self._assert_refused(ValidationError, "Country has no value yet"):
            self._count(unfinished)
        found = self._estimate(unfinished)
        self.assertEqual((found["kind"], found["count"]), ("unfinished", 0))
        self.assertIn("Country has no value yet", found["text"])

    def test_each_condition_alone(self):
        belgian, name = self.belgians[1], ("name", "=", "Counted 399")
        domain = [*self.counted, "|", belgian, "!", name]
        for user in self.users:
            found = self._count(domain, user)
            self.assertEqual(found["count"], COUNT - 1)
            single = found["conditions"]
            self.assertEqual(
                [one["domain"] for one in single],
                [self.counted, [belgian], [name]],
            )
            self.assertEqual(single[0]["count"], COUNT)
            self.assertGreaterEqual(single[1]["count"], BELGIANS)
            self.assertEqual(single[2]["count"], 1)
            self.assertIn("Belgium", single[1]["condition"])
            self.assertTrue(all(one["seconds"] >= 0 for one in [found, *single]))

    def test_too_many_conditions_are_not_counted_alone(self):
        domain = [("name", "!=", str(number)) for number in range(51)]
        with self._assert_refused(UserError, "51 conditions; up to 50"):
            self._count(domain)

    def test_counting_ends(self):
        self.env.company.contact_step_timeout = 1
        self.env.flush_all()
        start = time.monotonic()
        with self._slow(), self._assert_refused(UserError, "stopped after 1 s,"):
            self._count(self.belgians)
        self.assertLess(time.monotonic() - start, 5)

    def test_the_same_record_or_any(self):
        lead = ("expected_revenue", ">", 10)
        won = ("probability", "=", 100)
        for domain, is_same, other in (
            (
                [("opportunity_ids", "any", [lead, won]), ("name", "!=", "a")],
                True,
                [
                    ("opportunity_ids", "any", [lead]),
                    ("opportunity_ids", "any", [won]),
                    ("name", "!=", "a"),
                ],
            ),
            (
                [
                    "&",
                    "&",
                    ("opportunity_ids.expected_revenue", ">", 10),
                    ("name", "!=", "a"),
                    ("opportunity_ids", "any", [won]),
                ],
                False,
                [("opportunity_ids", "any", [lead, won]), ("name", "!=", "a")],
            ),
        ):
            [choice] = self._estimate(domain)["choices"]
            self.assertEqual(choice["field"], "opportunity_ids")
            self.assertIs(choice["same"], is_same)
            self.assertEqual(choice["domain"], repr(other))
            [back] = self._estimate(other)["choices"]
            self.assertIs(back["same"], not is_same)
        self._create_lead(self.anna, expected_revenue=50, probability=10)
        self._create_lead(self.anna, expected_revenue=1, probability=100)
        self.env.flush_all()
        any_of_them = [("opportunity_ids.expected_revenue", ">", 10)]
        any_of_them.append(("opportunity_ids.probability", "=", 100))
        self.assertEqual(self._estimate(any_of_them)["count"], 1)
        [choice] = self._estimate(any_of_them)["choices"]
        self.assertEqual(self._estimate(choice["domain"])["count"], 0)
        single = [("opportunity_ids", "any", [lead])]
        self.assertEqual(self._estimate(single)["choices"], [])
        either = ["|", *any_of_them]
        self.assertEqual(self._estimate(either)["choices"], [])
