# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io
import zipfile
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import SegmentCommon
from ..letters import get_texts
from ..letters_common import WITHOUT_PROGRAM
from ..word_file import read_word


@tagged("post_install", "-at_install")
class TestCoverSheets(SegmentCommon):
    """A cover sheet for every contact of a segment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carl.write({"street": "Kade 3", "zip": "4811", "city": "Breda"})
        cls.segment = cls._create_segment(template_id=cls.template.id)
        cls._fill(cls.segment, cls.carl | cls.dora)

    def _make(self, segment=None, **options):
        """Return what ``make_cover_sheets`` returns, and the file."""
        made = (segment or self.segment).make_cover_sheets(**options)
        attachment = self.env["ir.attachment"].browse(made["attachment_id"])
        return made, attachment

    def test_a_page_for_each_contact(self):
        made, attachment = self._make(
            text="First line\nSecond line {{Contact_Name}}",
            remarks=["as_agreed", "please_call"],
            custom="Handle <with> care",
            date="2026-04-05",
        )
        self.assertEqual((made["sheets"], made["interaction_count"]), (2, 0))
        self.assertTrue(attachment.name.endswith(".pdf"))
        carl, dora = get_texts(attachment.raw)
        self.assertIn("Kade 3", carl)
        self.assertNotIn("Dora", carl)
        self.assertIn("Dora", dora)
        for page in (carl, dora):
            self.assertIn(self.env.company.name, page)
            self.assertIn("04/05/2026", page)
            self.assertIn(self.user.name, page)
            # what the user writes is no template
            self.assertIn("Second line {{Contact_Name}}", page)
            self.assertIn("Handle <with> care", page)
            self.assertEqual(page.count("☒"), 3)
            self.assertEqual(page.count("☐"), 4)

    def test_in_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.carl.lang = "nl_NL"
        with patch(WITHOUT_PROGRAM, return_value=""):
            _made, attachment = self._make(date="2026-04-05")
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as archive:
            texts = ["\n".join(read_word(archive.read(n))) for n in archive.namelist()]
        self.assertEqual(len(texts), 2)
        self.assertTrue(any("05-04-2026" in text for text in texts))
        self.assertTrue(any("04/05/2026" in text for text in texts))

    def test_order_of_the_pages_is_the_order_of_the_contacts(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.carl.lang = "nl_NL"
        emil = self._create_contact("Emil", lang="nl_NL")
        segment = self._fill(self._create_segment(), self.carl | self.dora | emil)
        _made, attachment = self._make(segment, order="name")
        for name, page in zip(
            ("Carl", "Dora", "Emil"), get_texts(attachment.raw), strict=True
        ):
            self.assertIn(name, page)

    def test_archived_and_hidden_contacts_are_left_out(self):
        self._fill(self.segment, self.acme | self.bob)
        self.acme.active = False
        self._hide(self.bob)
        made, attachment = self._make()
        self.assertEqual(made["left_out"], {"archived": 1, "no_access": 1})
        self.assertEqual(len(get_texts(attachment.raw)), 2)

    def test_log_an_interaction_for_each(self):
        self._line(self.segment, self.carl).user_id = self.colleague
        made, _attachment = self._make(
            text="Samples", log_template_id=self.call.id, key="first"
        )
        self.assertEqual(made["interaction_count"], 2)
        interactions = self.env["contact.interaction"].search(
            [("segment_id", "=", self.segment.id)]
        )
        self.assertEqual(interactions.partner_id, self.carl | self.dora)
        self.assertEqual(set(interactions.mapped("channel")), {"letter"})
        self.assertEqual(set(interactions.mapped("state")), {"done"})
        self.assertEqual(interactions.template_id, self.call)
        of_carl = interactions.filtered(lambda one: one.partner_id == self.carl)
        self.assertEqual(of_carl.user_id, self.colleague)
        self.assertEqual(of_carl.note, "Samples")
        self.assertEqual(of_carl.logged_by_id, self.user)
        # the same call again logs nothing, and the segment can still be logged
        self._make(log_template_id=self.call.id, key="first")
        self.assertEqual(self.segment.interaction_count, 2)
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 2)

    def test_bad_input(self):
        with self._assert_refused(UserError, "remarks cannot be thanks"):
            self._make(remarks=["thanks"])
        with self._assert_refused(UserError, "order cannot be size"):
            self._make(order="size")
        with self._assert_refused(UserError, "with the id 999999999"):
            self._make(log_template_id=999999999)
        self.assertFalse(self.segment.interaction_count)
        with self.assertRaises(AccessError):
            self._make(self.segment.with_user(self.colleague))
        with self._assert_refused(UserError, "no contact to print for"):
            self._make(self._create_segment())

    def test_wizard(self):
        action = self.segment.action_print_cover_sheets()
        wizards = self.env[action["res_model"]].with_user(self.user)
        form = Form(wizards.with_context(**action["context"]))
        self.assertFalse(form.log_interaction)
        form.please_call = True
        form.custom_remark = "Thanks"
        form.log_interaction = True
        form.template_id = self.call
        wizard = form.save()
        for _click in range(2):
            action = wizard.action_print()
        self.assertEqual(self.segment.interaction_count, 2)
        attachment_id = int(action["url"].split("/")[3].partition("?")[0])
        attachment = self.env["ir.attachment"].browse(attachment_id)
        self.assertIn("Thanks", get_texts(attachment.raw)[0])
