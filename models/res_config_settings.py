# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import subprocess

from odoo import api, fields, models

from ..tools.libreoffice import find_libreoffice

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
