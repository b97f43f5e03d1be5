# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common_work import WorkCommon

START = "2035-01-15 09:00:00"


@tagged("post_install", "-at_install")
class TestFollowUpWorkMeeting(WorkCommon):
    """Meetings with the contacts of a segment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._create_filled(cls.plain, name="Showroom")

    def _create(self, **values):
        values = {"name": "Showroom", "start": START, **values}
        return self.env["calendar.event"].browse(self.segment.create_meeting(**values))

    def test_contacts_become_attendees(self):
        event = self._create(duration=1.5, location="Ghent", video_call=True)
        self.assertEqual(event.segment_id, self.segment)
        self.assertEqual(event.stop, datetime(2035, 1, 15, 10, 30))
        self.assertEqual(event.location, "Ghent")
        self.assertTrue(event.videocall_location)
        expected = self.anna | self.bob | self.carl | self.plain.partner_id
        self.assertEqual(event.partner_ids, expected)
        self.assertEqual(event.attendee_ids.partner_id, expected)
        self.assertNotIn("anna@example.com", event.description or "")
        self.assertEqual(self.segment.meeting_count, 1)
        action = self.segment.action_view_meetings()
        self.assertEqual(event.search(action["domain"]), event)

    def test_invitations_only_when_asked_for(self):
        domain = [
            ("model", "=", "calendar.event"),
            ("message_type", "!=", "notification"),
        ]
        messages = self.env["mail.message"]
        event = self._create()
        own = [*domain, ("res_id", "=", event.id)]
        self.assertFalse(messages.search(own))
        event = self._create(send_invitations=True)
        invited = messages.search([*domain, ("res_id", "=", event.id)])
        self.assertEqual(invited.notified_partner_ids, self.anna | self.bob | self.carl)

    def test_gate_keeps_contacts_out(self):
        self.anna.exclude_from_segments = True
        self.env["mail.blacklist"].create({"email": self.bob.email})
        self.carl.email = False
        wizard = self._wizard("meeting", self.segment)
        self.assertEqual(wizard.not_addressable_count, 1)
        self.assertEqual(wizard.opted_out_count, 1)
        self.assertEqual(wizard.no_email_count, 1)
        self.assertEqual(wizard.invited_count, 1)
        event = self._create(send_invitations=True)
        self.assertEqual(event.partner_ids, self.carl | self.plain.partner_id)
        self.assertIn(self.bob, self._create().partner_ids)

    def test_nobody_to_invite(self):
        (self.anna | self.bob | self.carl).exclude_from_segments = True
        with self._assert_refused(UserError, "may be invited"):
            self._create()

    def test_selected_lines_of_a_logged_segment(self):
        self.segment.log(send=False)
        line = self._line(self.segment, self.bob)
        event = self._create(line_ids=line.ids)
        self.assertEqual(event.partner_ids, self.bob | self.plain.partner_id)

    def test_many_attendees_must_be_meant(self):
        with self._assert_refused(UserError, "3 contacts .* more than 2"):
            self._create(max_attendees=2)
        partners = self.Partner.create([{"name": f"Many {i}"} for i in range(201)])
        segment = self._fill(self._create_segment(self.plain), partners)
        wizard = self._wizard("meeting", segment, send_invitations=False)
        self.assertTrue(wizard.is_many)
        with self._assert_refused(UserError, "confirm that you mean"):
            wizard.action_create()
        wizard.confirm_many = True
        event = self.env["calendar.event"].browse(wizard.action_create()["res_id"])
        self.assertEqual(len(event.partner_ids), 202)

    def test_bad_input(self):
        for values, pattern in (
            ({"name": ""}, "needs a name"),
            ({"start": "soon"}, "start cannot be soon"),
            ({"start": False}, "needs a start"),
            ({"duration": 0}, "more than zero hours"),
            ({"duration": "1"}, "duration cannot be 1"),
            ({"line_ids": [10**9]}, "no line with the id"),
        ):
            with self._assert_refused(UserError, pattern):
                self._create(**values)
        self.assertEqual(self.segment.meeting_count, 0)

    def test_segment_of_somebody_else(self):
        segment = self._create_filled(self.user).with_user(self.colleague)
        with self.assertRaises(AccessError):
            segment.create_meeting("Talk", START)

    def test_wizard(self):
        wizard = self._wizard("meeting", self.segment)
        with Form(wizard) as form:
            self.assertEqual(form.name, "Showroom")
            self.assertTrue(form.send_invitations)
            form.send_invitations = False
            form.duration = 2
        # as from the button of the segment
        context = {"active_model": "contact.segment", "active_id": self.segment.id}
        action = wizard.with_context(**context).action_create()
        event = self.env["calendar.event"].browse(action["res_id"])
        self.assertEqual(event.duration, 2)
        self.assertFalse(event.res_model)
        self.assertFalse(self.segment.activity_ids)
        self.assertEqual(event.segment_id, self.segment)

    def test_deleting_the_segment_keeps_the_meeting(self):
        event = self._create()
        self.segment.unlink()
        self.env.invalidate_all()
        self.assertTrue(event.exists())
        self.assertFalse(event.segment_id)
