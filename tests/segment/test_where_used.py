# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestWhereUsed(SegmentCommon):
    """What depends on a segment or on saved criteria is told, as far as one may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.logged = cls._create_segment(template_id=cls.call.id, name="First call")
        cls._fill(cls.logged, cls.anna | cls.bob)
        cls.logged.log(send=False)
        cls.draft = cls._create_segment(name="Second call")
        cls._fill(cls.draft, cls.anna | cls.bob | cls.carl)

    def _get_uses(self, record, user=None):
        uses = record.with_user(user or self.user).where_used()
        found = [(use["model"], use["id"], use["how"]) for use in uses["uses"]]
        return found, uses["hidden"]

    def test_nothing_depends_on_it(self):
        self.assertEqual(self.logged.where_used(), {"uses": [], "hidden": 0})
        self.assertEqual(self.logged.describe_uses(), "")
        self.assertEqual(
            self.logged.action_view_uses()["params"]["message"],
            f"{self.logged.display_name} is used nowhere.",
        )

    def test_every_way_to_use_a_segment(self):
        segments, name = self.env["contact.segment"].with_user(self.user), "First call"
        follow_up = segments.browse(self.logged.create_follow_up())
        reuse, condition = self._create_segment(), self._create_segment()
        reuse.reuse_logged(self.logged.id)
        condition.add_contacts(
            [("segment_line_ids", "any", [("segment_id", "in", [self.logged.id])])]
        )
        criteria_id = condition.save_criteria("Called first")
        uses = self.logged.where_used()
        self.assertIn(
            {
                "model": "contact.segment",
                "id": follow_up.id,
                "name": follow_up.display_name,
                "how": "follow_up",
            },
            uses["uses"],
        )
        found, hidden = self._get_uses(self.logged)
        self.assertEqual(
            set(found),
            {
                ("contact.segment", follow_up.id, "follow_up"),
                ("contact.segment", reuse.id, "reused"),
                ("contact.segment", condition.id, "condition"),
                ("contact.criteria", criteria_id, "condition"),
            },
        )
        self.assertFalse(hidden)
        text = self.logged.describe_uses()
        self.assertIn(f"Follow-up on {name} (follows up on it)", text)
        self.assertIn("Called first (has it in a condition)", text)

    def test_a_number_that_means_something_else_is_no_use(self):
        number = self.logged.id
        self.draft.add_contacts([("id", "in", [number, number + 1])])
        self.draft.add_contacts([("name", "=", str(number)), ("color", "=", number)])
        self.assertEqual(self._get_uses(self.logged), ([], 0))
        self.draft.add_contacts([("segment_line_ids.segment_id", "=", number)])
        self.assertEqual(
            self._get_uses(self.logged)[0],
            [("contact.segment", self.draft.id, "condition")],
        )
        self.draft.go_back()
        self.assertEqual(self._get_uses(self.logged), ([], 0))

    def test_a_segment_does_not_use_itself(self):
        self.draft.reduce_contacts(
            [("segment_line_ids.segment_id", "=", self.draft.id)]
        )
        self.assertEqual(self._get_uses(self.draft), ([], 0))

    def test_every_way_to_use_criteria(self):
        criteria_id = self.draft.save_criteria("Some")
        criteria = self.env["contact.criteria"].with_user(self.user).browse(criteria_id)
        self.assertEqual(self._get_uses(criteria), ([], 0))
        filled, condition = self._create_segment(), self._create_segment()
        filled.apply_criteria(criteria_id)
        path = "segment_line_ids.segment_id.step_ids.criteria_id"
        condition.add_contacts([(path, "=", criteria_id)])
        self.assertEqual(
            self._get_uses(criteria),
            (
                [
                    ("contact.segment", filled.id, "applied"),
                    ("contact.segment", condition.id, "condition"),
                ],
                0,
            ),
        )

    def test_what_one_may_not_see_is_only_counted(self):
        hidden = self._create_segment(self.colleague, name="Secret")
        hidden.add_contacts([("segment_line_ids.segment_id", "=", self.logged.id)])
        use = ("contact.segment", hidden.id, "condition")
        self.assertEqual(self._get_uses(self.logged), ([], 1))
        for user in (self.user_all, self.manager):
            self.assertEqual(self._get_uses(self.logged, user), ([use], 0))
        self.assertEqual(self.logged.describe_uses(), "This is used elsewhere: 1 more.")
        action = self.logged.action_view_uses()
        lines = self.env[action["res_model"]].with_user(self.user)
        line = lines.search(action["domain"])
        self.assertEqual(line.name, "1 more that you may not see")
        self.assertFalse(line.res_id)
        with self.assertRaises(AccessError):
            self.logged.with_user(self.colleague).where_used()
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.logged.with_user(stranger).where_used()

    def test_the_dialog_opens_what_uses_it(self):
        reuse = self._create_segment()
        reuse.reuse_logged(self.logged.id)
        action = self.logged.action_view_uses()
        line = (
            self.env[action["res_model"]].with_user(self.user).search(action["domain"])
        )
        self.assertEqual((line.kind, line.how), ("Segment", "has its contacts"))
        opened = line.action_open()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]), (reuse._name, reuse.id)
        )

    # --------------------------------------------------------------------------------
    # Union, intersection and difference.
    # --------------------------------------------------------------------------------

    def test_contacts_of_a_logged_segment_are_dropped_or_kept(self):
        result = self.draft.reuse_logged(self.logged.id, action="reduce")
        self.assertEqual((result["removed"], result["line_count"]), (2, 1))
        self.assertEqual(self.draft.line_ids.partner_id, self.carl)
        self.draft.go_back()
        result = self.draft.reuse_logged(self.logged.id, "refine")
        self.assertEqual(self.draft.line_ids.partner_id, self.anna | self.bob)
        with self._assert_refused(UserError, "action cannot be choose"):
            self.draft.reuse_logged(self.logged.id, "choose")

    def test_contacts_of_saved_criteria_are_dropped_or_kept(self):
        source = self._create_segment()
        source.add_contacts([("name", "in", ["Anna", "Bob"])])
        source.add_contacts(["|", ("name", "=", "Carl"), ("name", "=", "Dora")])
        source.reduce_contacts([("name", "=", "Bob"), ("active", "=", True)])
        source.refine_contacts([])
        source.refine_contacts([("name", "!=", "Dora")])
        criteria_id = source.save_criteria("Anna and Carl")
        self.assertEqual(source.line_ids.partner_id, self.anna | self.carl)
        for action, left in (("reduce", self.bob), ("refine", self.anna | self.carl)):
            with self.subTest(action=action):
                [result] = self.draft.apply_criteria(criteria_id, action)
                self.assertEqual(self.draft.line_ids.partner_id, left)
                step = self.draft.step_ids.browse(result["step_id"])
                self.assertEqual(step.source, "saved_criteria")
                self.draft.go_back()

    def test_criteria_about_companies_can_only_be_added(self):
        source = self._create_segment()
        source.add_contacts(self._domain(self.anna), expand_companies=True)
        criteria_id = source.save_criteria("All of Acme")
        with self._assert_refused(UserError, "All of Acme can only be added"):
            self.draft.apply_criteria(criteria_id, "reduce")
        self.assertEqual(self.draft.step_count, 1)
        self.draft.apply_criteria(criteria_id)

    def test_the_dialog_drops_them(self):
        action = self.draft.action_reuse_logged()
        wizard = self.env[action["res_model"]].with_user(self.user)
        form = Form(wizard.with_context(**action["context"]))
        form.logged_segment_id = self.logged
        form.action = "reduce"
        form.save().action_apply()
        self.assertEqual(self.draft.line_ids.partner_id, self.carl)
