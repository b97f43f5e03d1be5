# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import SegmentCommon
from ..letters import make_document


@tagged("post_install", "-at_install")
class TestResendWizard(SegmentCommon):
    """Sending again, how much will be sent, and the settings of letters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        content = base64.b64encode(make_document("Dear {{Contact_Name}}"))
        cls.template.document_ids = [
            (0, 0, {"filename": "letter.docx", "content": content})
        ]
        contacts = cls.acme | cls.dora | cls.carl
        contacts.street = "Markt 1"
        cls.carl.preferred_channel = "email"
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, contacts)

    def _log(self):
        self.segment.log()
        return self.segment.interaction_ids.sorted("id")

    def _set_state(self, interactions, state):
        interactions.sudo().delivery_state = state

    def _open(self, interactions):
        action = interactions.action_resend()
        model = self.env[action["res_model"]].with_user(self.user)
        return Form(model.with_context(**action["context"]))

    def test_resend_warns_of_what_was_sent(self):
        interactions = self._log()
        self._set_state(interactions[0], "sent")
        self._set_state(interactions[1], "failed")
        form = self._open(interactions)
        self.assertEqual(form.interaction_count, 3)
        self.assertEqual((form.sent_count, form.queued_count), (1, 1))
        form.save().action_resend()
        again = self.segment.interaction_ids - interactions
        self.assertEqual(again.resent_from_id, interactions[0])
        self.assertEqual(set(interactions.mapped("delivery_state")), {"sent", "queued"})

    def test_resend_by_another_channel(self):
        interaction = self._log()[0]
        self._set_state(interaction, "failed")
        form = self._open(interaction)
        form.channel = "email"
        form.save().action_resend()
        self.assertEqual(interaction.channel, "email")
        self.assertEqual(interaction.delivery_state, "queued")

    def test_resend_of_what_is_waiting_is_refused(self):
        wizard = self._open(self._log()).save()
        with self._assert_refused(UserError, "waiting to be sent already"):
            wizard.action_resend()

    def test_retry_takes_the_failed_ones_only(self):
        interactions = self._log()
        self._set_state(interactions, "sent")
        with self._assert_refused(UserError, "use Resend"):
            interactions.action_retry_delivery()
        self._set_state(interactions[0], "failed")
        interactions.action_retry_delivery()
        self.assertEqual(interactions[0].delivery_state, "queued")
        self.assertEqual(interactions[1].delivery_state, "sent")

    def test_log_wizard_says_what_will_go_out(self):
        self.dora.street = False
        wizard = self.env["contact.segment.log.wizard"].with_user(self.user)
        wizard = wizard.create({"segment_id": self.segment.id})
        self.assertTrue(wizard.send)
        self.assertEqual((wizard.letter_count, wizard.email_count), (1, 1))
        self.assertEqual(wizard.blocked_count, 1)
        interactions = type(self.env["contact.interaction"])
        for path in ("", "/usr/bin/soffice"):
            with patch.object(interactions, "_get_libreoffice", return_value=path):
                wizard.invalidate_recordset(["is_pdf"])
                self.assertEqual(wizard.is_pdf, bool(path))
        wizard.skip_blocked = True
        message = wizard.action_log()["params"]["message"]
        self.assertIn("Letters and messages on their way: 2", message)

    def test_print_file_without_a_pdf_says_so(self):
        print_file = self.env["contact.print.file"].create(
            {
                "name": "Letters",
                "segment_id": self.segment.id,
                "company_id": self.segment.company_id.id,
            }
        )
        with self._assert_refused(UserError, "download the zip"):
            print_file.with_user(self.user).action_open()
        print_file.content = base64.b64encode(b"%PDF")
        print_file = print_file.with_user(self.user)
        self.assertEqual(print_file.action_open()["target"], "new")
        self.assertIn("download=true", print_file.action_download()["url"])

    def test_settings_are_kept(self):
        settings = self.env["res.config.settings"]
        parameters = self.env["ir.config_parameter"]
        self.assertEqual(settings.create({}).segment_store_documents, "True")
        settings.create({"segment_store_documents": "False"}).execute()
        self.assertEqual(
            parameters.get_param("contact_segment.store_documents"), "False"
        )
        self.assertFalse(self.env["contact.interaction"]._keeps_documents())
        self.assertEqual(settings.create({}).segment_store_documents, "False")

    def test_settings_say_whether_libreoffice_was_found(self):
        settings = self.env["res.config.settings"].create({})
        settings.segment_libreoffice = "/no/such/program"
        self.assertFalse(settings.segment_libreoffice_path)
        self.assertFalse(settings.segment_libreoffice_version)
        settings.segment_libreoffice = "/bin/false"
        self.assertEqual(settings.segment_libreoffice_path, "/bin/false")
        self.assertFalse(settings.segment_libreoffice_version)
        with patch(
            "odoo.addons.contact_segment.models.res_config_settings.subprocess.run"
        ) as run:
            run.return_value.returncode = 0
            run.return_value.stdout = b"LibreOffice 24.8.1.2 40(Build:2)\n"
            settings.segment_libreoffice = "/bin/true"
            self.assertEqual(
                settings.segment_libreoffice_version, "LibreOffice 24.8.1.2"
            )
