# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from datetime import datetime

from freezegun import freeze_time

from .live_common import LiveCommon

WEDNESDAY = datetime(2026, 3, 4, 10, 30)
MONDAY = datetime(2026, 3, 9, 7, 0)  # 8:00 in Brussels


class RecurringCommon(LiveCommon):
    """A live segment of e-mails with a recurring log, and its scheduled action."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user.tz = "Europe/Brussels"
        cls.mail = cls.env["contact.interaction.template"].create(
            {"name": "Recurring", "channel": "email", "ignore_contact_channel": True}
        )
        cls.env["contact.interaction.template.document"].create(
            {
                "template_id": cls.mail.id,
                "kind": "html",
                "filename": "mail.html",
                "content": base64.b64encode(b"<p>Welcome</p>"),
            }
        )

    def setUp(self):
        super().setUp()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 60)

    def _create_recurring(self, user=None, is_on=True, **values):
        """Create a live segment on Wednesday, and switch its recurring log on."""
        with freeze_time(WEDNESDAY):
            segment = self._create_live(user, subject="Welcome")
            segment.template_id = self.mail
            segment.write({"refresh_unit": "manual", "subject": "Welcome", **values})
            if is_on:
                segment.start_recurring_log()
        return segment

    def _run(self, moment=MONDAY):
        """Run the scheduled action of the recurring log."""
        with freeze_time(moment):
            self.env["contact.segment"]._cron_log()
        self.env.flush_all()
        self.env.invalidate_all()

    def _get_counts(self, segment):
        """Return how many were logged each time, the last one first."""
        return segment.sudo().snapshot_ids.mapped("interaction_count")

    def _assert_stopped(self, segment, pattern):
        """Check that it is off and says why, and that its user was told once."""
        self.assertFalse(segment.is_recurring)
        self.assertFalse(segment.next_recurring_log)
        self.assertFalse(segment.recurring_started_on)
        self.assertEqual(segment.recurring_state, "stopped")
        self.assertRegex(segment.recurring_message, pattern)
        todo = self.env.ref("mail.mail_activity_data_todo")
        activity = segment.sudo().activity_ids.filtered(
            lambda one: one.activity_type_id == todo
        )
        self.assertEqual(len(activity), 1)
        self.assertRegex(activity.note, pattern)
        return activity
