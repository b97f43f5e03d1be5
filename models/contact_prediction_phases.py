# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .contact_prediction_run import STALE_HOURS

_logger = logging.getLogger(__name__)

# What runs after what; each within the time that Odoo gives a worker.
PHASES = {
    "check": "train",
    "train": "recheck",
    "recheck": "score",
    "score": "publish",
    "publish": False,
}
# The phases that write a data report, and the step that it is about.
REPORTS = {"check": "train", "recheck": "score"}
# So many times a phase that a server left is begun again, before it has failed.
MOST_ATTEMPTS = 3


class ContactPrediction(models.Model):
    """Training and scoring, phase by phase, in the background.

    A phase is one call of the scheduled action and one transaction: it is claimed and
    the claim committed; it calculates without writing anything; then it locks the
    prediction and writes all it found out. If the prediction was changed or cancelled
    meanwhile, the lock is refused and nothing is written.
    """

    _inherit = "contact.prediction"

    @api.model
    def _cron_predict(self):
        """Run one phase of one prediction; called by a scheduled action."""
        self._queue_outdated()
        # what follows must see what others have done meanwhile
        self.env["ir.cron"]._commit_progress()
        prediction, rescue = self._claim_next()
        if prediction:
            prediction._run_phase()
        remaining = self.search_count([("state", "=", "queued")])
        self.env["ir.cron"]._commit_progress(int(bool(prediction)), remaining=remaining)
        # a run that finds nothing would look for changed data, which is done once a day
        rescue.try_lock_for_update().unlink()
        if remaining:
            self._trigger()

    @api.model
    def _claim_next(self):
        """Take the next prediction that is waiting, and commit that it is taken.

        :return: the prediction, and the ir.cron.trigger of the run that takes it up if
            this server stops
        :rtype: tuple
        """
        # the clock of the database, by which Odoo starts scheduled actions
        now = self.env.cr.now().replace(microsecond=0)
        later = now + timedelta(hours=STALE_HOURS)
        waiting = Domain("state", "=", "queued") | (
            Domain("state", "=", "running")
            & Domain("phase_started_on", "<=", now - timedelta(hours=STALE_HOURS))
        )
        rescue = self.env["ir.cron.trigger"]
        try:
            prediction = self.search(waiting, order="id").try_lock_for_update(limit=1)
        except SerializationFailure:
            # another worker was faster; there will be a next call
            self.env.cr.rollback()
            self.env.invalidate_all()
            return self.browse(), rescue
        if prediction:
            attempts = prediction.phase_attempts
            prediction.write(
                {
                    "state": "running",
                    "phase_started_on": now,
                    "phase_attempts": attempts + 1,
                }
            )
            rescue = self._trigger(later)
            self.env["ir.cron"]._commit_progress()
        return prediction, rescue

    def _run_phase(self):
        """Run the phase of a prediction that was claimed, and write what came out."""
        self.ensure_one()
        # in the language of whoever defined it: failures are read by people
        prediction = self._in_company()
        report, result, failure = prediction._try_phase()
        try:
            with self.env.cr.savepoint():
                prediction._lock_claimed()
                prediction._write_report(REPORTS.get(self.phase), report)
                if not failure:
                    prediction._write_phase(self.phase, result)
        except SerializationFailure:
            # cancelled, or changed, by somebody while this was at work
            self._give_up()
            return
        except Exception as error:
            _logger.exception("Prediction %s failed", self.id)
            failure = self._describe_failure(error)
        if failure:
            self.write({"state": "failed", "failure": failure, "phase": False})
        self.env.flush_all()

    def _try_phase(self):
        """Calculate a phase; nothing is written.

        :return: rows of the data report (None: it stays), the result, and why it
            failed ("" if it did not)
        :rtype: tuple
        """
        report = None
        try:
            with self.env.cr.savepoint(flush=False):
                self._check_libraries()
                self._check_attempts()
                if self.phase in REPORTS:
                    step = REPORTS[self.phase]
                    report = self._get_kind()._check_data(self, step)
                    self._refuse_errors(report)
                    return report, {}, ""
                return report, getattr(self, f"_run_{self.phase}")(), ""
        except UserError as error:
            return report, {}, str(error)
        except Exception as error:
            _logger.exception("Prediction %s failed", self.id)
            return report, {}, self._describe_failure(error)

    def _run_train(self):
        """Learn from the data."""
        return self._get_kind()._train(self)

    def _run_score(self):
        """Calculate a new score for every contact."""
        stamp = self.source_id._get_data_stamp(self)
        staged = self._stage_scores(self._get_kind()._score(self))
        return {"staged_data": staged, "data_stamp": stamp}

    def _run_publish(self):
        """Leave the writing to the end of the phase."""
        return {}

    def _write_phase(self, phase, result):
        """Write what a phase found out, and which is next."""
        if phase == "train":
            result = self._write_training(result)
        elif phase == "publish":
            result = self._publish_scores()
        following = PHASES[phase]
        state = "queued" if following else "ready"
        self.write({**result, "state": state, "phase": following, "phase_attempts": 0})

    def _write_training(self, result):
        """Write the factors; return the values of the prediction.

        :param dict result: what ``_train`` of the kind returns
        :rtype: dict
        """
        self.factor_ids.unlink()
        self.env["contact.prediction.factor"].create(
            [
                {"prediction_id": self.id, "code": code, "impact": impact}
                for code, impact in result["factors"]
                if impact > 0
            ]
        )
        return {
            "model_data": self._pack(result["arrays"], result["meta"]),
            "parameters": result["parameters"],
            "grade": result["grade"].lower(),
            "model_score": result["model_score"],
            "baseline_score": result["baseline_score"],
            "trained_on": fields.Datetime.now(),
        }

    def _write_report(self, step, rows):
        """Replace the rows of the data report of a step."""
        if rows is None:
            return
        self.usability_ids.filtered(lambda row: row.step == step).unlink()
        self.env["contact.prediction.usability"].create(
            [{**row, "prediction_id": self.id, "step": step} for row in rows]
        )

    def _refuse_errors(self, rows):
        errors = [row["message"] for row in rows if row["level"] == "error"]
        if errors:
            raise UserError("\n".join(errors))

    def _check_attempts(self):
        if self.phase_attempts > MOST_ATTEMPTS:
            raise UserError(
                self.env._(
                    "The server stopped %(count)s times while it worked on prediction "
                    "%(name)s; give it more time or memory, or fewer data.",
                    count=MOST_ATTEMPTS,
                    name=self.name,
                )
            )

    def _lock_claimed(self):
        """Lock the prediction.

        :raise SerializationFailure: it was changed since the phase began
        """
        query = SQL(
            "SELECT 1 FROM contact_prediction WHERE id = %s FOR NO KEY UPDATE", self.id
        )
        self.env.cr.execute(query, log_exceptions=False)

    def _give_up(self):
        """Forget a phase; start it again if nobody cancelled it."""
        self.env.cr.rollback()
        self.env.invalidate_all()
        _logger.info("Prediction %s was changed while it was calculated", self.id)
        if self.exists() and self.state == "running":
            self.write({"state": "queued", "phase_attempts": 0})

    def _describe_failure(self, error):
        if isinstance(error, MemoryError):
            return self.env._(
                "There was not enough memory; ask your administrator for more, or "
                "leave out older data."
            )
        return f"{type(error).__name__}: {error}"

    def _in_company(self):
        """Return the prediction as the company sees its data."""
        return self.with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids
        )

    @api.model
    def _queue_outdated(self):
        """Queue what is to be trained again, or to be scored because data changed."""
        if self._get_missing_libraries():
            return
        now = fields.Datetime.now()
        ready = self.search([("state", "=", "ready"), ("source_id", "!=", False)])
        for prediction in ready:
            trained, days = prediction.trained_on, prediction.retrain_days
            if days and trained and (now - trained).days >= days:
                prediction._queue("check")
            elif prediction._is_outdated():
                prediction._queue("recheck")

    def _is_outdated(self):
        """Tell whether the data are others than those that were scored."""
        prediction = self._in_company()
        stamp = prediction.source_id._get_data_stamp(prediction)
        return stamp != self.data_stamp
