# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_duration

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ...tools import arguments
from ...tools.actions import notify
from ...tools.locks import wait_for_rows
from ...tools.selections import CHANNELS
from .contact_channel import ChannelField
from .res_partner_gate import GATE_FIELDS
from .res_partner_postal import POSTAL_FIELDS

# What lines resolve from their contact, or from its company.
RESOLVED_FROM = {"lang", "preferred_channel", "user_id", "parent_id", "is_company"}
RESOLVED_FROM.update(GATE_FIELDS)


class Strangers(frozenset):
    """Ids of contacts without interactions; nobody can send one from outside."""


class ResPartner(models.Model):
    """A contact with its segments and its interactions."""

    _inherit = "res.partner"

    segment_line_ids = fields.One2many(
        comodel_name="contact.segment.line",
        inverse_name="partner_id",
        string="Segment Lines",
        # not those that a step removed, also where somebody asks who has none
        domain=[("active", "=", True)],
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
    preferred_channel = ChannelField(
        selection=CHANNELS,
        help="How the contact wants to be addressed, unless a segment says otherwise.",
    )

    def write(self, vals):
        result = super().write(vals)
        if RESOLVED_FROM.intersection(vals):
            self.env["contact.segment.line"]._invalidate_resolved()
        if vals.keys() & POSTAL_FIELDS:
            self.invalidate_model(["postal_partner_id"], flush=False)
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
                self._get_protecting_domain(),
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

    def _get_protecting_domain(self):
        """Return the condition of the lines that keep these contacts, a Domain."""
        is_on = Domain("partner_id", "in", self.ids) & Domain("active", "=", True)
        return is_on & Domain("segment_id.state", "=", "draft")

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

    def _wait_for_segments(self, others=None):
        """Lock contacts, their segments, and their lines and interactions there.

        :param dict others: further rows to lock, as for ``wait_for_rows``
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
        others = dict(others or {})
        wait_for_rows(
            env,
            {
                **others,
                "res_partner": self.ids,
                "contact_segment": {*segment_ids, *others.get("contact_segment", ())},
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
            strangers = self.with_context(contact_strangers=Strangers(self.ids))
            return super(ResPartner, strangers).unlink()
        self.check_access("unlink")
        self._wait_for_segments()
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            self._check_on_no_draft_segment()
        interactions = self.env["contact.interaction"].sudo()
        lines = self.env["contact.segment.line"].sudo()
        theirs = lines.search([("partner_id", "in", self.ids)])
        segments = theirs.segment_id
        theirs._note_deletion()
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

    @api.ondelete(at_uninstall=True)
    def _remember_no_interactions(self):
        """Spare the question which interactions are computed anew without contacts.

        Odoo asks it for every contact that is deleted, and forgets what was known
        before it began.
        """
        strangers = self.env.context.get("contact_strangers")
        if isinstance(strangers, Strangers) and strangers.issuperset(self.ids):
            self._fields["interaction_ids"]._update_cache(self, ())

    # --------------------------------------------------------------------------------
    # What the buttons and menus of contacts open.
    # --------------------------------------------------------------------------------

    def action_view_segments(self):
        """Open the segments with this contact or with the people of this company.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_segment_action_all"
        )
        action["domain"] = [("line_ids.partner_id", "child_of", self.id)]
        # what the button of each segment in the list is about
        action["context"] = {"explain_partner_id": self.id}
        return action

    def action_view_interactions(self):
        """Open the interactions with this contact or with the people of this company.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.env["contact.interaction"]._open_list(
            [("partner_id", "child_of", self.id)],
            default_partner_id=self.id,
            search_default_done=1,
        )

    @api.model
    def action_add_to_segment(self):
        """Ask to which segment the selected contacts shall be added.

        :return: a window action
        :rtype: dict
        """
        return self._open_add_wizard("existing", self.env._("Add to Segment"))

    @api.model
    def action_new_segment(self):
        """Ask for the name of a new segment with the selected contacts.

        :return: a window action
        :rtype: dict
        """
        return self._open_add_wizard("new", self.env._("New Segment"))

    @api.model
    def _open_add_wizard(self, target, title):
        # a new record: what is still empty in one that is stored opens as an error
        wizards = self.env["contact.segment.add.wizard"]
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": wizards._name,
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_target": target,
                "default_domain": wizards._default_domain(),
            },
        }

    # --------------------------------------------------------------------------------
    # Opens the dialog that creates an interaction with a contact.
    # --------------------------------------------------------------------------------

    def action_create_interaction(self):
        """Ask for a new interaction with this contact, or somebody of this company.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        is_fixed = not self.is_company
        return self.env["contact.interaction"]._open_wizard(
            partner_id=self.id,
            scope_id=self.id,
            is_contact_fixed=is_fixed,
        )

    def action_tell_interaction_cost(self):
        """Tell what all interactions with this contact cost, and how long they took.

        When it is asked: of a company with many interactions it takes half a second.

        :return: an action that shows a note
        :rtype: dict
        """
        arguments.check_one(self)
        return notify(
            self.env._(
                "All interactions together cost %(cost)s and took %(duration)s hours.",
                cost=format_amount(
                    self.env, self.interaction_cost, self.interaction_currency_id
                ),
                duration=format_duration(self.interaction_duration / 60),
            ),
            title=self.display_name,
            type="info",
            next=False,
        )
