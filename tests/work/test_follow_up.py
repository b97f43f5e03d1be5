# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestFollowUp(SegmentCommon):
    """Segments that start from a logged one."""

    def setUp(self):
        super().setUp()
        self.campaign = self.env["utm.campaign"].create({"name": "Spring"})
        self.segment = self._create_segment(
            name="Invitation",
            template_id=self.template.id,
            campaign_id=self.campaign.id,
            subject="Come",
            unit_cost=9.0,
            date="2026-01-15",
        )
        self._fill(self.segment, self.contacts)
        self.segment.log(send=False)

    def _interaction(self, partner):
        return self._line(self.segment, partner).interaction_id

    def _follow_up(self, include="all", **options):
        return self.segment.browse(self.segment.create_follow_up(include, **options))

    def assertOutcome(self, include, partners):
        with self.subTest(include=include):
            self.assertEqual(self._follow_up(include).line_ids.partner_id, partners)
            # the dialog says so before
            wizard = self.env["contact.segment.follow.up.wizard"].new(
                {"segment_id": self.segment.id, "include": include}
            )
            self.assertEqual(wizard.contact_count, len(partners))
            self.assertEqual(wizard.counts[include], len(partners))

    def test_follow_up_is_a_draft_with_everybody(self):
        follow_up = self._follow_up()
        self.assertRecordValues(
            follow_up,
            [
                {
                    "name": "Follow-up on Invitation",
                    "state": "draft",
                    "origin_id": self.segment.id,
                    "campaign_id": self.campaign.id,
                    "template_id": False,
                    "subject": False,
                    "unit_cost": 0.0,
                    "user_id": self.user.id,
                    "date": fields.Date.context_today(self.segment),
                    "line_count": 5,
                }
            ],
        )
        self.assertEqual(follow_up.step_ids.source, "logged_segment")
        self.assertEqual(follow_up.line_ids.partner_id, self.contacts)
        self.assertNotEqual(follow_up.number, self.segment.number)
        self.assertEqual(self.segment.follow_up_count, 1)

    def test_copy_header_takes_the_rest_along(self):
        follow_up = self._follow_up(copy_header=True)
        self.assertRecordValues(
            follow_up,
            [
                {
                    "name": "Follow-up on Invitation",
                    "template_id": self.template.id,
                    "subject": "Come",
                    "unit_cost": 9.0,
                    "campaign_id": self.campaign.id,
                    "origin_id": self.segment.id,
                    "state": "draft",
                }
            ],
        )
        self.assertFalse(follow_up.logged_on)

    def test_outcomes_by_evaluation(self):
        self._interaction(self.anna).evaluation = "positive"
        self._interaction(self.bob).evaluation = "very_positive"
        self._interaction(self.carl).evaluation = "negative"
        self._interaction(self.dora).evaluation = "very_negative"
        self._interaction(self.acme).evaluation = "neutral"
        self.assertOutcome("positive", self.anna | self.bob)
        self.assertOutcome("negative", self.carl | self.dora)
        self.assertOutcome("no_response", self.Partner)
        self.assertOutcome("all", self.contacts)

    def test_failed_is_attempt_or_delivery(self):
        self._interaction(self.anna).attempt_failed = True
        self._interaction(self.bob).sudo().delivery_state = "failed"
        self._interaction(self.carl).sudo().delivery_state = "sent"
        self.assertOutcome("failed", self.anna | self.bob)

    def _log_later(self, partner, days=1, **values):
        self.env["contact.interaction"].create(
            {
                "name": "Later",
                "partner_id": partner.id,
                "date": self._interaction(partner).date + timedelta(days=days),
                **values,
            }
        )

    def test_no_response_leaves_out_who_came_back(self):
        self._interaction(self.acme).evaluation = "neutral"
        self._log_later(self.anna, direction="inbound")
        self._log_later(self.bob, campaign_response=True)
        self._log_later(self.carl, direction="inbound", days=-1)
        self._log_later(self.dora, direction="outbound")
        self.assertOutcome("no_response", self.carl | self.dora)

    def test_who_answers_today_what_is_dated_next_week_has_answered(self):
        today = fields.Date.context_today(self.segment)
        segment = self._create_segment(
            template_id=self.template.id, date=today + timedelta(days=7)
        )
        self._fill(segment, self.contacts).log(send=False)
        now = fields.Datetime.now()
        self._register(self.anna, now + timedelta(hours=1), direction="inbound")
        self._register(self.bob, now + timedelta(days=8), campaign_response=True)
        self._register(self.carl, now - timedelta(hours=1), direction="inbound")
        follow_up = segment.browse(segment.create_follow_up("no_response"))
        self.assertEqual(
            follow_up.line_ids.partner_id, self.acme | self.carl | self.dora
        )

    def test_an_answer_in_the_same_second_is_one(self):
        self._log_later(self.anna, days=0, direction="inbound")
        self.assertOutcome("no_response", self.contacts - self.anna)

    def test_what_is_logged_later_was_answered_from_its_date_on(self):
        """Letters of last week that somebody writes down today."""
        segment = self._create_segment(template_id=self.template.id, date="2026-01-05")
        self._fill(segment, self.contacts).log(send=False)
        self._register(self.anna, "2026-01-08 10:00:00", direction="inbound")
        self._register(self.bob, "2026-01-02 10:00:00", direction="inbound")
        follow_up = segment.browse(segment.create_follow_up("no_response"))
        self.assertEqual(follow_up.line_ids.partner_id, self.contacts - self.anna)

    def test_what_was_sent_was_answered_from_then_on(self):
        interaction = self._interaction(self.anna)
        sent = interaction.date + timedelta(hours=3)
        interaction.sudo().write({"delivery_state": "sent", "delivered_on": sent})
        self._register(self.anna, sent - timedelta(hours=1), direction="inbound")
        self.assertOutcome("no_response", self.contacts)
        self._register(self.anna, sent, direction="inbound")
        self.assertOutcome("no_response", self.contacts - self.anna)

    def test_what_was_postponed_was_answered_when_it_took_place(self):
        interaction = self.env["contact.interaction"].create(
            {
                "name": "Visit",
                "partner_id": self.anna.id,
                "direction": "outbound",
                "date": fields.Datetime.now() + timedelta(days=3),
            }
        )
        answered = fields.Datetime.now() + timedelta(days=1)
        self._register(self.anna, answered, direction="inbound")
        self.assertFalse(interaction.is_answered)

    def _register(self, partner, date, **values):
        """Write down that a contact came back."""
        return self.env["contact.interaction"].create(
            {"name": "Answer", "partner_id": partner.id, "date": date, **values}
        )

    def test_no_response_ignores_what_does_not_count(self):
        self._log_later(self.anna, direction="inbound", state="cancelled")
        self._log_later(self.bob, direction="inbound", state="draft")
        self._interaction(self.carl).direction = "inbound"
        self.assertOutcome("no_response", self.contacts - self.carl)

    def test_cancelled_interactions_stay_out(self):
        self._interaction(self.anna).cancel()
        self.assertOutcome("all", self.contacts - self.anna)

    def test_cancelled_segment_has_nobody_to_follow_up(self):
        self.segment.with_user(self.manager).cancel_logged()
        self.assertOutcome("all", self.Partner)

    def test_excluded_and_archived_contacts_stay_out(self):
        self.anna.exclude_from_segments = True
        self.bob.active = False
        self.assertOutcome("all", self.contacts - self.anna - self.bob)

    def test_skipped_contacts_stay_out(self):
        segment = self._create_segment(template_id=self.template.id)
        self._fill(segment, self.contacts)
        self.anna.active = False
        segment.log(send=False, skip_blocked=True)
        self.anna.active = True
        follow_up = segment.browse(segment.create_follow_up())
        self.assertEqual(follow_up.line_ids.partner_id, self.contacts - self.anna)

    def test_repeated_contact_is_followed_up_once(self):
        segment = self._create_segment(template_id=self.template.id)
        self._fill(segment, self.anna)
        segment.add_contacts(self._domain(self.anna), allow_existing=True)
        segment.log(send=False)
        follow_up = segment.browse(segment.create_follow_up())
        self.assertEqual(follow_up.line_count, 1)

    def test_follow_up_of_a_follow_up(self):
        first = self._follow_up(copy_header=True)
        first.log(send=False)
        second = first.browse(first.create_follow_up())
        self.assertEqual(second.name, "Follow-up on Follow-up on Invitation")
        self.assertEqual(second.origin_id, first)

    def test_draft_cannot_be_followed_up(self):
        draft = self._fill(self._create_segment(), self.anna)
        with self._assert_refused(UserError, draft.number):
            draft.create_follow_up()

    def test_unknown_outcome_is_refused(self):
        with self._assert_refused(UserError, "nonsense.*no_response"):
            self.segment.create_follow_up("nonsense")
        self.assertFalse(self.segment.follow_up_ids)

    def test_colleague_may_not_follow_up_a_segment_he_cannot_see(self):
        with self.assertRaises(AccessError):
            self.segment.with_user(self.colleague).create_follow_up()

    def test_reuse_logged_adds_its_contacts_in_one_step(self):
        segment = self._fill(self._create_segment(), self.anna)
        self.carl.exclude_from_segments = True
        result = segment.reuse_logged(self.segment.id)
        self.assertEqual(
            result,
            {
                "step_id": segment.step_ids.sorted("id")[-1].id,
                "matched": 5,
                "added": 3,
                "removed": 0,
                "line_count": 4,
            },
        )
        self.assertEqual(segment.line_ids.partner_id, self.contacts - self.carl)
        self.assertEqual(
            segment.step_ids.sorted("id").mapped("source"),
            ["criteria", "logged_segment"],
        )

    def test_reuse_takes_logged_and_cancelled_segments_only(self):
        segment = self._create_segment()
        with self._assert_refused(UserError, "not logged"):
            segment.reuse_logged(self._create_segment().id)
        self.segment.with_user(self.manager).cancel_logged()
        self.assertEqual(segment.reuse_logged(self.segment.id)["added"], 5)

    def test_reused_step_can_be_saved_and_replayed(self):
        segment = self._create_segment()
        segment.reuse_logged(self.segment.id)
        again = self._create_segment()
        (result,) = again.apply_criteria(segment.save_criteria("As invited"))
        self.assertEqual(result["added"], 5)
