# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .test_tours_form import SegmentFormCase


@tagged("post_install", "-at_install")
class TestToursList(SegmentFormCase):
    """Lists that are pasted, and what is told before something goes, in the browser."""

    browser_size = "1600x900"

    def test_list(self):
        anna, bob, _carl = self.contacts
        anna.email, bob.email = "anna@tour.example", "bob@tour.example"
        segment = self.env["contact.segment"].with_user(self.user)
        segment = segment.create({"name": "Tour list"})
        self._start(segment, "contact_segment_list")
        self.assertEqual(segment.line_count, 3)
        self.assertEqual(segment.step_ids.source, "import")
        new = segment.line_ids.partner_id - self.contacts
        self.assertEqual((new.name, new.email), ("Nobody", "nobody@tour.example"))

    def test_uses(self):
        criteria_id = self._make_segment("Tour source").save_criteria("Tour criteria")
        filled = self._make_segment("Tour filled")
        filled.apply_criteria(criteria_id)
        url = f"/odoo/saved-criteria/{criteria_id}"
        self.start_tour(url, "contact_segment_uses", login="tour_form")
        self.assertTrue(self.env["contact.criteria"].browse(criteria_id).active)

    def test_cancel_used(self):
        segment = self._make_segment("Tour logged", self.manager)
        segment.log(send=False)
        follow = self._make_segment("Tour follow", self.manager)
        follow.reuse_logged(segment.id)
        self._start(segment, "contact_segment_cancel_used", login="tour_form_manager")
        self.assertEqual(segment.state, "cancelled")
