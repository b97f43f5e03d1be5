# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import notify
from ...tools.numbers import show_count


class ContactSegmentMailingListWizard(models.TransientModel):
    """Asks which mailing list the contacts are added to."""

    _name = "contact.segment.mailing.list.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Add to Mailing List"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    target = fields.Selection(
        selection=[("existing", "An existing list"), ("new", "A new list")],
        string="Add To",
        required=True,
        default="existing",
    )
    # no plain link: the addon works without the app that has the lists
    list_model = fields.Char(default="mailing.list", readonly=True)
    list_id = fields.Many2oneReference(string="Mailing List", model_field="list_model")
    new_name = fields.Char(
        string="Name of the List",
        compute="_compute_new_name",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    replace = fields.Boolean(
        string="Remove Others",
        help="Take everybody off the list who is not on this segment. Those who left "
        "the list by themselves are remembered.",
    )
    added_count = fields.Integer(string="Will Be Added", compute="_compute_counts")
    already_count = fields.Integer(
        string="On the List Already", compute="_compute_counts"
    )
    message = fields.Char(compute="_compute_counts")

    @api.depends("segment_id")
    def _compute_new_name(self):
        for wizard in self:
            wizard.new_name = wizard.segment_id.name

    @api.depends("segment_id", "target", "list_id")
    def _compute_counts(self):
        for wizard in self:
            segment, counts = wizard.segment_id, {}
            if segment and "mailing.list" in self.env:
                list_id = wizard.list_id if wizard.target == "existing" else 0
                counts = segment._count_for_mailing_list(list_id or 0)
            wizard.added_count = counts.pop("new", 0)
            wizard.already_count = counts.pop("already", 0)
            wizard.message = segment._explain_left_out(counts)

    def action_add(self):
        """Add the contacts, and tell how many.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        segment = self.segment_id
        result = segment.add_to_mailing_list(
            self._get_list_id(), self.replace and self.target == "existing"
        )
        parts = [
            self.env._(
                "%(added)s added, %(already)s were on the list already.",
                added=show_count(self.env, result["added"]),
                already=show_count(self.env, result["already"]),
            )
        ]
        if result["removed"]:
            parts.append(
                self.env._(
                    "%(removed)s removed.",
                    removed=show_count(self.env, result["removed"]),
                )
            )
        parts.append(segment._explain_left_out(result["left_out"]))
        return notify(
            " ".join(filter(None, parts)), title=self.env._("Mailing list"), sticky=True
        )

    def _get_list_id(self):
        """Return the id of the list, which is made if it is a new one."""
        self.segment_id._check_mailing_installed()
        if self.target == "new":
            if not (self.new_name or "").strip():
                raise UserError(
                    self.env._("The new mailing list has no name; enter one.")
                )
            return self.env["mailing.list"].create({"name": self.new_name}).id
        if not self.list_id:
            raise UserError(self.env._("No mailing list is chosen; choose one."))
        return self.list_id
