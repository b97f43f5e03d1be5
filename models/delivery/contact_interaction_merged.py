# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, LazyTranslate

from ...tools.selections import DELIVERED_CHANNELS
from ...tools.told import store, tell
from .contact_interaction_waiting import UNKNOWN

_lt = LazyTranslate(__name__)

MERGED = "merged"
# How long an interaction waits whose twin somebody else has. It differs, so that two
# workers who have each other's twins do not meet again.
FIRST_PAUSE = timedelta(seconds=10)
SECOND_PAUSE = timedelta(seconds=60)


class ContactInteraction(models.Model):
    """Letters to contacts that were merged after logging: one of them goes out.

    The first letter of the one contact and the first letter of the other are twins, and
    so are the second ones. Of twins, whichever is delivered first is the one that goes
    out; if it fails, the other one does. Copies that are sent again are none.
    """

    _inherit = "contact.interaction"

    merged_contact_id = fields.Integer(
        readonly=True,
        copy=False,
        is_technical=True,
        help="The contact this was logged for, before it was merged into another one.",
    )

    _merged = models.Index(
        "(segment_id, partner_id) WHERE merged_contact_id IS NOT NULL"
    )

    @api.model
    def _note_merge(self, src_partners):
        """Remember whose the interactions of segments were, before a merge."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction SET merged_contact_id = partner_id "
                "WHERE partner_id IN %s AND segment_id IS NOT NULL "
                "AND merged_contact_id IS NULL",
                src_partners._ids or (0,),
            )
        )
        self.invalidate_model(["merged_contact_id"])

    def _leave_twins_to_others(self):
        """Lock the twins of a batch; put those off whose twin somebody else has.

        Nobody is waited for: he may have a batch in which he waits for a twin of this
        one. What he did meanwhile is unknown to this transaction, which the database
        then makes begin anew.

        :return: the batch without those that were put off
        :rtype: contact.interaction
        """
        first, second = set(), set()
        for id_, twin_id in self._lock_free_twins():
            (first if id_ < twin_id else second).add(id_)
        self.browse(first - second)._wait_for_twin(FIRST_PAUSE)
        self.browse(second)._wait_for_twin(SECOND_PAUSE)
        return self.browse(id_ for id_ in self._ids if id_ not in first | second)

    def _lock_free_twins(self):
        """Lock the twins of interactions, of those that nobody else has.

        :return: pairs of ids: an interaction, and its twin that somebody else has
        :rtype: list[tuple[int, int]]
        """
        pairs = self._find_twins()
        twins = self.browse({twin_id for _id, twin_id in pairs})
        locked = set(twins.try_lock_for_update()._ids)
        (twins - self).invalidate_recordset()
        return [pair for pair in pairs if pair[1] not in locked]

    def _wait_for_twin(self, pause):
        """Put interactions off, whose rows are locked.

        Where the attempt was counted already, it was none.
        """
        if not self:
            return
        message = _lt(
            "The contact was merged with another one, whose letter or e-mail is being "
            "worked on at this moment."
        )
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction "
                "SET delivery_waits_until = %s, delivery_message = %s, "
                "delivery_attempts = GREATEST(delivery_attempts - 1, 0) "
                "WHERE id IN %s",
                fields.Datetime.now() + pause,
                store(self.env, message),
                self._ids,
            )
        )
        self.invalidate_recordset()
        self._start_delivery_after(pause)

    def _get_twins(self):
        """Return the twins of interactions; nothing for interactions without any.

        :rtype: dict[int, contact.interaction]
        """
        twins = {}
        for id_, twin_id in self._find_twins():
            twins[id_] = twins.get(id_, self.sudo().browse()) | self.browse(twin_id)
        return twins

    def _find_twins(self):
        """Return pairs of ids: an interaction, and another one that is its twin."""
        if not self:
            return []
        self.flush_model()
        return self.env.execute_query(
            SQL(
                """WITH merged AS (
                    SELECT DISTINCT other.segment_id, other.partner_id
                    FROM contact_interaction own
                    JOIN contact_interaction other
                      ON other.segment_id = own.segment_id
                     AND other.partner_id = own.partner_id
                     AND other.merged_contact_id IS NOT NULL
                    WHERE own.id IN %(ids)s
                ), letters AS (
                    SELECT id, segment_id, partner_id, ROW_NUMBER() OVER (
                        PARTITION BY segment_id, partner_id,
                            COALESCE(merged_contact_id, partner_id)
                        ORDER BY id
                    ) AS number
                    FROM contact_interaction
                    JOIN merged USING (segment_id, partner_id)
                    WHERE channel IN %(channels)s AND resent_from_id IS NULL
                )
                SELECT own.id, twin.id
                FROM letters own
                JOIN letters twin USING (segment_id, partner_id, number)
                WHERE own.id IN %(ids)s AND twin.id != own.id
                ORDER BY own.id, twin.id""",
                ids=self._ids,
                channels=DELIVERED_CHANNELS,
            )
        )

    def _try_lock_twins(self):
        """Lock the twins of an interaction; return whether nobody else has them.

        Else the mail queue looks at its e-mail again soon.
        """
        try:
            with self.env.cr.savepoint():
                is_free = not self._lock_free_twins()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # who had them is done, and this transaction does not see it
            is_free = False
        if is_free:
            return True
        self._ask_for_mail_queue(fields.Datetime.now())
        return False

    def _get_merged_reasons(self):
        """Return why interactions are not sent because of their twins.

        :return: what ``_set_delivery`` takes, by id
        :rtype: dict[int, dict]
        """
        reasons = {}
        for id_, twins in self._get_twins().items():
            served = twins.filtered(lambda twin: twin._was_served())[:1]
            if not served:
                continue
            self.browse(id_)._leave_line_to(served)
            reasons[id_] = {
                "delivery_code": MERGED,
                "message": tell(
                    self.env,
                    _lt(
                        "%(contact)s was merged with another contact and got it with "
                        "interaction %(name)s (no. %(id)s); send that one again if it "
                        "shall go out twice.",
                        contact=served.partner_id.display_name,
                        name=served.name,
                        id=str(served.id),
                    ),
                ),
            }
        return reasons

    def _was_served(self):
        """Whether this was sent, or nobody knows."""
        self.ensure_one()
        return self.state == "done" and bool(
            self.delivery_state == "sent"
            or self.sending_since
            or self.delivery_code == UNKNOWN
        )

    def _get_later_twins(self):
        """Return those of a batch that have to wait for a twin in the same batch."""
        later = {
            id_
            for id_, twin_id in self._find_twins()
            if twin_id < id_ and twin_id in self._ids
        }
        return self.browse(sorted(later))

    def _take_lines(self):
        """Give the line to whichever of twins goes out: results look there."""
        for id_, twins in self._get_twins().items():
            for twin in twins.filtered("segment_line_id"):
                twin._leave_line_to(self.browse(id_).sudo())

    def _leave_line_to(self, twin):
        """Leave the line of the segment to a twin, if there is one to leave."""
        line = self.sudo().segment_line_id
        if line and not twin.segment_line_id:
            self.sudo().segment_line_id = False
            self.flush_recordset()
            twin.segment_line_id = line
