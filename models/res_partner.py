# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..tools.locks import wait_for_rows
from ..tools.selections import CHANNELS

# What lines resolve from their contact, or from its company.
RESOLVED_FROM = {"lang", "preferred_channel", "user_id", "parent_id", "is_company"}


class ResPartner(models.Model):
    """A contact with its segments and its interactions."""

    _inherit = "res.partner"

    segment_line_ids = fields.One2many(
        comodel_name="contact.segment.line",
        inverse_name="partner_id",
        string="Segment Lines",
        groups="contact_segment.group_user",
    )
    interaction_ids = fields.One2many(
        comodel_name="contact.interaction",
        inverse_name="partner_id",
        string="Interactions",
        groups="contact_segment.group_user",
    )
    exclude_from_segments = fields.Boolean(
        tracking=True,
        help="The contact stays out of segments; it can still be entered by hand.",
    )
    preferred_channel = fields.Selection(
        selection=CHANNELS,
        help="How the contact wants to be addressed, unless a segment says otherwise.",
    )

    def write(self, vals):
        result = super().write(vals)
        if RESOLVED_FROM.intersection(vals):
            self.env["contact.segment.line"]._invalidate_resolved()
        return result

    def _check_on_no_draft_segment(self):
        """Keep contacts that somebody is about to address.

        Called by ``unlink`` instead of marked with ``ondelete``, which would ask the
        database once more about every contact that no segment knows.
        """
        groups = (
            self.env["contact.segment.line"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("segment_id.state", "=", "draft"),
                    ("active", "=", True),
                ],
                ["partner_id"],
                ["segment_id:recordset"],
            )
        )
        reader = self.env["contact.segment"]
        for partner, segments in groups:
            raise UserError(
                self.env._(
                    "%(contact)s cannot be deleted while it is on a segment that is "
                    "not logged: %(segments)s. Remove it there first.",
                    contact=partner.display_name,
                    segments=[reader._tell_name(one) for one in segments],
                )
            )

    def _is_known_to_segments(self):
        """Whether a segment or an interaction names one of these contacts."""
        env, ids = self.env, self._ids or (0,)
        env["contact.segment.line"].flush_model(["partner_id"])
        env["contact.interaction"].flush_model(["partner_id", "commercial_partner_id"])
        [[is_known]] = env.execute_query(
            SQL(
                """SELECT EXISTS (
                    SELECT FROM contact_segment_line WHERE partner_id IN %(ids)s
                ) OR EXISTS (
                    SELECT FROM contact_interaction WHERE partner_id IN %(ids)s
                ) OR EXISTS (
                    SELECT FROM contact_interaction
                    WHERE commercial_partner_id IN %(ids)s
                )""",
                ids=ids,
            )
        )
        return is_known

    def _wait_for_segments(self):
        """Lock contacts, their segments, and their lines and interactions there.

        :return: the segments with these contacts
        :rtype: contact.segment
        """
        env, ids = self.env, self._ids or (0,)
        theirs = SQL("partner_id IN %s", ids)
        for name in ("contact.segment.line", "contact.interaction"):
            env[name].flush_model(["segment_id", "partner_id"])
        rows = env.execute_query(
            SQL(
                """SELECT segment_id FROM contact_segment_line WHERE %(theirs)s
                UNION SELECT segment_id FROM contact_interaction
                WHERE %(theirs)s AND segment_id IS NOT NULL""",
                theirs=theirs,
            )
        )
        segment_ids = [row[0] for row in rows]
        wait_for_rows(
            env,
            {
                "res_partner": self.ids,
                "contact_segment": segment_ids,
                "contact_segment_line": theirs,
                "contact_interaction": SQL(
                    "%s OR commercial_partner_id IN %s", theirs, ids
                ),
            },
        )
        return env["contact.segment"].sudo().browse(segment_ids)

    def unlink(self):
        """Delete contacts; the interactions of a person stay with the company."""
        if not self._is_known_to_segments():
            # Odoo checks the rights
            return super().unlink()
        self.check_access("unlink")
        self._wait_for_segments()
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            self._check_on_no_draft_segment()
        interactions = self.env["contact.interaction"].sudo()
        lines = self.env["contact.segment.line"].sudo()
        segments = lines.search([("partner_id", "in", self.ids)]).segment_id
        interactions._skip_deleted(self)
        for partner in self.filtered(lambda p: p.commercial_partner_id not in self):
            interactions.search([("partner_id", "=", partner.id)]).write(
                {"partner_id": partner.commercial_partner_id.id}
            )
        # all links at once: the database would take them away one by one, and stumble
        # over those of interactions that were logged in this transaction
        interactions.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE contact_interaction
                SET partner_id = NULL, commercial_partner_id = NULL,
                    segment_line_id = NULL
                WHERE partner_id IN %s""",
                self._ids or (0,),
            )
        )
        result = super().unlink()
        segments._recount_lines()
        return result
