# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools import arguments
from ..tools.selections import EVALUATIONS

# So many reasons of failed and skipped deliveries are told apart.
REASONS_SHOWN = 5


class ContactSegment(models.Model):
    """What came of a segment: from the contacts on it to those who liked it."""

    _inherit = "contact.segment"

    def get_results(self):
        """Tell what came of this segment.

        A contact is *reached* when its interaction took place, nothing was to be
        delivered or it was, and the attempt did not fail. *Responded* are contacts with
        an interaction on this segment that is a response, each counted once; the
        response rate divides them by the contacts addressed, that is all with an
        interaction that is neither postponed nor cancelled. *Positive* are contacts
        with an interaction on this segment that was evaluated so. Only what the user
        may see counts; ``hidden`` says how many contacts are left out.

        :return: state, logged_on, currency_id, figures (contacts, hidden, not_logged,
            logged, addressed, cancelled, postponed, waiting, sent, failed, skipped,
            not_reached, reached, failed_attempts, responses, responded,
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
            if not count and kind in ("rare", "wait"):
                continue
            offset = 0
            if kind != "level":
                left -= count
                offset = left
            bars.append(
                {
                    "code": code,
                    "label": label,
                    "kind": "loss" if kind == "rare" else kind,
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
            ("responded", self.env._("Responded"), "level"),
            ("positive", self.env._("Positive"), "level"),
        ]
