# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..condition_questions import QUESTIONS, fill
from ..measure_common import MeasureCommon
from ..questions_common import QuestionsCommon


@tagged("post_install", "-at_install")
class TestQuestions(QuestionsCommon, MeasureCommon):
    """The questions of the guide that every database can answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ids = cls._find_measures(QUESTIONS)
        cls.ids |= {
            "@belgium": cls.belgium.id,
            "@netherlands": cls.netherlands.id,
            "@spring": cls._fill(cls._create_segment(), cls.anna | cls.bob).id,
            "@autumn": cls._fill(cls._create_segment(), cls.bob | cls.carl).id,
        }
        cls._interaction(cls.anna, 10, "outbound")
        cls._interaction(cls.bob, 40, "inbound")
        cls._interaction(cls.carl, 300, "inbound")
        cls._create_lead(cls.anna, expected_revenue=100)
        cls._create_lead(cls.bob, expected_revenue=100)
        for partner in (cls.bob, cls.dora):
            lead = cls._create_lead(partner, expected_revenue=9000)
            lead.action_set_lost()
        cls.env.flush_all()

    @classmethod
    def _interaction(cls, partner, days, direction):
        return cls.env["contact.interaction"].create(
            {
                "partner_id": partner.id,
                "name": "Talked",
                "direction": direction,
                "date": fields.Datetime.now() - timedelta(days=days),
                "state": "done",
            }
        )

    def test_answers(self):
        for key, expected in (
            ("countries", self.contacts - self.acme),
            ("no_contact", self.acme | self.carl | self.dora),
            ("wrote_to_us", self.bob),
            ("open_and_silent", self.bob),
            ("lost_not_open", self.dora),
            ("here_not_there", self.anna),
        ):
            self._assert_answer(fill(QUESTIONS[key], self.ids), expected, key)
