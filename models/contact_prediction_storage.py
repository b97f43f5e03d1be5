# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io
import json
import zipfile

from odoo import fields, models
from odoo.exceptions import UserError

META = "meta"


class ContactPrediction(models.Model):
    """Where a prediction keeps what it learned, and scores on their way.

    Both are files of numpy arrays, read without pickle: a file can hold numbers and
    texts, never code. Of a tree model the rows it was trained on are kept; training it
    again on them gives the same trees, in any version of scikit-learn.
    """

    _inherit = "contact.prediction"

    model_data = fields.Binary(
        attachment=True, readonly=True, copy=False, groups="base.group_system"
    )
    staged_data = fields.Binary(
        attachment=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Scores that were calculated and are not yet to be seen.",
    )

    def _pack(self, arrays, meta):
        """Return arrays as the content of a binary field.

        :param dict arrays: numpy arrays of numbers or texts by name
        :param dict meta: whatever JSON can tell
        :rtype: bytes
        """
        import numpy as np

        content = io.BytesIO()
        np.savez_compressed(content, **arrays, **{META: np.array(json.dumps(meta))})
        return base64.b64encode(content.getvalue())

    def _unpack(self, field_name):
        """Return the arrays of a binary field, and what belongs to them.

        :return: arrays by name, and meta
        :rtype: tuple[dict, dict]
        :raise UserError: there are none
        """
        import numpy as np

        self.ensure_one()
        content = self.sudo().with_context(bin_size=False)[field_name]
        try:
            data = io.BytesIO(base64.b64decode(content or b""))
            with np.load(data, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            return arrays, json.loads(str(arrays.pop(META)))
        except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile):
            raise UserError(
                self.env._(
                    "What prediction %(name)s learned is lost; train it again.",
                    name=self.name,
                )
            ) from None
