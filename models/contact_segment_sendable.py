# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class ContactSegment(models.Model):
    """How much logging will send."""

    _inherit = "contact.segment"

    def _count_sendable(self):
        """Count the letters and e-mails that logging sends, blocked ones left out.

        :return: the number of lines by channel
        :rtype: dict[str, int]
        """
        self.ensure_one()
        lines = self.env["contact.segment.line"].sudo()
        query = self._get_check_query()
        channel = lines._field_to_sql(query.table, "channel", query)
        query.add_where(SQL("%s IN ('letter', 'email')", channel))
        query.add_where(SQL("NOT %s", self._get_blocking_condition(query, True)))
        query.groupby = SQL("1")
        query.order = None
        with self._planned_for_many():
            rows = self.env.execute_query(query.select(channel, SQL("COUNT(*)")))
        return dict(rows)
