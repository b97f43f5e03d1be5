# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import json

from odoo import fields, models
from odoo.tools import SQL

BLOCK = 50_000
STATUSES = ("active", "churned", "cold")
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
)
LINE = "\t".join(["%d", "%d", "%.6f", "%.4f", "%s", "%s", "%s", "%d", "%s"]) + "\n"


class ContactPrediction(models.Model):
    """Writing the scores of all contacts at once.

    Scores are calculated in one phase, kept as arrays, and written in the next one: old
    ones out, new ones in, in one transaction. So each phase has the time of a worker of
    its own, and readers see the old scores until all new ones are there.
    """

    _inherit = "contact.prediction"

    def _stage_scores(self, result):
        """Return scores as arrays to keep until they are written.

        :param dict result: ``partner_ids`` and ``scores``; optional ``flags`` (bool),
            ``statuses`` (places in STATUSES), ``percentiles``, ``product_ids``,
            ``ranks``, ``factor_texts`` (JSON) with ``factor_rows`` (places in it, −1 =
            none); and ``distribution`` and ``statistics``, lists
        :return: content of a binary field
        :rtype: bytes
        """
        import numpy as np

        from ..forecasting import evaluation

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
        meta = {name: result[name] for name in ("distribution", "statistics")}
        return self._pack(arrays, meta)

    def _publish_scores(self):
        """Replace the scores by those that are kept.

        :return: values of the prediction that belong to them
        :rtype: dict
        """
        self.ensure_one()
        arrays, meta = self._unpack("staged_data")
        texts = arrays.pop("factor_texts").tolist()
        arrays = self._drop_lost(arrays)
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
            "staged_data": False,
            **meta,
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
        statuses = [STATUSES[place] for place in part["statuses"].tolist()]
        factors = [texts[row] if row >= 0 else r"\N" for row in part["factor_rows"]]
        lines = map(
            LINE.__mod__,
            zip(
                [self.id] * len(statuses),
                part["partner_ids"].tolist(),
                part["scores"].tolist(),
                part["percentiles"].tolist(),
                part["flags"].tolist(),
                statuses,
                [product or r"\N" for product in part["product_ids"].tolist()],
                part["ranks"].tolist(),
                factors,
                strict=True,
            ),
        )
        names = ", ".join(COLUMNS)
        self.env.cr.copy_expert(
            f"COPY contact_prediction_score ({names}) FROM STDIN",
            io.StringIO("".join(lines)),
        )

    def _encode_factors(self, codes, effects, most=5):
        """Return what raised and lowered scores as texts, the strongest first.

        :param list[str] codes: names of the k columns
        :param effects: array of n rows and k floats
        :param int most: how many factors of a row are told
        :return: array of n texts
        """
        import numpy as np

        texts = []
        order = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, :most]
        for row, places in zip(effects.tolist(), order.tolist(), strict=True):
            told = [
                {"code": codes[place], "effect": round(row[place], 4)}
                for place in places
                if abs(row[place]) >= 5e-5
            ]
            texts.append(json.dumps(told))
        return np.array(texts, dtype=str) if texts else np.zeros(0, dtype="U2")
