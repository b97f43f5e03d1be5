# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CalendarEvent(models.Model):
    """Meetings that know the segment whose contacts they are held with."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "contact.rights.mixin"]

    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="The segment whose contacts were invited.",
    )
