# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo import api
from odoo.tests import HttpCase, new_test_user, tagged

from ..word_file import WORD_FILE


@tagged("post_install", "-at_install")
class TestTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "contact_segment.group_user,base.group_partner_manager"
        cls.user = new_test_user(cls.env, login="tour_user", groups=groups)
        cls.manager = new_test_user(
            cls.env, login="tour_manager", groups="contact_segment.group_manager"
        )
        island = cls.env.ref("base.fo")
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": f"Tour {name}", "country_id": island.id}
                for name in ("Anna", "Bob", "Carl")
            ]
        )
        cls.template = cls.env["contact.interaction.template"].create(
            {
                "name": "Tour letter",
                "channel": "letter",
                "unit_cost": 2.0,
                "document_ids": [(0, 0, {"kind": "html", "subject": "Hello"})],
            }
        )
        cls.domain = [("country_id", "in", island.ids)]

    def _log_segment(self):
        segment = self.env["contact.segment"].with_user(self.user)
        segment = segment.create(
            {"name": "Tour logged", "template_id": self.template.id}
        )
        segment.add_contacts(self.domain)
        segment.save_criteria("Tour saved")
        segment.log(send=False)
        return segment

    def test_story(self):
        self.start_tour("/odoo/segments", "contact_segment_story", login="tour_user")
        segment = self.env["contact.segment"].search([("name", "=", "Tour segment")])
        self.assertEqual(segment.state, "logged")
        self.assertEqual(segment.interaction_ids.partner_id, self.contacts)
        self.assertEqual(segment.interaction_ids.mapped("channel").count("phone"), 1)
        self.assertEqual(len(segment.follow_up_ids.line_ids), 3)
        self.assertEqual(
            self.env["contact.criteria"].search_count([("name", "=", "Tour criteria")]),
            1,
        )

    def test_stop_preview(self):
        segment = self.env["contact.segment"].with_user(self.user)
        segment = segment.create({"name": "Tour slow"})
        cls, tokens = self.env.registry["contact.segment"], []
        execute = cls._execute_bounded

        def execute_slowly(segments, statement):
            segments.env.cr.execute("SELECT pg_sleep(6)")
            return execute(segments, statement)

        @api.model
        def cancel_step(segments, token):
            tokens.append((segments.env.uid, token))
            return False  # the connection of the test is one, and busy

        def get_quick_conditions(segments, domain, step_id=0):
            return []

        with (
            patch.object(cls, "_execute_bounded", execute_slowly),
            patch.object(cls, "cancel_step", cancel_step),
            # these counts are waited for by nobody
            patch.object(cls, "get_quick_conditions", get_quick_conditions),
            patch.object(cls, "_estimate", lambda _segments, _domain: ("unknown", 0)),
        ):
            self.start_tour(
                f"/odoo/segments/{segment.id}",
                "contact_segment_stop_preview",
                login="tour_user",
            )
        self.assertTrue(tokens)
        for uid, token in tokens:
            self.assertEqual(uid, self.user.id)
            self.assertRegex(token, "^[0-9a-f]{32}$")
        self.assertEqual(len(set(tokens)), 1)
        self.assertFalse(segment.step_ids)

    def _write_letter(self):
        self.contacts.write({"street": "Tour street 1", "city": "Tórshavn"})
        self.template.document_ids = [
            (5, 0, 0),
            (0, 0, {"filename": "a.docx", "content": WORD_FILE}),
        ]

    def test_first_letter(self):
        self._write_letter()
        others = self.env["contact.interaction.template"].search(
            [("channel", "=", "letter"), ("id", "!=", self.template.id)]
        )
        others.active = False
        self.env["contact.segment"].search([]).unlink()
        self.env["contact.interaction"].search([]).delivery_state = False
        self.start_tour(
            "/odoo/segments-overview", "contact_segment_first_letter", login="tour_user"
        )
        segment = self.env["contact.segment"].search([("name", "like", "first letter")])
        self.assertEqual(segment.interaction_ids.partner_id, self.contacts)
        self.assertTrue(all(segment.interaction_ids.mapped("delivery_state")))

    def test_ten_clicks(self):
        self._write_letter()
        south = self.env["res.partner.category"].create({"name": "Tour south"})
        self.contacts[1:].category_id = south
        self.start_tour(
            "/odoo/segments", "contact_segment_ten_clicks", login="tour_user"
        )
        segment = self.env["contact.segment"].search([("name", "like", "ten clicks")])
        interactions = segment.interaction_ids
        self.assertEqual(interactions.partner_id, self.contacts[1:])
        self.assertEqual(set(interactions.mapped("channel")), {"letter"})
        self.assertTrue(all(interactions.mapped("delivery_state")))

    def test_steps(self):
        segment = self.env["contact.segment"].with_user(self.user)
        segment = segment.create({"name": "Tour steps"})
        segment.add_contacts(self.domain)
        north, south = self.env["res.partner.category"].create(
            [{"name": "Tour north"}, {"name": "Tour south"}]
        )
        self.contacts[1].category_id = north
        self.contacts[2].category_id = south
        segment.reduce_contacts([("category_id", "in", north.ids)])
        self.start_tour(
            f"/odoo/segments/{segment.id}", "contact_segment_steps", login="tour_user"
        )
        segment.invalidate_recordset()
        self.assertEqual(segment.step_ids.mapped("is_off"), [True, False])
        self.assertEqual(segment.line_ids.partner_id, self.contacts)

    def test_from_contacts(self):
        self.start_tour(
            "/odoo/contacts", "contact_segment_from_contacts", login="tour_user"
        )
        segment = self.env["contact.segment"].search([("name", "=", "From contacts")])
        self.assertEqual(segment.line_ids.partner_id, self.contacts)

    def test_screens(self):
        self._log_segment()
        self.start_tour("/odoo/segments", "contact_segment_screens", login="tour_user")
        line = self.env["contact.segment.line"].search(
            [("note", "=", "See you on Monday")]
        )
        self.assertEqual(line.partner_id.name, "Tour Bob")

    def test_configuration(self):
        self.start_tour(
            "/odoo/segments", "contact_segment_configuration", login="tour_manager"
        )
        self.assertTrue(
            self.env["contact.interaction.template"].search(
                [("name", "=", "Tour template")]
            )
        )

    def test_contact_card(self):
        self._log_segment()
        self.start_tour(
            f"/odoo/contacts/{self.contacts[0].id}",
            "contact_segment_card",
            login="tour_user",
        )
