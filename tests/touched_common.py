# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.contact_segment.models.live import contact_segment_touched

from .live_common import LiveCommon


class TouchedCommon(LiveCommon):
    """A live segment whose touched contacts are looked at, and a clock for changes.

    What the class creates is dated before the clock, which begins a day later.
    """

    def setUp(self):
        super().setUp()
        self.clock = fields.Datetime.now() + timedelta(days=1)
        self._set_clock()
        segments = type(self.env["contact.segment"])
        # no other connection counts, and the clock of Odoo goes as the one of the tests
        self.patch(segments, "_get_touched_mark", lambda _self: self._get_mark())
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 60)

    def _get_mark(self):
        return self.clock.replace(microsecond=0) - contact_segment_touched.MARGIN

    def _set_clock(self):
        self.env.flush_all()
        # the date of changes is the begin of the transaction
        self.env.cr._now = self.clock

    def _later(self, **delta):
        result = super()._later(**delta)
        self._set_clock()
        return result

    def _create_followed(self, domain=None, **values):
        """Create a live segment that is up to date; what happens then is a change."""
        segment = self._create_live(**values)
        if domain is not None:
            segment.sudo().step_ids.unlink()
            segment.add_contacts(domain)
        segment.refresh(force=True)
        self._later(hours=1)
        segment.sudo()._write_touched(self._get_mark())
        return segment

    def _look(self, segment):
        """Look at touched contacts, as the scheduled action does."""
        self.env.flush_all()
        segment.sudo()._refresh_touched(self._get_mark())
        self.env.invalidate_all()

    def _before(self):
        return self.clock - timedelta(days=365)

    def _set_date_back(self, *partners):
        """Let contacts look as if they had not been written."""
        for partner in partners:
            self._write_past_odoo(partner, write_date=self._before())

    def _write_past_odoo(self, partners, **values):
        """Write contacts by SQL, which leaves no date of the change."""
        self.env.flush_all()
        columns = [
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET %s WHERE id = ANY(%s)",
                SQL(", ").join(columns),
                partners.ids,
            )
        )
        self.env.invalidate_all()
