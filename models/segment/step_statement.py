# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Domain
from odoo.tools import SQL


class StepStatement:
    """The SQL of a step: one statement around the query of a condition.

    :param contact.segment segment: whose lines it is about
    :param str action: add, reduce or refine
    :param Domain domain: a condition on contacts
    :param dict options: the options of the step that are on
    """

    def __init__(self, segment, action, domain, options):
        self.segment = segment
        self.action = action
        self.domain = domain
        self.options = options
        self.contacts = segment.env["res.partner"]
        # a replay counts as it goes
        self.line_count = segment.line_count

    def build(self, step=None):
        """Return the statement, which selects how many matched and how many changed.

        :param contact.segment.step step: what lines remember; without one nothing is
            written
        :rtype: SQL
        """
        if self.action == "add":
            return self._build_add(step)
        return self._build_remove(step)

    def build_preview(self, names):
        """Return the statement that tells what the step would do, and why not more.

        It selects a reason, how many it holds for, and contacts; without a reason it is
        about those the step adds or removes.

        :param int names: of how many of these the ids are wanted
        :rtype: SQL
        """
        if self.action == "add":
            judged = self._select_judged()
        else:
            judged = SQL(
                "SELECT line.partner_id AS id, NULL AS reason "
                "FROM contact_segment_line line WHERE %s",
                self._get_dropped(),
            )
        return SQL(
            """WITH judged AS MATERIALIZED (%(judged)s)
            SELECT NULL, COUNT(*), ARRAY(
                SELECT id FROM judged WHERE reason IS NULL ORDER BY id LIMIT %(names)s
            ) FROM judged WHERE reason IS NULL
            UNION ALL
            SELECT reason, COUNT(*), NULL FROM judged WHERE reason IS NOT NULL
            GROUP BY reason""",
            judged=judged,
            names=names,
        )

    def select_found(self):
        """Select the contacts that the step is about by its condition alone.

        :rtype: SQL
        """
        return self._search_hits(self.domain).select()

    def select_by_company(self, contact=None):
        """Select the contacts that the step is about because of their company.

        :param res.partner contact: select this one only, because of others
        :rtype: SQL
        """
        hits = (
            self._search_others(contact) if contact else self._search_hits(self.domain)
        )
        if self.action == "add":
            return self._select_brought(hits)
        return self._select_decided(hits)

    def _search_others(self, contact):
        """Return the query of the others of a company that meet the condition.

        Each is asked on its own: joined, a figure in the condition would be worked out
        for everybody before it is compared with a handful.
        """
        others = Domain(
            "commercial_partner_id", "=", contact.commercial_partner_id.id
        ) & Domain("id", "!=", contact.id)
        query = self._search_hits(others)
        # a name for the row outside, as inside the table has the same one
        query.add_join(
            "JOIN", "other", SQL("LATERAL (SELECT res_partner.id)"), SQL("TRUE")
        )
        hits = self._search_hits(self.domain)
        hits.add_where(SQL("res_partner.id = other.id"))
        # with an offset, the database does not make a join of it
        query.add_where(SQL("EXISTS(%s OFFSET 0)", hits.select(SQL("1"))))
        return query

    def _search_hits(self, domain):
        """Return the query of those that meet a condition, for this action."""
        # archived contacts do not enter, but they are removed like any other
        return self.contacts._search(domain, active_test=self.action == "add")

    def goes_by_company(self):
        """Whether a hit decides about others of its company."""
        return self._brings_companies() or bool(self.options.get("entire_companies"))

    def select_after(self, before=None):
        """Select the ids of the contacts of an empty segment after this step.

        :param SQL before: those that are there before it; nobody, if none is given
        :rtype: SQL
        """
        if before is None:
            before = SQL("SELECT id FROM res_partner WHERE FALSE")
        if self.action == "add":
            return SQL("(%s) UNION (%s)", before, self.select_entering())
        hits = self.contacts._search(self.domain, active_test=False)
        return SQL(
            "(%s) %s (%s)",
            before,
            SQL("EXCEPT" if self.action == "reduce" else "INTERSECT"),
            self._select_decided(hits),
        )

    def _build_add(self, step):
        """Build the statement that adds what matches and may enter."""
        existing = SQL(
            """EXISTS(
                SELECT FROM contact_segment_line line
                WHERE line.segment_id = %s AND line.partner_id = matched.id
                  AND line.active IS TRUE
            )""",
            self.segment.id,
        )
        again = self.options.get("allow_existing")
        candidates = SQL(
            """SELECT %(segment)s AS segment_id, matched.id AS partner_id,
                %(step)s AS step_id, TRUE AS active, %(is_repeat)s AS is_repeat
            FROM matched WHERE matched.gate IS NULL AND %(condition)s""",
            segment=self.segment.id,
            step=step.id if step else None,
            is_repeat=existing if again else SQL("FALSE"),
            condition=SQL("TRUE") if again else SQL("NOT %s", existing),
        )
        parts, count = self._get_changes(candidates, step)
        return SQL(
            "WITH matched AS MATERIALIZED (%s), %s "
            "SELECT (SELECT COUNT(*) FROM matched), %s",
            self._select_matched(),
            parts,
            count,
        )

    def _get_changes(self, candidates, step):
        """Return the parts of the statement that make lines, and how many they are.

        :param SQL candidates: what the lines shall be
        :rtype: tuple[SQL, SQL]
        """
        changed = self._insert(candidates) if step else candidates
        return SQL("changed AS (%s)", changed), SQL("(SELECT COUNT(*) FROM changed)")

    def _insert(self, candidates):
        """Return the statement that makes lines of candidates, one row for each."""
        # in the order of the contacts, not in one that depends on the planner: it is
        # that of the list, of the letters and of the call list
        return SQL(
            """INSERT INTO contact_segment_line (
                segment_id, partner_id, step_id, active, is_repeat
            ) %s ORDER BY partner_id RETURNING 1""",
            candidates,
        )

    def _select_judged(self):
        """Select the contacts an Add finds or brings, and why they do not enter."""
        again = self.options.get("allow_existing")
        # a join and not EXISTS: as a column, that is looked up contact by contact
        return SQL(
            """SELECT matched.id, CASE
                WHEN matched.gate IS NOT NULL THEN matched.gate
                WHEN present.partner_id IS NOT NULL THEN 'present'
            END AS reason
            FROM (%s) matched
            LEFT JOIN (
                SELECT DISTINCT partner_id FROM contact_segment_line
                WHERE segment_id = %s AND active IS TRUE AND %s
            ) present ON present.partner_id = matched.id""",
            self._select_matched(),
            self.segment.id,
            not again,
        )

    def select_entering(self):
        """Select the ids of the contacts an Add finds or brings, and who may enter.

        :rtype: SQL
        """
        query, gate = self._query_matched()
        # each by itself, so that the database knows how many these are
        for why in gate.values():
            query.add_where(SQL("(%s) IS NOT TRUE", why))
        return query.select()

    def _select_matched(self):
        """Select the contacts an Add finds or brings, and what keeps them out."""
        query, gate = self._query_matched()
        reasons = [SQL("WHEN %s THEN %s", why, code) for code, why in gate.items()]
        return query.select(
            SQL.identifier(query.table, "id"),
            SQL("CASE %s END AS gate", SQL(" ").join(reasons)),
        )

    def _query_matched(self):
        """Return the query of the contacts an Add finds or brings, and their gate.

        :return: the query, and the SQL of what keeps contacts out by its code
        :rtype: tuple[Query, dict[str, SQL]]
        """
        contacts = self.contacts
        company = self.segment.company_id
        of_company = Domain(contacts._check_company_domain(company))
        if self._brings_companies():
            hits = contacts._search(self.domain)
            query = contacts._search(of_company)
            query.add_where(SQL("res_partner.id IN (%s)", self._select_brought(hits)))
        else:
            query = contacts._search(self.domain & of_company)
        gate = contacts._get_gate_conditions(contacts._table)
        if self.options.get("ignore_exclusion"):
            del gate["excluded"]
        return query, gate

    def _brings_companies(self):
        """Whether hits bring their companies along."""
        return any(
            self.options.get(name) for name in ("expand_companies", "include_companies")
        )

    def _select_brought(self, hits):
        """Select the ids of hits and of what their companies bring.

        Addresses of a company (invoice, delivery) are no contacts to bring along.
        """
        # UNION and not OR: the planner can hash one long list, not one of several
        parts = [hits.select()]
        if self._brings_companies():
            parts.append(self._select_companies(hits))
        if self.options.get("expand_companies"):
            parts.append(
                SQL(
                    """SELECT colleague.id FROM res_partner colleague
                    WHERE colleague.commercial_partner_id IN (%s)
                      AND COALESCE(colleague.type, 'contact') = 'contact'""",
                    self._select_companies(hits),
                )
            )
        return SQL(" UNION ").join(parts)

    def _select_decided(self, hits):
        """Select the ids of the contacts that Reduce and Refine decide about."""
        if not self.options.get("entire_companies"):
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

    def _build_remove(self, step):
        """Build the statement that archives the lines that Reduce or Refine drops."""
        dropped = self._get_dropped()
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
            SQL() if self.action == "reduce" else SQL("%s -", self.line_count),
        )

    def _get_dropped(self):
        """Return the condition of the lines that Reduce or Refine drops.

        Archived contacts are judged like any other, so they cannot slip through.
        """
        hits = self.contacts._search(self.domain, active_test=False)
        # NOT EXISTS and not NOT IN: the planner cannot hash a long NOT IN
        return SQL(
            "line.segment_id = %s AND line.active IS TRUE AND %s EXISTS("
            "SELECT FROM (%s) hit WHERE hit.id = line.partner_id)",
            self.segment.id,
            SQL() if self.action == "reduce" else SQL("NOT"),
            self._select_decided(hits),
        )
