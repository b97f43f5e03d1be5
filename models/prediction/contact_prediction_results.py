# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, format_date, formatLang

from ...tools import arguments
from ...tools.numbers import show_count

# Scores are kept with six digits; bars do not overlap.
STEP = 1e-6
# Beyond so many rows it does not matter how many there are.
MOST_COUNTED = 100_000


class ContactPrediction(models.Model):
    """The page with the results of a prediction, in words and ready to show."""

    _inherit = "contact.prediction"

    def get_results(self):
        """Return what the page with the results shows.

        :return: ``grade`` and ``calibration`` (or False), ``title``, ``bars``,
            ``groups``, ``products``, ``moves``, ``factors_title``, ``factors``,
            ``statistics`` and ``samples``
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        rows = self.distribution or []
        bins = [row for row in rows if row["kind"] == "bin"]
        kind = self._get_kind()
        return {
            "grade": self._tell_grade(),
            "calibration": self._tell_calibration(),
            "title": kind._tell_distribution(self),
            "bars": [self._get_bar(row, row is bins[-1]) for row in bins],
            "groups": self._get_bars("group") + self._get_bars("class"),
            "products": self._get_bars("product"),
            "moves": self._tell_moves(),
            "factors_title": kind._tell_factors_title(),
            "factors": [
                {"id": factor.id, "name": factor.name, "impact": factor.impact}
                for factor in self.factor_ids
            ],
            "statistics": [
                {**row, "value": self._format_statistic(row["code"], row["value"])}
                for row in self._get_statistics()
            ],
            "samples": kind._get_samples(self),
        }

    def _get_bars(self, kind):
        rows = [row for row in self.distribution or [] if row["kind"] == kind]
        return [self._get_bar(row) for row in rows]

    def _get_bar(self, row, is_last=True):
        """Return a bar with its words and the conditions of its segment."""
        kind = self._get_kind()
        conditions = {}
        if row["kind"] == "group":
            label = kind._tell_group(row["label"])
            conditions["flag"] = "yes" if row["label"] == "high" else "no"
        elif row["kind"] == "class":
            label = self._get_status_names()[row["label"]]
            conditions["status"] = row["label"]
        elif row["kind"] == "product":
            label = row["label"]
            conditions["product_ids"] = [row["product_id"]]
        else:
            label = kind._tell_bounds(row["from"], row["to"])
            conditions["min_score"] = row["from"]
            # the last bar has no upper end: scores may rise
            conditions["max_score"] = False if is_last else round(row["to"] - STEP, 6)
        return {
            "label": label,
            "count": row["count"],
            "text": self._tell_bar(row),
            "conditions": conditions,
        }

    @api.model
    def _get_status_names(self):
        """Return what the statuses of scores are called, by their codes."""
        scores = self.env["contact.prediction.score"]
        return dict(scores._fields["status"]._description_selection(self.env))

    def _tell_bar(self, row):
        count = row["count"]
        if row["kind"] == "product":
            return self.env._(
                "Recommended to contacts: %(count)s", count=show_count(self.env, count)
            )
        return self.env._(
            "Contacts: %(count)s, on average %(average)s",
            count=show_count(self.env, count),
            average=self._get_kind()._format_score(self, row["average"]),
        )

    def _format_percent(self, share, digits=1):
        """Return a fraction as a percentage."""
        number = formatLang(self.env, 100 * share, digits=digits)
        return self.env._("%(number)s %%", number=number)

    def _format_statistic(self, code, value):
        if isinstance(value, str):
            return format_date(self.env, date.fromisoformat(value))
        kind = self._get_kind()
        if code in kind._amounts:
            return format_amount(self.env, value, self.currency_id)
        if code in kind._shares:
            return self._format_percent(value)
        is_whole = float(value).is_integer()
        return formatLang(self.env, value, digits=0 if is_whole else 1)

    # --------------------------------------------------------------------------------
    # Factors and figures in plain words, in the language of whoever reads them.
    # --------------------------------------------------------------------------------

    def _get_factor_names(self):
        """Return what factors are called, by their codes.

        Two kinds may call factors of one code differently: that of this one counts.

        :rtype: dict[str, str]
        """
        names = {}
        for code in self._fields["kind"].get_values(self.env):
            names |= self._get_kind_of(code)._get_factor_names()
        return names | self._get_kind()._get_factor_names()

    def _get_statistics(self):
        """Return the statistics to show.

        :return: ``code``, ``name`` and ``value`` of each
        :rtype: list[dict]
        """
        self.ensure_one()
        names = self._get_kind()._get_statistic_names()
        return [
            {"code": row["name"], "name": names[row["name"]], "value": row["value"]}
            for row in self.statistics or []
            if row["name"] in names
        ]

    # --------------------------------------------------------------------------------
    # What can be predicted, which data it takes, and whether they are there.
    # --------------------------------------------------------------------------------

    @api.model
    def get_tiles(self):
        """Return what the page of predictions shows besides the predictions.

        :return: ``can_define``, ``missing_libraries`` (a text, empty if all are there)
            and ``tiles``, one for each kind for those who may define predictions
        :rtype: dict
        """
        can_define = self.has_access("create")
        tiles = []
        if can_define:
            sources = self.env["contact.prediction.source"]._ensure_sources()
            counted = {source: self._count_rows(source) for source in sources}
            kinds = self._fields["kind"]._description_selection(self.env)
            tiles = [self._get_tile(kind, name, counted) for kind, name in kinds]
        return {
            "can_define": can_define,
            "missing_libraries": ", ".join(self._get_missing_libraries()),
            "tiles": tiles,
        }

    @api.model
    def _get_tile(self, kind, name, counted):
        """Return the tile of a kind of prediction.

        :param dict counted: the number of rows of each source
        """
        described = self._get_kind_of(kind)
        usage = described._usage
        fitting = {
            source: rows for source, rows in counted.items() if source.usage == usage
        }
        best = max(fitting, key=fitting.get, default=None)
        rows = fitting[best] if best else 0
        return {
            "kind": kind,
            "name": name,
            "icon": described._icon,
            "question": described._tell_question(),
            "needs": described._tell_needs(),
            "source_id": best.id if rows else False,
            "has_data": bool(rows),
            "data": self._tell_rows(best, rows) if rows else self._tell_cure(usage),
        }

    @api.model
    def _count_rows(self, source):
        """Return how many rows of a source can be learned from, up to a limit."""
        if not source.is_available:
            return 0
        prediction = self.new({"company_id": source.company_id.id, "by_company": False})
        self.env.flush_all()
        try:
            query = SQL(
                "SELECT count(*) FROM (SELECT 1 FROM (%s) row LIMIT %s) counted",
                source._get_rows(prediction, is_converted=False),
                MOST_COUNTED + 1,
            )
        except UserError:
            # the mapping fits no longer; its own page tells why
            return 0
        return self.env.execute_query(query)[0][0]

    @api.model
    def _tell_rows(self, source, rows):
        count = min(rows, MOST_COUNTED)
        if rows > MOST_COUNTED:
            return self.env._(
                "%(data_source)s: more than %(count)s rows",
                data_source=source.name,
                count=show_count(self.env, count),
            )
        if count == 1:
            return self.env._("%(data_source)s: 1 row", data_source=source.name)
        return self.env._(
            "%(data_source)s: %(count)s rows",
            data_source=source.name,
            count=show_count(self.env, count),
        )

    @api.model
    def _tell_cure(self, usage):
        if usage == "subscription":
            return self.env._(
                "No subscriptions yet. Import some, or map your own model: "
                "Configuration › Data Sources."
            )
        return self.env._(
            "No purchases yet. Import some, or map your own model: Configuration › "
            "Data Sources."
        )
