# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import SegmentCommon
from ..word_file import WORD_FILE


@tagged("post_install", "-at_install")
class TestLogged(SegmentCommon):
    """Segments after logging: frozen, cancelled, brought back, deleted."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment(template_id=self.template.id)
        self._fill(self.segment, self.contacts)
        self.own = self.env["contact.segment.document"].with_user(self.user)
        self.own = self.own.create(
            {"segment_id": self.segment.id, "filename": "a.docx", "content": WORD_FILE}
        )
        self.segment.log(send=False)
        self.line = self.segment.line_ids[0]
        self.interactions = self.segment.interaction_ids

    def test_lines_show_what_was_logged_when_contacts_change(self):
        line = self._line(self.segment, self.carl)
        self.assertEqual(line.channel, "letter")
        self.carl.preferred_channel = "phone"
        self.assertEqual(line.channel, "letter")
        lines = self.env["contact.segment.line"].with_user(self.user)
        domain = [("segment_id", "=", self.segment.id)]
        self.assertFalse(lines.search([*domain, ("channel", "=", "phone")]))
        groups = lines._read_group(domain, ["channel"], ["__count"])
        self.assertEqual(groups, [("letter", len(self.contacts))])
        draft = self._fill(self._create_segment(channel="email"), self.carl)
        self.assertEqual(draft.line_ids.channel, "phone")

    def test_header_lines_and_documents_are_frozen(self):
        documents = self.env["contact.segment.document"].with_user(self.user)
        lines = self.env["contact.segment.line"].with_user(self.user)
        segment, line = self.segment, self.line
        other = self._create_contact("Other")
        for name, change in {
            "header": lambda: segment.write({"name": "Changed"}),
            "template": lambda: segment.write({"template_id": self.call.id}),
            "state": lambda: segment.write({"state": "draft"}),
            "line": lambda: line.write({"cost": 3}),
            "note": lambda: line.write({"note": "Late"}),
            "reset": lambda: line.reset_overrides(["cost"]),
            "new line": lambda: lines.create(
                {"segment_id": segment.id, "partner_id": other.id}
            ),
            "delete line": line.unlink,
            "archive line": lambda: line.write({"active": False}),
            "new document": lambda: documents.create(
                {"line_id": line.id, "filename": "b.docx"}
            ),
            "document": lambda: self.own.write({"subject": "New"}),
            "delete document": self.own.unlink,
            "add": lambda: segment.add_contacts([]),
            "reduce": lambda: segment.reduce_contacts([]),
            "refine": lambda: segment.refine_contacts([]),
            "go back": segment.go_back,
            "redo": segment.redo,
            "reuse": lambda: segment.reuse_logged(segment.id),
            "form": lambda: segment.write({"line_ids": [(2, line.id)]}),
        }.items():
            with self.subTest(change=name):
                with self._assert_refused(UserError, segment.number + "|state"):
                    change()
        for state in ("logged", "cancelled"):
            self.assertEqual(self.segment.line_count, 5)
            self.assertEqual(self.segment.state, state)
            if state == "logged":
                self.segment.with_user(self.manager).cancel_logged()

    def test_segments_are_no_way_around_for_administrators(self):
        for user in (self.manager, self.env.ref("base.user_admin")):
            with self._assert_refused(UserError, "logged"):
                self.segment.with_user(user).name = "Changed"

    def test_conversation_and_criteria_still_work(self):
        self.segment.message_post(body="Went well")  # pylint: disable=translation-required
        self.assertTrue(self.segment.save_criteria("Worth repeating"))
        self.assertTrue(self.segment.explain(self.anna.id)["included"])
        self.assertEqual(self.segment.check_log(), [])

    def test_cancel_and_uncancel_take_the_interactions_along(self):
        segment = self.segment.with_user(self.manager)
        self.assertIs(segment.cancel_logged(), True)
        self.assertEqual(segment.state, "cancelled")
        self.assertEqual(set(self.interactions.mapped("state")), {"cancelled"})
        self.assertEqual(segment.interaction_count, 0)
        self.assertEqual(self.anna.interaction_count, 0)
        self.assertIs(segment.uncancel_logged(), True)
        self.assertEqual(segment.state, "logged")
        self.assertEqual(set(self.interactions.mapped("state")), {"done"})
        self.assertEqual(segment.interaction_count, 5)

    def test_interactions_cancelled_one_by_one_stay_cancelled(self):
        single = self.interactions[0]
        single.with_user(self.user).cancel()
        segment = self.segment.with_user(self.manager)
        for _round in range(2):
            segment.cancel_logged()
            segment.uncancel_logged()
        self.assertEqual(single.state, "cancelled")
        self.assertEqual(set((self.interactions - single).mapped("state")), {"done"})

    def test_cancel_needs_the_right_state(self):
        manager = self.segment.with_user(self.manager)
        draft = self._create_segment().with_user(self.manager)
        with self._assert_refused(UserError, "(?i)draft"):
            draft.cancel_logged()
        with self._assert_refused(UserError, "(?i)logged"):
            manager.uncancel_logged()
        manager.cancel_logged()
        with self._assert_refused(UserError, "(?i)cancelled"):
            manager.cancel_logged()

    def test_cancel_is_for_administrators(self):
        for user in (self.user, self.user_all):
            with self._assert_refused(AccessError, "administrator"):
                self.segment.with_user(user).cancel_logged()
        with self.assertRaises(AccessError):
            self.segment.with_user(self.colleague).cancel_logged()

    def test_logged_segment_cannot_be_deleted(self):
        for user in (self.user, self.manager):
            with self._assert_refused(UserError, "cancel it first"):
                self.segment.with_user(user).unlink()

    def test_deleting_a_cancelled_segment_keeps_its_interactions(self):
        segment = self.segment.with_user(self.manager)
        segment.cancel_logged()
        with self._assert_refused(AccessError, "administrator"):
            self.segment.unlink()
        segment.unlink()
        self.assertEqual(len(self.interactions.exists()), 5)
        self.assertFalse(self.interactions.segment_id)
        self.assertFalse(self.interactions.segment_line_id)
        self.assertEqual(set(self.interactions.mapped("name")), {"Test segment"})

    def test_users_delete_their_own_drafts(self):
        draft = self._fill(self._create_segment(), self.contacts)
        with self.assertRaises(AccessError):
            draft.with_user(self.colleague).unlink()
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_interactions_of_others_are_changed_by_administrators_only(self):
        interaction = self.interactions[0]
        theirs = interaction.with_user(self.colleague)
        for change in (theirs.cancel, lambda: theirs.evaluate("positive")):
            with self.assertRaises(AccessError):
                change()
        self.assertEqual(theirs.state, "done")  # reading is for everybody
        interaction.with_user(self.manager).cancel()
        with self.assertRaises(AccessError):
            theirs.uncancel()
        interaction.with_user(self.manager).uncancel()
        self.assertEqual(interaction.state, "done")

    def test_salesperson_of_an_interaction_may_change_it(self):
        segment = self._create_segment(template_id=self.template.id)
        self._fill(segment, self.carl)
        segment.line_ids.user_id = self.colleague
        segment.log(send=False)
        interaction = segment.interaction_ids
        self.assertIs(interaction.with_user(self.colleague).cancel(), True)
        self.assertIs(interaction.with_user(self.user).uncancel(), True)

    def test_uncancel_of_one_needs_the_segment_back_first(self):
        self.segment.with_user(self.manager).cancel_logged()
        with self._assert_refused(UserError, self.segment.number):
            self.interactions[0].with_user(self.user).uncancel()

    def test_evaluate(self):
        interaction = self.interactions[0].with_user(self.user)
        self.assertIs(interaction.evaluate("very_positive"), True)
        self.assertEqual(interaction.evaluation, "very_positive")
        with self._assert_refused(UserError, "great.*very_negative"):
            interaction.evaluate("great")
        self.assertEqual(interaction.evaluation, "very_positive")
        interaction.evaluate("")
        self.assertFalse(interaction.evaluation)

    def test_only_cancelled_interactions_are_deleted(self):
        interaction = self.interactions[0]
        with self._assert_refused(UserError, "cancel it first"):
            interaction.with_user(self.manager).unlink()
        interaction.cancel()
        with self.assertRaises(AccessError):
            interaction.with_user(self.user).unlink()
        interaction.with_user(self.manager).unlink()
        self.assertFalse(interaction.exists())

    def test_cancelled_interactions_count_nowhere(self):
        dates = self.anna.last_interaction_date
        self.assertTrue(dates)
        self.interactions.with_user(self.manager).cancel()
        self.assertFalse(self.anna.last_interaction_date)
        self.assertEqual(self.anna.interaction_count, 0)
        self.assertEqual(self.template.interaction_count, 0)
        self.assertEqual(self.template.total_cost, 0)

    def test_the_day_of_logging_is_the_readers(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        header = self.segment.sudo()._as_checked()
        header.write({"logged_on": "2026-03-01 23:30:00"})
        for lang, day in (("en_US", "03/02/2026"), ("nl_NL", "02-03-2026")):
            segment = self.segment.with_context(lang=lang, tz="Europe/Brussels")
            with self._assert_refused(UserError, day):
                segment.log()
        with self._assert_refused(UserError, "03/01/2026"):
            self.segment.with_context(lang="en_US", tz="America/Lima").log()

    def test_a_copy_has_nothing_archived(self):
        campaign = self.env["utm.campaign"].create({"name": "Over"})
        segment = self._create_segment(
            self.manager, template_id=self.call.id, user_id=self.colleague.id
        )
        segment.campaign_id = campaign
        copy = segment.copy()
        self.assertEqual(copy.template_id, self.call)
        self.assertEqual((copy.campaign_id, copy.user_id), (campaign, self.colleague))
        self.call.active = campaign.active = False
        self.colleague.sudo().active = False
        copy = segment.copy()
        self.assertFalse(copy.template_id or copy.campaign_id)
        self.assertEqual(copy.user_id, self.manager)
        self.assertEqual(copy.channel, "phone")
        self.assertEqual(segment.copy({"template_id": self.call.id}).channel, "phone")
