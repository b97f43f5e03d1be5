# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Training and scoring phase by phase, and the pages that show it, with many customers.

Every kind runs in a process of its own, phase by phase in Odoo's scheduled action, as
in a worker. Each phase has to fit into the time and memory of one, whatever else is
going on there.
"""

from pathlib import Path
from unittest.mock import patch

from apart import run_apart
from measure import Result, stopwatch
from memory import get_peak
from prediction_features import COMPANY, PredictionFeaturesBenchmark

from odoo.api import SUPERUSER_ID

KINDS = (
    "lifetime_value",
    "transaction_churn",
    "product_recommendation",
    "rfm",
    "next_purchase",
    "propensity",
)
AIM_SECONDS = 40
AIM_MEMORY = 1000
AIM_PAGE = 0.5
FEW_PRODUCTS = "[('default_code', '=like', 'benchmark-1%')]"


class PredictionPhasesBenchmark(PredictionFeaturesBenchmark):
    """Seconds and memory of the slowest phase of each kind of prediction."""

    name = "prediction_phases"

    def run(self):
        self._fill()
        pages = []
        for number, kind in enumerate(KINDS, 1):
            found = run_apart(
                self.name, self.bench.size, self.bench.pairs, measured=number
            )
            pages.append((found["page"], kind, found["scores"]))
            slowest = max(found["phases"], key=lambda phase: phase[1])
            largest = max(found["phases"], key=lambda phase: phase[2])
            yield Result(
                f"Slowest phase of {kind}, {self.lines:,} order lines (reference: all "
                f"phases; the slowest is {slowest[0]})",
                f"{slowest[1]:.1f} s",
                f"{sum(phase[1] for phase in found['phases']):.1f} s",
                slowest[1],
                AIM_SECONDS,
                unit="s",
            )
            yield Result(
                f"Memory of the phase of {kind} that takes most ({largest[0]})",
                f"{largest[2]:.0f} MB",
                "0 MB",
                largest[2],
                AIM_MEMORY,
                unit="MB more",
            )
        seconds, kind, scores = max(pages)
        yield Result(
            f"Results, first scores and list of predictions, {scores:,} scores of "
            f"{kind}",
            f"{seconds:.2f} s",
            "0 s",
            seconds,
            AIM_PAGE,
            unit="s",
        )

    def measure(self, number):
        """Return what each phase of a kind takes, and what the pages take then."""
        transaction = self.bench.database.transaction
        with transaction(SUPERUSER_ID, commit=True) as env:
            prediction_id = self._create_waiting(env, KINDS[number - 1])
        import numpy  # noqa: F401  # not what is measured

        try:
            phases = self._measure_phases(prediction_id)
            with transaction(SUPERUSER_ID) as env:
                prediction = env["contact.prediction"].browse(prediction_id)
                return {
                    "phases": phases,
                    "scores": prediction.score_count,
                    "page": stopwatch(lambda: self._open_pages(env, prediction)),
                }
        finally:
            with transaction(SUPERUSER_ID, commit=True) as env:
                self._delete(env["contact.prediction"].browse(prediction_id))
            self.bench.database.vacuum("contact_prediction_score")

    def _create_waiting(self, env, kind):
        """Create a prediction that waits for the scheduled action; return its id."""
        # what an earlier run left when it was stopped
        self._delete(env["contact.prediction"].search([("name", "=", COMPANY)]))
        prediction = self._create_prediction(env)
        prediction.write({"kind": kind, "product_domain": FEW_PRODUCTS})
        prediction.train()
        return prediction.id

    def _delete(self, predictions):
        """Delete predictions with their sources."""
        sources = predictions.source_id
        predictions.unlink()
        sources.unlink()

    def _measure_phases(self, prediction_id):
        """Let Odoo run its scheduled action until a prediction is ready.

        :return: of each phase its name, its seconds, from claiming it to the commit,
            and by how many MB the process grew
        """
        transaction = self.bench.database.transaction
        phases = []
        with transaction(SUPERUSER_ID) as env:
            model = type(env["contact.prediction"])
        predict = model._cron_predict

        def measured(predictions):
            prediction = predictions.browse(prediction_id)
            phase = prediction.phase
            Path("/proc/self/clear_refs").write_text("5")
            before = get_peak()
            seconds = stopwatch(lambda: predict(predictions))
            phases.append((phase, seconds, get_peak() - before))

        state = "queued"
        with patch.object(model, "_cron_predict", measured):
            while state == "queued":
                with transaction(SUPERUSER_ID, commit=True) as env:
                    env.ref("contact_segment.ir_cron_predict").method_direct_trigger()
                with transaction(SUPERUSER_ID) as env:
                    prediction = env["contact.prediction"].browse(prediction_id)
                    state, failure = prediction.state, prediction.failure
        if state != "ready":
            raise SystemExit(failure)
        return phases

    def _open_pages(self, env, prediction):
        """Read what the results, the list of scores and that of predictions show."""
        prediction.get_results()
        fields = ("partner_id", "score_text", "flag_text", "change_text", "explanation")
        env["contact.prediction.score"].web_search_read(
            [("prediction_id", "=", prediction.id), ("status", "!=", "churned")],
            {name: {} for name in fields},
            limit=80,
            order="score desc, id",
            count_limit=10_001,
        )
        names = ("name", "kind", "state", "grade", "score_count", "scored_on")
        env["contact.prediction"].web_search_read([], {name: {} for name in names})
