# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from ..common import SegmentCommon

MODELS = [
    "contact.segment",
    "contact.segment.line",
    "contact.segment.step",
    "contact.segment.document",
    "contact.criteria",
    "contact.criteria.step",
    "contact.interaction",
    "contact.interaction.template",
    "contact.interaction.template.document",
    "contact.interaction.group",
]


class TestAccess(SegmentCommon):
    """What each of the three groups may do, and what people without one see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = new_test_user(
            cls.env, login="plain", groups="base.group_user,base.group_partner_manager"
        )
        cls.own = cls._fill(
            cls._create_segment(template_id=cls.template.id), cls.anna | cls.bob
        )
        cls.own.document_ids = [Command.create({"kind": "html", "subject": "Own"})]
        cls.unassigned = cls._create_segment(user_id=False)
        cls.env.flush_all()

    def _found(self, user):
        """Return which of the segments of this test a user finds."""
        domain = [("id", "in", (self.own | self.unassigned).ids)]
        return self.env["contact.segment"].with_user(user).search(domain)

    def test_users_find_own_and_unassigned_segments(self):
        both = self.own | self.unassigned
        self.assertEqual(self._found(self.user), both)
        self.assertEqual(self._found(self.colleague), self.unassigned)
        self.assertEqual(self._found(self.user_all), both)
        self.assertEqual(self._found(self.manager), both)

    def test_what_hangs_on_a_segment_is_seen_with_it(self):
        for name in ("line", "step", "document"):
            model = self.env[f"contact.segment.{name}"]
            domain = [("segment_id", "=", self.own.id)]
            for user, seen in ((self.user, 1), (self.colleague, 0), (self.manager, 1)):
                found = model.with_user(user).search_count(domain)
                self.assertEqual(bool(found), bool(seen), f"{name} {user.login}")

    def test_other_users_cannot_touch_a_segment(self):
        segment = self.own.with_user(self.colleague)
        for action in (
            lambda: segment.read(["name"]),
            lambda: segment.write({"name": "Mine now"}),
            lambda: segment.unlink(),
            lambda: segment.add_contacts([]),
            lambda: segment.reduce_contacts([]),
            lambda: segment.preview_step("add", []),
            lambda: segment.go_back(),
            lambda: segment.check_log(),
            lambda: segment.log(send=False),
            lambda: segment.save_criteria("Stolen"),
            lambda: segment.explain(self.anna.id),
            lambda: segment.line_ids.create(
                {"segment_id": segment.id, "partner_id": self.carl.id}
            ),
            lambda: segment.line_ids.browse(self.own.line_ids.ids).write({"cost": 1}),
            lambda: segment.line_ids.browse(self.own.line_ids.ids).unlink(),
            lambda: segment.document_ids.browse(self.own.document_ids.ids).unlink(),
        ):
            with self.assertRaises(AccessError):
                action()
        self.assertEqual(self.own.line_count, 2)
        self.assertEqual(self.own.state, "draft")

    def test_unassigned_segment_can_be_taken_filled_and_logged(self):
        segment = self.unassigned.with_user(self.colleague)
        segment.write({"user_id": self.colleague.id, "template_id": self.call.id})
        self._fill(segment, self.anna)
        self.assertEqual(segment.log(send=False)["interaction_count"], 1)
        self.assertEqual(self._found(self.user), self.own)

    def test_user_all_works_with_segments_of_others(self):
        segment = self.own.with_user(self.user_all)
        segment.add_contacts(self._domain(self.carl))
        segment.line_ids[0].cost = 5
        self.assertEqual(segment.log(send=False)["interaction_count"], 3)

    def test_users_of_segments_create_only_their_own(self):
        self._create_segment(self.user)
        with self.assertRaises(AccessError):
            self._create_segment(self.user, user_id=self.colleague.id)
        segment = self._create_segment(self.user_all, user_id=self.colleague.id)
        self.assertEqual(segment.user_id, self.colleague)

    def test_protected_fields_cannot_be_written(self):
        values = {
            "state": "logged",
            "line_count": 7,
            "logged_on": "2026-01-01 00:00:00",
            "logged_by_id": self.user.id,
        }
        for name, value in values.items():
            for user in (self.user, self.manager):
                with self._assert_refused(UserError, name):
                    self.own.with_user(user).write({name: value})
                with self._assert_refused(UserError, name):
                    self._create_segment(user, **{name: value})
        self.assertEqual((self.own.state, self.own.line_count), ("draft", 2))

    def test_protected_fields_cannot_come_from_the_context(self):
        segments = self.env["contact.segment"].with_user(self.user)
        segment = segments.with_context(
            default_state="logged", default_line_count=7, default_logged_on="2026-01-01"
        ).create({"name": "From the context"})
        self.assertRecordValues(
            segment, [{"state": "draft", "line_count": 0, "logged_on": False}]
        )

    def test_steps_are_written_by_actions_only(self):
        step = self.own.step_ids
        steps = self.env["contact.segment.step"]
        for user in (self.user, self.manager):
            with self.assertRaises(AccessError):
                steps.with_user(user).create({"segment_id": self.own.id})
            with self.assertRaises(AccessError):
                step.with_user(user).write({"domain": "[]"})
            with self.assertRaises(AccessError):
                step.with_user(user).unlink()

    def test_only_administrators_maintain_templates_and_groups(self):
        group = self.env.ref("contact_segment.group_letter")
        self.template.document_ids = [Command.create({"kind": "html"})]
        for record in (self.template, group, self.template.document_ids):
            values = {record._rec_name: "Changed"}
            for user in (self.user, self.user_all):
                record.with_user(user).read([record._rec_name])
                with self.assertRaises(AccessError):
                    record.with_user(user).write(values)
                with self.assertRaises(AccessError):
                    record.with_user(user).create(values)
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
            record.with_user(self.manager).write(values)

    def test_criteria_are_shared_but_changed_by_their_owner_only(self):
        criteria = self.env["contact.criteria"].browse(self.own.save_criteria("Mine"))
        theirs = criteria.with_user(self.colleague)
        self.assertEqual(theirs.name, "Mine")
        segment = self._create_segment(self.colleague)
        self.assertEqual(segment.apply_criteria(theirs.id)[0]["added"], 2)
        for action in (
            lambda: theirs.write({"name": "Stolen"}),
            lambda: theirs.unlink(),
            lambda: theirs.step_ids.write({"domain": "[]"}),
            lambda: theirs.step_ids.unlink(),
            lambda: theirs.step_ids.create({"criteria_id": theirs.id}),
            lambda: theirs.create({"name": "For another", "user_id": self.user.id}),
        ):
            with self.assertRaises(AccessError):
                action()
        criteria.with_user(self.user).write({"name": "Still mine"})
        criteria.with_user(self.manager).write({"name": "Of the administrator"})
        criteria.with_user(self.user).unlink()

    def test_only_administrators_cancel_and_delete_logged_segments(self):
        self.own.log(send=False)
        for user in (self.user, self.user_all):
            segment = self.own.with_user(user)
            with self._assert_refused(UserError, "administrator"):
                segment.cancel_logged()
            with self._assert_refused(UserError, "cancel it first"):
                segment.unlink()
        segment = self.own.with_user(self.manager)
        with self._assert_refused(UserError, "cancel it first"):
            segment.unlink()
        segment.cancel_logged()
        for user in (self.user, self.user_all):
            with self._assert_refused(UserError, "administrator"):
                self.own.with_user(user).uncancel_logged()
            with self._assert_refused(UserError, "administrator"):
                self.own.with_user(user).unlink()
        interactions = segment.interaction_ids
        segment.unlink()
        self.assertEqual(len(interactions.exists()), 2)

    def test_users_delete_their_own_drafts(self):
        self.own.unlink()
        self.assertFalse(self.own.exists())

    def test_interactions_are_changed_by_whom_they_belong_to(self):
        self.own.log(send=False)
        mine = self.own.interaction_ids[0]
        theirs = mine.with_user(self.colleague)
        self.assertEqual(theirs.name, "Test segment")
        for action in (theirs.cancel, lambda: theirs.evaluate("positive")):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            mine.with_user(self.user_all).cancel()
        mine.with_user(self.user).evaluate("positive")
        mine.with_user(self.manager).cancel()
        for user in (self.user, self.user_all):
            with self.assertRaises(AccessError):
                mine.with_user(user).unlink()
        mine.with_user(self.manager).unlink()

    def test_salesperson_may_change_what_a_colleague_logged(self):
        self.own.line_ids.user_id = self.colleague
        self.own.log(send=False)
        interactions = self.own.interaction_ids
        interactions.with_user(self.colleague).evaluate("neutral")
        self.assertEqual({*interactions.mapped("evaluation")}, {"neutral"})
        interactions.with_user(self.user).cancel()
        self.assertEqual({*interactions.mapped("state")}, {"cancelled"})

    def test_people_without_group_see_nothing(self):
        for name in MODELS:
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.plain).search([])
        with self.assertRaises(AccessError):
            self.own.with_user(self.plain).add_contacts([])

    def test_people_without_group_still_use_contacts(self):
        with Form(self.Partner.with_user(self.plain)) as form:
            form.name = "New contact"
        partner = self.anna.with_user(self.plain)
        partner.write({"lang": "en_US", "user_id": self.plain.id})
        self.assertEqual(partner.web_read({"name": {}})[0]["name"], "Anna")
        described = self.Partner.with_user(self.plain).fields_get()
        self.assertNotIn("segment_count", described)
        self.assertNotIn("interaction_ids", described)
        form.record.unlink()
        with self._assert_refused(UserError, "Anna.*not logged"):
            partner.unlink()

    def test_people_with_group_use_contacts_with_their_counters(self):
        with Form(self.anna.with_user(self.user)) as form:
            form.preferred_channel = "phone"
        self.assertEqual(self.anna.preferred_channel, "phone")
        self.assertEqual(self.anna.with_user(self.user).segment_count, 1)
        self.env.invalidate_all()
        self.assertEqual(self.anna.with_user(self.colleague).segment_count, 0)

    @mute_logger("odoo.models")
    def test_fields_of_other_groups_cannot_be_used_in_a_condition(self):
        secrets = [("signup_type", "!=", False)]
        criteria = self.env["contact.criteria"].create(
            {"name": "Secret", "step_ids": [Command.create({"domain": repr(secrets)})]}
        )
        for domain in (
            secrets,
            repr(secrets),
            [("parent_id.signup_type", "=", "reset")],
            [("child_ids", "any", secrets)],
            [("user_ids.totp_secret", "!=", False)],
        ):
            for action in (
                lambda domain: self.own.add_contacts(domain),
                lambda domain: self.own.reduce_contacts(domain),
                lambda domain: self.own.refine_contacts(domain),
                lambda domain: self.own.preview_step("add", domain),
                lambda domain: self.own.apply_criteria(criteria.id),
            ):
                with self.subTest(domain=domain), self.assertRaises(AccessError):
                    action(domain)
        self.assertEqual(self.own.step_count, 1)
        with self.assertRaises(AccessError):
            self.Partner.with_user(self.plain).search([("segment_count", ">", 0)])
        for domain in (
            [("segment_line_ids.segment_id", "=", self.own.id)],
            [("last_interaction_date", "!=", False)],
            [("interaction_ids", "!=", False)],
        ):
            with self.assertRaises(AccessError):
                self.Partner.with_user(self.plain).search(domain)
        with self.assertRaises(AccessError):
            self.Partner.with_user(self.plain).search([], order="last_interaction_date")

    def test_numbers_need_a_sequence(self):
        sequences = self.env["ir.sequence"]
        sequences.search([("code", "=", "contact.segment")]).active = False
        with self._assert_refused(UserError, "no sequence.*contact.segment"):
            self._create_segment()
        with self._assert_refused(UserError, "no sequence"):
            self.own.copy()
        sequences.create({"name": "Own", "code": "contact.segment", "prefix": "X"})
        self.assertEqual(self._create_segment().number, "X1")
