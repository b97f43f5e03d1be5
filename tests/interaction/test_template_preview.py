# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from ast import literal_eval

from odoo import Command
from odoo.tests import Form

from ..common import SegmentCommon


def encode(text):
    return base64.b64encode(text.encode())


class TestTemplatePreview(SegmentCommon):
    """The document of a template, seen with a contact before anybody gets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.mail = cls.env["contact.interaction.template"].create(
            {
                "name": "News",
                "channel": "email",
                "document_ids": [
                    Command.create(
                        {
                            "kind": "html",
                            "filename": "mail.html",
                            "content": encode("<p>Dear {{Contact_Name}}</p>"),
                        }
                    ),
                    Command.create(
                        {
                            "kind": "html",
                            "lang": "nl_NL",
                            "filename": "post.html",
                            "content": encode("<p>Beste {{Contact_Name}}</p>"),
                        }
                    ),
                ],
            }
        )

    def _open(self, template, user=None):
        action = template.with_user(user or self.manager).action_preview()
        wizard = self.env[action["res_model"]].with_user(user or self.manager)
        (view,) = action["views"]
        return wizard.browse(action["res_id"]), view[0]

    def test_it_is_shown_with_the_user_first(self):
        before = self.env["contact.interaction"].search_count([])
        wizard, _view = self._open(self.mail)
        self.assertEqual(wizard.partner_id, self.manager.partner_id)
        self.assertIn(f"Dear {self.manager.name}", wizard.html)
        self.assertEqual(self.env["contact.interaction"].search_count([]), before)

    def test_another_contact_in_another_language(self):
        wizard, view = self._open(self.mail)
        with Form(wizard, view=view) as form:
            form.partner_id = self.anna
            form.lang = "nl_NL"
        wizard.action_preview()
        self.assertIn(f"Beste {self.anna.name}", wizard.html)

    def test_a_template_without_a_document_says_so(self):
        wizard, _view = self._open(self.template)
        self.assertIn("Test letter has no document", wizard.message)

    def test_users_see_it_too(self):
        wizard, _view = self._open(self.mail, self.user)
        self.assertIn(f"Dear {self.user.name}", wizard.html)

    def test_what_a_new_template_is_for_is_filled_in(self):
        action = self.env.ref("contact_segment.contact_interaction_template_action")
        context = literal_eval(action.context)
        form = Form(
            self.env["contact.interaction.template"]
            .with_user(self.manager)
            .with_context(**context)
        )
        self.assertEqual(
            (form.channel, form.direction, form.initiated_by),
            ("letter", "outbound", "us"),
        )
