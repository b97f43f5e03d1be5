# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from .common import SegmentCommon

START = datetime(2026, 3, 2, 9, 0)


class LiveCommon(SegmentCommon):
    """A live segment of the bakers, and a clock for its ranges."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vip = cls.env["res.partner.category"].create({"name": "VIP"})
        cls.people = cls.anna | cls.carl | cls.dora
        cls.people.function = "Baker"

    def setUp(self):
        super().setUp()
        self.clock = START
        self.patch(
            type(self.env["contact.segment"]), "_get_range_time", lambda _s: self.clock
        )

    def _later(self, **delta):
        self.clock += timedelta(**(delta or {"days": 1}))

    def _create_live(self, user=None, **values):
        """Create a segment of whoever is a baker, and make it live."""
        # small segments change a lot
        values.setdefault("hold_percent", 1000)
        segment = self._create_segment(user, template_id=self.template.id, **values)
        segment.add_contacts([("function", "=", "Baker")])
        segment.is_live = True
        # since the clock of the tests
        segment.sudo()._write_header({"live_since": START})
        return segment

    def _ranges(self, segment, partner=None):
        ranges = self.env["contact.segment.membership"].search(
            [("segment_id", "=", segment.id)]
        )
        return (
            ranges
            if partner is None
            else ranges.filtered(lambda one: one.partner_id == partner)
        )

    def _members(self, segment):
        self.env.invalidate_all()
        return segment.line_ids.partner_id
