# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..common import SegmentCommon


class TestTags(SegmentCommon):
    """Tags for all contacts of a segment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tags = cls.env["res.partner.category"]
        cls.card, cls.vip = tags.create([{"name": "Card"}, {"name": "VIP"}])

    def setUp(self):
        super().setUp()
        self.segment = self._fill(
            self._create_segment(), self.anna | self.bob | self.carl
        )

    def test_tags_are_given_and_taken(self):
        self.anna.category_id = self.card
        both = (self.card | self.vip).ids
        self.assertEqual(
            self.segment.tag_contacts([self.card.id]), {"changed": 2, "unchanged": 1}
        )
        self.assertEqual(self.segment.tag_contacts(both)["changed"], 3)
        self.assertEqual(self.segment.tag_contacts(both)["changed"], 0)
        self.assertEqual(self.bob.category_id, self.card | self.vip)
        self.assertEqual(self.card.partner_ids, self.anna | self.bob | self.carl)
        self.assertFalse(self.dora.category_id)
        taken = self.segment.tag_contacts([self.vip.id], remove=True)
        self.assertEqual(taken, {"changed": 3, "unchanged": 0})
        self.assertEqual(self.anna.category_id, self.card)

    def test_removed_lines_are_left_alone(self):
        self.segment.reduce_contacts([("id", "=", self.bob.id)])
        self.assertEqual(self.segment.tag_contacts([self.vip.id])["changed"], 2)
        self.assertFalse(self.bob.category_id)

    def test_archived_contacts_too(self):
        self.bob.active = False
        self.assertEqual(self.segment.tag_contacts([self.vip.id])["changed"], 3)
        self.assertEqual(self.bob.category_id, self.vip)

    def test_contacts_one_may_not_change_stay_as_they_are(self):
        rule = {
            "name": "Carl is read only",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "domain_force": [("id", "!=", self.carl.id)],
            "perm_read": False,
        }
        self.env["ir.rule"].create(rule)
        result = self.segment.tag_contacts([self.vip.id])
        self.assertEqual(result, {"changed": 2, "unchanged": 1})
        self.assertFalse(self.carl.category_id)
        self.assertEqual(self.segment.tag_contacts([self.vip.id], True)["changed"], 2)

    def test_who_may_not_change_contacts_is_refused(self):
        group = self.env.ref("base.group_partner_manager")
        self.user.group_ids = [Command.unlink(group.id)]
        for act in (
            lambda: self.segment.tag_contacts([self.vip.id]),
            self.segment.action_tag_contacts,
        ):
            with self.assertRaises(AccessError):
                act()

    def test_tags_that_are_none(self):
        with self._assert_refused(UserError, "Choose the tags"):
            self.segment.tag_contacts([])
        with self._assert_refused(UserError, "there is no"):
            self.segment.tag_contacts([self.vip.id, 2**30])

    def test_one_statement_however_many(self):
        self.segment.tag_contacts([self.vip.id])
        self.env.invalidate_all()
        few = self._create_segment()
        self._fill(few, self.dora)
        before = self.env.cr.sql_log_count
        few.tag_contacts([self.card.id])
        of_one = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.segment.tag_contacts([self.card.id])
        self.assertLessEqual(self.env.cr.sql_log_count - before, of_one + 2)

    def _open(self):
        action = self.segment.action_tag_contacts()
        wizards = self.env[action["res_model"]].with_user(self.user)
        return Form(wizards.with_context(**action["context"]))

    def test_dialog(self):
        form = self._open()
        self.assertEqual(form.contact_count, 3)
        form.tag_ids.add(self.vip)
        action = form.save().action_apply()
        self.assertIn("Changed contacts: 3", action["params"]["message"])
        form = self._open()
        form.tag_ids.add(self.vip)
        form.remove = "yes"
        form.save().action_apply()
        self.assertFalse(self.anna.category_id)
