# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.literals import LiteralTooLarge, describe_limit, read_domain


class ContactPrediction(models.Model):
    """Which products may be recommended."""

    _inherit = "contact.prediction"

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
