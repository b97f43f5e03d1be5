# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments


class ContactSegmentDocument(models.Model):
    """A document of one segment, or of one of its contacts.

    Without a line it replaces the document of the template in its language for the
    whole segment; with a line it is personal.
    """

    _name = "contact.segment.document"
    _inherit = ["contact.rights.mixin", "contact.document.mixin"]
    _description = "Segment Document"

    segment_id = fields.Many2one(
        comodel_name="contact.segment",
        compute="_compute_segment_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="cascade",
    )
    line_id = fields.Many2one(
        comodel_name="contact.segment.line",
        index="btree_not_null",
        ondelete="cascade",
        help="The contact whose personal document this is; empty: for all contacts.",
    )

    _lang_uniq = models.UniqueIndex(
        "(segment_id, COALESCE(line_id, 0), COALESCE(lang, ''))",
        "There is a document in this language already.",
    )

    @api.depends("line_id")
    def _compute_segment_id(self):
        for document in self:
            if document.line_id:
                document.segment_id = document.line_id.segment_id

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents.segment_id._check_draft()
        return documents

    def write(self, vals):
        self.segment_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        self.segment_id._check_draft()

    @api.constrains("line_id", "segment_id")
    def _check_line(self):
        for document in self:
            if document.line_id and document.line_id.segment_id != document.segment_id:
                raise UserError(
                    self.env._(
                        "The personal document of %(contact)s belongs to another "
                        "segment than %(segment)s; choose a line of this segment.",
                        contact=self._tell_name(document.line_id.partner_id),
                        segment=self._tell_name(document.segment_id),
                    )
                )

    def _get_owner(self):
        return self.segment_id

    def action_back_to_log(self):
        """Go on with logging the segment, now that it has this document.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.segment_id.action_log()


class ContactSegment(models.Model):
    """What the list of contacts inside the form depends on besides its lines."""

    _inherit = "contact.segment"

    document_version = fields.Char(
        compute="_compute_document_version",
        help="Another text when a document is added, changed or removed.",
    )

    @api.depends("document_ids")
    def _compute_document_version(self):
        documents = self.env["contact.segment.document"]
        query = documents._search(Domain("segment_id", "in", self._origin.ids))
        rows = self.env.execute_query(
            SQL(
                "SELECT segment_id, CONCAT_WS(' ', COUNT(*), MAX(id), MAX(write_date)) "
                "FROM contact_segment_document WHERE id IN %s GROUP BY segment_id",
                query.subselect(),
            )
        )
        versions = dict(rows)
        for segment in self:
            segment.document_version = versions.get(segment._origin.id, False)
