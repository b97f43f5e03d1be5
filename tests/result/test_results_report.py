# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from ..campaign_common import CampaignCommon


class TestResultsReport(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._log(cls.dora, cls.colleague, name="Other")
        cls.logged.register_responses((cls.anna | cls.bob).ids, "positive")
        cls.env.flush_all()

    def _group(self, groupby, user=None, domain=None, aggregates=()):
        report = self.env["contact.segment.report"].with_user(user or self.user_all)
        domain = domain or [("segment_id", "in", (self.logged | self.other).ids)]
        measures = [
            "addressed_count:sum",
            "reached_count:sum",
            "response_count:sum",
            "positive_count:sum",
            "cost:sum",
            "response_rate:avg",
            "cost_per_response:avg",
            *aggregates,
        ]
        return report._read_group(domain, groupby, measures)

    def test_sums_and_ratios_by_segment_and_in_total(self):
        rows = {row[0]: row[1:] for row in self._group(["segment_id"])}
        self.assertEqual(
            rows,
            {
                self.logged: (3, 3, 2, 2, 6.0, 2 / 3, 3.0),
                self.other: (1, 1, 0, 0, 2.0, 0.0, 0.0),
            },
        )
        self.assertEqual(self._group([]), [(4, 4, 2, 2, 8.0, 0.5, 4.0)])
        by_month = self._group(["campaign_id", "template_id", "user_id", "date:month"])
        self.assertEqual(sum(row[4] for row in by_month), 4)

    def test_outcomes(self):
        interactions = self.logged.interaction_ids.filtered("segment_line_id")
        interactions[0]._set_delivery("failed", "x")
        interactions[1]._set_delivery("skipped", "x")
        interactions[2].attempt_failed = True
        extra = ["failed_count:sum", "skipped_count:sum", "negative_count:sum"]
        extra += ["interaction_count:sum", "duration:sum"]
        domain = [("segment_id", "=", self.logged.id)]
        [row] = self._group([], domain=domain, aggregates=extra)
        self.assertEqual(row[:3], (3, 0, 2))
        self.assertEqual(row[-5:], (2, 1, 0, 5, 45.0))

    def test_interactions_of_a_campaign_without_segment(self):
        self.env["contact.interaction"].create(
            {
                "name": "Call",
                "partner_id": self.dora.id,
                "campaign_id": self.campaign.id,
                "campaign_response": True,
            }
        )
        domain = [("campaign_id", "=", self.campaign.id)]
        [row] = self._group([], self.user, domain)
        self.assertEqual((row[0], row[2]), (3, 3))

    def test_cancelled_and_postponed_ones_are_left_out(self):
        self.logged.interaction_ids.filtered("segment_line_id")[0].cancel()
        rows = {row[0]: row[1:] for row in self._group(["segment_id"])}
        self.assertEqual(rows[self.logged][0], 2)

    def test_rights_are_those_of_segments_interactions_and_contacts(self):
        self.assertEqual(len(self._group(["segment_id"])), 2)
        [row] = self._group(["segment_id"], self.user)
        self.assertEqual(row[0], self.logged)
        outsider = new_test_user(self.env, "outsider", "base.group_user")
        with self.assertRaises(AccessError):
            self._group([], outsider)
        self._hide(self.anna, group=None)
        [row] = self._group([], self.user)
        self.assertEqual((row[0], row[2]), (2, 1))
        report = self.env["contact.segment.report"].with_user(self.user)
        with self.assertRaises(AccessError):
            report.search([], limit=1).write({"cost": 1.0})

    def test_other_companies_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Abroad"})
        user = new_test_user(
            self.env,
            "abroad",
            "contact_segment.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertEqual(self._group([], user)[0][0], 0)

    def test_rows_can_be_read_and_searched(self):
        report = self.env["contact.segment.report"].with_user(self.user)
        rows = report.search([("segment_id", "=", self.logged.id)])
        self.assertEqual(rows.partner_id, self.anna | self.bob | self.carl)
        self.assertEqual(sum(rows.mapped("response_count")), 2)
        self.assertEqual(rows[0].currency_id, self.env.company.currency_id)
        self.assertEqual(rows[0].display_name, self.logged.display_name)
