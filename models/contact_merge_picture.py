# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib

from odoo import api, models

PREFIX = "merge picture "


class ContactMergeMixin(models.AbstractModel):
    """Pictures of letters, kept once, so that a letter can be made again."""

    _inherit = "contact.merge.mixin"

    @api.model
    def _keep_merge_picture(self, picture):
        """Store a picture, if it is not yet, and return its checksum.

        :param bytes picture: its content
        :rtype: str
        """
        checksum = hashlib.sha1(picture, usedforsecurity=False).hexdigest()
        # Looked for every time: what is remembered of it would outlive a rollback.
        if not self._find_merge_picture(checksum):
            self._create_merge_picture(checksum, picture)
        return checksum

    @api.model
    def _load_merge_picture(self, checksum):
        """Return the content of a kept picture, or an empty text."""
        return self._find_merge_picture(checksum).raw or ""

    @api.model
    def _find_merge_picture(self, checksum):
        # Only what was kept by its mark: a checksum must not open other files. Their
        # reader need not be who kept them, so nobody's rights count.
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("checksum", "=", checksum),
                    ("name", "=", PREFIX + checksum),
                    ("res_model", "=", self._get_merge_picture_model()),
                ],
                limit=1,
            )
        )

    @api.model
    def _create_merge_picture(self, checksum, picture):
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": PREFIX + checksum,
                    "raw": picture,
                    "res_model": self._get_merge_picture_model(),
                }
            )
        )

    @api.model
    def _get_merge_picture_model(self):
        # a model without records of its own, so that nobody sees the files as theirs
        return "contact.merge.mixin"
