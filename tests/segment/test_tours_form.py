# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged

from ..word_file import WORD_FILE


class SegmentFormCase(HttpCase):
    """A segment whose form is opened in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "contact_segment.group_user,base.group_partner_manager"
        cls.user = new_test_user(cls.env, login="tour_form", groups=groups)
        cls.manager = new_test_user(
            cls.env,
            login="tour_form_manager",
            groups="contact_segment.group_manager,base.group_partner_manager",
        )
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Tour {name}"} for name in ("Anna", "Bob", "Carl")]
        )
        cls.template = cls.env["contact.interaction.template"].create(
            {"name": "Tour plain", "channel": "letter", "direction": "outbound"}
        )

    def _make_segment(self, name, user=None):
        segment = self.env["contact.segment"].with_user(user or self.user)
        segment = segment.create({"name": name, "template_id": self.template.id})
        segment.add_contacts([("id", "in", self.contacts.ids)])
        return segment

    def _start(self, segment, tour, login="tour_form"):
        self.start_tour(f"/odoo/segments/{segment.id}", tour, login=login)


@tagged("post_install", "-at_install")
class TestToursForm(SegmentFormCase):
    """The form of a segment in the browser, which is narrow beside its chatter."""

    browser_size = "1600x900"

    def test_state(self):
        segment = self._make_segment("Tour draft", self.manager)
        self._start(segment, "contact_segment_state", login="tour_form_manager")
        self.assertEqual(segment.state, "logged")
        self.assertEqual(segment.interaction_count, 3)

    def test_undo_log(self):
        segment = self._make_segment("Tour undone")
        self._start(segment, "contact_segment_undo_log")
        self.assertEqual(segment.state, "draft")
        self.assertFalse(segment.interaction_ids or segment.follow_up_ids)
        self.assertEqual(segment.line_ids.partner_id, self.contacts)

    def test_delete(self):
        segment = self._make_segment("Tour draft")
        others = [self._make_segment(f"Tour other {number}") for number in range(2)]
        self.start_tour("/odoo/segments", "contact_segment_delete", login="tour_form")
        self.assertFalse(segment.exists())
        self.assertTrue(all(other.exists() for other in others))

    def test_document_in_the_log_dialog(self):
        self.contacts.write({"street": "Rue Haute 1", "city": "Brussel"})
        other = self._make_segment("Tour other")
        other.document_ids.create(
            {"segment_id": other.id, "filename": "tour.docx", "content": WORD_FILE}
        )
        segment = self._make_segment("Tour draft")
        self._start(segment, "contact_segment_log_document")
        self.assertEqual(len(segment.document_ids), 1)
        self.assertEqual(segment.state, "draft")

    def test_cached(self):
        self._make_segment("Tour draft")
        self.start_tour("/odoo/segments", "contact_segment_cached", login="tour_form")

    def test_selection(self):
        many = self.env["res.partner"].create(
            [{"name": f"Tour {number}"} for number in range(80)]
        )
        segment = self._make_segment("Tour many")
        segment.add_contacts([("id", "in", many.ids)])
        anna = segment.line_ids.sorted("id")[0]
        anna.write({"channel": "phone", "note": "See you"})
        anna.partner_id.parent_id = self.env["res.partner"].create(
            {
                "name": "Tour Works",
                "is_company": True,
                "child_ids": [(0, 0, {"name": "Tour Dora"})],
            }
        )
        self._start(segment, "contact_segment_selection")
        self.assertFalse(anna.overridden_fields)
        self.assertEqual(segment.line_count, 83)
        self.assertEqual(segment.undone_step_count, 1)

    def test_next_step(self):
        self.template.document_ids = [(0, 0, {"kind": "html", "subject": "Hello"})]
        segment = self._make_segment("Tour letters")
        self._start(segment, "contact_segment_next_step")
        self.assertEqual(segment.next_step, "add")


@tagged("post_install", "-at_install")
class TestToursFormPhone(SegmentFormCase):
    """The same on a telephone."""

    browser_size = "390x800"
    touch_enabled = True

    def test_phone(self):
        # the first in the list to choose from
        dora = self.env["res.partner"].create({"name": "A Tour Dora"})
        segment = self._make_segment("Tour phone")
        self._start(segment, "contact_segment_phone")
        self.assertEqual(segment.line_ids.partner_id, self.contacts | dora)
        self.assertFalse(segment.line_ids.filtered("is_overridden"))
