# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import threading
from unittest.mock import patch

from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..connections_common import ConnectionsCommon
from .test_prediction_run import TRAINED

CONTACTS = 20


@tagged("post_install", "-at_install")
class TestPredictionConcurrency(ConnectionsCommon):
    """Workers, readers and administrators, each with a connection of their own."""

    @classmethod
    def _create_data(cls, env):
        company = env["res.company"].create({"name": "Prediction Race"})
        cls.company_id = company.id
        partners = env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(CONTACTS)]
        )
        cls.partner_ids = partners.ids
        source = env["contact.prediction.source"].create(
            {
                "name": "Race",
                "kind": "import_transaction",
                "company_id": cls.company_id,
            }
        )
        cls.source_id = source.id

    @classmethod
    def _remove_data(cls, env):
        env["contact.prediction.source"].browse(cls.source_id).unlink()
        company = env["res.company"].browse(cls.company_id)
        partner = company.partner_id
        company.unlink()
        partner.unlink()

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            self.ids = (
                env["contact.prediction"]
                .create(
                    [
                        {
                            "name": name,
                            "kind": "lifetime_value",
                            "company_id": self.company_id,
                            "source_id": self.source_id,
                        }
                        for name in ("First", "Second")
                    ]
                )
                .ids
            )
        self.addCleanup(self._remove)
        kind = self.registry["contact.prediction.lifetime.value"]
        self.meanwhile = lambda: None
        self.score = 1.0
        for name, function in (
            ("_check_data", lambda kind, prediction, step: []),
            ("_has_preparation", False),
            ("_train", lambda kind, prediction: self._train()),
            ("_score", lambda kind, prediction: self._score()),
        ):
            patcher = patch.object(kind, name, function)
            patcher.start()
            self.addCleanup(patcher.stop)
        # no other server on this database is to be woken up
        model = self.registry["contact.prediction"]
        for name, function in (
            ("_queue_outdated", lambda model: None),
            ("_trigger", lambda model, at=None: model.env["ir.cron.trigger"]),
        ):
            patcher = patch.object(model, name, function)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _remove(self):
        with self._connect() as env:
            predictions = env["contact.prediction"].browse(self.ids)
            predictions.write({"state": "draft"})
            predictions.unlink()

    def _train(self):
        self.meanwhile()
        return TRAINED

    def _score(self):
        import numpy as np

        return {
            "partner_ids": np.array(self.partner_ids),
            "scores": np.full(CONTACTS, self.score),
            "distribution": [],
            "statistics": [],
        }

    def _work(self, times=1):
        """Call the scheduled action."""
        for _time in range(times):
            with self._connect() as env:
                env["contact.prediction"]._cron_predict()

    def _call(self, name, number=0, *args):
        with self._connect() as env:
            prediction = env["contact.prediction"].browse(self.ids[number])
            return getattr(prediction, name)(*args)

    def _read(self, number=0):
        with self._connect() as env:
            prediction = env["contact.prediction"].browse(self.ids[number])
            return prediction.read(["state", "phase", "grade", "score_count"])[0]

    def assertStands(self, state, phase, number=0, **values):
        found = self._read(number)
        expected = {"state": state, "phase": phase, **values}
        self.assertEqual({name: found[name] for name in expected}, expected)

    def test_cancelled_while_it_works(self):
        self._call("train")
        self._work()
        self.meanwhile = lambda: self._call("cancel")
        self._work()
        self.assertStands("draft", False, grade=False)
        self.meanwhile = lambda: self.fail("it is cancelled")
        self._work()
        self.assertStands("draft", False)

    def test_changed_while_it_works(self):
        """What was learned for other settings is thrown away, and learned again."""
        self._call("train")
        self._work()
        self.meanwhile = lambda: self._call("write", 0, {"horizon_days": 100})
        self._work()
        self.assertStands("queued", "train", grade=False)
        self.meanwhile = lambda: None
        self._work()
        self.assertStands("queued", "recheck", grade="b")

    def test_deleted_while_it_works(self):
        def delete():
            self._call("cancel")
            self._call("unlink")

        self._call("train")
        self._work()
        self.meanwhile = delete
        self._work()
        with self._connect() as env:
            self.assertFalse(env["contact.prediction"].browse(self.ids[0]).exists())
        self.ids = self.ids[1:]

    def test_workers_take_different_predictions(self):
        self._call("train", 0)
        self._call("train", 1)
        self._work()
        self.meanwhile = self._stop_meanwhile(self._work)
        self._work()
        self.assertStands("queued", "recheck", 0)
        self.assertStands("queued", "train", 1)

    def _stop_meanwhile(self, function):
        """Return a function that does something the first time it is called only."""

        def once():
            self.meanwhile = lambda: None
            function()

        return once

    def test_who_is_claimed_is_not_taken_again(self):
        self._call("train")
        self._work()
        self.meanwhile = self._stop_meanwhile(lambda: self._work(2))
        self._work()
        self.assertStands("queued", "recheck")

    def test_readers_see_old_scores_until_all_are_there(self):
        self._call("train")
        self._work(5)
        self.assertStands("ready", False, score_count=CONTACTS)
        self.assertEqual(self._read_scores(), [1.0] * CONTACTS)
        self.score = 2.0
        self._call("rescore")
        self._work(2)
        self.assertStands("queued", "publish")
        self.assertEqual(self._read_scores(), [1.0] * CONTACTS)
        seen = []
        model = self.registry["contact.prediction"]
        copy_scores = model._copy_scores

        def look_and_copy(prediction, *args):
            seen.append(self._read_scores())
            copy_scores(prediction, *args)
            seen.append(self._read_scores())

        with patch.object(model, "_copy_scores", look_and_copy):
            self._work()
        self.assertEqual(seen, [[1.0] * CONTACTS] * 2)
        self.assertEqual(self._read_scores(), [2.0] * CONTACTS)

    def _read_scores(self):
        with self._connect() as env:
            domain = [("prediction_id", "=", self.ids[0])]
            return env["contact.prediction.score"].search(domain).mapped("score")

    def test_contacts_are_deleted_while_scores_are_written(self):
        with self._connect() as env:
            partner_id = env["res.partner"].create({"name": "Deleted"}).id
        self.partner_ids = [*self.partner_ids[:-1], partner_id]
        self._call("train")
        self._work(5)
        self._call("rescore")
        self._work(2)
        model = self.registry["contact.prediction"]
        copy_scores, threads = model._copy_scores, []

        def delete():
            with self._connect() as env:
                partner = env["res.partner"].browse(partner_id)
                retrying(partner.unlink, env)

        def delete_and_copy(prediction, *args):
            threads.append(threading.Thread(target=delete, daemon=True))
            threads[0].start()
            # it waits for what is written here
            threads[0].join(0.5)
            self.assertTrue(threads[0].is_alive())
            copy_scores(prediction, *args)

        with (
            patch.object(model, "_copy_scores", delete_and_copy),
            patch.object(Registry, "_lock", DummyRLock()),
            mute_logger("odoo.sql_db"),
        ):
            self._work()
            threads[0].join(60)
        self.assertFalse(threads[0].is_alive())
        self.assertStands("ready", False, score_count=CONTACTS)
        self.assertEqual(self._read_scores(), [1.0] * (CONTACTS - 1))

    def test_contacts_are_edited_while_scores_are_written(self):
        self._call("train")
        self._work(4)
        model = self.registry["contact.prediction"]
        copy_scores = model._copy_scores

        def edit_and_copy(prediction, *args):
            with self._connect() as env:
                env["res.partner"].browse(self.partner_ids).write({"comment": "Edited"})
            copy_scores(prediction, *args)

        with patch.object(model, "_copy_scores", edit_and_copy):
            self._work()
        self.assertStands("ready", False, score_count=CONTACTS)
