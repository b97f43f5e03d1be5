# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import arguments
from ..tools.selections import EVALUATIONS


class ContactInteraction(models.Model):
    """Interactions cancelled, brought back and evaluated."""

    _inherit = "contact.interaction"

    was_postponed = fields.Boolean(
        readonly=True,
        copy=False,
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
                    "All of these %(count)s interactions are cancelled already; choose "
                    "others.",
                    count=len(self),
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
                    "None of these %(count)s interactions is cancelled; cancel them "
                    "first, then delete them.",
                    count=len(self),
                )
            )
        return self._open_dialog(
            "contact.interaction.delete.wizard",
            self.env._("Delete Cancelled Interactions"),
        )

    def _open_dialog(self, wizard, title):
        """Return the action that opens a dialog about these interactions."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": wizard,
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }
