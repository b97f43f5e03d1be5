# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ContactSegment(models.Model):
    """The SQL of the steps: one statement around the query of a condition."""

    _inherit = "contact.segment"

    def _build_add(self, _action, domain, options, step):
        """Build the statement that adds what matches and may enter."""
        existing = SQL(
            """EXISTS(
                SELECT FROM contact_segment_line line
                WHERE line.segment_id = %s AND line.partner_id = matched.id
                  AND line.active IS TRUE
            )""",
            self.id,
        )
        again = options.get("allow_existing")
        candidates = SQL(
            """SELECT %(segment)s, matched.id, %(step)s, TRUE, %(is_repeat)s
               FROM matched WHERE matched.allowed AND %(condition)s""",
            segment=self.id,
            step=step.id if step else None,
            is_repeat=existing if again else SQL("FALSE"),
            condition=SQL("TRUE") if again else SQL("NOT %s", existing),
        )
        # in the order of the contacts, not in one that depends on the planner: it is
        # that of the list, of the letters and of the call list
        insertion = SQL(
            """INSERT INTO contact_segment_line (
                segment_id, partner_id, step_id, active, is_repeat
            ) %s ORDER BY matched.id RETURNING 1""",
            candidates,
        )
        return SQL(
            """WITH matched AS MATERIALIZED (%s), changed AS (%s)
            SELECT (SELECT COUNT(*) FROM matched), (SELECT COUNT(*) FROM changed)""",
            self._select_matched(domain, options),
            insertion if step else candidates,
        )

    def _select_matched(self, domain, options):
        """Select the contacts an Add finds or brings, and whether they may enter."""
        Partner = self.env["res.partner"]
        company_domain = Domain(Partner._check_company_domain(self.company_id))
        if options.get("expand_companies") or options.get("include_companies"):
            hits = Partner._search(domain)
            query = Partner._search(company_domain)
            query.add_where(
                SQL("res_partner.id IN (%s)", self._select_brought(hits, options))
            )
        else:
            query = Partner._search(domain & company_domain)
        gate = Partner._get_gate_conditions(Partner._table)
        if options.get("ignore_exclusion"):
            del gate["excluded"]
        return query.select(
            SQL.identifier(Partner._table, "id"),
            SQL("NOT (%s) AS allowed", SQL(" OR ").join(gate.values())),
        )

    def _select_brought(self, hits, options):
        """Select the ids of hits and of what their companies bring.

        Addresses of a company (invoice, delivery) are no contacts to bring along.
        """
        # UNION and not OR: the planner can hash one long list, not one of several
        parts = [hits.select()]
        if options.get("expand_companies") or options.get("include_companies"):
            parts.append(self._select_companies(hits))
        if options.get("expand_companies"):
            parts.append(
                SQL(
                    """SELECT colleague.id FROM res_partner colleague
                    WHERE colleague.commercial_partner_id IN (%s)
                      AND COALESCE(colleague.type, 'contact') = 'contact'""",
                    self._select_companies(hits),
                )
            )
        return SQL(" UNION ").join(parts)

    def _select_decided(self, hits, options):
        """Select the ids of the contacts that Reduce and Refine decide about."""
        if not options.get("entire_companies"):
            return hits.select()
        return SQL(
            """%s UNION SELECT colleague.id FROM res_partner colleague
            WHERE colleague.commercial_partner_id IN (%s)""",
            hits.select(),
            self._select_companies(hits),
        )

    def _select_companies(self, hits):
        """Select the companies of the contacts that were hit."""
        return SQL(
            "SELECT company.id FROM res_partner company "
            "WHERE company.is_company AND company.id IN %s",
            hits.subselect(SQL.identifier("res_partner", "commercial_partner_id")),
        )

    def _build_remove(self, action, domain, options, step):
        """Build the statement that archives the lines that Reduce or Refine drops.

        Archived contacts are judged like any other, so they cannot slip through.
        """
        hits = self.env["res.partner"]._search(domain, active_test=False)
        # NOT EXISTS and not NOT IN: the planner cannot hash a long NOT IN
        dropped = SQL(
            "line.segment_id = %s AND line.active IS TRUE AND %s EXISTS("
            "SELECT FROM (%s) hit WHERE hit.id = line.partner_id)",
            self.id,
            SQL() if action == "reduce" else SQL("NOT"),
            self._select_decided(hits, options),
        )
        if not step:
            changed = SQL("SELECT 1 FROM contact_segment_line line WHERE %s", dropped)
        else:
            changed = SQL(
                """UPDATE contact_segment_line line
                SET active = FALSE, removed_step_id = %s
                WHERE %s RETURNING 1""",
                step.id,
                dropped,
            )
        # every line is either dropped or not, so those that match need no counting
        return SQL(
            "WITH changed AS (%s) SELECT %s COUNT(*), COUNT(*) FROM changed",
            changed,
            SQL() if action == "reduce" else SQL("%s -", self.line_count),
        )

    @contextmanager
    def _planned_for_many(self):
        """Keep the database from planning a statement for a handful of lines.

        It knows nothing yet about a segment that was filled a moment ago, takes its
        lines for none, and would join 300,000 of them one by one. Without that way out
        it overestimates small segments instead, and would compile machine code for
        seconds to handle ten lines.
        """
        self.env.cr.execute("SET LOCAL enable_nestloop TO off; SET LOCAL jit TO off")
        yield
        # not in a finally: after an error only a rollback works, which resets it too
        self.env.cr.execute(
            "SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL jit TO DEFAULT"
        )
