# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import open_form
from .contact_segment_features import SIGNIFICANT

# So many differences are told, those that tell most.
SHOWN = 30


class ContactSegment(models.Model):
    """What sets the contacts of a segment apart from all others."""

    _inherit = "contact.segment"

    def get_differences(self):
        """Tell what sets the members apart from everybody the user may see.

        Every contact that the user may see is counted, and so are the members among
        them. Differences that could be chance are left out: the probabilities are
        corrected for the number of comparisons by the rule of Benjamini & Hochberg. Of
        what is told, the differences that tell most about who is a member come first.

        :return: at most 30 choices; for each ``feature`` and ``value`` (what it is
            called), ``domain`` (the condition that finds all with it), ``inside``
            (members with it), ``size`` (all with it), ``share`` (of the members) and
            ``base_share`` (of all, 0 to 1), ``lift`` (the one by the other) and
            ``p_value`` (corrected)
        :rtype: list[dict]
        :raise UserError: the segment has no contacts, a library is missing, or it was
            stopped
        """
        self._start_insight()
        with self._within_time(flush=False):
            known = self._read_known_contacts(
                lambda query: {"is_member": self._mark_members(query)}
            )
        self._check_has_members(known)
        return self._rank_differences(known)

    def _check_has_members(self, known):
        if not known.marks["is_member"].any():
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no contacts to compare with others; add "
                    "some first.",
                    segment=self.display_name,
                )
            )

    def _rank_differences(self, known):
        """Return the differences that are more than chance, the clearest first."""
        import numpy as np

        from ...forecasting import contrast

        is_member = known.marks["is_member"]
        members, total = int(is_member.sum()), len(is_member)
        sizes, inside = known.count(is_member)
        chi, chance = contrast.compare(inside, members, sizes - inside, total - members)
        chance = contrast.adjust(chance)
        rows = []
        choices = list(known.iter_choices())
        for place in np.lexsort((np.arange(len(chi)), -chi)):
            if chance[place] > SIGNIFICANT or not sizes[place]:
                continue
            factor, code = choices[place]
            share, base = inside[place] / members, sizes[place] / total
            if len(factor.choices) == 2 and share < base:
                # the other one of two says the same
                continue
            rows.append(
                {
                    "feature": factor.feature.label,
                    "value": factor.choices[code][0],
                    "domain": factor.choices[code][1],
                    "inside": int(inside[place]),
                    "size": int(sizes[place]),
                    "share": float(share),
                    "base_share": float(base),
                    "lift": float(share / base),
                    "p_value": float(chance[place]),
                }
            )
        return rows[:SHOWN]

    def action_insights(self):
        """Open what sets the contacts apart, who is like them, and what to try.

        :return: a client action
        :rtype: dict
        """
        arguments.check_one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "contact_segment.insights",
            "name": self.env._("Insights: %s", self.name),
            "target": "new",
            "context": {"dialog_size": "extra-large"},
            "params": {"segment_id": self.id, "state": self.state},
        }

    def action_take_condition(self, domain, action="add"):
        """Take a condition as a step: here, or on a new segment once this is logged.

        :param domain: a domain on contacts, as a list or as its text
        :param str action: add, reduce or refine
        :return: the action that opens the dialog of the step, or the new segment
        :rtype: dict
        :raise ValidationError: the domain is no literal or names what does not exist
        """
        arguments.check_one(self)
        self.check_access("read")
        text, _parsed = self.env["res.partner"]._parse_segment_domain(domain)
        titles = {
            "add": self.env._("Add Contacts"),
            "reduce": self.env._("Reduce Contacts"),
            "refine": self.env._("Refine Contacts"),
        }
        arguments.read_choice(self.env, "action", action, titles)
        if self.state == "draft":
            dialog = self._open_step_wizard(action, titles[action])
            dialog["context"]["default_domain"] = text
            return dialog
        name = self.env._("From %s", self.name)
        segment = self.create({"name": name, "company_id": self.company_id.id})
        segment.add_contacts(text)
        return open_form(self._name, res_id=segment.id)
