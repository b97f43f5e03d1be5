# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..prediction_common import PredictionCommon


@tagged("post_install", "-at_install")
class TestPredictionMapping(PredictionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = cls.env["ir.model"]._get("crm.lead")
        cls.manager.group_ids |= cls.env.ref("sales_team.group_sale_salesman")
        cls.mapping = {
            "model_id": cls.leads.id,
            "domain": "[('probability', '>', 0)]",
            "partner_field": "partner_id",
            "date_field": "create_date",
            "amount_field": "expected_revenue",
            "reference_field": "name",
        }
        cls.colleague.write(
            {"company_ids": [(4, cls.company.id)], "company_id": cls.company.id}
        )
        cls.env["crm.lead"].create(
            [
                cls._get_lead(cls.manager, "Mine", 100),
                cls._get_lead(cls.manager, "Lost", 200, probability=0),
                cls._get_lead(cls.colleague, "Hers", 400),
                cls._get_lead(cls.manager, "Old", 800, active=False),
            ]
        )

    @classmethod
    def _get_lead(cls, user, name, amount, **values):
        return {
            "name": name,
            "user_id": user.id,
            "partner_id": cls.anna.id,
            "expected_revenue": amount,
            "probability": 10,
            "company_id": cls.company.id,
            **values,
        }

    def _create_mapped(self, **values):
        return self._create_source(
            "mapped_transaction", self.manager, **{**self.mapping, **values}
        )

    def test_rights_of_who_maps_count(self):
        source = self._create_mapped()
        self.assertEqual(source.user_id, self.manager)
        prediction = self._create_prediction(source=source)
        rows = self._select(prediction)
        self.assertEqual({row["reference"] for row in rows}, {"Mine", "Old"})
        self.assertEqual({row["amount"] for row in rows}, {100, 800})
        self.manager.group_ids |= self.env.ref("sales_team.group_sale_manager")
        rows = self._select(prediction)
        self.assertEqual({row["reference"] for row in rows}, {"Mine", "Old", "Hers"})

    def test_nobody_maps_for_somebody_else(self):
        other = self._create_user("segment_other_manager", "group_manager")
        other.write(
            {
                "company_ids": [(4, self.company.id)],
                "group_ids": [(4, self.env.ref("sales_team.group_sale_manager").id)],
            }
        )
        source = self._create_mapped(user_id=other.id)
        self.assertEqual(source.user_id, self.manager)
        source.write({"user_id": other.id})
        self.assertEqual(source.user_id, self.manager)
        source.with_user(other).name = "Renamed"
        self.assertEqual(source.user_id, self.manager)
        source.with_user(other).domain = "[]"
        self.assertEqual(source.user_id, other)

    def test_paths_join_their_models(self):
        source = self._create_mapped(
            partner_field="partner_id.commercial_partner_id",
            reference_field="user_id.partner_id.name",
            currency_field="company_id.currency_id",
        )
        rows = self._select(self._create_prediction(source=source))
        self.assertEqual({row["partner_id"] for row in rows}, {self.acme.id})
        self.assertEqual({row["reference"] for row in rows}, {self.manager.name})

    def test_records_on_a_path_that_may_not_be_read_are_empty(self):
        self._hide(self.anna, group=None)
        source = self._create_mapped(reference_field="partner_id.name")
        rows = self._select(self._create_prediction(source=source))
        self.assertEqual({row["reference"] for row in rows}, {None})

    def test_wrong_mappings_are_refused(self):
        wrong = {
            "model_id": False,
            "domain": "[('nothing', '=', 1)]",
            "partner_field": "user_id",
            "date_field": "name",
            "amount_field": "partner_id",
            "reference_field": "tag_ids.name",
            "product_field": "partner_id",
            "currency_field": "partner_id.nothing",
        }
        for name, value in wrong.items():
            with self.subTest(name), self.assertRaises(ValidationError):
                self._create_mapped(**{name: value})
        for value in ("[", "__import__('os')", "[('id', '=', ref('x'))]", "5"):
            with self.subTest(value), self.assertRaises(ValidationError):
                self._create_mapped(domain=value)

    def test_models_that_may_not_be_read_are_refused(self):
        keys = self.env["ir.model"]._get("ir.config_parameter")
        with self.assertRaises(ValidationError):
            self._create_mapped(model_id=keys.id)

    def test_fields_that_may_not_be_read_are_refused(self):
        users = self.env["ir.model"]._get("res.users")
        with self.assertRaises(ValidationError):
            self._create_mapped(
                model_id=users.id,
                domain="[]",
                amount_field=False,
                reference_field="password",
            )

    def test_required_fields(self):
        with self._assert_refused(ValidationError, "Contact"):
            self._create_mapped(partner_field=False)

    def test_moments_become_days_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        lead = self.env["crm.lead"].search([("name", "=", "Mine")])
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2024-03-01 20:00' WHERE id = %s",
            [lead.id],
        )
        source = self._create_mapped(domain=str([("name", "=", "Mine")]))
        rows = self._select(self._create_prediction(source=source))
        self.assertEqual(str(rows[0]["date"]), "2024-03-02")

    def test_mapped_subscriptions(self):
        source = self._create_source(
            "mapped_subscription",
            self.manager,
            model_id=self.leads.id,
            partner_field="partner_id",
            reference_field="name",
            start_field="create_date",
            end_field="date_deadline",
        )
        lead = self.env["crm.lead"].search([("name", "=", "Mine")])
        lead.date_deadline = "2040-01-01"
        prediction = self._create_prediction("subscription_churn", source)
        rows = {row["reference"]: row for row in self._select(prediction)}
        self.assertEqual(str(rows["Mine"]["date_end"]), "2040-01-01")
        self.assertFalse(rows["Old"]["date_end"])

    def test_who_subscribes_in_an_app_is_known_to_do_so_today(self):
        source = self._create_source(
            "mapped_subscription",
            self.manager,
            model_id=self.leads.id,
            partner_field="partner_id",
            start_field="create_date",
            end_field="date_deadline",
        )
        prediction = self._create_prediction("subscription_churn", source)
        self.env.cr.execute("UPDATE crm_lead SET create_date = '2024-03-01'")
        self.assertEqual(source._get_period(prediction)["last"], date.today())

    def test_administrators_find_models(self):
        models = self.env["ir.model"].with_user(self.manager)
        self.assertIn(self.leads.id, [row[0] for row in models.name_search("Lead")])
        source = self._create_mapped()
        with Form(source) as form:
            form.amount_field = "prorated_revenue"
        self.assertEqual(source.amount_field, "prorated_revenue")

    def test_mapped_data_have_a_stamp(self):
        source = self._create_mapped()
        prediction = self._create_prediction(source=source)
        before = source._get_data_stamp(prediction)
        self.env["crm.lead"].create(self._get_lead(self.manager, "New", 1))
        self.assertNotEqual(before, source._get_data_stamp(prediction))

    def test_model_that_is_gone(self):
        source = self._create_mapped()
        prediction = self._create_prediction(source=source)
        source.invalidate_recordset()
        self.env.cr.execute(
            "UPDATE contact_prediction_source SET model_id = NULL WHERE id = %s",
            [source.id],
        )
        with self._assert_refused(UserError, "has no model"):
            self._select(prediction)

    def test_conditions_follow_a_merge(self):
        twin = self._create_contact("Twin", email=self.anna.email)
        domain = [("partner_id", "in", [self.anna.id]), ("user_id", "!=", False)]
        source = self._create_mapped(domain=repr(domain))
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge([self.anna.id, twin.id], twin)
        domain[0] = ("partner_id", "in", [twin.id])
        self.assertEqual(source.domain, repr(domain))
