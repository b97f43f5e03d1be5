# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from unittest.mock import patch

from odoo.tests import tagged

from ..common import SegmentCommon
from ..letters import make_document


@tagged("post_install", "-at_install")
class TestLetterCheck(SegmentCommon):
    """What is said about the letters of a segment before they are sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.document = cls._add_document("{{Contact_Name}}")
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, cls.acme | cls.anna | cls.carl)

    @classmethod
    def _add_document(cls, text, lang=False):
        return cls.env["contact.interaction.template.document"].create(
            {
                "template_id": cls.template.id,
                "lang": lang,
                "filename": f"{lang or 'all'}.docx",
                "content": cls._word(text),
            }
        )

    @classmethod
    def _word(cls, text):
        return base64.b64encode(make_document(text))

    def _check(self, text):
        self.document.content = self._word(text)
        return self.segment._check_letters()

    def _count_empty(self, text):
        return {
            finding["field_name"]: finding["count"]
            for finding in self._check(text)
            if finding["field_name"]
        }

    def test_all_is_well(self):
        [finding] = self._check("{{Contact_Name}} {{Salutation_Formal}}")
        self.assertEqual(finding["level"], "success")
        self.assertEqual(finding["total"], 3)

    def test_empty_values_are_counted(self):
        self.carl.write({"city": "Breda", "phone": ""})
        self.acme.phone = "+32 3 555 01 20"
        counts = self._count_empty(
            "{{Contact_City}} {{Contact_Phone}} {{partner_id.country_id.code}} "
            "{{Campaign_Name}} {{Salesperson_Name}} {{Contact_State}}"
        )
        self.assertEqual(counts["Contact_City"], 2)
        self.assertEqual(counts["Contact_Phone"], 2)
        self.assertEqual(counts["Contact_State"], 3)
        self.assertEqual(counts["Campaign_Name"], 3)
        self.assertNotIn("Salesperson_Name", counts)

    def test_counts_agree_with_the_letters(self):
        self.carl.write({"street": "Markt 1", "function": "Buyer", "state_id": False})
        names = [
            *("Contact_Street", "Contact_Job_Position", "Contact_Company", "Note"),
            *("Contact_Country", "Contact_Email", "Salesperson_Phone", "Subject"),
            *("Company_Bank_Account", "Company_Logo", "Interaction_Name"),
            *("partner_id.category_id.name", "partner_id.parent_id.name"),
        ]
        self.anna.category_id = self.env["res.partner.category"].create({"name": "VIP"})
        counts = self._count_empty(" ".join(f"{{{{{name}}}}}" for name in names))
        values = self.segment.line_ids._get_merge_values(names)
        empty = {
            name: count
            for name in names
            if (count := sum(not row[name] for row in values))
        }
        self.assertEqual(counts, empty)

    def test_empty_address_is_found(self):
        self.carl.city = "Breda"
        contacts = self.acme | self.anna | self.carl
        contacts.country_id = False
        self.assertEqual(self._count_empty("{{Contact_Address}}")["Contact_Address"], 2)

    def test_unknown_fields_come_with_the_nearest_name(self):
        [finding] = self._check("{{Contact_Nmae}}")
        self.assertEqual(finding["level"], "danger")
        self.assertIn("did you mean Contact_Name", finding["message"])

    def test_numbers_are_never_empty_and_tables_are_left_out(self):
        text = "{{partner_id.color}} {{Opportunities.Name}}"
        self.document.content = self._word(text)
        [finding] = self.segment.with_user(self.env.user)._check_letters()
        self.assertEqual(finding["level"], "success")

    def test_fields_the_user_may_not_read_are_errors(self):
        [finding] = self._check("{{Opportunities.Name}}")
        self.assertEqual(finding["level"], "danger")
        self.assertIn("you may not read", finding["message"])

    def test_every_document_is_checked_for_its_own_contacts(self):
        self.carl.lang = "nl_NL"
        self._add_document("{{Contact_City}}", "nl_NL")
        line = self._line(self.segment, self.anna)
        line._set_personal_letter(make_document("Dear Anna"), "anna.docx")
        findings = {
            finding["document_key"].partition(",")[0] + finding["document"][:2]: finding
            for finding in self._check("{{Contact_City}}")
        }
        self.assertEqual(
            {key: finding["total"] for key, finding in findings.items()},
            {"templateal": 1, "templatenl": 1, "personalPe": 1},
        )

    def test_own_documents_of_the_segment_win(self):
        self.segment.document_ids = [
            (0, 0, {"filename": "own.docx", "content": self._word("{{Contact_Zip}}")})
        ]
        [finding] = self.segment._check_letters()
        self.assertIn("this segment", finding["document"])
        self.assertEqual(finding["field_name"], "Contact_Zip")

    def test_contacts_without_a_document(self):
        self.document.unlink()
        [finding] = self.segment._check_letters()
        self.assertEqual((finding["level"], finding["count"]), ("danger", 3))

    def test_finding_opens_its_contacts(self):
        self.carl.city = "Breda"
        self.document.content = self._word("{{Contact_City}}")
        preview = self.env["contact.letter.preview"].with_user(self.user)
        preview = preview.create(
            {"segment_id": self.segment.id, "line_id": self.segment.line_ids[0].id}
        )
        self.assertEqual(preview.problem_count, 1)
        action = preview.check_ids.action_view_contacts()
        lines = self.env["contact.segment.line"].search(action["domain"])
        self.assertEqual(lines.partner_id, self.acme | self.anna)

    def test_many_contacts_are_checked_when_asked_for(self):
        model = self.env["contact.letter.preview"].with_user(self.user)
        vals = {"segment_id": self.segment.id, "line_id": self.segment.line_ids[0].id}
        self.assertTrue(model.create(vals).is_checked)
        path = "odoo.addons.contact_segment.wizards.letter.contact_letter_preview"
        with patch(f"{path}.CHECKED_AT_ONCE", 2):
            preview = model.create(vals)
        self.assertFalse(preview.check_ids)
        preview.action_check()
        self.assertTrue(preview.check_ids)

    def test_checking_takes_the_same_number_of_queries_for_any_number(self):
        self.document.content = self._word("{{Contact_City}} {{Contact_State}}")
        self.segment._check_letters()
        with self.assertQueryCount(20):
            self.segment._check_letters()

    def test_subjects_of_emails(self):
        segment = self.segment.with_user(self.user)
        self.document.unlink()
        documents = self.env["contact.interaction.template.document"]
        document = documents.with_user(self.manager).create(
            {"template_id": self.template.id, "kind": "html", "body_html": "<p>a</p>"}
        )
        segment.line_ids[0].subject = "Mine"
        [finding] = segment._check_letters()
        self.assertEqual((finding["level"], finding["count"]), ("warning", 2))
        self.assertIn("2 of 3 e-mails have no subject", finding["message"])
        preview = self.env["contact.letter.preview"].with_user(self.user)
        preview = preview.create(
            {"segment_id": segment.id, "line_id": segment.line_ids[0].id}
        )
        check = preview.check_ids
        lines = self.env[check.action_view_contacts()["res_model"]].with_user(self.user)
        found = lines.search(check.action_view_contacts()["domain"])
        self.assertEqual(found, segment.line_ids[1:])
        document.subject = "Ours"
        [finding] = segment._check_letters()
        self.assertEqual(finding["level"], "success")
        segment.subject = "x" * 100
        [finding] = segment._check_letters()
        self.assertIn("The subject has 100 characters", finding["message"])
