# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import arguments

DELIVERY_STATES = ("queued", "sent", "failed", "skipped")


class ContactSegment(models.Model):
    """Delivery of a logged segment: how far it is, and how it is stopped."""

    _inherit = "contact.segment"

    delivery_queued_count = fields.Integer(compute="_compute_delivery_counts")
    delivery_sent_count = fields.Integer(compute="_compute_delivery_counts")
    delivery_failed_count = fields.Integer(compute="_compute_delivery_counts")
    delivery_skipped_count = fields.Integer(compute="_compute_delivery_counts")
    delivery_count = fields.Integer(compute="_compute_delivery_counts")
    delivery_progress = fields.Float(
        compute="_compute_delivery_counts", help="How much is done, from 0 to 100."
    )
    print_file_ids = fields.One2many(
        comodel_name="contact.print.file",
        inverse_name="segment_id",
        domain=[("is_part", "=", False)],
        readonly=True,
    )

    @api.depends_context("uid")
    @api.depends("interaction_ids.delivery_state")
    def _compute_delivery_counts(self):
        groups = self.env["contact.interaction"]._read_group(
            [
                ("segment_id", "in", self.ids),
                ("delivery_state", "!=", False),
                ("state", "=", "done"),
            ],
            ["segment_id", "delivery_state"],
            ["__count"],
        )
        counts = {(segment.id, state): count for segment, state, count in groups}
        for segment in self:
            total = 0
            for state in DELIVERY_STATES:
                count = counts.get((segment.id, state), 0)
                segment[f"delivery_{state}_count"] = count
                total += count
            segment.delivery_count = total
            done = total - segment.delivery_queued_count
            segment.delivery_progress = 100.0 * done / total if total else 0.0

    def unlink(self):
        """Delete segments, with their print files and what hangs on them."""
        self.check_access("unlink")
        self._wait_to_delete()
        files = self.env["contact.print.file"].sudo()
        files.search([("segment_id", "in", self.ids)]).unlink()
        return super().unlink()

    def cancel_delivery(self):
        """Take the waiting letters and e-mails of segments out of the queue.

        :return: True
        :rtype: bool
        """
        self._get_deliveries("queued").cancel_delivery()
        return True

    def retry_delivery(self, may_have_arrived=False):
        """Deliver again what failed, and now what waits for a later attempt.

        :param bool may_have_arrived: also e-mails of which nobody knows whether they
            arrived; without it they stay as they are
        :return: True
        :rtype: bool
        :raise UserError: nothing else failed, and they are not asked for
        """
        self._get_retries().retry_delivery(may_have_arrived)
        return True

    def action_retry_delivery(self):
        """Deliver again what failed; ask first when some may have arrived.

        :return: an action
        :rtype: dict
        """
        return self._get_retries().action_retry_delivery()

    def _get_retries(self):
        """Return the interactions that failed or wait for a later attempt."""
        waiting = self._get_deliveries("queued").filtered("delivery_waits_until")
        return self._get_deliveries("failed") | waiting

    def _get_deliveries(self, state):
        domain = Domain("segment_id", "in", self.ids) & Domain("state", "=", "done")
        return self.env["contact.interaction"].search(
            domain & Domain("delivery_state", "=", state)
        )

    def action_view_deliveries(self):
        """Show the interactions of the segment that are delivered.

        :return: the action with the list
        :rtype: dict
        """
        arguments.check_one(self)
        domain = Domain("segment_id", "=", self.id) & Domain(
            "delivery_state", "!=", False
        )
        state = self.env.context.get("delivery_state")
        if state:
            domain &= Domain("delivery_state", "=", state)
        return self.env["contact.interaction"]._open_list(
            domain, create=False, show_delivery=True
        )

    def _prepare_delivery_columns(self, query):
        """Return the SQL of the columns that put interactions into the queue.

        The documents are kept as they are now: templates may change before a letter is
        made, or made again.

        :param Query query: the query of the lines; joins are added to it
        :rtype: dict[str, SQL]
        """
        lines = self.env["contact.segment.line"].sudo()
        channel = lines._field_to_sql(query.table, "channel", query)
        document = lines._resolve_document(query.table, query)
        contact = lines._join_contact(query.table, query)
        goes_out = SQL("%s IN ('letter', 'email')", channel)
        versions = self._make_document_versions()
        return {
            "delivery_attempts": SQL("0"),
            "delivery_state": SQL("CASE WHEN %s THEN 'queued' END", goes_out),
            "sender_id": SQL("%s", self.env.uid),
            "document_version_id": SQL(
                "CASE WHEN %s "
                "THEN (%s::jsonb->>((%s->>0) || ':' || (%s->>1)))::int END",
                goes_out,
                json.dumps(versions),
                document,
                document,
            ),
            "is_exclusion_accepted": SQL(
                "%s IS TRUE", SQL.identifier(contact, "exclude_from_segments")
            ),
        }

    def _make_document_versions(self):
        """Keep the effective documents of all lines; return the versions.

        :return: ids of versions by origin and id of the document
        :rtype: dict[str, int]
        """
        lines = self.env["contact.segment.line"].sudo()
        query = self._get_check_query()
        document = lines._resolve_document(query.table, query)
        channel = lines._field_to_sql(query.table, "channel", query)
        query.add_where(SQL("%s IN ('letter', 'email')", channel))
        query.add_where(SQL("%s IS NOT NULL", document))
        query.groupby = SQL("1, 2")
        query.order = None
        with self._planned_for_many():
            rows = self.env.execute_query(
                query.select(SQL("%s->>0", document), SQL("%s->>1", document))
            )
        Version = self.env["contact.document.version"].sudo()
        return {
            f"{origin}:{id_}": Version._get_version(
                lines._browse_document(origin, int(id_))
            ).id
            for origin, id_ in rows
        }
