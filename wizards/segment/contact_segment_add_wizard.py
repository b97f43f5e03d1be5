# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments


class ContactSegmentAddWizard(models.TransientModel):
    """Puts contacts that were selected in a list on a segment."""

    _name = "contact.segment.add.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Add Selected Contacts to a Segment"

    target = fields.Selection(
        selection=[("existing", "An existing segment"), ("new", "A new segment")],
        required=True,
        default="existing",
    )
    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        domain="[('state', '=', 'draft')]",
        ondelete="cascade",
    )
    name = fields.Char(string="Description")
    template_id = fields.Many2one(
        comodel_name="contact.interaction.template", ondelete="cascade"
    )
    domain = fields.Text(required=True, default=lambda self: self._default_domain())
    contact_count = fields.Integer(
        string="Selected Contacts", compute="_compute_contact_count"
    )

    @api.model
    def _default_domain(self):
        """Return the selection: all that the search found, or the ids selected."""
        ids = arguments.read_ids(
            self.env, "active_ids", self.env.context.get("active_ids")
        )
        domain = self.env.context.get("active_domain")
        limit = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("web.active_ids_limit", 20000)
        )
        if domain and len(ids) >= limit:
            return repr(domain)
        return repr([("id", "in", ids)])

    @api.depends("domain")
    def _compute_contact_count(self):
        partners, segments = self.env["res.partner"], self.env["contact.segment"]
        for wizard in self:
            _text, domain = partners._parse_segment_domain(wizard.domain)
            [wizard.contact_count] = segments._count_contacts(domain)

    def action_apply(self):
        """Add the contacts, as one step, tell it, and open the segment."""
        arguments.check_one(self)
        if self.target == "new":
            if not (self.name or "").strip():
                raise UserError(
                    self.env._("The new segment has no description; enter one.")
                )
            segment = self.env["contact.segment"].create(
                {"name": self.name, "template_id": self.template_id.id}
            )
        else:
            segment = self.segment_id
        if not segment:
            raise UserError(self.env._("Choose the segment to add the contacts to."))
        result = segment.add_contacts(self.domain)
        return segment._notify_taken([result], next=segment._get_form_action())
