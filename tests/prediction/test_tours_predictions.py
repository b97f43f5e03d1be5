# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
from datetime import date, timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

DAYS = 600


@tagged("post_install", "-at_install")
class TestToursPredictions(HttpCase):
    """A prediction in the browser, from the tile to the segment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="prediction_manager",
            groups="contact_segment.group_manager,base.group_partner_manager",
        )
        cls.user = new_test_user(
            cls.env,
            login="prediction_user",
            groups="contact_segment.group_user,base.group_partner_manager",
        )
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Tour customer {number}"} for number in range(150)]
        )
        cls._import_transactions()

    @classmethod
    def _import_transactions(cls):
        chance = random.Random(4)
        first = date.today() - timedelta(DAYS)
        rows = []
        for partner in cls.partners:
            day, pause = chance.randint(0, 200), chance.randint(10, 60)
            while day < DAYS:
                rows.append(
                    {
                        "partner_id": partner.id,
                        "date": first + timedelta(day),
                        "amount": chance.randint(10, 100),
                    }
                )
                if chance.random() < 0.03:
                    break
                day += 1 + int(chance.expovariate(1 / pause))
        cls.env["contact.prediction.transaction"].create(rows)

    def _run_phases(self):
        """Do what the scheduled action does, but for its commits."""
        predictions = self.env["contact.prediction"]
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", lambda *args, **named: 0):
            while predictions.search_count([("state", "in", ("queued", "running"))]):
                predictions._cron_predict()

    def test_predictions(self):
        url = "/odoo/predictions"
        self.start_tour(url, "contact_prediction_views", login="prediction_manager")
        self.start_tour(url, "contact_prediction_create", login="prediction_manager")
        prediction = self.env["contact.prediction"].search(
            [("name", "=", "Tour prediction")]
        )
        self.assertEqual(prediction.state, "queued")
        self._run_phases()
        self.assertEqual((prediction.state, prediction.failure), ("ready", False))
        self.start_tour(url, "contact_prediction_results", login="prediction_manager")
        segment = self.env["contact.segment"].search([("name", "=", "Tour bar")])
        self.assertEqual(segment.step_ids.source, "prediction")
        self.assertTrue(segment.line_ids)
        self.start_tour(url, "contact_prediction_user", login="prediction_user")
        segment = self.env["contact.segment"].search([("name", "=", "Tour of a user")])
        self.assertEqual(segment.create_uid, self.user)
        self.assertTrue(segment.line_ids)
