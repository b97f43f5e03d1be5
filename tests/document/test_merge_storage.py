# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json
import re
from datetime import date, datetime
from pathlib import Path

from odoo import Command
from odoo.tests import tagged

from ...tools.merge.catalogue import MergeField
from ...word_merge import FormattedText
from ..merge_common import PIXEL, MergeCommon

DOCS = Path(__file__).resolve().parents[2] / "docs" / "merge-fields.md"


@tagged("post_install", "-at_install")
class TestMergeStorage(MergeCommon):
    """Rows of tables, values as JSON, the number of queries, the documentation."""

    def test_opportunities_are_rows(self):
        sales = self.env.ref("sales_team.group_sale_salesman")
        self.user.group_ids = [Command.link(sales.id)]
        leads = self.env["crm.lead"].create(
            [
                {"name": "Mine", "user_id": self.user.id, "expected_revenue": 1500},
                {"name": "Of nobody", "user_id": False},
                {"name": "Of a colleague", "user_id": self.colleague.id},
                {"name": "Lost", "user_id": self.user.id},
                {"name": "Only a lead", "user_id": self.user.id, "type": "lead"},
            ]
        )
        leads.partner_id = self.acme
        leads[:4].type = "opportunity"
        leads[3].action_set_lost()
        names = ["Opportunities.Name", "opportunities.amount", "Opportunities.type"]
        rows = self._values(self.anna, *names)["Opportunities"]
        self.assertEqual([row["Name"] for row in rows], ["Mine", "Of nobody"])
        self.assertEqual(rows[0]["Opportunities.Name"], "Mine")
        self.assertEqual(rows[0]["amount"].raw, 1500)
        self.assertEqual(rows[0]["type"], "Opportunity")
        self.assertEqual(self._values(self.carl, *names), {"Opportunities": []})
        whole = self._value(self.anna, "Opportunities")
        self.assertEqual(list(whole[0])[::2], ["Name", "Amount", "Stage", "Deadline"])

    def test_orders_are_there_when_sales_is(self):
        fields = self.segment.line_ids._get_merge_fields()
        self.assertEqual("Orders" in fields, "sale.order" in self.env)

    def test_stored_values_make_the_same_letter(self):
        sales = self.env.ref("sales_team.group_sale_salesman")
        self.user.group_ids = [Command.link(sales.id)]
        self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.acme.id, "type": "opportunity"}
        ).user_id = self.user
        names = ["Contact_Name", "Date", "cost", "Company_Logo", "Opportunities.Amount"]
        line = self._line(self.segment, self.anna).with_user(self.user)
        (values,) = line._get_merge_values(names)
        stored = json.loads(json.dumps(line._dump_merge_values(values)))
        self.env.company.logo = False
        again = line._load_merge_values(stored)
        self.assertEqual(again, values)
        self.assertEqual(again["Date"].raw, date(2026, 4, 5))
        row = again["Opportunities"][0]
        self.assertEqual(row["Amount"].raw, values["Opportunities"][0]["Amount"].raw)

    def test_a_picture_is_stored_once(self):
        line = self.segment.line_ids[0].with_user(self.user)
        picture = base64.b64decode(PIXEL)
        stored = [line._dump_merge_values({"Company_Logo": picture}) for _ in range(3)]
        self.assertEqual(stored[0], stored[2])
        checksum = stored[0]["Company_Logo"]["checksum"]
        domain = [("checksum", "=", checksum), ("name", "like", "merge picture")]
        self.assertEqual(self.env["ir.attachment"].search_count(domain), 1)

    def test_a_picture_lost_with_a_rollback_is_stored_again(self):
        line = self.segment.line_ids[0].with_user(self.user)
        values = {"Company_Logo": base64.b64decode(PIXEL)}
        with self.assertRaises(ValueError), self.env.cr.savepoint():
            line._dump_merge_values(values)
            raise ValueError
        self.assertEqual(
            line._load_merge_values(line._dump_merge_values(values)), values
        )

    def test_other_values_are_stored_too(self):
        Line = self.env["contact.segment.line"]
        values = {"a": 1, "b": date(2026, 1, 2), "c": None, "d": 1.5}
        values["e"] = FormattedText("noon", datetime(2026, 1, 2, 12))
        stored = json.loads(json.dumps(Line._dump_merge_values(values)))
        again = Line._load_merge_values(stored)
        self.assertEqual(again["a"].raw, 1)
        self.assertEqual(again["b"].raw, date(2026, 1, 2))
        self.assertEqual(again["c"], "")
        self.assertEqual(again["e"].raw, datetime(2026, 1, 2, 12))

    def test_number_of_queries_does_not_grow_with_the_letters(self):
        names = [*self.segment.line_ids._get_merge_fields()]
        names.remove("Opportunities")
        names += ["partner_id.category_id.name", "partner_id.parent_id.user_id.name"]
        names = [name for name in names if name != "Orders"]
        few = self._count_queries(5, names)
        many = self._count_queries(500, names)
        self.assertLessEqual(many, few + 4)
        self.assertLess(many, 120)

    def _count_queries(self, number, names):
        partners = self.Partner.create(
            [
                {"name": f"P{i}", "country_id": self.belgium.id, "lang": "en_US"}
                for i in range(number)
            ]
        )
        segment = self._fill(
            self._create_segment(template_id=self.template.id), partners
        )
        lines = segment.line_ids.with_user(self.user)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(len(lines._get_merge_values(names)), number)
        return self.cr.sql_log_count - before

    def test_addons_add_merge_fields(self):
        line_class = type(self.env["contact.segment.line"])
        known = self.env["contact.segment.line"]._get_merge_fields()
        own = MergeField("Contact_Color", "Colour", "partner_id.color")
        self.patch(
            line_class, "_get_merge_fields", lambda self: {**known, own.name: own}
        )
        self.assertEqual(self._value(self.anna, "contact color"), "0")

    def test_documentation_lists_every_field(self):
        text = DOCS.read_text(encoding="utf-8")
        fields = self.env["contact.segment.line"]._get_merge_fields()
        for field in fields.values():
            example = field.example.replace("\n", "<br>") or ""
            row = f"| `{field.name}` | {field.label} | {example} |"
            self.assertIn(row.replace("  |", " |"), text)
            for column in field.columns:
                self.assertIn(f"`{field.name}.{column}`", text)
        rows = re.findall(r"^\| `\w+`.*", text, re.M)
        self.assertLessEqual({row.split("`")[1] for row in rows}, {*fields, "Orders"})
