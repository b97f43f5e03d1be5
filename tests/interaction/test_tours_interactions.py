# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestToursInteractions(HttpCase):
    """The dialog that creates interactions, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="tour_interactions",
            email="tour_interactions@example.com",
            groups="contact_segment.group_user,base.group_partner_manager,"
            "sales_team.group_sale_salesman",
        )
        cls.anna, cls.bob, cls.carl = cls.env["res.partner"].create(
            [
                {"name": f"Tour {name}", "phone": "111", "email": f"{name}@example.com"}
                for name in ("Anna", "Bob", "Carl")
            ]
        )
        text = base64.b64encode(b"<p>Dear {{Contact_Name}}</p>")
        document = {"kind": "html", "subject": "Hello", "content": text}
        cls.env["contact.interaction.template"].create(
            [
                {"name": "Tour call", "channel": "phone", "direction": "outbound"},
                {
                    "name": "Tour e-mail",
                    "channel": "email",
                    "document_ids": [(0, 0, document)],
                },
            ]
        )

    def _tour(self, path, name):
        self.start_tour(
            f"/odoo/{path}", f"contact_segment_{name}", login=self.user.login
        )

    def _find(self, partner):
        return self.env["contact.interaction"].search([("partner_id", "=", partner.id)])

    def test_finish_later_and_resume(self):
        # the refusal of what is not complete
        with mute_logger("odoo.http"):
            self._tour(f"contacts/{self.anna.id}", "create_interaction")
        interaction = self._find(self.anna)
        self.assertEqual(interaction.state, "draft")
        self._tour("postponed-interactions", "resume_interaction")
        self.assertEqual(self._find(self.anna), interaction)
        self.assertRecordValues(
            interaction,
            [
                {
                    "state": "done",
                    "name": "Call about the garden",
                    "note": "Call back on Monday",
                    "evaluation": "positive",
                    "duration": 90,
                    "user_id": self.user.id,
                }
            ],
        )

    def test_send(self):
        self._tour("interactions", "send_interaction")
        interaction = self._find(self.bob)
        self.assertEqual(interaction.delivery_state, "queued")

    def test_activity(self):
        activity = self.carl.activity_schedule(
            "mail.mail_activity_data_call", summary="Ask Carl", user_id=self.user.id
        )
        self._tour(f"contacts/{self.carl.id}", "activity_interaction")
        self.assertFalse(activity.active)
        self.assertEqual(self._find(self.carl).note, "Carl agrees")
