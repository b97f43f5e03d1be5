# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ..common import SegmentCommon

FIGURES = ("matched", "added", "removed", "line_count")


@tagged("post_install", "-at_install")
class TestSteps(SegmentCommon):
    """Add, reduce and refine: what they do and what they tell."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment()
        self.partners = self.Partner.with_user(self.user)

    def assertFigures(self, result, *figures):
        self.assertEqual(tuple(result[name] for name in FIGURES), figures)

    def assertMembers(self, partners, segment=None):
        segment = segment or self.segment
        self.assertEqual(segment.line_ids.partner_id, partners)
        self.assertEqual(segment.line_count, len(segment.line_ids))

    def test_add_returns_the_figures_of_its_step(self):
        result = self.segment.add_contacts(self._domain(self.anna | self.carl))
        self.assertFigures(result, 2, 2, 0, 2)
        step = self.segment.step_ids
        self.assertEqual(result["step_id"], step.id)
        self.assertRecordValues(
            step,
            [
                {
                    "action": "add",
                    "source": "criteria",
                    "matched_count": 2,
                    "added_count": 2,
                    "removed_count": 0,
                    "line_count": 2,
                    "user_id": self.user.id,
                }
            ],
        )
        self.assertMembers(self.anna | self.carl)
        self.assertEqual(self.segment.line_ids.step_id, step)

    def test_add_again_counts_only_what_is_new(self):
        self._fill(self.segment, self.anna | self.carl)
        result = self.segment.add_contacts(self._domain(self.contacts))
        self.assertFigures(result, 5, 3, 0, 5)
        self.assertMembers(self.contacts)

    def test_every_run_is_a_step_even_if_nothing_changes(self):
        self._fill(self.segment, self.anna)
        for result in (
            self.segment.add_contacts(self._domain(self.anna)),
            self.segment.reduce_contacts(self._domain(self.carl)),
            self.segment.refine_contacts([]),
        ):
            self.assertEqual((result["added"], result["removed"]), (0, 0))
        self.assertEqual(self.segment.step_count, 4)

    def test_empty_domain_means_everybody_the_user_may_see(self):
        hidden = self._create_contact(
            "Hidden",
            company_id=self.env["res.company"].create({"name": "Elsewhere"}).id,
        )
        visible = self.partners.search([])
        self.assertNotIn(hidden, visible)
        for domain in ([], "", "[]", False):
            with self.subTest(domain=domain):
                segment = self._create_segment()
                result = segment.add_contacts(domain)
                self.assertEqual(result["matched"], len(visible))
                self.assertMembers(visible, segment)

    def test_reduce_drops_what_matches(self):
        self._fill(self.segment, self.contacts)
        result = self.segment.reduce_contacts([("country_id.code", "=", "NL")])
        self.assertFigures(result, 1, 0, 1, 4)
        self.assertMembers(self.contacts - self.carl)

    def test_refine_keeps_what_matches(self):
        self._fill(self.segment, self.contacts)
        result = self.segment.refine_contacts([("is_company", "=", False)])
        self.assertFigures(result, 4, 0, 1, 4)
        self.assertMembers(self.contacts - self.acme)

    def test_reduce_and_refine_count_lines_not_contacts(self):
        self._fill(self.segment, self.anna)
        self.segment.add_contacts(self._domain(self.anna), allow_existing=True)
        preview = self.segment.preview_step("refine", self._domain(self.contacts))
        self.assertFigures(preview, 2, 0, 0, 2)
        result = self.segment.reduce_contacts(self._domain(self.contacts))
        self.assertFigures(result, 2, 0, 2, 0)

    def test_reduce_and_refine_with_empty_domain(self):
        self._fill(self.segment, self.contacts)
        self.assertFigures(self.segment.refine_contacts([]), 5, 0, 0, 5)
        self.assertFigures(self.segment.reduce_contacts([]), 5, 0, 5, 0)

    def test_steps_on_an_empty_segment(self):
        self.assertFigures(self.segment.reduce_contacts([]), 0, 0, 0, 0)
        self.assertFigures(self.segment.refine_contacts([]), 0, 0, 0, 0)
        self.assertEqual(self.segment.step_count, 2)

    def test_expand_companies_brings_the_whole_company(self):
        result = self.segment.add_contacts(
            self._domain(self.anna | self.carl), expand_companies=True
        )
        self.assertFigures(result, 4, 4, 0, 4)
        self.assertMembers(self.acme | self.anna | self.bob | self.carl)

    def test_expand_companies_brings_the_people_of_a_company_that_is_hit(self):
        result = self.segment.add_contacts(
            self._domain(self.acme), expand_companies=True
        )
        self.assertFigures(result, 3, 3, 0, 3)

    def test_include_companies_brings_only_the_company(self):
        result = self.segment.add_contacts(
            self._domain(self.anna | self.carl), include_companies=True
        )
        self.assertFigures(result, 3, 3, 0, 3)
        self.assertMembers(self.acme | self.anna | self.carl)

    def test_person_under_a_person_has_no_company_to_bring(self):
        child = self._create_contact("Child", parent_id=self.carl.id)
        for option in ("expand_companies", "include_companies"):
            segment = self._create_segment()
            segment.add_contacts(self._domain(child), **{option: True})
            self.assertMembers(child, segment)

    def test_excluded_contacts_stay_out(self):
        self.bob.exclude_from_segments = True
        result = self.segment.add_contacts(self._domain(self.anna | self.bob))
        self.assertFigures(result, 2, 1, 0, 1)
        self.assertMembers(self.anna)

    def test_excluded_contacts_stay_out_among_those_brought(self):
        (self.bob | self.acme).exclude_from_segments = True
        result = self.segment.add_contacts(
            self._domain(self.anna), expand_companies=True
        )
        self.assertFigures(result, 3, 1, 0, 1)
        self.assertMembers(self.anna)

    def test_ignore_exclusion_lets_excluded_contacts_in(self):
        (self.bob | self.acme).exclude_from_segments = True
        result = self.segment.add_contacts(
            self._domain(self.anna), expand_companies=True, ignore_exclusion=True
        )
        self.assertFigures(result, 3, 3, 0, 3)

    def test_archived_contacts_stay_out_and_can_be_removed(self):
        self._fill(self.segment, self.anna | self.carl)
        self.carl.active = False
        archived = [("active", "=", False), *self._domain(self.carl)]
        self.assertFigures(
            self._create_segment().add_contacts(archived, ignore_exclusion=True),
            *(1, 0, 0, 0),
        )
        self.assertFigures(
            self._create_segment().add_contacts(self._domain(self.contacts)),
            *(4, 4, 0, 4),
        )
        self.assertFigures(
            self.segment.reduce_contacts([("name", "=", "Carl")]), 1, 0, 1, 1
        )

    def test_archived_colleagues_are_not_brought(self):
        self.bob.active = False
        self.segment.add_contacts(self._domain(self.anna), expand_companies=True)
        self.assertMembers(self.anna | self.acme)

    def test_allow_existing_adds_a_second_line(self):
        self._fill(self.segment, self.anna)
        result = self.segment.add_contacts(
            self._domain(self.anna | self.bob), allow_existing=True
        )
        self.assertFigures(result, 2, 2, 0, 3)
        second = self.segment.line_ids.filtered(
            lambda line: line.partner_id == self.anna and line.is_repeat
        )
        self.assertEqual(len(second), 1)
        self.assertEqual(second.step_id.id, result["step_id"])
        self.assertFalse(self._line(self.segment, self.bob).is_repeat)

    def test_entire_companies_lets_a_colleague_off_the_segment_decide(self):
        self._fill(self.segment, self.anna | self.acme | self.carl)
        domain = self._domain(self.bob)
        self.assertFigures(self.segment.reduce_contacts(domain), 0, 0, 0, 3)
        result = self.segment.reduce_contacts(domain, entire_companies=True)
        self.assertFigures(result, 2, 0, 2, 1)
        self.assertMembers(self.carl)

    def test_refine_with_entire_companies_keeps_colleagues(self):
        self._fill(self.segment, self.contacts)
        result = self.segment.refine_contacts(
            self._domain(self.bob | self.dora), entire_companies=True
        )
        self.assertFigures(result, 4, 0, 1, 4)
        self.assertMembers(self.contacts - self.carl)

    def test_domain_as_text_is_the_domain_as_list(self):
        domain = [("id", "in", self.contacts.ids), ("name", "in", ("Carl", "Dora"))]
        for form in (
            domain,
            repr(domain),
            f"  {[list(term) for term in domain]}\n",
            [list(term) for term in domain],
            tuple(domain),
        ):
            with self.subTest(form=form):
                segment = self._create_segment()
                segment.add_contacts(form)
                self.assertMembers(self.carl | self.dora, segment)

    def test_relative_dates_are_conditions(self):
        for contact, days in ((self.anna, 60), (self.carl, 5)):
            self.env.cr.execute(
                "UPDATE res_partner SET create_date = NOW() - %s * INTERVAL '1 day' "
                "WHERE id = %s",
                (days, contact.id),
            )
        self.env.invalidate_all()
        self._fill(self.segment, self.anna | self.carl)
        self.segment.refine_contacts("[('create_date', '>=', 'today -30d')]")
        self.assertMembers(self.carl)
