# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from urllib.parse import quote

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import arguments
from ...tools.actions import open_dialog
from ...tools.document_kinds import is_word

# What the dialog shows of one contact; forgotten when it goes on to the next.
SHOWN_FIELDS = ("pdf", "html", "mail_subject", "filename", "message", "notice")
# With more contacts the check takes seconds, and is made when it is asked for.
CHECKED_AT_ONCE = 20_000


class ContactLetterPreview(models.TransientModel):
    """The letters of a segment, one contact at a time, before anything is logged.

    What is shown is kept here and nowhere else, so it goes with this record.
    """

    _name = "contact.letter.preview"
    _inherit = ["contact.rights.mixin"]
    _description = "Preview Letters"

    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    state = fields.Selection(related="segment_id.state", related_sudo=False)
    line_id = fields.Many2one(
        comodel_name="contact.segment.line",
        string="Contact",
        required=True,
        ondelete="cascade",
        domain="[('segment_id', '=', segment_id), ('active', '=', True)]",
    )
    document_state = fields.Selection(
        related="line_id.document_state", related_sudo=False
    )
    channel = fields.Selection(related="line_id.channel", related_sudo=False)
    position = fields.Integer(compute="_compute_position")
    line_count = fields.Integer(related="segment_id.line_count", related_sudo=False)
    # in the row itself: a preview must not fill the file store
    pdf = fields.Binary(string="Letter", attachment=False, readonly=True)
    # shown in a frame in which nothing runs
    html = fields.Html(string="E-mail", readonly=True, sanitize="email_outgoing")
    mail_subject = fields.Char(string="Subject", readonly=True)
    filename = fields.Char(readonly=True)
    message = fields.Text(readonly=True, help="Why there is no letter to be seen.")
    notice = fields.Char(readonly=True)
    revision = fields.Integer(
        readonly=True,
        help="Changes with what is shown, so that browsers load it again.",
    )
    upload = fields.Binary(string="Upload Changed Letter", attachment=False)
    upload_name = fields.Char()
    check_ids = fields.One2many(
        comodel_name="contact.letter.check", inverse_name="preview_id", readonly=True
    )
    is_checked = fields.Boolean(readonly=True)
    problem_count = fields.Integer(compute="_compute_problem_count")

    @api.depends("line_id", "segment_id")
    def _compute_position(self):
        lines = self.env["contact.segment.line"]
        for preview in self:
            preview.position = lines.search_count(
                preview.segment_id._get_line_domain()
                & Domain("id", "<=", preview.line_id.id or 0)
            )

    @api.depends("check_ids.level")
    def _compute_problem_count(self):
        for preview in self:
            preview.problem_count = len(
                preview.check_ids.filtered(
                    lambda check: check.level in ("danger", "warning")
                )
            )

    @api.model
    def _open(self, line):
        """Return the action that shows the letter of a line."""
        preview = self.create({"segment_id": line.segment_id.id, "line_id": line.id})
        return open_dialog(
            self._name,
            self.env._("Preview Letters"),
            res_id=preview.id,
            context={"dialog_size": "extra-large"},
        )

    @api.model_create_multi
    def create(self, vals_list):
        previews = super().create(vals_list)
        for preview in previews:
            if preview.line_count <= CHECKED_AT_ONCE:
                preview.action_check()
            preview._show()
        return previews

    def write(self, vals):
        result = super().write(vals)
        for preview in self:
            if vals.get("upload"):
                preview._take_upload()
            if vals.get("line_id") or vals.get("upload"):
                preview._show()
        return result

    def action_previous(self):
        """Show the letter of the contact before this one."""
        arguments.check_one(self)
        return self._go("<", "id desc", self.env._("This is the first contact."))

    def action_next(self):
        """Show the letter of the contact after this one."""
        arguments.check_one(self)
        return self._go(">", "id", self.env._("This is the last contact."))

    def action_longest(self):
        """Show the letter with the longest name and address."""
        arguments.check_one(self)
        return self._go_to(
            self.segment_id._find_longest(),
            self.env._("The longest name and address on this segment."),
        )

    def action_emptiest(self):
        """Show the letter with the most empty merge fields."""
        arguments.check_one(self)
        return self._go_to(
            self.segment_id._find_emptiest(),
            self.env._("The contact with the most empty merge fields."),
            self.env._("No merge field of these letters can be empty."),
        )

    def action_other_script(self):
        """Show the letter of a contact whose name is in another script than Latin."""
        arguments.check_one(self)
        return self._go_to(
            self.segment_id._find_other_script(),
            self.env._("A name in another script."),
            self.env._("All names on this segment are in Latin letters."),
        )

    def action_check(self):
        """Write down what is to be said about the letters of the segment."""
        arguments.check_one(self)
        findings = self.segment_id._check_letters()
        self.check_ids = [Command.clear(), *map(Command.create, findings)]
        self.is_checked = True
        return True

    def action_download_word(self):
        """Download the merged letter of this contact, to change it in Word."""
        arguments.check_one(self)
        return self.line_id.action_download_letter()

    def action_download_pdf(self):
        """Download the letter of this contact as PDF.

        :return: the action that downloads it
        :rtype: dict
        :raise UserError: there is none
        """
        arguments.check_one(self)
        if not self.pdf:
            raise UserError(
                self.env._(
                    "There is no letter of %(contact)s as PDF; download it as a Word "
                    "document.",
                    contact=self.line_id.partner_id.display_name,
                )
            )
        url = f"/web/content/{self._name}/{self.id}/pdf"
        return {
            "type": "ir.actions.act_url",
            "url": f"{url}?filename={quote(self.filename)}&download=true",
            "target": "download",
        }

    def action_remove_personal(self):
        """Return the contact to the letter that everybody gets."""
        arguments.check_one(self)
        self.line_id.action_remove_personal_documents()
        self._show()
        return True

    def _go(self, operator, order, notice):
        """Go to the next line in a direction; stay where there is none."""
        line = self.env["contact.segment.line"].search(
            self.segment_id._get_line_domain()
            & Domain("id", operator, self.line_id.id),
            order=order,
            limit=1,
        )
        return self._go_to(line, False, notice)

    def _go_to(self, line, notice, otherwise=False):
        """Show the letter of a line, and say why it is this one."""
        if line:
            self.line_id = line
        self.notice = notice if line else otherwise
        return True

    def _take_upload(self):
        """Make what was uploaded the letter of this contact."""
        arguments.check_one(self.line_id)
        self.line_id._set_personal_letter(
            arguments.read_file(
                self.env, "upload", self.with_context(bin_size=False).upload
            ),
            self.upload_name,
        )
        self.write({"upload": False, "upload_name": False})

    def _show(self):
        """Make the letter of the contact and keep it here."""
        self.ensure_one()
        vals = dict.fromkeys(SHOWN_FIELDS, False)
        vals["revision"] = self.revision + 1
        try:
            vals.update(self._make_letter())
        except UserError as error:
            vals["message"] = str(error)
        self.write(vals)

    def _make_letter(self):
        """Return the values that show the letter of the contact.

        :raise UserError: there is no letter, or it cannot be made
        """
        line = self.line_id
        if not line:
            raise UserError(self.env._("There is no contact to show; choose one."))
        document = line._get_effective_document()
        is_letter = is_word(document.kind, document.filename)
        if is_letter and self.env["contact.interaction"]._get_libreoffice():
            filename, content = line._render_document("pdf")
            return {"pdf": base64.b64encode(content), "filename": filename}
        filename, content = line._render_document("docx")
        if content.startswith(b"%PDF"):
            return {"pdf": base64.b64encode(content), "filename": filename}
        if filename.lower().endswith((".html", ".htm")):
            return {
                "html": content.decode(errors="replace"),
                "mail_subject": line._get_merged_subject(),
                "filename": filename,
            }
        if document.kind == "text":
            return {"html": line._show_text(content), "filename": filename}
        message = self.env._(
            "%(file)s cannot be shown here; download it instead.", file=filename
        )
        if is_letter:
            message = self.env._(
                "LibreOffice is not installed on the server, so the letter cannot be "
                "shown as PDF; download it as a Word document."
            )
        return {"filename": filename, "message": message}
