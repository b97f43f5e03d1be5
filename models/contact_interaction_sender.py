# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import models
from odoo.exceptions import AccessError, MissingError

# How Odoo's sentences about rights name a model and a field, in every language.
MODEL = re.compile(r"\(([a-z0-9_.]+)\)")
FIELD = re.compile(r'"(\w+)"')


class ContactInteraction(models.Model):
    """With whose rights letters are made, and what is said when they do not suffice."""

    _inherit = "contact.interaction"

    def _get_merge_user(self):
        """Return with whose rights a batch is merged; nobody when he is gone."""
        return self[:1].sudo().sender_id.exists()

    def _as_sender(self):
        """Return the interactions with the rights of who logged or resent them."""
        sender = self._get_merge_user()
        company = self[:1].sudo().company_id
        context = {"allowed_company_ids": company.ids}
        context |= {"lang": sender.lang, "tz": sender.tz}
        return self.with_user(sender).with_context(**context)

    def _get_sender_problem(self):
        """Return why a batch cannot be made with the rights of its sender, or nothing.

        The rights of a user who was archived are those that he had.
        """
        sender = self._get_merge_user()
        company = self[:1].sudo().company_id
        if not sender:
            return self.env._(
                "The user who logged this is gone; send it again yourself."
            )
        if not company.active:
            return self.env._(
                "Company %(company)s is archived; restore it, then try again.",
                company=company.name,
            )
        names = {"user": sender.name, "company": company.name}
        if not sender._is_superuser() and company not in sender.company_ids:
            return self.env._(
                "%(user)s, who sent this, may no longer work in company %(company)s; "
                "give that company back to the user, or send it again yourself.",
                **names,
            )
        if not self.browse().with_user(sender).has_access("read"):
            return self.env._(
                "%(user)s, who sent this, has no role in Segments any more; give the "
                "role back to the user, or send it again yourself.",
                **names,
            )
        return ""

    def _tell_error(self, error):
        """Return why a letter or an e-mail was not made, for who reads it.

        :param Exception error: what making it raised
        :rtype: str
        """
        self.ensure_one()
        user = self._get_merge_user().name
        if isinstance(error, MissingError):
            return self.env._(
                "Something that the document shows was deleted just now; send it again."
            )
        if not isinstance(error, AccessError):
            return str(error)
        own = self._as_sender()
        if not (own.has_access("read") and own.partner_id.has_access("read")):
            return self.env._(
                "%(user)s, who sent this, may no longer see %(contact)s; give the user "
                "access to the contact, or send it again yourself.",
                user=user,
                contact=self.sudo().partner_id.display_name,
            )
        # it names no contact, so that results can count it
        return self.env._(
            "%(user)s, who sent this, may not read %(what)s, which the document shows; "
            "give the user that right, or send it again yourself.",
            user=user,
            what=self._tell_what_is_hidden(str(error)),
        )

    def _tell_what_is_hidden(self, text):
        """Return which field or which records Odoo's sentence about rights means."""
        models_ = [name for name in MODEL.findall(text) if name in self.env]
        if not models_:
            return " ".join(text.split())
        label = self.env["ir.model"]._get(models_[0]).sudo().name
        fields_ = [
            name for name in FIELD.findall(text) if name in self.env[models_[0]]._fields
        ]
        return f"{label} ({fields_[0]})" if fields_ else label
