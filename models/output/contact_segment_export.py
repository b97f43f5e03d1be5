# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import os
import tempfile

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import arguments
from ...tools.export_column import EXPORTABLE, ExportColumn, MergedColumn
from ...tools.letter_files import make_filename
from ...tools.machine_error import machine_errors
from ...tools.numbers import show_count
from ...tools.spreadsheet import MAX_ROWS, iterate_csv, write_xlsx
from ...tools.work_folder import work_folder

BATCH = 2000
PIECE = 1 << 16
DELIMITERS = (",", ";", "\t", "|")
MIMETYPES = {
    # not text/csv: the words of such attachments are copied into the database
    "csv": "application/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_logger = logging.getLogger(__name__)
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
    """The contacts of a segment as a spreadsheet, in the memory of one batch."""

    _inherit = "contact.segment"

    def export_contacts(self, output="xlsx", fields=(), delimiter=""):
        """Export the contacts of the segment with what is resolved for each.

        Contacts that the user may not read are left out. Programs with very many
        contacts better stream ``/contact_segment/export/<id>``, which keeps no file.

        :param str output: xlsx or csv; in a csv, values that begin like a formula,
            telephone numbers with + too, have an apostrophe before them
        :param list[str] fields: the columns in their order: fields of the line
            (``channel``), of its contact (``partner_id.zip``) or segment
            (``segment_id.number``), ``salutation`` or ``address``; none for the usual
            ones
        :param str delimiter: between the columns of a csv; empty for a semicolon where
            the user's language writes decimals with a comma, else a comma
        :return: the id of the ir.attachment with the file, kept for an hour
        :rtype: int
        :raise UserError: there is no such format or column, or an xlsx has no room for
            so many contacts
        :raise AccessError: the user may not export, or not read a column
        """
        fields = arguments.read_names(self.env, "fields", fields)
        self._check_export(output, fields, delimiter)
        with machine_errors(self.env), tempfile.TemporaryFile() as file:
            for piece in self._iterate_export(output, fields, delimiter):
                file.write(piece)
            file.seek(0)
            return self._keep_export(output, file.read()).id

    def _keep_export(self, output, content):
        """Keep an exported file for a download; return its attachment."""
        # the content goes to the attachment directly: as the value of a field it would
        # be in memory in base64 too
        name = self._get_export_filename(output)
        attachment = self.env["contact.letter.file"]._keep(name, b"-").sudo()
        attachment.write({"raw": content, "mimetype": MIMETYPES[output]})
        return attachment.sudo(False)

    def _check_export(self, output, fields=(), delimiter=""):
        """Refuse an export that cannot be made, before anything is written."""
        arguments.check_one(self)
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._(
                    "You may not export contacts; ask your administrator for the right "
                    "to export."
                )
            )
        arguments.read_choice(self.env, "output", output, MIMETYPES)
        if not arguments.is_missing(delimiter) and delimiter not in DELIMITERS:
            raise UserError(
                self.env._(
                    "delimiter cannot be %(delimiter)s; choose a comma, a semicolon, a "
                    "tab or a vertical bar.",
                    delimiter=arguments.show(delimiter),
                )
            )
        if output == "xlsx" and self.line_count >= MAX_ROWS:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has %(count)s contacts, more than an xlsx has "
                    "rows; choose csv.",
                    segment=self.display_name,
                    count=show_count(self.env, self.line_count),
                )
            )
        self._get_export_columns(fields)

    def _stream_export(self, output, fields=(), delimiter=""):
        """Yield the file with a cursor of its own, after the request has ended."""
        with self.pool.cursor(readonly=True) as cr:
            segment = self.with_env(api.Environment(cr, self.env.uid, self.env.context))
            yield from segment._iterate_export(output, fields, delimiter)

    def _iterate_export(self, output, fields, delimiter):
        """Yield the file in pieces."""
        columns = self._get_export_columns(fields)
        _logger.info(
            "User %s exports the contacts of segment %s as %s: %s",
            self.env.uid,
            self.id,
            output,
            ", ".join(column.path for column in columns),
        )
        header = [column.title for column in columns]
        rows = self._iterate_export_rows(columns)
        if output == "csv":
            point = self._get_decimal_point()
            delimiter = delimiter or (";" if point == "," else ",")
            yield from iterate_csv(header, rows, delimiter, point)
        else:
            yield from self._iterate_xlsx(header, rows)

    def _iterate_xlsx(self, header, rows):
        """Yield an xlsx, which is complete only when its last row is written."""
        with work_folder() as folder:
            path = os.path.join(folder, "contacts.xlsx")
            write_xlsx(path, header, rows, self.name, str(folder))
            with open(path, "rb") as file:
                while piece := file.read(PIECE):
                    yield piece

    def _get_decimal_point(self):
        """Return the decimal point of the user's language, as spreadsheets read it."""
        return self.env["res.lang"]._get_data(code=self.env.lang).decimal_point or "."

    def _get_export_filename(self, output):
        return make_filename([self.display_name], output)

    def _iterate_export_rows(self, columns):
        """Yield the values of every line; one batch of lines is in memory at a time."""
        lines = self.env["contact.segment.line"].with_context(active_test=False)
        last_id = 0
        while True:
            batch = lines.search_fetch(
                self._get_line_domain() & Domain("id", ">", last_id),
                ["partner_id"],
                order="id",
                limit=BATCH,
            )
            if not batch:
                return
            last_id = batch[-1].id
            batch = batch._filter_exportable()
            resolved = batch._read_resolved()
            self._prepare_export_batch(batch, resolved, columns)
            for line in batch:
                values = resolved[line.id]
                yield [column.get_value(line, values) for column in columns]
            self.env.invalidate_all()

    def _prepare_export_batch(self, batch, resolved, columns):
        """Read what the columns need for a batch of lines at once."""
        partners = batch.partner_id
        names = {column.name for column in columns if column.link == "partner_id"}
        partners.fetch([name for name in names if partners._fields[name].store])
        merged = [column for column in columns if isinstance(column, MergedColumn)]
        if not merged:
            return
        sources = batch._get_merge_sources([column.merge_field for column in merged])
        langs = {id_: row["lang"] for id_, row in resolved.items()}
        rows = {}
        for lang, lines in batch._group_by_known_lang(langs).items():
            rows.update(lines.with_context(lang=lang)._read_merge_sources(sources))
        for column in merged:
            column.values = {id_: row[column.merge_field] for id_, row in rows.items()}

    # --------------------------------------------------------------------------------
    # The columns that contacts can be exported with.
    # --------------------------------------------------------------------------------

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
