# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

TRANSACTION_KINDS = [
    ("sale_order", "Sales Orders"),
    ("invoice", "Customer Invoices"),
    ("pos_order", "Point of Sale"),
    ("import_transaction", "Imported Transactions"),
    ("mapped_transaction", "Transactions of Any Model"),
]
SUBSCRIPTION_KINDS = [
    ("subscription_oca", "Subscriptions"),
    ("contract", "Contracts"),
    ("membership", "Memberships"),
    ("recurring_invoice", "Recurring Invoices"),
    ("enterprise_subscription", "Subscription Orders"),
    ("import_subscription", "Imported Subscriptions"),
    ("mapped_subscription", "Subscriptions of Any Model"),
]
MAPPED_KINDS = ("mapped_transaction", "mapped_subscription")


class ContactPredictionSource(models.Model):
    """Where a prediction finds what customers bought or subscribed to.

    Apps that are installed are found by themselves; data of any other model are used by
    naming its fields, and there is always a table to import into.
    """

    _name = "contact.prediction.source"
    _inherit = ["contact.rights.mixin"]
    _description = "Data Source of Predictions"
    _order = "usage desc, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=TRANSACTION_KINDS + SUBSCRIPTION_KINDS,
        required=True,
        default="mapped_transaction",
    )
    usage = fields.Selection(
        selection=[("transaction", "Transactions"), ("subscription", "Subscriptions")],
        compute="_compute_usage",
        store=True,
        precompute=True,
        help="Predictions learn from transactions or from subscriptions.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    is_available = fields.Boolean(compute="_compute_is_available")
    is_mapped = fields.Boolean(compute="_compute_is_mapped")
    unavailable_reason = fields.Char(compute="_compute_is_available")
    purchase_source_id = fields.Many2one(
        comodel_name="contact.prediction.source",
        string="Purchases",
        ondelete="set null",
        check_company=True,
        domain="[('usage', '=', 'transaction')]",
        help="What subscribers bought besides; predictions learn from it too.",
    )
    prediction_ids = fields.One2many(
        comodel_name="contact.prediction", inverse_name="source_id"
    )

    _kind_uniq = models.UniqueIndex(
        "(company_id, kind) WHERE kind NOT IN "
        "('mapped_transaction', 'mapped_subscription')",
        "This company has such a data source already.",
    )

    @api.depends("kind")
    def _compute_usage(self):
        subscriptions = dict(SUBSCRIPTION_KINDS)
        for source in self:
            is_subscription = source.kind in subscriptions
            source.usage = "subscription" if is_subscription else "transaction"

    @api.depends("kind")
    def _compute_is_mapped(self):
        for source in self:
            source.is_mapped = source.kind in MAPPED_KINDS

    @api.depends("kind")
    def _compute_is_available(self):
        for source in self:
            reason = source._get_adapter()._get_unavailable_reason()
            source.is_available = not reason
            source.unavailable_reason = reason

    @api.model
    def _get_adapter_of(self, kind):
        """Return the model that reads the data of a kind of source."""
        return self.env["contact.prediction.source." + kind.replace("_", ".")]

    def _get_adapter(self):
        """Return the model that reads the data of this source."""
        self.ensure_one()
        return self._get_adapter_of(self.kind)

    @api.model
    def _get_kinds(self, usage):
        """Return the kinds of sources for a usage, and what those missing need.

        :param str usage: transaction or subscription
        :return: ``kind``, ``name`` and ``reason`` (empty if it is available) of each
        :rtype: list[dict]
        """
        described = dict(self._fields["kind"]._description_selection(self.env))
        kinds = {"transaction": TRANSACTION_KINDS, "subscription": SUBSCRIPTION_KINDS}
        return [
            {
                "kind": kind,
                "name": described[kind],
                "reason": self._get_adapter_of(kind)._get_unavailable_reason() or "",
            }
            for kind, _name in kinds[usage]
        ]

    @api.model
    def _ensure_sources(self):
        """Make the sources of the current company that its apps can feed.

        Without the right to make them, nothing happens.

        :return: all sources of the current company
        """
        domain = [("company_id", "=", self.env.company.id)]
        sources = self.search(domain)
        if not self.has_access("create"):
            return sources
        there = set(sources.mapped("kind")) | set(MAPPED_KINDS)
        missing = [
            kind
            for usage in ("transaction", "subscription")
            for kind in self._get_kinds(usage)
            if kind["kind"] not in there and not kind["reason"]
        ]
        return sources | self.create(
            [
                {
                    "name": kind["name"],
                    "kind": kind["kind"],
                    "company_id": self.env.company.id,
                }
                for kind in missing
            ]
        )
