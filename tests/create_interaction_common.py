# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import Form

from .common import SegmentCommon


class InteractionDialogCommon(SegmentCommon):
    """The dialog that creates interactions, as users fill it in."""

    def _open(self, action, user=None):
        """Return the form of the dialog that an action opens."""
        self.assertEqual(action["res_model"], "contact.interaction.wizard")
        wizard = self.env["contact.interaction.wizard"].with_user(user or self.user)
        return Form(wizard.with_context(**action["context"]))

    def _open_contact(self, partner, user=None, **values):
        """Return the dialog opened from a contact, with some values typed."""
        partner = partner.with_user(user or self.user)
        form = self._open(partner.action_create_interaction(), user)
        for name, value in values.items():
            form[name] = value
        return form

    def _get_interactions(self, partner):
        return self.env["contact.interaction"].search([("partner_id", "=", partner.id)])

    def _postpone(self, partner, user=None, **values):
        """Return a postponed interaction."""
        form = self._open_contact(partner, user, **values)
        form.save().action_postpone()
        interaction = self._get_interactions(partner)
        self.assertEqual(interaction.state, "draft")
        return interaction.with_user(user or self.user)
