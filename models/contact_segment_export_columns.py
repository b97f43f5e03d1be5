# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools import arguments
from ..tools.export_column import EXPORTABLE, ExportColumn, MergedColumn

# Columns that are no field but a merge field of letters.
MERGED = {"salutation": "Salutation_Formal", "address": "Contact_Address"}
# The columns as they are offered, and whether they are chosen to begin with.
OFFERED = {
    "partner_id.ref": True,
    "partner_id.name": True,
    "partner_id.commercial_company_name": True,
    "salutation": True,
    "partner_id.function": False,
    "address": False,
    "partner_id.street": True,
    "partner_id.street2": True,
    "partner_id.zip": True,
    "partner_id.city": True,
    "partner_id.state_id": True,
    "partner_id.country_id": True,
    "partner_id.email": True,
    "partner_id.phone": True,
    "partner_id.website": False,
    "partner_id.vat": False,
    "partner_id.lang": False,
    "partner_id.category_id": True,
    "partner_id.user_id": False,
    "partner_id.preferred_channel": False,
    "partner_id.exclude_from_segments": True,
    "partner_id.last_interaction_date": True,
    "partner_id.is_company": False,
    "partner_id.id": False,
    "segment_id.number": False,
    "segment_id.name": False,
    "name": False,
    "date": False,
    "user_id": True,
    "campaign_id": False,
    "template_id": False,
    "channel": True,
    "lang": True,
    "subject": True,
    "cost": False,
    "duration": False,
    "direction": False,
    "initiated_by": False,
    "campaign_target": False,
    "campaign_response": False,
    "document_state": False,
    "note": True,
    "evaluation": True,
    "attempt_failed": False,
    "contact_via": False,
}
LINKS = ("partner_id", "segment_id")
# Fields of contacts that nobody looks for in a spreadsheet; they can still be named.
TECHNICAL = ("activity_", "channel_ids", "color", "message_", "peppol_", "self")


class ContactSegment(models.Model):
    """The columns that contacts can be exported with."""

    _inherit = "contact.segment"

    @api.model
    def _get_export_offer(self):
        """Return the columns to choose from; extend it to offer further ones.

        :return: whether each is chosen to begin with, by its path
        :rtype: dict[str, bool]
        """
        return dict(OFFERED)

    @api.model
    def _get_export_titles(self):
        """Return the titles of columns whose field has a name that misleads."""
        return {
            "salutation": self.env._("Salutation"),
            "address": self.env._("Complete Address"),
            "partner_id.commercial_company_name": self.env._("Company"),
            "partner_id.id": self.env._("Contact ID"),
            "partner_id.lang": self.env._("Language of the Contact"),
            "partner_id.user_id": self.env._("Salesperson of the Contact"),
            "segment_id.number": self.env._("Segment Number"),
            "segment_id.name": self.env._("Segment"),
        }

    @api.model
    def _list_export_columns(self):
        """Return what the user may choose from, with the further contact fields.

        :return: path, title, whether it is chosen to begin with, and whether it is one
            of the further fields
        :rtype: list[tuple[str, str, bool, bool]]
        """
        offer = self._get_export_offer()
        columns = []
        for path, is_chosen in offer.items():
            if self._may_export(path):
                title = self._get_export_column(path).title
                columns.append((path, title, is_chosen, False))
        further = []
        for name, field in self.env["res.partner"]._fields.items():
            path = f"partner_id.{name}"
            # computed ones would make the export slow, and say little
            is_out = path in offer or name.startswith(TECHNICAL)
            if not is_out and field.store and self._may_export(path):
                title = self._get_export_column(path).title
                further.append((path, title, False, True))
        return columns + sorted(further, key=lambda column: column[1].casefold())

    @api.model
    def _get_export_columns(self, paths):
        """Return the columns of an export.

        :param paths: the paths; none for those that are chosen to begin with
        :raise UserError: there is no such column
        :raise AccessError: the user may not read it
        """
        paths = list(paths or ()) or [
            path
            for path, is_chosen in self._get_export_offer().items()
            if is_chosen and self._may_export(path)
        ]
        # once each: a path named twice is one column
        return [self._get_export_column(path) for path in dict.fromkeys(paths)]

    @api.model
    def _get_export_column(self, path):
        """Return one column."""
        titles = self._get_export_titles()
        if path in MERGED:
            return MergedColumn(path, MERGED[path], titles[path])
        model, field = self._find_export_field(path)
        if field is None:
            raise UserError(
                self.env._(
                    "There is no column %(column)s to export; use a field of the "
                    "line, or partner_id. and a field of the contact.",
                    column=arguments.show(path),
                )
            )
        if not model._has_field_access(field, "read"):
            raise AccessError(
                self.env._(
                    "You may not read %(column)s; leave it out of the export.",
                    column=path,
                )
            )
        title = titles.get(path) or field._description_string(self.env)
        return ExportColumn(self.env, path, field, title)

    @api.model
    def _may_export(self, path):
        """Return whether the user may read a column that can be exported."""
        if path in MERGED:
            return True
        model, field = self._find_export_field(path)
        return field is not None and model._has_field_access(field, "read")

    @api.model
    def _find_export_field(self, path):
        """Return the model and the field at the end of a path; None for no field."""
        lines = self.env["contact.segment.line"]
        link, _dot, name = path.rpartition(".")
        if link and link not in LINKS:
            return lines, None
        model = self.env[lines._fields[link].comodel_name] if link else lines
        field = model._fields.get(name)
        if field is None or field.type not in EXPORTABLE:
            return model, None
        return model, field
