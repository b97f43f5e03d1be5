# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import random

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.selections import EVALUATIONS
from ..campaign_common import CampaignCommon


class TestResults(CampaignCommon):
    def _results(self, segment=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (segment or self.logged).with_user(user or self.user).get_results()

    def _deliver(self, interaction, state, message=None):
        """Pretend that a delivery had this outcome."""
        interaction._set_delivery(state, message)

    def test_nothing_before_logging(self):
        draft = self._fill(self._create_segment(), self.anna | self.bob)
        results = self._results(draft)
        self.assertEqual(results["state"], "draft")
        self.assertEqual(results["logged_on"], "")
        self.assertEqual(results["figures"]["contacts"], 2)
        self.assertEqual(results["figures"]["not_logged"], 2)
        self.assertEqual(results["figures"]["response_rate"], 0.0)
        json.dumps(results)

    def test_every_contact_has_one_outcome(self):
        everybody = self.contacts | self._create_contact("Eve")
        segment = self._log(everybody)
        by_name = {i.partner_id.name: i for i in segment.interaction_ids}
        self._deliver(by_name["Acme"], "sent")
        self._deliver(by_name["Anna"], "failed", "Mailbox full")
        self._deliver(by_name["Bob"], "skipped", "No address")
        self._deliver(by_name["Carl"], "queued")
        by_name["Dora"].attempt_failed = True
        by_name["Eve"].cancel()
        figures = self._results(segment)["figures"]
        for name in ("reached", "failed", "skipped", "waiting", "not_reached"):
            self.assertEqual(figures[name], 1, name)
        self.assertEqual(figures["cancelled"], 1)
        self.assertEqual(figures["addressed"], 5)
        self.assertEqual(figures["sent"], 1)
        self.assertEqual(figures["logged"], figures["contacts"])

    def test_blocked_contacts_are_not_logged(self):
        segment = self._create_segment(template_id=self.letters.id)
        self._fill(segment, self.anna | self.bob)
        self.bob.active = False
        segment.log(send=False, skip_blocked=True)
        results = self._results(segment)
        self.assertEqual(results["figures"]["not_logged"], 1)
        self.assertEqual(results["figures"]["reached"], 1)
        action = segment.action_view_result("not_logged")
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.partner_id, self.bob)

    def test_reasons_are_grouped_the_frequent_first(self):
        segment = self._log(self.contacts)
        interactions = segment.interaction_ids
        for number, interaction in enumerate(interactions):
            self._deliver(interaction, "failed", "Rare" if number else "Often")
        for interaction in interactions[1:4]:
            self._deliver(interaction, "failed", "Often")
        self._deliver(interactions[4], "skipped")
        reasons = self._results(segment)["reasons"]
        self.assertEqual(reasons["failed"], [{"message": "Often", "count": 4}])
        self.assertEqual(
            reasons["skipped"], [{"message": "No reason was given", "count": 1}]
        )

    def test_reasons_of_the_gate_are_the_same_for_all_contacts(self):
        segment = self._log(self.contacts)
        for interaction in segment.interaction_ids[:3]:
            name = interaction.partner_id.name
            interaction._set_delivery("skipped", name, delivery_code="no_address")
        reasons = self._results(segment)["reasons"]
        self.assertEqual(
            reasons["skipped"], [{"message": "No postal address", "count": 3}]
        )

    def test_responses_and_evaluations(self):
        self.logged.register_responses(self.anna.ids, "very_positive")
        self.logged.register_responses(self.anna.ids, "positive", allow_repeat=True)
        self.logged.interaction_ids.filtered(
            lambda i: i.partner_id == self.bob
        ).evaluate("negative")
        results = self._results()
        figures = results["figures"]
        self.assertEqual(figures["responses"], 2)
        self.assertEqual(figures["responded"], 1)
        self.assertAlmostEqual(figures["response_rate"], 1 / 3)
        self.assertEqual((figures["positive"], figures["negative"]), (1, 1))
        self.assertEqual(figures["cost"], 6.0)
        self.assertEqual(figures["cost_per_response"], 3.0)
        counts = {row["code"]: row["count"] for row in results["evaluations"]}
        self.assertEqual(len(counts), 5)
        self.assertEqual(counts["evaluation_very_positive"], 1)
        self.assertEqual(counts["evaluation_negative"], 1)

    def test_a_further_attempt_is_counted_once_among_contacts(self):
        self.logged.interaction_ids[0].copy({"attempt_failed": True})
        figures = self._results()["figures"]
        self.assertEqual(figures["reached"], 3)
        self.assertEqual(figures["failed_attempts"], 1)
        self.assertEqual(figures["interactions"], 4)

    def test_bars_open_what_they_count(self):
        self.test_every_contact_has_one_outcome()
        segment = self.env["contact.segment"].search([], order="id desc", limit=1)
        segment = segment.with_user(self.user)
        segment.register_responses(self.acme.ids, "positive")
        results = self._results(segment)
        rows = results["waterfall"] + results["evaluations"]
        self.assertEqual(len(rows), 15)
        for row in rows:
            action = segment.action_view_result(row["code"])
            records = self.env[action["res_model"]].with_user(self.user)
            count = records.search_count(action["domain"])
            self.assertEqual(count, row["count"], row)
        opened = segment.action_view_result("opportunities")
        self.assertEqual(opened["res_model"], "crm.lead")
        for code in ("everything", False, ["reached"], {}):
            with self._assert_refused(UserError, "code cannot be"):
                segment.action_view_result(code)

    def test_bars_lead_down_like_stairs(self):
        segment = self._log(self.contacts)
        self._deliver(segment.interaction_ids[0], "failed", "x")
        segment.interaction_ids[1].attempt_failed = True
        bars = {bar["code"]: bar for bar in self._results(segment)["waterfall"]}
        self.assertNotIn("waiting", bars)
        self.assertEqual(bars["contacts"]["percent"], 100.0)
        self.assertAlmostEqual(bars["failed"]["offset"], 80.0)
        self.assertAlmostEqual(bars["not_reached"]["offset"], 60.0)
        self.assertAlmostEqual(bars["reached"]["percent"], 60.0)

    def test_hidden_contacts_are_left_out(self):
        self.logged.register_responses(self.anna.ids, "positive")
        self._hide(self.anna, group=None)
        results = self._results()
        figures = results["figures"]
        self.assertEqual((figures["contacts"], figures["hidden"]), (2, 1))
        self.assertEqual((figures["reached"], figures["responded"]), (2, 0))
        self.assertEqual(figures["not_logged"], 0)
        action = self.logged.action_view_result("contacts")
        lines = self.env[action["res_model"]].with_user(self.user)
        self.assertEqual(lines.search_count(action["domain"]), 2)

    def test_results_of_others_are_not_shown(self):
        with self.assertRaises(AccessError):
            self._results(user=self.colleague)
        self.assertEqual(self._results(user=self.user_all)["figures"]["reached"], 3)

    def test_opportunities_of_the_segment(self):
        self.assertFalse(self._results()["opportunities"]["available"])
        won = self.env["crm.stage"].create({"name": "Bought", "is_won": True})
        self.env["crm.lead"].create(
            [
                {
                    "name": "Lead",
                    "type": "opportunity",
                    "segment_id": self.logged.id,
                    "expected_revenue": 10.0,
                    **values,
                }
                for values in ({}, {"stage_id": won.id})
            ]
        )
        self.assertEqual(
            self._results(user=self.salesman)["opportunities"],
            {
                "available": True,
                "count": 2,
                "value": 20.0,
                "won_count": 1,
                "won_value": 10.0,
            },
        )

    def test_columns_of_the_list_agree_with_the_results(self):
        self.logged.register_responses(self.anna.ids, "positive")
        other = self._log(self.dora | self.carl, name="Other")
        for segment in self.logged | other:
            figures = self._results(segment)["figures"]
            self.assertEqual(segment.result_reached, figures["reached"])
            self.assertEqual(segment.result_responded, figures["responded"])
            self.assertEqual(segment.result_response_rate, figures["response_rate"])
            self.assertEqual(segment.result_positive, figures["positive"])
            self.assertEqual(segment.result_cost, figures["cost"])
            self.assertEqual(
                segment.result_cost_per_response, figures["cost_per_response"]
            )
        names = [n for n in self.logged._fields if n.startswith("result_")]
        counts = []
        for segments in (other, self.logged | other):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            segments.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_random_results_count_as_a_naive_program_does(self):
        rng = random.Random(8)
        people = self.Partner.create([{"name": f"P{n}"} for n in range(60)])
        segment = self._log(people)
        evaluations = [False, *(code for code, _label in EVALUATIONS)]
        for interaction in segment.interaction_ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE contact_interaction SET state = %s, delivery_state = %s, "
                    "attempt_failed = %s, evaluation = %s, cost = %s WHERE id = %s",
                    rng.choice(["done"] * 6 + ["draft", "cancelled"]),
                    rng.choice([None, "sent", "queued", "failed", "skipped"]),
                    rng.choice([None, True, False]),
                    rng.choice(evaluations) or None,
                    rng.randint(0, 9),
                    interaction.id,
                )
            )
        self.env.invalidate_all()
        done = segment.interaction_ids.filtered(lambda i: i.state == "done")
        chosen = [i.partner_id.id for i in done if rng.random() < 0.4]
        segment.register_responses(chosen, "positive")
        figures = self._results(segment)["figures"]
        expected = self._count_naively(segment)
        self.assertEqual({name: figures[name] for name in expected}, expected)
        outcomes = ("cancelled", "postponed", "skipped", "failed", "waiting")
        outcomes += ("not_reached", "reached", "not_logged")
        self.assertEqual(sum(figures[name] for name in outcomes), 60)

    def _count_naively(self, segment):
        interactions = segment.interaction_ids
        of_lines = interactions.filtered("segment_line_id")
        done = interactions.filtered(lambda i: i.state == "done")
        logged = done & of_lines
        arrived = logged.filtered(lambda i: i.delivery_state in (False, "sent"))
        responses = done.filtered("campaign_response")
        positive = done.filtered(
            lambda i: i.evaluation in ("positive", "very_positive")
        )
        return {
            "cancelled": len(of_lines.filtered(lambda i: i.state == "cancelled")),
            "postponed": len(of_lines.filtered(lambda i: i.state == "draft")),
            "addressed": len(logged),
            "failed": len(logged.filtered(lambda i: i.delivery_state == "failed")),
            "skipped": len(logged.filtered(lambda i: i.delivery_state == "skipped")),
            "waiting": len(logged.filtered(lambda i: i.delivery_state == "queued")),
            "not_reached": len(arrived.filtered("attempt_failed")),
            "reached": len(arrived.filtered(lambda i: not i.attempt_failed)),
            "responses": len(responses),
            "responded": len(responses.partner_id),
            "response_rate": len(responses.partner_id) / len(logged),
            "positive": len(positive.partner_id),
            "cost": sum(done.mapped("cost")),
            "duration": sum(done.mapped("duration")),
        }
