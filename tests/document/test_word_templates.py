# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io
import re
import zipfile

from docx import Document
from lxml import etree

from odoo import Command
from odoo.tests import tagged

from ..common import SegmentCommon
from ..merge_common import PIXEL


@tagged("post_install", "-at_install")
class TestWordTemplates(SegmentCommon):
    """The letter to start from and the data source, as users get them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.env.company.logo = PIXEL

    def _download(self, attachment_id):
        return self.env["ir.attachment"].browse(attachment_id)

    def _create_letter(self, user):
        return self._download(self.template.with_user(user).create_word_template())

    def test_letter_passes_the_check_of_uploads(self):
        self.manager.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_salesman").id)
        ]
        attachment = self._create_letter(self.manager)
        self.template.with_user(self.manager).document_ids = [
            Command.create({"content": attachment.datas, "filename": "letter.docx"})
        ]
        document = self.template.document_ids
        self.assertFalse(document.warnings)
        for name in (
            "Contact_Name Contact_Address Date Subject Salutation_Formal Note "
            "Salesperson_Name Company_Name Company_Address Company_Logo"
        ).split():
            self.assertIn(name, document.field_names)

    def test_letter_can_be_merged(self):
        attachment = self._create_letter(self.user)
        self.anna.write({"name": "Anna Peeters", "street": "Kerkstraat 12"})
        segment = self._create_segment(template_id=self.template.id)
        segment = self._fill(segment, self.anna)
        segment.line_ids.note = "See you at the fair"
        Documents = self.env["contact.segment.document"]
        template = Documents._compile(attachment.raw)
        lines = segment.line_ids.with_user(self.user)
        (values,) = lines._get_merge_values(template.field_names)
        letter = Document(io.BytesIO(template.render(values)))
        text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
        for expected in ("Acme\nKerkstraat 12", "Dear Anna Peeters,", "the fair"):
            self.assertIn(expected, text)
        self.assertIn("Segment User", text)
        self.assertNotIn("«", text)
        header = letter.sections[0].header
        name = header.tables[0].rows[0].cells[1].paragraphs[0].text
        self.assertEqual(name, self.env.company.name)
        self.assertIn(
            "PAGE", etree.tostring(letter.sections[0].footer._element).decode()
        )

    def test_fields_are_those_of_word(self):
        attachment = self._create_letter(self.user)
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as package:
            text = package.read("word/document.xml").decode()
        self.assertIn(" MERGEFIELD Contact_Name ", text)
        for kind in ("begin", "separate", "end"):
            self.assertEqual(
                text.count(f'w:fldCharType="{kind}"'), text.count(" MERGEFIELD ")
            )

    def test_letter_is_in_the_language_of_the_template(self):
        self.template.lang = "nl_NL"
        attachment = self._create_letter(self.user)
        self.assertTrue(attachment.name.endswith("(nl_NL).docx"))
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as package:
            styles = package.read("word/styles.xml").decode()
        # also in the defaults, from which dates take their names of months
        self.assertIn('w:val="nl-NL"', styles)
        self.assertNotIn('w:lang w:val="en-US"', styles)

    def test_repeated_downloads_do_not_pile_up(self):
        for user in (self.user, self.manager, self.user):
            letter = self._create_letter(user)
            source = self._download(
                self.template.with_user(user).download_data_source()
            )
        self.assertEqual(letter.res_model, "contact.interaction.template")
        self.assertEqual(letter.res_id, self.template.id)
        domain = [("res_model", "=", letter.res_model), ("res_id", "=", letter.res_id)]
        self.assertEqual(self.env["ir.attachment"].search(domain), letter | source)
        # readable by whom it was made for
        self.assertTrue(letter.with_user(self.user).raw)

    def test_no_logo_no_picture(self):
        self.env.company.logo = False
        attachment = self._create_letter(self.user)
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as package:
            self.assertFalse([n for n in package.namelist() if "media" in n])

    def _read_sheet(self, content):
        """Return the rows of the first sheet, and its XML."""
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            strings = etree.fromstring(package.read("xl/sharedStrings.xml"))
            sheet = package.read("xl/worksheets/sheet1.xml").decode()
        texts = ["".join(item.itertext()) for item in strings]
        rows = []
        for row in re.findall(r"<row .*?</row>", sheet):
            cells = re.findall(
                r'<c r="[A-Z]+\d+"[^>]*?(?:/>|>(?:<v>(\d+)</v>)?</c>)', row
            )
            rows.append([texts[int(cell)] if cell else "" for cell in cells])
        return rows, sheet

    def test_data_source_names_every_field(self):
        attachment = self._download(
            self.template.with_user(self.user).download_data_source()
        )
        rows, sheet = self._read_sheet(attachment.raw)
        fields = self.env["contact.segment.line"]._get_merge_fields()
        names = [field.name for field in fields.values() if not field.is_list]
        self.assertEqual(rows[0], names)
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows[1][0], "Anna Peeters")
        # Word's driver cuts names after 64 characters and tables after 255 columns
        self.assertLess(max(map(len, names)), 65)
        self.assertLess(len(names), 256)
        self.assertNotIn("<f>", sheet)
        phone = rows[1][names.index("Contact_Phone")]
        self.assertTrue(phone.startswith("+"), "a text and no formula")

    def test_buttons_download(self):
        template = self.template.with_user(self.manager)
        for action in (
            template.action_create_word_template(),
            template.action_download_data_source(),
        ):
            self.assertEqual(action["type"], "ir.actions.act_url")
            found = re.fullmatch(r"/web/content/(\d+)\?download=true", action["url"])
            attachment = self._download(int(found[1]))
            self.assertTrue(base64.b64decode(attachment.datas))
