# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..create_interaction_common import InteractionDialogCommon


@tagged("post_install", "-at_install")
class TestCreateInteractionPostponed(InteractionDialogCommon):
    """Finish later: the same interaction, once, with everything that was typed."""

    def test_contact_is_enough(self):
        interaction = self._postpone(self.anna)
        self.assertRegex(interaction.name, "Interaction with .*Anna")
        self.assertEqual(interaction.logged_by_id, self.user)
        action = self.env["contact.interaction"].with_user(self.user).action_create()
        with self._assert_refused(UserError, "Choose a contact"):
            self._open(action).save().action_postpone()

    def test_resumed_under_the_same_entry(self):
        interaction = self._postpone(
            self.anna,
            template_id=self.call,
            name="My words",
            note="Called back at noon",
            evaluation="positive",
            date="2026-01-02 10:00:00",
        )
        self.assertEqual(self.anna.interaction_count, 0)
        form = self._open(interaction.action_resume())
        self.assertEqual(form.note, "Called back at noon")
        self.assertEqual(form.evaluation, "positive")
        self.assertGreater(fields.Datetime.to_datetime(form.date), interaction.date)
        # what was typed stays, what came from the template goes with it
        form.template_id = self.template
        self.assertEqual(form.name, "My words")
        self.assertEqual(form.channel, "letter")
        form.save().action_finish()
        self.assertEqual(self._get_interactions(self.anna), interaction)
        self.assertEqual(interaction.state, "done")
        self.assertEqual(interaction.template_id, self.template)
        self.assertEqual(interaction.name, "My words")
        self.assertEqual(self.anna.interaction_count, 1)

    def test_postponed_again(self):
        interaction = self._postpone(self.anna, note="First")
        form = self._open(interaction.action_resume())
        form.note = "Second"
        form.save().action_postpone()
        self.assertEqual(self._get_interactions(self.anna), interaction)
        self.assertEqual((interaction.note, interaction.state), ("Second", "draft"))

    def test_incomplete_one_cannot_be_finished(self):
        interaction = self._postpone(self.anna)
        wizard = self._open(interaction.action_resume()).save()
        with self._assert_refused(UserError, "fill in: Template"):
            wizard.action_finish()
        with self._assert_refused(UserError, "fill in: Template"):
            interaction.write({"state": "done"})

    def test_two_tabs_finish_once(self):
        interaction = self._postpone(self.anna, template_id=self.call)
        first, second, third = (
            self._open(interaction.action_resume()).save() for _tab in range(3)
        )
        first.action_finish()
        with self._assert_refused(UserError, "not postponed any more"):
            second.action_finish()
        with self._assert_refused(UserError, "not postponed any more"):
            third.action_postpone()
        with self._assert_refused(UserError, "not postponed any more"):
            interaction.action_resume()
        self.assertEqual(self._get_interactions(self.anna), interaction)

    def test_deleted_in_another_tab(self):
        interaction = self._postpone(self.anna, template_id=self.call)
        wizard = self._open(interaction.action_resume()).save()
        interaction.discard_postponed()
        with self._assert_refused(UserError, "was deleted in the meantime"):
            wizard.action_finish()
        self.assertFalse(self._get_interactions(self.anna))

    def test_users_delete_their_own(self):
        interaction = self._postpone(self.anna)
        with self.assertRaises(AccessError):
            interaction.with_user(self.colleague).discard_postponed()
        with self.assertRaises(AccessError):
            interaction.with_user(self.colleague).action_resume()
        interaction.action_discard_postponed()
        self.assertFalse(interaction.exists())
        interaction = self._postpone(self.bob)
        interaction.with_user(self.manager).discard_postponed()
        self.assertFalse(interaction.exists())

    def test_only_postponed_ones_are_deleted(self):
        form = self._open_contact(self.anna, template_id=self.call)
        form.save().action_finish()
        done = self._get_interactions(self.anna).with_user(self.user)
        postponed = self._postpone(self.bob)
        with self._assert_refused(UserError, "not postponed any more"):
            (postponed | done).discard_postponed()
        self.assertTrue(postponed.exists())

    def test_what_took_place_is_not_postponed(self):
        form = self._open_contact(self.anna, template_id=self.call)
        form.save().action_finish()
        interaction = self._get_interactions(self.anna)
        for user in (self.user, self.manager):
            with self._assert_refused(UserError, "took place and cannot be postponed"):
                interaction.with_user(user).write({"state": "draft"})
        interaction.cancel()
        with self._assert_refused(UserError, "took place and cannot be postponed"):
            interaction.with_user(self.manager).write({"state": "draft"})

    def test_cancelled_and_brought_back(self):
        interaction = self._postpone(self.anna)
        interaction.cancel()
        interaction.uncancel()
        self.assertEqual(interaction.state, "draft")

    def test_list_shows_own_ones(self):
        self._postpone(self.anna)
        self._postpone(self.bob, self.colleague)
        action = self.env.ref("contact_segment.contact_interaction_action_postponed")
        self.assertIn("search_default_my", action.context)
        Interaction = self.env["contact.interaction"].with_user(self.user)
        view = self.env.ref("contact_segment.contact_interaction_view_search_postponed")
        self.assertIn("logged_by_id", view.arch)
        found = Interaction.search(
            [("state", "=", "draft"), ("user_id", "=", self.user.id)]
        )
        self.assertEqual(found.partner_id, self.anna)
