# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import arguments

# The button of the call list looks at so many lines and no more, so that a segment
# opens as fast with a million contacts as with ten.
LINES_LOOKED_AT = 1000
# Why a line of the phone is left out; the most important reason counts.
LEFT_OUT = ("archived", "opted_out", "no_phone")
# What the figures of the progress count.
FIGURES = {
    "total": "TRUE",
    "called": "closed",
    "reached": "closed AND handled",
    "logged": "handled AND closed IS NOT TRUE",
    "left": "NOT done AND gate IS NULL",
    "snoozed": "NOT done AND gate IS NULL AND snoozed",
    "skipped": "NOT done AND gate IS NULL AND skipped",
    "mine": "closed AND mine",
    **{code: f"NOT done AND gate = '{code}'" for code in LEFT_OUT},
}


class ContactSegment(models.Model):
    """Which lines are on the call list, and how far it is."""

    _inherit = "contact.segment"

    has_calls = fields.Boolean(
        compute="_compute_has_calls",
        help="Contacts of the segment are to be called: it is a phone segment, or one "
        "of its first contacts is addressed by phone.",
    )

    @api.depends("state", "channel", "template_id", "line_count")
    def _compute_has_calls(self):
        for segment in self:
            channel = segment.channel or segment.template_id.channel
            segment.has_calls = (
                segment.state != "cancelled"
                and segment.line_count
                and (channel == "phone" or segment._origin._has_phone_lines())
            )

    def _has_phone_lines(self):
        """Whether one of the first lines is addressed by phone."""
        if not self:
            return False
        lines = self.env["contact.segment.line"].sudo()
        lines._flush_resolution()
        first = lines._search(
            [("segment_id", "=", self.id), ("active", "=", True)],
            order="id",
            limit=LINES_LOOKED_AT,
        )
        query = lines._search([("id", "in", first)])
        query.add_where(
            SQL("%s = 'phone'", lines._field_to_sql(query.table, "channel", query))
        )
        query.limit = 1
        return bool(self.env.execute_query(query.select(SQL("1"))))

    def get_call_progress(self):
        """Count how far the calls of the segment are.

        :return: total (contacts by phone), called (reached or given up), reached,
            logged (without a call), left (to call, now or later; among them snoozed
            and skipped), mine (called by the user), left_out (by reason: archived,
            opted_out, no_phone) and next_on (when the first snoozed contact comes back,
            in UTC; empty if there is none)
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        query = self._get_phone_query()
        self._join_calls(query)
        columns = self._prepare_progress_columns(query)
        statement = SQL(
            # materialized, because every condition counts in several figures
            "WITH line AS MATERIALIZED (%s) SELECT %s FROM line",
            query.select(
                *(SQL("%s AS %s", columns[n], SQL.identifier(n)) for n in columns)
            ),
            SQL(", ").join(
                SQL("COUNT(*) FILTER (WHERE %s)", SQL(condition))
                for condition in FIGURES.values()
            ),
        )
        with self._planned_for_many():
            [row] = self.env.execute_query(statement)
        progress = dict(zip(FIGURES, row, strict=True))
        progress["left_out"] = {code: progress.pop(code) for code in LEFT_OUT}
        return {**progress, "next_on": self._get_next_call_date()}

    def _join_calls(self, query):
        """Join what is known of the lines: their call and their interaction."""
        line_id = SQL.identifier(query.table, "id")
        query.add_join(
            "LEFT JOIN",
            "call",
            "contact_segment_call",
            SQL("call.line_id = %s AND call.segment_id = %s", line_id, self.id),
        )
        query.add_join(
            "LEFT JOIN",
            "logged",
            "contact_interaction",
            SQL(
                "logged.segment_line_id = %s AND logged.segment_id = %s",
                line_id,
                self.id,
            ),
        )

    def _prepare_progress_columns(self, query):
        """Return what the figures count of every line."""
        gate = self._get_call_gate(query)
        cases = [SQL("WHEN %s THEN %s", gate[code], code) for code in LEFT_OUT]
        handled = SQL("logged.id IS NOT NULL AND logged.attempt_failed IS NOT TRUE")
        closed = SQL("call.is_open IS FALSE")
        return {
            "handled": handled,
            "closed": closed,
            "done": SQL("(%s OR COALESCE(%s, FALSE))", handled, closed),
            "snoozed": SQL("call.snoozed_until > %s", self.env.cr.now()),
            "skipped": SQL("call.skipped_on IS NOT NULL"),
            "mine": SQL("call.outcome_user_id = %s", self.env.uid),
            "gate": SQL("CASE %s END", SQL(" ").join(cases)),
        }

    def _get_phone_query(self):
        """Return the query of the lines by phone whose contact the user may see."""
        visible = self.env["contact.segment.line"]._get_visible_domain()
        lines = self.env["contact.segment.line"].sudo()
        lines._flush_resolution()
        self.env["contact.interaction"].flush_model()
        self.env["contact.segment.call"].flush_model()
        query = lines._search(
            Domain("segment_id", "=", self.id) & Domain("active", "=", True) & visible
        )
        query.add_where(
            SQL("%s = 'phone'", lines._field_to_sql(query.table, "channel", query))
        )
        return query

    def _get_callable_query(self):
        """Return the query of the lines that may be called and are not handled."""
        query = self._get_phone_query()
        for condition in self._get_call_gate(query).values():
            query.add_where(SQL("%s IS NOT TRUE", condition))
        query.add_where(
            SQL(
                """NOT EXISTS(
                    SELECT FROM contact_interaction logged
                    WHERE logged.segment_line_id = %s
                      AND logged.attempt_failed IS NOT TRUE
                )""",
                SQL.identifier(query.table, "id"),
            )
        )
        return query

    def _get_call_gate(self, query):
        """Return why the contact of a line cannot be called: a condition by reason.

        The one gate decides. A contact without a number is called at its company, so
        the gate is asked about the number of the company then.
        """
        lines = self.env["contact.segment.line"].sudo()
        contact = lines._join_contact(query.table, query)
        company = lines._join_contact_company(query.table, query)
        partners = self.env["res.partner"]
        own = partners._get_gate_conditions(contact, SQL("'phone'"))
        general = partners._get_gate_conditions(company, SQL("'phone'"))
        no_number = _has_no_number(contact)
        return {
            "archived": SQL("(%s)", own["archived"]),
            "opted_out": SQL(
                "(%s OR %s AND %s)", own["opted_out"], no_number, general["opted_out"]
            ),
            "no_phone": SQL("(%s AND %s)", no_number, _has_no_number(company)),
        }


def _has_no_number(alias):
    return SQL("(COALESCE(TRIM(%s), '') = '')", SQL.identifier(alias, "phone"))
