# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.numbers import show_count
from ...tools.selections import DELIVERED_CHANNELS

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
    delivery_waiting_text = fields.Char(
        compute="_compute_delivery_waiting_text",
        help="How many letters and e-mails wait, when the next attempt is, and why.",
    )
    delivery_format_text = fields.Char(
        compute="_compute_delivery_format_text",
        help="Why letters are Word documents, and how they become PDFs.",
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

    def _prepare_delivery_columns(self, query, pause):
        """Return the SQL of the columns that put interactions into the queue.

        The documents are kept as they are now: templates may change before a letter is
        made, or made again.

        :param LineQuery query: the query of the lines; joins are added to it
        :param timedelta pause: nothing is delivered before
        :rtype: dict[str, SQL]
        """
        document, contact = query.document(), query.join_contact()
        goes_out = SQL("%s IN %s", query.column("channel"), DELIVERED_CHANNELS)
        versions = self._make_document_versions()
        until = fields.Datetime.now() + pause if pause else None
        return {
            "delivery_waits_until": SQL(
                "CASE WHEN %s THEN %s::timestamp END", goes_out, until
            ),
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
        query = self._get_check_query()
        document = query.document()
        query.add_where(SQL("%s IN %s", query.column("channel"), DELIVERED_CHANNELS))
        query.add_where(SQL("%s IS NOT NULL", document))
        query.groupby = SQL("1, 2")
        rows = query.fetch_many(SQL("%s->>0", document), SQL("%s->>1", document))
        Version = self.env["contact.document.version"].sudo()
        return {
            f"{origin}:{id_}": Version._get_version(
                query.lines._browse_document(origin, int(id_))
            ).id
            for origin, id_ in rows
        }

    # --------------------------------------------------------------------------------
    # What the delivery box of a segment says: what waits, and what letters are.
    # --------------------------------------------------------------------------------

    @api.depends("interaction_ids.delivery_state")
    @api.depends_context("uid", "lang", "tz")
    def _compute_delivery_waiting_text(self):
        Interaction = self.env["contact.interaction"]
        texts = {segment.id: [] for segment in self}
        for kind, domain in Interaction._get_waiting_domains().items():
            groups = Interaction._read_group(
                Domain("segment_id", "in", self.ids) & domain,
                ["segment_id", "channel"],
                ["__count"],
            )
            waiting = {}
            for segment, channel, count in groups:
                waiting.setdefault(segment.id, {})[channel] = count
            for id_, counts in waiting.items():
                texts[id_] += self._tell_counts(counts, kind)
                texts[id_].append(self._tell_first(kind, domain, id_))
        for segment in self:
            segment.delivery_waiting_text = " ".join(texts.get(segment.id, []))

    @api.model
    def _tell_counts(self, counts, kind):
        """Return sentences about how much waits.

        :param dict counts: numbers by channel
        :param str kind: what they wait for
        :rtype: list[str]
        """
        letters, mails = counts.get("letter", 0), counts.get("email", 0)
        texts = counts.get("sms", 0)
        sentences = []
        if letters == 1:
            sentences.append(self.env._("1 letter waits."))
        elif letters:
            sentences.append(
                self.env._(
                    "%(count)s letters wait.", count=show_count(self.env, letters)
                )
            )
        if mails and kind == "sending":
            sentences.append(
                self.env._("1 e-mail waits in the mail queue.")
                if mails == 1
                else self.env._(
                    "%(count)s e-mails wait in the mail queue.",
                    count=show_count(self.env, mails),
                )
            )
        elif mails == 1:
            sentences.append(self.env._("1 e-mail waits."))
        elif mails:
            sentences.append(
                self.env._("%(count)s e-mails wait.", count=show_count(self.env, mails))
            )
        if texts == 1:
            sentences.append(self.env._("1 text message waits."))
        elif texts:
            sentences.append(
                self.env._(
                    "%(count)s text messages wait.", count=show_count(self.env, texts)
                )
            )
        return sentences

    @api.model
    def _tell_first(self, kind, domain, segment_id):
        """Return when the first of a segment is tried, and why it waits."""
        interactions = self.env["contact.interaction"]
        own = domain & Domain("segment_id", "=", segment_id)
        order = "delivery_waits_until, id"
        first = interactions.search(own, order=order, limit=1)
        told = own & Domain("delivery_message", "!=", False)
        reason = interactions.search(told, order=order, limit=1).delivery_message
        return interactions._tell_when(
            kind, first.delivery_waits_until, reason, first.delivery_code
        )

    @api.depends("print_file_ids.page_count", "interaction_ids.delivery_state")
    def _compute_delivery_format_text(self):
        Interaction = self.env["contact.interaction"]
        is_missing = not Interaction._get_libreoffice()
        waiting = Interaction._read_group(
            [
                ("segment_id", "in", self.ids),
                ("delivery_state", "=", "queued"),
                ("channel", "=", "letter"),
                ("state", "=", "done"),
            ],
            ["segment_id"],
        )
        waiting = {segment.id for (segment,) in waiting}
        for segment in self:
            has_word = not all(segment.print_file_ids.mapped("page_count"))
            text = ""
            if is_missing and (has_word or segment.id in waiting):
                text = self.env._(
                    "The letters are Word documents for now, because LibreOffice is "
                    "not installed on the server. When an administrator has installed "
                    "it, new letters are PDFs; use Resend on the interactions of the "
                    "others."
                )
            elif has_word:
                text = self.env._(
                    "Some letters are Word documents, because LibreOffice was not "
                    "installed on the server when they were made; use Resend on their "
                    "interactions to get them as PDFs."
                )
            segment.delivery_format_text = text
