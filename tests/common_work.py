# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import new_test_user

from .common import SegmentCommon


class WorkCommon(SegmentCommon):
    """Users with and without the rights that follow-up work needs in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._create_work_user("segment_plain", "group_user_all")
        cls.seller = cls._create_work_user(
            "segment_seller", "group_user_all", "sales_team.group_sale_salesman"
        )
        cls.sales_lead = cls._create_work_user(
            "segment_sales_lead",
            "group_user_all",
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")
        cls.phone_call = cls.env.ref("mail.mail_activity_data_call")

    @classmethod
    def _create_work_user(cls, login, group, *others):
        return new_test_user(
            cls.env,
            login=login,
            name=login.replace("_", " ").title(),
            email=f"{login}@example.com",
            groups=",".join([f"contact_segment.{group}", *others]),
        )

    @classmethod
    def _create_filled(cls, user, **values):
        values.setdefault("template_id", cls.call.id)
        segment = cls._create_segment(user, **values)
        return cls._fill(segment, cls.anna | cls.bob | cls.carl)

    def _wizard(self, model, segment, lines=None, **values):
        """Open a wizard the way the buttons do; return it as the same user."""
        action = segment._open_work_wizard(
            f"contact.segment.{model}.wizard", "Test", lines
        )
        wizard = self.env[action["res_model"]].with_user(segment.env.user)
        wizard = wizard.browse(action["res_id"])
        wizard.write(values)
        return wizard
