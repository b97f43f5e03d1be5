# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

# Beyond so many rows it does not matter how many there are.
MOST_COUNTED = 100_000
ICONS = {
    "lifetime_value": "fa-diamond",
    "transaction_churn": "fa-shopping-basket",
    "subscription_churn": "fa-calendar-times-o",
    "product_recommendation": "fa-gift",
}


class ContactPrediction(models.Model):
    """What can be predicted, which data it takes, and whether they are there."""

    _inherit = "contact.prediction"

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
