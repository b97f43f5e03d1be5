# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.tests import TransactionCase, tagged

WIDGETS = ("minutes", "call_duration")


@tagged("post_install", "-at_install")
class TestMinutes(TransactionCase):
    """Nobody reads 20,000.00 minutes."""

    def test_minutes_are_shown_as_hours_and_minutes(self):
        views = self.env["ir.model.data"].search(
            [("module", "=", "contact_segment"), ("model", "=", "ir.ui.view")]
        )
        count = 0
        for view in self.env["ir.ui.view"].browse(views.mapped("res_id")):
            if view.model not in self.env:
                continue
            fields = self.env[view.model]._fields
            for node in etree.fromstring(view.arch).iter("field"):
                field = fields.get(node.get("name"))
                if field is None or "(minutes)" not in (field.string or ""):
                    continue
                if node.get("invisible") == "1":
                    continue
                count += 1
                with self.subTest(view=view.name, field=field.name):
                    self.assertIn(node.get("widget"), WIDGETS)
        self.assertGreater(count, 12)
