# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io

import openpyxl

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestExportStream(SegmentCommon, HttpCase):
    """The export as a download."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.export_right = cls.env.ref("base.group_allow_export")
        for user in (cls.user, cls.colleague):
            user.group_ids |= cls.export_right
        cls.segment = cls._create_segment(name="Spring: offer")
        cls._fill(cls.segment, cls.contacts)

    def _get(self, path="", user=None):
        user = user or self.user
        # the password of users for tests is their login
        self.authenticate(user.login, user.login)
        return self.url_open(f"/contact_segment/export/{self.segment.id}{path}")

    def test_csv(self):
        response = self._get("?output=csv&fields=partner_id.name,partner_id.email")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn("Spring", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        lines = response.content.decode("utf-8-sig").splitlines()
        self.assertEqual(lines[0], '"Name","Email"')
        self.assertEqual(len(lines), 6)
        self.assertIn('"Carl","carl@example.com"', lines)

    def test_excel(self):
        response = self._get()
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.assertEqual(book.active.max_row, 6)

    @mute_logger("odoo.http")
    def test_refusals(self):
        self.assertEqual(self._get("?output=ods").status_code, 422)
        self.assertEqual(self._get("?fields=nonsense").status_code, 422)
        self.assertEqual(self._get(user=self.colleague).status_code, 403)
        self.user.group_ids -= self.export_right
        self.assertEqual(self._get().status_code, 403)
        self.authenticate(self.user.login, self.user.login)
        response = self.url_open("/contact_segment/export/999999999")
        self.assertIn(response.status_code, (404, 422))

    def test_nobody_gets_it_without_logging_in(self):
        self.authenticate(None, None)
        url = f"/contact_segment/export/{self.segment.id}?output=csv"
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])
