# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..prediction_data import PredictionData

PHASES = "odoo.addons.contact_segment.models.prediction.contact_prediction_phases"
TRAINED = {
    "grade": "B",
    "model_score": 0.5,
    "baseline_score": 0.25,
    "factors": [("total", 75.0), ("products", 25.0), ("returns", 0.0)],
    "parameters": {"method": "none"},
    "arrays": {},
    "meta": {},
}


@tagged("post_install", "-at_install")
class TestPredictionRun(PredictionData):
    """The phases, with a kind of prediction that learns nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_contacts(3)
        cls._import([(partner_id, 5, 10, None) for partner_id in cls.customers.ids])
        cls.prediction = cls._create_prediction()
        cls.Kind = type(cls.prediction._get_kind())

    def setUp(self):
        super().setUp()
        self.scores = [1.0, 2.0, 3.0]
        self._patch("_check_data", lambda kind, prediction, step: [])
        self._patch("_has_preparation", False)
        self._patch("_train", lambda kind, prediction: TRAINED)
        self._patch("_score", lambda kind, prediction: self._get_result())
        self._patch_cron()

    def _patch(self, name, function):
        patcher = patch.object(self.Kind, name, function)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _patch_cron(self):
        patcher = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **named: 0
        )
        patcher.start()
        self.addCleanup(patcher.stop)

    def _get_result(self):
        import numpy as np

        return {
            "partner_ids": np.array(self.customers.ids),
            "scores": np.array(self.scores),
            "distribution": [],
            "statistics": [{"name": "customers", "value": 3}],
        }

    def _step(self):
        """Let the scheduled action run once; return the state and the next phase."""
        self.env["contact.prediction"]._cron_predict()
        return self.prediction.state, self.prediction.phase

    def test_phases_follow_each_other(self):
        self.prediction.train()
        self.assertEqual(self.prediction.progress, 5)
        self.assertEqual(self._step(), ("queued", "train"))
        self.assertFalse(self.prediction.grade)
        self.assertEqual(self._step(), ("queued", "recheck"))
        self.assertEqual(self.prediction.grade, "b")
        self.assertEqual(
            self.prediction.factor_ids.mapped("code"), ["total", "products"]
        )
        self.assertFalse(self.prediction.score_ids)
        self.assertEqual(self._step(), ("queued", "score"))
        self.assertEqual(self._step(), ("queued", "publish"))
        self.assertFalse(self.prediction.score_ids)
        self.assertEqual(self._step(), ("ready", False))
        self.assertEqual(
            self.prediction.score_ids.sorted("score").mapped("score"), self.scores
        )
        self.assertEqual(self.prediction.score_count, 3)
        self.assertEqual(self.prediction.progress, 100)
        self.assertEqual(
            [round(p) for p in sorted(self.prediction.score_ids.mapped("percentile"))],
            [17, 50, 83],
        )
        self.assertEqual(self._step(), ("ready", False))

    def test_each_phase_is_committed(self):
        calls = []
        with patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda cron, processed=0, **named: calls.append((processed, named)),
        ):
            self.prediction.train()
            self._step()
        self.assertEqual(
            calls, [(0, {}), (0, {}), (1, {"remaining": 1})], "claimed, then done"
        )

    def test_rescoring_needs_training(self):
        with self._assert_refused(UserError, "was not trained yet"):
            self.prediction.rescore()

    def test_a_source_is_needed(self):
        self.prediction.source_id = False
        with self._assert_refused(UserError, "has no data source"):
            self.prediction.train()

    def test_missing_libraries_are_told(self):
        with patch(
            "odoo.addons.contact_segment.models.prediction.contact_prediction.find_spec",
            lambda name: None,
        ):
            with self._assert_refused(
                UserError, "pip install numpy scipy scikit-learn"
            ):
                self.prediction.train()
            self.prediction.write({"state": "queued", "phase": "train"})
            self._step()
        self.assertEqual(self.prediction.state, "failed")
        self.assertIn("pip install", self.prediction.failure)

    def test_cancel_keeps_what_was_there(self):
        self.prediction.train()
        self.prediction.cancel()
        self.assertEqual(self.prediction.state, "draft")
        self._run(self.prediction)
        self.prediction.train()
        self._step()
        self.prediction.cancel()
        self.assertEqual(self.prediction.state, "ready")
        self.assertEqual(self.prediction.score_count, 3)
        self.assertEqual(self._step(), ("ready", False))

    def test_failure_is_told_and_scores_stay(self):
        problem = "The data are strange."
        self._run(self.prediction)

        def fail(kind, prediction):
            raise UserError(problem)

        self._patch("_train", fail)
        self.prediction.train()
        self._step()
        self.assertEqual(self._step(), ("failed", False))
        self.assertEqual(self.prediction.failure, "The data are strange.")
        self.assertEqual(len(self.prediction.score_ids), 3)
        self.prediction.train()
        self.assertFalse(self.prediction.failure)

    @mute_logger(PHASES, "odoo.sql_db")
    def test_errors_of_the_database_are_told(self):
        def fail(kind, prediction):
            prediction.env.cr.execute("SELECT nothing FROM nowhere")

        self._patch("_score", fail)
        self.prediction.train()
        for _phase in range(3):
            self._step()
        self.assertEqual(self._step(), ("failed", False))
        self.assertIn("nowhere", self.prediction.failure)
        self.assertEqual(self.prediction.grade, "b")

    @mute_logger(PHASES)
    def test_lack_of_memory_is_told(self):
        def fail(kind, prediction):
            raise MemoryError

        self._patch("_train", fail)
        self.prediction.train()
        self._step()
        self._step()
        self.assertIn("not enough memory", self.prediction.failure)

    def test_errors_of_the_report_stop_it(self):
        row = {"level": "error", "field_name": "Date", "message": "No dates."}
        self._patch("_check_data", lambda kind, prediction, step: [row])
        self.prediction.train()
        self.assertEqual(self._step(), ("failed", False))
        self.assertEqual(self.prediction.failure, "No dates.")
        self.assertEqual(self.prediction.usability_ids.field_name, "Date")

    def test_what_a_stopped_server_left_is_taken_up(self):
        self.prediction.train()
        now = fields.Datetime.now()
        self.prediction.write({"state": "running", "phase_started_on": now})
        self.assertEqual(self._step(), ("running", "check"))
        self.prediction.phase_started_on = now - timedelta(hours=2)
        self.assertEqual(self._step(), ("queued", "train"))
        self.assertEqual(self.prediction.phase_attempts, 0)

    def test_what_stopped_is_taken_up_on_the_second(self):
        """The run that was asked for must not come before it may do its work."""
        self.prediction.train()
        _prediction, rescue = self.prediction._claim_next()
        started = self.prediction.phase_started_on
        self.assertEqual(rescue.call_at, started + timedelta(hours=1))
        now = self.env.cr.now().replace(microsecond=0)
        self.prediction.phase_started_on = now - timedelta(minutes=59, seconds=59)
        self.assertEqual(self._step(), ("running", "check"))
        self.prediction.phase_started_on = now - timedelta(hours=1)
        self.assertEqual(self._step(), ("queued", "train"))

    def test_a_phase_that_ends_leaves_no_run_for_later(self):
        triggers = self.env["ir.cron.trigger"]
        domain = [
            ("cron_id", "=", self.env.ref("contact_segment.ir_cron_predict").id),
            ("call_at", ">", fields.Datetime.now() + timedelta(minutes=1)),
        ]
        self.assertFalse(triggers.search(domain))
        self._run(self.prediction)
        self.assertReady(self.prediction)
        self.assertFalse(triggers.search(domain))

    def test_the_form_tells_when_it_begins_again(self):
        self.prediction.train()
        prediction = self.prediction.with_user(self.user).with_context(
            tz="Europe/Brussels", lang="en_US"
        )
        self.assertEqual(prediction.progress_note, "")
        self.prediction.write(
            {"state": "running", "phase_started_on": "2026-07-01 10:30:15"}
        )
        self.assertEqual(
            prediction.progress_note.replace("\u202f", " "),
            "This began at 12:30 PM. If the server stopped since, it begins again "
            "by itself at 1:30 PM.",
        )

    def test_what_always_stops_the_server_fails(self):
        self.prediction.train()
        self.prediction.write(
            {
                "state": "running",
                "phase_started_on": fields.Datetime.now() - timedelta(hours=2),
                "phase_attempts": 3,
            }
        )
        self.assertEqual(self._step(), ("failed", False))
        self.assertIn("stopped 3 times", self.prediction.failure)

    def test_new_data_are_scored(self):
        self._run(self.prediction)
        trained = self.prediction.trained_on
        self.assertEqual(self._step(), ("ready", False))
        self.scores = [4.0, 5.0, 6.0]
        self._import([(self.customers[0].id, 7, 10, None)])
        self.assertEqual(self._step(), ("queued", "score"))
        self.assertEqual(self._step(), ("queued", "publish"))
        self.assertEqual(self._step(), ("ready", False))
        self.assertEqual(max(self.prediction.score_ids.mapped("score")), 6)
        self.assertEqual(self.prediction.trained_on, trained)
        self.assertEqual(self._step(), ("ready", False))

    def test_training_is_repeated(self):
        self._run(self.prediction)
        self.prediction.trained_on -= timedelta(days=29)
        self.assertEqual(self._step(), ("ready", False))
        self.prediction.trained_on -= timedelta(days=1)
        self.assertEqual(self._step(), ("queued", "train"))
        self.prediction.cancel()
        self.prediction.retrain_days = 0
        self.prediction.trained_on -= timedelta(days=300)
        self.assertEqual(self._step(), ("ready", False))

    def test_archived_predictions_rest(self):
        self._run(self.prediction)
        self.prediction.action_archive()
        self._import([(self.customers[0].id, 7, 10, None)])
        self.assertEqual(self._step(), ("ready", False))

    def test_deleted_contacts_are_left_out(self):
        self.prediction.train()
        for _phase in range(4):
            self._step()
        self.customers[1].unlink()
        self.assertEqual(self._step(), ("ready", False))
        self.assertEqual(self.prediction.score_count, 2)
        self.assertEqual(
            self.prediction.score_ids.partner_id, self.customers[0] | self.customers[2]
        )

    def test_stored_arrays_hold_no_code(self):
        import base64
        import io

        import numpy as np

        content = io.BytesIO()
        np.savez(content, meta=np.array([object()], dtype=object), allow_pickle=True)
        self.prediction.sudo().model_data = base64.b64encode(content.getvalue())
        with self._assert_refused(UserError, "train it again"):
            self.prediction._unpack("model_data")

    def test_fits_use_one_thread(self):
        from threadpoolctl import threadpool_info, threadpool_limits

        from ...forecasting import value_trees

        counts = []

        class Regressor:
            def __init__(self, **options):
                pass

            def fit(self, features, amounts):
                counts.extend(pool["num_threads"] for pool in threadpool_info())
                return self

        import sklearn.ensemble

        with (
            threadpool_limits(2),
            patch.object(sklearn.ensemble, "HistGradientBoostingRegressor", Regressor),
        ):
            value_trees.ValueTrees([[1.0]], [1.0])
        self.assertEqual(set(counts), {1})

    def test_preparation_is_a_phase_of_its_own(self):
        seen = []

        def train(kind, prediction):
            seen.append(prediction.prepared)
            return TRAINED

        self._patch("_has_preparation", True)
        self._patch("_prepare", lambda kind, prediction: {"levels": {"a": 0.1}})
        self._patch("_train", train)
        self.prediction.train()
        self.assertEqual(self._step(), ("queued", "prepare"))
        self.assertEqual(self.prediction.progress, 12)
        self.assertEqual(self._step(), ("queued", "train"))
        self.assertEqual(self.prediction.prepared, {"levels": {"a": 0.1}})
        self.assertEqual(self._step(), ("queued", "recheck"))
        self.assertEqual(seen, [{"levels": {"a": 0.1}}])
        # what was found for one training is none of the next one's
        self.assertFalse(self.prediction.prepared)
