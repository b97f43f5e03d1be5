# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..live_common import LiveCommon

NOW = datetime(2026, 3, 4, 10, 30)  # a Wednesday


@tagged("post_install", "-at_install")
class TestRefreshCron(LiveCommon):
    """Live segments are refreshed by themselves, those they depend on before them."""

    def setUp(self):
        super().setUp()
        self.left = 60
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: self.left
        )

    def _run(self):
        self.env["contact.segment"]._cron_refresh()
        self.env.invalidate_all()

    def test_next_refresh(self):
        self.user.tz = "Europe/Brussels"
        segment = self._create_live()
        with freeze_time(NOW):
            expected = {
                "hour": datetime(2026, 3, 4, 11, 30),
                "day": datetime(2026, 3, 4, 23, 0),
                "week": datetime(2026, 3, 8, 23, 0),
                "manual": False,
            }
            for unit, moment in expected.items():
                segment.refresh_unit = unit
                self.assertEqual(segment.next_refresh, moment, unit)
                segment.refresh()
                self.assertEqual(segment.next_refresh, moment, unit)
            # what is relative to today is another condition tomorrow
            segment.refresh_unit = "week"
            segment.add_contacts([("create_date", ">=", "today -30d")])
            segment.refresh()
            self.assertEqual(segment.next_refresh, datetime(2026, 3, 4, 23, 0))

    def test_midnight_when_the_clock_is_put_on(self):
        self.user.tz = "Europe/Brussels"
        segment = self._create_live()
        with freeze_time("2026-03-28 22:30:00"):
            segment.refresh()
            self.assertEqual(segment.next_refresh, datetime(2026, 3, 28, 23, 0))
        with freeze_time("2026-03-28 23:30:00"):
            segment.refresh()
            self.assertEqual(segment.next_refresh, datetime(2026, 3, 29, 22, 0))

    def test_refreshes_what_is_due(self):
        segment = self._create_live()
        other = self._create_live(refresh_unit="manual")
        self.carl.function = "Butcher"
        self._run()
        self.assertEqual(segment.line_count, 2)
        self.assertEqual(other.line_count, 3)
        self.assertFalse(segment.refresh_started_on)
        self.assertGreater(segment.next_refresh, fields.Datetime.now())
        # nothing is due
        self.dora.function = "Butcher"
        self._run()
        self.assertEqual(segment.line_count, 2)

    def test_goes_on_when_one_fails(self):
        bad, good = self._create_live(), self._create_live()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE contact_segment_step SET domain = %s WHERE segment_id = %s",
            ["[('gone_field', '=', 1)]", bad.id],
        )
        self.env.invalidate_all()
        self.carl.function = "Butcher"
        self._run()
        self.assertEqual((bad.refresh_state, good.refresh_state), ("failed", "ok"))
        self.assertEqual((bad.line_count, good.line_count), (3, 2))
        self.assertEqual(bad.activity_ids.user_id, self.user)

    def test_dependencies_come_first(self):
        first = self._create_live()
        second = self._create_segment(template_id=self.template.id, hold_percent=1000)
        criteria = self._create_segment()
        criteria.add_contacts([("segment_ids", "in", first.ids)])
        saved = criteria.save_criteria("Those of the first")
        second.add_contacts([("criteria_ids", "in", [saved])])
        second.is_live = True
        third = self._create_segment(template_id=self.template.id, hold_percent=1000)
        third.add_contacts([("segment_ids", "in", second.ids)])
        third.is_live = True
        self.assertEqual(third._order_by_dependency().ids, (first | second | third).ids)
        self.carl.function = "Butcher"
        # whoever refreshes the last one refreshes the others
        third.refresh()
        self.assertEqual([one.line_count for one in (first, second, third)], [2, 2, 2])
        self.dora.function = "Butcher"
        (first | second)._write_header({"next_refresh": False})
        third._write_header({"next_refresh": fields.Datetime.now()})
        self._run()
        self.assertEqual([one.line_count for one in (first, second, third)], [1, 1, 1])

    def test_unused_ones_rest(self):
        segment, source = self._create_live(), self._create_live()
        other = self._create_segment()
        other.add_contacts([("segment_ids", "in", source.ids)])
        other.is_live = True
        long_ago = fields.Datetime.now() - timedelta(days=61)
        (segment | source)._write_header({"used_on": long_ago})
        self.carl.function = "Butcher"
        self._run()
        self.assertTrue(segment.is_resting)
        self.assertFalse(segment.next_refresh)
        self.assertIn("60 days", segment.refresh_message)
        self.assertEqual(segment.line_count, 3)
        # the other one uses it
        self.assertFalse(source.is_resting)
        self.assertEqual(source.line_count, 2)
        segment.with_user(self.user_all).note_opened()
        self.assertFalse(segment.is_resting)
        self.assertFalse(segment.refresh_message)
        self._run()
        self.assertEqual(segment.line_count, 2)
        # 0: they never rest
        self.env.company.contact_live_rest_days = 0
        segment._write_header({"used_on": long_ago, "next_refresh": long_ago})
        self._run()
        self.assertFalse(segment.is_resting)

    def test_says_that_the_server_stopped(self):
        segment = self._create_live()
        segment._write_header(
            {
                "refresh_started_on": fields.Datetime.now() - timedelta(hours=2),
                "next_refresh": fields.Datetime.now() + timedelta(days=1),
            }
        )
        self.carl.function = "Butcher"
        with patch.object(type(segment), "_refresh_claimed"):
            self._run()
        self.assertEqual(segment.refresh_state, "failed")
        self.assertIn("The server stopped", segment.refresh_message)
        self.assertEqual(segment.line_count, 3)
        self._run()
        self.assertEqual((segment.refresh_state, segment.line_count), ("ok", 2))

    def test_stops_when_the_time_is_up(self):
        first, second = self._create_live(), self._create_live()
        self.carl.function = "Butcher"
        self.left = 0
        self._run()
        self.assertEqual(sorted((first.line_count, second.line_count)), [2, 3])
        self._run()
        self.assertEqual((first.line_count, second.line_count), (2, 2))

    def test_leaves_refreshes_to_queue_job(self):
        segment = self._create_live()
        jobs = []

        class Delayed:
            def _job_refresh(self):
                jobs.append(segment)

        model = type(segment)
        with patch.object(
            model, "with_delay", lambda *_a, **_k: Delayed(), create=True
        ):
            self._run()
        self.assertEqual(jobs, [segment])
        self.carl.function = "Butcher"
        segment.sudo()._job_refresh()
        self.assertEqual(segment.line_count, 2)

    def test_a_new_step_is_refreshed_soon(self):
        segment = self._create_live()
        segment.refresh()
        segment.add_contacts([("id", "=", self.bob.id)])
        self.assertLessEqual(segment.next_refresh, fields.Datetime.now())
