# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .common import SegmentCommon


class CallCommon(SegmentCommon):
    """A segment of contacts that are called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call.write(
            {
                "ignore_contact_channel": True,
                "unit_cost": 3.0,
                "direction": "outbound",
                "initiated_by": "us",
            }
        )
        cls.env.company.contact_outgoing_call_template_id = cls.call
        cls.acme.phone = "+32 2 555 00 00"
        for number, partner in enumerate(cls.anna | cls.carl | cls.dora, 1):
            partner.phone = f"+32 2 555 00 0{number}"
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.segment = cls._create_call_segment()

    @classmethod
    def _create_call_segment(cls, user=None, **values):
        values.setdefault("template_id", cls.call.id)
        values.setdefault("campaign_id", cls.campaign.id)
        values.setdefault("campaign_target", True)
        segment = cls._create_segment(user, **values)
        for partner in cls.anna | cls.bob | cls.carl | cls.dora:
            cls._fill(segment, partner)
        return segment

    def _next(self, user=None, segment=None):
        """Take the next contact; return its name."""
        segment = (segment or self.segment).with_user(user or self.user)
        return segment.get_next_call().get("name", "")

    def _progress(self, *names):
        progress = self.segment.get_call_progress()
        return tuple(progress[name] for name in names)
