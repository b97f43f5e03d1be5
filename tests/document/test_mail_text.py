# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from urllib.parse import unquote

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import SegmentCommon

TEXT = "<p>Dear {{Contact_Name}}</p>"


def encode(text):
    return base64.b64encode(text.encode())


@tagged("post_install", "-at_install")
class TestMailText(SegmentCommon):
    """The text of an e-mail: written in the editor, or uploaded, or by a program."""

    def _create(self, user=None, **values):
        documents = self.env["contact.interaction.template.document"]
        return documents.with_user(user or self.manager).create(
            {"template_id": self.template.id, "kind": "html", **values}
        )

    def _warnings(self, text, **values):
        return (self._create(body_html=text, **values).warnings or "").splitlines()

    def test_what_is_written_is_the_file(self):
        document = self._create(body_html=TEXT)
        self.assertEqual(document._get_file(), TEXT.encode())
        self.assertEqual(document.field_names, ["Contact_Name"])
        self.assertTrue(document.fits_email)
        document.body_html = "<p>{{Date}}</p><script>x()</script>"
        self.assertEqual(document.body_html, "<p>{{Date}}</p>")
        self.assertEqual(document.field_names, ["Date"])

    def test_what_is_uploaded_is_the_text(self):
        document = self._create(content=encode(TEXT), filename="mail.html")
        self.assertEqual(document.body_html, TEXT)
        document.content = encode("<p>{{Date}}</p>")
        self.assertEqual(document.body_html, "<p>{{Date}}</p>")
        # a file stays as it came, whatever is taken out of its text
        whole = "<html><head><script>x()</script></head><body>a</body></html>"
        document.content = encode(whole)
        self.assertEqual(document._get_file(), whole.encode())
        self.assertNotIn("script", document.body_html)

    def test_of_two_texts_the_written_one_counts(self):
        document = self._create(content=encode("<p>file</p>"), body_html="<p>text</p>")
        self.assertEqual(document.body_html, "<p>text</p>")
        for empty in (False, "", "<p><br></p>"):
            document.write({"content": encode("<p>file</p>"), "body_html": empty})
            self.assertEqual(document.body_html, "<p>file</p>")
        document.body_html = "<p><br></p>"
        self.assertFalse(document.content)

    def test_the_form_shows_what_is_uploaded_and_keeps_what_is_written(self):
        with Form(
            self.env["contact.interaction.template.document"]
            .with_user(self.manager)
            .with_context(default_template_id=self.template.id, default_kind="html")
        ) as form:
            form.content = encode(TEXT).decode()
            self.assertEqual(form.body_html, TEXT)
            form.body_html = "<p>written over it</p>"
        self.assertEqual(form.record.body_html, "<p>written over it</p>")
        self.assertEqual(form.record._get_file(), b"<p>written over it</p>")

    def test_the_web_client_asks_for_sizes(self):
        document = self._create(body_html=TEXT).with_context(bin_size=True)
        document.invalidate_recordset()
        self.assertEqual(document.body_html, TEXT)

    def test_other_kinds_have_no_text(self):
        with self._assert_refused(ValidationError, "no e-mail text"):
            self._create(kind="file", body_html=TEXT)
        document = self._create(kind="file", content=encode(TEXT), body_html=False)
        self.assertFalse(document.body_html)

    def test_users_write_texts_of_their_segments_only(self):
        with self.assertRaises(AccessError):
            self._create(self.user, body_html=TEXT)
        document = self._create(body_html=TEXT).with_user(self.user)
        self.assertEqual(document.body_html, TEXT)
        with self.assertRaises(AccessError):
            document.body_html = "<p>mine</p>"
        documents = self.env["contact.segment.document"].with_user(self.user)
        segment = self._create_segment()
        own = documents.create(
            {"segment_id": segment.id, "kind": "html", "body_html": TEXT}
        )
        own.body_html = "<p>{{Date}}</p>"
        self.assertEqual(own.field_names, ["Date"])

    def test_the_button_opens_the_text_or_a_new_one(self):
        segment = self._create_segment().with_user(self.user)
        for owner, user in ((self.template, self.manager), (segment, self.user)):
            owner = owner.with_user(user)
            action = owner.action_write_mail()
            documents = self.env[action["res_model"]].with_user(user)
            form = Form(documents.with_context(**action["context"]))
            form.body_html = TEXT
            document = form.save()
            self.assertEqual(document._get_owner(), owner)
            self.assertEqual(document.kind, "html")
            self.assertEqual(owner.action_write_mail()["res_id"], document.id)
            self.assertEqual(document.action_write_text()["res_id"], document.id)
            # beside a letter for every language it is for one
            document.write({"kind": "file", "content": encode("a"), "body_html": ""})
            action = owner.action_write_mail()
            self.assertFalse(action["res_id"])
            self.assertEqual(action["context"]["default_lang"], "en_US")

    def test_the_button_opens_the_text_in_the_language_of_who_writes(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        template = self.env["contact.interaction.template"].create(
            {"name": "Languages"}
        )
        for lang in ("nl_NL", False):
            template.document_ids.create(
                {
                    "template_id": template.id,
                    "kind": "html",
                    "lang": lang,
                    "body_html": TEXT,
                }
            )
        for reader, lang in (("nl_NL", "nl_NL"), ("en_US", False)):
            res_id = template.with_context(lang=reader).action_write_mail()["res_id"]
            self.assertEqual(template.document_ids.browse(res_id).lang, lang)

    def test_images_outlive_their_document(self):
        document = self._create(body_html=TEXT)
        image, other = self.env["ir.attachment"].create(
            [
                {"name": "a.png", "res_model": model, "res_id": res_id, "raw": b"a"}
                for model, res_id in (
                    (document._name, document.id),
                    ("res.partner", self.anna.id),
                )
            ]
        )
        document.body_html = (
            f'<img src="/web/image/{image.id}-1/a.png?access_token=x" alt="a">'
            f'<img src="/web/image/{other.id}" alt="b">'
        )
        # nothing of somebody else is touched
        self.assertEqual(other.res_id, self.anna.id)
        document.unlink()
        self.assertTrue(image.exists())

    def test_merge_fields_to_choose_from(self):
        for user in (self.user, self.manager):
            documents = self.env["contact.segment.document"].with_user(user)
            choices = {one["name"]: one for one in documents.get_merge_fields()}
            self.assertEqual(choices["Contact_City"]["label"], "City")
            self.assertNotIn("Opportunities.Name", choices)
            text = "".join(f"{{{{{name}}}}}" for name in choices)
            self.assertFalse(self._create(body_html=text).warnings)
            self.template.document_ids.unlink()
        self.manager.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        choices = documents.get_merge_fields()
        self.assertIn("Opportunities.Name", [one["name"] for one in choices])

    # what is taken out

    def test_code_is_taken_out(self):
        document = self._create(
            body_html="<p onclick='x()' t-if='1'>a</p><script>alert(1)</script>"
            "<iframe src='https://example.com'></iframe><base href='//evil'>"
            "<form action='/x'><input name='a'><b>kept</b></form>"
            "<a href='javascript:alert(1)'>b</a>"
            "<img src='x' onerror='alert(1)' alt='c'>"
        )
        for code in ("onclick", "t-if", "script", "iframe", "base", "onerror", "form"):
            self.assertNotIn(code, document.body_html)
        self.assertIn("<b>kept</b>", document.body_html)
        warnings = document.warnings
        for word in ("Scripts", "Forms", "Frames", "The link b is taken out"):
            self.assertIn(word, warnings)

    def test_a_field_is_a_whole_address_though_the_editor_begins_it(self):
        for field in ("{{Contact_Website}}", "«Contact_Website»"):
            link = f'<a href="https://{field}">site</a>'
            document = self._create(body_html=link)
            self.assertEqual(unquote(document.body_html), f'<a href="{field}">site</a>')
            self.assertFalse(document.warnings)
            document.unlink()
        link = '<a href="https://{{Contact_City}}.example.com">site</a>'
        self.assertEqual(self._create(body_html=link).body_html, link)

    def test_looks_stay(self):
        style = "<style>@media (max-width: 600px) { p { color: red } }</style>"
        body = (
            '<!--[if mso]><table><tr><td><![endif]--><p style="margin:0" class="x">'
            'a</p><img src="data:image/png;base64,iVBORw0KGgo=" alt="b">'
        )
        document = self._create(body_html=style + body)
        self.assertEqual(document.body_html, style + body)
        self.assertFalse(document.warnings)

    def test_external_styles_are_told(self):
        for text in (
            "<link rel='stylesheet' href='https://example.com/a.css'><p>a</p>",
            "<style>@import url(https://example.com/a.css); p {}</style><p>a</p>",
        ):
            document = self._create(content=encode(text))
            self.assertNotIn("a.css", document.body_html)
            self.assertIn("External style sheets", document.warnings)
            document.unlink()

    def test_ten_megabytes_and_broken_nesting(self):
        paragraph = f"<p>{'news ' * 200}</p>"
        document = self._create(body_html=TEXT + paragraph * 10_000)
        self.assertIn("Gmail shows 102 kB", document.warnings)
        self.assertEqual(document.field_names, ["Contact_Name"])
        document.unlink()
        document = self._create(body_html="<p>a<div>b</p></div><b><i>c</b></i>{{Date}}")
        self.assertEqual(document.field_names, ["Date"])
        with self._assert_refused(ValidationError, "too many tags"):
            document.body_html = "<b>" * 5000 + "{{Date}}"

    # what is told

    def test_fields_are_told(self):
        [first, second] = self._warnings(
            "<p>{{Contact_Nme}}</p>", subject="{{Contact_Nam}}"
        )
        self.assertIn("did you mean Contact_Name?", first)
        self.assertIn("Contact_Nam is not a merge field", second)

    def test_links_that_lead_nowhere_are_told(self):
        links = {
            "": "leads nowhere",
            "#": "leads nowhere",
            "www.example.com": "begin it with https://",
            "http://localhost:8069/x": "leads to this computer",
            "https://127.0.0.1/": "leads to this computer",
            "java&#10;script:x": "is taken out",
        }
        for href, told in links.items():
            [sentence] = self._warnings(f'<a href="{href}">Shop</a>')
            self.assertIn(told, sentence, href)
            self.assertIn("Shop", sentence)
            self.template.document_ids.unlink()

    def test_good_links_are_not_told(self):
        for href in (
            "https://example.com",
            "https://localhost.example.com",
            "mailto:a@example.com",
            "tel:+32",
            "/shop",
            "#top",
            "{{Contact_Website}}",
        ):
            self.assertFalse(self._warnings(f'<a href="{href}">Shop</a>'), href)
            self.template.document_ids.unlink()

    def test_images_without_a_text_are_told(self):
        [told] = self._warnings('<img src="/a.png"><img src="/b.png" alt="B">')
        self.assertIn("Images without an alternative text: 1", told)
        self.template.document_ids.unlink()
        self.assertFalse(self._warnings('<img src="/a.png" width="1" height="1">'))

    def test_long_subjects_are_told(self):
        [told] = self._warnings("<p>a</p>", subject="x" * 79)
        self.assertIn("The subject has 79 characters", told)
        self.template.document_ids.unlink()
        self.assertFalse(self._warnings("<p>a</p>", subject="x" * 78 + "{{Date}}"))

    def test_warnings_are_in_the_language_of_their_reader(self):
        document = self._create(body_html='<a href="#">Shop</a>')
        # built from its parts when it is read, so a translation serves old ones too
        self.assertIn("leads nowhere", document.with_context(lang="en_US").warnings)
