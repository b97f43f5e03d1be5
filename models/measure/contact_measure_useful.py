# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...tools.numbers import show_count

DAYS = (30, 90, 365)
ORDERED = "[('state', '=', 'sale')]"
PAID = "[('state', 'in', ['paid', 'done'])]"
INVOICES = "('state', '=', 'posted')"
OPPORTUNITY = "('type', '=', 'opportunity')"


class ContactMeasure(models.Model):
    """Measures that are there from the start, those of the apps that are installed."""

    _inherit = "contact.measure"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_useful(self):
        # it would come back with the next update
        for measure in self.filtered("key"):
            raise UserError(
                self.env._(
                    "%(measure)s comes with the app; archive it instead.",
                    measure=measure.name,
                )
            )

    @api.autovacuum
    def _make_useful(self):
        """Make the measures of apps that were just installed."""
        self._create_useful()

    @api.model
    def _create_useful(self):
        """Create the measures that are missing; what was changed stays as it is."""
        known = self.with_context(active_test=False).search([("key", "!=", False)])
        keys = set(known.mapped("key"))
        names = self._get_useful_names()
        missing = [
            {"key": key, "name": names["en_US"][key], "user_id": False, **values}
            for key, values in self._list_useful().items()
            if key not in keys and self._is_possible(values)
        ]
        self.create(missing)
        self._name_useful(names)

    @api.model
    def _name_useful(self, langs):
        """Name the measures in languages in which they have no name yet.

        A measure that somebody called something else stays as it is.

        :param langs: the codes of the languages
        """
        # sudo: names come with the app, whoever installs a language
        measures = self.sudo().with_context(active_test=False, lang="en_US")
        measures = measures.search([("key", "!=", False)])
        names = self._get_useful_names()
        for lang in (names.keys() & set(langs)) - {"en_US"}:
            for measure in measures:
                translated = measure.with_context(lang=lang)
                usual = names["en_US"].get(measure.key)
                if measure.name == translated.name == usual:
                    translated.name = names[lang][measure.key]

    @api.model
    def _get_useful_names(self):
        """Return what the measures are called, in every language of the database."""
        codes = {"en_US": None} | dict(self.env["res.lang"].get_installed())
        return {
            code: self.with_context(lang=code)._list_useful_names() for code in codes
        }

    @api.model
    def _is_possible(self, values):
        """Whether the app is there, with all that a measure needs."""
        return not self.new({"name": "?", **values})._find_problem()

    @api.model
    def _list_useful(self):
        """Return the measures that come with the app: values by key."""
        useful = {}
        for days in DAYS:
            since = {"date_from": f"today -{days}d"}
            if days != 365:
                for direction in ("outbound", "inbound"):
                    useful[f"interactions_{direction}_{days}"] = {
                        **self._use_interactions(direction),
                        **since,
                    }
            useful[f"orders_{days}"] = {**self._use_orders(), **since}
            useful[f"revenue_{days}"] = {
                **self._use_orders("sum", "amount_untaxed"),
                **since,
            }
        return {
            **useful,
            **self._list_useful_of_interactions(),
            **self._list_useful_of_opportunities(),
            **self._list_useful_of_sales(),
            **self._list_useful_of_other_apps(),
        }

    @api.model
    def _use_interactions(self, direction=None, aggregate="count", field_name=False):
        terms = ["('state', '=', 'done')"]
        if direction:
            terms.append(f"('direction', '=', '{direction}')")
        return {
            "model": "contact.interaction",
            "partner_path": "partner_id",
            "domain": f"[{', '.join(terms)}]",
            "date_field": "date",
            "aggregate": aggregate,
            "field_name": field_name,
        }

    @api.model
    def _use_orders(self, aggregate="count", field_name=False):
        return {
            "model": "sale.order",
            "partner_path": "partner_id",
            "domain": ORDERED,
            "date_field": "date_order",
            "aggregate": aggregate,
            "field_name": field_name,
        }

    @api.model
    def _use_opportunities(self, condition, aggregate="count", field_name=False):
        return {
            "model": "crm.lead",
            "partner_path": "partner_id",
            "domain": f"[{OPPORTUNITY}, {condition}]",
            "date_field": "create_date",
            "aggregate": aggregate,
            "field_name": field_name,
        }

    @api.model
    def _list_useful_of_interactions(self):
        last = self._use_interactions(None, "maximum", "date")
        seen = self._use_interactions("outbound", "count_distinct", "opened_on")
        opened = self._use_interactions("outbound")
        opened["domain"] = opened["domain"][:-1] + ", ('opened_by', '!=', False)]"
        return {
            "last_interaction": last,
            # only where interactions know when they were opened
            "mails_opened_90": {**opened, "date_from": "today -90d"},
            "last_opened": {**seen, "aggregate": "maximum"},
        }

    @api.model
    def _list_useful_of_opportunities(self):
        useful = {}
        for key, condition in (
            ("open", "('won_status', '=', 'pending')"),
            ("won", "('won_status', '=', 'won')"),
            ("lost", "('won_status', '=', 'lost'), ('active', '=', False)"),
        ):
            useful[f"opportunities_{key}"] = self._use_opportunities(condition)
            useful[f"opportunities_{key}_value"] = self._use_opportunities(
                condition, "sum", "expected_revenue"
            )
        return useful

    @api.model
    def _list_useful_of_sales(self):
        lines = {
            "model": "sale.order.line",
            "partner_path": "order_id.partner_id",
            "domain": "[('state', '=', 'sale'), ('display_type', '=', False)]",
            "date_field": "order_id.date_order",
        }
        return {
            "orders": self._use_orders(),
            "revenue": self._use_orders("sum", "amount_untaxed"),
            "order_average": self._use_orders("average", "amount_untaxed"),
            "order_first": self._use_orders("minimum", "date_order"),
            "order_last": self._use_orders("maximum", "date_order"),
            "quotations_open": {
                **self._use_orders(),
                "domain": "[('state', 'in', ['draft', 'sent'])]",
            },
            "products_bought": {
                **lines,
                "aggregate": "count_distinct",
                "field_name": "product_id",
            },
        }

    @api.model
    def _list_useful_of_other_apps(self):
        invoices = {
            "model": "account.move",
            "partner_path": "partner_id",
            "date_field": "invoice_date",
            "aggregate": "sum",
        }
        both = f"[{INVOICES}, ('move_type', 'in', ['out_invoice', 'out_refund'])]"
        unpaid = "('payment_state', 'in', ['not_paid', 'partial'])"
        points = {
            "model": "pos.order",
            "partner_path": "partner_id",
            "domain": PAID,
            "date_field": "date_order",
        }
        return {
            "invoiced": {
                **invoices,
                "domain": both,
                "field_name": "amount_untaxed_signed",
            },
            "invoices_overdue": {
                **invoices,
                "domain": f"[{INVOICES}, ('move_type', '=', 'out_invoice'), {unpaid}]",
                "aggregate": "count",
                "date_field": "invoice_date_due",
                "date_to": "today",
            },
            "overdue": {
                **invoices,
                "domain": f"[{INVOICES}, ('move_type', '=', 'out_invoice'), {unpaid}]",
                "field_name": "amount_residual_signed",
                "date_field": "invoice_date_due",
                "date_to": "today",
            },
            "events_attended": {
                "model": "event.registration",
                "partner_path": "partner_id",
                "domain": "[('state', '=', 'done')]",
                "date_field": "event_id.date_begin",
            },
            "pos_orders": points,
            "pos_revenue": {
                **points,
                "aggregate": "sum",
                "field_name": "amount_total",
            },
            **self._list_useful_of_surveys(),
        }

    @api.model
    def _list_useful_of_surveys(self):
        surveys = {
            "model": "survey.user_input",
            "partner_path": "partner_id",
            "domain": "[('state', '=', 'done'), ('test_entry', '=', False)]",
            "date_field": "end_datetime",
        }
        done = "('user_input_id.state', '=', 'done')"
        real = "('user_input_id.test_entry', '=', False)"
        return {
            "surveys_answered": {**surveys, "aggregate": "count"},
            "survey_last": {
                **surveys,
                "aggregate": "maximum",
                "field_name": "end_datetime",
            },
            "survey_score": {
                **surveys,
                "domain": surveys["domain"][:-1]
                + ", ('survey_id.scoring_type', '!=', 'no_scoring')]",
                "aggregate": "average",
                "field_name": "scoring_percentage",
            },
            "survey_answers": {
                "model": "survey.user_input.line",
                "partner_path": "user_input_id.partner_id",
                "domain": f"[{done}, {real}, ('skipped', '=', False)]",
                "date_field": "user_input_id.end_datetime",
                "aggregate": "count",
            },
        }

    @api.model
    def _list_useful_names(self):
        """Return the names of the measures that come with the app, by key."""
        names = {}
        for days in DAYS:
            names |= {
                f"interactions_outbound_{days}": self.env._(
                    "Interactions from us, last %(days)s days",
                    days=show_count(self.env, days),
                ),
                f"interactions_inbound_{days}": self.env._(
                    "Interactions from them, last %(days)s days",
                    days=show_count(self.env, days),
                ),
                f"orders_{days}": self.env._(
                    "Orders, last %(days)s days", days=show_count(self.env, days)
                ),
                f"revenue_{days}": self.env._(
                    "Revenue, last %(days)s days", days=show_count(self.env, days)
                ),
            }
        return names | {
            "last_interaction": self.env._("Last interaction"),
            "mails_opened_90": self.env._(
                "E-mails opened, last %(days)s days", days=show_count(self.env, 90)
            ),
            "last_opened": self.env._("Last e-mail opened"),
            "opportunities_open": self.env._("Open opportunities"),
            "opportunities_open_value": self.env._("Value of open opportunities"),
            "opportunities_won": self.env._("Won opportunities"),
            "opportunities_won_value": self.env._("Value of won opportunities"),
            "opportunities_lost": self.env._("Lost opportunities"),
            "opportunities_lost_value": self.env._("Value of lost opportunities"),
            "orders": self.env._("Orders"),
            "revenue": self.env._("Revenue"),
            "order_average": self.env._("Average order"),
            "order_first": self.env._("First order"),
            "order_last": self.env._("Last order"),
            "quotations_open": self.env._("Open quotations"),
            "products_bought": self.env._("Different products bought"),
            "invoiced": self.env._("Invoiced revenue"),
            "invoices_overdue": self.env._("Overdue invoices"),
            "overdue": self.env._("Amount overdue"),
            "events_attended": self.env._("Events attended"),
            "pos_orders": self.env._("Purchases in the shop"),
            "pos_revenue": self.env._("Revenue in the shop"),
            "surveys_answered": self.env._("Surveys answered"),
            "survey_last": self.env._("Last survey answered"),
            "survey_score": self.env._("Average score in surveys (%)"),
            "survey_answers": self.env._("Survey answers"),
        }
