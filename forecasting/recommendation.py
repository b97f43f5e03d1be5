# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which products customers may want next."""

import datetime
from copy import copy

import numpy as np

from .codes import Codes, as_days
from .ease import Leads, get_ease_leads, get_lasting, get_repeat_leads
from .item_similarity import Interactions, get_similarities
from .sparse import get_rows, normalize, rank, select, take
from .threads import single_threaded

__all__ = ["METHODS", "RecommendationModel", "fit"]

# How products are found, the simplest one last.
METHODS = ("item_similarity", "ease", "repeat", "popularity")
POPULARITY = METHODS[-1]

# After so many days a purchase says half as much.
HALF_LIFE = 180.0
# Customers are looked at by blocks of so many, fewer if there are many products.
BLOCK = 4096
ENTRIES = 8_000_000
# By this factor popular products are scored below what the customer bought leads to.
LEAST_SCORE = 1e-3
# What was bought so many days ago may be wanted as it was then; what is older less.
LASTING_DAYS = 365.0
# More products than these are bought by nobody.
DIGITS = 2.0**17
# From so many customers who bought two products on, the one speaks for the other.
LEAST_CUSTOMERS = 3
# From so similar on, two products are called similar.
LEAST_SIMILARITY = 0.1


class RecommendationModel:
    """Products for customers, from what they and others bought."""

    def __init__(self, customers, products, interactions, leads, half_life=None):
        """Keep what was learnt.

        :param Codes customers: the known customers
        :param Codes products: the known products
        :param Interactions interactions: who bought what
        :param Leads leads: of products by their similarity
        :param half_life: days after which a purchase says half as much; None = always
        """
        self.customers = customers
        self.products = products
        self.interactions = interactions
        self.half_life = half_life
        self._similar = leads
        self._use(METHODS[0], leads)
        popularity = interactions.popularity
        self.by_popularity = np.argsort(-popularity, kind="stable")
        most = popularity.max() if len(popularity) else 1.0
        self.popularity = popularity / most

    def _use(self, method, leads):
        """Recommend by other leads from now on."""
        self.method = method
        self.leads = leads
        self.lasting = get_lasting(self.interactions, leads, self.half_life)
        self.lasting.eliminate_zeros()

    @single_threaded
    def turn(self, method, **settings):
        """Return a model of the same purchases that finds products in another way.

        ``item_similarity``: what is bought by the same customers; ``ease``: what the
        products a customer bought tell of another one, all at once; ``repeat``: what a
        customer bought and is bought again; ``popularity``: what all buy.

        :param str method: one of METHODS
        :param settings: ``penalty`` and ``own`` of ``ease``, see ``get_ease_leads``;
            other ways have none
        :return: RecommendationModel
        """
        model = copy(self)
        model._use(method, self._get_leads(method, settings))
        return model

    def _get_leads(self, method, settings):
        similar = self._similar
        if method == "ease":
            return get_ease_leads(
                self.interactions, similar.weights, similar.together, **settings
            )
        if method == "repeat":
            return get_repeat_leads(self.interactions)
        if method == POPULARITY:
            nothing = select(
                similar.weights, np.zeros(len(similar.weights.data), dtype=bool)
            )
            return Leads(nothing, nothing, nothing)
        return similar

    @single_threaded
    def predict(self, customers, count, exclude=None, candidates=None):
        """Return the products that customers may want next, the best first.

        A score is the mean similarity with what the customer bought, from 0 to 1; what
        was bought itself is among it unless excluded, with a similarity of 1 that fades
        from a year on. (Other methods have other weights than similarities.) Where that
        gives too few, the
        popular products follow, below it and with scores of nearly nothing;
        equal scores are in the order of the ids. Any number of customers can be asked
        for at a time; memory is needed for the result and for 4,096 of them.

        :param customers: array of n ids, known or not
        :param int count: how many products of each customer
        :param exclude: ``"bought"`` for all that a customer ever bought; a date (or
            day as number) for what was bought then and later; a dict of products by
            customer; a list with the products for each of the customers;
            pairs as a list of tuples (customer, product), as array of two columns or as
            tuple of two arrays; None
        :param candidates: array of the ids of products that may be recommended; None =
            all
        :return: (array of n rows and ``count`` product ids, array of as many scores);
            where there are too few products the id is -1 (text: empty), the score NaN
        :raise ValueError: if exclude is none of these
        """
        customers = np.asarray(customers)
        rows = self.customers.find(customers)
        popular = self.by_popularity
        if candidates is not None:
            codes = self.products.find(np.asarray(list(candidates)))
            popular = popular[np.isin(popular, codes)]
        excluded = self._get_excluded(exclude, customers, rows)
        found = np.full((len(rows), count), -1)
        scores = np.full((len(rows), count), np.nan)
        blocked = np.ones(len(self.products), dtype=bool)
        blocked[popular] = False
        size = int(np.clip(ENTRIES // max(len(self.products), 1), 1, BLOCK))
        for start in range(0, len(rows) if len(popular) else 0, size):
            block = slice(start, start + size)
            closed = np.tile(blocked, (len(rows[block]), 1))
            self._recommend(
                rows[block],
                closed,
                excluded[block],
                popular,
                found[block],
                scores[block],
            )
        return self.products.get(found), scores

    @single_threaded
    def get_factors(self, customers, products):
        """Tell what recommendations rest on.

        :param customers: array of n ids
        :param products: array of n rows of product ids, from ``predict``
        :return: array of n rows, as many columns and 3 booleans: past transactions (the
            customer bought it, or something that is bought with it), similar products
            (a similarity of 0.1 with another product the customer bought), similar
            customers (at least 3 bought it and another product of the customer)
        """
        products = np.asarray(products)
        rows = self.customers.find(np.asarray(customers))
        codes = self.products.find(products.reshape(-1)).reshape(products.shape)
        factors = np.zeros((*codes.shape, 3), dtype=bool)
        for start in range(0, len(rows), BLOCK):
            block = slice(start, start + BLOCK)
            self._explain(rows[block], codes[block], factors[block])
        return factors

    def _get_excluded(self, exclude, customers, rows):
        """Return a matrix of the customers and products, entries = excluded."""
        since = _get_since(exclude)
        if since is None:
            return get_excluded_matrix(exclude, customers, self.products)
        excluded = self.interactions.last_days >= since
        return take(select(self.interactions.affinity, excluded), rows)

    def _recommend(self, rows, closed, excluded, popular, found, scores):
        """Fill in the recommendations of a block of customers.

        :param rows: array of n row numbers, -1 for customers that are not known
        :param closed: array of n rows of a boolean for each product, those that nobody
            may get; it is changed
        :param excluded: csr_matrix of the n customers and products
        :param popular: array of the products that are allowed, most popular first
        :param found: array of n rows of products, all -1, to fill in
        :param scores: array of n rows of scores to fill in
        """
        closed[get_rows(excluded), excluded.indices] = True
        scored = self._get_scores(rows)
        places = np.repeat(
            np.arange(0, closed.size, closed.shape[1]), np.diff(scored.indptr)
        )
        is_open = ~closed.reshape(-1).take(places + scored.indices)
        rank(select(scored, is_open & (scored.data > 0)), found, scores)
        missing = (found < 0).sum(axis=1)
        short = np.flatnonzero(missing)
        if len(short):
            places = found[short]
            filled = np.nonzero(places >= 0)
            closed[short[filled[0]], places[filled]] = True
            # no more of them can be closed to anybody
            taken = np.diff(excluded.indptr)[short] + (places >= 0).sum(axis=1)
            popular = popular[: found.shape[1] + int(taken.max())]
            is_open = ~closed[np.ix_(short, popular)]
            self._fill(short, is_open, missing[short], popular, found, scores)

    def _get_scores(self, rows):
        """Return the scores of products as csr_matrix."""
        affinity = normalize(take(self.interactions.affinity, rows))
        scored = affinity @ self.leads.weights
        if not self.lasting.nnz:
            return scored
        faded = affinity.multiply(take(self.lasting, rows))
        return (scored + faded).tocsr().astype(np.float32)

    def _fill(self, short, is_open, missing, popular, found, scores):
        """Append popular products where there are too few."""
        count = found.shape[1]
        order = np.cumsum(is_open, axis=1)
        rows, columns = np.nonzero(is_open & (order <= missing[:, None]))
        places = count - missing[rows] + order[rows, columns] - 1
        least = np.nanmin(scores[short], axis=1, initial=1.0)
        found[short[rows], places] = popular[columns]
        # where nothing else is looked at, it is the score itself
        factor = 1.0 if self.method == POPULARITY else LEAST_SCORE
        scores[short[rows], places] = (
            factor * least[rows] * self.popularity[popular[columns]]
        )

    def _explain(self, rows, codes, factors):
        """Fill in what the recommendations of a block of customers rest on."""
        recommended = codes >= 0
        if not recommended.any():
            return
        bought = take(self.interactions.affinity, rows)
        bought.data = np.ones(len(bought.data))
        leads = self.leads
        # what a lead takes away is no reason
        used = leads.weights.data > 0
        other = used & (get_rows(leads.weights) != leads.weights.indices)
        # all three in one product of matrices: each counts in digits of its own
        is_similar = other & (leads.cosines.data >= LEAST_SIMILARITY)
        is_common = other & (leads.together.data >= LEAST_CUSTOMERS)
        told = leads.weights.copy()
        told.data = 1.0 + is_similar * DIGITS + is_common * DIGITS**2
        places = (np.nonzero(recommended)[0], codes[recommended])
        counts = np.asarray((bought @ select(told, used))[places])
        counts = counts.reshape(-1)
        for number, reached in enumerate(
            (counts > 0, counts % DIGITS**2 >= DIGITS, counts >= DIGITS**2)
        ):
            factors[..., number][recommended] = reached


@single_threaded
def fit(customers, products, dates, weights, half_life=HALF_LIFE, neighbours=100):
    """Return a model of what customers buy together.

    Cosine similarity of products by who bought them, with the most similar ones of each
    kept (Sarwar et al. 2001, Item-Based Collaborative Filtering, WWW10; Deshpande &
    Karypis 2004, ACM TOIS 22(1)), weighted by how much and how lately a customer bought
    (Ding & Li 2005, Time Weight Collaborative Filtering, CIKM). Customers it knows
    nothing about get what is popular.

    :param customers: array of n ids, numbers or text
    :param products: array of n ids, numbers or text
    :param dates: array of n dates: days as numbers, datetime64, or dates of Python
    :param weights: array of n numbers, how much a line says; those not above zero
        (returns) are left out; None = 1 each
    :param float half_life: days after which a line counts half as much; None = dates
        do not matter
    :param int neighbours: how many similar products of each are kept
    :return: RecommendationModel
    :raise ValueError: if the lengths differ
    """
    customers, products = np.asarray(customers), np.asarray(products)
    days = as_days(dates)
    weights = np.ones(len(days)) if weights is None else np.asarray(weights, float)
    if not len(customers) == len(products) == len(days) == len(weights):
        raise ValueError("customers, products, dates and weights differ in length")
    used = (weights > 0) & np.isfinite(weights)
    if not used.all():
        customers, products = customers[used], products[used]
        days, weights = days[used], weights[used]
    customer_codes, rows = Codes.of(customers)
    product_codes, columns = Codes.of(products)
    shape = (len(customer_codes), len(product_codes))
    interactions = Interactions(rows, columns, days, weights, shape, half_life)
    similarities, together = get_similarities(interactions, neighbours)
    leads = Leads(similarities, similarities, together, LASTING_DAYS)
    return RecommendationModel(
        customer_codes, product_codes, interactions, leads, half_life
    )


def _get_since(exclude):
    """Return from which day on purchases are excluded; None = not by day."""
    if exclude is None:
        return np.inf
    if isinstance(exclude, str) and exclude == "bought":
        return -np.inf
    if isinstance(exclude, datetime.date | np.datetime64):
        return float(as_days([exclude])[0])
    return float(exclude) if np.isscalar(exclude) else None


def get_excluded_matrix(exclude, customers, products):
    """Return excluded products as a matrix.

    :param exclude: what ``get_pairs`` takes
    :param customers: array of n ids that are asked for; one may occur several times
    :param Codes products: the known products
    :return: csr_matrix of n rows and all products, entries = excluded
    """
    from scipy.sparse import csr_matrix

    shape = (len(customers), len(products))
    left, right = get_pairs(exclude, customers)
    if not len(left) or not len(customers):
        return csr_matrix(shape, dtype=np.float32)
    order = np.argsort(customers, kind="stable")
    ordered = customers[order]
    first = np.searchsorted(ordered, left, side="left")
    times = np.searchsorted(ordered, left, side="right") - first
    offsets = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    rows = order[np.repeat(first, times) + offsets]
    columns = np.repeat(products.find(right), times)
    known = columns >= 0
    ones = np.ones(known.sum(), dtype=np.float32)
    return csr_matrix((ones, (rows[known], columns[known])), shape=shape)


def get_pairs(exclude, customers):
    """Return excluded products as pairs.

    :param exclude: a dict of products by customer; a list with the products for each of
        the customers; a set or list of tuples (customer, product); an array of n rows
        and two columns; or a tuple of an array of n customers and one of products
    :param customers: array of m ids that are asked for
    :return: (array of customer ids, array of product ids)
    :raise ValueError: if it is none of these
    """
    if isinstance(exclude, dict):
        return _spread(list(exclude), list(exclude.values()))
    if isinstance(exclude, tuple) and len(exclude) == 2:
        left, right = map(np.asarray, exclude)
        if left.ndim == right.ndim == 1 and len(left) == len(right):
            return left, right
    if isinstance(exclude, np.ndarray) and exclude.ndim == 2 and exclude.shape[1] == 2:
        return exclude[:, 0], exclude[:, 1]
    exclude = list(exclude)
    if all(isinstance(pair, tuple) and len(pair) == 2 for pair in exclude):
        left = [customer for customer, _product in exclude]
        return np.asarray(left), np.asarray([product for _customer, product in exclude])
    if len(exclude) == len(customers) and all(map(np.iterable, exclude)):
        return _spread(customers, exclude)
    raise ValueError("exclude must be pairs, or products for each of the customers")


def _spread(customers, products):
    """Return pairs of customers and the products of each."""
    products = [list(some) for some in products]
    left = np.repeat(np.asarray(customers), [len(some) for some in products])
    return left, np.asarray([product for some in products for product in some])
