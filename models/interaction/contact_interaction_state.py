# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ...tools import arguments
from ...tools.actions import open_dialog, reload
from ...tools.numbers import show_count
from ...tools.selections import EVALUATIONS
from .contact_interaction_key import EVENT_PREFIX

# What an interaction that took place says at least, in the order of the dialogs.
MANDATORY_FIELDS = ("partner_id", "template_id", "user_id", "date", "name")


class ContactInteraction(models.Model):
    """Interactions cancelled, brought back and evaluated."""

    _inherit = "contact.interaction"

    was_postponed = fields.Boolean(
        readonly=True,
        copy=False,
        is_technical=True,
        help="Postponed when it was cancelled, so that is how it comes back.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_not_cancelled(self):
        for interaction in self:
            if interaction.state == "done":
                raise UserError(
                    self.env._(
                        "Interaction %(name)s with %(contact)s is not cancelled; "
                        "cancel it first, then delete it.",
                        name=interaction.name,
                        contact=interaction.partner_id.display_name,
                    )
                )

    def cancel(self, remove_documents=False):
        """Cancel interactions, so that they count in no statistic.

        :param bool remove_documents: also remove their documents, for good; documents
            that something else uses stay
        :return: True
        :rtype: bool
        :raise AccessError: an interaction is somebody else's and the user is no
            administrator of segments
        """
        remove_documents = arguments.read_boolean(
            self.env, "remove_documents", remove_documents
        )
        self._check_mine()
        if remove_documents:
            # deleting a document writes its interaction, which comes after the segment
            self._wait_in_order()
            self._remove_documents()
        postponed = self.filtered(lambda interaction: interaction.state == "draft")
        done = self.filtered(lambda interaction: interaction.state == "done")
        for interactions, was_postponed in ((postponed, True), (done, False)):
            interactions._as_checked().write(
                {
                    "state": "cancelled",
                    "was_postponed": was_postponed,
                    "cancelled_with_segment": False,
                }
            )
        return True

    def _check_mine(self):
        """Check that the user may change interactions.

        :raise AccessError: somebody else's is among them
        """
        self.check_access("read")
        others = self - self._filtered_access("write")
        if others:
            first = others[0]
            owner = first.sudo().user_id or first.sudo().logged_by_id
            raise AccessError(
                self.env._(
                    "Interaction %(name)s is of %(owner)s; only an administrator of "
                    "segments changes those of others.",
                    name=first.title,
                    owner=owner.name or self.env._("nobody"),
                )
            )
        self.check_access("write")

    def _remove_documents(self):
        """Remove the documents of interactions, so that they cannot be made again."""
        files = self._get_own_documents()
        letters = self.sudo().filtered(
            lambda interaction: interaction.document_attachment_id in files.sudo()
        )
        files.unlink()
        letters.write({"document_version_id": False, "merge_values": False})

    def uncancel(self):
        """Bring cancelled interactions back; postponed ones are postponed again.

        :return: True
        :rtype: bool
        :raise UserError: the segment of an interaction is cancelled itself
        """
        cancelled = self.filtered(lambda interaction: interaction.state == "cancelled")
        cancelled._check_mine()
        for interaction in cancelled:
            segment = interaction.sudo().segment_id
            if segment.state == "cancelled":
                raise UserError(
                    self.env._(
                        "Interaction %(name)s belongs to segment %(segment)s, which is "
                        "cancelled; bring the segment back instead.",
                        name=interaction.title,
                        segment=self._tell_name(segment),
                    )
                )
        postponed = cancelled.filtered("was_postponed")
        values = {"cancelled_with_segment": False, "was_postponed": False}
        postponed._as_checked().write({"state": "draft", **values})
        (cancelled - postponed)._as_checked().write({"state": "done", **values})
        return True

    def delete_cancelled(self):
        """Delete the cancelled ones of these interactions, for administrators.

        Comments go with them, and documents that nothing else uses.

        :return: how many interactions were ``deleted``, how many ``documents`` went
            with them, and how many were ``kept`` because they are not cancelled
        :rtype: dict[str, int]
        :raise AccessError: the user is no administrator of segments
        """
        self.browse().check_access("unlink")
        cancelled = self.filtered(lambda interaction: interaction.state == "cancelled")
        count = len(cancelled._get_own_documents())
        result = {
            "deleted": len(cancelled),
            "documents": count,
            "kept": len(self) - len(cancelled),
        }
        cancelled.unlink()
        return result

    def evaluate(self, evaluation):
        """Say how the interactions went.

        :param str evaluation: very_positive, positive, neutral, negative or
            very_negative; an empty text takes the evaluation away
        :return: True
        :rtype: bool
        :raise UserError: the evaluation does not exist
        """
        evaluation = arguments.read_choice(
            self.env, "evaluation", evaluation, dict(EVALUATIONS), optional=True
        )
        self._check_mine()
        self.write({"evaluation": evaluation or False})
        return True

    def action_cancel(self):
        """Ask before interactions are cancelled, and what becomes of documents.

        :return: a window action
        :rtype: dict
        :raise UserError: all of them are cancelled already
        """
        if self and all(interaction.state == "cancelled" for interaction in self):
            raise UserError(
                self.env._(
                    "All of these interactions are cancelled already (%(count)s); "
                    "choose others.",
                    count=show_count(self.env, len(self)),
                )
            )
        self._check_mine()
        return self._open_dialog(
            "contact.interaction.cancel.wizard", self.env._("Cancel Interactions")
        )

    def action_uncancel(self):
        """Bring the interactions back that are selected in a list.

        :return: True
        :rtype: bool
        """
        return self.uncancel()

    def action_evaluate(self):
        """Ask how the interactions went.

        :return: a window action
        :rtype: dict
        """
        self._check_mine()
        return self._open_dialog(
            "contact.interaction.evaluate.wizard", self.env._("Evaluate")
        )

    def action_delete_cancelled(self):
        """Ask before the cancelled ones of the interactions are deleted.

        :return: a window action
        :rtype: dict
        :raise UserError: none of them is cancelled
        :raise AccessError: the user is no administrator of segments
        """
        self.browse().check_access("unlink")
        if all(interaction.state != "cancelled" for interaction in self):
            raise UserError(
                self.env._(
                    "None of these interactions is cancelled (%(count)s); cancel them "
                    "first, then delete them.",
                    count=show_count(self.env, len(self)),
                )
            )
        return self._open_dialog(
            "contact.interaction.delete.wizard",
            self.env._("Delete Cancelled Interactions"),
        )

    def _open_dialog(self, wizard, title):
        """Return the action that opens a dialog about these interactions."""
        context = {"active_model": self._name, "active_ids": self.ids}
        return open_dialog(wizard, title, context=context)

    # --------------------------------------------------------------------------------
    # What an interaction needs before it is finished: one rule for all dialogs.
    # --------------------------------------------------------------------------------

    @api.model
    def _get_missing_labels(self, values):
        """Return what is missing to finish an interaction, in the user's language.

        :param values: a record, or a dict, with the fields of an interaction
        :rtype: list[str]
        """
        return [
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in MANDATORY_FIELDS
            if not (
                values[name] if isinstance(values, models.Model) else values.get(name)
            )
        ]

    @api.model
    def _check_complete_values(self, values):
        """Check that an interaction can be finished, before it is written.

        :param values: a record, or a dict, with the fields of an interaction
        :raise UserError: names all that is missing
        """
        missing = self._get_missing_labels(values)
        if missing:
            raise UserError(
                self.env._(
                    "The interaction is not complete; fill in: %(fields)s.",
                    fields=format_list(self.env, missing),
                )
            )

    def _check_complete(self):
        """Check that the interactions can be finished.

        :raise UserError: names all that is missing
        """
        for interaction in self:
            self._check_complete_values(interaction)

    # --------------------------------------------------------------------------------
    # The opportunity of an interaction is one of its contact, or of the same company.
    # --------------------------------------------------------------------------------

    def _get_parties(self, vals):
        """Return contact and opportunity of every interaction, if values change them.

        :rtype: dict[int, tuple[int, int]]
        """
        if not self._is_stranger() or {"partner_id", "lead_id"}.isdisjoint(vals):
            return {}
        return {one.id: (one.partner_id.id, one.lead_id.id) for one in self.sudo()}

    def _check_opportunities(self, parties=None):
        """Refuse the opportunity of another company, where a user gave it.

        What is logged by itself may know better: an e-mail about an opportunity goes to
        whoever has to do with it.

        :param dict parties: what `_get_parties` returned before values were written;
            what did not change is not looked at
        """
        if not self._is_stranger() or parties == {}:
            return
        for one in self.sudo().filtered("lead_id"):
            if parties and parties[one.id] == (one.partner_id.id, one.lead_id.id):
                continue
            self._check_opportunity(one.partner_id, one.lead_id)

    @api.model
    def _check_opportunity(self, partner, lead):
        """Refuse an opportunity of somebody outside of the contact's company."""
        theirs = lead.sudo().partner_id
        company = theirs.commercial_partner_id
        if not theirs or company == partner.sudo().commercial_partner_id:
            return
        raise UserError(
            self.env._(
                "Opportunity %(lead)s belongs to %(owner)s and not to %(contact)s; "
                "choose one of this contact or its company, or leave it empty.",
                lead=self._tell_name(lead),
                owner=self._tell_name(theirs),
                contact=self._tell_name(partner),
            )
        )

    # --------------------------------------------------------------------------------
    # Interactions that somebody began and will finish later.
    # --------------------------------------------------------------------------------

    def _check_state(self, vals):
        """Return which of these were postponed, if their state changes.

        What was postponed must be complete once it is done.

        :raise UserError: what took place cannot be postponed
        """
        if "state" not in vals:
            return self.browse()
        postponed = self.filtered(lambda interaction: interaction.state == "draft")
        if vals["state"] == "draft":
            (self - postponed)._refuse_to_postpone()
        return postponed

    def discard_postponed(self):
        """Delete postponed interactions.

        :return: True
        :rtype: bool
        :raise UserError: an interaction is not postponed
        :raise AccessError: an interaction is somebody else's and the user is no
            administrator of segments
        """
        self.check_access("write")
        self._check_postponed()
        self.sudo().unlink()
        return True

    def action_resume(self):
        """Open a postponed interaction in the dialog, to finish it.

        :return: a window action
        :rtype: dict
        :raise UserError: it is not postponed
        """
        arguments.check_one(self)
        return self._open_wizard(interaction_id=self.id)

    def action_discard_postponed(self):
        """Delete the postponed interactions that are selected.

        :return: an action that reloads the list
        :rtype: dict
        """
        self.discard_postponed()
        return reload()

    def _get_postponed_activity(self):
        """Return the activity that a postponed interaction is about, or none.

        Its key says so, and keeps the activity from being logged by itself.
        """
        self.ensure_one()
        key = self.sudo().external_key or ""
        model, _comma, rest = key.removeprefix(EVENT_PREFIX).partition(",")
        activities = self.env["mail.activity"]
        if not key.startswith(EVENT_PREFIX) or not rest:
            return activities
        event_id = int(rest.partition(",")[0])
        if model == "calendar.event":
            return activities.search([("calendar_event_id", "=", event_id)], limit=1)
        return activities.browse(event_id if model == activities._name else []).exists()

    def _check_postponed(self):
        """Check that interactions wait to be finished.

        :raise UserError: one was finished or deleted in the meantime
        """
        for interaction in self:
            if not interaction.exists():
                raise UserError(
                    self.env._(
                        "This postponed interaction was deleted in the meantime; "
                        "create a new one."
                    )
                )
            if interaction.state != "draft":
                raise UserError(
                    self.env._(
                        "Interaction %(name)s with %(contact)s is not postponed any "
                        "more; open it in the log of interactions.",
                        name=interaction.name,
                        contact=interaction.partner_id.display_name,
                    )
                )

    def _refuse_to_postpone(self):
        """Refuse to postpone what took place.

        What was postponed when it was cancelled comes back so.
        """
        for interaction in self:
            if interaction.state == "cancelled" and interaction.was_postponed:
                continue
            raise UserError(
                self.env._(
                    "Interaction %(name)s with %(contact)s took place and cannot be "
                    "postponed; create a new interaction instead.",
                    name=interaction.name,
                    contact=interaction.partner_id.display_name,
                )
            )
