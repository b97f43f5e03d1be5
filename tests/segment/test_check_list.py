# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.tests import tagged

from ..common import SegmentCommon
from ..word_file import WORD_FILE

SENDING = {"no_email", "no_address", "no_phone", "no_document", "opted_out"}
SENDING |= {"no_sms", "no_sms_number"}


@tagged("post_install", "-at_install")
class TestCheckList(SegmentCommon):
    """What stands in the way of logging: every code, on its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carl.write({"street": "Kade 1", "city": "Utrecht", "phone": "+3120123456"})
        cls.env["contact.interaction.template.document"].create(
            {
                "template_id": cls.template.id,
                "filename": "all.docx",
                "content": WORD_FILE,
            }
        )

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)
        self._fill(self.segment, self.carl)
        self.line = self.segment.line_ids

    def _codes(self, send=True):
        return {problem["code"] for problem in self.segment.check_log(send)}

    def assertProblem(self, code, blocking=True):
        (problem,) = self.segment.check_log()
        self.assertEqual(problem["line_id"], self.line.id)
        self.assertEqual(problem["partner_id"], self.carl.id)
        self.assertEqual(problem["code"], code)
        self.assertEqual(problem["blocking"], blocking)
        self.assertIn("Carl", problem["message"])
        self.assertEqual(self._codes(send=False), {code} - SENDING)

    def test_nothing_when_all_is_well(self):
        self.assertEqual(self.segment.check_log(), [])
        self.assertEqual(self.segment.check_log(send=False), [])

    def test_no_contact_once_for_an_empty_segment(self):
        self.line.unlink()
        for send in (True, False):
            (problem,) = self.segment.check_log(send)
            self.assertEqual(problem["code"], "no_contact")
            self.assertEqual((problem["line_id"], problem["partner_id"]), (0, 0))
            self.assertTrue(problem["blocking"])
            self.assertTrue(problem["message"])

    def test_no_template(self):
        self.segment.write({"template_id": False, "channel": "phone"})
        self.assertProblem("no_template")
        self.line.template_id = self.template
        self.assertNotIn("no_template", self._codes())

    def test_no_salesperson(self):
        self.segment.user_id = False
        self.assertProblem("no_salesperson")
        self.carl.user_id = self.colleague
        self.assertFalse(self._codes())

    def test_no_date(self):
        self.segment.date = False
        self.assertProblem("no_date")
        self.line.date = "2026-05-01"
        self.assertFalse(self._codes())

    def test_no_email(self):
        self.segment.channel = "email"
        for email in (False, "not an address"):
            with self.subTest(email=email):
                self.carl.email = email
                self.assertProblem("no_email")
        self.line.channel = "phone"
        self.assertFalse(self._codes())

    def test_no_address(self):
        self.carl.write({"street": " ", "city": False})
        self.assertProblem("no_address")
        self.carl.preferred_channel = "email"
        self.assertFalse(self._codes())

    def test_no_phone(self):
        self.line.channel = "phone"
        self.carl.phone = " "
        self.assertProblem("no_phone", blocking=False)
        self.line.channel = "letter"
        self.assertFalse(self._codes())

    def test_no_document(self):
        self.template.document_ids.unlink()
        self.assertProblem("no_document")
        self.env["contact.segment.document"].create(
            {"line_id": self.line.id, "filename": "own.docx", "content": WORD_FILE}
        )
        self.assertFalse(self._codes())

    def test_no_document_is_needed_for_a_call(self):
        self.template.document_ids.unlink()
        self.line.channel = "phone"
        self.assertFalse(self._codes())

    def test_excluded_is_a_warning(self):
        self.carl.exclude_from_segments = True
        self.assertProblem("excluded", blocking=False)

    def test_archived(self):
        self.carl.active = False
        self.assertProblem("archived")

    def test_opted_out_of_emails(self):
        self.env["mail.blacklist"]._add("CARL@example.com")
        self.assertFalse(self._codes())
        self.segment.channel = "email"
        self.assertProblem("opted_out")

    def test_opted_out_of_calls(self):
        self.carl.phone = "+31612345678"
        self.env["phone.blacklist"]._add(["+31612345678"])
        self.assertFalse(self._codes())
        self.line.channel = "phone"
        self.assertProblem("opted_out")

    def test_text_messages(self):
        if "sms.sms" not in self.env:
            self.skipTest("sms is not installed")
        self.line.channel = "sms"
        self.carl.phone = "+31201234567"
        self.assertProblem("no_document")
        self.env["contact.segment.document"].create(
            {"line_id": self.line.id, "kind": "text", "body_text": "Hello"}
        )
        # a landline is a number too: who knows which of them take texts?
        self.assertFalse(self._codes())
        for phone in (False, "12", "no number"):
            with self.subTest(phone=phone):
                self.carl.phone = phone
                self.assertProblem("no_sms_number")
        # a call would go to the company, a text is for the contact
        self.carl.parent_id = self.acme
        self.acme.phone = "+3225551234"
        self.assertProblem("no_sms_number")
        self.carl.phone = "+31 6 1234 5678"
        self.assertFalse(self._codes())
        self.env["phone.blacklist"]._add(["+31612345678"])
        self.assertProblem("opted_out")

    def test_text_messages_without_their_app(self):
        if "sms.sms" not in self.env:
            self.skipTest("sms is not installed")
        self.line.channel = "sms"
        self.carl.phone = "+31612345678"
        self.env["contact.segment.document"].create(
            {"line_id": self.line.id, "kind": "text", "body_text": "Hello"}
        )
        channels = type(self.env["contact.channel"])
        with patch.object(channels, "_has_app", lambda *args: False):
            self.assertProblem("no_sms")

    def test_taken_off_the_blacklist(self):
        self.segment.channel = "email"
        self.env["mail.blacklist"]._add("carl@example.com")
        self.env["mail.blacklist"]._remove("carl@example.com")
        self.assertFalse(self._codes())

    def test_all_problems_of_a_line_are_listed(self):
        self.segment.write({"template_id": False, "user_id": False, "date": False})
        self.segment.channel = "email"
        self.carl.write({"active": False, "email": False})
        self.carl.exclude_from_segments = True
        self.assertEqual(
            self._codes(),
            {"no_template", "no_salesperson", "no_date", "archived", "excluded"}
            | {"no_email", "no_document"},
        )
        self.assertEqual(
            self._codes(send=False),
            {"no_template", "no_salesperson", "no_date", "archived", "excluded"},
        )

    def test_shape_is_plain_json(self):
        self.carl.write({"active": False, "email": False, "type": "other"})
        (problem,) = self.segment.check_log()
        self.assertEqual(
            {name: type(value) for name, value in problem.items()},
            {
                "line_id": int,
                "partner_id": int,
                "code": str,
                "message": str,
                "blocking": bool,
            },
        )

    def test_limit_bounds_the_list(self):
        self.segment.date = False
        self._fill(self.segment, self.contacts)
        self.assertEqual(len(self.segment.check_log(send=False)), 5)
        self.assertEqual(len(self.segment.check_log(send=False, limit=3)), 3)
        self.assertEqual(len(self.segment.check_log(send=False, limit=0)), 5)

    def test_limit_keeps_what_blocks(self):
        self._fill(self.segment, self.contacts)
        self._line(self.segment, self.acme).partner_id.exclude_from_segments = True
        self.dora.active = False
        for limit, codes in ((1, ["archived"]), (2, ["archived", "excluded"])):
            problems = self.segment.check_log(send=False, limit=limit)
            self.assertEqual([problem["code"] for problem in problems], codes)

    def test_removed_and_called_lines_are_not_checked(self):
        self.segment.date = False
        self._fill(self.segment, self.carl | self.dora | self.anna)
        self._line(self.segment, self.dora).unlink()
        self.env["contact.interaction"].with_user(self.user).create(
            {
                "name": "Called",
                "partner_id": self.carl.id,
                "segment_id": self.segment.id,
                "segment_line_id": self.line.id,
            }
        )
        problems = self.segment.check_log(send=False)
        self.assertEqual([problem["partner_id"] for problem in problems], self.anna.ids)

    def test_name_with_a_percent_sign(self):
        self.carl.write({"name": "100% Carl %(x)s", "active": False})
        self.assertIn("100% Carl %(x)s", self.segment.check_log()[0]["message"])

    def test_contact_the_user_may_not_see_any_more_is_listed_without_a_name(self):
        self.carl.active = False
        self.carl.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        (problem,) = self.segment.check_log()
        self.assertEqual((problem["line_id"], problem["partner_id"]), (0, 0))
        self.assertEqual(problem["code"], "archived")
        self.assertRegex(problem["message"], "^A contact you may not see is archived")

    def test_opt_outs_count_in_both_spellings(self):
        readable, coded = "jos@münchen.example", "jos@xn--mnchen-3ya.example"
        self.segment.channel = "email"
        mail_template = self.env["mail.template"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
                "body_html": "<p>Hello</p>",
            }
        )
        self.template.mail_template_id = mail_template
        for opted_out in (readable, coded):
            for email in (readable, coded, f"<{coded}>, x@example.com"):
                self.carl.email = email
                with self.subTest(opted_out=opted_out, email=email):
                    blacklist = self.env["mail.blacklist"]
                    self.assertNotIn("opted_out", self._codes())
                    entry = blacklist._add(opted_out)
                    self.assertIn("opted_out", self._codes())
                    entry.action_archive()
        blacklist._add("eva@münchen.example")
        self.assertNotIn("opted_out", self._codes())
