# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .contact_interaction_pace import HELD

# Of fewer, a handful of bad addresses would be a large share.
LEAST_TRIED = 50


class ContactSegment(models.Model):
    """A delivery that is held, because too many of its e-mails failed.

    Providers take a sender for one of spam whose addresses are bad. So the others wait
    until somebody has looked why.
    """

    _inherit = "contact.segment"

    delivery_is_held = fields.Boolean(
        string="Delivery Held",
        readonly=True,
        copy=False,
        help="Too many e-mails failed; the others wait until somebody lets them go on.",
    )
    delivery_held_sent = fields.Integer(
        readonly=True,
        copy=False,
        is_technical=True,
        export_string_translation=False,
        help="The e-mails sent when somebody let the delivery go on.",
    )
    delivery_held_failed = fields.Integer(
        readonly=True,
        copy=False,
        is_technical=True,
        export_string_translation=False,
        help="The e-mails that had failed then; they count no more.",
    )
    delivery_held_text = fields.Char(
        string="Why It Is Held", compute="_compute_delivery_held_text"
    )

    @api.depends("delivery_is_held")
    @api.depends_context("lang")
    def _compute_delivery_held_text(self):
        for segment in self:
            text = False
            if segment.delivery_is_held:
                sent, failed = segment._count_tried_mails()
                text = self.env._(
                    "The delivery is held: %(failed)s of %(tried)s e-mails failed, and "
                    "the settings allow %(percent)s %%. Look why before it goes on.",
                    failed=failed,
                    tried=sent + failed,
                    percent=segment.company_id.contact_mail_stop_percent,
                )
            segment.delivery_held_text = text

    def continue_delivery(self):
        """Let deliveries go on that are held; what failed so far counts no more.

        :return: True
        :rtype: bool
        """
        self.check_access("write")
        for segment in self.filtered("delivery_is_held"):
            sent, failed = segment._count_tried_mails()
            segment._write_header(
                {
                    "delivery_is_held": False,
                    "delivery_held_sent": segment.delivery_held_sent + sent,
                    "delivery_held_failed": segment.delivery_held_failed + failed,
                }
            )
        waiting = self._get_deliveries("queued")
        waiting.filtered(lambda one: one.delivery_code == HELD)._stop_waiting()
        return True

    def _hold_after_failures(self):
        """Hold deliveries of which too many e-mails failed, after one more did."""
        for segment in self.sudo():
            percent = segment.company_id.contact_mail_stop_percent
            if not percent or segment.delivery_is_held:
                continue
            sent, failed = segment._count_tried_mails()
            tried = sent + failed
            if tried >= LEAST_TRIED and failed * 100 > percent * tried:
                segment._hold()

    def _hold(self):
        """Hold a delivery, unless somebody else is at work here: then the next time.

        The interaction is locked, which comes after its segment: nobody is waited for,
        and what became of the e-mail is written down in any case.
        """
        try:
            with self.env.cr.savepoint():
                locked = self.try_lock_for_update(allow_referencing=True)
                locked._write_header({"delivery_is_held": True})
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.invalidate_recordset()

    def _count_tried_mails(self):
        """Return how many e-mails were sent, and how many failed, since it went on.

        :rtype: tuple[int, int]
        """
        self.ensure_one()
        # sudo: those of everybody count
        groups = (
            self.env["contact.interaction"]
            .sudo()
            ._read_group(
                [
                    ("segment_id", "=", self.id),
                    ("channel", "=", "email"),
                    ("state", "=", "done"),
                    ("delivery_state", "in", ("sent", "failed")),
                ],
                ["delivery_state"],
                ["__count"],
            )
        )
        counts = dict(groups)
        return (
            max(counts.get("sent", 0) - self.delivery_held_sent, 0),
            max(counts.get("failed", 0) - self.delivery_held_failed, 0),
        )
