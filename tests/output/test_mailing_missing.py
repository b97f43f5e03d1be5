# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestMailingMissing(SegmentCommon):
    """Without Email Marketing its entries are not shown, and calls say what to do."""

    def setUp(self):
        super().setUp()
        # also where the app happens to be installed
        environment = type(self.env)
        contains = environment.__contains__
        self.startPatcher(
            patch.object(
                environment,
                "__contains__",
                lambda env, name: (
                    not str(name).startswith("mailing.") and contains(env, name)
                ),
            )
        )
        self.segment = self._fill(self._create_segment(), self.contacts)

    def test_calls_say_what_to_install(self):
        for call in (
            lambda: self.segment.add_to_mailing_list(1),
            self.segment.create_mailing,
            self.segment.action_add_to_mailing_list,
            self.segment.action_create_mailing,
        ):
            with self._assert_refused(UserError, "Email Marketing .* not installed"):
                call()

    def test_no_menu_entries(self):
        self.manager.group_ids |= self.env.ref("base.group_allow_export")
        actions = self.env["ir.actions.actions"].with_user(self.manager)
        bindings = actions.get_bindings("contact.segment")
        names = {action["name"] for action in bindings["action"]}
        self.assertNotIn("Add to Mailing List", names)
        self.assertNotIn("Create Mailing", names)
        self.assertIn("Export Contacts", names)
        printed = {action["name"] for action in bindings["report"]}
        self.assertLessEqual({"Labels", "Cover Sheets", "Contacts by Segment"}, printed)
