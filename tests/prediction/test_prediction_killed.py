# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..delivery_processes import DeliveryProcesses
from .test_prediction_run import TRAINED

CONTACTS = 3
CRON = "contact_segment.ir_cron_predict"
HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestPredictionKilled(DeliveryProcesses):
    """Servers that are killed while they work on a prediction."""

    @classmethod
    def _create_data(cls, env):
        company = env["res.company"].create({"name": "Prediction Killed"})
        cls.company_id = company.id
        partners = env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(CONTACTS)]
        )
        cls.partner_ids = partners.ids
        source = env["contact.prediction.source"].create(
            {
                "name": "Killed",
                "kind": "import_transaction",
                "company_id": cls.company_id,
            }
        )
        prediction = env["contact.prediction"].create(
            {
                "name": "Killed",
                "kind": "lifetime_value",
                "company_id": cls.company_id,
                "source_id": source.id,
            }
        )
        cls.source_id, cls.prediction_id = source.id, prediction.id

    @classmethod
    def _remove_segments(cls, env):
        """There are none."""

    @classmethod
    def _remove_data(cls, env):
        cls._remove_triggers(env)
        prediction = env["contact.prediction"].browse(cls.prediction_id)
        prediction.state = "draft"
        prediction.unlink()
        env["contact.prediction.source"].browse(cls.source_id).unlink()
        company = env["res.company"].browse(cls.company_id)
        partner = company.partner_id
        company.unlink()
        partner.unlink()

    @classmethod
    def _remove_triggers(cls, env):
        cls._get_triggers(env).unlink()

    @classmethod
    def _get_triggers(cls, env):
        cron = env.ref(CRON)
        return env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def setUp(self):
        super().setUp()
        kind = self.registry["contact.prediction.lifetime.value"]
        for owner, name, function in (
            (kind, "_check_data", lambda kind, prediction, step: []),
            (kind, "_prepare", lambda kind, prediction: {"found": 1.5}),
            (kind, "_train", lambda kind, prediction: TRAINED),
            (kind, "_score", lambda kind, prediction: self._score()),
            (self.registry["contact.prediction"], "_queue_outdated", lambda model: 0),
            # no other server on this database is to be woken up
            (self.registry["ir.cron"], "_notifydb", lambda model: None),
        ):
            patcher = patch.object(owner, name, function)
            patcher.start()
            self.addCleanup(patcher.stop)
        with self._connect() as env:
            self._remove_triggers(env)
            # its daily run may be due
            env.ref(CRON).nextcall += timedelta(days=1)
            env["contact.prediction"].browse(self.prediction_id).train()

    def _score(self):
        import numpy as np

        return {
            "partner_ids": np.array(self.partner_ids),
            "scores": np.ones(CONTACTS),
            "distribution": [],
            "statistics": [],
        }

    def _run_due(self):
        """Let Odoo run the scheduled action, if it is due."""
        with self._connect() as env:
            cron = env.ref(CRON)
            cron._process_jobs_loop(env.cr, job_ids=cron.ids)

    def _wait_an_hour(self):
        """Move into the past what has a time."""
        with self._connect() as env:
            prediction = env["contact.prediction"].browse(self.prediction_id)
            prediction.phase_started_on -= HOUR
            for trigger in self._get_triggers(env):
                trigger.call_at -= HOUR

    def _read(self, *names):
        with self._connect() as env:
            prediction = env["contact.prediction"].browse(self.prediction_id)
            return tuple(prediction[name] for name in names)

    def _get_later_runs(self):
        with self._connect() as env:
            times = self._get_triggers(env).mapped("call_at")
            return [time for time in times if time > env.cr.now()]

    def test_a_killed_prediction_goes_on_an_hour_later(self):
        self._kill_at("contact.prediction", "_run_phase", 1, "predict")
        state, started = self._read("state", "phase_started_on")
        self.assertEqual(state, "running")
        self.assertEqual(self._get_later_runs(), [started + HOUR])
        # Odoo repeats the run that died at once; it finds nothing to do
        self._run_due()
        self.assertEqual(self._read("state", "phase_attempts"), ("running", 1))
        self.assertEqual(self._get_later_runs(), [started + HOUR])
        self._wait_an_hour()
        self._run_due()
        self.assertEqual(self._read("state", "score_count"), ("ready", CONTACTS))
        self.assertEqual(self._get_later_runs(), [])

    def test_a_killed_preparation_begins_again(self):
        with self._connect() as env:
            env["contact.prediction"]._cron_predict()
        self.assertEqual(self._read("state", "phase"), ("queued", "prepare"))
        self._kill_at("contact.prediction", "_run_phase", 1, "predict")
        self.assertEqual(
            self._read("state", "phase", "prepared"), ("running", "prepare", False)
        )
        self._wait_an_hour()
        self._run_due()
        self.assertEqual(
            self._read("state", "score_count", "prepared"), ("ready", CONTACTS, False)
        )
