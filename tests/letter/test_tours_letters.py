# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from ..word_file import encode_word


@tagged("post_install", "-at_install")
class TestToursLetters(HttpCase):
    """Letters in the browser, from the template to the print file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "contact_segment.group_user,base.group_partner_manager"
        cls.user = new_test_user(cls.env, login="letters_user", groups=groups)
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": "Tour Anna", "street": "Gongin 1", "city": "Tórshavn"},
                {"name": "Tour Bob", "street": "Gongin 2", "city": "Tórshavn"},
                {
                    "name": "Tour Carl",
                    "email": "carl@example.com",
                    "preferred_channel": "email",
                },
            ]
        )
        letter = encode_word("{{Salutation_Formal}}", "{{Note}}", "{{Company_Name}}")
        cls.template = cls.env["contact.interaction.template"].create(
            {
                "name": "Tour Word letter",
                "channel": "letter",
                "document_ids": [
                    (
                        0,
                        0,
                        {"subject": "Hello", "content": letter, "filename": "a.docx"},
                    )
                ],
            }
        )
        segments = cls.env["contact.segment"].with_user(cls.user)
        cls.segment = segments.create({"name": "Tour letters"})
        # deliveries begin at once
        cls.env.company.contact_undo_seconds = 0
        cls.segment.add_contacts([("id", "in", cls.contacts.ids)])

    def _deliver(self):
        """Do what the scheduled action does, but for its commits."""
        interactions = self.env["contact.interaction"]
        while interactions._deliver_next():
            continue
        while self.env["contact.print.file"]._finish_next():
            continue

    def test_letters(self):
        url = f"/odoo/segments/{self.segment.id}"
        self.start_tour(url, "contact_segment_letters", login="letters_user")
        self.segment.invalidate_recordset()
        self.assertEqual(self.segment.state, "logged")
        by_contact = {
            interaction.partner_id: interaction
            for interaction in self.segment.interaction_ids
        }
        anna, bob, carl = (by_contact[contact] for contact in self.contacts)
        self.assertEqual(anna.note, "See you at the fair!")
        self._deliver()
        self.assertEqual((anna | bob).mapped("delivery_state"), ["sent", "sent"])
        self.assertIn("Dear Tour Carl", carl.sudo().mail_mail_id.body_html)
        print_file = self.segment.print_file_ids
        self.assertEqual((print_file.letter_count, print_file.page_count), (2, 2))
        pages = PdfFileReader(io.BytesIO(print_file._get_file())).pages
        self.assertIn("Tour Anna", pages[anna.print_page - 1].extract_text())
        self.assertIn("the fair!", pages[anna.print_page - 1].extract_text())
        self.assertIn("Tour Bob", pages[bob.print_page - 1].extract_text())
        self.start_tour(url, "contact_segment_letters_delivered", login="letters_user")

    def test_retry(self):
        self.segment.template_id = self.template
        self.segment.log()
        interactions = self.segment.interaction_ids
        anna, bob, carl = (
            interactions.filtered_domain([("partner_id", "=", contact.id)])
            for contact in self.contacts
        )
        (anna | bob)._set_delivery("failed", "The server broke off the connection.")
        anna.sudo().delivery_code = "unknown"
        carl._set_delivery("skipped", "He is not asked.")
        url = f"/odoo/logged-segments/{self.segment.id}"
        self.start_tour(url, "contact_segment_retry", login="letters_user")
        (anna | bob).invalidate_recordset()
        self.assertEqual(set((anna | bob).mapped("delivery_state")), {"queued"})
        self.assertFalse(anna.delivery_code)

    def test_mail_text(self):
        url = f"/odoo/segments/{self.segment.id}"
        self.start_tour(url, "contact_segment_mail_text", login="letters_user")
        document = self.segment.document_ids
        self.assertEqual(document.kind, "html")
        self.assertEqual(document.field_names, ["Contact_Name"])
        self.assertFalse(document.warnings)
        self.assertIn("Good morning:{{Contact_Name}}", document.body_html)
        self.assertFalse(self.segment.interaction_ids)
