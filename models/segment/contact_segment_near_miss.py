# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models
from odoo.fields import Domain

from ...tools import arguments
from ...tools.actions import open_dialog
from ...tools.condition_tree import find_changes
from .near_miss_statement import NearMissStatement

MOST = 1000


class ContactSegment(models.Model):
    """Who would be on a segment if one condition were met that is not."""

    _inherit = "contact.segment"

    def find_near_misses(self, limit=80):
        """Find the contacts that one condition keeps off the segment.

        Those come first who miss least of what it asks for, where it compares numbers
        or dates. Archived contacts are no near misses, and neither is who is not named
        in a list or was removed by hand.

        :param int limit: how many are wanted, 1000 at most
        :return: for each its partner_id, missing, a list with the label of the one
            condition, and found, what the contact has there
        :rtype: list[dict]
        :raise UserError: it was stopped, or a measure in it cannot be used any more
        """
        arguments.check_one(self)
        self.check_access("read")
        limit = arguments.read_integer(
            self.env, "limit", limit, minimum=1, maximum=MOST
        )
        done = self._get_done_steps().filtered(lambda one: not one.is_off)
        self._flush_for_step()
        with self._within_time(flush=False):
            reasons = self._get_reasons(done)
            if not reasons.conditions:
                return []
            rows = self._execute_step(
                Domain.TRUE, lambda: NearMissStatement(self, reasons).build(limit)
            )
            changes = [
                (partner_id, find_changes(reasons.plan, met, reasons.costs))
                for partner_id, met in rows
            ]
            # what one step wants and another one forbids is out of reach
            changes = [one for one in changes if len(one[1]) == 1]
            return self._tell_near_misses(reasons, changes)

    @api.model
    def _tell_near_misses(self, reasons, changes):
        """Return near misses with the one condition of each in words.

        :param list changes: the id of each contact, and what would have to change
        :rtype: list[dict]
        """
        keys = [next(iter(change.items())) for _id, change in changes]
        ids_by_key = {key: [] for key in keys}
        for key, (partner_id, _change) in zip(keys, changes, strict=True):
            ids_by_key[key].append(partner_id)
        labels, found = {}, {}
        for key, ids in ids_by_key.items():
            number, wanted = key
            [labels[key]] = self._tell_missing(reasons, {number: wanted})
            condition = reasons.conditions[number]
            partners = self.env["res.partner"].browse(ids)
            found.update(self._tell_found_of(condition, not wanted, partners))
        return [
            {"partner_id": id_, "missing": [labels[key]], "found": found[id_]}
            for key, (id_, _change) in zip(keys, changes, strict=True)
        ]

    def action_find_near_misses(self):
        """Show who would be on the segment if one condition were met that is not.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        wizard = self.env["contact.segment.near.miss.wizard"]
        wizard = wizard.create(
            {
                "segment_id": self.id,
                "line_ids": [
                    Command.create(
                        {
                            "partner_id": miss["partner_id"],
                            "missing": ", ".join(miss["missing"]),
                            "found": miss["found"],
                        }
                    )
                    for miss in self.find_near_misses()
                ],
            }
        )
        return open_dialog(wizard._name, self.env._("Near Misses"), res_id=wizard.id)
