# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..tools import arguments
from ..tools.locks import wait_for_rows
from .contact_segment_line import OVERRIDABLE, STEP_FIELDS


class ContactSegmentLine(models.Model):
    """Lines created, changed and removed by hand: every change of members is a step."""

    _inherit = "contact.segment.line"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_values(vals_list)
        vals_list = [self._convert_overrides(vals) for vals in vals_list]
        env, vals_by_segment = self.env, {}
        for vals in vals_list:
            segment_id = vals.get("segment_id") or self.env.context.get(
                "default_segment_id"
            )
            segment_id = arguments.read_id(env, "segment_id", segment_id)
            partner_id = arguments.read_id(env, "partner_id", vals.get("partner_id"))
            if not segment_id or not partner_id:
                raise UserError(
                    self.env._("A line needs a segment and a contact; choose both.")
                )
            vals_by_segment.setdefault(segment_id, []).append(vals)
        steps = {}
        for segment_id, members in vals_by_segment.items():
            segment = self.env["contact.segment"].browse(segment_id)
            steps[segment] = segment._start_manual_add(members)
        checked = super(ContactSegmentLine, self._as_checked())
        lines = checked.create(vals_list)
        for segment, step in steps.items():
            count = len(vals_by_segment[segment.id])
            segment._finish_step(step, count, count, 0)
        return lines

    def write(self, vals):
        vals = arguments.read_vals(self, vals)
        self.segment_id._check_draft()
        if vals.get("active") is False:
            self._remove_by_hand()
            vals = {name: vals[name] for name in vals if name != "active"}
        forbidden = (STEP_FIELDS | {"active"}).intersection(vals)
        if forbidden:
            raise UserError(
                self.env._(
                    "%(fields)s of a line cannot be changed; remove the line, add "
                    "another contact, or go back.",
                    fields=sorted(forbidden),
                )
            )
        vals = self._convert_overrides(vals)
        if len(self) > 1:
            wait_for_rows(
                self.env,
                {
                    "contact_segment": self.segment_id.ids,
                    "contact_segment_line": self.ids,
                },
            )
        result = super().write(vals) if vals else True
        self._invalidate_resolved()
        return result

    # a step archives the lines instead, so that Go Back can bring them back
    def unlink(self):  # pylint: disable=method-required-super
        """Remove the contacts from their segments, as one step that can be undone.

        :return: True
        :rtype: bool
        :raise UserError: a segment is logged
        """
        self.segment_id._check_draft()
        self.check_access("unlink")
        self._remove_by_hand()
        return True

    def reset_overrides(self, fields):
        """Return values of the lines to what the segment says.

        :param list[str] fields: names of values, as in ``overridden_fields``; an empty
            list resets all
        :return: True
        :rtype: bool
        :raise UserError: a value does not exist or the segment is logged
        """
        names = arguments.read_choices(self.env, "fields", fields, OVERRIDABLE)
        names = names or list(OVERRIDABLE)
        self.write({f"override_{name}": None for name in names})
        return True

    @api.model
    def _convert_overrides(self, vals):
        """Return ``vals`` with resolved fields turned into overrides.

        An empty value means inherited, except where it is a value itself: False for a
        boolean and 0 for a number.
        """
        converted = {}
        for name, value in vals.items():
            if name not in OVERRIDABLE:
                converted[name] = value
            elif self._fields[name].type in ("float", "monetary"):
                empty = value is None or value is False
                converted[f"override_{name}"] = None if empty else value
            elif self._fields[name].type == "boolean":
                converted[f"override_{name}"] = bool(value)
            else:
                converted[f"override_{name}"] = value or False
        return converted

    def _remove_by_hand(self):
        """Archive the active lines: one manual step for every segment."""
        for segment, lines in self.filtered("active").grouped("segment_id").items():
            segment._remove_lines_by_hand(lines)
