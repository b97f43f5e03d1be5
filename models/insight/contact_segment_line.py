# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactSegmentLine(models.Model):
    """How much a contact is like the members of another segment."""

    _inherit = "contact.segment.line"

    similarity = fields.Float(
        readonly=True,
        copy=False,
        digits=(3, 2),
        aggregator="avg",
        help="How much the contact is like the members of the segment that similar "
        "contacts were looked for, from 0 to 1; 0.5: as much as like all others.",
    )
