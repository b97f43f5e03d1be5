# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestToursCalls(HttpCase):
    """The call list and the dialog in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "contact_segment.group_user,base.group_partner_manager"
        cls.user = new_test_user(cls.env, login="tour_caller", groups=groups)
        names = ("Anna", "Bob", "Carl", "Dora", "Emil")
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": f"Tour {name}", "phone": f"+32 2 555 01 0{number}"}
                for number, name in enumerate(names, 1)
            ]
        )
        cls.template = cls.env["contact.interaction.template"].create(
            {"name": "Tour call", "channel": "phone", "direction": "outbound"}
        )

    def test_call_list(self):
        segment = self.env["contact.segment"].with_user(self.user)
        segment = segment.create(
            {"name": "Tour calls", "template_id": self.template.id}
        )
        for contact in self.contacts:
            segment.add_contacts([("id", "=", contact.id)])
        self.start_tour(
            f"/odoo/segments/{segment.id}",
            "contact_segment_call_list",
            login="tour_caller",
        )
        self.assertEqual(segment.state, "logged")
        interactions = segment.interaction_ids.filtered("segment_line_id")
        # everybody once, and the call that was undone
        self.assertEqual(interactions.partner_id, self.contacts)
        self.assertEqual(len(interactions), 5)
        cancelled = segment.interaction_ids - interactions
        self.assertEqual(cancelled.partner_id.name, "Tour Bob")
        self.assertEqual(cancelled.state, "cancelled")
        anna, bob, carl, dora, emil = (
            interactions.filtered(lambda i, contact=contact: i.partner_id == contact)
            for contact in self.contacts
        )
        self.assertEqual((anna.evaluation, anna.note), ("positive", "Wants 2 samples"))
        self.assertEqual(bob.evaluation, "negative")
        self.assertFalse(carl.contact_via)
        self.assertTrue(dora.contact_via)
        self.assertTrue(emil.attempt_failed)
        self.assertEqual(segment.interaction_count, 5)

    def test_make_call(self):
        contact = self.contacts[0]
        self.start_tour(
            f"/odoo/contacts/{contact.id}",
            "contact_segment_make_call",
            login="tour_caller",
        )
        [interaction] = contact.interaction_ids
        self.assertEqual(interaction.contact_via, "+32 2 555 99 99")
        self.assertEqual(interaction.evaluation, "positive")
        self.assertEqual(interaction.duration, 3)
        self.assertEqual(interaction.channel, "phone")
