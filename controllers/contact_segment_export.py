# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import Response, content_disposition, request

from ..models.output.contact_segment_export import MIMETYPES
from ..tools import arguments


class ContactSegmentExport(http.Controller):
    """The contacts of a segment, sent while they are read."""

    @http.route(
        "/contact_segment/export/<int:segment_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def export(self, segment_id, output="xlsx", fields="", delimiter="", **_other):
        """Download the contacts of a segment.

        :param int segment_id: the id of the segment
        :param str output: xlsx or csv
        :param str fields: the columns with commas between them; empty for the usual
            ones
        :param str delimiter: between the columns of a csv; empty for the one of the
            user's language
        :return: the file
        """
        segment = arguments.read_record(
            request.env, "segment_id", segment_id, "contact.segment"
        )
        names = [name.strip() for name in fields.split(",") if name.strip()]
        # what can be refused is refused now: later the answer has begun
        segment._check_export(output, names, delimiter)
        disposition = content_disposition(segment._get_export_filename(output))
        return Response(
            segment._stream_export(output, names, delimiter),
            mimetype="text/csv" if output == "csv" else MIMETYPES[output],
            headers={
                "Content-Disposition": disposition,
                "Cache-Control": "no-store",
                # a proxy that collects the whole file first would time out
                "X-Accel-Buffering": "no",
            },
        )
