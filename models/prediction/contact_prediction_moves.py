# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from .contact_prediction_results import STEP
from .feature.reader import read_arrays

MOVES = ("better", "worse")


class ContactPrediction(models.Model):
    """What changed since the scoring before: who got better, and who got worse.

    A score keeps the one before it as long as both mean the same: of the same contact
    and product, by the same settings. A scoring that changes no score at all is none
    to compare with: what was known of the one before it stays.
    """

    _inherit = "contact.prediction"

    scored_with = fields.Json(
        readonly=True,
        copy=False,
        is_technical=True,
        help="The settings that the scores were calculated with.",
    )

    def _get_scored_with(self):
        """Return the settings that decide what a score means."""
        kind = self._get_kind()
        names = ("kind", "source_id", "by_company", "horizon_days", *kind._settings)
        values = self.read(names, load=None)[0]
        return {name: values[name] for name in names}

    def _compare_scores(self, arrays):
        """Return the scores before the new ones, and by how much these differ.

        :param dict arrays: ``partner_ids``, ``product_ids`` and ``scores`` to come
        :return: ``previous`` and ``changes``, arrays of floats; NaN = not known
        :rtype: dict
        """
        import numpy as np

        count = len(arrays["scores"])
        unknown = np.full(count, np.nan)
        result = {"previous": unknown, "changes": unknown.copy()}
        if self.scored_with != self._get_scored_with():
            return result
        before = self._read_scores()
        keys = _get_keys(before)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        wanted = _get_keys(arrays)
        places = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        known = keys[places] == wanted if len(keys) else np.zeros(count, dtype=bool)
        rows = order[places[known]]
        now = np.round(arrays["scores"][known], 6)
        if len(keys) == count and known.all() and (now == before["scores"][rows]).all():
            return {name: before[name][rows] for name in result}
        result["previous"][known] = before["scores"][rows]
        result["changes"][known] = np.round(now - before["scores"][rows], 6)
        return result

    def _read_scores(self):
        """Return the scores that are there, with those before them, as arrays."""
        query = SQL(
            """SELECT partner_id AS partner_ids, COALESCE(product_id, 0) AS product_ids,
                      score AS scores, previous_score AS previous, change AS changes
                 FROM contact_prediction_score
                WHERE prediction_id = %s""",
            self.id,
        )
        columns = {"partner_ids": "int32", "product_ids": "int32"}
        figures = dict.fromkeys(("scores", "previous", "changes"), "float64")
        return read_arrays(self.env, query, columns | figures)

    def _count_moves(self, arrays):
        """Return how many got better and worse, as rows of the distribution.

        Those who left already are in no segment, so they are not counted either.
        """
        import numpy as np

        kind = self._get_kind()
        changes = np.nan_to_num(arrays["changes"]) * (1 if kind._high_is_good else -1)
        changes[arrays["statuses"] == "churned"] = 0
        # how well a product fits only compares it with others of the same scoring
        if kind._score_unit == "fit" or not changes.any():
            return []
        least = kind._get_least_move(arrays["scores"])
        return [
            {
                "kind": "move",
                "label": move,
                "from": least,
                "count": len(moved),
                "average": float(moved.mean()) if len(moved) else 0.0,
            }
            for move, moved in (
                ("better", changes[changes >= least]),
                ("worse", -changes[changes <= -least]),
            )
        ]

    # --------------------------------------------------------------------------------
    # Who moved: in words, as a condition, and as a segment.
    # --------------------------------------------------------------------------------

    def _tell_moves(self):
        """Return the buttons of who got better and who got worse, for the results."""
        rows = [row for row in self.distribution or [] if row["kind"] == "move"]
        labels = {
            "better": self.env._("Got better"),
            "worse": self.env._("Got worse"),
        }
        kind = self._get_kind()
        return [
            {
                "move": row["label"],
                "label": labels[row["label"]],
                "count": row["count"],
                "text": self.env._(
                    "by %(change)s or more since the scoring before",
                    change=kind._format_change(self, row["from"]),
                ),
                "conditions": {"move": row["label"], "least_change": row["from"]},
            }
            for row in rows
        ]

    def _get_move_domain(self, move, least_change):
        """Return the condition on scores of who got better or worse.

        :param str move: better or worse; empty: everybody
        :param float least_change: by at least so much; 0: by anything
        """
        move = arguments.read_choice(self.env, "move", move, MOVES, optional=True)
        least = arguments.read_number(self.env, "least_change", least_change, 0)
        if not move:
            return Domain.TRUE
        least = max(float(least or 0), STEP)
        if (move == "better") == self._get_kind()._high_is_good:
            return Domain("change", ">=", least)
        return Domain("change", "<=", -least)

    def action_got_better(self):
        """Open the dialog that makes a segment of who got better."""
        return self._get_move_action("better")

    def action_got_worse(self):
        """Open the dialog that makes a segment of who got worse."""
        return self._get_move_action("worse")

    def _get_move_action(self, move):
        action = self.action_create_segment()
        rows = [row for row in self._tell_moves() if row["move"] == move]
        conditions = rows[0]["conditions"] if rows else {"move": move}
        defaults = {f"default_{name}": conditions[name] for name in conditions}
        return {**action, "context": {**action["context"], **defaults}}


def _get_keys(arrays):
    """Return a number for each contact and product."""
    keys = arrays["partner_ids"].astype("int64") << 32
    return keys | arrays["product_ids"].astype("int64")
