# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


class ContactSegment(models.Model):
    """What the delivery box of a segment says: what waits, and what letters are."""

    _inherit = "contact.segment"

    delivery_waiting_text = fields.Char(
        compute="_compute_delivery_waiting_text",
        help="How many letters and e-mails wait, when the next attempt is, and why.",
    )
    delivery_format_text = fields.Char(
        compute="_compute_delivery_format_text",
        help="Why letters are Word documents, and how they become PDFs.",
    )

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
        sentences = []
        if letters == 1:
            sentences.append(self.env._("1 letter waits."))
        elif letters:
            sentences.append(self.env._("%(count)s letters wait.", count=letters))
        if mails and kind == "sending":
            sentences.append(
                self.env._("1 e-mail waits in the mail queue.")
                if mails == 1
                else self.env._(
                    "%(count)s e-mails wait in the mail queue.", count=mails
                )
            )
        elif mails == 1:
            sentences.append(self.env._("1 e-mail waits."))
        elif mails:
            sentences.append(self.env._("%(count)s e-mails wait.", count=mails))
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
        return interactions._tell_when(kind, first.delivery_waits_until, reason)

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
