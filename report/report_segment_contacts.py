# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

# So many contacts of a segment are listed; a longer list is no report to read.
MAX_CONTACTS = 500


class ReportSegmentContacts(models.AbstractModel):
    """Contacts by segment: each with its interactions, cost and opportunities."""

    _name = "report.contact_segment.report_segment_contacts"
    _description = "Contacts by Segment"

    @api.model
    def _get_report_values(self, docids, data=None):
        segments = self.env["contact.segment"].browse(docids)
        segments.check_access("read")
        return {
            "doc_ids": segments.ids,
            "doc_model": segments._name,
            "docs": segments,
            "sections": [self._prepare_section(segment) for segment in segments],
            "has_leads": self._has_leads(),
            "max_contacts": MAX_CONTACTS,
        }

    @api.model
    def _has_leads(self):
        return self.env["crm.lead"].has_access("read")

    @api.model
    def _prepare_section(self, segment):
        """Return what the report shows of one segment.

        :return: segment, rows, the number of further contacts, and the totals over all
        :rtype: dict
        """
        contacts = Domain("segment_line_ids", "any", segment._get_line_domain())
        partners = self.env["res.partner"].with_context(active_test=False)
        count = partners.search_count(contacts)
        shown = partners.search(contacts, order="complete_name, id", limit=MAX_CONTACTS)
        figures = self._read_figures(Domain("partner_id", "in", shown.ids))
        users = self._get_salespeople(segment, shown)
        rows = [
            {"partner": partner, "user": users.get(partner), **figures[partner.id]}
            for partner in shown
        ]
        total = {}
        if count > len(shown):
            in_segment = Domain("partner_id", "any", contacts)
            sums = self._read_figures(in_segment, by_partner=False)
            total = sums[False]
        else:
            for name in ("interactions", "cost", "leads", "value"):
                total[name] = sum(row[name] for row in rows)
        return {
            "segment": segment,
            "rows": rows,
            "count": count,
            "further": count - len(shown),
            "total": total,
        }

    @api.model
    def _get_salespeople(self, segment, partners):
        """Return the salesperson of the segment for each of these contacts."""
        lines = self.env["contact.segment.line"].search(
            segment._get_line_domain() & Domain("partner_id", "in", partners.ids),
            order="id desc",
        )
        # the first line of a contact wins
        return {line.partner_id: line.user_id for line in lines}

    @api.model
    def _read_figures(self, domain, by_partner=True):
        """Return figures by contact id, with two grouped queries.

        :param Domain domain: on models with a ``partner_id``
        :param bool by_partner: False for the sums over all, under the key False
        """
        groupby = ["partner_id"] if by_partner else []
        figures = _Figures()
        done = self.env["contact.interaction"]._read_group(
            domain & Domain("state", "=", "done"), groupby, ["__count", "cost:sum"]
        )
        for *partner, count, cost in done:
            figures[partner[0].id if partner else False].update(
                interactions=count, cost=cost or 0.0
            )
        if self._has_leads():
            leads = self.env["crm.lead"]._read_group(
                domain & Domain("type", "=", "opportunity"),
                groupby,
                ["__count", "expected_revenue:sum"],
            )
            for *partner, count, value in leads:
                figures[partner[0].id if partner else False].update(
                    leads=count, value=value or 0.0
                )
        return figures


class _Figures(dict):
    """Figures that are zero where nothing was found."""

    def __missing__(self, key):
        self[key] = {"interactions": 0, "cost": 0.0, "leads": 0, "value": 0.0}
        return self[key]
