# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import models


class ContactSegmentLine(models.Model):
    """Which lines leave the segment, and in which language their texts are."""

    _inherit = "contact.segment.line"

    def _filter_exportable(self):
        """Return the lines whose contact the user may read."""
        readable = set(self.partner_id._filtered_access("read")._ids)
        return self.filtered(lambda line: line.partner_id.id in readable)

    def _group_by_known_lang(self, langs):
        """Return the lines by the language of their letter.

        As ``_group_by_merge_lang``, without resolving the language once more.

        :param dict langs: the resolved language by line id
        """
        installed = dict(self.env["res.lang"].get_installed())
        default = self.env.user.lang or "en_US"
        groups = defaultdict(list)
        for line in self:
            choices = (langs.get(line.id), line.partner_id.lang, default)
            lang = next((code for code in choices if code in installed), default)
            groups[lang].append(line.id)
        return {
            lang: self.browse(ids).with_prefetch(self._ids)
            for lang, ids in groups.items()
        }
