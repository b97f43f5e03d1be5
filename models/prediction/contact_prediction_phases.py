# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io
import json
import logging
import zipfile
from datetime import timedelta
from math import isfinite

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from ...tools.told import join, tell
from .contact_prediction import STALE_HOURS
from .feature.lines import KeptLines

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
# What runs after what; each within the time that Odoo gives a worker.
PHASES = {
    "check": "prepare",
    "prepare": "train",
    "train": "recheck",
    "recheck": "score",
    "score": "publish",
    "publish": False,
}
# The phases that write a data report, and the step that it is about.
REPORTS = {"check": "train", "recheck": "score"}
# So many times a phase that a server left is begun again, before it has failed.
MOST_ATTEMPTS = 3
META = "meta"
BLOCK = 50_000
STATUSES = ("active", "churned", "cold")
# Days that a kind may tell of a contact, numbered since 1970-01-01 in the arrays.
DATES = ("expected_on", "earliest_on", "latest_on")
COLUMNS = (
    "prediction_id",
    "partner_id",
    "score",
    "percentile",
    "flag",
    "status",
    "product_id",
    "rank",
    "factors",
    "previous_score",
    "change",
    *DATES,
)
FORMATS = ("%d", "%d", "%.6f", "%.4f", "%s", "%s", "%s", "%d", "%s")
LINE = "\t".join([*FORMATS, "%s", "%s", *["%s"] * len(DATES)]) + "\n"


