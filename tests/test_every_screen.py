# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged

from .common import SegmentCommon

MODULES = "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
ROOT = "contact_segment.contact_segment_menu_root"


@tagged("post_install", "-at_install")
class TestEveryScreen(HttpCase):
    """Odoo's own visitor opens every menu of the app, every view and every filter.

    It stops at whatever the browser complains of.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, role in (("visitor", "user"), ("head", "manager")):
            new_test_user(
                cls.env,
                login=login,
                groups=f"contact_segment.group_{role},base.group_partner_manager",
            )
        contacts = cls.env["res.partner"].create(
            [{"name": f"Visited {number}"} for number in range(3)]
        )
        template = cls.env["contact.interaction.template"].create(
            {"name": "Visited call", "channel": "phone"}
        )
        campaign = cls.env["utm.campaign"].create({"title": "Visited campaign"})
        values = {"template_id": template.id, "campaign_id": campaign.id}
        logged, draft = cls.env["contact.segment"].create(
            [{"name": name, **values} for name in ("Visited logged", "Visited draft")]
        )
        for segment in logged | draft:
            segment.add_contacts([("id", "in", contacts.ids)])
        draft.save_criteria("Visited criteria")
        logged.log(send=False)

    def _visit(self, login):
        self.browser_js(
            "/odoo",
            f"{MODULES}.startClickEverywhere('{ROOT}');",
            "odoo.isReady === true",
            login=login,
            timeout=600,
            success_signal="clickbot test succeeded",
        )

    def test_as_a_user(self):
        self._visit("visitor")

    def test_as_a_manager(self):
        self._visit("head")


class TestMenus(SegmentCommon):
    def test_the_menus_have_room(self):
        """On a screen of 1280 pixels seven menus stand in a line, in Dutch too."""
        root = self.env.ref("contact_segment.contact_segment_menu_root")
        for user in (self.user, self.user_all, self.manager):
            menus = self.env["ir.ui.menu"].with_user(user).load_menus(debug=False)
            self.assertLessEqual(len(menus[root.id]["children"]), 7)
        group = self.env.ref("contact_segment.contact_segment_menu_group")
        names = ("contact_segment_menu", "contact_segment_menu_logged")
        for name in (*names, "contact_criteria_menu"):
            menu = self.env.ref(f"contact_segment.{name}")
            self.assertIn(menu.id, menus[group.id]["children"])
