# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, models

from . import churn, purchases, rfm, subscription


class ContactPredictionFeatures(models.AbstractModel):
    """What predictions learn from: figures of each customer, as numpy arrays.

    Those of subscriptions are calculated by the database, those of purchases from the
    lines it sends, read once in a phase. numpy is imported only then. Conventions:

    - a *cut* is a date: everything up to and including that day is the past, what comes
      after it the future;
    - days are whole numbers since 1970-01-01 (``astype("datetime64[D]")`` fits);
    - customers are ids of contacts; with ``by_company`` those of their companies;
    - a *purchase* is a document (its lines of one day and reference) worth more than
      nothing, or free of charge without anything given back; a document worth less than
      nothing is a *return*. Amounts are in the currency of the prediction's company;
    - rows are ordered by customer, then by cut.
    """

    _name = "contact.prediction.features"
    _description = "Features for Predictions"

    @api.model
    def _get_period(self, prediction):
        """Return what the data cover, leaving out what is dated in the future.

        The last day of the data is what predictions take as today (the cut to score
        at): what was imported some time ago is judged by what was known then.

        :return: ``first`` and ``last`` (dates, False without data), ``customers``,
            ``transactions`` (documents; for subscriptions the rows) and ``rows``
        :rtype: dict
        """
        return prediction.source_id._get_period(prediction)

    @api.model
    def _read_rfm(self, prediction, cut, until=None, window_days=365):
        """Read how lately, how often and for how much customers have bought at a cut.

        Everybody with a purchase until the cut is there.

        :param date cut: the last day that is known
        :param date until: the last day of the outcome; None: no outcome
        :param int window_days: length of the windows of ``recent_…`` and ``previous_…``
        :return: dict of arrays with an element per customer:

            - ``partner_ids`` int32
            - ``frequency``: days with purchases after the first such day
            - ``recency``: days from the first to the last day with purchases
            - ``age``: days from the first day with purchases to the cut
            - ``mean_value``: mean value of a repeat purchase day (returns taken off,
              not below 0); 0 where frequency is 0
            - ``mean_purchase``: the same with the first day too
            - ``total``: net amount of all until the cut
            - ``purchases``, ``returns``: number of documents; ``products``: different
              products
            - ``recent_count``, ``recent_value``: purchase days and net amount in
              (cut − window_days, cut]; ``previous_count``, ``previous_value``: in the
              window before that one
            - ``outcome_count``, ``outcome_value``: purchase days and net amount in
              (cut, until]; ``outcome_first``: days from the cut to the first of them,
              NaN = none; only with until

            all float64 but ``partner_ids``
        :rtype: dict
        """
        return rfm.read_rfm(prediction, cut, until, window_days)

    @api.model
    def _read_churn_features(
        self, prediction, cuts, horizon_days, churn_days, everybody=False
    ):
        """Read what tells at each cut whether customers will stop buying, and who did.

        The population of a cut bought within the last ``churn_days`` before it. Churned
        is who bought nothing in the last ``churn_days`` of the ``horizon_days`` after
        it (with horizon_days < churn_days: nothing in these days, and the last purchase
        was at least churn_days before their end).

        :param list[date] cuts: one or several cut dates
        :param bool everybody: also those who bought nothing within ``churn_days``
        :return: dict of

            - ``names``: list of k codes, see ``_get_feature_names``
            - ``features``: float64, n × k; NaN = unknown
            - ``partner_ids`` int32; ``cuts`` int32, the day number of the cut
            - ``churned`` int8: 1, 0, or −1 where the horizon ends after the data
            - ``active`` bool: belongs to the population
        :rtype: dict
        """
        return churn.read_churn_features(
            prediction, cuts, horizon_days, churn_days, everybody
        )

    @api.model
    def _read_subscription_features(
        self, prediction, cuts, horizon_days, grace_days, everybody=False
    ):
        """Read what tells at each cut whether customers will end, and who did.

        The population of a cut has a subscription that runs on that day. Churned is who
        has none for ``grace_days`` or more, from a day after the cut on, with these
        days over at most ``horizon_days`` after the cut.

        Only what was known at the cut is used: rows bought later are left out, and the
        end of a recurring subscription counts from the day it was agreed on.

        :param list[date] cuts: one or several cut dates
        :param bool everybody: also those without a running subscription
        :return: dict as that of ``_read_churn_features``
        :rtype: dict
        """
        return subscription.read_subscription_features(
            prediction, cuts, horizon_days, grace_days, everybody
        )

    @api.model
    def _read_survivors(self, prediction):
        """Read how many customers kept their subscriptions for how long.

        Of the customers whose first subscription began long enough ago: how many there
        were, how many still subscribed without a gap of the days of grace after one
        period, after two, and so on.

        :return: ``survivors`` (int64 array) and ``months`` (usual length of a period)
        :rtype: dict
        """
        return subscription.read_survivors(prediction)

    @api.model
    def _read_purchases(self, prediction, after=None, until=None):
        """Read who bought what and when, to recommend products by.

        One element per customer, product and day; what was given back altogether is
        left out, what was given back in part weighs less. Lines without a product are
        left out.

        :param date after: only what was bought after that day; None: from the start
        :param date until: up to and including that day; None: to the last day of data
        :return: dict of arrays ``customers`` int32, ``products`` int32 (ids of
            product.product), ``days`` int32 and ``weights`` float32 (number of lines)
        :rtype: dict
        """
        return purchases.read_purchases(prediction, after, until)

    @api.model
    def _get_feature_names(self):
        """Return what the features are called in plain words, by their codes.

        :rtype: dict[str, str]
        """
        return {
            **rfm.get_rfm_names(self.env),
            **churn.get_churn_names(self.env),
            **subscription.get_subscription_names(self.env),
        }

    @api.model
    def _get_day(self, day):
        """Return the number of a date, as used in the arrays."""
        return (day - date(1970, 1, 1)).days
