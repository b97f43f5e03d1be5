# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, tagged
from odoo.tools import format_date

from ..common import SegmentCommon
from ..word_file import WORD_FILE


@tagged("post_install", "-at_install")
class TestLogOutcomes(SegmentCommon):
    """The dialog says in numbers what logging does to everybody, and what mends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in cls.contacts:
            partner.write({"street": "Kade 1", "phone": "+32 2 345 67 89"})
        cls.segment = cls._fill(
            cls._create_segment(template_id=cls.template.id), cls.contacts
        )

    def _open(self, segment=None, user=None):
        action = (segment or self.segment).with_user(user or self.user).action_log()
        wizard = self.env[action["res_model"]].with_user(user or self.user)
        return wizard.browse(action["res_id"])

    def _tell(self, wizard):
        """Return kind, channel, code and number of everything that happens."""
        wizard.invalidate_recordset()
        return [
            (one.kind, one.channel or "", one.code or "", one.count)
            for one in wizard.outcome_ids
        ]

    def _add_document(self, **values):
        return self.env["contact.interaction.template.document"].create(
            {
                "template_id": self.template.id,
                "filename": "a.docx",
                "content": WORD_FILE,
                **values,
            }
        )

    def _find(self, wizard, kind, code=False):
        return wizard.outcome_ids.filtered(
            lambda one: (one.kind, one.code or False) == (kind, code)
        )

    def test_letters_without_a_document_are_told(self):
        wizard = self._open()
        self.assertFalse(wizard.send)
        self.assertFalse(wizard.is_well)
        self.assertRegex(wizard.summary, "^Nothing is sent")
        self.assertEqual(self._tell(wizard), [("unsent", "letter", "no_document", 5)])
        outcome = wizard.outcome_ids
        self.assertEqual(outcome.level, "warning")
        self.assertRegex(outcome.message, "^Letters, only noted.*No fitting document")

    def test_e_mails_without_a_text_are_told(self):
        self.segment.write({"channel": "email", "ignore_contact_channel": True})
        self.acme.email = "acme@example.com"
        wizard = self._open()
        self.assertEqual(self._tell(wizard), [("unsent", "email", "no_document", 5)])
        self.assertRegex(wizard.summary, "^Nothing is sent")

    def test_letters_that_go_out(self):
        self._add_document()
        wizard = self._open()
        self.assertTrue(wizard.send)
        self.assertTrue(wizard.is_well)
        self.assertRegex(wizard.summary, "^All is well")
        self.assertEqual(self._tell(wizard), [("sent", "letter", "", 5)])
        self.assertEqual(wizard.letter_count, 5)

    def test_everybody_is_counted_once(self):
        self._add_document()
        self._line(self.segment, self.anna).channel = "email"
        self._line(self.segment, self.bob).channel = "phone"
        self.carl.write({"street": False})
        self.dora.write({"active": False, "street": False})
        wizard = self._open()
        self.assertEqual(
            self._tell(wizard),
            [
                ("sent", "letter", "", 1),
                ("sent", "email", "", 1),
                ("noted", "phone", "", 1),
                ("blocked", "letter", "no_address", 1),
                ("blocked", "", "archived", 1),
            ],
        )
        self.assertEqual(sum(wizard.outcome_ids.mapped("count")), 5)
        self.assertRegex(
            wizard.summary, "^Letters and messages that are sent .* now: 2 of 3"
        )
        self.assertFalse(wizard.is_well)
        messages = "\n".join(wizard.outcome_ids.mapped("message"))
        self.assertRegex(messages, "Letters, not sent because: No postal address")
        self.assertRegex(messages, "Not logged because: Archived contacts")
        self.assertRegex(messages, "Calls, only noted")

    def test_who_has_a_template_without_a_document_is_told_beside_the_others(self):
        self._add_document()
        other = self.template.copy({"document_ids": []})
        self._line(self.segment, self.anna).template_id = other
        wizard = self._open()
        self.assertEqual(
            self._tell(wizard),
            [("sent", "letter", "", 4), ("blocked", "letter", "no_document", 1)],
        )
        action = self._find(wizard, "blocked", "no_document").action_open_templates()
        self.assertEqual(action["res_id"], other.id)

    def test_numbers_are_those_of_logging(self):
        self._add_document()
        self._line(self.segment, self.bob).channel = "phone"
        self.dora.street = False
        wizard = self._open()
        sent = self._find(wizard, "sent").count
        wizard.skip_blocked = True
        wizard.action_log()
        interactions = self.segment.interaction_ids
        self.assertEqual(len(interactions), 4)
        self.assertEqual(
            len(interactions.filtered(lambda one: one.delivery_state == "queued")), sent
        )

    def test_not_sending_is_yellow_and_mended_by_a_press(self):
        self._add_document()
        wizard = self._open()
        form = Form(wizard)
        form.send = False
        wizard = form.save()
        self.assertEqual(self._tell(wizard), [("unsent", "letter", "", 5)])
        self.assertFalse(wizard.is_well)
        self.assertRegex(wizard.summary, "^Nothing is sent")
        self._find(wizard, "unsent").action_send()
        self.assertTrue(wizard.send)
        self.assertEqual(self._tell(wizard), [("sent", "letter", "", 5)])

    def test_calls_only_are_well(self):
        self.segment.write({"channel": "phone", "ignore_contact_channel": True})
        wizard = self._open()
        self.assertEqual(self._tell(wizard), [("noted", "phone", "", 5)])
        self.assertTrue(wizard.is_well)
        self.assertRegex(wizard.summary, "^All is well")

    def test_calls_that_cannot_be_made_are_told(self):
        self._add_document()
        self._line(self.segment, self.carl).channel = "phone"
        self._line(self.segment, self.dora).channel = "phone"
        self.carl.phone = False
        wizard = self._open()
        noted, lacking = ("noted", "phone", "", 1), ("unsent", "phone", "no_phone", 1)
        self.assertEqual(
            self._tell(wizard), [("sent", "letter", "", 3), noted, lacking]
        )
        self.assertFalse(wizard.is_well)
        self.assertEqual(wizard.blocked_count, 0)
        self.assertRegex(
            self._find(wizard, "unsent", "no_phone").message,
            "^Calls that cannot be made, only noted: No phone number",
        )
        self.segment.write({"channel": "phone", "ignore_contact_channel": True})
        wizard = self._open()
        self.assertFalse(wizard.send)
        lacking = ("unsent", "phone", "no_phone", 1)
        self.assertEqual(self._tell(wizard), [("noted", "phone", "", 4), lacking])
        self.assertFalse(wizard.is_well)

    def test_no_channel_is_only_noted(self):
        self.segment.write({"channel": False})
        self.template.channel = False
        wizard = self._open()
        self.assertEqual(self._tell(wizard), [("noted", "", "", 5)])
        self.assertTrue(wizard.is_well)

    def test_who_was_called_before_keeps_the_interaction(self):
        self.segment.write({"channel": "phone", "ignore_contact_channel": True})
        line = self._line(self.segment, self.anna)
        self.segment.log_call(line.id, "reached")
        wizard = self._open()
        self.assertEqual(
            self._tell(wizard), [("noted", "phone", "", 4), ("handled", "", "", 1)]
        )

    def test_a_warning_is_no_reason_for_green(self):
        self._add_document()
        self.carl.exclude_from_segments = True
        wizard = self._open()
        self.assertFalse(wizard.is_well)
        self.assertRegex(wizard.summary, "^Every contact can be logged; look")

    def test_document_is_added_from_the_dialog(self):
        wizard = self._open()
        action = wizard.outcome_ids.action_add_document()
        documents = self.env[action["res_model"]].with_user(self.user)
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        with Form(documents.with_context(**action["context"]), view) as form:
            form.content = WORD_FILE.decode()
        action = form.record.action_back_to_log()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertTrue(wizard.send)
        self.assertEqual(self._tell(wizard), [("sent", "letter", "", 5)])

    def test_contacts_are_those_concerned(self):
        self._add_document()
        (self.carl | self.dora).write({"street": False})
        wizard = self._open()
        action = self._find(wizard, "blocked", "no_address").action_view_contacts()
        lines = self.env[action["res_model"]].with_user(self.user)
        found = lines.search(action["domain"])
        self.assertEqual(found.partner_id, self.carl | self.dora)

    def test_header_is_completed_on_the_segment(self):
        self.segment.write({"template_id": False, "channel": "phone"})
        wizard = self._open()
        self.assertEqual(self._tell(wizard), [("blocked", "", "no_template", 5)])
        self.assertRegex(wizard.summary, "cannot be logged now: 5")
        self.assertEqual(
            wizard.outcome_ids.action_open_segment()["res_id"], self.segment.id
        )

    def test_contacts_that_the_user_may_not_see_are_counted_and_not_shown(self):
        self._add_document()
        self.dora.write({"street": False})
        self.env["ir.rule"].create(
            {
                "name": "Not Dora",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": repr([("id", "!=", self.dora.id)]),
            }
        )
        wizard = self._open()
        outcome = self._find(wizard, "blocked", "no_address")
        self.assertEqual(outcome.count, 1)
        self.assertNotIn("Dora", outcome.message)
        action = outcome.action_view_contacts()
        lines = self.env[action["res_model"]].with_user(self.user)
        self.assertFalse(lines.search(action["domain"]))

    def test_an_empty_segment_has_no_outcomes(self):
        wizard = self._open(self._create_segment(template_id=self.template.id))
        self.assertFalse(wizard.outcome_ids)
        self.assertFalse(wizard.summary)

    def test_a_date_in_the_future_is_told_and_mended(self):
        self._add_document()
        today = fields.Date.context_today(self.segment)
        self.segment.date = today + timedelta(days=7)
        own = self._line(self.segment, self.dora)
        own.date = today + timedelta(days=9)
        self._line(self.segment, self.carl).date = today
        wizard = self._open()
        later = ("later", "", "header_date", 4)
        self.assertEqual(self._tell(wizard), [("sent", "letter", "", 5), later])
        self.assertFalse(wizard.is_well)
        outcome = self._find(wizard, "later", "header_date")
        self.assertIn(format_date(wizard.env, own.date), outcome.message)
        lines = self.env["contact.segment.line"].with_user(self.user)
        found = lines.search(outcome.action_view_contacts()["domain"])
        self.assertEqual(found.partner_id, self.contacts - self.carl)
        outcome.action_date_today()
        self.assertEqual(self.segment.date, today)
        later = ("later", "", "line_date", 1)
        self.assertEqual(self._tell(wizard), [("sent", "letter", "", 5), later])
        own.date = today - timedelta(days=1)
        wizard.action_check()
        self.assertEqual(self._tell(wizard), [("sent", "letter", "", 5)])
        self.assertTrue(wizard.is_well)

    def test_who_is_not_logged_is_not_logged_in_the_future(self):
        self.segment.date = fields.Date.context_today(self.segment) + timedelta(days=7)
        self.contacts.active = False
        wizard = self._open()
        self.assertEqual(self._tell(wizard), [("blocked", "", "archived", 5)])

    def test_today_is_that_of_the_user(self):
        self._add_document()
        zones = {"Pacific/Kiritimati": True, "UTC": False}  # 14 hours ahead
        with freeze_time("2026-03-03 12:00:00"):
            self.segment.date = "2026-03-04"
            for zone, is_well in zones.items():
                segment = self.segment.with_context(tz=zone)
                self.assertEqual(self._open(segment).is_well, is_well)
