# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields

from ..common import SegmentCommon
from ..events_common import EventsMixin


class TestLoggedByItselfWork(EventsMixin, SegmentCommon):
    """Meetings that were held and calls that were done become interactions."""

    def _meet(self, *partners, user=None, hours=-2, **values):
        """Create a meeting of an hour that begins in some hours."""
        user = user or self.user
        start = fields.Datetime.now() + timedelta(hours=hours)
        values = {
            "name": "Plans",
            "start": start,
            "stop": start + timedelta(hours=1),
            "user_id": user.id,
            "partner_ids": [
                Command.set([user.partner_id.id, *(partner.id for partner in partners)])
            ],
            **values,
        }
        events = self.env["calendar.event"].with_user(user)
        return events.with_context(dont_notify=True).create(values)

    def _run_cron(self):
        # flushes as a commit does
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        ):
            self.env["calendar.event"]._cron_log_meetings()

    def _call(self, record, user=None, **values):
        """Plan a call on a record."""
        return record.with_user(user or self.user).activity_schedule(
            "mail.mail_activity_data_call",
            summary="Ask about the chairs",
            user_id=(user or self.user).id,
            **values,
        )

    def test_meeting_that_was_held(self):
        self._switch_on("meeting", days=30)
        lead = self.env["crm.lead"].create({"name": "Lead", "partner_id": self.anna.id})
        meeting = self._meet(self.anna, self.bob)
        meeting.sudo().opportunity_id = lead
        self.assertFalse(self._find(self.anna))
        self._run_cron()
        shared = {
            "name": "Plans",
            "date": meeting.start,
            "duration": 60.0,
            "user_id": self.user.id,
            "direction": "outbound",
            "res_model": "calendar.event",
            "res_id": meeting.id,
            "lead_id": lead.id,
        }
        self.assertRecordValues(
            self._find(self.anna, self.bob).sorted(lambda one: one.partner_id.id),
            [{**shared, "partner_id": id_} for id_ in (self.anna | self.bob).ids],
        )
        self.assertFalse(self._find(self.user.partner_id))
        self._run_cron()
        self.assertEqual(len(self._find(self.anna, self.bob)), 2)

    def test_meetings_not_held_or_not_ours(self):
        self._switch_on("meeting", days=30)
        self._meet(self.anna, hours=5)
        self._meet(self.anna, hours=-0.5)
        self._meet(self.anna).active = False
        self._meet(self.anna).with_context(dont_notify=True).unlink()
        self._meet(self.anna, hours=-24 * 40)
        declined = self._meet(self.anna, self.bob)
        attendees = declined.attendee_ids
        attendees.filtered(lambda one: one.partner_id == self.anna).do_decline()
        self._meet(self.colleague.partner_id)
        self._run_cron()
        self.assertEqual(self._find(self.anna, self.bob).partner_id, self.bob)
        self.assertFalse(self._find(self.colleague.partner_id))

    def test_meeting_moved_before_it_ended(self):
        self._switch_on("meeting", days=30)
        meeting = self._meet(self.anna, hours=-0.5)
        self._run_cron()
        now = fields.Datetime.now()
        meeting.write({"start": now + timedelta(1), "stop": now + timedelta(2)})
        self._run_cron()
        self.assertFalse(self._find(self.anna))
        meeting.write({"start": now - timedelta(2), "stop": now - timedelta(1)})
        self._run_cron()
        self.assertEqual(len(self._find(self.anna)), 1)

    def test_attendee_who_is_added_afterwards(self):
        self._switch_on("meeting", days=30)
        meeting = self._meet(self.anna)
        self._run_cron()
        meeting.partner_ids |= self.bob
        self._run_cron()
        self.assertEqual(
            self._find(self.anna, self.bob).partner_id, self.anna | self.bob
        )
        self.assertEqual(len(self._find(self.anna)), 1)

    def test_meetings_of_a_series(self):
        self._switch_on("meeting", days=30)
        meeting = self._meet(
            self.anna,
            hours=-50,
            recurrency=True,
            rrule_type="daily",
            interval=1,
            end_type="count",
            count=4,
        )
        self._run_cron()
        self.assertEqual(len(self._find(self.anna)), 3)
        # Odoo archives the meetings and creates them again
        meeting.write({"name": "Other plans", "recurrence_update": "all_events"})
        later = meeting.start + timedelta(minutes=10)
        meeting.write(
            {
                "start": later,
                "stop": later + timedelta(hours=1),
                "recurrence_update": "all_events",
            }
        )
        self._run_cron()
        logged = self._find(self.anna)
        self.assertEqual(len(logged), 3, logged.mapped("date"))
        meetings = self.env["calendar.event"].browse(logged.mapped("res_id"))
        self.assertTrue(all(meetings.mapped("active")))

    def test_whole_day_takes_as_long_as_its_template_says(self):
        self._switch_on("meeting", days=30)
        yesterday = fields.Date.today() - timedelta(days=2)
        self._meet(self.anna, allday=True, start_date=yesterday, stop_date=yesterday)
        self._run_cron()
        self.assertEqual(self._find(self.anna).duration, 60)

    def test_private_meeting_keeps_its_subject(self):
        self._switch_on("meeting", days=30)
        self._meet(self.anna, privacy="private", name="Secret")
        self._run_cron()
        self.assertEqual(self._find(self.anna).name, "Meeting")

    def test_only_meetings_since_it_was_switched_on(self):
        self._switch_on("meeting")
        self._meet(self.anna)
        self._run_cron()
        self.assertFalse(self._find(self.anna))

    def test_meeting_by_its_activity(self):
        self._switch_on("meeting", days=30)
        lead = self.env["crm.lead"].create({"name": "Lead", "partner_id": self.anna.id})
        meeting = self._meet(self.anna)
        activity = lead.activity_schedule("mail.mail_activity_data_meeting")
        activity.calendar_event_id = meeting
        activity.action_feedback(feedback="Went well")
        logged = self._find(self.anna)
        self.assertEqual(logged.res_id, meeting.id)
        self._run_cron()
        self.assertEqual(self._find(self.anna), logged)

    def test_meeting_of_the_organisers_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._switch_on("meeting", company=other, days=30)
        self.colleague.write(
            {"company_ids": [Command.link(other.id)], "company_id": other.id}
        )
        self._meet(self.anna)
        self._meet(self.bob, user=self.colleague)
        self._run_cron()
        self.assertFalse(self._find(self.anna))
        self.assertEqual(self._find(self.bob).company_id, other)

    def test_call_that_was_done(self):
        self._switch_on("call")
        self.carl.phone = "+32 2 555 12 12"
        for user in (self.user, self.user_all, self.manager):
            activity = self._call(self.carl, user=user)
            activity.action_feedback(feedback="Wants ten")
            logged = self._find(self.carl)[-1]
            self.assertRecordValues(
                logged,
                [
                    {
                        "name": "Ask about the chairs",
                        "note": "Wants ten",
                        "user_id": user.id,
                        "logged_by_id": user.id,
                        "duration": 10.0,
                        "channel": "phone",
                        "direction": "outbound",
                        "contact_via": "+32 2 555 12 12",
                        "res_model": "res.partner",
                        "res_id": self.carl.id,
                    }
                ],
            )
        self.assertEqual(len(self._find(self.carl)), 3)

    def test_calls_not_logged(self):
        activity = self._call(self.carl)
        activity.action_feedback(feedback="Off")
        self._switch_on("call")
        activity._action_done(feedback="Done already")
        self._call(self.carl).unlink()
        todo = self.carl.with_user(self.user).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user.id
        )
        todo.action_feedback(feedback="Not a call")
        nobody = self.env["crm.lead"].create({"name": "Lead without a contact"})
        self._call(nobody, user=self.env.user).action_feedback(feedback="Hello")
        self.assertFalse(self._find(self.carl))

    def test_call_logged_by_hand_is_not_logged_again(self):
        self._switch_on("call")
        interactions = self.env["contact.interaction"]
        for by_hand_first in (True, False):
            activity = self._call(self.carl)
            by_hand = {
                "name": "By hand",
                "partner_id": self.carl.id,
                "external_key": interactions._get_event_key(activity, self.carl),
            }
            if by_hand_first:
                interactions.create(by_hand)
            activity.action_feedback(feedback="By itself")
            if not by_hand_first:
                interactions.create(by_hand)
            self.assertEqual(set(self._find(self.carl).mapped("name")), {"By hand"})

    def test_call_with_somebody_else_is_not_logged_again(self):
        self._switch_on("call")
        activity = self._call(self.acme)
        self.env["contact.interaction"].create(
            {
                "name": "Called Anna instead",
                "partner_id": self.anna.id,
                "res_model": "res.partner",
                "res_id": self.acme.id,
                "external_key": self.env["contact.interaction"]._get_event_key(
                    activity, self.anna
                ),
            }
        )
        activity.action_feedback(feedback="Done")
        self.assertFalse(self._find(self.acme))
