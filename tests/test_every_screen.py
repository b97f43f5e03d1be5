# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

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

    def test_in_dutch(self):
        """Longer words, other formats, and sentences that are put together."""
        self.env["res.lang"]._activate_lang("nl_NL")
        self.env["ir.module.module"].search(
            [("name", "=", "contact_segment")]
        )._update_translations("nl_NL")
        self.env["res.users"].search([("login", "=", "visitor")]).lang = "nl_NL"
        self._visit("visitor")


class TestPhone(SegmentCommon):
    def test_lists_in_forms_have_cards(self):
        """A telephone shows cards; without a view of them they have a number only."""
        views = self.env["ir.ui.view"]
        cards = set(views.search([("type", "=", "kanban")]).mapped("model"))
        forms = views.search(
            [
                ("type", "=", "form"),
                ("mode", "=", "primary"),
                ("model", "=like", "contact.%"),
            ]
        )
        self.assertGreater(len(forms), 20)
        for form in forms:
            model = self.env[form.model]
            for node in etree.fromstring(form.arch).iter("field"):
                field = model._fields.get(node.get("name"))
                inside = [parent.tag for parent in node.iterancestors()]
                if (
                    field is None
                    or field.type not in ("one2many", "many2many")
                    or node.get("widget")
                    or node.get("invisible") in ("1", "True")
                    or node.find("list") is not None
                    or "field" in inside
                ):
                    continue
                with self.subTest(form=form.name, field=field.name):
                    self.assertIn(field.comodel_name, cards)


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
