# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .letters_common import LettersCommon
from .word_file import encode_word


@tagged("post_install", "-at_install")
class TestDeliveryAccess(LettersCommon, HttpCase):
    """Who may see letters, and whose rights count when they are made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.stranger = cls._create_user("segment_stranger", "group_manager")
        cls.stranger.write(
            {
                "company_id": cls.other_company.id,
                "company_ids": [(6, 0, cls.other_company.ids)],
            }
        )
        cls.employee = new_test_user(cls.env, login="segment_employee")
        cls.portal = new_test_user(
            cls.env, login="segment_portal", groups="base.group_portal"
        )

    def setUp(self):
        super().setUp()
        self.interactions = self._log()
        self._deliver_words()
        self.print_file = self.segment.print_file_ids
        self.letter = self.interactions[0].sudo().document_attachment_id

    def _get_status(self, user, url):
        self.authenticate(user and user.login, user and user.login)
        return self.url_open(url, allow_redirects=False).status_code

    def assertForbidden(self, user, record, fields):
        with self.assertRaises(AccessError):
            record.with_user(user).read(fields)

    def test_print_files(self):
        for user in (self.colleague, self.stranger, self.employee, self.portal):
            self.assertForbidden(user, self.print_file, ["name", "content"])
            with self.assertRaises(AccessError):
                self.print_file.with_user(user).action_download_zip()
        for user in (self.user, self.user_all, self.manager):
            self.assertTrue(self.print_file.with_user(user).content)
            with self.assertRaises(AccessError):
                self.print_file.with_user(user).write({"name": "Changed"})
            with self.assertRaises(AccessError):
                self.print_file.with_user(user).unlink()

    def test_attachments(self):
        self.print_file.with_user(self.user).action_download_zip()
        zip_file = self.print_file._get_zip()
        content = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "contact.print.file"),
                ("res_field", "=", "content"),
                ("res_id", "=", self.print_file.id),
            ]
        )
        self.assertEqual(len(content), 1)
        for user in (self.stranger, self.employee, self.portal):
            for attachment in (zip_file, content, self.letter):
                self.assertForbidden(user, attachment, ["raw"])
        for attachment in (zip_file, content):
            self.assertForbidden(self.colleague, attachment, ["raw"])
        self.assertTrue(self.letter.with_user(self.colleague).raw)

    def test_downloads(self):
        zip_file = self.print_file._get_zip()
        urls = [
            f"/web/content/{self.letter.id}",
            f"/web/content/{zip_file.id}?download=true",
            f"/web/content/contact.print.file/{self.print_file.id}/content",
        ]
        for url in urls:
            self.assertEqual(self._get_status(self.user, url), 200, url)
            for user in (None, self.portal, self.employee, self.stranger):
                self.assertEqual(self._get_status(user, url), 404, (url, user))

    def test_versions_cannot_be_read(self):
        version = self.interactions[0].sudo().document_version_id
        content = self.env["ir.attachment"].search(
            [
                ("res_model", "=", version._name),
                ("res_field", "=", "content"),
                ("res_id", "=", version.id),
            ]
        )
        self.assertEqual(len(content), 1)
        for user in (self.user, self.manager, self.stranger, self.portal):
            self.assertForbidden(user, version, ["content"])
            self.assertForbidden(user, content, ["raw"])
        url = f"/web/content/contact.document.version/{version.id}/content"
        self.assertEqual(self._get_status(self.user, url), 404)

    def test_merge_values_cannot_be_read(self):
        for user in (self.user, self.manager):
            self.assertForbidden(user, self.interactions[0], ["merge_values"])

    def test_pictures_of_letters_cannot_be_read(self):
        checksum = self.Interaction._keep_merge_picture(b"a picture")
        picture = self.Interaction._find_merge_picture(checksum)
        for user in (self.user, self.manager, self.portal):
            self.assertForbidden(user, picture, ["raw"])

    def test_documents_are_opened_by_those_who_may_read_the_interaction(self):
        for user in (self.stranger, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.interactions[0].with_user(user).action_open_document()
        self.env["ir.config_parameter"].set_param(
            "contact_segment.store_documents", "False"
        )
        self.letter.unlink()
        action = self.interactions[0].with_user(self.user).action_open_document()
        again = self.env["ir.attachment"].browse(int(action["url"].split("/")[3]))
        self.assertForbidden(self.colleague, again, ["raw"])

    def test_the_delivery_cannot_be_forged(self):
        version = self.interactions[0].sudo().document_version_id
        forged = {
            "delivery_state": "queued",
            "document_version_id": version.id,
            "document_attachment_id": self.letter.id,
            "logged_by_id": self.env.ref("base.user_admin").id,
            "merge_values": {"a": "b"},
            "print_file_id": self.print_file.id,
            "sending_since": False,
            "is_exclusion_accepted": True,
        }
        own = self.Interaction.with_user(self.user).create(
            {"name": "Own", "partner_id": self.anna.id, "logged_by_id": self.user.id}
        )
        for name, value in forged.items():
            with self._assert_refused(AccessError, "cannot be written directly"):
                own.write({name: value})
            with self._assert_refused(AccessError, "cannot be written directly"):
                own.create({"name": "x", "partner_id": self.anna.id, name: value})

    def test_the_rights_of_who_logged_count(self):
        self.document.content = encode_word("{{partner_id.user_ids.totp_secret}}")
        segment = self._create_segment(
            template_id=self.template.id, date="2026-01-01", user_id=self.user.id
        )
        interactions = self._log(self._fill(segment, self.anna))
        self._deliver_words()
        self.assertFailed(interactions, "allowed|access")

    def test_contacts_that_the_sender_may_no_longer_see(self):
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        interactions = self._log(self._fill(segment, self.dora | self.anna))
        self.dora.company_id = self.other_company
        self._deliver_words()
        self.assertForbidden(self.user, interactions, ["name"])
        interactions = interactions.sudo()
        self.assertEqual(self._of(interactions, self.dora).delivery_state, "failed")
        self.assertDelivered(self._of(interactions, self.anna))

    def test_a_sender_who_left_the_company(self):
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        interactions = self._log(self._fill(segment, self.anna))
        self.user.write(
            {
                "company_ids": [(6, 0, self.other_company.ids)],
                "company_id": self.other_company.id,
            }
        )
        self._deliver_words()
        self.assertEqual(interactions.delivery_state, "failed")
