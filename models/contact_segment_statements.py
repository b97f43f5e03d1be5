# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

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
                  AND line.active
            )""",
            self.id,
        )
        again = options.get("allow_existing")
        candidates = SQL(
            """SELECT %(segment)s, matched.id, %(step)s, TRUE, %(is_repeat)s,
                      %(uid)s, %(now)s, %(uid)s, %(now)s
               FROM matched WHERE matched.allowed AND %(condition)s""",
            segment=self.id,
            step=step.id if step else None,
            is_repeat=existing if again else SQL("FALSE"),
            uid=self.env.uid,
            now=self.env.cr.now(),
            condition=SQL("TRUE") if again else SQL("NOT %s", existing),
        )
        insertion = SQL(
            """INSERT INTO contact_segment_line (
                segment_id, partner_id, step_id, active, is_repeat,
                create_uid, create_date, write_uid, write_date
            ) %s RETURNING 1""",
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
            query.add_where(self._get_brought_condition(hits, options))
        else:
            query = Partner._search(domain & company_domain)
        gate = Partner._get_gate_conditions(Partner._table)
        if options.get("ignore_exclusion"):
            del gate["excluded"]
        return query.select(
            SQL.identifier(Partner._table, "id"),
            SQL("NOT (%s) AS allowed", SQL(" OR ").join(gate.values())),
        )

    def _get_brought_condition(self, hits, options):
        """Return the condition for hits and for what their companies bring.

        Addresses of a company (invoice, delivery) are no contacts to bring along.
        """
        companies = self._select_companies(hits)
        condition = SQL(
            "(res_partner.id IN %s OR res_partner.id IN %s)",
            hits.subselect(),
            companies,
        )
        if not options.get("expand_companies"):
            return condition
        return SQL(
            "(%s OR (res_partner.commercial_partner_id IN %s "
            "AND COALESCE(res_partner.type, 'contact') = 'contact'))",
            condition,
            companies,
        )

    def _select_companies(self, hits):
        """Select the companies of the contacts that were hit."""
        return SQL(
            "(SELECT company.id FROM res_partner company "
            "WHERE company.is_company AND company.id IN %s)",
            hits.subselect(SQL.identifier("res_partner", "commercial_partner_id")),
        )

    def _build_remove(self, action, domain, options, step):
        """Build the statement that archives the lines that Reduce or Refine drops.

        Archived contacts are judged like any other, so they cannot slip through.
        """
        # a plain table scan decides about every line once; the update follows it
        decided = SQL(
            """SELECT line.id FROM contact_segment_line line
               WHERE line.segment_id = %s AND line.active AND %s""",
            self.id,
            self._get_hit_condition(
                "line.partner_id",
                self.env["res.partner"]._search(domain, active_test=False),
                options,
            ),
        )
        # NOT EXISTS and not NOT IN: the planner cannot hash a long NOT IN
        dropped = SQL(
            "line.segment_id = %s AND line.active "
            "AND %s EXISTS(SELECT FROM decided WHERE decided.id = line.id)",
            self.id,
            SQL() if action == "reduce" else SQL("NOT"),
        )
        update = SQL(
            """UPDATE contact_segment_line line
               SET active = FALSE, removed_step_id = %s, write_uid = %s, write_date = %s
               WHERE %s RETURNING 1""",
            step.id if step else None,
            self.env.uid,
            self.env.cr.now(),
            dropped,
        )
        return SQL(
            """WITH decided AS MATERIALIZED (%s), changed AS (%s)
            SELECT (SELECT COUNT(*) FROM decided), (SELECT COUNT(*) FROM changed)""",
            decided,
            update
            if step
            else SQL("SELECT 1 FROM contact_segment_line line WHERE %s", dropped),
        )

    def _get_hit_condition(self, partner_id, hits, options):
        """Return the condition under which Reduce and Refine decide about a contact.

        :param str partner_id: the column that holds the contact
        :param Query hits: the contacts that match
        """
        column = SQL.identifier(*partner_id.split("."))
        condition = SQL("%s IN %s", column, hits.subselect())
        if not options.get("entire_companies"):
            return condition
        return SQL(
            """(%s OR %s IN (
                SELECT colleague.id FROM res_partner colleague
                WHERE colleague.commercial_partner_id IN %s
            ))""",
            condition,
            column,
            self._select_companies(hits),
        )
