# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools import arguments
from .contact_interaction_wizard import INTERACTION_FIELDS


class ContactInteractionWizard(models.TransientModel):
    """What the template and the contact fill in, as long as nobody typed over it."""

    _inherit = "contact.interaction.wizard"

    @api.model
    def default_get(self, fields_list):
        """Return what the contact, the template and the source say.

        :param list[str] fields_list: the names of fields
        :rtype: dict
        """
        fields_list = arguments.read_names(self.env, "fields_list", fields_list)
        # all of them, because what is filled in depends on each other
        names = [name for name, field in self._fields.items() if not field.compute]
        vals = super().default_get(names)
        resumed_id = vals.get("resumed_id")
        if resumed_id:
            vals.update(self._prepare_resumed_vals(resumed_id))
        # with every value, because a new record looks for missing ones here
        wizard = self.new({**dict.fromkeys(names, False), **vals})
        if resumed_id:
            wizard.filled = wizard._get_suggestions()
        else:
            wizard._refill()
        for name in (*INTERACTION_FIELDS, "filled"):
            vals[name] = self._fields[name].convert_to_write(wizard[name], wizard)
        return {name: vals[name] for name in fields_list if name in vals}

    @api.onchange("template_id", "partner_id", "channel")
    def _onchange_filled(self):
        self._refill()

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id.campaign_id and not self.campaign_id:
            self.campaign_id = self.lead_id.campaign_id

    @api.model
    def _prepare_resumed_vals(self, interaction_id):
        """Return what a postponed interaction said, with the date of today."""
        interaction = self.env["contact.interaction"].browse(interaction_id)
        interaction._check_postponed()
        interaction.check_access("write")
        vals = self._copy_interaction_vals(interaction)
        vals["date"] = fields.Datetime.now()
        activity = interaction._get_postponed_activity()
        vals["activity_id"] = activity._filtered_access("read").id
        return vals

    def _refill(self):
        """Fill in what the template and the contact say where nothing was typed."""
        self.ensure_one()
        filled = dict(self.filled or {})
        for name in self._get_suggested_fields():
            # one by one: the channel decides about the number or address
            suggestions = self._get_suggestions()
            if name not in suggestions:
                continue
            if self._is_untouched(name, filled):
                self[name] = suggestions[name]
            filled[name] = suggestions[name]
        self.filled = filled

    def _is_untouched(self, name, filled):
        """Whether a value is the one that was filled in, or was never there."""
        field = self._fields[name]
        value = field.convert_to_write(self[name], self)
        before = filled.get(name) or False
        if field.type in ("float", "monetary"):
            return round(value or 0.0, 4) == round(before or 0.0, 4)
        return (value or False) == before

    @api.model
    def _get_suggested_fields(self):
        """Return the fields that are filled in, those that others need first."""
        names = self.env["contact.interaction"]._prepare_template_vals(
            self.env["contact.interaction.template"]
        )
        first = ["channel", "lang", "subject", "user_id", "contact_via"]
        rest = [name for name in names if name in INTERACTION_FIELDS]
        return list(dict.fromkeys([*first, *rest]))

    def _get_suggestions(self):
        """Return what the template and the contact say, by field."""
        self.ensure_one()
        template, partner = self.template_id, self.partner_id
        vals = {}
        if template:
            vals = self.env["contact.interaction"]._prepare_template_vals(template)
        channel = vals.get("channel")
        if not (template.ignore_contact_channel and channel):
            channel = partner.preferred_channel or channel
        lang = template._get_document_lang(partner, "")
        vals.update(
            channel=channel or False,
            lang=lang if lang in dict(self._selection_lang()) else False,
            subject=template._get_document(self.lang or lang).subject or False,
            user_id=self._suggest_user().id,
            contact_via=self._suggest_contact_via(),
        )
        return {name: vals[name] for name in vals if name in INTERACTION_FIELDS}

    def _suggest_user(self):
        """Return the user, else the salesperson of the contact or of its company."""
        if self.env.user._is_internal() and not self.env.user._is_superuser():
            return self.env.user
        partner = self.partner_id
        return partner.user_id or partner.commercial_partner_id.user_id

    def _suggest_contact_via(self):
        """Return the number or address of the contact for the channel."""
        partner = self.partner_id
        if self.channel == "phone":
            company = partner.commercial_partner_id._filtered_access("read")
            return partner.phone or company.phone or False
        if self.channel == "email":
            return partner.email or False
        return False
