# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.selections import EVALUATIONS, NEGATIVE_EVALUATIONS, POSITIVE_EVALUATIONS
from ...tools.told import read
from ..delivery.contact_interaction_bounced import BOUNCE_CODES
from ..delivery.contact_interaction_merged import MERGED
from ..delivery.contact_interaction_waiting import UNKNOWN

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
# So many reasons of failed and skipped deliveries are told apart.
REASONS_SHOWN = 5
HELP = "As on the results of the segment."


class ContactSegment(models.Model):
    """The figures of what came of segments: one pass over their interactions."""

    _inherit = "contact.segment"

    result_reached = fields.Integer(
        string="Reached", compute="_compute_result_columns", help=HELP
    )
    result_failed = fields.Integer(
        string="Failed",
        compute="_compute_result_columns",
        help="Deliveries that failed, and attempts that did not reach the contact.",
    )
    result_skipped = fields.Integer(
        string="Not Sent", compute="_compute_result_columns", help=HELP
    )
    result_bounced = fields.Integer(
        string="Bounced", compute="_compute_result_columns", help=HELP
    )
    result_opened = fields.Integer(
        string="Opened", compute="_compute_result_columns", help=HELP
    )
    result_clicked = fields.Integer(
        string="Clicked", compute="_compute_result_columns", help=HELP
    )
    result_replied = fields.Integer(
        string="Replied", compute="_compute_result_columns", help=HELP
    )
    result_responded = fields.Integer(
        string="Responded", compute="_compute_result_columns", help=HELP
    )
    result_response_rate = fields.Float(
        string="Response Rate",
        compute="_compute_result_columns",
        help="Contacts who responded, divided by those with an interaction.",
    )
    result_positive = fields.Integer(
        string="Positive", compute="_compute_result_columns", help=HELP
    )
    result_cost = fields.Monetary(
        string="Cost so Far",
        compute="_compute_result_columns",
        help="Of the interactions that took place, responses included.",
    )
    result_cost_per_response = fields.Monetary(
        string="Cost per Response", compute="_compute_result_columns", help=HELP
    )

    @api.model
    def _get_result_domains(self):
        """Return the condition on interactions behind every figure.

        Counting and the lists that open use the same ones. The interactions of lines
        have exactly one outcome; further calls and responses have no line. A line that
        went with its contact counts as one.

        :rtype: dict[str, Domain]
        """
        line = Domain("segment_line_id", "!=", False)
        line |= Domain("line_deleted", "=", True)
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
            **self._get_mail_domains(line & done),
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

    @api.model
    def _get_mail_domains(self, addressed):
        """Return the condition behind every figure of what became of e-mails.

        :param Domain addressed: the interactions that are counted
        :rtype: dict[str, Domain]
        """
        bounced = Domain("bounced_on", "!=", False)
        opened = Domain("opened_on", "!=", False)
        mailed = Domain("channel", "=", "email") & (
            Domain("delivery_state", "=", "sent") | bounced
        )
        domains = {
            "mailed": mailed,
            "bounced": bounced,
            "opened": opened,
            "opened_by_person": opened & Domain("opened_by", "=", "person"),
            "clicked": Domain("clicked_on", "!=", False),
            "replied": Domain("replied_on", "!=", False),
        }
        return {name: addressed & domain for name, domain in domains.items()}

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
                told = read(self.env, message)
                text = names.get(code) or told or self.env._("No reason was given")
                reasons[state].append({"message": text, "count": count})
        return reasons

    @api.model
    def _get_gate_names(self):
        """Return what the reasons of deliveries are called where no contact is named.

        :rtype: dict[str, str]
        """
        return {
            **self._get_problem_names(),
            "deleted": self.env._("Deleted contacts"),
            UNKNOWN: self.env._("May have arrived; nobody knows"),
            MERGED: self.env._("Merged with a contact that got it"),
            **self._get_bounce_names(),
        }

    @api.model
    def _get_bounce_names(self):
        """Return what it is called in results why e-mails came back.

        :rtype: dict[str, str]
        """
        names = (
            self.env._("Bounced: no such address"),
            self.env._("Bounced: mailbox full"),
            self.env._("Bounced: refused by their mail server"),
            self.env._("Bounced: their mail server not reached"),
            self.env._("Bounced: too big"),
            self.env._("Bounced: other reasons"),
        )
        return dict(zip(BOUNCE_CODES, names, strict=True))

    # --------------------------------------------------------------------------------
    # What came of a segment: from the contacts on it to those who liked it.
    # --------------------------------------------------------------------------------

    def get_results(self):
        """Tell what came of this segment.

        A contact is *reached* when its interaction took place, nothing was to be
        delivered or it was, and the attempt did not fail. *Responded* are contacts with
        an interaction on this segment that is a response, each counted once; the
        response rate divides them by the contacts addressed, that is all with an
        interaction that is neither postponed nor cancelled. *Positive* are contacts
        with an interaction on this segment that was evaluated so. *Mailed* are e-mails
        that went out, *bounced* those of them that came back. Only what the user
        may see counts; ``hidden`` says how many contacts are left out.

        :return: state, logged_on, currency_id, figures (contacts, hidden, not_logged,
            logged, addressed, cancelled, postponed, waiting, sent, failed, skipped,
            not_reached, reached, mailed, bounced, opened, opened_by_person, clicked,
            replied, failed_attempts, responses, responded,
            response_rate from 0 to 1, positive, negative, interactions, cost,
            duration, cost_per_response),
            evaluations, reasons, opportunities, orders and waterfall
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        figures = self._read_result_figures()[self.id]
        contacts = self._count_visible_lines()[self.id]
        results = {
            **figures,
            "contacts": contacts,
            "hidden": self.line_count - contacts,
            "not_logged": max(contacts - figures["logged"], 0),
            **self._get_result_ratios(figures),
        }
        evaluations = self._describe_evaluations(results)
        return {
            "state": self.state,
            "logged_on": fields.Datetime.to_string(self.logged_on) or "",
            "currency_id": self.currency_id.id,
            "figures": results,
            "evaluations": evaluations,
            "reasons": self._read_delivery_reasons(REASONS_SHOWN),
            "opportunities": self._read_opportunity_results(),
            "orders": self._read_order_results(),
            "waterfall": self._describe_waterfall(results),
        }

    @api.model
    def _get_result_ratios(self, figures):
        """Return the response rate and the cost per response; zero without any."""
        addressed, responses = figures["addressed"], figures["responses"]
        return {
            "response_rate": (
                min(figures["responded"] / addressed, 1.0) if addressed else 0.0
            ),
            "cost_per_response": figures["cost"] / responses if responses else 0.0,
        }

    def _describe_evaluations(self, figures):
        """Take the five evaluations out of the figures, with their names."""
        labels = self.env["contact.interaction"]._fields["evaluation"]
        labels = dict(labels._description_selection(self.env))
        return [
            {
                "code": f"evaluation_{code}",
                "label": labels[code],
                "count": figures.pop(f"evaluation_{code}"),
            }
            for code, _label in EVALUATIONS
        ]

    def _describe_waterfall(self, figures):
        """Return the bars from all contacts to those who liked it.

        A bar of a loss begins where the bars before it left off, so they lead down
        like stairs; ``percent`` and ``offset`` are of all contacts.
        """
        total = max(figures["contacts"], 1)
        left = figures["contacts"]
        bars = []
        for code, label, kind in self._get_waterfall_bars():
            count = figures[code]
            if not count and kind in ("rare", "wait", "mail"):
                continue
            offset = 0
            if kind not in ("level", "mail"):
                left -= count
                offset = left
            bars.append(
                {
                    "code": code,
                    "label": label,
                    "kind": {"rare": "loss", "mail": "level"}.get(kind, kind),
                    "count": count,
                    "percent": min(100.0 * count / total, 100.0),
                    "offset": max(100.0 * offset / total, 0.0),
                }
            )
        return bars

    def _get_waterfall_bars(self):
        """Return code, name and kind of the bars; rare ones show only with a count."""
        not_logged = (
            self.env._("Not logged yet")
            if self.state == "draft"
            else self.env._("Blocked, not logged")
        )
        return [
            ("contacts", self.env._("Contacts"), "level"),
            ("not_logged", not_logged, "loss"),
            ("cancelled", self.env._("Interaction cancelled"), "rare"),
            ("postponed", self.env._("Interaction postponed"), "rare"),
            ("skipped", self.env._("Not sent"), "loss"),
            ("failed", self.env._("Delivery failed"), "loss"),
            ("waiting", self.env._("Waiting to be sent"), "wait"),
            ("not_reached", self.env._("Tried, not reached"), "loss"),
            ("reached", self.env._("Reached"), "level"),
            ("opened", self.env._("Opened"), "mail"),
            ("clicked", self.env._("Clicked"), "mail"),
            ("responded", self.env._("Responded"), "level"),
            ("positive", self.env._("Positive"), "level"),
        ]

    # --------------------------------------------------------------------------------
    # What a segment sold: opportunities, and orders where Sales is installed.
    # --------------------------------------------------------------------------------

    def _read_opportunity_results(self):
        """Return the opportunities that come from this segment, as the user sees them.

        :return: available (the user may see any), count (lost ones included), value
            (those not lost), won_count and won_value, in the segment's currency
        :rtype: dict
        """
        results = {
            "available": self.env["crm.lead"].has_access("read"),
            "count": 0,
            "value": 0.0,
            "won_count": 0,
            "won_value": 0.0,
        }
        if not results["available"]:
            return results
        groups = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                [("segment_id", "=", self.id)],
                ["won_status", "company_id"],
                ["__count", "expected_revenue:sum"],
            )
        )
        campaigns = self.env["utm.campaign"].with_company(self.company_id)
        companies = {company for _status, company, *_figures in groups}
        rates = campaigns._get_contact_rates(companies)
        for status, company, count, revenue in groups:
            results["count"] += count
            if status != "lost":
                results["value"] += revenue * rates[company]
            if status == "won":
                results["won_count"] += count
                results["won_value"] += revenue * rates[company]
        return results

    def _read_order_results(self):
        """Return the orders since logging, as the user sees them.

        Confirmed orders of the segment's company, of the contacts that were addressed
        or of their companies, each counted once. A segment is no proof that it brought
        them about.

        :return: available (there are orders and the user may see them), count and
            amount (without taxes, in the segment's currency)
        :rtype: dict
        """
        available = (
            "sale.order" in self.env
            and bool(self.logged_on)
            and self.env["sale.order"].has_access("read")
        )
        results = {"available": available, "count": 0, "amount": 0.0}
        if not available:
            return results
        orders = self.env["sale.order"]
        query = orders._search(self._get_order_domain())
        amount = orders._field_to_sql(query.table, "amount_untaxed", query)
        rate = orders._field_to_sql(query.table, "currency_rate", query)
        [(count, total)] = self.env.execute_query(
            query.select(
                SQL("COUNT(*)"),
                SQL("COALESCE(SUM(%s / COALESCE(NULLIF(%s, 0), 1)), 0)", amount, rate),
            )
        )
        return {**results, "count": count, "amount": float(total)}

    def _get_order_domain(self):
        """Return the condition of the orders since logging.

        :rtype: list
        """
        addressed = [
            ("segment_id", "=", self.id),
            ("segment_line_id", "!=", False),
            ("state", "=", "done"),
        ]
        return list(
            Domain("state", "=", "sale")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("date_order", ">=", fields.Datetime.to_string(self.logged_on))
            & Domain(
                "partner_id.commercial_partner_id.company_interaction_ids",
                "any",
                addressed,
            )
        )

    # --------------------------------------------------------------------------------
    # Results as columns, to compare segments in a list: one query for the page.
    # --------------------------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("interaction_count")
    def _compute_result_columns(self):
        results = self._read_result_figures()
        empty = self.browse()._get_empty_figures()
        for segment in self:
            row = results.get(segment._origin.id, empty)
            ratios = self._get_result_ratios(row)
            segment.result_reached = row["reached"]
            segment.result_failed = row["failed"] + row["not_reached"]
            segment.result_skipped = row["skipped"]
            segment.result_bounced = row["bounced"]
            segment.result_opened = row["opened"]
            segment.result_clicked = row["clicked"]
            segment.result_replied = row["replied"]
            segment.result_responded = row["responded"]
            segment.result_response_rate = ratios["response_rate"]
            segment.result_positive = row["positive"]
            segment.result_cost = row["cost"]
            segment.result_cost_per_response = ratios["cost_per_response"]

    @api.model
    def _get_empty_figures(self):
        """Return the figures of a segment that has no interactions."""
        return dict.fromkeys([*self._get_result_domains(), "cost", "duration"], 0)

    # --------------------------------------------------------------------------------
    # The lists behind the results of a segment.
    # --------------------------------------------------------------------------------

    def action_view_result(self, code):
        """Open what one figure of the results counts.

        :param str code: a bar of the waterfall or an evaluation of ``get_results``,
            or opportunities or orders
        :return: a window action
        :rtype: dict
        :raise UserError: there is no such figure
        """
        arguments.check_one(self)
        self.check_access("read")
        domains = self._get_result_domains()
        if code in ("contacts", "not_logged"):
            return self._open_result_lines(code)
        if code == "opportunities":
            return self.action_view_opportunities()
        if code == "orders" and self._read_order_results()["available"]:
            return self._open_result_orders()
        known = ["contacts", "not_logged", "opportunities", *domains]
        arguments.read_choice(self.env, "code", code, known)
        action = self.action_view_interactions()
        action["domain"] = list(Domain("segment_id", "=", self.id) & domains[code])
        action["context"] = {"create": False}
        return action

    def _open_result_lines(self, code):
        """Return the action that opens the contacts, or those without interaction."""
        action = self.action_view_lines()
        domain = Domain(action["domain"])
        if code == "not_logged":
            domain &= Domain("interaction_id", "=", False)
            action["name"] = self.env._("Contacts without Interaction")
        return {**action, "domain": list(domain)}

    def _open_result_orders(self):
        """Return the action that opens the orders since logging."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders since Logging"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": self._get_order_domain(),
            "context": {"create": False},
        }
