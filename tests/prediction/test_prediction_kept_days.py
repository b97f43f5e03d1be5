# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import tagged

from ...models.prediction.feature import reader
from ..prediction_data import PredictionData


@tagged("post_install", "-at_install")
class TestPredictionKeptDays(PredictionData):
    """What customers bought on each day is made of the lines once in a phase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_history(120, 500, 1.2, 30, 0.8, 2.5)
        cls.prediction = cls._create_prediction(horizon_days=60).with_user(cls.manager)

    def _read(self, prediction):
        """Return the figures of customers and what tells who leaves, as text."""
        cut = self._day(300)
        features = self.Features
        figures = features._read_rfm(prediction, cut, until=self._day(400))
        churn = features._read_churn_features(prediction, [cut], 60, 60)
        both = [*figures.items(), *churn.items()]
        return str([(name, list(some)) for name, some in both])

    def _is_there(self):
        self.env.cr.execute("SELECT to_regclass('contact_prediction_kept_day')")
        return bool(self.env.cr.fetchone()[0])

    def test_kept_days_are_the_same(self):
        prediction = self.prediction.sudo()
        made = self._read(prediction)
        kept = reader.KeptDays()
        keeping = prediction.with_context(**{kept.key: kept})
        self.assertEqual(self._read(keeping), made)
        self.assertTrue(self._is_there())
        kept.drop(prediction)
        self.assertFalse(self._is_there())

    def test_days_are_made_once_in_a_phase(self):
        for kind in ("lifetime_value", "next_purchase"):
            prediction = self._create_prediction(kind, name=kind, horizon_days=60)
            with patch.object(
                reader, "_make_days", side_effect=reader._make_days
            ) as make:
                self._run(prediction)
            self.assertReady(prediction)
            # in training, and in scoring
            self.assertEqual(make.call_count, 2, kind)
            self.assertFalse(self._is_there())

    def test_next_phase_sees_new_lines(self):
        self._run(self.prediction.sudo())
        new = self._create_contacts(1, "New")
        self._import([(new.id, 499, 10, None)])
        self._run(self.prediction.sudo(), "rescore")
        self.assertIn(new, self.prediction.score_ids.partner_id)

    def test_failed_phase_leaves_nothing(self):
        kind = type(self.env["contact.prediction.lifetime.value"])
        with patch.object(kind, "_find_best", side_effect=MemoryError):
            with self.assertLogs("odoo.addons.contact_segment", "ERROR"):
                self._run(self.prediction.sudo())
        self.assertEqual(self.prediction.state, "failed")
        self.assertFalse(self._is_there())
        self._run(self.prediction.sudo())
        self.assertReady(self.prediction)

    def test_context_of_a_stranger_names_no_table(self):
        made = self._read(self.prediction.sudo())
        for value in ("res_users", {"table": "res_users"}, True):
            named = self.prediction.sudo().with_context(prediction_kept_days=value)
            self.assertEqual(self._read(named), made)
            self.assertFalse(self._is_there())
