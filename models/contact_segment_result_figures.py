# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.selections import EVALUATIONS, NEGATIVE_EVALUATIONS, POSITIVE_EVALUATIONS
from .contact_interaction_merged import MERGED
from .contact_interaction_waiting import UNKNOWN

# What became of the interaction of a line: each line with one is in exactly one.
OUTCOMES = (
    "cancelled",
    "postponed",
    "skipped",
    "failed",
    "waiting",
    "not_reached",
    "reached",
)


class ContactSegment(models.Model):
    """The figures of what came of segments: one pass over their interactions."""

    _inherit = "contact.segment"

    @api.model
    def _get_result_domains(self):
        """Return the condition on interactions behind every figure.

        Counting and the lists that open use the same ones. The interactions of lines
        have exactly one outcome; further calls and responses have no line.

        :rtype: dict[str, Domain]
        """
        line = Domain("segment_line_id", "!=", False)
        done = Domain("state", "=", "done")
        delivered = Domain("delivery_state", "in", ("sent", False))
        response = done & Domain("campaign_response", "=", True)
        domains = {
            "logged": line,
            "cancelled": line & Domain("state", "=", "cancelled"),
            "postponed": line & Domain("state", "=", "draft"),
            "addressed": line & done,
            "sent": line & done & Domain("delivery_state", "=", "sent"),
            "skipped": line & done & Domain("delivery_state", "=", "skipped"),
            "failed": line & done & Domain("delivery_state", "=", "failed"),
            "waiting": line & done & Domain("delivery_state", "=", "queued"),
            "not_reached": line
            & done
            & delivered
            & Domain("attempt_failed", "=", True),
            "reached": line & done & delivered & Domain("attempt_failed", "!=", True),
            "failed_attempts": done & Domain("attempt_failed", "=", True),
            "responses": response,
            "responded": response,
            "positive": done & Domain("evaluation", "in", POSITIVE_EVALUATIONS),
            "negative": done & Domain("evaluation", "in", NEGATIVE_EVALUATIONS),
            "interactions": done,
        }
        for code, _label in EVALUATIONS:
            domains[f"evaluation_{code}"] = done & Domain("evaluation", "=", code)
        return domains

    def _read_result_figures(self):
        """Count what came of these segments, with one query for all of them.

        Interactions the user may not see do not count. ``responded``, ``positive`` and
        ``negative`` count every contact once, the others count interactions.

        :return: figures, cost and duration by segment id
        :rtype: dict[int, dict]
        """
        domains = self._get_result_domains()
        names = [*domains, "cost", "duration"]
        empty = dict.fromkeys(names, 0)
        figures = {segment_id: dict(empty) for segment_id in self._origin.ids}
        if not figures:
            return figures
        interactions = self.env["contact.interaction"]
        query = interactions._search([("segment_id", "in", list(figures))])
        segment = interactions._field_to_sql(query.table, "segment_id", query)
        columns = self._get_result_columns(interactions, query, domains)
        query.groupby = segment
        for segment_id, *values in self.env.execute_query(
            query.select(segment, *columns)
        ):
            figures[segment_id] = dict(zip(names, values, strict=True))
        return figures

    @api.model
    def _get_result_columns(self, interactions, query, domains):
        """Return the SQL of every figure, in the order of the conditions."""

        def aggregate(function, domain):
            condition = domain.optimize_full(interactions)
            return SQL(
                "%s FILTER (WHERE %s)",
                function,
                condition._to_sql(interactions, query.table, query),
            )

        def column(name):
            return interactions._field_to_sql(query.table, name, query)

        contacts = SQL("COUNT(DISTINCT %s)", column("partner_id"))
        distinct = {"responded", "positive", "negative"}
        columns = [
            aggregate(contacts if name in distinct else SQL("COUNT(*)"), domain)
            for name, domain in domains.items()
        ]
        for name in ("cost", "duration"):
            total = aggregate(SQL("SUM(%s)", column(name)), domains["interactions"])
            columns.append(SQL("COALESCE(%s, 0)::float8", total))
        return columns

    def _count_visible_lines(self):
        """Count the contacts on these segments whom the user may see.

        Nothing is read where nobody is hidden.

        :return: the count by segment id
        :rtype: dict[int, int]
        """
        lines = self.env["contact.segment.line"]
        visible = lines._get_visible_domain()
        if visible.is_true():
            return {segment.id: segment.line_count for segment in self._origin}
        hidden = lines.sudo()._read_group(
            Domain("segment_id", "in", self._origin.ids) & ~visible,
            ["segment_id"],
            ["__count"],
        )
        counts = {segment.id: count for segment, count in hidden}
        return {
            segment.id: segment.line_count - counts.get(segment.id, 0)
            for segment in self._origin
        }

    def _read_delivery_reasons(self, limit):
        """Return why deliveries of this segment failed or were skipped.

        :param int limit: so many reasons of each kind, the frequent ones first
        :return: messages with their count, by failed and skipped
        :rtype: dict[str, list[dict]]
        """
        domains = self._get_result_domains()
        interactions = self.env["contact.interaction"]
        query = interactions._search(
            Domain("segment_id", "=", self.id)
            & (domains["failed"] | domains["skipped"])
        )
        state, code, message = (
            interactions._field_to_sql(query.table, name, query)
            for name in ("delivery_state", "delivery_code", "delivery_message")
        )
        # messages of the gate name the contact, so they are all different
        message = SQL("CASE WHEN %s IS NULL THEN %s END", code, message)
        query.groupby = SQL("%s, %s, %s", state, code, message)
        query.order = SQL("COUNT(*) DESC, %s, %s", code, message)
        rows = self.env.execute_query(
            query.select(state, code, message, SQL("COUNT(*)"))
        )
        names = self._get_gate_names()
        reasons = {"failed": [], "skipped": []}
        for state, code, message, count in rows:
            if len(reasons[state]) < limit:
                text = names.get(code) or message or self.env._("No reason was given")
                reasons[state].append({"message": text, "count": count})
        return reasons

    @api.model
    def _get_gate_names(self):
        """Return what the reasons of the gate are called where no contact is named.

        :rtype: dict[str, str]
        """
        return {
            "archived": self.env._("Archived contacts"),
            "deleted": self.env._("Deleted contacts"),
            "excluded": self.env._("Excluded from segments"),
            "no_email": self.env._("No valid e-mail address"),
            "no_address": self.env._("No postal address"),
            "opted_out": self.env._("Do not want to be addressed this way"),
            UNKNOWN: self.env._("May have arrived; nobody knows"),
            MERGED: self.env._("Merged with a contact that got it"),
        }
