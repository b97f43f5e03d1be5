# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ContactInteraction(models.Model):
    """The title of an interaction: what it was, and who took the step."""

    _inherit = "contact.interaction"

    title = fields.Char(
        compute="_compute_title",
        help="What it was and who took the step, such as: Outgoing call – by Anna.",
    )

    @api.depends(
        "name",
        "template_id.name",
        "direction",
        "user_id.name",
        "logged_by_id.name",
        "partner_id.name",
    )
    @api.depends_context("lang")
    def _compute_title(self):
        for interaction in self:
            # names of what an interaction points at are for whoever sees it, as in
            # every other column
            template = interaction.template_id.sudo()
            what = template.name or interaction.name or ""
            interaction.title = interaction._add_person(what)

    def _add_person(self, what):
        """Return what an interaction was, with the person who took the step."""
        if self.direction == "outbound":
            person = (self.user_id or self.logged_by_id).sudo().name
            text = self.env._("%(what)s – by %(person)s")
        elif self.direction == "inbound":
            person = self.partner_id.sudo().name
            text = self.env._("%(what)s – from %(person)s")
        else:
            person = text = ""
        return text % {"what": what, "person": person} if person else what
