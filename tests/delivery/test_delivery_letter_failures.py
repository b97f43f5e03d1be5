# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io
from unittest.mock import patch

from docx import Document

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.libreoffice import ConversionError, convert_to_pdf
from ..letters import get_texts
from ..letters_common import LettersCommon
from ..word_file import encode_word

CONVERT = "odoo.addons.contact_segment.tools.letter_files.convert_to_pdf"


@tagged("post_install", "-at_install")
class TestDeliveryLetterFailures(LettersCommon):
    """Letters that fail say why, and take no others along."""

    def test_a_letter_that_libreoffice_refuses_fails_alone(self):
        def convert(documents, program, **options):
            results = convert_to_pdf(documents, program, **options)
            for number, document in enumerate(documents):
                if "Carl" in str(
                    [p.text for p in Document(io.BytesIO(document)).paragraphs]
                ):
                    results[number] = ConversionError("no_output")
            return results

        interactions = self._log()
        with patch(CONVERT, convert):
            self._deliver()
        carls = self._of(interactions, self.carl)
        self.assertFailed(carls, "could not make a PDF")
        self.assertFalse(carls.attachment_ids)
        self.assertFalse(carls.print_file_id)
        self.assertDelivered(interactions - carls)
        first = self.segment.print_file_ids
        self.assertEqual((first.letter_count, first.page_count), (4, 4))
        self.segment.retry_delivery()
        self.assertEqual(
            interactions.filtered(lambda one: one.delivery_state == "queued"), carls
        )
        self._deliver()
        self.assertDelivered(interactions)
        second = self.segment.print_file_ids - first
        self.assertEqual((second.letter_count, second.page_count), (1, 1))
        self.assertEqual(carls.print_file_id, second)
        self.assertIn("Carl", get_texts(second._get_file())[0])
        self.assertEqual(first.letter_count, 4)

    def test_a_field_that_the_sender_may_not_read_fails(self):
        self.document.content = encode_word(
            "Dear {{Contact_Name}}, {{partner_id.write_uid.totp_secret}}"
        )
        interactions = self._log()
        self._deliver()
        for interaction in interactions:
            self.assertFailed(interaction, "totp_secret|allowed to access")

    def test_a_field_with_a_group_fails_and_others_are_delivered(self):
        field = self.env["res.partner"]._fields["function"]
        self._line(self.segment, self.bob)._set_personal_letter(
            base64.b64decode(encode_word("{{partner_id.function}}")), "bob.docx"
        )
        interactions = self._log()
        with patch.object(field, "groups", "base.group_system"):
            self._deliver_words()
        bobs = self._of(interactions, self.bob)
        self.assertFailed(bobs, "function")
        self.assertDelivered(interactions - bobs)

    def test_a_broken_picture_fails_alone(self):
        self.document.content = encode_word("{{Contact_Name}} {{partner_id.image_128}}")
        self.anna.image_1920 = self.env.company.logo
        interactions = self._log()
        original = type(self.Interaction)._get_merge_values

        def get_merge_values(records, names):
            values = original(records, names)
            for record, row in zip(records, values, strict=True):
                if record.partner_id == self.anna:
                    row["partner_id.image_128"] = b"no picture"
            return values

        with patch.object(
            type(self.Interaction), "_get_merge_values", get_merge_values
        ):
            self._deliver()
        annas = self._of(interactions, self.anna)
        self.assertFailed(annas, "picture")
        self.assertDelivered(interactions - annas)
        self.assertEqual(self.segment.print_file_ids.letter_count, 4)

    def test_what_nobody_foresaw_fails_alone(self):
        interactions = self._log()
        original = type(self.Interaction)._get_letter_name

        def get_letter_name(interaction, extension):
            if interaction.partner_id == self.dora:
                raise ZeroDivisionError("a bug")
            return original(interaction, extension)

        with (
            patch.object(type(self.Interaction), "_get_letter_name", get_letter_name),
            self.assertLogs("odoo.addons.contact_segment", "ERROR") as logs,
        ):
            self._deliver_words()
        doras = self._of(interactions, self.dora)
        self.assertFailed(doras, "ZeroDivisionError: a bug")
        self.assertEqual(len(logs.output), 1)
        self.assertDelivered(interactions - doras)
        self.assertEqual(self.segment.print_file_ids.letter_count, 4)

    def test_the_gate_is_asked_again(self):
        self.anna.exclude_from_segments = True
        self.assertEqual(
            {problem["code"] for problem in self.segment.check_log()}, {"excluded"}
        )
        interactions = self._log()
        self.bob.exclude_from_segments = True
        self.carl.active = False
        self.dora.write({"street": False, "city": False})
        self._deliver_words()
        self.assertDelivered(self._of(interactions, self.anna | self.acme))
        self.assertSkipped(self._of(interactions, self.bob), "Bob is excluded")
        self.assertSkipped(self._of(interactions, self.carl), "Carl is archived")
        self.assertSkipped(self._of(interactions, self.dora), "no postal address")

    def test_a_contact_who_is_gone_is_skipped(self):
        interactions = self._log()
        carls = self._of(interactions, self.carl)
        self.carl.sudo().unlink()
        self._deliver_words()
        self.assertSkipped(carls, "^Carl was deleted; log an interaction with")
        self.assertEqual(carls.delivery_code, "deleted")
        # it still counts where it was logged
        [reason] = self.segment.get_results()["reasons"]["skipped"]
        self.assertEqual(reason, {"message": "Deleted contacts", "count": 1})
        with self.assertRaisesRegex(UserError, "contact of interaction .* was deleted"):
            carls.resend()

    def test_what_waits_for_a_person_does_not_go_to_the_company(self):
        interactions = self._log()
        annas = self._of(interactions, self.anna)
        acmes = self._of(interactions, self.acme)
        self.anna.sudo().unlink()
        self.assertEqual(annas.partner_id, self.acme)
        self._deliver_words()
        self.assertSkipped(annas, "Anna Peeters was deleted")
        self.assertDelivered(acmes)
        self.assertEqual(self.segment.print_file_ids.letter_count, 4)

    def test_what_failed_is_not_tried_again_with_the_company(self):
        interactions = self._log()
        annas = self._of(interactions, self.anna)
        annas._set_delivery("failed", "Broken")
        self.anna.sudo().unlink()
        self.segment.retry_delivery()
        self._deliver_words()
        self.assertSkipped(annas, "Anna Peeters was deleted")

    def test_a_contact_that_the_database_took_away(self):
        interactions = self._log()
        carls = self._of(interactions, self.carl)
        carls.flush_recordset()
        self.env.cr.execute(
            "UPDATE contact_interaction SET partner_id = NULL WHERE id = %s",
            carls._ids,
        )
        carls.invalidate_recordset()
        self._deliver_words()
        pattern = f"The contact of interaction .*no. {carls.id}.* was deleted"
        self.assertSkipped(carls, pattern)

    def test_a_first_letter_to_a_contact_who_is_gone(self):
        interactions = self._log(send=False)
        carls = self._of(interactions, self.carl)
        self.carl.sudo().unlink()
        with self.assertRaisesRegex(UserError, "contact of interaction .* was deleted"):
            carls.send()

    def test_letters_of_a_sender_who_is_gone(self):
        interactions = self._log()
        # users who were deleted leave their ids behind
        interactions[:2].sudo().sender_id = False
        interactions[2:].sudo().sender_id = 2**31 - 1
        self._deliver()
        for interaction in interactions:
            self.assertFailed(interaction, "The user who logged this is gone")
        interactions.with_user(self.user).resend()
        self._deliver_words()
        self.assertDelivered(interactions)
        self.assertEqual(interactions.sender_id, self.user)

    @mute_logger("odoo.addons.contact_segment.models.delivery.contact_print_file")
    def test_a_print_file_that_fails_leaves_its_parts(self):
        self._log()
        with (
            patch(
                "odoo.addons.contact_segment.models.delivery.contact_print_file.join",
                side_effect=ValueError,
            ),
        ):
            self._deliver()
        self.assertEqual(self.segment.print_file_ids.letter_count, 5)
        self.assertEqual(self.Interaction._count_waiting(), 0)
