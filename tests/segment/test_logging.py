# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, timedelta
from functools import partial

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestLogging(SegmentCommon):
    """All lines become interactions, or none does."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)
        self.interactions = self.env["contact.interaction"].with_user(self.user)

    def _get_interactions(self):
        return self.interactions.search([("segment_id", "=", self.segment.id)])

    def test_log_writes_one_interaction_a_contact(self):
        self._fill(self.segment, self.contacts)
        result = self.segment.log(send=False)
        self.assertEqual(
            result,
            {
                "interaction_count": 5,
                "skipped": 0,
                "follow_up_id": 0,
                "logged_segment_id": self.segment.id,
            },
        )
        interactions = self._get_interactions()
        self.assertEqual(interactions.partner_id, self.contacts)
        self.assertEqual(len(interactions), 5)
        self.assertEqual(self.segment.interaction_count, 5)
        self.assertEqual(self.segment.state, "logged")
        self.assertEqual(self.segment.logged_by_id, self.user)
        self.assertLess(
            fields.Datetime.now() - self.segment.logged_on, timedelta(minutes=1)
        )

    def test_interactions_carry_the_values_of_their_lines(self):
        group = self.env["contact.interaction.group"].create({"name": "Letters"})
        self.template.group_id = group
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        self.segment.write(
            {"campaign_id": campaign.id, "subject": "Hello", "campaign_target": True}
        )
        self._fill(self.segment, self.anna | self.carl)
        line = self._line(self.segment, self.carl)
        line.write(
            {
                "name": "Call Carl",
                "template_id": self.call.id,
                "user_id": self.colleague.id,
                "channel": "email",
                "lang": "en_US",
                "subject": "Only for Carl",
                "cost": 0.0,
                "duration": 7.5,
                "direction": "inbound",
                "initiated_by": "them",
                "campaign_target": False,
                "campaign_response": True,
                "note": "A paragraph",
                "evaluation": "positive",
                "attempt_failed": True,
                "contact_via": "+31 6",
            }
        )
        names = ["name", "template_id", "user_id", "campaign_id", "channel", "lang"]
        names += ["subject", "cost", "duration", "direction", "initiated_by", "note"]
        names += ["campaign_target", "campaign_response", "evaluation"]
        names += ["attempt_failed", "contact_via", "partner_id"]
        names += ["commercial_partner_id", "segment_id"]
        lines = self.segment.line_ids
        expected = lines.read(names)
        self.segment.log(send=False)
        for line, values in zip(lines, expected, strict=True):
            del values["id"]
            with self.subTest(contact=line.partner_id.name):
                interaction = line.interaction_id
                self.assertEqual(interaction.segment_line_id, line)
                self.assertEqual(
                    interaction.read(names)[0] | {"id": 0}, values | {"id": 0}
                )
        carls = self._line(self.segment, self.carl).interaction_id
        annas = self.segment.interaction_ids - carls
        self.assertEqual((carls.cost, annas.cost), (0.0, 2.0))
        self.assertEqual(annas.group_id, group)
        self.assertFalse(carls.group_id)
        self.assertEqual(annas.company_id, self.segment.company_id)
        self.assertEqual(annas.logged_by_id, self.user)
        self.assertEqual((annas | carls).mapped("state"), ["done", "done"])
        self.assertFalse(annas.delivery_state)

    def test_date_is_the_date_of_the_line_where_the_user_is(self):
        day = date(2026, 3, 29)
        self.segment.date = day
        for zone in ("Pacific/Kiritimati", "America/Los_Angeles", "Europe/Brussels"):
            segment = self.segment.with_context(tz=zone).copy()
            self._fill(segment, self.anna | self.carl)
            self._line(segment, self.carl).date = day + timedelta(days=200)
            segment.log(send=False)
            days = {
                fields.Datetime.context_timestamp(line, line.interaction_id.date).date()
                for line in segment.line_ids
            }
            with self.subTest(zone=zone):
                self.assertEqual(days, {day, day + timedelta(days=200)})

    def test_blocked_lines_are_all_named_and_nothing_is_written(self):
        self._fill(self.segment, self.contacts)
        (self.anna | self.carl).active = False
        with self.assertRaises(UserError) as refusal:
            self.segment.log(send=False)
        for partner in self.anna | self.carl:
            self.assertIn(f"{partner.name} is archived", str(refusal.exception))
        self.assertNotIn("Dora", str(refusal.exception))
        self.assertEqual(self.segment.state, "draft")
        self.assertFalse(self._get_interactions())
        self.assertFalse(self.segment.logged_on)

    def test_error_names_the_first_twenty_of_many_and_their_number(self):
        many = self.Partner.create([{"name": f"Many {i:02}"} for i in range(23)])
        self._fill(self.segment, many)
        many.active = False
        with self.assertRaises(UserError) as refusal:
            self.segment.log(send=False)
        message = str(refusal.exception)
        self.assertEqual(sum(name in message for name in many.mapped("name")), 20)
        self.assertIn("23", message)

    def test_error_names_exactly_twenty(self):
        many = self.Partner.create([{"name": f"Many {i:02}"} for i in range(20)])
        self._fill(self.segment, many)
        many.active = False
        with self.assertRaises(UserError) as refusal:
            self.segment.log(send=False)
        message = str(refusal.exception)
        self.assertTrue(all(name in message for name in many.mapped("name")))
        self.assertNotIn("…", message)

    def test_warnings_do_not_block(self):
        self._fill(self.segment, self.contacts)
        self.anna.exclude_from_segments = True
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 5)

    def test_send_checks_addresses_and_documents(self):
        self._fill(self.segment, self.carl)
        with self._assert_refused(UserError, "address"):
            self.segment.log()
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 1)

    def test_skip_blocked_leaves_them_without_interaction(self):
        self._fill(self.segment, self.contacts)
        self.anna.active = False
        result = self.segment.log(send=False, skip_blocked=True)
        self.assertEqual(
            result,
            {
                "interaction_count": 4,
                "skipped": 1,
                "follow_up_id": 0,
                "logged_segment_id": self.segment.id,
            },
        )
        self.assertEqual(self.segment.line_count, 5)
        self.assertFalse(self._line(self.segment, self.anna).interaction_id)
        self.assertEqual(self._get_interactions().partner_id, self.contacts - self.anna)

    def test_skip_blocked_refuses_when_everybody_is_blocked(self):
        self._fill(self.segment, self.anna)
        self.anna.active = False
        with self._assert_refused(UserError, "blocked"):
            self.segment.log(send=False, skip_blocked=True)
        self.assertEqual(self.segment.state, "draft")

    def test_empty_segment_cannot_be_logged(self):
        self._fill(self.segment, self.anna).go_back()
        for skip in (False, True):
            with self._assert_refused(UserError, "empty"):
                self.segment.log(send=False, skip_blocked=skip)

    def test_removed_lines_are_not_logged(self):
        self._fill(self.segment, self.contacts)
        self.segment.reduce_contacts(self._domain(self.anna))
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 4)
        self.assertFalse(
            self.interactions.search_count([("partner_id", "=", self.anna.id)])
        )

    def test_repeated_contact_gets_an_interaction_for_every_line(self):
        self._fill(self.segment, self.anna)
        self.segment.add_contacts(self._domain(self.anna), allow_existing=True)
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 2)

    def _call(self, line):
        return self.interactions.create(
            {
                "name": "Called before",
                "partner_id": line.partner_id.id,
                "segment_id": line.segment_id.id,
                "segment_line_id": line.id,
                "channel": "phone",
            }
        )

    def test_called_line_is_not_logged_twice(self):
        self._fill(self.segment, self.anna | self.carl)
        line = self._line(self.segment, self.anna)
        interaction = self._call(line)
        self.assertEqual(line.interaction_id, interaction)
        result = self.segment.log(send=False)
        self.assertEqual(result["interaction_count"], 1)
        self.assertEqual(result["skipped"], 0)
        self.assertEqual(line.interaction_id, interaction)
        self.assertEqual(len(self._get_interactions()), 2)

    def test_segment_whose_lines_are_all_called_can_be_logged(self):
        self._fill(self.segment, self.anna)
        self._call(self.segment.line_ids)
        self.assertEqual(
            self.segment.log(),
            {
                "interaction_count": 0,
                "skipped": 0,
                "follow_up_id": 0,
                "logged_segment_id": self.segment.id,
            },
        )
        self.assertEqual(self.segment.state, "logged")

    def test_second_log_says_that_it_is_logged_already(self):
        self._fill(self.segment, self.anna)
        self.segment.log(send=False)
        for options in ({}, {"skip_blocked": True}):
            with self._assert_refused(UserError, "logged already.*Segment User"):
                self.segment.log(send=False, **options)
        self.assertEqual(len(self._get_interactions()), 1)

    def test_follow_up_at_logging(self):
        self._fill(self.segment, self.contacts)
        result = self.segment.log(send=False, create_follow_up=True)
        follow_up = self.segment.browse(result["follow_up_id"])
        self.assertEqual(follow_up.origin_id, self.segment)
        self.assertEqual(follow_up.line_ids.partner_id, self.contacts)
        self.assertEqual(self.segment.follow_up_ids, follow_up)

    def test_query_count_is_independent_of_the_number_of_lines(self):
        many = self.Partner.create([{"name": f"Many {i}"} for i in range(300)])
        counts = []
        for partners in (many[:1], many[:5], many):
            segment = self._fill(self.segment.copy(), partners)
            counts.append(self._count_queries_of(partial(segment.log, send=False)))
        # the very first run fills caches that have nothing to do with it
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[2], 40)
