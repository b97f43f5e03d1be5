# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from importlib.util import find_spec

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_time

LIBRARIES = ("numpy", "scipy", "sklearn")
# A server that stopped leaves a prediction running; so many hours later it is taken up
# by a run that was asked for when it was claimed.
STALE_HOURS = 1


class ContactPrediction(models.Model):
    """Asking for predictions; they are calculated in the background."""

    _inherit = "contact.prediction"

    phase = fields.Selection(
        selection=[
            ("check", "Checking data for training"),
            ("train", "Training"),
            ("recheck", "Checking data for scoring"),
            ("score", "Scoring"),
            ("publish", "Writing scores"),
        ],
        readonly=True,
        copy=False,
        help="What is done next, or at this moment.",
    )
    phase_started_on = fields.Datetime(readonly=True, copy=False)
    phase_attempts = fields.Integer(
        readonly=True,
        copy=False,
        help="How often this phase was begun; more than once if the server stopped.",
    )
    progress = fields.Float(compute="_compute_progress")
    progress_note = fields.Char(
        compute="_compute_progress_note",
        help="When the phase began, and when it begins again if the server stopped.",
    )
    failure = fields.Text(readonly=True, copy=False)
    data_stamp = fields.Char(
        readonly=True, copy=False, help="Changes when the data of the source change."
    )
    parameters = fields.Json(readonly=True, copy=False)
    distribution = fields.Json(readonly=True, copy=False)
    statistics = fields.Json(readonly=True, copy=False)

    @api.depends("state", "phase")
    def _compute_progress(self):
        done = {
            "check": 5.0,
            "train": 20.0,
            "recheck": 50.0,
            "score": 60.0,
            "publish": 90.0,
        }
        for prediction in self:
            is_waiting = prediction.state in ("queued", "running")
            prediction.progress = (
                done.get(prediction.phase, 0.0)
                if is_waiting
                else 100.0 * (prediction.state == "ready")
            )

    @api.depends("state", "phase_started_on")
    @api.depends_context("lang", "tz")
    def _compute_progress_note(self):
        for prediction in self:
            started = prediction.phase_started_on
            if prediction.state != "running" or not started:
                prediction.progress_note = ""
                continue
            times = {
                name: format_time(self.env, time, str(self.env.tz), "short")
                for name, time in (
                    ("started", started),
                    ("later", started + timedelta(hours=STALE_HOURS)),
                )
            }
            prediction.progress_note = self.env._(
                "This began at %(started)s. If the server stopped since, it begins "
                "again by itself at %(later)s.",
                **times,
            )

    def train(self):
        """Train predictions and give all contacts new scores, in the background.

        :return: True
        :rtype: bool
        :raise UserError: a source is missing, or what the calculation needs is not
            installed
        """
        self._queue("check")
        return True

    def rescore(self):
        """Give all contacts new scores by what was learned before, in the background.

        :return: True
        :rtype: bool
        :raise UserError: a prediction was not trained yet
        """
        for prediction in self:
            if not prediction.trained_on:
                raise UserError(
                    self.env._(
                        "Prediction %(name)s was not trained yet; train it first.",
                        name=prediction.name,
                    )
                )
        self._queue("recheck")
        return True

    def cancel(self):
        """Stop predictions that are waiting or running; what was there before stays.

        :return: True
        :rtype: bool
        """
        self.check_access("write")
        for prediction in self:
            if prediction.state in ("queued", "running"):
                # a phase that is at work fails to commit, because of this very change
                state = "ready" if prediction.scored_on else "draft"
                prediction._as_checked().write({"state": state, "phase": False})
                # nobody but the system sees this file
                prediction.sudo().staged_data = False
        return True

    def _queue(self, phase):
        self.check_access("write")
        self._check_libraries()
        for prediction in self:
            if not prediction.source_id:
                raise UserError(
                    self.env._(
                        "Prediction %(name)s has no data source; choose one.",
                        name=prediction.name,
                    )
                )
        self._as_checked().write(
            {"state": "queued", "phase": phase, "phase_attempts": 0, "failure": False}
        )
        self._trigger()

    @api.model
    def _get_missing_libraries(self):
        """Return the names of the libraries that are not installed."""
        return [name for name in LIBRARIES if not find_spec(name)]

    @api.model
    def _check_libraries(self):
        missing = self._get_missing_libraries()
        if missing:
            raise UserError(
                self.env._(
                    "Predictions need %(names)s; ask your administrator to run "
                    "pip install numpy scipy scikit-learn.",
                    names=", ".join(missing),
                )
            )

    @api.model
    def _trigger(self, at=None):
        """Ask for a run of the scheduled action.

        :param datetime at: when, in UTC; without it as soon as possible
        :return: the ir.cron.trigger, nothing where the scheduled action was deleted
        """
        cron = self.env.ref("contact_segment.ir_cron_predict", raise_if_not_found=False)
        return cron.sudo()._trigger(at) if cron else self.env["ir.cron.trigger"]
