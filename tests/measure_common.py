# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .common import SegmentCommon


class MeasureCommon(SegmentCommon):
    """Opportunities of contacts, and measures over them."""

    @classmethod
    def _create_lead(cls, partner, **values):
        return cls.env["crm.lead"].create(
            {
                "name": partner.name,
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": False,
                **values,
            }
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        see_all = cls.env.ref("sales_team.group_sale_salesman_all_leads")
        for user in cls.user | cls.colleague | cls.user_all | cls.manager:
            user.group_ids |= see_all

    @classmethod
    def _create_measure(cls, user=None, **values):
        values = {"model": "crm.lead", "partner_path": "partner_id", **values}
        return cls.env["contact.measure"].with_user(user or cls.user).create(values)

    def _condition(self, inner, measure=None, operator="any"):
        """Return a condition on the value of a measure."""
        measure = measure or self.value
        inner = [("measure_id", "=", measure.id), *inner]
        return [("measure_value_ids", operator, inner)]

    def _find(self, inner, measure=None, operator="any", user=None, among=None):
        """Return the contacts of the tests that a condition on a measure finds."""
        among = self.contacts if among is None else among
        condition = self._condition(inner, measure, operator)
        partners = self.Partner.with_user(user or self.user)
        return partners.search([*condition, ("id", "in", among.ids)])

    def _assert_found(
        self, expected, inner, measure=None, operator="any", user=None, among=None
    ):
        found = self._find(inner, measure, operator, user, among)
        self.assertEqual(found, expected.with_user(user or self.user).sorted(), inner)
