# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import new_test_user

from .common import SegmentCommon


class CampaignCommon(SegmentCommon):
    """A campaign with a logged segment and an unlogged one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["utm.campaign"].create({"title": "Spring"})
        cls.salesman = new_test_user(
            cls.env,
            login="segment_salesman",
            groups="contact_segment.group_user_all,base.group_partner_manager,"
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.letters = cls.template.copy({"name": "Letters", "unit_cost": 2.0})
        cls.logged = cls._log(cls.anna | cls.bob | cls.carl)

    @classmethod
    def _log(cls, partners, user=None, **values):
        """Log a segment of the campaign without sending."""
        values = {
            "template_id": cls.letters.id,
            "campaign_id": cls.campaign.id,
            "campaign_target": True,
            **values,
        }
        segment = cls._fill(cls._create_segment(user, **values), partners)
        segment.log(send=False)
        return segment

    def _figures(self, campaign=None, user=None):
        """Return the figures of a campaign as a user sees them."""
        campaign = (campaign or self.campaign).with_user(user or self.user)
        campaign.invalidate_recordset()
        names = [
            name
            for name, field in campaign._fields.items()
            if name.startswith("contact_")
            and field.type != "many2one"
            and campaign._has_field_access(field, "read")
        ]
        return {name[len("contact_") :]: campaign[name] for name in names}

    def assertFigures(self, user=None, campaign=None, **expected):
        figures = self._figures(campaign, user)
        self.assertEqual({name: figures[name] for name in expected}, expected)
