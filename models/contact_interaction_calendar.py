# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# How far the calendar looks back for interactions that are still going on. Without
# a bound it would read all that ever began before the month that is shown.
LONGEST = timedelta(days=7)


class ContactInteraction(models.Model):
    """When an interaction ended, for calendars."""

    _inherit = "contact.interaction"

    date_end = fields.Datetime(
        string="End",
        compute="_compute_date_end",
        inverse="_inverse_date_end",
        search="_search_date_end",
        help="The date and the duration after it.",
    )

    @api.depends("date", "duration")
    def _compute_date_end(self):
        for interaction in self:
            end = interaction.date and interaction.date + timedelta(
                minutes=interaction.duration
            )
            interaction.date_end = end

    def _inverse_date_end(self):
        for interaction in self.filtered("date_end"):
            length = interaction.date_end - interaction.date
            interaction.duration = max(length.total_seconds() / 60, 0)

    def _search_date_end(self, operator, value):
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented

        moment = fields.Datetime.to_datetime(value)

        def to_sql(model, alias, query):
            return SQL(
                "%s + COALESCE(%s, 0) * INTERVAL '1 minute' %s %s",
                model._field_to_sql(alias, "date", query),
                model._field_to_sql(alias, "duration", query),
                SQL(operator),
                moment,
            )

        domain = Domain.custom(to_sql=to_sql)
        if operator.startswith(">"):
            return domain & Domain("date", ">=", moment - LONGEST)
        return domain & Domain("date", "<=", moment)
