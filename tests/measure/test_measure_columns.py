# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ...models.measure.measure_query import MeasureQuery
from ..measure_common import MeasureCommon


@tagged("post_install", "-at_install")
class TestMeasureColumns(MeasureCommon):
    """Measures in the lists of contacts and of the lines of a segment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_lead(cls.anna, expected_revenue=100, date_deadline="2026-03-01")
        cls._create_lead(cls.anna, expected_revenue=50, date_deadline="2026-05-01")
        cls._create_lead(cls.bob, expected_revenue=30, date_deadline="2026-04-01")
        cls.value = cls._create_measure(
            name="Pipeline", aggregate="sum", field_name="expected_revenue"
        )
        cls.latest = cls._create_measure(
            name="Latest", aggregate="maximum", field_name="date_deadline"
        )
        cls.company_value = cls._create_measure(
            name="Company",
            aggregate="sum",
            field_name="expected_revenue",
            by_company=True,
        )
        cls.env["contact.measure"].search(
            [("list_column", "!=", False)]
        ).list_column = False
        for measure in cls.value | cls.latest | cls.company_value:
            measure.with_user(cls.manager).show_in_lists()
        cls.segment = cls._fill(cls._create_segment(), cls.contacts)

    def _partners(self, user=None):
        return self.contacts.with_user(user or self.user)

    def _lines(self, user=None):
        lines = self.env["contact.segment.line"].with_user(user or self.user)
        return lines.search([("segment_id", "=", self.segment.id)])

    def test_values_of_contacts_and_lines(self):
        for user in self.user | self.user_all | self.manager:
            for record in (self._partners(user), self._lines(user)):
                self.env.invalidate_all()
                rows = record.read(["measure_1", "measure_2_date", "measure_3"])
                names = record.mapped(
                    "name" if record._name == "res.partner" else "partner_id.name"
                )
                found = {
                    name: (
                        row["measure_1"],
                        str(row["measure_2_date"])[:10],
                        row["measure_3"],
                    )
                    for name, row in zip(names, rows, strict=True)
                }
                self.assertEqual(
                    found,
                    {
                        "Acme": (0, "False", 180),
                        "Anna": (150, "2026-05-01", 180),
                        "Bob": (30, "2026-04-01", 180),
                        "Carl": (0, "False", 0),
                        "Dora": (0, "False", 0),
                    },
                )

    def test_one_statement_for_a_page(self):
        def count(partners):
            statements = []
            execute = Cursor.execute

            def listen(cursor, query, *args, **kwargs):
                text = query.code if isinstance(query, SQL) else str(query)
                if "GROUP BY" in text and "crm_lead" in text:
                    statements.append(text)
                return execute(cursor, query, *args, **kwargs)

            self.env.invalidate_all()
            with patch.object(Cursor, "execute", listen):
                partners.read(["name", "measure_1", "measure_2_date"])
            return len(statements)

        self.assertEqual(count(self._partners()), 2)
        self.assertEqual(count(self.anna.with_user(self.user)), 2)

    def test_sorted_and_grouped(self):
        for model, field, has_few in (
            ("res.partner", "id", True),
            ("res.partner", "id", False),
            ("contact.segment.line", "partner_id", True),
            ("contact.segment.line", "partner_id", False),
        ):
            chosen = patch.object(MeasureQuery, "_has_few", return_value=has_few)
            self.startPatcher(chosen)
            records = self.env[model].with_user(self.user)
            among = [(field, "in", self.contacts.ids)]
            found = records.search(among, order="measure_1 DESC, id", limit=2)
            owners = found if field == "id" else found.partner_id
            self.assertEqual(owners.mapped("name"), ["Anna", "Bob"])
            found = records.search(among, order="measure_2_date NULLS LAST, id")
            owners = found if field == "id" else found.partner_id
            self.assertEqual(owners.mapped("name")[:2], ["Bob", "Anna"])
            groups = records._read_group(
                among, ["measure_3"], ["measure_1:sum", "__count"]
            )
            self.assertEqual(groups, [(0, 0, 2), (180, 180, 3)])
            groups = records._read_group(among, ["measure_2_date:month"], ["__count"])
            self.assertEqual(len(groups), 3)

    def test_sorted_by_looking_up_few(self):
        # of a table with many records, those of few contacts are looked up
        self.env["crm.lead"].create(
            [{"name": "More", "partner_id": self.carl.id} for _number in range(300)]
        )
        self.env.flush_all()
        self.env.cr.execute("ANALYZE crm_lead; ANALYZE res_partner")
        partners = self.env["res.partner"].with_user(self.user)
        for domain, is_looked_up in (
            ([("id", "=", self.anna.id)], True),
            ([], False),
        ):
            query = partners._search(domain, order="measure_1 DESC, id")
            self.assertEqual("LATERAL" in str(query), is_looked_up, domain)
        self.assertEqual(
            partners.search([("id", "=", self.anna.id)], order="measure_1"), self.anna
        )

    def test_reports_without_a_table_are_added_up(self):
        measured = self.value.with_user(self.user)._make_query()
        # as most reports of Odoo, it is neither a table nor a view
        measured.model = self.env["contact.measure.value"]
        query = self.anna.with_user(self.user)._search([])
        self.assertFalse(measured._has_few(query))

    def test_sorted_by_a_measure_of_contacts(self):
        # the records of the measure are of the model that is sorted
        measure = self._create_measure(
            name="People", model="res.partner", partner_path="parent_id"
        )
        self.value.with_user(self.manager).hide_from_lists()
        measure.with_user(self.manager).show_in_lists()
        companies = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("One", "Two")]
        )
        self.env["res.partner"].create(
            [
                {"name": "A person", "parent_id": company.id}
                for company in (companies[1], companies[1], companies[0])
            ]
        )
        among = [("id", "in", companies.ids)]
        for has_few in (True, False):
            with patch.object(MeasureQuery, "_has_few", return_value=has_few):
                found = companies.with_user(self.user).search(
                    among, order="measure_1 DESC"
                )
            self.assertEqual(found.mapped("name"), ["Two", "One"])
            self.assertEqual(found.mapped("measure_1"), [2, 1])

    def test_filtered(self):
        for model, field in (
            ("res.partner", "id"),
            ("contact.segment.line", "partner_id"),
        ):
            records = self.env[model].with_user(self.user)
            among = [(field, "in", self.contacts.ids)]
            for domain, names in (
                ([("measure_1", ">=", 100)], ["Anna"]),
                ([("measure_1", "=", 0)], ["Acme", "Carl", "Dora"]),
                ([("measure_1", "!=", 30), ("measure_3", ">", 0)], ["Acme", "Anna"]),
                ([("measure_2_date", ">", "2026-04-15")], ["Anna"]),
                ([("measure_2_date", "!=", False)], ["Anna", "Bob"]),
            ):
                found = records.search([*among, *domain], order="id")
                owners = found if field == "id" else found.partner_id
                self.assertEqual(owners.mapped("name"), names, (model, domain))

    def test_conditions_keep_the_measure(self):
        segment = self._create_segment()
        segment.add_contacts([("measure_1", ">=", 100)])
        inner = [("measure_id", "=", self.value.id), ("value", ">=", 100)]
        self.assertEqual(
            segment.step_ids.domain, repr([("measure_value_ids", "any", inner)])
        )
        self.assertEqual(segment.line_ids.partner_id, self.anna)
        segment.add_contacts(
            [("child_ids", "any", ["!", ("measure_2_date", "=", False)])]
        )
        self.assertIn(self.acme, segment.line_ids.partner_id)
        self.assertNotIn("measure_2", segment.step_ids[1].domain)
        self.value.with_user(self.manager).hide_from_lists()
        criteria = segment.save_criteria("With a measure")
        other = self._create_segment()
        other.apply_criteria(criteria)
        self.assertIn(self.anna, other.line_ids.partner_id)
        with self._assert_refused(UserError, "Lists show no measure"):
            other.add_contacts([("measure_1", ">=", 100)])

    def test_what_lists_look_like(self):
        partners = self.env["res.partner"].with_user(self.user)
        lines = self.env["contact.segment.line"].with_user(self.user)
        self.value.with_user(self.manager).hide_from_lists()
        for records in (partners, lines):
            fields = records.fields_get()
            self.assertEqual(fields["measure_2_date"]["string"], "Latest")
            self.assertEqual(fields["measure_3"]["string"], "Company")
            for name in ("measure_3", "measure_2_date"):
                for use in ("searchable", "sortable", "groupable"):
                    self.assertTrue(fields[name][use], (name, use))
            for name in ("measure_1", "measure_2", "measure_1_date"):
                for use in ("searchable", "sortable", "groupable"):
                    self.assertFalse(fields[name][use], (name, use))
            view = self.env.ref("base.view_partner_tree").id
            view_id = view if records == partners else None
            arch = etree.fromstring(records.get_view(view_id, "list")["arch"])
            self.assertEqual(
                [one for one in arch.xpath("//field/@name") if "measure_" in one],
                ["measure_2_date", "measure_3"],
            )
        other = self.value.with_user(self.manager)
        self.assertEqual(other.show_in_lists(), 1)
        self.assertEqual(partners.fields_get()["measure_1"]["string"], "Pipeline")
        other.name = "Chances"
        self.assertEqual(partners.fields_get()["measure_1"]["string"], "Chances")
        other.aggregate = "maximum"
        other.field_name = "date_deadline"
        self.assertEqual(partners.fields_get()["measure_1_date"]["string"], "Chances")

    def test_three_at_most_and_chosen_by_administrators(self):
        extra = self._create_measure(name="One more")
        for user in self.user | self.user_all:
            with self._assert_refused(AccessError, "administrators of Segments"):
                extra.with_user(user).show_in_lists()
            with self._assert_refused(AccessError, "."):
                self.value.with_user(user).hide_from_lists()
        with self._assert_refused(UserError, "Pipeline, Latest, Company"):
            extra.with_user(self.manager).show_in_lists()
        with self._assert_refused(UserError, "."):
            extra.with_user(self.manager).list_column = "1"
        self.assertEqual(self.latest.with_user(self.manager).show_in_lists(), 2)
        self.latest.with_user(self.manager).unlink()
        self.assertEqual(extra.with_user(self.manager).show_in_lists(), 2)
        partners = self.env["res.partner"].with_user(self.user)
        self.assertEqual(partners.fields_get()["measure_2"]["string"], "One more")
        self.assertFalse(extra.copy().list_column)
        extra.with_user(self.manager).hide_from_lists()
        extra.active = False
        with self._assert_refused(UserError, "archived"):
            extra.with_user(self.manager).show_in_lists()

    def test_who_may_not_read_the_records(self):
        blind = new_test_user(self.env, "blind", groups="contact_segment.group_user")
        partners = self._partners(blind)
        self.assertFalse(self.env["crm.lead"].with_user(blind).has_access("read"))
        self.assertEqual(set(partners.mapped("measure_1")), {None})
        among = [("id", "in", self.contacts.ids)]
        for name in ("measure_1", "measure_2_date"):
            found = partners.search(among, order=f"{name} DESC, id")
            self.assertEqual(found, partners)
        with self._assert_refused(UserError, "may not read"):
            partners.search([*among, ("measure_1", ">", 0)])

    def test_less_is_seen_with_fewer_rights(self):
        own = new_test_user(
            self.env,
            "own_leads",
            groups="contact_segment.group_user,sales_team.group_sale_salesman",
        )
        self.env["crm.lead"].search([("partner_id", "=", self.anna.id)])[
            :1
        ].user_id = self.colleague
        self.env.invalidate_all()
        values = dict.fromkeys(self._partners(own)[1:3].mapped("measure_1"))
        self.assertLess(sum(values), 180)
        groups = self._partners(own)._read_group(
            [("id", "in", self.contacts.ids)], [], ["measure_1:sum"]
        )
        self.assertEqual(groups[0][0], sum(self._partners(own).mapped("measure_1")))

    def test_hidden_from_others(self):
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        partners = self._partners(stranger)
        self.assertNotIn("measure_1", partners.fields_get())
        with self.assertRaises(AccessError):
            partners.read(["measure_1"])
        with self.assertRaises(AccessError):
            partners.search([], order="measure_1")
        with self._assert_refused(UserError, "no measure"):
            partners.search([("measure_1", ">", 1)])
