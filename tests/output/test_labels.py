# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io
from unittest.mock import patch

import docx

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import SegmentCommon
from ..letters import get_texts
from ..letters_common import WITHOUT_PROGRAM

LABELS = "odoo.addons.contact_segment.models.output.contact_segment_print"
ADDRESSEES = "odoo.addons.contact_segment.models.output.contact_segment_print"


@tagged("post_install", "-at_install")
class TestLabels(SegmentCommon):
    """Address labels of a segment: for whom, in which order, and how often."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.belgium
        home = {"street": "Rue Haute 1", "zip": "1000", "city": "Brussel"}
        for partner in cls.acme | cls.anna | cls.bob:
            partner.write({**home, "country_id": cls.belgium.id})
        cls.carl.write({"street": "Kade 3", "zip": "4811 AA", "city": "Breda"})
        cls.dora.write({"street": "Kerkstraat 2", "zip": "9000", "city": "Gent"})
        cls.segment = cls._fill(cls._create_segment(), cls.contacts)

    def _make(self, segment=None, **options):
        """Return what ``make_labels`` returns, and the texts of the labels."""
        labels = []
        build = f"{LABELS}.build_label_sheets"
        with (
            patch(WITHOUT_PROGRAM, return_value=""),
            patch(build, lambda texts, *_others: labels.extend(texts) or b"docx"),
        ):
            made = (segment or self.segment).make_labels(**options)
        return made, labels

    def _first_lines(self, **options):
        return [label.split("\n")[0] for label in self._make(**options)[1]]

    def test_address_as_in_letters(self):
        made, labels = self._make()
        self.assertIn("Anna\nAcme\nRue Haute 1\n1000 Brussel", labels)
        self.assertIn("Acme\nRue Haute 1\n1000 Brussel", labels)
        # the country only abroad
        self.assertIn("Carl\nKade 3\n4811 AA Breda\nNetherlands", labels)
        self.assertEqual((made["labels"], made["pages"]), (5, 1))
        self.assertEqual(made["left_out"], {})

    def test_order(self):
        self.assertEqual(
            self._first_lines(order="country"), ["Acme", "Anna", "Bob", "Dora", "Carl"]
        )
        self.assertEqual(
            self._first_lines(order="name"), ["Acme", "Anna", "Bob", "Carl", "Dora"]
        )
        names = self.segment.line_ids.sorted("id").partner_id.mapped("name")
        self.assertEqual(self._first_lines(order="segment"), names)

    def test_a_company_at_one_address_gets_one_label(self):
        made, labels = self._make(per="address")
        self.assertEqual(
            [label.split("\n")[0] for label in labels], ["Acme", "Dora", "Carl"]
        )
        self.assertEqual(labels[0], "Acme\nRue Haute 1\n1000 Brussel")
        self.assertEqual(made["labels"], 3)

    def test_people_who_live_together_share_a_label(self):
        address = {"street": "kerkstraat  2,", "zip": "9000", "city": "GENT"}
        people = self.dora
        for name in ("Emil", "Fien", "Gust"):
            people |= self._create_contact(name, country_id=self.belgium.id, **address)
        segment = self._fill(self._create_segment(), people[:2])
        _made, [label] = self._make(segment, per="address", order="name")
        self.assertEqual(label.split("\n")[:2], ["Dora", "Emil"])
        segment = self._fill(self._create_segment(), people)
        _made, [label] = self._make(segment, per="address", order="name")
        self.assertEqual(label.split("\n")[:3], ["Dora", "Emil", "and 2 others"])

    def test_who_is_left_out_is_counted(self):
        self.dora.write({"street": " ", "city": False})
        self.carl.active = False
        self.anna.exclude_from_segments = True
        made, labels = self._make()
        self.assertEqual(made["left_out"], {"no_address": 1, "archived": 1})
        self.assertEqual(len(labels), 3)
        message = self.segment._explain_left_out(made["left_out"])
        self.assertEqual(
            message, "Contacts left out: 1 archived, 1 without a postal address."
        )

    def test_a_contact_that_is_hidden_gets_none(self):
        self._hide(self.carl)
        made, labels = self._make()
        self.assertEqual(made["left_out"], {"no_access": 1})
        self.assertNotIn("Carl", " ".join(labels))

    def test_a_contact_with_two_lines_gets_one_label(self):
        self.segment.add_contacts(self._domain(self.carl), allow_existing=True)
        self.assertEqual(len(self._make()[1]), 5)

    def test_the_segment_of_somebody_else(self):
        with self.assertRaises(AccessError):
            self.segment.with_user(self.colleague).make_labels()
        self.assertEqual(
            self._make(self.segment.with_user(self.user_all))[0]["labels"], 5
        )

    def test_bad_input(self):
        for options, message in (
            ({"size": "38x70"}, "size cannot be 38x70"),
            ({"start": 0}, "whole number from 1 to 24"),
            ({"start": 25}, "whole number from 1 to 24"),
            ({"start": 17, "size": "36x105"}, "whole number from 1 to 16"),
            ({"start": "1"}, "start cannot be 1"),
            ({"per": "street"}, "one of contact and address"),
            ({"order": "zip"}, "order cannot be zip"),
        ):
            with self._assert_refused(UserError, message):
                self.segment.make_labels(**options)

    def test_nobody_and_too_many(self):
        with self._assert_refused(UserError, "no contact to print for"):
            self._create_segment().make_labels()
        with (
            patch(f"{ADDRESSEES}.MAX_PRINTED", 4),
            self._assert_refused(UserError, "too many to print"),
        ):
            self.segment.make_labels()
        with patch(f"{ADDRESSEES}.MAX_PRINTED", 2):
            keys, message = self.segment._preview_addressees(needs_address=True)
        self.assertFalse(keys)
        self.assertIn("too many to print", message)

    def test_pdf_of_several_documents(self):
        with patch(f"{LABELS}.CHUNK_PAGES", 1):
            made = self.segment.make_labels(size="37x105", start=15, order="name")
        self.assertEqual(made["pages"], 2)
        attachment = self.env["ir.attachment"].with_user(self.user)
        attachment = attachment.browse(made["attachment_id"])
        self.assertTrue(attachment.name.endswith(".pdf"))
        first, second = get_texts(attachment.raw)
        self.assertIn("Anna", first)
        self.assertNotIn("Bob", first)
        self.assertIn("Bob", second)
        self.assertIn("Dora", second)

    def test_word_without_libreoffice(self):
        with patch(WITHOUT_PROGRAM, return_value=""):
            made = self.segment.make_labels()
        attachment = self.env["ir.attachment"].browse(made["attachment_id"])
        self.assertTrue(attachment.name.endswith(".docx"))
        [table] = docx.Document(io.BytesIO(attachment.raw)).tables
        texts = [cell.text for row in table.rows for cell in row.cells]
        self.assertIn("Carl\nKade 3\n4811 AA Breda\nNetherlands", texts)

    def test_wizard(self):
        self.dora.write({"street": False, "city": False})
        action = self.segment.action_print_labels()
        wizards = self.env[action["res_model"]].with_user(self.user)
        form = Form(wizards.with_context(**action["context"]))
        self.assertEqual((form.label_count, form.page_count), (4, 1))
        self.assertIn("1 without a postal address", form.message)
        form.per, form.start = "address", 24
        self.assertEqual((form.label_count, form.page_count), (2, 2))
        action = form.save().action_print()
        self.assertRegex(action["url"], r"^/web/content/\d+\?download=true$")
