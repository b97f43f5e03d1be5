# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo import Command
from odoo.exceptions import UserError

from ..common import SegmentCommon


class TestPartner(SegmentCommon):
    """What contacts know about their segments and interactions."""

    def _interact(self, partner, **values):
        values = {"name": "Talk", "partner_id": partner.id, **values}
        return self.env["contact.interaction"].with_user(self.user).create(values)

    def _counts(self, partner):
        partner = partner.with_user(self.user)
        partner.invalidate_recordset()
        return partner.segment_count, partner.interaction_count

    def test_counters_of_a_company_include_its_people(self):
        first = self._fill(self._create_segment(), self.anna | self.bob)
        self._fill(self._create_segment(), self.anna | self.acme)
        self.assertEqual(self._counts(self.anna), (2, 0))
        self.assertEqual(self._counts(self.bob), (1, 0))
        self.assertEqual(self._counts(self.acme), (2, 0))
        self.assertEqual(self._counts(self.carl), (0, 0))
        first.reduce_contacts([])
        self.assertEqual(self._counts(self.bob), (0, 0))
        self.assertEqual(self._counts(self.acme), (1, 0))

    def _costs(self, partner, **context):
        partner = partner.with_user(self.user).with_context(**context)
        partner.invalidate_recordset()
        return partner.interaction_cost, partner.interaction_duration

    def test_cost_and_duration_of_all_interactions(self):
        self._interact(self.anna, cost=12.5, duration=5)
        self._interact(self.anna, cost=2, duration=1)
        self._interact(self.anna, cost=99, duration=99, state="draft")
        self._interact(self.acme, cost=4, duration=30)
        self.assertEqual(self._costs(self.anna), (14.5, 6))
        # a company with its people
        self.assertEqual(self._costs(self.acme), (18.5, 36))
        self.assertEqual(self._costs(self.carl), (0, 0))
        note = self.acme.with_user(self.user).action_tell_interaction_cost()
        message = note["params"]["message"]
        self.assertIn("18.50", message)
        self.assertIn("00:36", message)

    def test_cost_in_the_currency_of_the_company(self):
        rate = Command.create({"name": "2026-01-01", "rate": 4.0, "company_id": False})
        currency = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "x",
                "rate_ids": [rate],
            }
        )
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": currency.id}
        )
        own = self.env.company
        self.user.write({"company_ids": [Command.link(other.id)]})
        self._interact(self.dora, cost=10)
        self._interact(self.dora, cost=40, company_id=other.id)
        rate = own.currency_id._convert(1.0, currency, own, date(2026, 6, 1))
        both = {"allowed_company_ids": [own.id, other.id]}
        cost, _duration = self._costs(self.dora, **both)
        self.assertAlmostEqual(cost, 10 + 40 / rate, 2)
        both = {"allowed_company_ids": [other.id, own.id]}
        cost, _duration = self._costs(self.dora, **both)
        self.assertAlmostEqual(cost, 10 * rate + 40, 2)
        self.assertEqual(self._costs(self.dora, allowed_company_ids=[own.id])[0], 10)

    def test_counters_of_many_contacts_are_read_at_once(self):
        self._fill(self._create_segment(), self.contacts)
        partners = self.contacts.with_user(self.user)
        partners.mapped("segment_count")
        self.env.invalidate_all()
        partners.mapped("name")
        with self.assertQueryCount(3):
            self.assertEqual(partners.mapped("segment_count"), [1] * 5)

    def test_logged_and_cancelled_segments_count(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.anna | self.bob
        )
        segment.log(send=False)
        self.assertEqual(self._counts(self.acme), (1, 2))
        segment.with_user(self.manager).cancel_logged()
        self.assertEqual(self._counts(self.acme), (1, 0))

    def test_postponed_and_cancelled_interactions_do_not_count(self):
        self._interact(self.anna)
        self._interact(self.anna, state="draft")
        done = self._interact(self.anna)
        self._interact(self.acme)
        self.assertEqual(self._counts(self.anna), (0, 2))
        self.assertEqual(self._counts(self.acme), (0, 3))
        anna = self.anna.with_user(self.user)
        self.assertEqual(anna.interaction_count, 2)
        done.cancel()
        self.assertEqual(anna.interaction_count, 1)

    def test_archived_people_count_for_their_company(self):
        self._interact(self.anna)
        self.anna.active = False
        self.assertEqual(self._counts(self.acme), (0, 1))

    def test_last_interaction_is_the_latest_that_reached_the_contact(self):
        anna = self.anna.with_user(self.user)
        self.assertFalse(anna.last_interaction_date)
        self._interact(self.anna, date="2026-01-01 10:00:00")
        last = self._interact(self.anna, date="2026-02-01 10:00:00")
        self._interact(self.anna, date="2026-03-01 10:00:00", attempt_failed=True)
        self._interact(self.anna, date="2026-04-01 10:00:00", state="draft")
        self._interact(self.anna, date="2026-05-01 10:00:00").cancel()
        self._interact(self.bob, date="2026-06-01 10:00:00")
        self.assertEqual(anna.last_interaction_date, datetime(2026, 2, 1, 10))
        last.attempt_failed = True
        self.assertEqual(anna.last_interaction_date, datetime(2026, 1, 1, 10))
        last.attempt_failed = False
        # what a segment dates in the future has not taken place
        later = self._interact(self.anna, date="2126-01-01 10:00:00")
        self.assertEqual(later.state, "done")
        self.assertEqual(anna.last_interaction_date, datetime(2026, 2, 1, 10))
        future = [("last_interaction_date", ">", "2100-01-01")]
        self.assertFalse(self.Partner.search(self._domain(self.anna) + future))
        last.date = "2026-02-02 10:00:00"
        self.assertEqual(anna.last_interaction_date, datetime(2026, 2, 2, 10))

    def test_last_interaction_can_be_searched_and_sorted(self):
        self._interact(self.anna, date="2026-01-01 10:00:00")
        self._interact(self.bob, date="2026-02-01 10:00:00")
        self._interact(self.carl, date="2026-03-01 10:00:00", attempt_failed=True)
        never = self.acme | self.carl | self.dora
        for operator, value, expected in (
            ("=", "2026-01-01 10:00:00", self.anna),
            ("!=", "2026-01-01 10:00:00", self.bob | never),
            ("<", "2026-02-01 10:00:00", self.anna),
            ("<=", "2026-02-01 10:00:00", self.anna | self.bob),
            (">", "2026-01-01 10:00:00", self.bob),
            (">=", "2026-01-01 10:00:00", self.anna | self.bob),
            ("=", False, never),
            ("!=", False, self.anna | self.bob),
            ("in", ["2026-02-01 10:00:00", False], self.bob | never),
            ("<", "2026-01-15", self.anna),
        ):
            domain = [("last_interaction_date", operator, value)]
            with self.subTest(operator=operator, value=value):
                found = self.Partner.with_user(self.user).search(
                    self._domain(self.contacts) + domain
                )
                self.assertEqual(found, expected)
                segment = self._create_segment()
                segment.add_contacts(self._domain(self.contacts) + domain)
                self.assertEqual(segment.line_ids.partner_id, expected)
        found = self.Partner.with_user(self.user).search(
            self._domain(self.contacts), order="last_interaction_date desc nulls last"
        )
        self.assertEqual(found[:2].ids, (self.bob | self.anna).ids[::1])

    def test_contact_on_an_unlogged_segment_cannot_be_deleted(self):
        first = self._fill(self._create_segment(name="First"), self.carl)
        second = self._fill(self._create_segment(name="Second"), self.carl)
        with self._assert_refused(UserError, "Carl.*First.*Second|Carl.*Second.*First"):
            self.carl.with_user(self.user).unlink()
        first.unlink()
        with self._assert_refused(UserError, "Carl.*a segment you may not see"):
            (self.carl | self.dora).with_user(self.colleague).unlink()
        second.line_ids.unlink()
        self.carl.with_user(self.user).unlink()
        self.assertFalse(self.carl.exists())
        self.assertEqual(second.go_back()["line_count"], 0)

    def test_deleting_a_person_leaves_the_interactions_with_the_company(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.anna | self.carl
        )
        segment.log(send=False)
        self._interact(self.anna, state="draft")
        interactions = self.env["contact.interaction"].search(
            [("partner_id", "=", self.anna.id)]
        )
        self.assertEqual(len(interactions), 2)
        self.anna.with_user(self.user).unlink()
        self.assertEqual(interactions.partner_id, self.acme)
        self.assertEqual(interactions.commercial_partner_id, self.acme)
        self.assertEqual((segment.line_count, len(segment.line_ids)), (2, 1))
        self.assertEqual(segment.deleted_count, 1)
        self.assertEqual(segment.interaction_count, 2)
        self.assertEqual(self._counts(self.acme), (0, 1))

    def test_deleting_a_company_leaves_the_interactions_in_the_log(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.carl | self.dora
        )
        segment.log(send=False)
        self.env.flush_all()
        self.carl.with_user(self.user).unlink()
        self.assertEqual(segment.interaction_count, 2)
        self.assertEqual(segment.interaction_ids.partner_id, self.dora)
        self.assertEqual(segment.line_count, 2)

    def test_what_was_logged_stays_countable(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.contacts
        )
        segment.reduce_contacts(self._domain(self.bob))
        segment.log(send=False)
        cost, before = segment.cost, segment.get_results()["figures"]
        self.carl.with_user(self.user).unlink()
        self.bob.with_user(self.user).unlink()
        (self.anna | self.dora).with_user(self.user).unlink()
        self.assertEqual((segment.line_count, segment.deleted_count), (4, 3))
        self.assertEqual(segment.cost, cost)
        self.assertEqual(segment.get_results()["figures"], before)
        segment.with_user(self.manager).cancel_logged()
        segment.with_user(self.manager).uncancel_logged()
        self.assertEqual(segment.interaction_count, 4)
        twin = self._create_contact("Twin", email="acme@example.com")
        self.acme.email = "acme@example.com"
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge([twin.id, self.acme.id], twin)
        self.assertEqual(segment.line_ids.partner_id, twin)
        self.assertEqual(segment.line_count, 4)
        self.assertEqual(segment.copy().deleted_count, 0)

    def test_who_is_on_no_segment(self):
        partners = self.Partner.with_user(self.user)

        def find(operator):
            return partners.search(
                [("segment_line_ids", operator, False), *self._domain(self.contacts)]
            )

        segment = self._fill(self._create_segment(), self.anna | self.bob)
        self._fill(segment, self.carl)
        segment.go_back()
        segment.reduce_contacts(self._domain(self.bob))
        self.assertEqual(find("="), self.acme | self.bob | self.carl | self.dora)
        self.assertEqual(find("!="), self.anna)
        segments = self.env["contact.segment"].with_user(self.user)
        empty = segments.search([("line_ids", "=", False), ("id", "=", segment.id)])
        self.assertFalse(empty)
        segment.reduce_contacts([])
        self.assertEqual(find("!="), self.Partner)
        empty = segments.search([("line_ids", "=", False), ("id", "=", segment.id)])
        self.assertEqual(empty, segment)

    def test_counters_can_be_searched(self):
        for partners in (self.anna | self.bob, self.anna | self.carl, self.anna):
            segment = self._fill(self._create_segment(), partners)
        self._fill(segment, self.dora)
        segment.go_back()
        self._interact(self.anna)
        self._interact(self.bob)
        self._interact(self.carl, state="draft")
        counts = {
            "segment_count": {3: self.acme | self.anna, 1: self.bob | self.carl},
            "interaction_count": {2: self.acme, 1: self.anna | self.bob},
        }
        operators = {
            "=": lambda one, two: one == two,
            "!=": lambda one, two: one != two,
            "<": lambda one, two: one < two,
            "<=": lambda one, two: one <= two,
            ">": lambda one, two: one > two,
            ">=": lambda one, two: one >= two,
            "in": lambda one, two: one in two,
            "not in": lambda one, two: one not in two,
        }
        for name, groups in counts.items():
            known = {one: count for count, group in groups.items() for one in group}
            for operator, holds in operators.items():
                several = operator in ("in", "not in")
                for value in [[0], [1, 3], []] if several else [0, 1, 2, 3]:
                    expected = self.contacts.filtered(
                        lambda one, known=known, holds=holds, value=value: holds(
                            known.get(one, 0), value
                        )
                    )
                    domain = [(name, operator, value), *self._domain(self.contacts)]
                    with self.subTest(domain[0]):
                        found = self.Partner.with_user(self.user).search(domain)
                        self.assertEqual(set(found), set(expected))
        step = self._create_segment()
        step.add_contacts([("segment_count", ">", 2), *self._domain(self.contacts)])
        self.assertEqual(step.line_ids.partner_id, self.acme | self.anna)

    def test_counters_count_what_the_user_sees(self):
        self._fill(self._create_segment(user=self.colleague), self.carl)
        domain = [("segment_count", ">", 0), ("id", "=", self.carl.id)]
        self.assertFalse(self.Partner.with_user(self.user).search(domain))
        self.assertTrue(self.Partner.with_user(self.colleague).search(domain))

    def test_gate_keeps_out_excluded_and_archived_contacts(self):
        self.anna.exclude_from_segments = True
        self.carl.active = False
        segment = self._create_segment()
        domain = [
            *self._domain(self.contacts),
            ("active", "in", [True, False]),
        ]
        result = segment.add_contacts(domain, expand_companies=True)
        self.assertEqual(result["added"], 3)
        self.assertEqual(segment.line_ids.partner_id, self.acme | self.bob | self.dora)
        result = segment.add_contacts(domain, ignore_exclusion=True)
        self.assertEqual(result["added"], 1)
        self.assertIn(self.anna, segment.line_ids.partner_id)
        self.assertNotIn(self.carl, segment.line_ids.partner_id)

    def test_gate_is_asked_again_by_the_check_list(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.anna | self.carl
        )
        self.anna.exclude_from_segments = True
        self.carl.active = False
        problems = {
            problem["partner_id"]: (problem["code"], problem["blocking"])
            for problem in segment.check_log(send=False)
        }
        self.assertEqual(
            problems,
            {self.anna.id: ("excluded", False), self.carl.id: ("archived", True)},
        )
