# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from importlib.util import find_spec

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_time

from ...tools import arguments
from ...tools.names import has_name
from ...tools.told import ToldText

LIBRARIES = ("numpy", "scipy", "sklearn")
# A server that stopped leaves a prediction running; so many hours later it is taken up
# by a run that was asked for when it was claimed.
STALE_HOURS = 1


class ContactPrediction(models.Model):
    """What customers will probably do, learned from what they did.

    A prediction is trained on transactions or subscriptions up to an earlier day and
    judged on what came after it, beside a simple rule. Scoring gives every contact a
    figure; a segment is made of a condition on these figures.
    """

    _name = "contact.prediction"
    _inherit = [
        "contact.rights.mixin",
        "contact.condition.mixin",
        "contact.technical.mixin",
    ]
    _condition_fields = {"product_domain": "product.product"}
    _description = "Prediction"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=False)
    active = fields.Boolean(default=True)
    # Each kind adds itself, in its own file; a new prediction begins as one of them.
    kind = fields.Selection(selection=[], required=True, default="lifetime_value")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("queued", "Queued"),
            ("running", "Running"),
            ("ready", "Ready"),
            ("failed", "Failed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id", is_technical=True)
    source_id = fields.Many2one(
        comodel_name="contact.prediction.source",
        string="Data Source",
        ondelete="restrict",
        check_company=True,
        help="Where transactions or subscriptions come from.",
    )
    by_company = fields.Boolean(
        default=True,
        help="People count for the company they work for; off: every contact counts "
        "for itself.",
    )
    horizon_days = fields.Integer(
        string="Days Ahead",
        compute="_compute_defaults",
        store=True,
        readonly=False,
        help="How far the prediction looks into the future.",
    )
    churn_days = fields.Integer(
        string="Days Without Purchase",
        default=60,
        help="A customer who bought nothing for so many days has stopped buying.",
    )
    grace_days = fields.Integer(
        string="Days of Grace",
        default=60,
        help="So many days after its end, a subscription that was not renewed is over.",
    )
    active_days = fields.Integer(
        string="Active Within (days)",
        help="Only customers who bought within so many days are predicted; 0: the "
        "model decides from how often customers buy.",
    )
    high_value_percent = fields.Float(
        string="High-Value Customers (%)",
        help="How many of the active customers count as high-value; 0: those who made "
        "80 % of the revenue.",
    )
    product_count = fields.Integer(
        string="Products per Contact",
        default=5,
        help="How many products are recommended to a contact.",
    )
    allow_repeat = fields.Boolean(
        string="Repeat Purchases Expected",
        default=True,
        help="Also recommend what a contact has bought before; off: only what is new "
        "to the contact.",
    )
    lookback_days = fields.Integer(
        string="Not Bought Within (days)",
        default=365,
        help="With repeat purchases: leave out what was bought within so many days.",
    )
    product_domain = fields.Char(
        string="Products",
        default="[]",
        help="Only these products are recommended, or looked for; all products are "
        "learned from.",
    )
    retrain_days = fields.Integer(
        string="Train Again After (days)",
        default=30,
        help="0: only when somebody asks for it. New scores come whenever the data "
        "changed.",
    )
    grade = fields.Selection(
        selection=[("a", "A"), ("b", "B"), ("c", "C")],
        readonly=True,
        copy=False,
        help="How much better than a simple rule; empty where that cannot be told.",
    )
    grade_message = ToldText(
        string="Meaning of the Grade",
        readonly=True,
        copy=False,
        help="What the difference to the simple rule means, and how sure it is; or why "
        "there is no grade.",
    )
    model_score = fields.Float(
        readonly=True,
        copy=False,
        digits=(16, 4),
        help="How good the prediction was for days it had not seen, from 0 to 1.",
    )
    baseline_score = fields.Float(
        readonly=True,
        copy=False,
        digits=(16, 4),
        help="How good a simple rule was for the same days, from 0 to 1.",
    )
    factor_ids = fields.One2many(
        comodel_name="contact.prediction.factor", inverse_name="prediction_id"
    )
    usability_ids = fields.One2many(
        comodel_name="contact.prediction.usability",
        inverse_name="prediction_id",
        string="Data Report",
    )
    score_ids = fields.One2many(
        comodel_name="contact.prediction.score", inverse_name="prediction_id"
    )
    score_count = fields.Integer(string="Scores", readonly=True, copy=False)
    trained_on = fields.Datetime(readonly=True, copy=False)
    scored_on = fields.Datetime(readonly=True, copy=False)
    phase = fields.Selection(
        selection=[
            ("check", "Checking data for training"),
            ("prepare", "Preparing the training"),
            ("train", "Training"),
            ("recheck", "Checking data for scoring"),
            ("score", "Scoring"),
            ("publish", "Writing scores"),
        ],
        readonly=True,
        copy=False,
        help="What is done next, or at this moment.",
    )
    phase_started_on = fields.Datetime(readonly=True, copy=False, is_technical=True)
    phase_attempts = fields.Integer(
        readonly=True,
        copy=False,
        is_technical=True,
        help="How often this phase was begun; more than once if the server stopped.",
    )
    prepared = fields.Json(
        readonly=True,
        copy=False,
        is_technical=True,
        help="What was found out for the training that comes next.",
    )
    progress = fields.Float(compute="_compute_progress")
    progress_note = fields.Char(
        compute="_compute_progress_note",
        help="When the phase began, and when it begins again if the server stopped.",
    )
    failure = ToldText(readonly=True, copy=False)
    data_stamp = fields.Char(
        readonly=True,
        copy=False,
        is_technical=True,
        help="Changes when the data of the source change.",
    )
    parameters = fields.Json(readonly=True, copy=False)
    evaluation = fields.Json(
        readonly=True,
        copy=False,
        is_technical=True,
        help="What it was worth on the tested days, as the results show it.",
    )
    distribution = fields.Json(readonly=True, copy=False)
    statistics = fields.Json(readonly=True, copy=False)
    source_usage = fields.Char(compute="_compute_source_usage")
    # The names of the settings that its kind uses, which the form shows.
    used_settings = fields.Char(compute="_compute_source_usage")
    missing_libraries = fields.Char(compute="_compute_missing_libraries")
    is_trained = fields.Boolean(compute="_compute_is_trained")

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE active",
        "Another prediction of this company has this name already.",
    )

    @api.depends("kind")
    def _compute_defaults(self):
        """Offer the usual number of days of each kind."""
        for prediction in self:
            prediction.horizon_days = prediction._get_kind()._usual_days

    @api.constrains("name", "company_id", "active")
    def _check_name(self):
        for prediction in self.filtered("active"):
            domain = [
                ("company_id", "=", prediction.company_id.id),
                ("id", "!=", prediction.id),
            ]
            if has_name(self, prediction.name, domain):
                raise ValidationError(
                    self.env._(
                        "There is a prediction called %(name)s already; choose another "
                        "name.",
                        name=prediction.name,
                    )
                )

    @api.constrains("kind", "source_id")
    def _check_source(self):
        for prediction in self:
            wanted = prediction._get_usage()
            if prediction.source_id and prediction.source_id.usage != wanted:
                raise ValidationError(
                    self.env._(
                        "Data source %(data_source)s has no data of the kind that "
                        "prediction %(name)s needs; choose another source.",
                        data_source=prediction.source_id.display_name,
                        name=prediction.name,
                    )
                )

    @api.constrains(
        "kind",
        "horizon_days",
        "churn_days",
        "grace_days",
        "active_days",
        "high_value_percent",
        "product_count",
        "allow_repeat",
        "lookback_days",
    )
    def _check_days(self):
        for prediction in self:
            prediction._get_kind()._check_settings(prediction)
            figures = (prediction.horizon_days, prediction.churn_days)
            if min(*figures, prediction.product_count) < 1:
                raise ValidationError(
                    self.env._(
                        "Prediction %(name)s: days and numbers of products must be "
                        "positive.",
                        name=prediction.name,
                    )
                )

    def _get_usage(self):
        """Return what kind of data the prediction learns from."""
        self.ensure_one()
        return self._get_kind()._usage

    def _get_kind(self):
        """Return the model of this kind of prediction; without one what all share.

        :return: a model that inherits ``contact.prediction.kind``
        """
        return self._get_kind_of(self.kind)

    @api.model
    def _get_kind_of(self, code):
        """Return the model of a kind of prediction by its code."""
        name = (code or "kind").replace("_", ".")
        return self.env[f"contact.prediction.{name}"]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        for prediction in self:
            if prediction.state == "running":
                raise UserError(
                    self.env._(
                        "Prediction %(name)s is running; cancel it first.",
                        name=prediction.name,
                    )
                )

    # --------------------------------------------------------------------------------
    # Asking for predictions; they are calculated in the background.
    # --------------------------------------------------------------------------------

    @api.depends("state", "phase")
    def _compute_progress(self):
        done = {
            "check": 5.0,
            "prepare": 12.0,
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

    # --------------------------------------------------------------------------------
    # What the screens of predictions need, and what their buttons open.
    # --------------------------------------------------------------------------------

    @api.depends("kind")
    def _compute_source_usage(self):
        for prediction in self:
            prediction.source_usage = prediction.kind and prediction._get_usage()
            kind = prediction._get_kind()
            settings = ["horizon_days"] * kind._has_horizon + [*kind._settings]
            prediction.used_settings = ",".join(settings)

    def _compute_missing_libraries(self):
        names = ", ".join(self._get_missing_libraries())
        self.missing_libraries = names

    @api.depends("trained_on")
    def _compute_is_trained(self):
        for prediction in self:
            prediction.is_trained = bool(prediction.trained_on)

    def action_create_segment(self):
        """Open the wizard that makes a segment of this prediction."""
        arguments.check_one(self)
        return {
            **self._get_segment_wizard_action(),
            "context": {"default_prediction_id": self.id},
        }

    def action_view_scores(self):
        """Open the scores of this prediction, the highest first."""
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_prediction_score_action"
        )
        return {
            **action,
            "display_name": self.env._("Scores of %(name)s", name=self.name),
            "domain": [("prediction_id", "=", self.id)],
            # who has left already is no news
            "context": {
                "prediction_kind": self.kind,
                "prediction_score_unit": self._get_kind()._score_unit,
                "prediction_has_dates": self._get_kind()._has_dates,
                "search_default_not_left": 1,
            },
        }

    def action_view_report(self):
        """Open what is wrong with the data of this prediction."""
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_prediction_usability_action"
        )
        return {
            **action,
            "display_name": self.env._("Data Report of %(name)s", name=self.name),
            "domain": [("prediction_id", "=", self.id)],
        }

    @api.model
    def _get_segment_wizard_action(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_prediction_segment_wizard_action"
        )
