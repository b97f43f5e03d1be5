# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ...tools import arguments

# Keys of what is logged by itself begin so; callers have the rest.
EVENT_PREFIX = "event:"


class ContactInteraction(models.Model):
    """Interactions made by programs: one key, one interaction, however often asked."""

    _inherit = "contact.interaction"

    external_key = fields.Char(
        copy=False,
        readonly=True,
        is_technical=True,
        help="The caller's own name for the interaction. Creating another one with the "
        "same key returns the first one.",
    )

    _external_key_uniq = models.UniqueIndex(
        "(external_key, company_id) WHERE external_key IS NOT NULL",
        "There is an interaction with this key already.",
    )

    @api.model
    def _split_by_key(self, vals_list):
        """Return what the keys of values are, what they name, and what is new.

        :return: the company and key of each element, or None; the interactions that
            exist, by company and key; the values to create, by the same or by index
        :rtype: tuple[list, dict, dict]
        """
        keys = [self._get_key(vals) for vals in vals_list]
        asked = [key for key in keys if key]
        known = self._find_by_keys(asked) if asked else {}
        # everything without a key, and every new key once
        new = {}
        for index, (key, vals) in enumerate(zip(keys, vals_list, strict=True)):
            if key not in known:
                if "external_key" in vals:
                    # an empty text would be a key in the database
                    vals = {**vals, "external_key": vals["external_key"] or False}
                new.setdefault(key or index, vals)
        return keys, known, new

    @contextmanager
    def _creating_keys(self):
        """Have Odoo repeat what creates a key that somebody else has just created."""
        try:
            yield
        except psycopg2.errors.UniqueViolation as error:
            if "external_key" not in (error.diag.constraint_name or ""):
                raise
            # Somebody else made it after this transaction began, so it cannot be seen
            # from here. Odoo repeats the call, and then it is found.
            raise ConcurrencyError(str(error)) from error

    def _check_new_key(self, vals):
        """Return values whose key, if there is one, these interactions may get.

        :raise UserError: the key is taken, or it is that of an event
        """
        if "external_key" not in vals:
            return vals
        key = self._check_key(vals["external_key"]) or False
        if not self.env.su:
            self._refuse_event_keys()
        self._refuse_taken_key(key)
        return {**vals, "external_key": key}

    def _refuse_event_keys(self):
        """Refuse another key for what was logged for an event: it would be again."""
        for interaction in self:
            if (interaction.external_key or "").startswith(EVENT_PREFIX):
                raise UserError(
                    self.env._(
                        "Interaction %(name)s was logged by itself, or from an "
                        "activity; it keeps its key.",
                        name=interaction.name,
                    )
                )

    def _refuse_taken_key(self, key):
        """Refuse a key that another interaction of the company has.

        What somebody else writes at this moment, the unique index refuses.
        """
        domain = [("external_key", "=", key), ("id", "not in", self.ids)]
        domain.append(("company_id", "in", self.sudo().company_id.ids))
        if key and (len(self) > 1 or self.sudo().search_count(domain, limit=1)):
            raise UserError(
                self.env._(
                    "An interaction has the key %(key)s already; choose another one.",
                    key=key,
                )
            )

    @api.model
    def _check_key(self, key):
        """Return a key that the user may give; nothing for an empty one.

        :raise UserError: it is no text, or begins like those of events
        """
        key = arguments.read_text(self.env, "external_key", key)
        if key.startswith(EVENT_PREFIX) and not self.env.su:
            raise UserError(
                self.env._(
                    "The key %(key)s begins with %(prefix)s, as those of interactions "
                    "that were logged by themselves; choose another one.",
                    key=key,
                    prefix=EVENT_PREFIX,
                )
            )
        return key

    @api.model
    def _get_key(self, vals):
        """Return the company and the key of values for ``create``; None without key."""
        key = self._check_key(vals.get("external_key"))
        company_id = arguments.read_id(self.env, "company_id", vals.get("company_id"))
        return (company_id or self.env.company.id, key) if key else None

    @api.model
    def _find_by_keys(self, keys):
        """Return the interactions that exist, by company and key."""
        domain = [("external_key", "in", [key for _company, key in keys])]
        found = self.sudo().search(
            [*domain, ("company_id", "in", [k[0] for k in keys])]
        )
        by_key = {
            (record.company_id.id, record.external_key): record for record in found
        }
        known = {key: by_key[key] for key in keys if key in by_key}
        self.browse(record.id for record in known.values()).check_access("read")
        return known

    @api.model
    def _get_event_key(self, record, partner):
        """Return the key of the interaction of one event with one contact.

        Whatever logs an event, by hand or by itself, uses it; so each is logged once.

        :param record: the event: a message, a meeting, an activity, an order
        :param res.partner partner: the contact
        :rtype: str
        """
        return f"{EVENT_PREFIX}{record._name},{record.id},{partner.id}"
