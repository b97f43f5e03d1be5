# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import subprocess

from odoo import api, fields, models

from ..tools.libreoffice import find_libreoffice
from .res_company import EVENT_FIELDS

# LibreOffice says its version within a second; nobody waits longer for a form.
VERSION_SECONDS = 10


class ResConfigSettings(models.TransientModel):
    """The settings of letters."""

    _inherit = "res.config.settings"

    # Not a boolean: an unset one would remove the parameter, which means the default.
    segment_store_documents = fields.Selection(
        selection=[
            ("True", "Keep every document"),
            ("False", "Make documents again when they are asked for"),
        ],
        string="Documents of Interactions",
        default="True",
        config_parameter="contact_segment.store_documents",
    )
    segment_libreoffice = fields.Char(
        string="LibreOffice",
        config_parameter="contact_segment.libreoffice",
        help="The path of the program on the server; empty: it is looked for.",
    )
    segment_libreoffice_version = fields.Char(
        compute="_compute_segment_libreoffice_version"
    )
    segment_libreoffice_path = fields.Char(
        compute="_compute_segment_libreoffice_version"
    )
    contact_outgoing_call_template_id = fields.Many2one(
        related="company_id.contact_outgoing_call_template_id", readonly=False
    )
    contact_mail_in_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['mail_in']}", readonly=False
    )
    contact_mail_out_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['mail_out']}", readonly=False
    )
    contact_meeting_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['meeting']}", readonly=False
    )
    contact_call_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['call']}", readonly=False
    )
    contact_quotation_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['quotation']}", readonly=False
    )
    contact_invoice_template_id = fields.Many2one(
        related=f"company_id.{EVENT_FIELDS['invoice']}", readonly=False
    )
    contact_meeting_since = fields.Datetime(related="company_id.contact_meeting_since")
    has_quotations = fields.Boolean(compute="_compute_has_documents")
    has_invoices = fields.Boolean(compute="_compute_has_documents")
    contact_mail_retry_hours = fields.Integer(
        related="company_id.contact_mail_retry_hours", readonly=False
    )
    contact_mail_imprint = fields.Text(
        related="company_id.contact_mail_imprint", readonly=False
    )
    contact_follow_mails = fields.Boolean(
        related="company_id.contact_follow_mails", readonly=False
    )
    contact_replies_to = fields.Selection(
        related="company_id.contact_replies_to", readonly=False
    )
    contact_has_domain = fields.Boolean(compute="_compute_contact_has_domain")
    contact_step_timeout = fields.Integer(
        related="company_id.contact_step_timeout", readonly=False
    )
    contact_undo_seconds = fields.Integer(
        related="company_id.contact_undo_seconds", readonly=False
    )

    @api.depends("segment_libreoffice")
    def _compute_segment_libreoffice_version(self):
        for settings in self:
            path = find_libreoffice((settings.segment_libreoffice or "").strip())
            settings.segment_libreoffice_path = path
            settings.segment_libreoffice_version = self._get_program_version(path)

    @api.model
    def _get_program_version(self, path):
        """Return what a program says about its version, or an empty text.

        :param str path: the program; may be empty
        :rtype: str
        """
        if not path or not self.env.user.has_group("base.group_system"):
            return ""
        try:
            process = subprocess.run(
                [path, "--version"],
                capture_output=True,
                check=False,
                stdin=subprocess.DEVNULL,
                timeout=VERSION_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        words = process.stdout.decode(errors="replace").split()
        return " ".join(words[:2]) if process.returncode == 0 else ""

    @api.depends("company_id")
    def _compute_contact_has_domain(self):
        for settings in self:
            settings.contact_has_domain = bool(settings.company_id.alias_domain_id)

    # --------------------------------------------------------------------------------
    # The settings of what is logged by itself, for the company of the user.
    # --------------------------------------------------------------------------------

    def _compute_has_documents(self):
        self.has_quotations = "sale.order" in self.env
        self.has_invoices = "account.move" in self.env
