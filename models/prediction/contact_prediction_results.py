# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, format_date, formatLang

from ...tools import arguments

AMOUNTS = {"expected_total", "expected_average"}
SHARES = {"first_retention"}
# Scores are kept with six digits; bars do not overlap.
STEP = 1e-6
SAMPLES_SHOWN = 10
# Beyond so many rows it does not matter how many there are.
MOST_COUNTED = 100_000
ICONS = {
    "lifetime_value": "fa-diamond",
    "transaction_churn": "fa-shopping-basket",
    "subscription_churn": "fa-calendar-times-o",
    "product_recommendation": "fa-gift",
}


class ContactPrediction(models.Model):
    """The page with the results of a prediction, in words and ready to show."""

    _inherit = "contact.prediction"

    def get_results(self):
        """Return what the page with the results shows.

        :return: ``grade`` (or False), ``title``, ``bars``, ``groups``, ``products``,
            ``factors_title``, ``factors``, ``statistics`` and ``samples``
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        rows = self.distribution or []
        bins = [row for row in rows if row["kind"] == "bin"]
        return {
            "grade": self._tell_grade(),
            "title": self._tell_distribution(),
            "bars": [self._get_bar(row, row is bins[-1]) for row in bins],
            "groups": self._get_bars("group"),
            "products": self._get_bars("product"),
            "factors_title": self._tell_factors_title(),
            "factors": [
                {"id": factor.id, "name": factor.name, "impact": factor.impact}
                for factor in self.factor_ids
            ],
            "statistics": [
                {**row, "value": self._format_statistic(row["code"], row["value"])}
                for row in self._get_statistics()
            ],
            "samples": self._get_samples(),
        }

    def _tell_factors_title(self):
        if self.kind == "product_recommendation":
            return self.env._("What recommendations rest on")
        return self.env._("What matters most")

    def _get_bars(self, kind):
        rows = [row for row in self.distribution or [] if row["kind"] == kind]
        return [self._get_bar(row) for row in rows]

    def _get_bar(self, row, is_last=True):
        """Return a bar with its words and the conditions of its segment."""
        conditions = {}
        if row["kind"] == "group":
            label = {
                "low": self.env._("Other customers"),
                "high": self.env._("High-value customers"),
            }[row["label"]]
            conditions["flag"] = "yes" if row["label"] == "high" else "no"
        elif row["kind"] == "product":
            label = row["label"]
            conditions["product_ids"] = [row["product_id"]]
        else:
            label = self._tell_bounds(row["from"], row["to"])
            conditions["min_score"] = row["from"]
            # the last bar has no upper end: scores may rise
            conditions["max_score"] = 0.0 if is_last else round(row["to"] - STEP, 6)
        return {
            "label": label,
            "count": row["count"],
            "text": self._tell_bar(row),
            "conditions": conditions,
        }

    def _tell_bar(self, row):
        count = formatLang(self.env, row["count"], digits=0)
        if row["kind"] == "product":
            return self.env._("recommended to %(count)s contacts", count=count)
        return self.env._(
            "%(count)s contacts, on average %(average)s",
            count=count,
            average=self._format_score(row["average"]),
        )

    def _tell_bounds(self, low, high):
        """Return the bounds of a bar, as short as they fit under it."""
        if self.kind == "lifetime_value":
            digits = 0 if high >= 5 else 2
            return self.env._(
                "%(low)s – %(high)s",
                low=formatLang(self.env, low, digits=digits),
                high=formatLang(self.env, high, digits=digits),
            )
        return self.env._(
            "%(low)s–%(high)s %%", low=round(100 * low), high=round(100 * high)
        )

    def _tell_distribution(self):
        """Return what the bars are about."""
        values = {row["name"]: row["value"] for row in self.statistics or []}
        count = formatLang(self.env, values.get("active_customers") or 0, digits=0)
        if self.kind == "lifetime_value":
            return self.env._(
                "What %(count)s active customers will buy for in %(days)s days "
                "(%(currency)s)",
                count=count,
                days=self.horizon_days,
                currency=self.currency_id.name,
            )
        if self.kind == "product_recommendation":
            return self.env._("Products recommended most")
        return self.env._(
            "How likely %(count)s active customers leave within %(days)s days",
            count=count,
            days=self.horizon_days,
        )

    def _format_score(self, score):
        """Return a score in its unit."""
        if self.kind == "lifetime_value":
            return format_amount(self.env, score, self.currency_id)
        if self.kind == "product_recommendation":
            return formatLang(self.env, score, digits=3)
        return self._format_percent(score)

    def _format_percent(self, share, digits=1):
        """Return a fraction as a percentage."""
        number = formatLang(self.env, 100 * share, digits=digits)
        return self.env._("%(number)s %%", number=number)

    def _format_statistic(self, code, value):
        if isinstance(value, str):
            return format_date(self.env, date.fromisoformat(value))
        if code in AMOUNTS:
            return format_amount(self.env, value, self.currency_id)
        if code in SHARES:
            return self._format_percent(value)
        is_whole = float(value).is_integer()
        return formatLang(self.env, value, digits=0 if is_whole else 1)

    # --------------------------------------------------------------------------------
    # The grade of a prediction, explained.
    # --------------------------------------------------------------------------------

    def _tell_grade(self):
        """Return the grade with what it means and the figures it rests on.

        :return: ``letter``, ``title``, ``text``, ``figures`` (``name``, ``text`` and
            ``percent`` of the prediction and of the simple rule); False if untrained
        :rtype: dict or bool
        """
        if not self.grade:
            return False
        titles = {
            "a": self.env._("Excellent: clearly better than a simple rule."),
            "b": self.env._("Good: somewhat better than a simple rule."),
            "c": self.env._("Poor: do not rely on it."),
        }
        return {
            "letter": self.grade.upper(),
            "title": titles[self.grade],
            "text": self._tell_measure(),
            "advice": self._tell_advice(),
            "figures": [
                {
                    "name": name,
                    "text": self._format_percent(score),
                    "percent": 100 * score,
                }
                for name, score in (
                    (self.env._("This prediction"), self.model_score),
                    (self._tell_baseline(), self.baseline_score),
                )
            ],
        }

    def _tell_measure(self):
        """Return what the figures of the grade measure."""
        return {
            "lifetime_value": self.env._(
                "How many of the customers who turned out to be worth most were found, "
                "tried on the last days of the data, unseen in training:"
            ),
            "transaction_churn": self.env._(
                "How many of the customers who stopped buying were found, tried on the "
                "last days of the data, unseen in training:"
            ),
            "subscription_churn": self.env._(
                "How many of the subscribers who left were found, tried on the last "
                "days of the data, unseen in training:"
            ),
            "product_recommendation": self.env._(
                "How many customers bought at least one product recommended to them, "
                "tried on the last days of the data, unseen in training:"
            ),
        }[self.kind]

    def _tell_baseline(self):
        """Return what the simple rule is."""
        if self.kind == "transaction_churn":
            days = round((self.parameters or {}).get("baseline_days") or 0)
            return self.env._(
                "Simple rule: no purchase in the last %(days)s days", days=days
            )
        return {
            "lifetime_value": self.env._("Simple rule: everybody goes on as before"),
            "subscription_churn": self.env._("Usual share of subscribers who leave"),
            "product_recommendation": self.env._(
                "Simple rule: recommend to all what is bought most"
            ),
        }[self.kind]

    def _tell_advice(self):
        """Return what to do with a prediction of this grade."""
        return {
            "a": self.env._("Use it to choose whom to write to."),
            "b": self.env._(
                "Use it to rank contacts rather than to trust each single score."
            ),
            "c": self.env._(
                "See the data report; more history, another data source or another "
                "number of days may help."
            ),
        }[self.grade]

    # --------------------------------------------------------------------------------
    # Factors and figures in plain words, in the language of whoever reads them.
    # --------------------------------------------------------------------------------

    @api.model
    def _get_factor_names(self):
        """Return what factors are called, by their codes.

        :rtype: dict[str, str]
        """
        return {
            **self.env["contact.prediction.features"]._get_feature_names(),
            "past_transactions": self.env._("Past transactions"),
            "product_similarity": self.env._("Similar products"),
            "customer_similarity": self.env._("Similar customers"),
        }

    @api.model
    def _get_statistic_names(self):
        """Return what the statistics are called, by their codes.

        :rtype: dict[str, str]
        """
        return {
            "customers": self.env._("Customers"),
            "transactions": self.env._("Transactions"),
            "first_day": self.env._("First day of the data"),
            "last_day": self.env._("Last day of the data"),
            "active_customers": self.env._("Active customers"),
            "churned_customers": self.env._("Customers who have left already"),
            "leaving_customers": self.env._("Customers who will probably leave"),
            "expected_leaving": self.env._("Expected number of customers who leave"),
            "purchase_interval": self.env._("Purchase interval in days"),
            "high_value_customers": self.env._("High-value customers"),
            "expected_total": self.env._("Expected value of all active customers"),
            "expected_average": self.env._("Expected value of an active customer"),
            "retention_months": self.env._("Months of a subscription period"),
            "first_retention": self.env._("Share that renews for the first time"),
            "expected_periods": self.env._("Expected periods of the first twelve"),
            "purchases": self.env._("Purchases of products"),
            "products": self.env._("Products"),
            "recommendations": self.env._("Recommendations"),
            "contacts": self.env._("Contacts with recommendations"),
            "past_transactions": self.env._("Resting on past transactions (%)"),
            "product_similarity": self.env._("Resting on similar products (%)"),
            "customer_similarity": self.env._("Resting on similar customers (%)"),
        }

    def _get_statistics(self):
        """Return the statistics to show.

        :return: ``code``, ``name`` and ``value`` of each
        :rtype: list[dict]
        """
        self.ensure_one()
        names = self._get_statistic_names()
        return [
            {"code": row["name"], "name": names[row["name"]], "value": row["value"]}
            for row in self.statistics or []
            if row["name"] in names
        ]

    def _get_samples(self):
        """Return the best recommendations, for contacts that the user may see.

        :return: ``partner_id``, ``partner``, ``product_id``, ``product`` and ``score``
        :rtype: list[dict]
        """
        self.ensure_one()
        if self.kind != "product_recommendation":
            return []
        scores = self.env["contact.prediction.score"].search(
            [
                ("prediction_id", "=", self.id),
                ("rank", "=", 1),
                ("status", "!=", "cold"),
            ],
            order="score desc, id",
            limit=SAMPLES_SHOWN,
        )
        return [
            {
                "partner_id": score.partner_id.id,
                "partner": score.partner_id.display_name,
                "product_id": score.product_id.id,
                # as Odoo shows what a link is called
                "product": score.product_id.sudo().display_name,
                "score": score.score,
            }
            for score in scores
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
        usage = self.new({"kind": kind})._get_usage()
        fitting = {
            source: rows for source, rows in counted.items() if source.usage == usage
        }
        best = max(fitting, key=fitting.get, default=None)
        rows = fitting[best] if best else 0
        question, needs = self._get_tile_texts()[kind]
        return {
            "kind": kind,
            "name": name,
            "icon": ICONS[kind],
            "question": question,
            "needs": needs,
            "source_id": best.id if rows else False,
            "has_data": bool(rows),
            "data": self._tell_rows(best, rows) if rows else self._tell_cure(usage),
        }

    @api.model
    def _get_tile_texts(self):
        """Return the question that each kind answers, and the data that it needs."""
        return {
            "lifetime_value": (
                self.env._("What will each customer buy for, and who is worth most?"),
                self.env._("Purchases with date and amount, a year or more."),
            ),
            "transaction_churn": (
                self.env._("Which customers will stop buying?"),
                self.env._("Purchases with date and amount, some of each customer."),
            ),
            "subscription_churn": (
                self.env._("Which subscribers will not renew?"),
                self.env._("Subscriptions with start and end, also those that ended."),
            ),
            "product_recommendation": (
                self.env._("Which products will each customer want next?"),
                self.env._("Purchases with date and product, a year or more."),
            ),
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
                source._get_rows(prediction),
                MOST_COUNTED + 1,
            )
        except UserError:
            # the mapping fits no longer; its own page tells why
            return 0
        return self.env.execute_query(query)[0][0]

    @api.model
    def _tell_rows(self, source, rows):
        count = formatLang(self.env, min(rows, MOST_COUNTED), digits=0)
        if rows > MOST_COUNTED:
            return self.env._(
                "%(data_source)s: more than %(count)s rows",
                data_source=source.name,
                count=count,
            )
        return self.env._(
            "%(data_source)s: %(count)s rows", data_source=source.name, count=count
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
