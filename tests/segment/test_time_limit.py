# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..common import SegmentCommon

LONG = 30  # seconds that a slow statement takes if nothing stops it


def make_slow(seconds=LONG):
    """Return a builder of statements that take long and find nobody."""
    return lambda *_args: SQL("SELECT 0, 0 FROM pg_sleep(%s)", seconds)


@tagged("post_install", "-at_install")
class TestTimeLimit(SegmentCommon):
    """A step, a preview or a count ends when its time is over, and changes nothing."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)
        self._fill(self.segment, self.contacts)
        self.segment.reduce_contacts(self._domain(self.carl))
        self.criteria_id = self.segment.save_criteria("Saved")
        self.env.company.contact_step_timeout = 1
        self.env.flush_all()

    @contextmanager
    def _slow(self, seconds=LONG):
        """Make the statements of steps, previews, counts and look-ups slow."""
        cls = self.env.registry["contact.segment"]
        execute = cls._execute_bounded

        def execute_slowly(segments, statement):
            self.env.cr.execute(
                SQL("SELECT pg_sleep(%s)", seconds), log_exceptions=False
            )
            return execute(segments, statement)

        def toggle_slowly(segments, *_args, **_kwargs):
            execute_slowly(segments, SQL("SELECT 1"))

        with (
            patch.object(cls, "_execute_bounded", execute_slowly),
            patch.object(cls, "_toggle_lines", toggle_slowly),
        ):
            yield

    def _get_state(self):
        segment = self.segment
        self.env.invalidate_all()
        return (
            segment.line_count,
            segment.line_ids.partner_id.ids,
            segment.step_ids.ids,
            segment.step_ids.mapped("active"),
            self._get_settings(),
        )

    def _get_settings(self):
        self.env.cr.execute(
            "SELECT current_setting('statement_timeout'), "
            "current_setting('application_name'), current_setting('jit'), "
            "current_setting('enable_nestloop')"
        )
        return self.env.cr.fetchone()

    def _assert_stopped(self, call, words=("after 1 s,", "nothing was changed")):
        before = self._get_state()
        started = time.monotonic()
        with self._slow(), self.assertRaises(UserError) as refusal:
            call()
        self.assertLess(time.monotonic() - started, LONG / 2)
        for word in words:
            self.assertIn(word, str(refusal.exception))
        # in the same transaction, which goes on
        self.assertEqual(self._get_state(), before)
        return str(refusal.exception)

    def test_over_in_the_last_statement_is_no_error_in_the_log(self):
        # any error will do: that of the time cannot be had in so short a statement
        with (
            self.assertNoLogs("odoo.sql_db", "ERROR"),
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(flush=False),
        ):
            self.segment._set_local({"jit": "perhaps"})

    def test_every_call_ends(self):
        self.segment.go_back()
        self.env.flush_all()
        logged = self._create_segment(template_id=self.template.id)
        self._fill(logged, self.contacts)
        logged.log(send=False)
        segment = self.segment
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            for call in (
                lambda: segment.preview_step("add", []),
                lambda: segment.preview_step("refine", []),
                lambda: segment.add_contacts([], allow_existing=True),
                lambda: segment.reduce_contacts([]),
                lambda: segment.refine_contacts([]),
                lambda: segment.apply_criteria(self.criteria_id),
                lambda: segment.reuse_logged(logged.id),
                lambda: segment.explain(self.anna.id),
                segment.go_back,
                segment.redo,
            ):
                message = self._assert_stopped(call)
                self.assertIn(segment.display_name, message)
                self.assertIn("settings of Segments", message)
        result = segment.redo()
        self.assertEqual(result["line_count"], 4)

    def test_counts_of_dialogs_end(self):
        dialog = self.env["contact.segment.add.wizard"].with_user(self.user)
        dialog = dialog.create({"domain": "[]"})
        self._assert_stopped(lambda: dialog.contact_count)
        self.assertGreater(dialog.contact_count, 4)

    def test_preview_of_the_dialog_tells_it(self):
        dialog = self.env["contact.segment.step.wizard"].with_user(self.user)
        with self._slow():
            dialog = dialog.create({"segment_id": self.segment.id, "domain": "[]"})
            self.assertIn("after 1 s,", dialog.error)
        self.assertEqual(self._get_settings()[0], "0")

    def test_all_steps_of_criteria_share_the_time(self):
        self.env.company.contact_step_timeout = 2
        for _turn in range(3):
            self.segment.reduce_contacts([])
        criteria_id = self.segment.save_criteria("Five steps")
        before = self._get_state()
        started = time.monotonic()
        with self._slow(0.9), self.assertRaises(UserError) as refusal:
            self.segment.apply_criteria(criteria_id)
        self.assertLess(time.monotonic() - started, 4)
        self.assertIn("after 2 s,", str(refusal.exception))
        self.assertEqual(self._get_state(), before)

    def test_quick_statements_after_the_time_end_too(self):
        cls = self.env.registry["contact.segment"]
        describe = cls._check_step_options

        def take_long(segments, *args):
            time.sleep(0.6)
            return describe(segments, *args)

        with (
            patch.object(cls, "_check_step_options", take_long),
            self.assertRaises(UserError) as refusal,
        ):
            self.segment.apply_criteria(self.criteria_id)
        self.assertIn("after 1 s,", str(refusal.exception))

    def test_settings_are_as_before(self):
        self.env.cr.execute("SET LOCAL statement_timeout = '45s'")
        before = self._get_settings()
        self.assertEqual(before[0], "45s")
        self.segment.preview_step("add", [])
        self.segment.add_contacts(self._domain(self.carl))
        self.segment.go_back()
        self.segment.redo()
        with self.assertRaises(ValidationError):
            self.segment.preview_step("add", [("name", "=like", "%A\\")])
        self.assertEqual(self._get_settings(), before)

    def test_zero_is_no_limit(self):
        self.env.company.contact_step_timeout = 0
        with self._slow(1.5):
            self.segment.preview_step("add", [])
        self.assertEqual(self._get_settings()[0], "0")

    def test_lower_limit_of_the_database_counts(self):
        for limit in (0, 20):
            self.env.company.contact_step_timeout = limit
            self.env.flush_all()
            self.env.cr.execute("SET LOCAL statement_timeout = '1s'")
            self._assert_stopped(lambda: self.segment.preview_step("add", []))
            self.env.cr.execute("SET LOCAL statement_timeout = 0")

    def test_limit_of_the_segments_company_counts(self):
        company = self.env["res.company"].create({"name": "Patient"})
        self.assertEqual(company.contact_step_timeout, 60)
        self.user.company_ids |= company
        patient = self.env["contact.segment"].with_user(self.user)
        patient = patient.create({"name": "Patient", "company_id": company.id})
        with self._slow(1.5):
            patient.with_context(
                allowed_company_ids=[self.env.company.id, company.id]
            ).preview_step("add", [])

    @mute_logger("odoo.sql_db")
    def test_what_others_stop_is_no_limit(self):
        with (
            patch.object(
                self.env.registry["contact.segment"],
                "_execute_bounded",
                side_effect=psycopg2.errors.QueryCanceled(),
            ),
            self.assertRaises(psycopg2.errors.QueryCanceled),
        ):
            self.segment.preview_step("add", [])

    def test_what_is_no_token_is_refused(self):
        segments = self.env["contact.segment"].with_user(self.user)
        deep = []
        for _level in range(5000):
            deep = [deep]
        for token in (None, "", "short", "x" * 10**6, 10**5000, deep, {"a": 1}, 1.5):
            with self.assertRaises(UserError) as refusal:
                segments.cancel_step(token)
            self.assertLess(len(str(refusal.exception)), 400)
        self.assertIs(segments.cancel_step("a token nobody uses"), False)
        stranger = new_test_user(self.env, "no_segments", groups="base.group_user")
        with self.assertRaises(AccessError):
            segments.with_user(stranger).cancel_step("a token nobody uses")

    def test_only_administrators_set_it(self):
        company = self.env.company
        for user in (self.user, self.user_all, self.manager):
            with self.assertRaises(AccessError):
                company.with_user(user).contact_step_timeout = 600
        settings = self.env["res.config.settings"].create({"contact_step_timeout": 90})
        settings.execute()
        self.assertEqual(company.contact_step_timeout, 90)
        for wrong in (-1, 100_000):
            with self.assertRaises(ValidationError):
                company.contact_step_timeout = wrong
