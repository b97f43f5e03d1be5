# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, timedelta

from .common import SegmentCommon

START = date(2024, 1, 1)


class PredictionCommon(SegmentCommon):
    """A company of its own, sources to import into, and predictions that use them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Prediction Company", "currency_id": cls.env.ref("base.EUR").id}
        )
        users = cls.user | cls.user_all | cls.manager
        users.write(
            {"company_ids": [(4, cls.company.id)], "company_id": cls.company.id}
        )
        cls.euro = cls.company.currency_id
        cls.Features = cls.env["contact.prediction.features"]
        cls.transactions = cls._create_source("import_transaction")
        cls.subscriptions = cls._create_source("import_subscription")
        template = cls.env["product.product"]
        cls.apple = template.create({"name": "Apple"})
        cls.pear = template.create({"name": "Pear"})

    @classmethod
    def _create_source(cls, kind, user=None, **values):
        return (
            cls.env["contact.prediction.source"]
            .with_user(user or cls.env.user)
            .create(
                {"name": kind, "kind": kind, "company_id": cls.company.id, **values}
            )
        )

    @classmethod
    def _create_prediction(cls, kind="lifetime_value", source=None, **values):
        usage = "subscriptions" if kind == "subscription_churn" else "transactions"
        return cls.env["contact.prediction"].create(
            {
                "name": f"Test {kind}",
                "kind": kind,
                "company_id": cls.company.id,
                "source_id": (source or getattr(cls, usage)).id,
                "by_company": False,
                **values,
            }
        )

    @classmethod
    def _buy(cls, partner, day, amount, product=None, reference=False, **values):
        """Import a transaction so many days after the start."""
        return cls.env["contact.prediction.transaction"].create(
            {
                "partner_id": partner and partner.id,
                "date": START + timedelta(day),
                "amount": amount,
                "currency_id": cls.euro.id,
                "product_id": product and product.id,
                "reference": reference,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _subscribe(cls, partner, start, end=None, **values):
        """Import a period of a subscription, by days after the start."""
        return cls.env["contact.prediction.subscription"].create(
            {
                "partner_id": partner and partner.id,
                "date_start": START + timedelta(start),
                "date_end": end is not None and START + timedelta(end),
                "currency_id": cls.euro.id,
                "company_id": cls.company.id,
                "reference": f"Subscription {partner.id}",
                "months": 1,
                "amount": 10,
                **values,
            }
        )

    @classmethod
    def _create_contacts(cls, count, prefix="Customer"):
        return cls.Partner.create(
            [{"name": f"{prefix} {number}"} for number in range(count)]
        )

    @classmethod
    def _day(cls, number):
        return START + timedelta(number)

    def _get_row(self, arrays, partner):
        """Return the figures of one customer."""
        number = arrays["partner_ids"].tolist().index(partner.id)
        return {name: array[number] for name, array in arrays.items()}

    def _get_features(self, result, partner, cut):
        """Return the features of one customer at one cut, by their names."""
        number = self._find(result, partner, cut)
        return dict(zip(result["names"], result["features"][number], strict=True))

    def _find(self, result, partner, cut):
        """Return the number of the row of one customer at one cut."""
        keys = zip(result["partner_ids"].tolist(), result["cuts"].tolist(), strict=True)
        return list(keys).index((partner.id, self.Features._get_day(cut)))

    def _select(self, prediction):
        """Return the rows of the source of a prediction."""
        self.env.flush_all()
        rows = prediction.source_id._get_rows(prediction)
        return self.env.execute_query_dict(rows)
