# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import arguments
from ..tools.actions import notify


class ContactInteractionWizard(models.TransientModel):
    """What becomes of the dialog: an interaction that is done, sent or postponed."""

    _inherit = "contact.interaction.wizard"

    def action_finish(self):
        """Log the interaction.

        :return: an action that closes the dialog
        :rtype: dict
        :raise UserError: something is missing, or it was finished already
        """
        arguments.check_one(self)
        interaction = self._finish()
        return interaction._notify_finished(
            self.env._(
                "The interaction with %(contact)s is logged.",
                contact=interaction.partner_id.display_name,
            )
        )

    def action_finish_and_send(self):
        """Log the interaction and send its letter or e-mail.

        :return: an action that closes the dialog
        :rtype: dict
        :raise UserError: something is missing, or it cannot be sent
        """
        arguments.check_one(self)
        interaction = self._finish()
        interaction.send()
        return interaction._notify_finished(
            self.env._(
                "The interaction with %(contact)s is logged and will be sent.",
                contact=interaction.partner_id.display_name,
            )
        )

    def action_postpone(self):
        """Keep the interaction to finish it later.

        :return: an action that closes the dialog
        :rtype: dict
        :raise UserError: there is no contact, or it was finished already
        """
        arguments.check_one(self)
        if not self.partner_id:
            raise UserError(
                self.env._("Choose a contact; the rest can be filled in later.")
            )
        vals = self._prepare_interaction_vals()
        vals["name"] = vals["name"] or self._get_default_name()
        vals["date"] = vals["date"] or fields.Datetime.now()
        self._write_interaction({**vals, "state": "draft"})
        return notify(
            self.env._(
                "The interaction with %(contact)s is in Postponed Interactions.",
                contact=self.partner_id.display_name,
            )
        )

    def _finish(self):
        """Log the interaction; return it."""
        self.ensure_one()
        Interaction = self.env["contact.interaction"]
        Interaction._check_complete_values(self)
        interaction = self._write_interaction(
            {**self._prepare_interaction_vals(), "state": "done"}
        )
        activity = self._get_activity()
        if activity.active:
            logged = activity.with_context(contact_event_logged=True)
            logged.action_feedback(feedback=self.note or False)
        return interaction

    def _get_default_name(self):
        """Return the description of a postponed interaction that has none yet."""
        return self.template_id.name or self.env._(
            "Interaction with %(contact)s", contact=self.partner_id.display_name
        )

    def _write_interaction(self, vals):
        """Create the interaction, or write the one that is resumed; return it."""
        interaction = self._get_resumed()
        if self.resumed_id:
            interaction._check_postponed()
            interaction.write(vals)
        else:
            self._take_activity()
            interaction = interaction.create(
                {
                    **vals,
                    "company_id": self.company_id.id,
                    "segment_id": self.segment_id.id,
                    "res_model": self.res_model,
                    "res_id": self.res_id,
                }
            )
        activity = self._get_activity()
        if activity:
            # users may not write keys of events
            key = activity._get_interaction_key(self.partner_id)
            interaction.sudo().external_key = key
        return interaction

    def _take_activity(self):
        """Make whoever logs the same activity at this moment begin anew.

        :raise UserError: it has its interaction already
        """
        activity = self._get_activity()
        if not activity:
            return
        activity.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET write_date = %s WHERE id = %s",
                self.env.cr.now(),
                activity.id,
            )
        )
        known = activity._find_interaction(self.partner_id)
        activity._refuse_second_interaction(known)
