# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Claims of e-mails: each goes out at most once, and few statements see to that.

What is committed, and when, for e-mails A and B in a row:

1. A is claimed, and that is committed. A server that is killed from here on has maybe
   sent A; nobody sends it again by itself.
2. In a new transaction A is locked, and everything is looked at once more as it is now:
   the gate, twins, whether it is held or paced. Whoever finds the claim while the lock
   is there knows that we are alive. Only now A goes to the mail server.
3. What became of A and the claim of B are committed together. Killed before, A is what
   nobody knows, and B is unclaimed; killed after, A is known, and B the one that nobody
   knows. So there is one commit for each e-mail, and each kill leaves one unknown.
4. E-mails that went out are deleted many at once. They are written down as sent, so
   that nobody sends them; those that a killed server left are deleted by the next run.

Whatever is out of the ordinary at 2 (opted out, merged, held, paced) is decided by
``_claim_interaction``, which looks first and claims then, in one transaction.
"""

import logging
import time

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...tools.locks import wait_for_rows
from ...tools.mail_session import Attempt

_logger = logging.getLogger(__name__)
# So many that went out are deleted together; so many are left when a server is killed.
DELETED_TOGETHER = 100
# Between its claim and its lock another worker has an e-mail for less than that.
MOMENT = 0.2


class HandOver:
    """E-mails that are handed over, one after the other; no context can name it.

    :ivar MailSession session: the connection to the mail server, or None
    :ivar dict interactions: ids of interactions by e-mail
    :ivar set special: e-mails that are looked at before they are claimed
    :ivar SQL paced: the statement that finds companies with a pace or hours
    :ivar list sent: those that went out and are not deleted yet
    :ivar list unheld: those that were claimed and that somebody else has locked
    """

    def __init__(self, session, interactions, special, paced):
        self.session = session
        self.interactions = interactions
        self.special = special
        self.paced = paced
        self.sent = []
        self.unheld = []

    @property
    def attempt(self):
        """How the sending of the last e-mail went; one without outcome if unknown."""
        return self.session.attempt if self.session else Attempt()

    @property
    def is_down(self):
        """Whether there is no use in trying the next e-mail now."""
        return bool(self.session and self.session.is_down)

    def begin(self):
        """Begin with another e-mail."""
        if self.session:
            self.session.begin()


class MailMail(models.Model):
    """The claims of e-mails of interactions, taken before they are sent."""

    _inherit = "mail.mail"

    @api.model
    def _get_hand_over(self):
        """Return the run in which these e-mails are handed over, or None."""
        run = self.env.context.get("contact_hand_over")
        return run if isinstance(run, HandOver) else None

    def _begin_hand_over(self, session):
        """Return these e-mails of interactions, in a run that hands them over.

        :param MailSession session: the connection to the mail server, or None
        """
        interactions = self.sudo().interaction_ids
        twins = {id_ for id_, _twin_id in interactions._find_twins()}
        paced = self.env["res.company"]._get_paced()
        companies = {row[0] for row in self.env.execute_query(paced)}
        special = interactions.filtered(
            lambda one: one.id in twins or one.company_id.id in companies
        )
        run = HandOver(
            session,
            {mail.id: mail.interaction_ids[:1].id for mail in self.sudo()},
            set(special.mail_mail_id.ids),
            paced,
        )
        return self.with_context(contact_hand_over=run)

    def _claim_each(self, auto_commit, callback):
        """Yield the e-mails that may be sent now, each after claiming it.

        What became of one is committed with the claim of the next.
        """
        run = self._get_hand_over()
        # what others did since this queue was read counts
        self._keep(auto_commit)
        self._give_up_lost(auto_commit)
        for index, mail in enumerate(self):
            # each commit forgets what was read: alone, or all were read each time
            mail = mail.with_prefetch()
            if run.is_down:
                self._keep(auto_commit)
                self[index:]._postpone(run.attempt.reason)
                break
            if mail._claim(auto_commit):
                run.begin()
                yield mail
            elif callback:
                callback(mail.ids)
            if len(run.sent) >= DELETED_TOGETHER:
                self._delete_handed_over(auto_commit)
        self._keep(auto_commit)
        self._release_unheld()
        self._delete_handed_over(auto_commit)

    def _keep(self, auto_commit):
        """Commit what was done so far, if this is Odoo's queue."""
        if auto_commit:
            # without a note of the progress, which would be two statements for each
            cron = self.env["ir.cron"].with_context(ir_cron_progress_id=False)
            cron._commit_progress()

    def _claim(self, auto_commit):
        """Claim one e-mail; return whether it may be sent now."""
        run = self._get_hand_over()
        is_claimed = self.id not in run.special and self._take_claim()
        self._keep(auto_commit)
        if not is_claimed:
            return self._claim_interaction(auto_commit)
        is_clear = self._hold_claim(auto_commit)
        if is_clear is None:
            run.unheld.append(self.id)
            return False
        return is_clear or self._claim_interaction(auto_commit, is_own=True)

    def _take_claim(self):
        """Claim one e-mail that nobody has; return whether it worked.

        It may be that this transaction does not see what others did meanwhile. What
        it did so far must not be lost for that.
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL(
                        "UPDATE contact_interaction SET sending_since = %s "
                        "WHERE id IN (SELECT i.id FROM contact_interaction i "
                        "JOIN mail_mail m ON m.id = i.mail_mail_id "
                        "WHERE m.id = %s AND m.state = 'outgoing' "
                        "AND i.delivery_state = 'queued' AND i.state = 'done' "
                        "AND i.sending_since IS NULL FOR UPDATE OF i SKIP LOCKED)",
                        fields.Datetime.now(),
                        self.id,
                    ),
                    log_exceptions=False,
                )
                is_claimed = bool(self.env.cr.rowcount)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return False
        self._get_interactions().invalidate_recordset(["sending_since"])
        return is_claimed

    def _hold_claim(self, auto_commit):
        """Lock one e-mail that was claimed, and look at it as it is now.

        :return: whether nothing hinders it; None when somebody else has it
        :rtype: bool or None
        """
        partners = self.env["res.partner"].sudo()
        gate = partners._get_gate_conditions(
            "contact", SQL("'email'"), SQL("template.topic_id")
        )
        gate["excluded"] = SQL(
            "%s AND i.is_exclusion_accepted IS NOT TRUE", gate["excluded"]
        )
        statement = SQL(
            """SELECT (
                i.sending_since IS NOT NULL AND i.delivery_state = 'queued'
                AND i.state = 'done' AND m.state = 'outgoing'
                AND segment.delivery_is_held IS NOT TRUE
                AND i.company_id NOT IN %s
                AND NOT EXISTS(
                    SELECT FROM contact_interaction other
                    WHERE other.segment_id = i.segment_id
                      AND other.partner_id = i.partner_id
                      AND other.merged_contact_id IS NOT NULL
                )
                AND NOT (%s)
            ) IS TRUE
            FROM contact_interaction i
            JOIN mail_mail m ON m.id = i.mail_mail_id
            LEFT JOIN res_partner contact ON contact.id = i.partner_id
            LEFT JOIN contact_segment segment ON segment.id = i.segment_id
            LEFT JOIN contact_interaction_template template
              ON template.id = i.template_id
            WHERE m.id = %s FOR UPDATE OF i, m SKIP LOCKED""",
            self._get_hand_over().paced,
            SQL(" OR ").join(SQL("(%s)", condition) for condition in gate.values()),
            self.id,
        )
        try:
            self.env.cr.execute(statement, log_exceptions=False)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            if not auto_commit:
                raise
            # it is the first thing that this transaction does
            self.env.cr.rollback()
            return None
        rows = self.env.cr.fetchall()
        if not rows:
            return None
        return rows[0][0]

    def _claim_interaction(self, auto_commit, is_own=False):
        """Look at everything that may hinder one e-mail, and claim it then.

        :param bool is_own: whether this worker has claimed it already
        :return: whether it may be sent now
        """
        self.ensure_one()
        self.invalidate_recordset()
        interaction = self.sudo().exists().interaction_ids[:1]
        if not self._lock_interaction(interaction):
            # another worker is sending it at this moment
            return False
        interaction.invalidate_recordset()
        if is_own:
            interaction.sending_since = False
        if self.state != "outgoing" or interaction.sending_since:
            # another worker has done so, or will
            return False
        if interaction.delivery_state != "queued" or interaction.state != "done":
            self.sudo().cancel()
            return False
        if not interaction._try_lock_twins():
            return False
        reasons = interaction._get_skip_reasons("email")
        if reasons:
            interaction._set_delivery("skipped", **reasons[interaction.id])
            self.sudo().cancel()
            return False
        if interaction._wait_for_turn():
            return False
        interaction._take_lines()
        interaction.sending_since = fields.Datetime.now()
        self.env.flush_all()
        self._keep(auto_commit)
        # whoever finds the claim while this lock is held knows that we are alive
        return self._lock_interaction(interaction) and bool(interaction.sending_since)

    @api.model
    def _lock_interaction(self, interaction):
        """Lock an interaction; return whether no other worker has it."""
        try:
            with self.env.cr.savepoint():
                return bool(interaction.try_lock_for_update())
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return False

    def _release_unheld(self):
        """Let go of the claims that could not be held: they surely did not go out."""
        run = self._get_hand_over()
        if not run.unheld:
            return
        mine = SQL(
            "mail_mail_id IN %s AND delivery_state = 'queued' "
            "AND sending_since IS NOT NULL",
            tuple(run.unheld),
        )

        free = SQL("UPDATE contact_interaction SET sending_since = NULL WHERE %s", mine)

        def release():
            wait_for_rows(self.env, {"contact_interaction": mine})
            self.env.cr.execute(free)
            self._keep(auto_commit=True)

        interactions = self.env["contact.interaction"]
        interactions._work_again(release)
        interactions._ask_for_mail_queue(fields.Datetime.now())
        self._keep(auto_commit=True)

    def _give_up_lost(self, auto_commit):
        """Leave e-mails alone that were being sent when a server stopped."""
        lost = self._find_lost()
        if lost and auto_commit:
            # not those that another worker claimed just now, and has locked by then
            self._keep(auto_commit)
            time.sleep(MOMENT)
            lost &= self._find_lost()
        if lost:
            lost._set_unknown()
            self._keep(auto_commit)

    def _find_lost(self):
        """Return the interactions that are claimed by nobody who is alive, locked."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM contact_interaction WHERE mail_mail_id IN %s "
                "AND sending_since IS NOT NULL AND delivery_state = 'queued' "
                "ORDER BY id FOR UPDATE SKIP LOCKED",
                self._ids or (0,),
            )
        )
        return self.env["contact.interaction"].sudo().browse([row[0] for row in rows])

    def _postpone(self, reason):
        """Let e-mails wait whose turn did not come before the mail server was gone."""
        interactions = self.sudo().exists().interaction_ids.filtered(self._is_waiting)
        # those that others are sending are locked
        free = interactions.try_lock_for_update().filtered(
            lambda one: one.mail_mail_id.state == "outgoing" and not one.sending_since
        )
        free._wait_for_server(reason)

    # --------------------------------------------------------------------------------
    # E-mails that went out are deleted together.
    # --------------------------------------------------------------------------------

    def _is_deleted_later(self):
        """Whether these are deleted with others that went out; they are noted then."""
        run = self._get_hand_over()
        if not run or any(mail.state != "sent" for mail in self):
            return False
        run.sent += self.ids
        return True

    def _delete_handed_over(self, auto_commit):
        """Delete the e-mails of this run that went out."""
        run = self._get_hand_over()
        if run.sent:
            # what became of the last one must not depend on this
            self._keep(auto_commit)
            self._delete_sent(SQL("m.id IN %s", tuple(run.sent)))
            self._keep(auto_commit)
            run.sent.clear()

    @api.model
    def _delete_sent(self, condition):
        """Delete e-mails that went out, as Odoo does after each.

        :param SQL condition: which of them; what others are working on is left
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        "SELECT m.id FROM contact_interaction i "
                        "JOIN mail_mail m ON m.id = i.mail_mail_id "
                        "WHERE i.delivery_state = 'sent' AND m.state = 'sent' "
                        "AND m.auto_delete AND %s "
                        "ORDER BY i.id FOR UPDATE OF i, m SKIP LOCKED",
                        condition,
                    ),
                    log_exceptions=False,
                )
                ids = [row[0] for row in self.env.cr.fetchall()]
                mails = self.with_context(contact_hand_over=None).browse(ids)
                mails.sudo().unlink()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            _logger.info("E-mails that went out are deleted later: %s", error)
