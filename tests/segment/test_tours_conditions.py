# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time
from unittest.mock import patch

from odoo import api
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursConditions(HttpCase):
    """What stands under a condition while a user writes it, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="condition_user",
            groups="contact_segment.group_user,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads",
        )
        island = cls.env.ref("base.fo")
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": f"Tour {name}", "country_id": island.id}
                for name in ("Anna", "Bob", "Carl")
            ]
        )
        cls.segments = cls.env["contact.segment"].with_user(cls.user)

    def test_estimate_and_exact_count(self):
        segment = self.segments.create({"name": "Tour conditions"})
        cls, calls, tokens = self.env.registry["contact.segment"], [], []
        count_conditions, estimate = cls.count_conditions, cls._estimate

        @api.model
        def count_slowly(segments, domain):
            calls.append(domain)
            tokens.append(segments.env.context["contact_segment_token"])
            if len(calls) == 1:
                time.sleep(3)
            return count_conditions(segments, domain)

        def estimate_many(segments, domain):
            kind, count = estimate(segments, domain)
            return ("about", 12_000) if count == 3 else (kind, count)

        stopped = []

        @api.model
        def cancel_step(segments, token):
            stopped.append(token)
            return False  # the connection of the test is one, and busy

        with (
            patch.object(cls, "count_conditions", count_slowly),
            patch.object(cls, "_estimate", estimate_many),
            patch.object(cls, "cancel_step", cancel_step),
        ):
            self.start_tour(
                f"/odoo/segments/{segment.id}",
                "contact_condition_figures",
                login="condition_user",
            )
        self.assertEqual(len(set(tokens)), 2)
        # the calls of the test wait for each other, in any order
        self.assertEqual(len(set(stopped)), 1)
        self.assertLessEqual(set(stopped), set(tokens))
        self.assertFalse(segment.step_ids)

    def test_the_same_record_or_any(self):
        self.env["crm.lead"].create(
            [
                {
                    "name": "Tour",
                    "type": "opportunity",
                    "partner_id": self.contacts[0].id,
                    "expected_revenue": revenue,
                    "color": color,
                }
                for revenue, color in ((500, 7), (1, 9))
            ]
        )
        criteria = self.env["contact.criteria"].with_user(self.user)
        criteria = criteria.create({"name": "Tour criteria"})
        criteria.write(
            {
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "action": "add",
                            "domain": repr(
                                [
                                    ("opportunity_ids.expected_revenue", "=", 500),
                                    ("opportunity_ids.color", "=", 9),
                                ]
                            ),
                        },
                    )
                ]
            }
        )
        self.start_tour(
            f"/odoo/saved-criteria/{criteria.id}",
            "contact_condition_choice",
            login="condition_user",
        )
        self.env.invalidate_all()
        self.assertEqual(criteria.step_ids.domain.count("opportunity_ids"), 1)

    def test_shapes_come_back(self):
        self.start_tour(
            "/odoo/measures", "contact_condition_shapes", login="condition_user"
        )
