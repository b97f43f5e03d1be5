# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools import arguments
from ...tools.actions import open_dialog
from ...tools.contact_list import (
    OTHER,
    ContactList,
    ListError,
    describe_error,
    is_table,
    read_file,
    read_text,
)
from ...tools.numbers import show_count

KINDS = [
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("name", "Name"),
    ("external_id", "External ID"),
]
# More of them nobody reads in a dialog.
SHOWN = 100


class ContactSegmentImportWizard(models.TransientModel):
    """Asks for a list of contacts, shows who is found, and takes the step."""

    _name = "contact.segment.import.wizard"
    _inherit = ["contact.rights.mixin"]
    _description = "Paste a List"

    segment_id = fields.Many2one(
        comodel_name="contact.segment", required=True, ondelete="cascade"
    )
    text = fields.Text(string="List")
    file = fields.Binary(attachment=False, string="Or a File")
    filename = fields.Char()
    separator = fields.Selection(
        selection=[
            ("line", "New lines only"),
            ("comma", "Comma"),
            ("semicolon", "Semicolon"),
            ("tab", "Tab"),
        ],
        string="Columns Are Separated By",
        help="Of a pasted list; empty: as it looks.",
    )
    table = fields.Text(help="The rows of the list, as they were read.")
    has_titles = fields.Boolean(string="First row has titles")
    column_ids = fields.One2many(
        comodel_name="contact.segment.import.column",
        inverse_name="wizard_id",
        string="Columns",
    )
    kind = fields.Selection(selection=KINDS, string="Find By")
    action = fields.Selection(
        selection=[
            ("add", "Add them"),
            ("reduce", "Remove them"),
            ("refine", "Keep only them"),
        ],
        required=True,
        default="add",
        string="And Then",
    )
    several = fields.Selection(
        selection=[
            ("none", "Take none of them"),
            ("first", "Take the first"),
            ("all", "Take all of them"),
        ],
        required=True,
        default="none",
        string="Where There Are Several",
    )
    create_missing = fields.Boolean(
        string="Create who is not found",
        help="With the name, e-mail and phone that the list has.",
    )
    can_create = fields.Boolean(compute="_compute_can_create")
    row_count = fields.Integer(string="On the List", compute="_compute_preview")
    duplicates = fields.Char(compute="_compute_preview")
    found_count = fields.Integer(string="Found", compute="_compute_preview")
    several_count = fields.Integer(string="Several", compute="_compute_preview")
    several_text = fields.Text(string="Several Contacts", compute="_compute_preview")
    missing_count = fields.Integer(string="Not Found", compute="_compute_preview")
    missing_text = fields.Text(string="Who Is Not Found", compute="_compute_preview")
    create_count = fields.Integer(string="Will Be Created", compute="_compute_preview")
    kept_out_count = fields.Integer(string="Kept Out", compute="_compute_preview")
    kept_out_text = fields.Text(string="Who Is Kept Out", compute="_compute_preview")
    added_count = fields.Integer(string="Will Be Added", compute="_compute_preview")
    removed_count = fields.Integer(string="Will Be Removed", compute="_compute_preview")
    line_count = fields.Integer(string="Contacts Then", compute="_compute_preview")
    error = fields.Char(compute="_compute_preview")

    def _compute_can_create(self):
        self.can_create = self.env["res.partner"].has_access("create")

    @api.depends(
        "segment_id",
        "table",
        "has_titles",
        "column_ids.kind",
        "kind",
        "action",
        "several",
        "create_missing",
    )
    def _compute_preview(self):
        for wizard in self:
            wizard._show_nothing()
            if not wizard.table or not wizard.segment_id:
                continue
            try:
                wizard._show_preview()
            except UserError as error:
                wizard.error = str(error)

    def _show_nothing(self):
        for name, field in self._fields.items():
            if field.compute == "_compute_preview":
                self[name] = False

    def _show_preview(self):
        """Show who is found, by the code of the step itself, and what it will do."""
        segment, listed = self.segment_id, self._get_list()
        kind = self._get_kind(listed)
        with segment._within_time(flush=False):
            match = segment._match_list(listed, kind, self.action, {})
            domain = [("id", "in", match.get_ids(self.several))]
            figures = segment.preview_step(self.action, domain)
        missing = match.get_missing()
        to_create = len(segment._prepare_missing(listed, match))
        to_create = to_create if self._is_creating() else 0
        self.row_count = len(match.texts)
        self.found_count = match.count_taken(self.several)
        self.duplicates = self._describe_duplicates(match.duplicate_count)
        self.several_count = len(match.get_several())
        self.several_text = self._describe_several(match)
        self.missing_count = len(missing)
        self.missing_text = self._shorten(match.get_texts(missing[:SHOWN]), missing)
        self.create_count = to_create
        self._show_kept_out(match)
        self.added_count = figures["added"] + to_create
        self.removed_count = figures["removed"]
        self.line_count = figures["line_count"] + to_create

    def _show_kept_out(self, match):
        labels = {
            "excluded": self.env._("excluded"),
            "archived": self.env._("archived"),
        }
        lines = [
            f"{text} ({label})"
            for reason, label in labels.items()
            for text in match.get_texts(match.get_kept_out(reason))
        ]
        self.kept_out_count = len(lines)
        self.kept_out_text = self._shorten(lines[:SHOWN], lines)

    def _describe_duplicates(self, count):
        if not count:
            return False
        return self.env._("%(count)s of them twice", count=show_count(self.env, count))

    def _describe_several(self, match):
        """Return the names of those to choose from, a line for each row."""
        several = match.get_several()
        shown = list(several)[:SHOWN]
        ids = [partner_id for number in shown for partner_id in several[number][:SHOWN]]
        names = self.env["res.partner"]._read_readable_names(
            self.env["res.partner"].browse(ids)
        )
        lines = [
            self.env._(
                "%(text)s: %(names)s",
                text=match.texts[number],
                names="; ".join(names.get(one, "") for one in several[number][:SHOWN]),
            )
            for number in shown
        ]
        return self._shorten(lines, several)

    def _shorten(self, lines, every):
        """Return lines as one text, which tells how many are not shown."""
        more = len(every) - len(lines)
        if more:
            text = self.env._("and %(count)s more", count=show_count(self.env, more))
            lines = [*lines, text]
        return "\n".join(lines)

    def action_read(self):
        """Read the list, and ask what is in it.

        :return: the next page of the dialog
        :rtype: dict
        :raise UserError: the list cannot be read
        """
        arguments.check_one(self)
        rows = self._read_rows()
        listed = ContactList(rows)
        self.write(
            {
                "table": json.dumps(rows),
                "has_titles": listed.has_titles,
                "kind": listed.get_kinds()[0],
                "column_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "number": number,
                                "title": listed.titles[number],
                                "sample": listed.get_sample(number),
                                "kind": kind if kind in dict(KINDS) else False,
                            }
                        )
                        for number, kind in enumerate(listed.kinds)
                    ),
                ],
            }
        )
        return self._open_page("contact_segment_import_wizard_view_form_found")

    def action_back(self):
        """Go back to the list.

        :return: the first page of the dialog
        :rtype: dict
        """
        arguments.check_one(self)
        return self._open_page("contact_segment_import_wizard_view_form")

    def action_apply(self):
        """Take the step.

        :return: a note with a button that undoes it
        :rtype: dict
        """
        arguments.check_one(self)
        segment, listed = self.segment_id, self._get_list()
        request = segment._read_import(
            self.action, self.several, self._is_creating(), {}
        )
        result = segment._import_list(listed, self._get_kind(listed), *request)
        return segment._notify_taken([result])

    def _read_rows(self):
        """Return the rows of the file, or else of the text.

        :raise UserError: they cannot be read
        """
        try:
            data = self.with_context(bin_size=False).file
            if data:
                return read_file(arguments.read_file(self.env, "file", data))
            return read_text(self.text or "", self.separator or "")
        except ListError as error:
            raise UserError(describe_error(self.env, error)) from error

    def _get_list(self):
        """Return the list with what its columns hold, as the user says.

        :raise UserError: there is none
        """
        try:
            rows = json.loads(self.table or "")
        except (ValueError, RecursionError):
            rows = None
        if not is_table(rows):
            raise UserError(describe_error(self.env, ListError("empty")))
        kinds = {column.number: column.kind for column in self.column_ids}
        width = max(map(len, rows))
        kinds = [kinds.get(number) or OTHER for number in range(width)]
        return ContactList(rows, self.has_titles, kinds)

    def _get_kind(self, listed):
        """Return by what contacts are found.

        :raise UserError: no column has it
        """
        if not self.kind:
            raise UserError(self.env._("Choose by what the contacts are found."))
        if self.kind not in listed.get_kinds():
            labels = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "No column is said to hold %(kind)s; choose what each column "
                    "holds, or find the contacts by something else.",
                    kind=labels[self.kind],
                )
            )
        return self.kind

    def _is_creating(self):
        return self.action == "add" and self.create_missing

    def _open_page(self, view):
        view = self.env.ref(f"contact_segment.{view}")
        return open_dialog(
            self._name,
            self.env._("Paste a List"),
            res_id=self.id,
            views=[(view.id, "form")],
        )


class ContactSegmentImportColumn(models.TransientModel):
    """A column of a list, and what it holds."""

    _name = "contact.segment.import.column"
    _inherit = ["contact.rights.mixin"]
    _description = "Column of a List"
    _order = "number, id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.import.wizard", required=True, ondelete="cascade"
    )
    number = fields.Integer()
    title = fields.Char(string="Column")
    sample = fields.Char(string="For Instance")
    kind = fields.Selection(selection=KINDS, string="Contains")
