# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..measure_common import MeasureCommon


@tagged("post_install", "-at_install")
class TestMeasure(MeasureCommon):
    """Figures about contacts, as users of each group know them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_lead(cls.anna, expected_revenue=100, date_deadline="2026-03-01")
        cls._create_lead(cls.anna, expected_revenue=50, date_deadline="2026-05-01")
        cls._create_lead(cls.bob, expected_revenue=30, date_deadline="2026-04-01")
        cls._create_lead(cls.dora)
        cls.value = cls._create_measure(
            name="Pipeline", aggregate="sum", field_name="expected_revenue"
        )

    def test_values_of_a_sum(self):
        values = self.value.get_values(self.contacts.ids)
        self.assertEqual(values[str(self.anna.id)], 150.0)
        self.assertEqual(values[str(self.carl.id)], 0.0)
        self.assertEqual(len(values), 5)

    def test_contacts_by_sum(self):
        self._assert_found(self.anna, [("value", ">=", 100)])
        self._assert_found(self.bob, [("value", ">", 0), ("value", "<", 100)])
        # those without opportunities have 0, as the one without revenue
        self._assert_found(self.contacts - self.anna - self.bob, [("value", "<", 1)])
        self._assert_found(self.contacts - self.anna, [("value", "!=", 150)])
        self._assert_found(
            self.anna | self.bob, ["|", ("value", "=", 30), ("value", ">", 149)]
        )
        self._assert_found(self.contacts - self.bob, ["!", ("value", "=", 30)])
        self._assert_found(self.Partner, [("value", "=", False)])

    def test_exact_complement(self):
        for inner in ([("value", "<", 1)], [("value", ">=", 100)], []):
            found = self._find(inner)
            rest = self._find(inner, operator="not any")
            self.assertEqual(found | rest, self.contacts)
            self.assertFalse(found & rest)

    def test_no_value_meets_no_comparison(self):
        measure = self._create_measure(
            name="Lowest", aggregate="minimum", field_name="expected_revenue"
        )
        with_revenue = self.anna | self.bob | self.dora
        rest = self.contacts - with_revenue
        for operator in ("<", "<=", ">", ">="):
            self.assertFalse(self._find([("value", operator, 1)], measure) & rest)
        self._assert_found(rest, [("value", "=", False)], measure)
        self._assert_found(with_revenue, [("value", "!=", False)], measure)
        self._assert_found(rest, [("value", "<", 10**9)], measure, "not any")
        # a negation is the opposite, also of what has no value
        self._assert_found(
            self.contacts - self.anna, ["!", ("value", ">", 40)], measure
        )
        self.assertIs(measure.get_values(self.carl.ids)[str(self.carl.id)], False)

    def test_dates(self):
        measure = self._create_measure(
            name="Latest", aggregate="maximum", field_name="date_deadline"
        )
        after = [("date_value", ">=", "2026-04-15")]
        self._assert_found(self.anna, after, measure)
        self._assert_found(self.contacts - self.anna, after, measure, "not any")
        self._assert_found(
            self.contacts - self.anna - self.bob, [("date_value", "=", False)], measure
        )
        self._assert_found(self.bob, [("date_value", "=", "2026-04-01")], measure)
        self.assertEqual(
            measure.get_values(self.anna.ids), {str(self.anna.id): "2026-05-01"}
        )

    def test_first_and_last(self):
        values = {
            "first": 100.0,
            "last": 50.0,
            "average": 75.0,
            "maximum": 100.0,
            "count_distinct": 2,
        }
        for aggregate, expected in values.items():
            measure = self._create_measure(
                name=aggregate,
                aggregate=aggregate,
                field_name="expected_revenue",
                date_field="date_deadline",
            )
            found = measure.get_values(self.anna.ids)[str(self.anna.id)]
            self.assertEqual(found, expected, aggregate)

    def test_period(self):
        measure = self._create_measure(
            name="Spring",
            date_field="date_deadline",
            date_from="2026-03-01",
            date_to="2026-05-01",
        )
        values = measure.get_values(self.contacts.ids)
        self.assertEqual(values[str(self.anna.id)], 1, "the last day does not count")
        self.assertEqual(values[str(self.dora.id)], 0)

    def test_people_count_for_their_company(self):
        measure = self._create_measure(
            name="All of the company",
            aggregate="sum",
            field_name="expected_revenue",
            by_company=True,
        )
        house = self.acme | self.anna | self.bob
        self._assert_found(house, [("value", "=", 180)], measure)
        self._assert_found(self.contacts - house, [("value", "<", 1)], measure)
        self.assertEqual(set(measure.get_values(house.ids).values()), {180.0})

    def test_several_measures(self):
        count = self._create_measure(name="Number")
        one = self._condition([("value", ">", 100)])
        other = self._condition([("value", "=", 1)], count)
        found = self.Partner.with_user(self.user).search(
            Domain("id", "in", self.contacts.ids) & (Domain(one) | Domain(other))
        )
        self.assertEqual(found, self.anna | self.bob | self.dora)
        found = self.Partner.with_user(self.user).search(
            Domain("id", "in", self.contacts.ids) & ~(Domain(one) | Domain(other))
        )
        self.assertEqual(found, self.acme | self.carl)

    def test_in_other_conditions(self):
        mine = self._condition([("value", "=", 30)])
        found = self.Partner.with_user(self.user).search([("child_ids", "any", mine)])
        self.assertEqual(found, self.acme)
        domain = [("partner_id", "any", self._condition([("value", "=", 150)]))]
        leads = self.env["crm.lead"].with_user(self.user_all).search(domain)
        self.assertEqual(leads.partner_id, self.anna)

    def test_filtered_in_memory(self):
        contacts = self.contacts.with_user(self.user)
        found = contacts.filtered_domain(self._condition([("value", ">=", 100)]))
        self.assertEqual(found, self.anna)
        rest = contacts.filtered_domain(
            self._condition([("value", ">=", 100)], operator="not any")
        )
        self.assertEqual(rest, contacts - self.anna)

    def test_as_a_step(self):
        segment = self._create_segment()
        condition = self._condition([("value", ">=", 30)])
        segment.add_contacts([*condition, *self._domain(self.contacts)])
        self.assertEqual(segment.line_ids.partner_id, self.anna | self.bob)
        segment.reduce_contacts(self._condition([("value", ">", 100)]))
        self.assertEqual(segment.line_ids.partner_id, self.bob)

    def test_step_is_one_statement(self):
        segment = self._create_segment()
        condition = self._condition([("value", "<", 30)])
        self.env.flush_all()
        statements = []
        execute = type(self.env.cr).execute

        def watch(cr, query, *args, **kwargs):
            statements.append(query.code if isinstance(query, SQL) else query)
            return execute(cr, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", watch):
            segment.add_contacts([*condition, *self._domain(self.contacts)])
        about = [one for one in statements if "crm_lead" in one]
        self.assertEqual(len(about), 1)
        self.assertEqual(about[0].count('FROM "crm_lead"'), 1)
        self.assertIn("INSERT INTO contact_segment_line", about[0])

    def test_refused(self):
        partners = self.Partner.with_user(self.user)
        measure = self.value.id
        other = self._create_measure(name="Other").id
        for value, pattern in (
            ([("value", ">", 1)], "names no measure"),
            ([("measure_id", "!=", measure)], "names no measure"),
            ([("measure_id", "in", [measure, other])], "several measures"),
            ([("measure_id", "=", 0)], "names no measure|no measure with the id"),
            ([("measure_id", "=", 2**30)], "no measure with the id"),
            ([("measure_id", "=", measure), ("partner_id", "=", 1)], "partner_id"),
            ([("measure_id", "=", measure), ("value", "=", "x")], "'x'"),
            ([("measure_id", "=", measure), ("value", ">", False)], "value"),
            ([("measure_id", "=", measure), ("secret", "=", 1)], "secret"),
        ):
            for operator in ("any", "not any"):
                with self.subTest(value=value, operator=operator):
                    domain = [("measure_value_ids", operator, value)]
                    with self.assertRaisesRegex((UserError, ValueError), pattern):
                        partners.search(domain)
                    with self.assertRaisesRegex(UserError, pattern):
                        self._create_segment().add_contacts(domain)
        both = [("measure_id", "=", measure), ("measure_id", "=", other)]
        with self.assertRaisesRegex(UserError, "several measures"):
            self._create_segment().add_contacts([("measure_value_ids", "any", both)])
        for domain in (
            [("measure_value_ids", "=", measure)],
            [("measure_value_ids", "ilike", "Pipe")],
            [("measure_value_ids.value", ">", 1)],
        ):
            with self.assertRaises(UserError):
                partners.search(domain)

    def test_what_is_always_true_of_several_measures(self):
        other = self._create_measure(name="Other")
        always = ["|", ("value", "=", False), ("value", "!=", False)]
        never = ["&", ("value", "=", False), ("value", "!=", False)]
        for terms, found in (([], True), (always, True), (never, False)):
            for operator in ("any", "not any"):
                one = self._condition(terms, operator=operator)
                two = self._condition(terms, other, operator)
                expected = self.contacts if found == (operator == "any") else []
                for both in ("&", "|"):
                    with self.subTest(terms=terms, operator=operator, both=both):
                        domain = [("id", "in", self.contacts.ids), both, *one, *two]
                        self.assertEqual(
                            set(self.Partner.search(domain)), set(expected)
                        )

    def test_set_or_not(self):
        partners = self.Partner.with_user(self.user)
        mine = [("id", "in", self.contacts.ids)]
        self.assertFalse(partners.search([("measure_value_ids", "=", False), *mine]))
        found = partners.search([("measure_value_ids", "!=", False), *mine])
        self.assertEqual(found, self.contacts)

    def test_definitions_that_are_refused(self):
        for values, pattern in (
            ({"model": "no.model"}, "no.model"),
            ({"model": "ir.config_parameter"}, "may not read"),
            ({"partner_path": "user_id"}, "leads to no contact"),
            ({"partner_path": "name"}, "leads to no contact"),
            ({"partner_path": "nowhere.partner_id"}, "leads to no contact"),
            ({"aggregate": "sum"}, "of which field"),
            ({"aggregate": "sum", "field_name": "name"}, "not possible"),
            ({"aggregate": "sum", "field_name": "create_date"}, "not possible"),
            ({"aggregate": "minimum", "field_name": "user_id"}, "not possible"),
            ({"aggregate": "sum", "field_name": "nothing"}, "nothing"),
            ({"aggregate": "last", "field_name": "probability"}, "needs a date"),
            ({"date_from": "today"}, "needs a date"),
            ({"date_field": "name"}, "no date"),
            ({"date_field": "create_date", "date_from": "yesterday"}, "yesterday"),
            ({"domain": "[('active', '=', uid)]"}, "literal"),
            ({"domain": "5"}, "literal"),
            ({"domain": "[('nothing', '=', 1)]"}, "nothing"),
            ({"partner_path": "user_id.password.x"}, "leads to no contact"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, pattern),
            ):
                self._create_measure(name="Wrong", user=self.manager, **values)

    def test_rights_on_measures(self):
        measure = self._create_measure(name="Mine", user=self.user)
        foreign = measure.with_user(self.colleague)
        self.assertEqual(foreign.name, "Mine")
        self._assert_found(
            self.dora,
            [("value", "=", 1)],
            measure,
            user=self.colleague,
            among=self.dora,
        )
        with self.assertRaises(AccessError):
            foreign.name = "Yours"
        with self.assertRaises(AccessError):
            foreign.unlink()
        measure.with_user(self.manager).name = "Ours"
        self.env.invalidate_all()
        other = self.env["res.company"].create({"name": "Other"})
        measure.sudo().company_id = other
        with self.assertRaises(AccessError):
            measure.with_user(self.user).read(["name"])
        with self.assertRaisesRegex(UserError, "no measure with the id"):
            self._find([("value", "=", 1)], measure)

    def test_rights_on_records(self):
        self.env["ir.rule"].create(
            {
                "name": "Not the large ones",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain_force": "[('expected_revenue', '<', 100)]",
            }
        )
        self._assert_found(self.Partner, [("value", ">=", 100)])
        values = self.value.with_user(self.user).get_values(self.anna.ids)
        self.assertEqual(values, {str(self.anna.id): 50.0})

    def test_value_of_a_contact_that_is_hidden(self):
        self._hide(self.anna)
        with self.assertRaises(AccessError):
            self.value.with_user(self.user).get_values(self.anna.ids)
        with self.assertRaisesRegex(UserError, "no contact with the id"):
            self.value.with_user(self.user).get_values([2**30])

    def test_nothing_to_read(self):
        partner = self.anna.with_user(self.user)
        self.assertFalse(partner.measure_value_ids)
        self.assertFalse(
            self.env["contact.measure.value"].with_user(self.user).search([])
        )

    def test_guest_has_no_measures(self):
        guest = self.env["res.users"].create({"name": "Guest", "login": "guest_m"})
        with self.assertRaises(UserError):
            self.Partner.with_user(guest).search(self._condition([("value", ">", 1)]))

    def test_model_that_is_gone(self):
        self.env.cr.execute(
            "UPDATE contact_measure SET model = 'gone.model' WHERE id = %s",
            (self.value.id,),
        )
        self.env.invalidate_all()
        measure = self.value.with_user(self.user)
        self.assertIn("gone.model", measure.problem)
        self.assertTrue(measure.web_search_read([], {"name": {}, "problem": {}}))
        with self.assertRaisesRegex(UserError, "Pipeline cannot be used"):
            measure.get_values(self.anna.ids)
        with self.assertRaisesRegex(UserError, "Pipeline cannot be used"):
            self._find([("value", ">", 1)])

    def test_read_as_a_sentence(self):
        partners = self.Partner.with_user(self.user)
        for inner, operator, expected in (
            ([("value", ">=", 1000)], "any", "Pipeline ≥ 1,000"),
            ([("value", ">=", 1000)], "not any", "not (Pipeline ≥ 1,000)"),
            (
                [("value", ">", 1), ("value", "<=", 2.5)],
                "any",
                "Pipeline > 1 and Pipeline ≤ 2.5",
            ),
            (
                ["|", ("value", "=", 1), "!", ("value", ">", 5)],
                "any",
                "(Pipeline is 1 or not (Pipeline > 5))",
            ),
            ([("value", "=", False)], "any", "Pipeline is not set"),
            ([("date_value", "<", "today -30d")], "any", "Pipeline < 30 days ago"),
        ):
            domain = repr(self._condition(inner, operator=operator))
            told = partners._describe_segment_domain(domain)
            self.assertEqual(told, f"contacts where {expected}")

    def test_useful_ones(self):
        measures = self.env["contact.measure"].with_user(self.user)
        useful = measures.search([("key", "!=", False)])
        self.assertIn("interactions_outbound_30", useful.mapped("key"))
        self.assertIn("opportunities_won_value", useful.mapped("key"))
        self.assertFalse(any(useful.mapped("problem")))
        for measure in useful:
            measure.get_values(self.contacts.ids)
            self.assertTrue(measure.description)
        with self.assertRaises(AccessError):
            useful[0].unlink()
        with self.assertRaisesRegex(UserError, "archive it instead"):
            useful[0].with_user(self.manager).unlink()
        useful[0].with_user(self.manager).active = False
        count = len(useful)
        self.env["contact.measure"]._make_useful()
        found = measures.with_context(active_test=False).search_count(
            [("key", "!=", False)]
        )
        self.assertEqual(found, count)

    def test_useful_ones_in_a_language_installed_later(self):
        measures = self.env["contact.measure"].sudo().with_context(lang="en_US")
        known = {
            key: measures.search([("key", "=", key)])
            for key in ("opportunities_open", "opportunities_won")
        }
        known["opportunities_won"].name = "Wins"
        langs = self.env["res.lang"].with_context(active_test=False)
        langs.search([("code", "=", "nl_BE")]).active = True
        names = [one.with_context(lang="nl_BE").name for one in known.values()]
        self.assertEqual(names, ["Openstaande verkoopkansen", "Wins"])

    def test_new_app_brings_measures(self):
        vacuum = self.env.ref("base.autovacuum_job")
        module = self.env["ir.module.module"].search([("name", "=", "crm")])
        domain = [("cron_id", "=", vacuum.id)]
        before = self.env["ir.cron.trigger"].search_count(domain)
        module.write({"state": "installed"})
        self.assertGreater(self.env["ir.cron.trigger"].search_count(domain), before)
        gone = self.env["contact.measure"].search([("key", "=", "last_interaction")])
        gone.key = False
        self.env["contact.measure"]._make_useful()
        self.assertTrue(
            self.env["contact.measure"].search([("key", "=", "last_interaction")])
        )

    def test_form(self):
        form = Form(self.env["contact.measure"].with_user(self.user))
        form.name = "Won this year"
        form.source = "crm.lead"
        self.assertEqual(form.partner_path, "partner_id")
        form.aggregate = "sum"
        form.field_name = "expected_revenue"
        form.period = "days_30"
        self.assertEqual(form.date_from, "today -30d")
        self.assertEqual(form.date_field, "create_date")
        self.assertIn("Anna", form.example)
        form.example_partner_id = self.anna.with_user(self.user)
        self.assertIn("150", form.example_value)
        measure = form.save()
        self.assertEqual(measure.user_id, self.user)
        self.assertIn("last 30 days", measure.description)
        with_contact = measure.with_context(example_partner_id=self.anna.id)
        action = with_contact.action_view_records()
        leads = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(leads.partner_id, self.anna)
        self.assertEqual(len(leads), 2)

    def test_condition_that_is_not_finished(self):
        measures = self.env["contact.measure"].with_user(self.user)
        vals = {"name": "Open", "model": "crm.lead", "domain": "[('name', '=', '')]"}
        with self.assertRaisesRegex(ValidationError, "Opportunity has no value yet"):
            measures.web_save(vals, {"name": {}})
        with self.assertRaisesRegex(ValidationError, "Opportunity has no value yet"):
            self.value.with_user(self.user).web_save(
                {"domain": vals["domain"]}, {"name": {}}
            )

    def test_measures_that_depend_on_themselves(self):
        people = {"model": "res.partner", "partner_path": "parent_id"}
        one = self._create_measure(name="One", **people)
        condition = self._condition([("value", "=", 0)], one)
        two = self._create_measure(name="Two", domain=repr(condition), **people)
        condition = self._condition([("value", ">", 0)], two)
        with self._assert_refused(ValidationError, "One → Two → One"):
            one.domain = repr(condition)
        # people who have no people themselves
        self._assert_found(self.acme, [("value", "=", 2)], two)
