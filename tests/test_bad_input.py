# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SegmentCommon

MODELS = [
    "contact.segment",
    "contact.segment.line",
    "contact.segment.step",
    "contact.segment.document",
    "contact.criteria",
    "contact.criteria.step",
    "contact.interaction",
]
NOWHERE = 2**31 - 1


@tagged("post_install", "-at_install")
class TestBadInput(SegmentCommon):
    """What cannot be done is refused with a reason, and nothing is written."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)
        self._fill(self.segment, self.anna | self.carl)

    def _count_records(self):
        return {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in MODELS
        }

    def assertBad(self, call, *words, error=UserError):
        """Expect one error that says what and where, and nothing written."""
        before = self._count_records()
        with self.assertRaises(error) as refusal:
            call()
        message = str(refusal.exception)
        for word in words:
            self.assertIn(str(word), message)
        self.assertEqual(self._count_records(), before)
        return message

    def _get_bad_domains(self):
        """Return conditions that cannot be used, with what the error must name."""
        return [
            ([("no_such_field", "=", 1)], "no_such_field"),
            ([("country_id.no_such_field", "=", 1)], "no_such_field"),
            ([("name", "resembles", "x")], "resembles"),
            ("[('user_id', '=', uid)]", "uid"),
            ("__import__('os').getcwd()", "__import__"),
            ("[('name', '=', 'open')", "literal"),
            ("lambda: 1", "lambda"),
            ("{'name': 'x'}", "list"),
            ("42", "list"),
            (42, "list"),
            ({"name": "x"}, "list"),
            ({}, "list"),
            ("{}", "list"),
            (0, "list"),
            ("0", "list"),
            ([("name",)], "name"),
            ([("name", "=")], "name"),
            (["&", ("name", "=", "x")], "&"),
            (["name", "=", "x"], "name"),
            ([7], "7"),
            ([None], "None"),
            ([("id", "in", ["x"])], "x"),
            ([("id", "=", "Anna")], "Anna"),
            ([("name", "any", "x")], "name"),
            ([("parent_id", "any!", [("name", "=", "x")])], "any!"),
            ([("country_id", "any", [("no_such_field", "=", 1)])], "no_such_field"),
            ([(1, "=", 2, 3)], "3"),
            ([[], []], "[]"),
            ("[" * 90 + "]" * 90, ""),
            ("[" * 5000 + "]" * 5000, ""),
        ]

    @mute_logger("odoo.sql_db")
    def test_bad_conditions_name_what_is_wrong(self):
        for domain, word in self._get_bad_domains():
            for call in (
                lambda domain=domain: self.segment.add_contacts(domain),
                lambda domain=domain: self.segment.reduce_contacts(domain),
                lambda domain=domain: self.segment.refine_contacts(domain),
                lambda domain=domain: self.segment.preview_step("add", domain),
            ):
                with self.subTest(domain=str(domain)[:80]):
                    message = self.assertBad(call, word, error=ValidationError)
                    self.assertLess(len(message), 1000)

    def test_deep_nesting_is_refused(self):
        domain = [("name", "=", "x")]
        for _level in range(300):
            domain = [("parent_id", "any", domain)]
        self.assertBad(lambda: self.segment.add_contacts(domain), "nested")

    @mute_logger("odoo.sql_db")
    def test_values_the_database_cannot_read(self):
        for domain in (
            [("name", "=like", "%A\\")],
            [("name", "=", "A\x00")],
            [("create_date", ">", "one day")],
            [("color", "=", "blue")],
        ):
            with self.subTest(domain=domain):
                call = lambda domain=domain: self.segment.add_contacts(domain)  # noqa: E731
                self.assertBad(call, domain[0][0], error=ValidationError)

    def test_huge_lists_of_ids_are_fine(self):
        ids = self.contacts.ids + list(range(NOWHERE - 50000, NOWHERE))
        for domain in ([("id", "in", ids)], repr([("id", "in", ids)])):
            result = self.segment.reduce_contacts(domain)
            self.assertIn("more", self.segment.step_ids.sorted("id")[-1].summary)
        self.assertEqual(self.segment.line_count, 0)
        self.assertEqual(self.segment.add_contacts(domain)["matched"], 5)
        self.assertTrue(self.segment.explain(self.dora.id)["included"])
        again = self._create_segment()
        results = again.apply_criteria(self.segment.save_criteria("Huge"))
        self.assertEqual(results[-1]["matched"], 5)
        self.assertEqual(result["matched"], 0)

    def test_thousands_of_conditions_are_fine(self):
        names = [("name", "=", f"Somebody {i}") for i in range(3000)]
        domain = ["|"] * len(names) + names + [("name", "=", "Carl")]
        result = self.segment.reduce_contacts(domain)
        self.assertEqual(result["removed"], 1)

    def test_ids_out_of_range_match_nobody(self):
        for value in (0, -1, 2**40, False):
            result = self.segment.preview_step("add", [("id", "=", value)])
            self.assertEqual(result["matched"], 0)

    def test_unknown_action_and_options(self):
        preview = self.segment.preview_step
        self.assertBad(lambda: preview("multiply", []), "multiply", "refine")
        self.assertBad(
            lambda: preview("add", [], {"backwards": True}), "backwards", "add"
        )
        self.assertBad(
            lambda: preview("reduce", [], {"allow_existing": True}), "allow_existing"
        )
        self.assertBad(lambda: preview("add", [], ["expand_companies"]), "option")
        self.assertBad(lambda: preview(["add"], []), "add")

    def test_segments_that_are_not_there(self):
        gone = self.segment.browse(NOWHERE)
        criteria_id = self.segment.save_criteria("Saved")
        for call in (
            lambda: gone.add_contacts([]),
            lambda: gone.preview_step("add", []),
            gone.go_back,
            gone.redo,
            gone.check_log,
            gone.log,
            gone.create_follow_up,
            lambda: gone.explain(self.anna.id),
            lambda: gone.save_criteria("Gone"),
            lambda: gone.apply_criteria(criteria_id),
            gone.with_user(self.manager).cancel_logged,
        ):
            self.assertBad(call, NOWHERE, error=MissingError)

    def test_ids_that_are_not_there(self):
        segment = self.segment
        for call in (
            lambda: segment.apply_criteria(NOWHERE),
            lambda: segment.reuse_logged(NOWHERE),
            lambda: segment.explain(NOWHERE),
        ):
            self.assertBad(call, NOWHERE, error=MissingError)

    def test_ids_that_are_no_ids(self):
        segment = self.segment
        for call in (
            lambda: segment.apply_criteria(0),
            lambda: segment.apply_criteria("Belgians"),
            lambda: segment.apply_criteria([1]),
            lambda: segment.reuse_logged(False),
            lambda: segment.reuse_logged("last one"),
            lambda: segment.explain(False),
            lambda: segment.explain("Anna"),
        ):
            self.assertBad(call)

    def test_interactions_and_lines_that_are_not_there(self):
        line = self.segment.line_ids.browse(NOWHERE)
        interaction = self.env["contact.interaction"].with_user(self.user)
        interaction = interaction.browse(NOWHERE)
        for call in (
            lambda: line.reset_overrides(["cost"]),
            interaction.cancel,
            interaction.uncancel,
            lambda: interaction.evaluate("positive"),
        ):
            self.assertBad(call, NOWHERE, error=MissingError)

    def test_negative_figures(self):
        line = self.segment.line_ids[0]
        for call, word in (
            (lambda: line.write({"cost": -1}), "negative"),
            (lambda: line.write({"duration": -1}), line.partner_id.display_name),
            (lambda: self.segment.write({"unit_cost": -1}), self.segment.number),
            (lambda: self.segment.write({"unit_duration": -1}), "negative"),
        ):
            self.assertBad(call, word, error=ValidationError)

    def test_unknown_overrides(self):
        line = self.segment.line_ids[0]
        self.assertBad(lambda: line.reset_overrides(["colour"]), "colour", "cost")
        self.assertBad(lambda: line.reset_overrides("cost"), "c")

    def test_unknown_evaluation_and_outcome(self):
        self.segment.log(send=False)
        interaction = self.segment.interaction_ids[0]
        self.assertBad(lambda: interaction.evaluate("great"), "great", "positive")
        self.assertBad(lambda: interaction.evaluate(["positive"]), "positive")
        self.assertBad(lambda: self.segment.create_follow_up("some"), "some", "all")
        self.assertBad(lambda: self.segment.create_follow_up(["all"]), "all")

    def test_template_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        template = self.template.copy({"company_id": company.id})
        line = self.segment.line_ids[0]
        for call in (
            lambda: self.segment.sudo().write({"template_id": template.id}),
            lambda: line.sudo().write({"template_id": template.id}),
            lambda: self.segment.write({"template_id": template.id}),
            lambda: line.write({"template_id": template.id}),
            lambda: self._create_segment(template_id=template.id),
        ):
            self.assertBad(call)

    def test_salesperson_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_user("segment_stranger", "group_user")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        line = self.segment.line_ids[0]
        self.assertBad(lambda: self.segment.write({"user_id": stranger.id}))
        self.assertBad(lambda: line.write({"user_id": stranger.id}))

    def test_contact_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        hidden = self._create_contact("Hidden", company_id=company.id)
        lines = self.env["contact.segment.line"].with_user(self.user)
        vals = {"segment_id": self.segment.id, "partner_id": hidden.id}
        self.assertBad(lambda: lines.create(vals))
        self.assertBad(lambda: lines.sudo().create(vals))
        self.assertEqual(self.segment.add_contacts(self._domain(hidden))["matched"], 0)
        self.assertBad(lambda: self.segment.explain(hidden.id), error=AccessError)

    def test_contact_twice_by_hand(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        vals = {"segment_id": self.segment.id, "partner_id": self.anna.id}
        self.assertBad(lambda: lines.create(vals), "Anna", self.segment.number)
        vals["partner_id"] = self.dora.id
        self.assertBad(lambda: lines.create([vals, dict(vals)]), "Dora")

    def test_lines_without_segment_or_contact(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        self.assertBad(lambda: lines.create({"partner_id": self.dora.id}), "segment")
        self.assertBad(lambda: lines.create({"segment_id": self.segment.id}), "contact")
        vals = {"segment_id": self.segment.id, "partner_id": NOWHERE}
        self.assertBad(lambda: lines.create(vals))

    def test_fields_of_the_machinery_cannot_be_written(self):
        line = self.segment.line_ids[0]
        for vals in ({"state": "logged"}, {"line_count": 7}, {"logged_on": False}):
            self.assertBad(lambda vals=vals: self.segment.write(vals), *vals)
        for vals in (
            {"partner_id": self.dora.id},
            {"segment_id": 1},
            {"step_id": False},
            {"active": True},
        ):
            self.assertBad(lambda vals=vals: line.write(vals), *vals)
        with self.assertRaises(AccessError):
            self.segment.step_ids.write({"domain": "[]"})
