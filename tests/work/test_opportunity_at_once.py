# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..at_once_common import AtOnceCommon


@tagged("post_install", "-at_install")
class TestOpportunityAtOnce(AtOnceCommon):
    """Two users create follow-up work at once, on connections of their own."""

    @classmethod
    def _create_data(cls, env):
        contacts = [{"name": f"Race {i}"} for i in range(5)]
        cls.partner_ids = env["res.partner"].create(contacts).ids
        template = env["contact.interaction.template"].create({"name": "Race"})
        cls.template_ids = template.ids

    @classmethod
    def _remove_data(cls, env):
        partner_ids = cls.partner_ids
        env["crm.lead"].search([("partner_id", "in", partner_ids)]).unlink()
        env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", partner_ids)]
        ).unlink()

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            segment = self._create_segment(env)
            segment.add_contacts([("id", "in", self.partner_ids)])

    def assertOneEach(self):
        with self._connect() as env:
            leads = env["crm.lead"].search([("segment_id", "=", self.segment_id)])
            partners = leads.mapped(lambda lead: lead.partner_id.id)
            self.assertEqual(sorted(partners), sorted(self.partner_ids))

    def assertTold(self, results):
        for result in results:
            if isinstance(result, Exception):
                self.assertIsInstance(result, UserError)
                self.assertIn("Somebody else is working", str(result))

    @mute_logger("odoo.sql_db")
    def test_two_press_the_button_of_the_segment(self):
        results = self._run_at_once(
            [lambda segment: segment.create_opportunities()] * 3
        )
        self.assertTold(results)
        self.assertOneEach()

    @mute_logger("odoo.sql_db")
    def test_whoever_looked_before_is_repeated(self):
        calls = []

        def create(segment):
            calls.append(segment.opportunity_count)
            if len(calls) == 1:
                self._call_as_rpc(lambda other: other.create_opportunities())
            return segment.create_opportunities()

        self.assertEqual(self._call_as_rpc(create), [])
        self.assertEqual(calls, [0, 5])
        self.assertOneEach()

    @mute_logger("odoo.sql_db")
    def test_activities_are_not_scheduled_twice(self):
        calls = []

        def schedule(segment):
            activity_type = segment.env.ref("mail.mail_activity_data_todo")
            calls.append(segment.activity_total)
            if len(calls) == 1:
                self._call_as_rpc(
                    lambda other: other.schedule_activities(activity_type.id)
                )
            return segment.schedule_activities(activity_type.id)

        self.assertEqual(self._call_as_rpc(schedule), 0)
        self.assertEqual(calls, [0, 5])

    @mute_logger("odoo.sql_db")
    def test_two_press_the_button_of_one_interaction(self):
        self._call_as_rpc(lambda segment: segment.log(send=False))
        results = self._run_at_once(
            [lambda segment: segment.interaction_ids[0].create_opportunity()] * 3
        )
        self.assertEqual(len(set(results)), 1)

    @mute_logger("odoo.sql_db")
    def test_segment_and_interaction_at_once(self):
        self._call_as_rpc(lambda segment: segment.log(send=False))
        results = self._run_at_once(
            [
                lambda segment: segment.create_opportunities(),
                lambda segment: segment.interaction_ids[0].create_opportunity(),
                lambda segment: segment.interaction_ids[1].create_opportunity(),
            ]
        )
        self.assertTold(results)
        self._call_as_rpc(lambda segment: segment.create_opportunities())
        self.assertOneEach()
        with self._connect() as env:
            leads = self._segment(env).interaction_ids.lead_id
            self.assertEqual(len(leads), 5)
