# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import os
import threading
from contextlib import suppress

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.locks import wait_for_links
from ...tools.machine_error import machine_errors

_logger = logging.getLogger(__name__)


class IrAttachment(models.Model):
    """Files of the file store are whole, or are not there.

    A disk that was full, or a process that was killed, leaves the beginning of a file
    under the name of its whole content. Odoo would take it for another file of the same
    name, and refuse that content for ever. Letters are made again byte by byte, so they
    would meet it each time. Nothing changes where no file is damaged.
    """

    _inherit = "ir.attachment"

    def unlink(self):
        """Delete files, after waiting for whoever has the interactions they are of."""
        wait_for_links(
            self.filtered(lambda file: file.res_model == "contact.interaction")
        )
        return super().unlink()

    @api.model
    def _get_path(self, bin_data, sha):
        """Put a damaged file in order before its content is written again."""
        with machine_errors(self.env, self._filestore()):
            try:
                return super()._get_path(bin_data, sha)
            except UserError:
                # two contents with one checksum remain an error
                if not self._repair_file(bin_data, sha):
                    raise
            return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        """Leave no part of a file behind."""
        with machine_errors(self.env, self._filestore()):
            try:
                return super()._file_write(bin_value, checksum)
            except OSError:
                path = self._get_checksum_path(checksum)
                with suppress(OSError):
                    if not self._has_checksum(path, checksum):
                        os.unlink(path)
                raise

    @api.model
    def _get_checksum_path(self, checksum):
        """Return where Odoo keeps the content with a checksum."""
        return self._full_path(f"{checksum[:2]}/{checksum}")

    @api.model
    def _repair_file(self, content, checksum):
        """Write a content in place of the file that is not what its name says.

        :return: whether there was one
        :rtype: bool
        """
        path = self._get_checksum_path(checksum)
        if not os.path.isfile(path) or self._has_checksum(path, checksum):
            return False
        # Others read the file meanwhile, so it changes at once. A name without a dot is
        # one that Odoo's clean-up takes, should this process be killed in between.
        name = f"{checksum}-{os.getpid()}-{threading.get_ident()}"
        self._mark_for_gc(f"{checksum[:2]}/{name}")
        draft = os.path.join(os.path.dirname(path), name)
        try:
            with open(draft, "wb") as file:
                file.write(content)
            os.replace(draft, path)
        except OSError:
            with suppress(OSError):
                os.unlink(draft)
            raise
        _logger.info("Replaced the damaged file %s", path)
        return True

    @api.model
    def _read_again(self, record, name):
        """Return the file of a field that seems to be empty.

        Odoo takes a file that it cannot read now for one that is not there.

        :param record: the record
        :param str name: the name of the field
        :rtype: bytes
        :raise MachineError: it cannot be read now
        """
        domain = [
            ("res_model", "=", record._name),
            ("res_id", "=", record.id),
            ("res_field", "=", name),
        ]
        stored = self.sudo().search(domain, limit=1).store_fname
        if not stored:
            return b""
        with (
            machine_errors(self.env, self._filestore()),
            suppress(FileNotFoundError),
            open(self._full_path(stored), "rb") as file,
        ):
            return file.read()
        return b""

    @api.model
    def _has_checksum(self, path, checksum):
        """Whether a file is what its name says."""
        with open(path, "rb") as file:
            return self._compute_checksum(file.read()) == checksum
