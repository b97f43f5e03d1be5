# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import open_dialog
from ...tools.condition_tree import (
    find_changes,
    holds,
    is_in,
    list_numbers,
    renumber,
)
from .step_reasons import StepReasons


class ContactSegment(models.Model):
    """Why a contact is on a segment or not: condition by condition."""

    _inherit = "contact.segment"

    def explain(self, partner_id):
        """Tell why a contact is on the segment or not, condition by condition.

        What is found of the contact is told with the rights and in the language of the
        user.

        :param int partner_id: the contact
        :return: included; matches_today, whether the steps would bring the contact with
            the data of today; missing, the labels of the conditions that would have to
            change, as few as possible; and for every step its step_id, action, summary,
            whether the contact matches it today, its effect (added, removed, kept or
            none), its conditions, for each label, met, wanted and found, and rule, how
            they go together: the place of a condition in that list, or a list that
            begins with all or any
        :rtype: dict
        :raise MissingError: the contact does not exist
        :raise UserError: it was stopped, or a measure in it cannot be used any more
        """
        arguments.check_one(self)
        self.check_access("read")
        partner = arguments.read_record(
            self.env, "partner_id", partner_id, "res.partner"
        )
        done = self._get_done_steps().filtered(lambda one: not one.is_off)
        effects, included = self._find_effects(done, partner)
        self._flush_for_step()
        with self._within_time(flush=False):
            reasons = self._get_reasons(done)
            met = self._test_conditions(reasons, partner)
            told = self._tell_conditions(reasons, met, partner)
        missing = {}
        if not included:
            missing = find_changes(reasons.plan, met, reasons.costs)
        return {
            "included": included,
            "matches_today": is_in(reasons.plan, met),
            "missing": self._tell_missing(reasons, missing),
            "steps": [
                {
                    "step_id": step.id,
                    "action": step.action,
                    "summary": step.summary or "",
                    "matched": holds(reasons.found[step], met),
                    "effect": effect,
                    **self._tell_rule(reasons, step, met, told),
                }
                for step, effect in effects
            ],
        }

    def _get_reasons(self, steps):
        """Return the conditions of steps, and how they go together on this segment.

        :rtype: StepReasons
        """
        return StepReasons(self, steps)

    def _find_effects(self, steps, partner):
        """Return what each step did to a contact, and whether it is on the segment.

        :rtype: tuple[list[tuple], bool]
        """
        lines = self.env["contact.segment.line"].with_context(active_test=False)
        lines = lines.search(
            [("segment_id", "=", self.id), ("partner_id", "=", partner.id)]
        )
        included, effects = False, []
        for step in steps:
            effect = "kept" if included else "none"
            if step in lines.step_id:
                effect, included = "added", True
            elif step in lines.removed_step_id:
                effect, included = "removed", False
            effects.append((step, effect))
        return effects, any(lines.mapped("active"))

    def _test_conditions(self, reasons, partner):
        """Return which conditions a contact meets, all asked for in one statement.

        :rtype: list[bool]
        """
        if not reasons.conditions:
            return []
        statement = SQL("SELECT %s", reasons.test(partner))
        ((met,),) = self._execute_step(Domain.TRUE, lambda: statement, many=False)
        return met

    def _tell_rule(self, reasons, step, met, told):
        """Return the conditions of a step in words, and how they go together.

        What everybody meets who is not kept out is told only of who is.
        """
        rule = reasons.get_rule(step)
        shown = [
            number
            for number in list_numbers(rule)
            if not (reasons.conditions[number].is_gate and met[number])
        ]
        places = {number: place for place, number in enumerate(shown)}
        return {
            "conditions": [told[number] for number in shown],
            "rule": ["all"] if not shown else renumber(rule, places),
        }

    # --------------------------------------------------------------------------------
    # Conditions in words.
    # --------------------------------------------------------------------------------

    def _tell_conditions(self, reasons, met, partner):
        """Return label, met, wanted and found of every condition.

        :rtype: list[dict]
        """
        contacts = self.env["res.partner"]
        labels = contacts._describe_each(self._describe_wanted, reasons.conditions)
        return [
            {
                "label": label,
                "met": is_met,
                "wanted": wanted,
                "found": self._tell_found_of(condition, is_met, partner)[partner.id],
            }
            for condition, is_met, (label, wanted) in zip(
                reasons.conditions, met, labels, strict=True
            )
        ]

    def _tell_missing(self, reasons, missing):
        """Return the labels of conditions that would have to change.

        :param dict missing: for the numbers of these, whether they would have to be met
        :rtype: list[str]
        """
        wanted = [(reasons.conditions[number], one) for number, one in missing.items()]
        contacts = self.env["res.partner"]
        return contacts._describe_each(
            lambda partners, item: self._describe_wanted(partners, *item)[0], wanted
        )

    @api.model
    def _describe_wanted(self, partners, condition, wanted=True):
        """Return a condition as a phrase, and what it asks for without its field.

        :param res.partner partners: what describes, with the names it knows
        :param bool wanted: False for its opposite
        :rtype: tuple[str, str]
        """
        if condition.kind != "term":
            label = self._describe_special(condition.key)
            if not wanted:
                label = self.env._("not (%(condition)s)", condition=label)
            return label, self.env._("yes") if wanted else self.env._("no")
        path, operator, value, negated = condition.key[1:]
        domain = Domain(path, operator, value)
        domain = ~domain if negated == wanted else domain
        label = partners._describe_terms(partners, list(domain))
        field = partners._get_condition_label(path, operator, value)
        return label, label.removeprefix(field).strip() or label

    @api.model
    def _describe_special(self, key):
        """Return a condition that is not one of a domain as a phrase."""
        kind, action = key[0], key[1] if len(key) > 1 else ""
        if kind == "hand" and action != "add":
            kind = "hand_removed" if action == "reduce" else "many"
        if kind == "company":
            company = self.env["res.company"].browse(action)
            return self.env._(
                "belongs to %(company)s or to no company",
                # sudo: users of a segment know the name of its company
                company=company.sudo().display_name,
            )
        return {
            "hand": self.env._("entered by hand"),
            "hand_removed": self.env._("removed by hand"),
            "list": self.env._("on the pasted list"),
            "many": self.env._("meets all the conditions of the step"),
            "company_hit": self.env._("another contact of the company is found"),
            "archived": self.env._("not archived"),
            "excluded": self.env._("not excluded from segments"),
        }[kind]

    @api.model
    def _tell_found_of(self, condition, is_met, partners):
        """Return what is found of contacts where a condition looks.

        :param bool is_met: whether they all meet it, or none of them does
        :return: a phrase by the id of the contact
        :rtype: dict[int, str]
        """
        found = {}
        if condition.term:
            found = partners._tell_found(*condition.term)
        elif condition.kind == "company":
            found = partners._tell_found("company_id", "=", False)
        plain = self.env._("yes") if is_met else self.env._("no")
        return {one.id: found.get(one.id) or plain for one in partners}

    def action_explain(self, partner_id=0):
        """Open the card that tells why a contact is on the segment or not.

        :param int partner_id: the contact; 0 to ask which one
        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        partner = arguments.read_record(
            self.env,
            "partner_id",
            partner_id or self.env.context.get("explain_partner_id"),
            "res.partner",
            optional=True,
        )
        return open_dialog(
            "contact.segment.explain.wizard",
            self.env._("Why, or Why Not?"),
            context={
                "default_segment_id": self.id,
                "default_partner_id": partner.id,
            },
        )
