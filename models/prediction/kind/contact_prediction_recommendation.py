# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta
from itertools import product

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from ....tools.literals import LiteralTooLarge, describe_limit, read_domain
from ....tools.told import tell
from ..feature.reader import read_arrays

_lt = LazyTranslate(__name__)

# Recommendations of so many customers are judged, always the same ones.
JUDGED = 20_000
FACTORS = (
    "past_transactions",
    "product_similarity",
    "customer_similarity",
    "popularity",
)
COLD = 2
# Of those learned before there were several.
METHOD = "item_similarity"
# How many products are shown, and how many of the best recommendations.
SHOWN = 10
SAMPLES_SHOWN = 10


class ContactPrediction(models.Model):
    """Predictions of what customers may want next, and which products may be named."""

    _inherit = "contact.prediction"

    kind = fields.Selection(
        selection_add=[("product_recommendation", "Product recommendation")],
        ondelete={"product_recommendation": "cascade"},
    )

    @api.constrains("product_domain")
    def _check_product_domain(self):
        for prediction in self:
            prediction._read_product_domain()

    def _read_product_domain(self):
        """Return the condition on products.

        :rtype: Domain
        :raise ValidationError: it is no literal domain, or names an unknown field
        """
        self.ensure_one()
        text = self.product_domain or "[]"
        try:
            literal = read_domain(text)
            if not isinstance(literal, list | tuple):
                raise ValueError(self.env._("it is no list of conditions"))
            domain = Domain(list(literal))
            domain.validate(self.env["product.product"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as why:
            is_large = isinstance(why, LiteralTooLarge)
            raise ValidationError(
                self.env._(
                    "The condition %(domain)s of prediction %(name)s cannot be used on "
                    "products: %(why)s",
                    domain=text[:200],
                    name=self.name,
                    why=describe_limit(self.env, why) if is_large else str(why)[:500],
                )
            ) from why
        return domain

    def _get_candidate_ids(self):
        """Return the products that may be recommended.

        Those of the company that are not archived and meet the condition.

        :return: array of ids
        :raise ValidationError: the condition cannot be used
        """
        import numpy as np

        products = self.env["product.product"]
        company = Domain("company_id", "in", [False, self.company_id.id])
        domain = company & self._read_product_domain()
        query = products._search(domain, order="id")
        return np.array(query.get_result_ids(), dtype=np.int64)


class ContactPredictionProductRecommendation(models.AbstractModel):
    """Which products customers may want next.

    Learned from which products the same customers bought, and how lately, in several
    ways; what is bought most is one of them. All are tried on the last days: how many
    customers bought something that would have been recommended to them? The best way is
    used, and judged beside recommending to everybody what was bought most.
    """

    _name = "contact.prediction.product.recommendation"
    _inherit = ["contact.prediction.kind"]
    _description = "Prediction of Products That Customers May Want"
    _settings = ("product_count", "allow_repeat", "lookback_days", "product_domain")
    _icon = "fa-gift"
    _score_unit = "fit"
    _least_customers = 100
    _least_history = 30
    _wanted_horizons = 0
    _needs_products = True
    # the settings are chosen on the days before those that are tested
    _history_parts = 3
    _has_preparation = True

    @api.model
    def _prepare(self, prediction):
        """Choose the settings of EASE, on days before those that are tested."""
        cut, days = self._get_cut(prediction, self._get_period(prediction))
        known = self._read_purchases(prediction, until=cut)
        candidates = prediction._get_candidate_ids()
        chosen = self._choose_settings(prediction, known, cut, days, candidates)
        return {"cut": cut.isoformat(), "settings": chosen}

    @api.model
    def _train(self, prediction):
        cut, days = self._get_cut(prediction, self._get_period(prediction))
        reader = self.env["contact.prediction.features"]
        known = self._read_purchases(prediction, until=cut)
        later = reader._read_purchases(prediction, after=cut)
        trial = self._try(prediction, known, later, cut, days)
        return {
            **trial["verdict"],
            "factors": trial["factors"],
            "parameters": {
                "method": trial["method"],
                "settings": trial["settings"],
                "cut": cut.isoformat(),
                "tested_days": days,
                "tested_customers": trial["customers"],
                "products": trial["products"],
                "success_rates": trial["success_rates"],
                "ndcg": trial["ndcg"],
            },
            # what customers bought is the model: it is read anew
            "arrays": {},
            "meta": {"method": trial["method"]},
        }

    @api.model
    def _read_purchases(self, prediction, until=None):
        """Return who bought what.

        :raise UserError: nobody bought a product
        """
        known = self.env["contact.prediction.features"]._read_purchases(
            prediction, until=until
        )
        if not len(known["customers"]):
            message = _lt(
                "The transactions of prediction %(name)s name no products; choose "
                "a data source with products, or import older data.",
                name=prediction.name,
            )
            raise UserError(tell(self.env, message))
        return known

    @api.model
    def _fit(self, known):
        from ....forecasting import recommendation

        names = ("customers", "products", "days", "weights")
        return recommendation.fit(*(known[name] for name in names))

    @api.model
    def _try(self, prediction, known, later, cut, days):
        """Recommend as on an earlier day, and compare with what was bought then.

        :rtype: dict
        """
        import numpy as np

        from ....forecasting import evaluation
        from ....forecasting.recommendation_trial import try_ways

        exclude = self._get_excluded(prediction, cut)
        candidates = prediction._get_candidate_ids()
        settings = (prediction.prepared or {}).get("settings")
        if settings is None or prediction.prepared["cut"] != cut.isoformat():
            settings = self._choose_settings(prediction, known, cut, days, candidates)
        model = self._fit(known)
        customers = np.unique(later["customers"])
        if len(customers) > JUDGED:
            order = np.random.default_rng(0).permutation(len(customers))
            customers = np.sort(customers[order[:JUDGED]])
        bought = (later["customers"], later["products"])
        trial = try_ways(
            model,
            settings,
            customers,
            prediction.product_count,
            *bought,
            exclude=exclude,
            candidates=candidates,
        )
        method = trial.method
        popular = self._get_popular(prediction, known, customers, exclude, candidates)
        rule = evaluation.get_hits(popular, customers, *bought)
        products = trial.found[method]
        factors = self._get_factors(trial.model, customers, products)
        told = (products >= 0).sum() or 1
        impacts = (100 / told * factors.sum(axis=(0, 1))).tolist()
        return {
            "verdict": self._judge(trial.judged, rule, bool((products >= 0).any())),
            "method": method,
            "settings": settings,
            "success_rates": {
                name: float(some.mean()) for name, some in trial.hits.items()
            },
            "ndcg": trial.ndcg,
            "factors": list(zip(FACTORS, impacts, strict=True)),
            "customers": len(customers),
            "products": len(model.products),
        }

    @api.model
    def _choose_settings(self, prediction, known, cut, days, candidates):
        """Return the settings of EASE that found most before the tested days.

        :rtype: dict
        """
        from ....forecasting.recommendation_trial import choose_settings

        earlier = cut - timedelta(days=days)
        return choose_settings(
            known["customers"],
            known["products"],
            known["days"],
            known["weights"],
            self.env["contact.prediction.features"]._get_day(earlier),
            prediction.product_count,
            exclude=self._get_excluded(prediction, earlier),
            candidates=candidates,
        )

    @api.model
    def _get_factors(self, model, customers, products):
        """Return what recommendations rest on: as many columns, and 4 booleans each."""
        import numpy as np

        factors = model.get_factors(customers, products)
        others = (products >= 0) & ~factors.any(axis=2)
        return np.concatenate([factors, others[..., None]], axis=2)

    @api.model
    def _judge(self, hits, rule, is_any):
        """Return the grade, both scores and what they mean.

        :param hits: array of who bought something that was recommended
        :param rule: array of who did by the simple rule
        :param bool is_any: anything was recommended to anybody
        """
        import numpy as np

        from ....forecasting import grades, trust

        everybody = np.ones(len(hits), dtype=bool)
        difference = trust.get_difference(hits, rule, everybody)
        letter = grades.grade_recommendation(difference.model, difference.rule)
        doubt = "" if is_any else "empty"
        return self._get_verdict(letter, difference, len(hits), None, doubt)

    @api.model
    def _get_doubts(self):
        return {**super()._get_doubts(), "empty": self._describe_empty}

    @api.model
    def _describe_empty(self, happened, tested):
        return _lt(
            "No grade: by these settings no product was left to recommend. Look at the "
            "condition on products, at archived products, and at whether what was "
            "bought before may be recommended again."
        )

    @api.model
    def _describe_difference(self, model, rule):
        return _lt(
            "Of 100 customers %(model)s bought something that was recommended to them; "
            "of what is bought most it would have been %(rule)s.",
            model=model,
            rule=rule,
        )

    @api.model
    def _get_excluded(self, prediction, last):
        """Return what is not to be recommended: all bought, or that bought lately."""
        if not prediction.allow_repeat:
            return "bought"
        if not prediction.lookback_days:
            return None
        return last - timedelta(days=prediction.lookback_days - 1)

    @api.model
    def _get_popular(self, prediction, known, customers, exclude, candidates):
        """Return the products bought most, without those excluded of each customer.

        The simple rule obeys the same settings, so that both can hit the same.

        :return: array of as many rows as customers, −1 where there are too few products
        """
        import numpy as np

        from ....forecasting import evaluation

        allowed = np.ones(len(known["products"]), dtype=bool)
        if candidates is not None:
            allowed = np.isin(known["products"], candidates)
        # those that are bought most are enough, but for who bought nearly all of them
        popular = evaluation.get_popular(
            known["products"][allowed],
            known["weights"][allowed],
            prediction.product_count + 500,
        )
        closed = np.zeros((len(customers), len(popular)), dtype=bool)
        rows, columns = self._find_excluded(known, customers, popular, exclude)
        closed[rows, columns] = True
        chosen = np.full((len(customers), prediction.product_count), -1)
        order = np.cumsum(~closed, axis=1)
        rows, columns = np.nonzero(~closed & (order <= prediction.product_count))
        chosen[rows, order[rows, columns] - 1] = popular[columns]
        return chosen

    @api.model
    def _find_excluded(self, known, customers, popular, exclude):
        """Return places of customers and of popular products they must not get."""
        import numpy as np

        if exclude is None or not len(popular):
            return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
        used = np.isin(known["customers"], customers)
        used &= np.isin(known["products"], popular)
        if exclude != "bought":
            day = self.env["contact.prediction.features"]._get_day(exclude)
            used &= known["days"] >= day
        order = np.argsort(popular)
        columns = np.searchsorted(popular[order], known["products"][used])
        rows = np.searchsorted(customers, known["customers"][used])
        return rows, order[columns]

    # --------------------------------------------------------------------------------
    # Scoring: the products that fit each customer best.
    # --------------------------------------------------------------------------------

    @api.model
    def _score(self, prediction):
        import numpy as np

        from ....forecasting import recommendation

        period = self._get_period(prediction)
        known = self._read_purchases(prediction)
        customers = self._get_customers(prediction, known["customers"])
        figures = {"purchases": len(known["customers"])}
        told = prediction.parameters or {}
        method = told.get("method") or METHOD
        settings = told.get("settings", {}) if method == "ease" else {}
        model = self._fit(known).turn(method, **settings)
        known.clear()
        found, scores = model.predict(
            customers,
            prediction.product_count,
            self._get_excluded(prediction, period["last"]),
            prediction._get_candidate_ids(),
        )
        factors = self._get_factors(model, customers, found)
        rows, columns = np.nonzero(found >= 0)
        told = factors[rows, columns]
        # what rests on nothing that the contact bought is what everybody buys
        is_cold = told[:, -1] & (method != recommendation.POPULARITY)
        result = {
            "partner_ids": customers[rows],
            "product_ids": found[rows, columns],
            "scores": scores[rows, columns],
            "ranks": columns + 1,
            "statuses": np.where(is_cold, COLD, 0),
            **self._encode_factors(told),
        }
        return {
            **result,
            "distribution": self._get_distribution(result),
            "statistics": self._get_statistics(
                period,
                **figures,
                products=len(model.products),
                recommendations=len(rows),
                contacts=len(np.unique(result["partner_ids"])),
                **self._get_influence(told),
            ),
        }

    @api.model
    def _get_customers(self, prediction, known):
        """Return all customers, also those of whom no product is known.

        :param known: array of the customers of whom one is known
        :return: array of ids in ascending order
        """
        import numpy as np

        query = SQL(
            """SELECT DISTINCT partner_id AS partner_ids FROM (%s) row
                WHERE date <= CURRENT_DATE AND amount >= 0""",
            prediction.source_id._get_rows(prediction, is_converted=False),
        )
        found = read_arrays(self.env, query, {"partner_ids": "int32"})
        return np.union1d(known, found["partner_ids"])

    @api.model
    def _encode_factors(self, factors):
        """Return what recommendations rest on, as texts: there are sixteen of them."""
        import numpy as np

        texts = [
            json.dumps(
                [
                    {"code": code, "effect": 1}
                    for code, is_on in zip(FACTORS, flags, strict=True)
                    if is_on
                ]
            )
            for flags in product((False, True), repeat=len(FACTORS))
        ]
        rows = factors @ np.array([8, 4, 2, 1])
        return {"factor_rows": rows.astype(np.int32), "factor_texts": np.array(texts)}

    @api.model
    def _get_influence(self, factors):
        """Return how many recommendations, in percent, rest on each factor."""
        count = max(len(factors), 1)
        return {
            code: round(100 * float(flags.sum()) / count, 3)
            for code, flags in zip(FACTORS, factors.T, strict=True)
        }

    @api.model
    def _get_distribution(self, result):
        """Return the products that are recommended most, with how often."""
        import numpy as np

        ids, places, counts = np.unique(
            result["product_ids"], return_inverse=True, return_counts=True
        )
        sums = np.bincount(places, result["scores"], minlength=len(ids))
        most = np.argsort(-counts, kind="stable")[:SHOWN]
        products = self.env["product.product"].browse(ids[most].tolist()).exists()
        names = {item.id: item.display_name for item in products}
        return [
            {
                "kind": "product",
                "label": names[product_id],
                "product_id": product_id,
                "from": 0.0,
                "to": 0.0,
                "count": int(counts[place]),
                "average": float(sums[place] / counts[place]),
            }
            for place, product_id in zip(most, ids[most].tolist(), strict=True)
            if product_id in names
        ]

    # --------------------------------------------------------------------------------
    # In words.
    # --------------------------------------------------------------------------------

    @api.model
    def _tell_question(self):
        return self.env._("Which products will each customer want next?")

    @api.model
    def _tell_needs(self):
        return self.env._("Purchases with date and product, a year or more.")

    @api.model
    def _tell_distribution(self, prediction):
        return self.env._("Products recommended most")

    @api.model
    def _tell_details(self, prediction, evaluation):
        told = prediction.parameters or {}
        rates = told.get("success_rates")
        if not rates:
            return []
        names = self._get_method_names()
        ways = [
            self.env._(
                "%(method)s %(rate)s",
                method=names[method],
                rate=prediction._format_percent(rate),
            )
            for method, rate in rates.items()
        ]
        return [
            self.env._(
                "Found in the best of several ways: %(method)s.",
                method=names[told["method"]],
            ),
            self.env._("All ways on the tested days: %(ways)s.", ways="; ".join(ways)),
        ]

    @api.model
    def _get_method_names(self):
        """Return what the ways to find products are called.

        :rtype: dict[str, str]
        """
        return {
            "item_similarity": self.env._("what similar customers bought"),
            "ease": self.env._("what all purchases together lead to"),
            "repeat": self.env._("what was bought before"),
            "popularity": self.env._("what is bought most of late"),
        }

    @api.model
    def _tell_measure(self):
        return self.env._(
            "How many customers bought at least one product recommended to them, "
            "tried on the last days of the data, unseen in training:"
        )

    @api.model
    def _tell_baseline(self, prediction):
        return self.env._("Simple rule: recommend to all what is bought most")

    @api.model
    def _tell_factors_title(self):
        return self.env._("What recommendations rest on")

    @api.model
    def _tell_factors(self, factors, names, prediction):
        told = ", ".join(
            names.get(factor["code"], factor["code"]) for factor in factors
        )
        return self.env._("Because of: %(factors)s", factors=told) if told else ""

    @api.model
    def _tell_flag(self, score):
        return self.env._("Choice no. %(rank)s", rank=score.rank)

    @api.model
    def _get_factor_names(self):
        return {
            "past_transactions": self.env._("Past transactions"),
            "product_similarity": self.env._("Similar products"),
            "customer_similarity": self.env._("Similar customers"),
            "popularity": self.env._("What is bought most"),
        }

    @api.model
    def _get_statistic_names(self):
        return {
            **super()._get_statistic_names(),
            "purchases": self.env._("Purchases of products"),
            "products": self.env._("Products"),
            "recommendations": self.env._("Recommendations"),
            "contacts": self.env._("Contacts with recommendations"),
            "past_transactions": self.env._("Resting on past transactions (%)"),
            "product_similarity": self.env._("Resting on similar products (%)"),
            "customer_similarity": self.env._("Resting on similar customers (%)"),
            "popularity": self.env._("Resting on what is bought most (%)"),
        }

    @api.model
    def _get_samples(self, prediction):
        scores = self.env["contact.prediction.score"].search(
            [
                ("prediction_id", "=", prediction.id),
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
