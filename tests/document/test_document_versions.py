# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..letters import make_picture, save
from ..letters_common import LettersCommon
from ..word_file import encode_word


def make_rich_letter():
    """Return a letter with a picture and a row for every opportunity."""
    document = Document()
    document.add_paragraph("Dear {{Contact_Name}}, {{Today}} {{note}}")
    document.add_paragraph("{{Company_Logo}}")
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="MERGEFIELD partner_id.create_date"/>'
    )
    document.add_paragraph()._p.append(field)
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text = "{{Opportunities.Name}}"
    row.cells[1].text = "{{Opportunities.Expected_Revenue}}"
    return save(document)


@tagged("post_install", "-at_install")
class TestDocumentVersions(LettersCommon):
    """What was sent is made again exactly as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "contact_segment.store_documents", "False"
        )

    def _made(self, interactions):
        return {one.id: one._make_again()[0] for one in interactions}

    def test_documents_are_not_stored(self):
        interactions = self._log()
        self._deliver_words()
        self.assertDelivered(interactions)
        self.assertFalse(interactions.attachment_ids)
        self.assertEqual(len(interactions.sudo().document_version_id), 1)

    def test_made_again_after_everything_changed(self):
        self.user.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        self.document.content = base64.b64encode(make_rich_letter())
        self.env.company.logo = base64.b64encode(make_picture().read())
        self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "type": "opportunity",
                    "partner_id": self.anna.id,
                    "user_id": self.user.id,
                    "expected_revenue": 1000.5 * number,
                }
                for number in (1, 2)
            ]
        )
        interactions = self._log()
        sent = {}
        original = type(self.Interaction)._make_letters

        def make_letters(records, jobs):
            letters = original(records, jobs)
            sent.update({id_: letter.content for id_, letter in letters.items()})
            return letters

        self.patch(type(self.Interaction), "_make_letters", make_letters)
        self._deliver_words()
        self.assertDelivered(interactions)
        self.env["crm.lead"].search([("partner_id", "=", self.anna.id)]).unlink()
        self.env.company.logo = base64.b64encode(make_picture(90).read())
        self.document.content = encode_word("Other")
        self.anna.name = "Changed"
        self.user.name = "Changed"
        self.env.invalidate_all()
        self.assertEqual(self._made(interactions), sent)
        annas = Document(io.BytesIO(sent[self._of(interactions, self.anna).id]))
        self.assertEqual(len(annas.tables[0].rows), 2)
        self.assertEqual(len(annas.inline_shapes), 1)

    def test_document_is_opened(self):
        interactions = self._log()
        self._deliver()
        annas = self._of(interactions, self.anna).with_user(self.user)
        attachment_id = int(annas.action_open_document()["url"].split("/")[3])
        attachment = (
            self.env["ir.attachment"].with_user(self.user).browse(attachment_id)
        )
        self.assertTrue(attachment.raw.startswith(b"%PDF"))
        self.assertIn("Anna Peeters", attachment.name)
        self.assertFalse(annas.attachment_ids)

    def test_nothing_to_open_before_it_was_sent(self):
        interactions = self._log()
        with self._assert_refused(UserError, "has no document; nothing was sent"):
            interactions[0].action_open_document()

    def test_stored_document_is_opened_whatever_else_is_attached(self):
        self.env["ir.config_parameter"].set_param(
            "contact_segment.store_documents", "True"
        )
        interactions = self._log()
        self._deliver_words()
        annas = self._of(interactions, self.anna)
        attachments = self.env["ir.attachment"].with_user(self.user)
        own = attachments.create({"name": "answer.txt", "raw": b"x"})
        annas.attachment_ids |= own
        stored = annas.sudo().document_attachment_id
        self.assertIn(str(stored.id), annas.action_open_document()["url"])
        self.assertNotEqual(stored, own)

    def test_equal_documents_are_kept_once(self):
        first = self._log()
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        second = self._log(self._fill(segment, self.anna))
        self.assertEqual(
            first.sudo().document_version_id, second.sudo().document_version_id
        )

    def test_a_version_that_was_sent_cannot_be_deleted(self):
        interactions = self._log()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            interactions.sudo().document_version_id.unlink()
