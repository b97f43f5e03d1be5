# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import errno
import os
import signal
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from unittest import SkipTest
from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID, fields
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import new_test_user, tagged
from odoo.tests.common import get_db_name

from ...hooks import uninstall_hook
from ...models.delivery.contact_interaction_queue import BATCH_SIZE
from ...tools.delivery_pause import PAUSE
from ..delivery_processes import DeliveryProcesses
from ..letters import get_texts
from ..letters_common import LettersCommon
from ..queue_job_server import WORKERS, HeldLibreOffice, QueueJobServer
from ..texts_common import TextsCommon

PAUSES = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"
PROGRAM = "contact_segment.libreoffice"
QUEUE = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"
# So long the runner waits for a worker to begin a job; later, one whose worker is dead
# is given to another.
BEFORE_DEAD = timedelta(seconds=10)
# a Monday; Brussels is two hours ahead
NOW = datetime(2026, 4, 6, 10, 0, 5)


@tagged("-standard", "-at_install", "post_install", "queue_job")
class TestQueueJobProcesses(DeliveryProcesses):
    """OCA's queue_job delivers, with its runner and processes of its own.

    It is installed only in the database where tests with this tag run, since nothing is
    delivered otherwise where it is: ``TAGS=queue_job/contact_segment scripts/test``.
    """

    count = 2000

    @classmethod
    def setUpClass(cls):
        if "queue.job" not in Registry(get_db_name()):
            raise SkipTest("queue_job is not installed")
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.office = HeldLibreOffice(Path(folder.name))
        cls.server = QueueJobServer(Path(folder.name))
        with cls._connect() as env:
            env["ir.config_parameter"].set_param(PROGRAM, str(cls.office.path))

    @classmethod
    def _remove_data(cls, env):
        env["ir.config_parameter"].set_param(PROGRAM, False)
        env["queue.job"].search([]).unlink()

    def test_a_worker_is_killed_and_the_scheduled_action_runs(self):
        self.office.hold()
        segment_id = self._log(0)
        with self._connect() as env:
            jobs = env["queue.job"].search([])
            self.assertEqual(len(jobs), self.count // BATCH_SIZE)
        self.server.start()
        self.addCleanup(self.server.stop)
        self.addCleanup(self.office.release)
        self.server.wait_until(lambda: self.office.count() == WORKERS)
        action = self._start_action()
        self.server.wait_until(self._would_be_dead)
        self.server.wait_until(lambda: self.office.count() == WORKERS + 1)
        killed_id = self._kill_one()
        self.office.release()
        self._wait(action)
        self.server.wait_until(self._are_jobs_over)
        # its time may have been over with the last letters in its hands
        if self._is_action_asked_for():
            self._wait(self._start_action())
        self.assertAllOnce(segment_id)
        self.assertJobsDone()
        with self._connect() as env:
            self.assertGreater(env["queue.job"].browse(killed_id).retry, 1)

    def _start_action(self):
        return self._start("cron", batch_size=BATCH_SIZE, program=str(self.office.path))

    def _is_action_asked_for(self):
        """Return whether Odoo's scheduler would run the action again at once."""
        with self._connect() as env:
            asked = [
                ("cron_id", "=", env.ref("contact_segment.ir_cron_deliver").id),
                ("call_at", "<=", fields.Datetime.now()),
            ]
            return bool(env["ir.cron.trigger"].search_count(asked))

    def _kill_one(self):
        """Kill one of the workers, which are at work; return its job's id."""
        with self._connect() as env:
            running = env["queue.job"].search([("state", "=", "started")])
            self.assertEqual(len(set(running.mapped("worker_pid"))), WORKERS)
            os.kill(running[0].worker_pid, signal.SIGKILL)
            return running[0].id

    def _would_be_dead(self):
        """Return whether the runner takes the jobs for dead when their worker is."""
        with self._connect() as env:
            running = env["queue.job"].search([("state", "=", "started")])
            begin = max(running.mapped("date_enqueued"))
            return fields.Datetime.now() - begin > BEFORE_DEAD

    def _are_jobs_over(self):
        with self._connect() as env:
            open_ones = [("state", "not in", ("done", "failed", "cancelled"))]
            return not env["queue.job"].search_count(open_ones)

    def assertJobsDone(self):
        """No job failed, and every process did some."""
        with self._connect() as env:
            jobs = env["queue.job"].search([])
            self.assertEqual(set(jobs.mapped("state")), {"done"})
            self.assertGreaterEqual(len(set(jobs.mapped("worker_pid"))), WORKERS)
        self.assertEqual(self.server.read_errors(), [])

    def assertAllOnce(self, segment_id):
        """Every contact has one letter, kept once and once in the print files."""
        with self._connect() as env:
            interactions = env["contact.segment"].browse(segment_id).interaction_ids
            addressed = [one.partner_id.id for one in interactions]
            self.assertEqual(sorted(addressed), sorted(self.partner_ids))
            states = {
                (one.delivery_state, one.delivery_message) for one in interactions
            }
            self.assertEqual(states, {("sent", False)})
            self.assertEqual(env["contact.interaction"]._count_waiting(), 0)
            self._check_attachments(env, interactions)
            files = env["contact.print.file"].search([("segment_id", "=", segment_id)])
            self._check_print_files(files, interactions)

    def _check_attachments(self, env, interactions):
        attachments = env["ir.attachment"].search(
            [
                ("res_model", "=", "contact.interaction"),
                ("res_id", "in", interactions.ids),
            ]
        )
        self.assertEqual(sorted(attachments.mapped("res_id")), sorted(interactions.ids))
        self.assertEqual(attachments, interactions.document_attachment_id)
        self.assertEqual(len(set(attachments.mapped("checksum"))), self.count)

    def _check_print_files(self, files, interactions):
        self.assertFalse(files.filtered("is_part"))
        self.assertEqual(sum(files.mapped("letter_count")), self.count)
        texts = [text for one in files for text in get_texts(one._get_file())]
        begun = [text for text in texts if not text.startswith("Page 2")]
        names = interactions.partner_id.mapped("name")
        self.assertEqual(sorted(begun), sorted(f"Dear {name}!" for name in names))


class QueueJobCommon(LettersCommon):
    """Jobs that are performed in the transaction of a test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "queue.job" not in cls.env:
            raise SkipTest("queue_job is not installed")
        cls.jobs = cls.env["queue.job"]

    def _perform_due(self):
        """Perform the jobs that are due, and those that they leave."""
        from odoo.addons.queue_job.job import Job

        due = [("state", "=", "pending"), ("eta", "=", False)]
        while found := self.jobs.search(due):
            for record in found:
                job = Job.load(self.env, record.uuid)
                job.set_started()
                job.perform()
                job.set_done()
                job.store()


@tagged("-standard", "-at_install", "post_install", "queue_job")
class TestQueueJob(QueueJobCommon):
    """What the jobs of OCA's queue_job are, and with whose rights they are done."""

    def test_jobs_are_of_the_system(self):
        company = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "stranger",
            groups="contact_segment.group_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        interactions = self._log()
        self.jobs.search([]).unlink()
        self.Interaction.with_user(user).with_context(
            lang="en_US", allowed_company_ids=company.ids
        )._start_delivery(len(interactions))
        [job] = self.jobs.search([])
        self.assertEqual(job.user_id.id, SUPERUSER_ID)
        self.assertEqual(job.records.env.uid, SUPERUSER_ID)
        self.env.flush_all()
        self.env.invalidate_all()
        kept = job.records.env.context.keys()
        self.assertFalse({"lang", "allowed_company_ids"} & kept)
        # a job of somebody who is gone would never begin
        user.unlink()
        self.env.invalidate_all()
        # those of the other company fail for nobody
        with self._without_libreoffice(), self.assertNoLogs(QUEUE, "INFO"):
            self._perform_due()
        self.assertDelivered(interactions)
        self.assertEqual(self.segment.print_file_ids.letter_count, len(interactions))

    def test_what_is_put_off_becomes_a_later_job(self):
        interactions = self._log()
        error = OSError(errno.ENOSPC, "No space left on device")
        deliver = patch.object(
            type(self.Interaction), "_deliver_by_letter", side_effect=error
        )
        with deliver, self.assertLogs(PAUSES, "ERROR"):
            self._perform_due()
        self.assertEqual(set(interactions.mapped("delivery_state")), {"queued"})
        [later] = self.jobs.search([("state", "=", "pending")])
        wait = later.eta - fields.Datetime.now()
        self.assertAlmostEqual(wait, PAUSE, delta=timedelta(seconds=30))
        self.assertEqual(later.user_id.id, SUPERUSER_ID)
        later.eta = False
        with self._without_libreoffice():
            self._perform_due()
        self.assertDelivered(interactions)

    def test_who_waits_is_told(self):
        interactions = self._log()
        self.assertIn("job queue", interactions[0].delivery_waiting_text)

    def test_a_channel_of_its_own(self):
        root = self.env.ref("queue_job.channel_root")
        channel = self.env["queue.job.channel"].create(
            {"name": "letters", "parent_id": root.id}
        )
        self.env["queue.job.function"].create(
            {
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
                "method": "_job_deliver",
                "channel_id": channel.id,
            }
        )
        self._log()
        self.assertEqual(self.jobs.search([]).channel, "root.letters")

    def test_the_scheduled_action_was_faster(self):
        interactions = self._log()
        with self._without_libreoffice():
            self._deliver()
            files = self.segment.print_file_ids
            self._perform_due()
        self.assertDelivered(interactions)
        self.assertEqual(self.segment.print_file_ids, files)
        self.assertEqual(files.letter_count, len(interactions))

    def test_the_pace_of_e_mails_holds(self):
        self._add_html("<p>Hello</p>")
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        self.env.company.contact_mail_rate = 2
        with freeze_time(NOW) as clock:
            interactions = self._log(self._create_mail_segment())
            self._perform_due()
            sent = [len(self._send_queue())]
            # neither the queue nor Retry, whose jobs begin at once, makes it faster
            interactions.retry_delivery()
            self._perform_due()
            sent.append(len(self._send_queue()))
            for _minute in range(2):
                clock.tick(timedelta(minutes=1))
                self._perform_due()
                sent.append(len(self._send_queue()))
        self.assertEqual(sent, [2, 0, 2, 1])
        self.assertDelivered(interactions)

    def test_the_hours_of_e_mails_hold(self):
        self._add_html("<p>Hello</p>")
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        company = self.env.company
        company.write({"contact_message_from": 9, "contact_message_to": 17})
        company.partner_id.tz = "Europe/Brussels"
        self.anna.tz = "America/New_York"
        with freeze_time(NOW) as clock:
            interactions = self._log(self._create_mail_segment())
            self._perform_due()
            self.assertEqual(len(self._send_queue()), len(interactions) - 1)
            late = self._of(interactions, self.anna)
            self.assertEqual(late.delivery_waits_until, datetime(2026, 4, 6, 13))
            clock.move_to(datetime(2026, 4, 6, 12, 59))
            self.assertFalse(self._send_queue())
            clock.move_to(datetime(2026, 4, 6, 13, 0, 1))
            self.assertEqual(len(self._send_queue()), 1)
        self.assertDelivered(interactions)

    def test_jobs_go_with_the_addon(self):
        self._log()
        other = self.env["res.partner"].with_delay().name_create("Other")
        uninstall_hook(self.env)
        self.assertEqual(self.jobs.search([]), other.db_record())


@tagged("-standard", "-at_install", "post_install", "queue_job")
class TestQueueJobTexts(QueueJobCommon, TextsCommon):
    """Text messages wait for their hours as jobs."""

    def test_the_hours_of_texts_hold(self):
        later = fields.Datetime.now().replace(microsecond=0) + timedelta(hours=5)
        self.anna.tz = "Pacific/Apia"
        companies = type(self.env["res.company"])
        opening = patch.object(
            companies,
            "_get_message_opening",
            lambda company, now, zone: later if zone == "Pacific/Apia" else False,
        )
        limited = patch.object(companies, "_has_message_hours", lambda company: True)
        with opening, limited:
            interactions = self._log(self._create_text_segment())
            self._perform_due()
            self.assertEqual(len(self._run_sms_queue()), len(interactions) - 1)
            late = self._of(interactions, self.anna)
            self.assertEqual(late.delivery_waits_until, later)
            [job] = self.jobs.search([("state", "=", "pending")])
            self.assertAlmostEqual(job.eta, later, delta=timedelta(seconds=30))
            # a job of others that comes earlier leaves it alone
            self.Interaction._start_delivery(1)
            self._perform_due()
            self.assertFalse(self._run_sms_queue())
            self.assertDelivered(late, "queued")
        # its hour has come
        late.sudo().delivery_waits_until = fields.Datetime.now() - timedelta(hours=1)
        job.eta = False
        self._perform_due()
        self.assertEqual(len(self._run_sms_queue()), 1)
        self.assertDelivered(interactions)
