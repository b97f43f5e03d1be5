# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..letters_common import LettersCommon
from ..word_file import encode_word


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
        self.assertFailed(interactions, r"may not read User \(totp_secret\)")

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

    def _log_letter(self):
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        return self._log(self._fill(segment, self.anna)).sudo()

    def _give_other_company(self, users):
        users.sudo().write(
            {
                "company_ids": [(6, 0, self.other_company.ids)],
                "company_id": self.other_company.id,
            }
        )

    def assertCured(self, interactions):
        """Somebody else can send it again himself."""
        interactions.with_user(self.manager).resend()
        self._deliver_words()
        self.assertDelivered(interactions)

    def test_a_sender_who_may_not_work_in_the_company(self):
        letter = self._log_letter()
        mail = self._mailing_of_anna()
        self._give_other_company(self.user)
        self._deliver_words()
        company = self.env.company.name
        for interaction in letter | mail:
            self.assertFailed(
                interaction,
                f"^Segment User, who sent this, may no longer work in company "
                f"{company}; give that company back to the user, or send it again "
                "yourself.$",
            )
        self.assertCured(letter)

    def _mailing_of_anna(self):
        self._add_html("<p>Hello {{Contact_Name}}</p>")
        return self._log(self._create_mail_segment(self.anna)).sudo()

    def test_a_company_that_was_archived(self):
        letter = self._log_letter()
        company = letter.company_id
        users = self.env["res.users"].with_context(active_test=False)
        self._give_other_company(users.search([("company_id", "=", company.id)]))
        company.sudo().active = False
        self._deliver_words()
        self.assertFailed(
            letter, f"^Company {company.name} is archived; restore it, then try again.$"
        )
        company.sudo().active = True
        self.user.sudo().company_ids = company | self.other_company
        letter.with_user(self.user).with_context(
            allowed_company_ids=company.ids
        ).retry_delivery()
        self._deliver_words()
        self.assertDelivered(letter)

    def test_a_sender_without_a_role(self):
        letter = self._log_letter()
        self.user.sudo().group_ids = self.env.ref("base.group_user")
        self._deliver_words()
        self.assertFailed(letter, "^Segment User, .* has no role in Segments any more;")
        self.assertCured(letter)

    def test_a_sender_who_was_archived(self):
        letter = self._log_letter()
        self.user.sudo().active = False
        self._deliver_words()
        self.assertDelivered(letter)

    def test_a_contact_that_the_sender_may_not_see(self):
        letter = self._log_letter()
        mail = self._mailing_of_anna()
        self._hide(self.anna)
        self._deliver_words()
        for interaction in letter | mail:
            self.assertFailed(
                interaction,
                "^Segment User, who sent this, may no longer see Acme, Anna Peeters; "
                "give the user access to the contact, or send it again yourself.$",
            )

    def test_what_the_document_shows_and_the_sender_may_not_read(self):
        self.document.content = encode_word("{{partner_id.user_ids.totp_secret}}")
        letter = self._log_letter()
        self._deliver_words()
        self.assertFailed(
            letter,
            r"^Segment User, who sent this, may not read User \(totp_secret\), which "
            "the document shows; give the user that right",
        )
        self.document.content = encode_word("{{partner_id.category_id.name}}")
        self.anna.category_id = self.env["res.partner.category"].create({"name": "A"})
        letter = self._log_letter()
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.category")]
        ).unlink()
        self._deliver_words()
        self.assertFailed(letter, "may not read Partner Tags, which the document shows")

    def test_a_document_that_was_removed(self):
        letter, mail = self._log_letter(), self._mailing_of_anna()
        (letter | mail).document_version_id = False
        self._deliver_words()
        for interaction in letter | mail:
            self.assertFailed(
                interaction,
                f"^The document of interaction {interaction.name} was removed; add one "
                f"to its template {interaction.template_id.name} and log",
            )
        self.assertFalse(mail.mail_mail_id)

    def test_a_template_that_was_changed_since(self):
        letter = self._log_letter()
        self.document.unlink()
        letter.template_id = False
        self._deliver_words()
        self.assertDelivered(letter)
