# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.numbers import show_count

LONGEST_REST = 3650
LONGEST_HISTORY = 1200
MOST_MINUTES = 1440


class ResCompany(models.Model):
    """When the live segments of a company are held and rest, and what they remember."""

    _inherit = "res.company"

    contact_live_hold_percent = fields.Integer(
        string="Hold Above Changes (%)",
        default=30,
        help="A refresh that would change more than this share of the members of a "
        "live segment waits until somebody has looked at it; 0: only one that would "
        "empty it.",
    )
    contact_live_rest_days = fields.Integer(
        string="Days Until Live Segments Rest",
        default=60,
        help="Live segments that nobody opened or used for so many days are not "
        "refreshed until somebody does; 0: they never rest.",
    )

    contact_live_history_months = fields.Integer(
        string="Months of Joins and Leaves",
        help="Who left a live segment longer ago is forgotten: joins and leaves, sizes "
        "and members of days before; 0: they are kept for ever. Who is on a segment is "
        "never forgotten.",
    )
    contact_live_touched_minutes = fields.Integer(
        string="Minutes Until Changes Are Looked At",
        default=1,
        help="Contacts whose data changed, or data that conditions of live segments "
        "are on, are looked at after so many minutes, without looking at the others; "
        "0: only together with all others.",
    )

    @api.constrains(
        "contact_live_hold_percent",
        "contact_live_rest_days",
        "contact_live_history_months",
        "contact_live_touched_minutes",
    )
    def _check_contact_live(self):
        for company in self:
            if company.contact_live_hold_percent < 0:
                raise ValidationError(
                    self.env._(
                        "%(company)s: the share of changes at which live segments are "
                        "held cannot be negative; enter a percentage, or 0.",
                        company=company.display_name,
                    )
                )
            if not 0 <= company.contact_live_rest_days <= LONGEST_REST:
                raise ValidationError(
                    self.env._(
                        "%(company)s: live segments can rest after 1 to %(most)s days; "
                        "enter such a number, or 0 for never.",
                        company=company.display_name,
                        most=show_count(self.env, LONGEST_REST),
                    )
                )
            if not 0 <= company.contact_live_history_months <= LONGEST_HISTORY:
                raise ValidationError(
                    self.env._(
                        "%(company)s: joins and leaves can be kept for 1 to %(most)s "
                        "months; enter such a number, or 0 for ever.",
                        company=company.display_name,
                        most=show_count(self.env, LONGEST_HISTORY),
                    )
                )
            if not 0 <= company.contact_live_touched_minutes <= MOST_MINUTES:
                raise ValidationError(
                    self.env._(
                        "%(company)s: contacts that were changed can be looked at "
                        "after 1 to %(most)s minutes; enter such a number, or 0 for "
                        "never.",
                        company=company.display_name,
                        most=show_count(self.env, MOST_MINUTES),
                    )
                )
