# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import ForeignKeyViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..common import SegmentCommon

GIVEN = {
    "channel": "letter",
    "direction": "outbound",
    "initiated_by": "us",
    "unit_cost": 2.0,
    "unit_duration": 15.0,
}


class TestTemplate(SegmentCommon):
    """What a template gives to a header, and what it knows about its interactions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.template.write(
            {
                "lang": "en_US",
                "campaign_id": cls.campaign.id,
                "campaign_target": True,
                "ignore_contact_channel": True,
            }
        )
        cls.group = cls.env["contact.interaction.group"].create({"name": "Papers"})

    def _interaction(self, **values):
        values = {"partner_id": self.anna.id, "cost": 3.0, "duration": 4.0, **values}
        values.setdefault("template_id", self.template.id)
        return self.env["contact.interaction"].with_user(self.user).create(values)

    def test_template_fills_the_header_on_create(self):
        segment = self._create_segment(template_id=self.template.id)
        self.assertRecordValues(
            segment,
            [
                {
                    **GIVEN,
                    "lang": "en_US",
                    "campaign_id": self.campaign.id,
                    "campaign_target": True,
                    "campaign_response": False,
                    "ignore_contact_channel": True,
                    "name": "Test segment",
                }
            ],
        )

    def test_default_template_fills_the_header_too(self):
        segments = self.env["contact.segment"].with_user(self.user)
        segments = segments.with_context(default_template_id=self.template.id)
        self.assertRecordValues(segments.create({"name": "By default"}), [GIVEN])
        empty = segments.create({"name": "Without", "template_id": False})
        self.assertFalse(empty.unit_cost)

    def test_values_of_the_same_create_win_even_if_empty(self):
        segment = self._create_segment(
            template_id=self.template.id,
            unit_cost=0,
            campaign_target=False,
            campaign_id=False,
            subject="Mine",
        )
        self.assertEqual(segment.unit_cost, 0)
        self.assertFalse(segment.campaign_target)
        self.assertFalse(segment.campaign_id)
        self.assertEqual(segment.subject, "Mine")
        self.assertEqual(segment.unit_duration, 15.0)

    def test_template_fills_the_header_on_write(self):
        segment = self._create_segment(subject="Old", unit_cost=7, lang="en_US")
        segment.template_id = self.template
        self.assertRecordValues(segment, [GIVEN])
        self.assertFalse(segment.subject)
        self.assertEqual(segment.name, "Test segment")

    def test_values_of_the_same_write_win(self):
        segment = self._create_segment(template_id=self.call.id)
        segment.write(
            {"template_id": self.template.id, "unit_cost": 0, "subject": "Mine"}
        )
        self.assertEqual(segment.unit_cost, 0)
        self.assertEqual(segment.subject, "Mine")
        self.assertEqual(segment.unit_duration, 15.0)

    def test_changing_the_template_replaces_with_empty_values_too(self):
        segment = self._create_segment(template_id=self.template.id, subject="Old")
        segment.write({"template_id": self.call.id})
        self.assertRecordValues(
            segment,
            [
                {
                    "channel": "phone",
                    "direction": False,
                    "initiated_by": False,
                    "unit_cost": 0.0,
                    "unit_duration": 5.0,
                    "lang": False,
                    "campaign_id": False,
                    "campaign_target": False,
                    "ignore_contact_channel": False,
                    "subject": False,
                    "name": "Test segment",
                }
            ],
        )

    def test_writing_the_same_template_again_keeps_the_header(self):
        segment = self._create_segment(template_id=self.template.id)
        segment.write({"unit_cost": 9, "subject": "Mine"})
        segment.write({"template_id": self.template.id})
        self.assertEqual(segment.unit_cost, 9)
        self.assertEqual(segment.subject, "Mine")

    def test_several_segments_are_filled_by_one_write(self):
        first = self._create_segment(template_id=self.template.id, unit_cost=9)
        second = self._create_segment(template_id=self.call.id)
        (first | second).write({"template_id": self.template.id, "name": "Both"})
        self.assertEqual(first.unit_cost, 9)
        self.assertEqual(second.unit_cost, 2)
        self.assertEqual(second.name, "Both")

    def test_template_can_be_cleared_and_the_header_stays(self):
        segment = self._create_segment(template_id=self.template.id)
        segment.write({"template_id": False})
        self.assertFalse(segment.template_id)
        self.assertRecordValues(segment, [GIVEN])

    def test_header_does_not_follow_later_changes_of_the_template(self):
        segment = self._create_segment(template_id=self.template.id)
        self.template.unit_cost = 5
        self.assertEqual(segment.unit_cost, 2)

    def test_form_fills_the_header_before_saving(self):
        with Form(self.env["contact.segment"].with_user(self.user)) as form:
            form.name = "By form"
            form.subject = "Old"
            form.template_id = self.template
            self.assertEqual(form.unit_cost, 2.0)
            self.assertEqual(form.channel, "letter")
            self.assertFalse(form.subject)
            self.assertEqual(form.name, "By form")
            form.unit_cost = 4.0
        self.assertEqual(form.record.unit_cost, 4.0)
        self.assertEqual(form.record.unit_duration, 15.0)

    def test_form_keeps_what_is_typed_after_changing_the_template(self):
        segment = self._create_segment(template_id=self.template.id, subject="Old")
        with Form(segment) as form:
            form.template_id = self.call
            self.assertEqual(form.unit_duration, 5.0)
            self.assertFalse(form.subject)
            form.unit_duration = 15.0
            form.channel = "letter"
            form.subject = "Old"
        self.assertEqual(segment.unit_duration, 15.0)
        self.assertEqual(segment.channel, "letter")
        self.assertEqual(segment.subject, "Old")
        self.assertEqual(segment.unit_cost, 0.0)

    def test_form_can_clear_the_template(self):
        segment = self._create_segment(template_id=self.template.id)
        with Form(segment) as form:
            form.template_id = self.env["contact.interaction.template"]
        self.assertRecordValues(segment, [dict(GIVEN, template_id=False)])

    def test_own_documents_go_with_the_former_template(self):
        document = Command.create({"kind": "html", "subject": "Own version"})
        segment = self._create_segment(
            template_id=self.template.id, document_ids=[document]
        )
        segment.write({"template_id": self.template.id, "name": "Same template"})
        self.assertEqual(len(segment.document_ids), 1)
        segment.template_id = self.call
        self.assertFalse(segment.document_ids)

    def test_documents_given_with_the_template_stay(self):
        segment = self._create_segment(template_id=self.template.id)
        segment.write(
            {
                "template_id": self.call.id,
                "document_ids": [Command.create({"kind": "html", "subject": "New"})],
            }
        )
        self.assertEqual(segment.document_ids.mapped("subject"), ["New"])

    def test_personal_documents_survive_a_change_of_template(self):
        segment = self._fill(
            self._create_segment(template_id=self.template.id), self.anna
        )
        segment.line_ids.document_ids = [Command.create({"kind": "html"})]
        segment.template_id = self.call
        self.assertEqual(segment.line_ids.document_state, "personal")

    def test_statistics_leave_out_postponed_and_cancelled(self):
        self.template.group_id = self.group
        self._interaction()
        self._interaction(cost=1.5)
        self._interaction(state="draft")
        self._interaction().cancel()
        for record in (self.template, self.group):
            record = record.with_user(self.user)
            self.assertEqual(record.interaction_count, 2)
            self.assertEqual(record.total_cost, 4.5)
            self.assertEqual(record.total_duration, 8.0)

    def test_statistics_are_in_one_currency(self):
        self.template.group_id = self.group
        self._interaction()
        dollar = self.env.company.currency_id
        euro = self.env.ref("base.EUR" if dollar.name == "USD" else "base.USD")
        euro.active = True
        company = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": euro.id}
        )
        self.user.company_ids |= company
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 2, "company_id": self.env.company.id}
        )
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "rate": 0.5, "company_id": company.id}
        )
        self._interaction().sudo().write({"company_id": company.id, "cost": 10})
        both = [self.env.company.id, company.id]
        group = self.group.with_user(self.user)
        for companies, currency, total in (
            (both[:1], dollar, 3),
            (both, dollar, 8),
            (both[::-1], euro, 16),
        ):
            record = group.with_context(allowed_company_ids=companies)
            record.invalidate_recordset()
            self.assertEqual(record.currency_id, currency)
            self.assertAlmostEqual(record.total_cost, total)

    def test_statistics_of_unused_template_are_zero(self):
        record = self.call.with_user(self.user)
        self.assertEqual(record.interaction_count, 0)
        self.assertEqual((record.total_cost, record.total_duration), (0.0, 0.0))

    def test_default_templates_and_groups_exist(self):
        for name in ("letter", "newsletter", "outgoing_call", "meeting_on_site"):
            template = self.env.ref(f"contact_segment.template_{name}")
            self.assertTrue(template.code)
            self.assertTrue(template.group_id)
        letter = self.env.ref("contact_segment.template_letter").with_user(self.user)
        segment = self._create_segment(template_id=letter.id)
        self.assertEqual(segment.channel, "letter")

    def test_copy_of_template_has_its_documents_but_not_its_code(self):
        self.template.write(
            {"code": "T", "document_ids": [Command.create({"subject": "Dear"})]}
        )
        copy = self.template.with_user(self.manager).copy()
        self.assertEqual(copy.name, "Test letter (copy)")
        self.assertFalse(copy.code)
        self.assertEqual(copy.document_ids.subject, "Dear")
        self.assertEqual(copy.unit_cost, 2.0)
        self.assertEqual(len(self.template.document_ids), 1)
        named = self.template.copy({"name": "Other name"})
        self.assertEqual(named.name, "Other name")

    @mute_logger("odoo.sql_db")
    def test_code_is_unique(self):
        self.template.code = "T"
        with self.assertRaises(UniqueViolation):
            self.call.code = "T"
        with self.assertRaises(UniqueViolation):
            self.env["contact.interaction.group"].create(
                [{"name": "One", "code": "G"}, {"name": "Two", "code": "G"}]
            )

    def test_negative_cost_is_refused(self):
        for name in ("unit_cost", "unit_duration"):
            with self._assert_refused(ValidationError, "negative"):
                self.template[name] = -1
                self.env.flush_all()

    def test_used_template_cannot_be_deleted(self):
        self._create_segment(template_id=self.template.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation):
            self.template.with_user(self.manager).unlink()
