# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_date

from ...models.live.contact_segment_snapshot import ONLY_NEW
from ...tools.numbers import show_count


class ContactSegmentLogWizard(models.TransientModel):
    """Of a live segment one logs everybody, or only who is new."""

    _inherit = "contact.segment.log.wizard"

    is_live = fields.Boolean(related="segment_id.is_live", related_sudo=False)
    only_new = fields.Boolean(
        string="Only who is new",
        compute="_compute_only_new",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Only contacts who have no interaction from this live segment yet.",
    )
    live_summary = fields.Char(compute="_compute_live_summary", compute_sudo=False)

    @api.depends("segment_id")
    def _compute_only_new(self):
        """Offer it where the segment was logged before: nobody is written to twice."""
        for wizard in self:
            segment = wizard.segment_id
            wizard.only_new = segment.is_live and bool(segment._get_last_snapshot())

    @api.depends("segment_id")
    def _compute_live_summary(self):
        for wizard in self:
            wizard.live_summary = wizard._tell_live()

    def _tell_live(self):
        """Return when the live segment was logged, and how many are new since."""
        segment = self.segment_id
        if not segment.is_live:
            return False
        last = segment._get_last_snapshot()
        if not last:
            return self.env._(
                "A snapshot is logged, with the contacts of now; the live segment goes "
                "on."
            )
        return self.env._(
            "Logged on %(date)s. Contacts then: %(count)s; new since: %(new)s.",
            date=format_date(self.env, last.logged_on),
            count=show_count(self.env, last.interaction_count),
            new=show_count(self.env, segment._count_new()),
        )

    def _as_chosen(self):
        """Return the dialog with the contacts that are to be logged."""
        self.ensure_one()
        return self.with_context(**{ONLY_NEW: self.is_live and self.only_new})

    @api.depends("only_new")
    def _compute_ready_count(self):
        chosen = self.filtered(lambda one: one.is_live and one.only_new)
        for wizard in chosen:
            count = wizard.segment_id._count_new()
            wizard.ready_count = count - wizard.blocked_count
        return super(ContactSegmentLogWizard, self - chosen)._compute_ready_count()

    @api.depends("only_new")
    def _compute_sending_counts(self):
        # one by one: each has its own choice
        for wizard in self[1:]:
            wizard._compute_sending_counts()
        chosen = self[:1]._as_chosen() if self else self
        return super(ContactSegmentLogWizard, chosen)._compute_sending_counts()

    @api.onchange("only_new")
    def _onchange_only_new(self):
        if self._origin:
            self._origin.only_new = self.only_new
            self._onchange_send()

    def _check(self):
        return super(ContactSegmentLogWizard, self._as_chosen())._check()

    def action_log(self):
        """Log all contacts, or of a live segment only who is new.

        :return: an action
        :rtype: dict
        """
        return super(ContactSegmentLogWizard, self._as_chosen()).action_log()