class ContactPrediction(models.Model):
    """Training and scoring, phase by phase, in the background.

    A phase is one call of the scheduled action and one transaction: it is claimed and
    the claim committed; it calculates without writing anything; then it locks the
    prediction and writes all it found out. If the prediction was changed or cancelled
    meanwhile, the lock is refused and nothing is written.
    """

    _inherit = "contact.prediction"

    model_data = fields.Binary(
        attachment=True, readonly=True, copy=False, groups="base.group_system"
    )
    staged_data = fields.Binary(
        attachment=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Scores that were calculated and are not yet to be seen.",
    )

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
                    report = self._get_kind()._check_data(self._with_kept_lines(), step)
                    self._refuse_errors(report)
                    return report, {}, ""
                return report, getattr(self, f"_run_{self.phase}")(), ""
        except UserError as error:
            return report, {}, str(error)
        except Exception as error:
            _logger.exception("Prediction %s failed", self.id)
            return report, {}, self._describe_failure(error)

    def _run_prepare(self):
        """Find out what training needs, where both together take too long."""
        return {"prepared": self._get_kind()._prepare(self._with_kept_lines())}

    def _run_train(self):
        """Learn from the data."""
        keeping = self._with_kept_lines()
        result = self._get_kind()._train(keeping)
        return {**result, "training": keeping._describe_training()}

    def _run_score(self):
        """Calculate a new score for every contact."""
        stamp = self.source_id._get_data_stamp(self)
        scores = self._get_kind()._score(self._with_kept_lines())
        staged = self._stage_scores(scores)
        return {"staged_data": staged, "data_stamp": stamp}

    def _with_kept_lines(self):
        """Return the prediction with what customers bought read once for a phase."""
        return self.with_context(**{KeptLines.key: KeptLines(self)})

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
        if following == "prepare" and not self._get_kind()._has_preparation:
            following = PHASES[following]
        state = "queued" if following else "ready"
        self.write({**result, "state": state, "phase": following, "phase_attempts": 0})

    def _write_training(self, result):
        """Write the factors; return the values of the prediction.

        :param dict result: what ``_run_train`` returns
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
            "parameters": {
                **result["parameters"],
                "training": result["training"],
            },
            "grade": (result["grade"] or "").lower() or False,
            "grade_message": result.get("grade_message") or False,
            "evaluation": result.get("evaluation") or {},
            "model_score": result["model_score"],
            "baseline_score": result["baseline_score"],
            "trained_on": fields.Datetime.now(),
            "prepared": False,
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
            raise UserError(join("\n", errors))

    def _check_attempts(self):
        if self.phase_attempts > MOST_ATTEMPTS:
            message = _lt(
                "The server stopped %(count)s times while it worked on prediction "
                "%(name)s; give it more time or memory, or fewer data.",
                count=MOST_ATTEMPTS,
                name=self.name,
            )
            raise UserError(tell(self.env, message))

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
            return tell(
                self.env,
                _lt(
                    "There was not enough memory; ask your administrator for more, or "
                    "leave out older data."
                ),
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

    def _forget_data(self, lost_scores):
        """Note that the scores are of data that changed since.

        :param int lost_scores: how many of them are gone
        """
        self._as_checked().write(
            {"data_stamp": False, "score_count": self.score_count - lost_scores}
        )

    def _is_outdated(self):
        """Tell whether the data are others than those that were scored."""
        prediction = self._in_company()
        stamp = prediction.source_id._get_data_stamp(prediction)
        return stamp != self.data_stamp

    # --------------------------------------------------------------------------------
    # Where a prediction keeps what it learned, and scores on their way. Both are files
    # of numpy arrays, read without pickle: a file can hold numbers and texts, never
    # code. Of a tree model the rows it was trained on are kept; training it again on
    # them gives the same trees, in any version of scikit-learn.
    # --------------------------------------------------------------------------------

    def _pack(self, arrays, meta):
        """Return arrays as the content of a binary field.

        :param dict arrays: numpy arrays of numbers or texts by name
        :param dict meta: whatever JSON can tell
        :rtype: bytes
        """
        import numpy as np

        content = io.BytesIO()
        np.savez_compressed(content, **arrays, **{META: np.array(json.dumps(meta))})
        return base64.b64encode(content.getvalue())

    def _unpack(self, field_name):
        """Return the arrays of a binary field, and what belongs to them.

        :return: arrays by name, and meta
        :rtype: tuple[dict, dict]
        :raise UserError: there are none
        """
        import numpy as np

        self.ensure_one()
        content = self.sudo().with_context(bin_size=False)[field_name]
        try:
            data = io.BytesIO(base64.b64decode(content or b""))
            with np.load(data, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            return arrays, json.loads(str(arrays.pop(META)))
        except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile):
            raise UserError(
                tell(
                    self.env,
                    _lt(
                        "What prediction %(name)s learned is lost; train it again.",
                        name=self.name,
                    ),
                )
            ) from None

    # --------------------------------------------------------------------------------
    # Writing the scores of all contacts at once. Scores are calculated in one phase,
    # kept as arrays, and written in the next one: old ones out, new ones in, in one
    # transaction. So each phase has the time of a worker of its own, and readers see
    # the old scores until all new ones are there.
    # --------------------------------------------------------------------------------

    def _stage_scores(self, result):
        """Return scores as arrays to keep until they are written.

        :param dict result: ``partner_ids`` and ``scores``; optional ``flags`` (bool),
            ``statuses`` (places in ``status_names``, usually STATUSES),
            ``percentiles``, ``product_ids``, ``ranks``, ``factor_texts`` (JSON) with
            ``factor_rows`` (places in it, −1 = none), ``dates`` (days, see DATES, by
            name; 0 = none); and ``distribution`` and ``statistics``, lists
        :return: content of a binary field
        :rtype: bytes
        """
        import numpy as np

        from ...forecasting import evaluation

        count = len(result["partner_ids"])
        scores = np.round(np.asarray(result["scores"], dtype=float), 6)
        arrays = {
            "partner_ids": np.asarray(result["partner_ids"], dtype=np.int32),
            "scores": scores,
            "percentiles": result.get("percentiles"),
            "flags": result.get("flags", np.zeros(count, dtype=bool)),
            "statuses": result.get("statuses", np.zeros(count, dtype=np.int8)),
            "product_ids": result.get("product_ids", np.zeros(count, dtype=np.int32)),
            "ranks": result.get("ranks", np.zeros(count, dtype=np.int16)),
            "factor_rows": result.get("factor_rows", np.full(count, -1, np.int32)),
            "factor_texts": result.get("factor_texts", np.zeros(0, dtype="U2")),
        }
        if arrays["percentiles"] is None:
            arrays["percentiles"] = evaluation.get_percentiles(scores)
        dates = result.get("dates", {})
        for name in DATES:
            arrays[name] = dates.get(name, np.zeros(count)).astype(np.int32)
        meta = {name: result[name] for name in ("distribution", "statistics")}
        meta["status_names"] = list(result.get("status_names", STATUSES))
        return self._pack(arrays, meta)

    def _publish_scores(self):
        """Replace the scores by those that are kept.

        :return: values of the prediction that belong to them
        :rtype: dict
        """
        import numpy as np

        self.ensure_one()
        arrays, meta = self._unpack("staged_data")
        texts = arrays.pop("factor_texts").tolist()
        names = meta.pop("status_names", STATUSES)
        arrays = self._drop_lost(arrays)
        arrays["statuses"] = np.array(names, dtype=object)[arrays["statuses"]]
        arrays |= self._compare_scores(arrays)
        self.env["contact.prediction.score"].flush_model()
        self.env.cr.execute(
            SQL(
                "DELETE FROM contact_prediction_score WHERE prediction_id = %s", self.id
            )
        )
        count = len(arrays["partner_ids"])
        for start in range(0, count, BLOCK):
            part = {name: some[start : start + BLOCK] for name, some in arrays.items()}
            self._copy_scores(part, texts)
        self.env["contact.prediction.score"].invalidate_model()
        self.invalidate_recordset(["score_ids"])
        self.env["res.partner"].invalidate_model(["prediction_score_ids"])
        return {
            "score_count": count,
            "scored_on": fields.Datetime.now(),
            "scored_with": self._get_scored_with(),
            "staged_data": False,
            **meta,
            "distribution": meta["distribution"] + self._count_moves(arrays),
        }

    def _drop_lost(self, arrays):
        """Return the rows whose contact and product were not deleted meanwhile.

        They cannot be deleted from here to the end: the foreign keys would find out
        only after the old scores are locked, which go with a contact.
        """
        import numpy as np

        keep = np.ones(len(arrays["partner_ids"]), dtype=bool)
        for name, table in (
            ("partner_ids", "res_partner"),
            ("product_ids", "product_product"),
        ):
            wanted = np.unique(arrays[name])
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
                    SQL.identifier(table),
                    wanted.tolist(),
                )
            )
            found = np.array([row[0] for row in rows] + [0], dtype=np.int64)
            keep &= np.isin(arrays[name], found)
        return {name: some[keep] for name, some in arrays.items()}

    def _copy_scores(self, part, texts):
        """Copy a block of scores to the table."""
        factors = [texts[row] if row >= 0 else r"\N" for row in part["factor_rows"]]
        lines = map(
            LINE.__mod__,
            zip(
                [self.id] * len(part["scores"]),
                part["partner_ids"].tolist(),
                part["scores"].tolist(),
                part["percentiles"].tolist(),
                part["flags"].tolist(),
                part["statuses"].tolist(),
                [product or r"\N" for product in part["product_ids"].tolist()],
                part["ranks"].tolist(),
                factors,
                _show_known(part["previous"]),
                _show_known(part["changes"]),
                *[_show_days(part[name]) for name in DATES],
                strict=True,
            ),
        )
        names = ", ".join(COLUMNS)
        self.env.cr.copy_expert(
            f"COPY contact_prediction_score ({names}) FROM STDIN",
            io.StringIO("".join(lines)),
        )

    def _encode_factors(self, codes, effects, values, usual, most=5):
        """Return what raised and lowered scores as texts, the strongest first.

        :param list[str] codes: names of the k columns
        :param effects: array of n rows and k floats
        :param values: array of n rows and k floats, what is known of the contact
        :param usual: array of n rows and k floats, what is usual; NaN = unknown
        :param int most: how many factors of a row are told
        :return: array of n texts
        """
        import numpy as np

        order = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, :most]
        chosen = [
            np.take_along_axis(some, order, axis=1).tolist()
            for some in (effects, values, usual)
        ]
        texts = [
            json.dumps(
                [
                    self._encode_factor(codes[place], *known)
                    for place, *known in zip(places, *row, strict=True)
                    if abs(known[0]) >= 5e-5
                ]
            )
            for places, *row in zip(order.tolist(), *chosen, strict=True)
        ]
        return np.array(texts, dtype=str) if texts else np.zeros(0, dtype="U2")

    def _encode_factor(self, code, effect, value, usual):
        factor = {"code": code, "effect": round(effect, 4)}
        for name, known in (("value", value), ("usual", usual)):
            if isfinite(known):
                factor[name] = round(known, 2)
        return factor


def _show_known(numbers):
    """Return numbers as COPY reads them, those that are not known as NULL."""
    return [f"{some:.6f}" if isfinite(some) else r"\N" for some in numbers.tolist()]


def _show_days(days):
    """Return numbers of days as dates as COPY reads them, 0 as NULL."""
    dates = days.astype("datetime64[D]").astype(str).tolist()
    return [
        date if day else r"\N" for date, day in zip(dates, days.tolist(), strict=True)
    ]
